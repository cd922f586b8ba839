// The banner of a year without holidays: which, how many limits run into it, and where it is entered.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CalendarX2 } from 'lucide-react'
import { ask } from '#look/api.ts'
import { useMay } from '#look/live.ts'
import { useWords } from '#look/words.ts'
import '#look/css/calendar.css'

interface Missing { year: number; why: 'asked' | 'reached'; cases: number }

export function CalendarAlarm() {
  const { t } = useWords()
  const may = useMay()('calendar.edit')
  const found = useQuery({ queryKey: ['calendar-alarm'], queryFn: () => ask<{ years: Missing[] }>('/api/calendar/alarm'), enabled: may, refetchInterval: 10 * 60_000 })
  return (found.data?.years ?? []).map(({ year, cases }) => (
    <p key={year} className="alarm" role="status"><CalendarX2 size={18} aria-hidden="true" /><em>{t(cases > 0 ? 'calendar.alarmReached' : 'calendar.alarm', { year, n: cases })}</em><Link to="/calendar" search={{ year: String(year) } as never}>{t('calendar.enter')}</Link></p>
  ))
}
