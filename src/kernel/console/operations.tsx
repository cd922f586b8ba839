// Operations: work that failed and waits, with two things to do about it; and how fast everything else runs.
import { useState } from 'react'
import { App, Button, Input, Modal } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { RotateCcw } from 'lucide-react'
import type { Said } from '#core/problem.ts'
import { ask, post } from '#look/api.ts'
import { useMay, usePages } from '#look/live.ts'
import { MoreButton } from '#look/MoreButton.tsx'
import { useTitle } from '#look/page.ts'
import { Bones, Card, EmptyState, ErrorState, Problems } from '#look/pieces.tsx'
import { FactChip } from '#look/StateChip.tsx'
import { momentOf, nowMs, spanOf } from '#look/time.ts'
import { useWords } from '#look/words.ts'

interface Failed { what: 'timer' | 'reaction' | 'job'; ref: string; name: string; failure: { kind: string; said: string }; tries: number; behind: number; first_at: string; last_at: string; next_at: string | null }
interface Figures {
  timers: { waiting: number; due: number; late_s: number; parked: number }; outbox: { waiting: number; oldest_s: number }
  readers: { reader: string; behind: number; lag_s: number; parked: number; waiting_for_a_person: number }[]; jobs: { waiting: number; running: number; dead: number; oldest_waiting_s: number }
}
interface Letter { id: string; channel_name: string | null; channel_kind: string | null; kind: string; said: Said; failure: string | null; tries: number; created_at: string; ended_at: string }
type Chosen = { path: '/api/operation' | '/api/delivery'; body: object; name: string }

export function Operations() {
  const { t, lang, say } = useWords()
  const may = useMay()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [aside, setAside] = useState<Chosen>()
  useTitle(t('ops.title'))
  const found = useQuery({ queryKey: ['pages', 'operation'], queryFn: () => ask<{ figures: Figures; items: Failed[] }>('/api/operation'), refetchInterval: 10_000 })
  const letters = usePages<Letter>('/api/delivery', { limit: 50 })
  const fresh = () => void client.invalidateQueries({ queryKey: ['pages'] })
  const again = useMutation({ mutationFn: ({ path, body }: Chosen) => post(`${path}/retry`, body), onSuccess: () => { fresh(); void message.success(t('ops.againDone')) } })
  if (found.isPending) return <Bones rows={8} />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const { figures, items } = found.data
  const span = (s: number) => (s < 60 ? t('ops.now') : spanOf(s * 1000, lang))
  const doing = (chosen: Chosen) => may('reaction.retry') && (
    <span className="result-next"><Button size="small" icon={<RotateCcw size={14} />} loading={again.isPending && again.variables?.name === chosen.name && JSON.stringify(again.variables.body) === JSON.stringify(chosen.body)} onClick={() => again.mutate(chosen)}>{t('ops.again')}</Button><Button size="small" type="text" onClick={() => setAside(chosen)}>{t('ops.aside')}</Button></span>
  )
  const behind = figures.readers.reduce((n, r) => n + r.behind, 0), lag = Math.max(0, ...figures.readers.map((r) => (r.behind > 0 ? r.lag_s : 0)))
  return (
    <div className="page">
      <header className="page-head"><h1 className="page-line plain">{items.length + letters.items.length === 0 ? t('ops.calm') : t('ops.lead', { n: items.length + letters.items.length })}</h1></header>
      <dl className="opfigures">
        {([['timers', figures.timers.due, figures.timers.late_s], ['outbox', figures.outbox.waiting, figures.outbox.oldest_s], ['readers', behind, lag], ['jobs', figures.jobs.waiting + figures.jobs.running, figures.jobs.oldest_waiting_s]] as const).map(([name, n, s]) => (
          <div key={name} className={s > 60 ? 'slow' : ''}><dt>{t(`ops.${name}`)}</dt><dd><b>{n.toLocaleString('en')}</b><small>{n === 0 ? t('ops.none') : t('ops.oldest', { span: span(s) })}</small></dd></div>
        ))}
      </dl>
      <Problems error={again.error} />
      <Card title={t('ops.failed')} side={items.length > 0 ? t('ops.failedSide') : undefined}>
        {items.length === 0 ? <EmptyState title={t('ops.empty')} next={t('ops.emptyNext')} /> : (
          <div className="tablewrap"><table className="table optable">
            <thead><tr>{(['what', 'why', 'tries', 'last', 'next'] as const).map((h) => <th key={h} scope="col">{t(`ops.${h}`)}</th>)}<td /></tr></thead>
            <tbody>{items.map((item) => (
              <tr key={`${item.what}${item.ref}`}>
                <th scope="row"><FactChip>{t(`ops.kind.${item.what}`)}</FactChip> <code>{item.name}</code><small><code title={item.ref}>{item.ref.split('/').slice(-3, -1).join(' ').slice(0, 60) || item.ref}</code></small></th>
                <td className="why"><code>{item.failure.kind}</code><small>{item.failure.said}</small></td><td data-label={t('ops.tries')}>{item.tries}</td><td className="nowrap" data-label={t('ops.last')}>{momentOf(item.last_at, nowMs(), lang)}</td>
                <td className="nowrap" data-label={t('ops.next')}>{item.next_at ? momentOf(item.next_at, nowMs(), lang) : t('ops.person')}{item.behind > 0 && <small>{t('ops.behind', { n: item.behind })}</small>}</td>
                <td className="end">{doing({ path: '/api/operation', body: { what: item.what, ref: item.ref }, name: item.name })}</td>
              </tr>
            ))}</tbody>
          </table></div>
        )}
      </Card>
      <Card title={t('ops.letters')}>
        {letters.isPending ? <Bones rows={3} /> : letters.isError ? <ErrorState error={letters.error} retry={() => void letters.refetch()} /> : letters.items.length === 0 ? <EmptyState title={t('ops.lettersEmpty')} next={t('ops.lettersNext')} /> : (
          <div className="tablewrap"><table className="table optable">
            <thead><tr>{(['letter', 'channel', 'why', 'tries', 'last'] as const).map((h) => <th key={h} scope="col">{t(`ops.${h}`)}</th>)}<td /></tr></thead>
            <tbody>{letters.items.map((item) => (
              <tr key={item.id}><th scope="row">{say(item.said)} <code className="after">{item.kind}</code></th><td>{item.channel_name ?? t('ops.gone')}</td><td className="why"><code>{item.failure}</code></td><td data-label={t('ops.tries')}>{item.tries}</td><td className="nowrap" data-label={t('ops.last')}>{momentOf(item.ended_at, nowMs(), lang)}</td>
                <td className="end">{doing({ path: '/api/delivery', body: { id: item.id }, name: item.kind })}</td></tr>
            ))}</tbody>
          </table></div>
        )}
        <MoreButton list={letters} />
      </Card>
      {aside && <Aside chosen={aside} close={() => setAside(undefined)} done={() => { setAside(undefined); fresh(); void message.success(t('ops.asideDone')) }} />}
    </div>
  )
}

/** Nothing is taken off the list without a reason that stands in the audit. */
function Aside({ chosen, close, done }: { chosen: Chosen; close: () => void; done: () => void }) {
  const { t } = useWords()
  const [reason, setReason] = useState('')
  const put = useMutation({ mutationFn: () => post(`${chosen.path}/set-aside`, { ...chosen.body, reason }), onSuccess: done })
  return (
    <Modal open onCancel={close} title={t('ops.asideAsk', { name: chosen.name })} okText={t('ops.aside')} cancelText={t('common.cancel')} okButtonProps={{ disabled: reason.trim() === '', loading: put.isPending }} onOk={() => put.mutate()}>
      <p className="lead">{t('ops.asideLead')}</p>
      <label className="field wide"><span>{t('ops.reason')}</span><Input.TextArea autoFocus autoSize={{ minRows: 3, maxRows: 6 }} maxLength={300} value={reason} onChange={(e) => setReason(e.target.value)} /></label>
      <Problems error={put.error} />
    </Modal>
  )
}
