// A year as twelve months: days are marked with a brush, taken from what the software knows, or pasted; nothing is kept before it was tried.
import { useEffect, useMemo, useState } from 'react'
import { Button, Input, Segmented } from 'antd'
import { useMutation } from '@tanstack/react-query'
import { dayNamed, nameOfDay, weekdayOf, type Span } from '#core/clock/calendar.ts'
import { ask } from '#look/api.ts'
import { Problems } from '#look/pieces.tsx'
import { useWords } from '#look/words.ts'
import { DISTRICT, readSpans, saySpans, weekdayName, type Change, type Period } from '../words.ts'
import type { CalendarAnswer } from './shared.tsx'

type Mark = 'off' | 'work' | 'hours' | 'plain'
interface Draft { off: string[]; work: string[]; hours: Record<string, readonly Span[]>; source: string }
const two = (n: number) => String(n).padStart(2, '0')
const empty: Draft = { off: [], work: [], hours: {}, source: 'clerk' }
const sorted = ({ off, work, hours }: Draft) => JSON.stringify([[...off].sort(), [...work].sort(), Object.entries(hours).sort()])

/** Lines such as `2027-01-01 放假`, or a heading 放假 above its days: how people paste a notice. */
function readPasted(text: string, year: number): { off: string[]; work: string[] } {
  const found = { off: new Set<string>(), work: new Set<string>() }
  let kind: 'off' | 'work' = 'off'
  for (const line of text.normalize('NFKC').split(/[\n;；]+/)) {
    const word = /补班|上班|调休上班|work/i.test(line) ? 'work' : /放假|休|off|holiday/i.test(line) ? 'off' : undefined
    if (word) kind = word
    for (const [, y, m, d] of line.matchAll(/(?:(20\d{2})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})/g)) found[kind].add(`${y ?? year}-${two(Number(m))}-${two(Number(d))}`)
  }
  return { off: [...found.off], work: [...found.work] }
}

export function YearView({ book, year, can, ask: wanted }: { book: CalendarAnswer; year: number; can: boolean; ask: (change: Change) => void }) {
  const { t, lang } = useWords()
  const kept = book.years[year]
  const start: Draft = useMemo(() => (kept ? { off: [...kept.off], work: [...kept.work], hours: { ...kept.hours }, source: kept.source } : empty), [kept])
  const [draft, setDraft] = useState(start)
  const [brush, setBrush] = useState<Mark>('off')
  const [own, setOwn] = useState('09:00-12:00')
  const [pasting, setPasting] = useState<string>()
  useEffect(() => setDraft(start), [start, year])
  const known = useMutation({ mutationFn: () => ask<{ off: string[]; work: string[]; source: string }>(`/api/calendar/known/${year}`), onSuccess: (days) => setDraft({ off: days.off, work: days.work, hours: {}, source: days.source }) })
  const changed = sorted(draft) !== sorted(start)
  const periods = book.periods.filter((period) => period.name === DISTRICT).sort((a, b) => (a.from < b.from ? -1 : 1))
  const spans = readSpans(own)
  // Days that are over are history, but for a year nobody had entered.
  const over = (day: string) => kept !== undefined && day < book.today
  const paint = (day: string) => {
    const without = { off: draft.off.filter((each) => each !== day), work: draft.work.filter((each) => each !== day), hours: Object.fromEntries(Object.entries(draft.hours).filter(([each]) => each !== day)), source: 'clerk' }
    const had: Mark = draft.off.includes(day) ? 'off' : draft.work.includes(day) ? 'work' : draft.hours[day] ? 'hours' : 'plain'
    if (brush === 'hours') { if (spans && spans.length > 0) setDraft({ ...draft, source: 'clerk', hours: draft.hours[day] ? without.hours : { ...draft.hours, [day]: spans } }); return }
    setDraft(had === brush || brush === 'plain' ? without : { ...without, [brush]: [...without[brush], day] })
  }
  const take = () => { const days = readPasted(pasting ?? '', year); setDraft({ off: days.off, work: days.work, hours: {}, source: 'clerk' }); setPasting(undefined) }
  return (
    <section aria-label={String(year)}>
      <p className="lead">{kept ? t('calendar.yearLead', { off: draft.off.length, work: draft.work.length }) : t('calendar.yearMissing', { year })}{kept && <small> {t('calendar.source', { source: kept.source === 'clerk' ? t('calendar.byHand') : kept.source })}</small>}</p>
      {can && (
        <div className="calendar-tools">
          <Segmented<Mark> value={brush} onChange={setBrush} options={(['off', 'work', 'hours', 'plain'] as const).map((value) => ({ value, label: t(`calendar.${value}`) }))} aria-label={t('calendar.brush')} />
          {brush === 'hours' && <Input value={own} onChange={(e) => setOwn(e.target.value)} {...(spans ? {} : { status: 'error' as const })} aria-label={t('calendar.hoursOf')} style={{ width: 200 }} />}
          <Button loading={known.isPending} onClick={() => known.mutate()}>{t('calendar.fromKnown')}</Button>
          <Button onClick={() => setPasting(pasting === undefined ? '' : undefined)}>{t('calendar.paste')}</Button>
          {changed && <Button type="text" onClick={() => setDraft(start)}>{t('calendar.undo')}</Button>}
          <Button type="primary" disabled={!changed} onClick={() => wanted({ kind: 'year', year, off: [...draft.off].sort(), work: [...draft.work].sort(), hours: draft.hours as Record<string, [number, number][]>, source: draft.source })}>{t('calendar.try')}</Button>
        </div>
      )}
      <Problems error={known.error} />
      {pasting !== undefined && <div className="calendar-paste"><Input.TextArea rows={4} value={pasting} onChange={(e) => setPasting(e.target.value)} placeholder={t('calendar.pasteHint', { year })} aria-label={t('calendar.paste')} /><Button onClick={take} disabled={pasting.trim() === ''}>{t('calendar.take')}</Button></div>}
      <div className="months">{Array.from({ length: 12 }, (_, n) => <Month key={n} year={year} month={n + 1} draft={draft} periods={periods} today={book.today} over={over} {...(can ? { paint } : {})} lang={lang} />)}</div>
      <p className="legend"><span className="cal-off">1<i>{t('calendar.markOff')}</i></span>{t('calendar.off')}<span className="cal-work">1<i>{t('calendar.markWork')}</i></span>{t('calendar.work')}<span className="cal-own">1<i>{t('calendar.markHours')}</i></span>{t('calendar.hours')}<span className="cal-rest">1</span>{t('calendar.rest')}</p>
    </section>
  )
}

function Month({ year, month, draft, periods, today, over, paint, lang }: { year: number; month: number; draft: Draft; periods: Period[]; today: string; over: (day: string) => boolean; paint?: (day: string) => void; lang: 'zh' | 'en' }) {
  const { t } = useWords()
  const first = dayNamed(`${year}-${two(month)}-01`), count = dayNamed(month === 12 ? `${year + 1}-01-01` : `${year}-${two(month + 1)}-01`) - first
  const cells = [...Array.from({ length: weekdayOf(first) - 1 }, () => undefined), ...Array.from({ length: count }, (_, n) => nameOfDay(first + n))]
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, n) => cells.slice(n * 7, n * 7 + 7))
  const title = lang === 'zh' ? `${month}月` : new Date(Date.UTC(year, month - 1, 1)).toLocaleDateString('en', { month: 'long', timeZone: 'UTC' })
  return (
    <table className="month"><caption>{title}</caption>
      <thead><tr>{[1, 2, 3, 4, 5, 6, 7].map((day) => <th key={day} scope="col" abbr={weekdayName[lang][day]}>{lang === 'zh' ? '一二三四五六日'[day - 1] : weekdayName.en[day]!.slice(0, 2)}</th>)}</tr></thead>
      <tbody>{weeks.map((week, n) => (
        <tr key={n}>{Array.from({ length: 7 }, (_, at) => {
          const day = week[at]
          if (!day) return <td key={at} />
          const usual = (periods.findLast((period) => period.from <= day) ?? periods[0])?.week.includes(at + 1) ?? at < 5
          const spans = draft.hours[day], off = draft.off.includes(day), work = draft.work.includes(day)
          const what = off ? 'off' : work ? 'work' : usual ? 'plain' : 'rest'
          const mark = off ? t('calendar.markOff') : spans ? t('calendar.markHours') : work ? t('calendar.markWork') : ''
          const label = `${day} ${weekdayName[lang][at + 1]} ${t(`calendar.${what}`)}${spans ? ` ${saySpans(spans) || t('calendar.noHours')}` : ''}`
          const name = `cal-${off ? 'off' : spans ? 'own' : work ? 'work' : usual ? 'plain' : 'rest'} ${day === today ? 'today' : ''}`
          return <td key={at}>{paint && !over(day) ? <button type="button" className={name} aria-label={label} title={label} onClick={() => paint(day)}>{Number(day.slice(8))}<i>{mark}</i></button> : <span className={`${name} past`} title={label}>{Number(day.slice(8))}<i>{mark}</i></span>}</td>
        })}</tr>
      ))}</tbody>
    </table>
  )
}
