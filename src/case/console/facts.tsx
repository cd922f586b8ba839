// The evidence and the facts of a case: before and after in one frame, where it is, who said it and how it reached us.
import { lazy, Suspense, useMemo, useState } from 'react'
import { Maximize2 } from 'lucide-react'
import { useQuery } from '@tanstack/react-query'
import { ask } from '#look/api.ts'
import { useMay } from '#look/live.ts'
import { Card } from '#look/pieces.tsx'
import { FullView, Photo, PhotoCompare, PhotoStrip } from '#look/Photos.tsx'
import { Square } from '#look/Mark.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import type { CaseDetail } from '../views.ts'
import { PhotoFlags } from './photo-flags.tsx'
import { pinOf } from './shared.tsx'

const MapView = lazy(async () => ({ default: (await import('#look/MapView.tsx')).MapView }))
export const useNames = () => useQuery({ queryKey: ['names'], queryFn: () => ask<{ sources: Record<string, { zh: string; en: string }> }>('/api/case/names'), staleTime: Infinity })

/** A pack's name where the reader may see packs; else its code. */
export function usePackName(): (pack: string | null) => string {
  const { name } = useWords()
  const may = useMay()
  const packs = useQuery({ queryKey: ['pack'], queryFn: () => ask<{ items: { pack: string; zh: string; en: string }[] }>('/api/pack'), enabled: may('pack.list') })
  return (pack) => { const found = packs.data?.items.find((p) => p.pack === pack); return found ? name(found.zh, found.en) : pack ?? '' }
}

export function Pictures({ kase }: { kase: CaseDetail }) {
  const { t, lang } = useWords()
  const [first, setFirst] = useState<string>()
  const [second, setSecond] = useState<string>()
  const [full, setFull] = useState<number>()
  const all = [...kase.before, ...kase.after]
  const before = first && kase.before.includes(first) ? first : kase.before[0], after = second && kase.after.includes(second) ? second : kase.after.at(-1)
  const tag = (word: string, at: string | null) => (at ? `${word} ${momentOf(at, nowMs(), lang)}` : word)
  const beforeTag = tag(t('case.before'), kase.reported_at), afterTag = tag(t('case.after'), kase.handled_at)
  return (
    <Card className="pictures">
      {before && after ? <PhotoCompare before={before} after={after} beforeTag={beforeTag} afterTag={afterTag} />
        : before || after ? <div className="onepicture"><Photo sha256={before ?? after} size="full" alt={before ? beforeTag : afterTag} /><span className={`tag ${before ? 'left' : 'right'}`}>{before ? beforeTag : afterTag}</span></div>
        : <div className="nopicture"><Square size={56} /><span>{t('case.noPhoto')}</span></div>}
      {all.length > 0 && (
        <div className="pictures-strip">
          {kase.before.length > 0 && <PhotoStrip photos={kase.before} chosen={before} choose={setFirst} />}
          {kase.before.length > 0 && kase.after.length > 0 && <span className="divide" />}
          {kase.after.length > 0 && <PhotoStrip photos={kase.after} chosen={after} choose={setSecond} />}
          <button type="button" className="link" onClick={() => setFull(Math.max(0, all.indexOf(before ?? after ?? '')))}><Maximize2 size={14} aria-hidden="true" />{t('case.full')}</button>
        </div>
      )}
      <PhotoFlags kase={kase} />
      {full !== undefined && <FullView photos={all} at={full} close={() => setFull(undefined)} />}
    </Card>
  )
}

export function Facts({ kase, texts, reveal }: { kase: CaseDetail; texts: Record<string, string | null> | undefined; reveal: (() => void) | undefined }) {
  const { t, lang, say } = useWords()
  const names = useNames()
  const pins = useMemo(() => { const pin = pinOf(kase); return pin ? [pin] : [] }, [kase])
  const contact = texts ? [texts.contact_name, texts.contact_phone] : [kase.contact.name, kase.contact.phone]
  const fact = (name: string, value: React.ReactNode) => value ? <><dt>{name}</dt><dd>{value}</dd></> : null
  return (
    <Card title={t('case.facts')} side={reveal && !texts ? <button type="button" className="link" onClick={reveal}>{t('case.reveal')}</button> : texts ? t('case.revealed') : undefined}>
      {(texts?.title ?? kase.title) && <p className="case-title">{texts?.title ?? kase.title}</p>}
      {(texts?.text ?? kase.text) && <p className={`case-text ${texts ? 'clear' : ''}`}>{texts?.text ?? kase.text}</p>}
      {pins.length > 0 && <div className="case-map"><Suspense fallback={null}><MapView pins={pins} chosen={kase.id} area={kase.area ?? undefined} legend={false} /></Suspense></div>}
      <dl>
        {fact(t('case.source'), say(names.data?.sources[kase.source]))}
        {kase.occurred_at && fact(t('case.occurredAt'), momentOf(kase.occurred_at, nowMs(), lang))}
        {fact(t('case.reportedAt'), momentOf(kase.reported_at, nowMs(), lang))}
        {fact(t('case.where'), texts?.place ?? kase.place)}
        {fact(t('case.contact'), contact.some(Boolean) && <>{contact.filter(Boolean).join(' ')}{!texts && <small>{t('case.masked')}</small>}</>)}
        {fact(t('case.outlet'), kase.outlet)}
        {kase.reply_by && fact(t('case.replyBy'), momentOf(kase.reply_by, nowMs(), lang))}
        {fact(t('case.external'), kase.external && `${kase.external.number}${kase.external.class ? ` · ${kase.external.class}` : ''}`)}
      </dl>
    </Card>
  )
}
