// The calendar page: the year day by day, hours from a day on, rosters, and what was changed by whom.
import { useState } from 'react'
import { Button, Segmented } from 'antd'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useMay } from '#look/live.ts'
import { useTitle } from '#look/page.ts'
import { Bones, EmptyState, ErrorState } from '#look/pieces.tsx'
import { momentOf, nowMs } from '#look/time.ts'
import { useWords } from '#look/words.ts'
import type { Change } from '../words.ts'
import '#look/css/calendar.css'
import { HoursView } from './hours.tsx'
import { RostersView } from './rosters.tsx'
import { ConfirmChange, useCalendar, type CalendarAnswer } from './shared.tsx'
import { YearView } from './year.tsx'

const parts = ['year', 'hours', 'rosters', 'changes'] as const
type Part = (typeof parts)[number]

export function Calendar() {
  const { t } = useWords()
  const may = useMay()
  const go = useNavigate()
  const at = useSearch({ strict: false }) as { part?: string; year?: string }
  const [change, setChange] = useState<Change>()
  const found = useCalendar()
  useTitle(t('calendar.title'))
  if (found.isPending) return <div className="page"><Bones rows={8} /></div>
  if (found.isError) return <div className="page"><ErrorState error={found.error} retry={() => void found.refetch()} /></div>
  const book = found.data, can = may('calendar.edit')
  const part: Part = (parts as readonly string[]).includes(at.part ?? '') ? (at.part as Part) : 'year'
  const year = /^20\d{2}$/.test(at.year ?? '') ? Number(at.year) : Number(book.today.slice(0, 4))
  const to = (search: { part?: string; year?: string }) => void go({ to: '/calendar', search: { ...(part === 'year' ? {} : { part }), ...(at.year ? { year: at.year } : {}), ...search } as never })
  return (
    <div className="page calendar">
      <h1 className="page-line phone-only">{t('calendar.title')}</h1>
      <div className="calendar-head">
        <Segmented<Part> value={part} onChange={(next) => to({ part: next })} options={parts.map((value) => ({ value, label: t(`calendar.part.${value}`) }))} />
        {part === 'year' && <span className="calendar-year"><Button type="text" icon={<ChevronLeft size={18} />} aria-label={t('calendar.yearBefore')} onClick={() => to({ year: String(year - 1) })} /><b>{t('calendar.yearOf', { year })}</b><Button type="text" icon={<ChevronRight size={18} />} aria-label={t('calendar.yearAfter')} onClick={() => to({ year: String(year + 1) })} /></span>}
      </div>
      {part === 'year' && <YearView key={`${year} ${book.version}`} book={book} year={year} can={can} ask={setChange} />}
      {part === 'hours' && <HoursView book={book} can={can} ask={setChange} />}
      {part === 'rosters' && <RostersView book={book} can={can} ask={setChange} />}
      {part === 'changes' && <Changes book={book} />}
      <ConfirmChange change={change} version={book.version} close={() => setChange(undefined)} done={() => setChange(undefined)} />
    </div>
  )
}

function Changes({ book }: { book: CalendarAnswer }) {
  const { t, lang, say } = useWords()
  if (book.changes.length === 0) return <EmptyState title={t('calendar.noChanges')} next={t('calendar.noChangesNext')} />
  return (
    <div className="tablewrap"><table className="table"><thead><tr>{(['at', 'by', 'said'] as const).map((h) => <th key={h} scope="col">{t(`calendar.change.${h}`)}</th>)}</tr></thead>
      <tbody>{book.changes.map((each) => <tr key={each.version}><th scope="row">{momentOf(each.at, nowMs(), lang)}</th><td>{say(each.by)}</td><td>{say(each.said)}</td></tr>)}</tbody></table></div>
  )
}
