// The log for the auditor: every act, newest first, and one button that checks the whole chain.
import { Button } from 'antd'
import { useMutation } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import { post } from '#look/api.ts'
import { useMay, usePages } from '#look/live.ts'
import { MoreButton } from '#look/MoreButton.tsx'
import { useTitle } from '#look/page.ts'
import { Bones, EmptyState, ErrorState, Problems } from '#look/pieces.tsx'
import { read } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { zh } from '#look/words.zh.ts'
import '#look/css/security.css'

interface Entry { stream: string; id: string; version: number; type: string; at: string; by: { zh: string; en: string } | null; number: string | null }
interface Verified { streams: number; rows: number; roots: number; open: number; root: string | null; broken: { kind: string; said: { zh: string; en: string } }[] }
const two = (n: number) => String(n).padStart(2, '0')
const stamp = (at: string) => { const { year, month, day, clock } = read(at); return `${year}-${two(month)}-${two(day)} ${clock}` }

export function Log() {
  const { t, say } = useWords()
  const may = useMay()
  const wordOf = (type: string) => (Object.hasOwn(zh.log.fact, type) ? t(`log.fact.${type as keyof typeof zh.log.fact}`) : '')
  useTitle(t('log.title'))
  const list = usePages<Entry>('/api/log', { limit: 50 })
  const verify = useMutation({ mutationFn: () => post<Verified>('/api/log/verify', {}) })
  return (
    <div className="page">
      <header className="page-head"><h1 className="page-line plain">{t('log.lead')}</h1>
        {may('log.verify') && <Button type="primary" icon={<ShieldCheck size={16} />} loading={verify.isPending} onClick={() => verify.mutate()}>{t(verify.isPending ? 'log.verifying' : 'log.verify')}</Button>}</header>
      <Problems error={verify.error} />
      {verify.data && (verify.data.broken.length === 0
        ? <p className="verdict good" role="status"><ShieldCheck size={18} aria-hidden="true" /><span>{t('log.intact', { streams: verify.data.streams.toLocaleString('en'), rows: verify.data.rows.toLocaleString('en') })}{verify.data.root && <> {t('log.root')} <code className="root">{verify.data.root}</code></>}</span></p>
        : <div className="verdict bad" role="alert"><b>{t('log.broken', { n: verify.data.broken.length })}</b><ul>{verify.data.broken.map((b) => <li key={b.said.en}>{say(b.said)}</li>)}</ul></div>)}
      {list.isPending ? <Bones rows={10} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : list.items.length === 0 ? <EmptyState title={t('log.none')} next={t('log.noneNext')} /> : (
        <div className="tablewrap card-rows"><table className="table">
          <thead><tr>{(['at', 'who', 'what', 'thing', 'version'] as const).map((h) => <th key={h} scope="col">{t(`log.${h}`)}</th>)}</tr></thead>
          <tbody>{list.items.map((e) => (
            <tr key={`${e.stream}${e.id}${e.version}`}><td className="nowrap">{stamp(e.at)}</td><th scope="row">{say(e.by) || t('log.system')}</th><td>{wordOf(e.type)}<code className="after">{e.stream}.{e.type}</code></td><td>{e.number ?? <code title={e.id}>{e.id.slice(-8)}</code>}</td><td>{e.version}</td></tr>
          ))}</tbody>
        </table></div>
      )}
      <MoreButton list={list} />
    </div>
  )
}
