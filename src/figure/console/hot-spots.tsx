// 多发点位: the same kind in the same place, again and again, as a list beside the map; from here it goes to a project or a rule.
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react'
import { App, Button, Input, Modal, Segmented, Select } from 'antd'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Lightbulb } from 'lucide-react'
import { ask, post, query } from '#look/api.ts'
import { useMay } from '#look/live.ts'
import { useTitle, useWide } from '#look/page.ts'
import { Photo } from '#look/Photos.tsx'
import { Bones, EmptyState, ErrorState, Problems } from '#look/pieces.tsx'
import { FactChip } from '#look/StateChip.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import { proposalKindNames, proposalKinds, type HotSpot, type ProposalKind } from '../words.ts'

const MapView = lazy(async () => ({ default: (await import('#look/MapView.tsx')).MapView }))
interface Proposed { id: string; kind: ProposalKind; zh: string; en: string; unit_zh: string | null; unit_en: string | null; area_name: string | null; n: number; text: string | null; proposed_at: string }

/** A ring as large as the place: what lies inside is what is counted. */
function ringOf({ lon, lat, radius_m }: HotSpot): [number, number][] {
  const reach = Math.max(radius_m, 15) / 111_195, wide = reach / Math.cos(lat * Math.PI / 180)
  return Array.from({ length: 25 }, (_, n) => [lon + wide * Math.cos(n * Math.PI / 12), lat + reach * Math.sin(n * Math.PI / 12)])
}
const levelOf = ({ n, open }: HotSpot): 'must' | 'should' | 'note' => (open > 1 ? 'must' : n > 4 ? 'should' : 'note')

export function HotSpots({ tabs, chosen, choose }: { tabs: ReactNode; chosen: string | undefined; choose: (spot: string | undefined) => void }) {
  const { t, name } = useWords()
  const may = useMay(), wide = useWide(1280)
  const [days, setDays] = useState(30)
  const [pack, setPack] = useState<string>()
  const [asking, setAsking] = useState<HotSpot>()
  useTitle(t('figures.spots'))
  const packs = useQuery({ queryKey: ['pack'], queryFn: () => ask<{ items: { pack: string; zh: string; en: string }[] }>('/api/pack') })
  const found = useQuery({ queryKey: ['figure', 'spots', days, pack], queryFn: () => ask<{ items: HotSpot[]; more: boolean }>('/api/figure/hot-spots' + query({ days, pack })) })
  const proposals = useQuery({ queryKey: ['figure', 'proposal'], queryFn: () => ask<{ items: Proposed[] }>('/api/figure/proposal'), enabled: may('proposal.propose-project') })
  const spots = found.data?.items ?? [], at = spots.findIndex((one) => one.id === chosen)
  const marks = useMemo(() => spots.map((one) => ({ lon: one.lon, lat: one.lat, level: levelOf(one), title: `${name(one.zh, one.en)} ${one.n}`, ring: ringOf(one) })), [found.data])
  const where = useMemo(() => (at < 0 ? undefined : { lon: spots[at]!.lon, lat: spots[at]!.lat, zoom: 17.5, n: at }), [found.data, at])
  return (
    <div className="split">
      <section className="split-list" aria-labelledby="page-title">
        <header className="sentence">
          <div className="sentence-top"><h1 className="sentence-line">{found.data ? t('figures.spotsLead', { n: spots.length, days }) : ' '}</h1></div>
          <div className="filters">{tabs}
            <Segmented size="small" value={days} onChange={setDays} options={[7, 30, 90].map((value) => ({ value, label: t('figures.days', { n: value }) }))} />
            <Select className={`filter ${pack ? 'on' : ''}`} value={pack ?? null} placeholder={t('cases.pack')} aria-label={t('cases.pack')} allowClear popupMatchSelectWidth={false} options={(packs.data?.items ?? []).map((one) => ({ value: one.pack, label: name(one.zh, one.en) }))} onChange={(v: string | null) => setPack(v ?? undefined)} />
          </div>
        </header>
        <div className="scroll">
          {found.isPending ? <Bones rows={8} /> : found.isError ? <ErrorState error={found.error} retry={() => void found.refetch()} /> : spots.length === 0 ? <EmptyState title={t('figures.spotsEmpty')} next={t('figures.spotsEmptyNext')} />
            : <ul className="spots">{spots.map((spot) => <Spot key={spot.id} spot={spot} on={spot.id === chosen} choose={() => choose(spot.id === chosen ? undefined : spot.id)} propose={may('proposal.propose-project') ? () => setAsking(spot) : undefined} />)}</ul>}
          {(proposals.data?.items.length ?? 0) > 0 && <Proposals items={proposals.data!.items} />}
        </div>
      </section>
      {wide && <aside className="split-map"><Suspense fallback={null}><MapView legend={false} marks={marks} chooseMark={(n) => choose(spots[n]?.id)} at={where} /></Suspense></aside>}
      {asking && <Propose spot={asking} days={days} close={() => setAsking(undefined)} />}
    </div>
  )
}

function Spot({ spot, on, choose, propose }: { spot: HotSpot; on: boolean; choose: () => void; propose: (() => void) | undefined }) {
  const { t, say, lang, name } = useWords()
  const go = useNavigate()
  const most = Math.max(1, ...spot.hours)
  return (
    <li className={`spot ${on ? 'on' : ''}`}>
      <button type="button" className="spot-all" onClick={choose} aria-expanded={on}>
        <Photo sha256={spot.photo} alt="" />
        <span className="row-text"><span className="row-what"><b>{name(spot.zh, spot.en)}</b> {spot.area_name}</span><span className="row-why">{[name(spot.unit_zh, spot.unit_en), t('figures.spotSpan', { from: momentOf(spot.first, nowMs(), lang), to: momentOf(spot.last, nowMs(), lang) })].filter(Boolean).join(' · ')}</span></span>
        <span className="spot-n"><b>{spot.n}</b><small>{spot.open > 0 ? t('figures.spotOpen', { n: spot.open }) : t('figures.spotDone')}</small></span>
        <svg className="hours" viewBox="0 0 96 26" role="img" aria-label={t('figures.hours', { hours: spot.hours.flatMap((n, hour) => (n > 0 ? [`${hour}:00 ×${n}`] : [])).join(', ') })}>{spot.hours.map((n, hour) => <rect key={hour} x={hour * 4 + 0.5} width="3" y={24 - (n / most) * 22} height={Math.max(1, (n / most) * 22)} className={n > 0 ? 'some' : ''}><title>{`${hour}:00 ×${n}`}</title></rect>)}</svg>
      </button>
      {on && (
        <div className="spot-more">
          <p>{t('figures.spotWhat', { n: spot.n, m: spot.radius_m })}</p>
          <p className="spot-cases">{spot.cases.slice(0, 8).map((id, n) => <button key={id} type="button" className="link" onClick={() => void go({ to: `/cases/${id}` })}>{t('figures.spotCase', { n: n + 1 })}</button>)}</p>
          <span className="result-next">{spot.proposed.map((kind) => <FactChip key={kind}>{t('figures.proposedAs', { kind: say(proposalKindNames[kind]) })}</FactChip>)}{propose && spot.proposed.length < proposalKinds.length && <Button icon={<Lightbulb size={16} aria-hidden="true" />} onClick={propose}>{t('figures.propose')}</Button>}</span>
        </div>
      )}
    </li>
  )
}

function Propose({ spot, days, close }: { spot: HotSpot; days: number; close: () => void }) {
  const { t, say, name } = useWords()
  const client = useQueryClient()
  const { message } = App.useApp()
  const left = proposalKinds.filter((kind) => !spot.proposed.includes(kind))
  const [kind, setKind] = useState<ProposalKind>(left[0] ?? 'project')
  const [text, setText] = useState('')
  const send = useMutation({ mutationFn: () => post('/api/proposal/propose-project', { cluster: spot.id, kind, days, text: text.trim() }), onSuccess: () => { void client.invalidateQueries({ queryKey: ['figure'] }); void message.success(t('figures.proposed')); close() } })
  return (
    <Modal open title={t('figures.proposeTitle', { what: name(spot.zh, spot.en), n: spot.n })} onCancel={close} okText={t('figures.propose')} cancelText={t('common.cancel')} okButtonProps={{ disabled: text.trim() === '' }} confirmLoading={send.isPending} onOk={() => send.mutate()}>
      <p className="lead">{t('figures.proposeLead')}</p>
      <Segmented value={kind} onChange={setKind} options={left.map((value) => ({ value, label: say(proposalKindNames[value]) }))} />
      <Input.TextArea className="propose-text" value={text} onChange={(e) => setText(e.target.value)} maxLength={1000} autoSize={{ minRows: 3, maxRows: 8 }} aria-label={t('figures.reason')} placeholder={t('figures.reason')} />
      <Problems error={send.error} />
    </Modal>
  )
}

function Proposals({ items }: { items: readonly Proposed[] }) {
  const { t, say, lang, name } = useWords()
  return (
    <section className="group"><h2><span>{t('figures.proposals')}</span><small>{items.length}</small></h2>
      <ul className="proposals">{items.map((one) => <li key={one.id}><FactChip>{say(proposalKindNames[one.kind])}</FactChip> <b>{name(one.zh, one.en)}</b> {[one.area_name, name(one.unit_zh, one.unit_en)].filter(Boolean).join(' · ')} · {t('cases.count', { n: one.n })}<small>{one.text} · {momentOf(one.proposed_at, nowMs(), lang)}</small></li>)}</ul>
    </section>
  )
}
