// The chosen case beside its list: photo, clock, the because-line and the next thing to do.
import { useState } from 'react'
import { Button } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, X } from 'lucide-react'
import { ask } from '#look/api.ts'
import { BigCountdown } from '#look/Clock.tsx'
import { keyOf, useKeys, verbKey } from '#look/keys.ts'
import { BecauseLine, Bones, ErrorState, Key, Problems } from '#look/pieces.tsx'
import { FullView, Photo } from '#look/Photos.tsx'
import { StateChip } from '#look/StateChip.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { sortVerbs } from '#look/VerbBar.tsx'
import { useWords } from '#look/words.ts'
import type { CaseDetail } from '../views.ts'
import { ActSheet, Flags, isBare, useAct, useSheet } from './shared.tsx'

export const caseQuery = (id: string) => ({ queryKey: ['case', id], queryFn: () => ask<CaseDetail>(`/api/case/${id}`) })

export function Chosen({ id, close, after }: { id: string; close: () => void; after: () => void }) {
  const found = useQuery(caseQuery(id))
  return (
    <section className="chosen-card" aria-live="polite">
      {found.isPending ? <Bones rows={3} /> : found.isError ? <ErrorState error={found.error} retry={() => void found.refetch()} /> : <CardOf key={id} kase={found.data} close={close} after={after} />}
    </section>
  )
}
function CardOf({ kase, close, after }: { kase: CaseDetail; close: () => void; after: () => void }) {
  const { t, lang, say, name } = useWords()
  const sheet = useSheet()
  const [full, setFull] = useState(false)
  const act = useAct(kase, after)
  const { primary, rest } = sortVerbs(kase.can)
  // One press sends it where the rule says; another unit is a form.
  const straight = primary?.verb === 'dispatch' && kase.proposal !== null
  const first = () => { if (!primary) return; if (straight || isBare(primary)) act.mutate({ verb: primary, values: {} }); else sheet.open(primary) }
  const others = rest.filter((verb) => !verb.blocked).slice(0, 2)
  useKeys(Object.fromEntries([...(primary ? [[keyOf(primary.verb), first]] : []), ...others.map((verb) => [keyOf(verb.verb), () => sheet.open(verb)])]))
  const because = kase.proposal?.because ?? kase.because
  const strong = kase.proposal ? name(kase.proposal.unit_zh, kase.proposal.unit_en) : name(kase.unit_zh, kase.unit_en)
  const photos = [...kase.before, ...kase.after]
  const source = kase.timeline[0]
  // Whoever decides reads what is asked and who endorsed it, not why it lies where it lies.
  const asks = kase.timeline.filter((entry) => kase.raised.includes(entry.version))
  return (
    <>
      <button type="button" className="chosen-close" onClick={close} aria-label={t('work.close')}><X size={16} /></button>
      <div className="chosen-top">
        <button type="button" className="chosen-photo" onClick={() => setFull(photos.length > 0)} aria-label={t('case.full')}><Photo sha256={kase.after[0] ?? kase.photo} alt="" /></button>
        <div>
          <h2>{name(kase.category_zh, kase.category_en) || kase.summary || kase.number} <StateChip state={kase.state} /><Flags of={kase.flags} /></h2>
          <p>{kase.place ?? kase.area_name}</p>
          <p className="quiet">{source && <>{say(source.by)} {momentOf(source.at, nowMs(), lang)} {t('case.reportedAt')}</>}</p>
        </div>
        <BigCountdown of={kase} />
      </div>
      {asks.length > 0 ? asks.map((entry) => <p key={entry.version} className="because plain"><span><b>{say(entry.by)}</b> {say(entry.said)}{entry.text && <> {t('case.quoted', { text: entry.text })}</>}</span></p>) : because ? <BecauseLine said={say(because.said)} strong={strong} /> : kase.text && <p className="because plain"><span>{kase.text}</span></p>}
      <Problems error={act.error} />
      <div className="chosen-verbs">
        {primary && <Button type="primary" size="large" loading={act.isPending} onClick={first}>{straight ? t('work.sendIt') : say(primary.title)}{verbKey(primary.verb) && <Key>{verbKey(primary.verb)}</Key>}</Button>}
        {straight && primary && <Button size="large" onClick={() => sheet.open(primary)}>{t('work.other')}…</Button>}
        {others.map((verb) => <Button key={verb.verb} size="large" type={verb.verb === 'reject' ? 'text' : 'default'} onClick={() => sheet.open(verb)}>{say(verb.title)}…</Button>)}
        <Link className="chosen-open" to={`/cases/${kase.id}`}>{t('work.open')}<ChevronRight size={16} aria-hidden="true" /></Link>
      </div>
      <ActSheet kase={kase} verb={sheet.verb} close={sheet.close} after={after} />
      {full && <FullView photos={photos} at={0} close={() => setFull(false)} />}
    </>
  )
}
