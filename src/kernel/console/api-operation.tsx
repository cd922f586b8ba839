// One act of the API, readable: address, permission, fields, refusals with their sentences, an example to copy.
import { ChevronLeft } from 'lucide-react'
import { useWords } from '#look/words.ts'

interface Schema { type?: string | string[]; enum?: string[]; const?: unknown; format?: string; maxLength?: number; minItems?: number; maxItems?: number; items?: Schema; properties?: Record<string, Schema & Hints>; required?: string[]; anyOf?: Schema[] }
interface Hints { 'x-title-zh'?: string; 'x-title-en'?: string; 'x-names'?: Record<string, { zh: string; en: string }> }
export interface Op {
  operationId: string; summary: string; description?: string; tags?: string[]; 'x-permission'?: string | null; 'x-access'?: string
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema; description?: string }[]
  requestBody?: { content: Record<string, { schema: Schema; example?: unknown }> }
  responses: Record<string, { description?: string; content?: Record<string, { examples?: Record<string, { value: { kind: string; said: { zh: string; en: string } } }> }> }>
}
export interface Act { path: string; method: string; op: Op }

function typeOf(schema: Schema | undefined): string {
  if (!schema) return ''
  if (schema.enum) return schema.enum.join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ')
  if (schema.type === 'array') return `${typeOf(schema.items)}[]${schema.maxItems ? ` ≤${schema.maxItems}` : ''}`
  if (schema.type === 'object' && schema.properties) return `{${Object.keys(schema.properties).join(', ')}}`
  return `${Array.isArray(schema.type) ? schema.type.join(' | ') : schema.type ?? ''}${schema.format ? ` ${schema.format}` : ''}${schema.maxLength ? ` ≤${schema.maxLength}` : ''}`
}
function curlOf({ path, method, op }: Act): string {
  const json = op.requestBody?.content['application/json'], writes = method !== 'GET'
  const bytes = op.requestBody && !json
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} '${location.origin}${path}'`,
    ...(op['x-access'] === 'anyone' ? [] : [`-H "Authorization: Bearer $TOKEN"`]),
    ...(writes ? [`-H "Idempotency-Key: $(uuidgen)"`] : []),
    ...(op.parameters?.some((p) => p.name === 'If-Match') ? [`-H 'If-Match: "3"'`] : []),
    ...(json ? [`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(json.example ?? {})}'`] : []),
    ...(bytes ? [`-H 'Content-Type: application/octet-stream'`, '--data-binary @file'] : []),
  ].join(' \\\n  ')
}

export function Operation({ act, intro, back }: { act: Act; intro: string | undefined; back: () => void }) {
  const { t, lang, say } = useWords()
  const { path, method, op } = act
  const body = op.requestBody?.content['application/json']?.schema
  const fields = Object.entries(body?.properties ?? {})
  const asked = (op.parameters ?? []).filter((p) => p.in === 'query')
  const refusals = Object.entries(op.responses).flatMap(([status, r]) => Object.values(r.content?.['application/problem+json']?.examples ?? {}).map(({ value }) => ({ status, ...value })))
  const access = op['x-permission'] ? op['x-permission'] : t(op['x-access'] === 'anyone' ? 'api.anyone' : 'api.signedIn')
  const title = (hints: Hints) => (lang === 'en' && hints['x-title-en']) || hints['x-title-zh'] || ''
  return (
    <article className="pack op">
      <button type="button" className="link pack-back" onClick={back}><ChevronLeft size={16} aria-hidden="true" />{t('api.title')}</button>
      <h1>{op.summary}</h1>
      <p className="op-line"><b>{method}</b><code>{path}</code></p>
      <p className="quiet">{t('api.permission')} <code>{access}</code></p>
      {fields.length > 0 && <section><h2>{t('api.input')}</h2><div className="tablewrap"><table className="table"><tbody>{fields.map(([name, schema]) => (
        <tr key={name}><th scope="row"><code>{name}</code></th><td>{title(schema)}</td><td><code className="type">{typeOf(schema)}</code>{schema['x-names'] && <small>{Object.entries(schema['x-names']).map(([value, said]) => `${value} ${say(said)}`).join(lang === 'zh' ? '、' : ', ')}</small>}</td><td className="end quiet">{t(body?.required?.includes(name) ? 'api.required' : 'api.optional')}</td></tr>
      ))}</tbody></table></div></section>}
      {asked.length > 0 && <section><h2>{t('api.query')}</h2><div className="tablewrap"><table className="table"><tbody>{asked.map((p) => (
        <tr key={p.name}><th scope="row"><code>{p.name}</code></th><td><code className="type">{typeOf(p.schema)}</code></td><td className="end quiet">{t(p.required ? 'api.required' : 'api.optional')}</td></tr>
      ))}</tbody></table></div></section>}
      <section><h2>{t('api.example')}</h2><pre>{curlOf(act)}</pre></section>
      {refusals.length > 0 && <section><h2>{t('api.answer')}</h2><div className="tablewrap"><table className="table"><tbody>{refusals.map((r) => (
        <tr key={`${r.status}${r.kind}`}><td>{r.status}</td><th scope="row"><code>{r.kind}</code></th><td>{say(r.said)}</td></tr>
      ))}</tbody></table></div></section>}
      {intro && <p className="hint">{intro}</p>}
      <p className="hint"><a href={`/api/openapi.json?lang=${lang}`} target="_blank" rel="noreferrer">{t('api.raw')}</a></p>
    </article>
  )
}
