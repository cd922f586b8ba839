// Is it known already: open cases like the report that is being written, each with photo, reason and one press to join; and like a case that stands.
import { useEffect, useState } from 'react'
import { Button } from 'antd'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ask, post } from '#look/api.ts'
import { Card } from '#look/pieces.tsx'
import { Photo } from '#look/Photos.tsx'
import { StateChip } from '#look/StateChip.tsx'
import { useWords } from '#look/words.ts'
import type { CaseDetail, Similar, SimilarCase } from '../views.ts'

/** Asked when the writer pauses, not at every key. */
const PAUSE_MS = 600
const LEAST = 4

export interface Written { point?: object; area?: string; placeText?: string; category?: object; text?: string }
/** What is asked of a form: nothing until there is a place, and something about the matter. */
export function askedOf({ point, area, placeText, category, text }: Written): object | undefined {
  const words = (text ?? '').trim().slice(0, 5000), place = (placeText ?? '').trim().slice(0, 200)
  if (!point && !area && [...place].length < 3) return undefined
  if (!category && [...words].length < LEAST) return undefined
  return { ...(point ? { point } : {}), ...(area ? { area } : {}), ...(place ? { placeText: place } : {}), ...(category ? { category } : {}), ...(words ? { text: words } : {}) }
}

function One({ one, children }: { one: SimilarCase; children: React.ReactNode }) {
  const { t, say, name } = useWords()
  return (
    <li className="similar-one">
      <Photo sha256={one.photo} alt="" />
      <div>
        <p className="similar-what"><b>{name(one.category_zh, one.category_en) || one.summary || t('one.case', { number: one.number })}</b><StateChip state={one.state} /></p>
        <p className="similar-why">{say(one.because)}</p>
        <p className="similar-text">{[one.place, one.category_zh ? one.summary : null].filter(Boolean).join(' · ')}</p>
        <p className="similar-do">{children}<Link to={`/cases/${one.id}`} target="_blank" rel="noopener">{one.number}</Link></p>
      </div>
    </li>
  )
}

/** Beside the report form. `join` is told which; the form goes on when the writer says it is another. */
export function SimilarNow({ written, join, busy }: { written: Written; join: (one: SimilarCase) => void; busy: boolean }) {
  const { t } = useWords()
  const wanted = JSON.stringify(askedOf(written) ?? null)
  const [asked, setAsked] = useState('null')
  const [not, setNot] = useState<ReadonlySet<string>>(new Set())
  useEffect(() => { const timer = setTimeout(() => setAsked(wanted), PAUSE_MS); return () => clearTimeout(timer) }, [wanted])
  const found = useQuery({ queryKey: ['similar', asked], queryFn: () => post<Similar>('/api/case/similar', JSON.parse(asked)), enabled: asked !== 'null', placeholderData: keepPreviousData, staleTime: 10_000, retry: false })
  // A help that fails is no fault of the form: the report goes on without.
  if (!found.data || asked === 'null') return null
  const shown = found.data.items.filter((one) => !not.has(one.id))
  if (shown.length === 0) return found.data.beyond > 0 ? <p className="hint similar-beyond" role="status">{t('one.beyond', { n: found.data.beyond })}</p> : null
  return (
    <section className="similar" aria-live="polite">
      <h2>{t('one.near', { n: shown.length })}</h2>
      <p className="hint">{t('one.nearLead')}</p>
      <ul>{shown.map((one) => <One key={one.id} one={one}>{one.join && <Button type="primary" disabled={busy} onClick={() => join(one)}>{t('one.join')}</Button>}</One>)}</ul>
      {found.data.beyond > 0 && <p className="hint">{t('one.beyond', { n: found.data.beyond })}</p>}
      <Button onClick={() => setNot(new Set([...not, ...shown.map((one) => one.id)]))} disabled={busy}>{t('one.not')}</Button>
    </section>
  )
}

/** On a case's page, for whoever may merge it. */
export function SimilarTo({ kase, merge }: { kase: CaseDetail; merge: (one: SimilarCase) => void }) {
  const { t } = useWords()
  const found = useQuery({ queryKey: ['similar', kase.id, kase.version], queryFn: () => ask<Similar>(`/api/case/${kase.id}/similar`), staleTime: 30_000, retry: false })
  if (!found.data || found.data.items.length === 0) return null
  return <Card title={t('one.similar')} className="similar-card"><ul>{found.data.items.map((one) => <One key={one.id} one={one}><Button onClick={() => merge(one)}>{t('one.merge')}</Button></One>)}</ul></Card>
}
