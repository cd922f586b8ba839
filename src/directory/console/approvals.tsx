// What waits for a second person: the list, and one order with exactly what it will do.
import { useState } from 'react'
import { App, Button, Drawer, Input, Segmented } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ask, post } from '#look/api.ts'
import { usePages } from '#look/live.ts'
import { MoreButton } from '#look/MoreButton.tsx'
import { useTitle } from '#look/page.ts'
import { Bones, EmptyState, ErrorState, Problems } from '#look/pieces.tsx'
import { FactChip } from '#look/StateChip.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import '#look/css/security.css'

interface Said { zh: string; en: string }
interface Item { id: string; kind: string; title: Said; state: 'open' | 'approved' | 'refused' | 'withdrawn' | 'expired'; reason: string | null; remark: string | null; by: Said; decidedBy: Said | null; about: (Said & { login: string }) | null; orderedAt: string; expiresAt: string; decidedAt: string | null; can: string[]; why: Said | null }
interface One extends Item { will: Said[]; against: Said | null }

export function Approvals() {
  const { t, say, lang } = useWords()
  const go = useNavigate()
  const { state = 'open', id } = useSearch({ strict: false }) as { state?: 'open' | 'ended'; id?: string }
  useTitle(t('appr.title'))
  const list = usePages<Item>('/api/approval', { state, limit: 50 })
  const at = (moment: string) => momentOf(moment, nowMs(), lang)
  const open = (one?: string) => void go({ to: '/approvals', search: { ...(state === 'open' ? {} : { state }), ...(one ? { id: one } : {}) } } as never)
  return (
    <div className="page">
      <header className="page-head"><div><h1 className="page-line phone-only">{t('appr.title')}</h1><p className="lead">{t('appr.lead')}</p></div>
        <Segmented value={state} options={[{ value: 'open', label: t('appr.open') }, { value: 'ended', label: t('appr.ended') }]} onChange={(value) => void go({ to: '/approvals', search: value === 'open' ? {} : { state: value } } as never)} /></header>
      {list.isPending ? <Bones rows={4} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : list.items.length === 0 ? <EmptyState title={t(state === 'open' ? 'appr.none' : 'appr.noneEnded')} next={t('appr.noneNext')} /> : (
        <div className="tablewrap card-rows"><table className="table">
          <thead><tr><th scope="col">{t('log.what')}</th><th scope="col">{t('appr.about')}</th><th scope="col">{t('appr.by')}</th><th scope="col">{t('log.at')}</th><td /></tr></thead>
          <tbody>{list.items.map((one) => (
            <tr key={one.id}><th scope="row">{say(one.title)}</th><td data-of={t('appr.about')}>{one.about ? `${say(one.about)} (${one.about.login})` : ''}</td><td data-of={t('appr.by')}>{say(one.by)}</td><td className="nowrap">{at(one.orderedAt)} <FactChip>{t(`appr.state.${one.state}`)}</FactChip></td>
              <td className="end"><Button size="small" type={one.can.includes('approve') ? 'primary' : 'default'} onClick={() => open(one.id)}>{t('keys.open')}</Button></td></tr>
          ))}</tbody>
        </table></div>
      )}
      <MoreButton list={list} />
      <Drawer open={id !== undefined} onClose={() => open()} title={t('appr.title')} size={480} destroyOnHidden>{id && <Approval id={id} close={() => open()} />}</Drawer>
    </div>
  )
}

function Approval({ id, close }: { id: string; close: () => void }) {
  const { t, say, lang } = useWords()
  const client = useQueryClient()
  const { message } = App.useApp()
  const [refusing, setRefusing] = useState(false), [reason, setReason] = useState('')
  const one = useQuery({ queryKey: ['approval', id], queryFn: () => ask<One>(`/api/approval/${id}`) })
  const act = useMutation({
    mutationFn: (how: string) => post<{ state: 'approved' | 'refused' | 'withdrawn' }>(`/api/approval/${id}/${how}`, how === 'refuse' ? { reason } : {}),
    onSuccess: ({ state }) => { void message.success(t(`appr.done.${state}`)); void client.invalidateQueries({ queryKey: ['pages'] }); void client.invalidateQueries({ queryKey: ['account'] }); close() },
    onError: () => void one.refetch(),
  })
  if (one.isPending) return <Bones rows={4} />
  if (one.isError) return <ErrorState error={one.error} />
  const { title, about, by, reason: why, will, against, can, state, expiresAt, decidedBy, remark, why: barred } = one.data
  const at = (moment: string) => momentOf(moment, nowMs(), lang)
  return (
    <div className="stack">
      <h2>{say(title)} <FactChip>{t(`appr.state.${state}`)}</FactChip></h2>
      <dl className="facts-two">
        {about && <><dt>{t('appr.about')}</dt><dd>{say(about)} ({about.login})</dd></>}
        <dt>{t('appr.by')}</dt><dd>{say(by)} · {at(one.data.orderedAt)}</dd>
        {why && <><dt>{t('appr.reason')}</dt><dd>{why}</dd></>}
        {decidedBy && <><dt>{t('appr.decided')}</dt><dd>{say(decidedBy)} · {at(one.data.decidedAt!)}{remark && `：${remark}`}</dd></>}
      </dl>
      {will.length > 0 && <section><h3 className="hint">{t('appr.will')}</h3><ul className="will">{will.map((said) => <li key={said.zh}>{say(said)}</li>)}</ul></section>}
      {against && <p className="saidwrong" role="alert">{say(against)}</p>}
      {barred && <p className="hint">{say(barred)}</p>}
      {state === 'open' && <p className="hint">{t('appr.until', { at: at(expiresAt) })}{can.includes('approve') && ` · ${t('appr.sure')}`}</p>}
      {refusing && <label className="field"><span>{t('appr.refuseWhy')}</span><Input.TextArea value={reason} onChange={(e) => setReason(e.target.value)} maxLength={300} rows={3} autoFocus /></label>}
      <Problems error={act.error} />
      <div className="genform-end">
        {can.includes('approve') && !refusing && <Button type="primary" size="large" loading={act.isPending} disabled={against !== null} onClick={() => act.mutate('approve')}>{t('appr.approve')}</Button>}
        {can.includes('refuse') && <Button size="large" danger={refusing} disabled={act.isPending || (refusing && !reason.trim())} onClick={() => (refusing ? act.mutate('refuse') : setRefusing(true))}>{t('appr.refuse')}</Button>}
        {can.includes('withdraw') && <Button size="large" loading={act.isPending} onClick={() => act.mutate('withdraw')}>{t('appr.withdraw')}</Button>}
      </div>
    </div>
  )
}
