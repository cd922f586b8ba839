// The OpenAPI 3.1 description, made from the declared routes alone: Chinese or English, with examples and every problem.
import { z } from 'zod'
import { formOf } from './form.ts'
import { commonProblems } from './http.ts'
import { notAllowed } from './actor.ts'
import type { Route } from './route.ts'
import { badKey, otherRequest } from './idempotency.ts'
import type { ProblemKind } from './verb.ts'

type Lang = 'zh' | 'en'
const plain = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>
  return rest
}

/** Every problem a route can answer, common ones included, one entry per kind. */
export function problemsOf(route: Route): ProblemKind[] {
  const all = [
    ...route.problems, ...(route.access === 'permitted' ? [notAllowed] : []), ...(route.keyed ? [badKey, otherRequest] : []),
    ...commonProblems.filter((kind) => (route.access !== 'anyone' || kind.status !== 401) && (route.writes || !['body.not-json', 'body.too-large', 'cross-site'].includes(kind.kind)) && (route.writes || route.query || kind.kind !== 'wrong-input')),
  ]
  return [...new Map(all.map((kind) => [kind.kind, kind])).values()]
}

function responses(route: Route, lang: Lang) {
  const ok = route.creates ? '201' : '200'
  const out: Record<string, unknown> = {
    [ok]: {
      description: lang === 'zh' ? '成功' : 'Done',
      ...(route.answer ? { content: { 'application/json': { schema: plain(route.answer, 'output') } } } : route.name === 'file.get' ? { content: { 'image/jpeg': { schema: { type: 'string', format: 'binary' } } } } : {}),
    },
  }
  for (const [status, kinds] of Map.groupBy(problemsOf(route), (kind) => String(kind.status))) {
    out[status] = {
      description: kinds.map((kind) => `\`${kind.kind}\` ${kind.example().said[lang]}`).join('\n\n'),
      content: { 'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(kinds.map((kind) => [kind.kind, { value: { type: `/api/problems#${kind.kind}`, title: kind.example().said.zh, ...kind.example() } }])),
      } },
    }
  }
  return out
}

function operation(route: Route, lang: Lang) {
  const parameters: object[] = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string', ...(name === 'id' ? { format: 'uuid' } : {}) } }))
  if (route.query) {
    for (const [name, schema] of Object.entries(route.query.shape)) {
      parameters.push({ name, in: 'query', required: !(schema as z.ZodType).safeParse(undefined).success, schema: plain(schema as z.ZodType, 'input') })
    }
  }
  if (route.keyed) parameters.push({ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', minLength: 8, maxLength: 255 }, description: lang === 'zh' ? '同一个键只生效一次，保留30天；重发请用同一个键。' : 'One key has one effect, kept for 30 days; send a retry with the same key.' })
  for (const [name, { title, schema }] of Object.entries(route.headers ?? {})) parameters.push({ name, in: 'header', required: !schema.safeParse(undefined).success, schema: plain(schema, 'input'), description: title[lang] })
  if (route.versioned) parameters.push({ name: 'If-Match', in: 'header', required: true, schema: { type: 'string' }, description: lang === 'zh' ? '您看到的版本号。' : 'The version you saw.' })
  return {
    operationId: route.name, tags: [route.name.split('.')[0]], summary: route.title[lang],
    description: route.permission ? (lang === 'zh' ? `权限：\`${route.permission}\`` : `Permission: \`${route.permission}\``) : undefined,
    'x-permission': route.permission ?? null, 'x-access': route.access, parameters,
    ...(route.input ? { requestBody: { required: true, content: { 'application/json': { schema: formOf(route.input), ...(route.example === undefined ? {} : { example: route.example }) } } } } : {}),
    ...(route.upload ? { requestBody: { required: true, content: Object.fromEntries(route.upload.mediaTypes.map((type) => [type, { schema: { type: 'string', format: 'binary', maxLength: route.upload!.maxBytes } }])) } } : {}),
    ...(route.access === 'anyone' ? { security: [] } : {}),
    responses: responses(route, lang),
  }
}

export function openApi(routes: readonly Route[], lang: Lang, url: string): object {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(route, lang)
  const said = { type: 'object', required: ['zh', 'en'], properties: { zh: { type: 'string' }, en: { type: 'string' } } }
  return {
    openapi: '3.1.0',
    info: {
      title: lang === 'zh' ? '典范接口' : 'The Dianfan API', version: '1',
      description: lang === 'zh' ? '每个名词同一种样子：POST /api/名词 新建，POST /api/名词/{id}/动词 办一步，GET 查。写操作带 Idempotency-Key；办一步带 If-Match。'
        : 'Every noun has the same shape: POST /api/noun makes, POST /api/noun/{id}/verb acts, GET asks. Writes take an Idempotency-Key; acting takes If-Match.',
    },
    servers: [{ url }], security: [{ session: [] }, { bearer: [] }], paths,
    components: {
      securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'dianfan_session' }, bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: {
        type: 'object', required: ['type', 'title', 'status', 'kind', 'said'],
        properties: {
          type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, kind: { type: 'string' }, said, details: { type: 'object' },
          faults: { type: 'array', items: { type: 'object', required: ['path', 'said'], properties: { path: { type: 'string' }, said } } },
        },
      } },
    },
  }
}
