// The register of personal data for everybody; who has looked, for the audit; what is due to be erased, for the system administrator.
import { App, Button } from 'antd'
import { useMutation, useQuery } from '@tanstack/react-query'
import { ask, post } from '#look/api.ts'
import { useMay } from '#look/live.ts'
import { useTitle } from '#look/page.ts'
import { Bones, Card, ErrorState, Problems } from '#look/pieces.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import '#look/css/security.css'

interface Said { zh: string; en: string }
interface Entry { room: string; at: string[]; what: Said; purpose: Said; basis: Said; sees: Said; keep: Said }

export function Register() {
  const { t, say } = useWords()
  const may = useMay()
  useTitle(t('reg.title'))
  const list = useQuery({ queryKey: ['register'], queryFn: () => ask<{ items: Entry[] }>('/api/register'), staleTime: Infinity })
  return (
    <div className="page stack register">
      <header><h1 className="page-line phone-only">{t('reg.title')}</h1><p className="lead">{t('reg.lead')}</p></header>
      {may('settings') && <Due />}
      {may('log.list') && <Reveals />}
      {list.isPending ? <Bones rows={8} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : (
        <div className="tablewrap card-rows"><table className="table">
          <thead><tr>{(['what', 'purpose', 'basis', 'sees', 'keep'] as const).map((head) => <th key={head} scope="col">{t(`reg.${head}`)}</th>)}</tr></thead>
          <tbody>{list.data.items.map((one) => (
            <tr key={one.at[0]}><th scope="row" className="wrap">{say(one.what)}<details><summary className="hint">{t('reg.where')}</summary>{one.at.map((at) => <div key={at}><code>{at}</code></div>)}</details></th>
              {(['purpose', 'basis', 'sees', 'keep'] as const).map((part) => <td key={part} data-of={t(`reg.${part}`)}>{say(one[part])}</td>)}</tr>
          ))}</tbody>
        </table></div>
      )}
    </div>
  )
}
function Reveals() {
  const { t, say, lang } = useWords()
  const seen = useQuery({ queryKey: ['reveals'], queryFn: () => ask<{ items: { account: string; title: Said; times: number; things: number; last: string }[] }>('/api/register/reveals') })
  return (
    <Card title={t('reg.reveals')}>
      {seen.isError ? <Problems error={seen.error} /> : seen.data?.items.length === 0 ? <p className="hint">{t('reg.revealsNone')}</p> : (
        <ul>{(seen.data?.items ?? []).map((one) => <li key={one.account} className="kv"><div><b>{say(one.title)}</b><small>{t('reg.last', { at: momentOf(one.last, nowMs(), lang) })}</small></div><span>{t('reg.times', { n: one.times, things: one.things })}</span></li>)}</ul>
      )}
    </Card>
  )
}
function Due() {
  const { t, say } = useWords()
  const { message, modal } = App.useApp()
  const due = useQuery({ queryKey: ['retention'], queryFn: () => ask<{ items: { name: string; what: Said; days: number; due: number; more: boolean }[] }>('/api/retention') })
  const erase = useMutation({ mutationFn: () => post<{ erased: Record<string, number> }>('/api/retention', {}), onSuccess: ({ erased }) => { void message.success(t('reg.erased', { n: Object.values(erased).reduce((a, b) => a + b, 0) })); void due.refetch() } })
  const any = (due.data?.items ?? []).some((one) => one.due > 0)
  return (
    <Card title={t('reg.retention')}>
      <p className="hint">{t('reg.retentionLead')}</p>
      <Problems error={due.error ?? erase.error} />
      <ul>{(due.data?.items ?? []).map((one) => <li key={one.name} className="kv"><div><b>{say(one.what)}</b><small>{t('reg.afterDays', { n: one.days })}</small></div><span>{one.due === 0 ? t('reg.dueNone') : t('reg.due', { n: one.more ? `${one.due}+` : one.due })}</span></li>)}</ul>
      {any && <Button danger loading={erase.isPending} onClick={() => modal.confirm({ title: t('reg.eraseSure'), okText: t('reg.eraseNow'), cancelText: t('common.cancel'), onOk: () => erase.mutateAsync() })}>{t('reg.eraseNow')}</Button>}
    </Card>
  )
}
