// When a limit runs out, and how much of it is used: pure sums over a calendar, never reading a clock.
import type { ClockKind } from '#core/clock-kind.ts'
import type { Limit } from '#core/limit.ts'

/** Minutes of a local day, `[540, 720]` = 09:00–12:00. In a shift the end may be at or before the start: it runs over midnight. */
export type Span = readonly [from: number, to: number]

export interface Calendar {
  /** Opening hours of a work day, sorted, not overlapping. */
  hours: readonly Span[]
  /** ISO weekdays that work: 1 = Monday. */
  week: readonly number[]
  /** Years whose holidays and make-up workdays (调休) are known, as `YYYY-MM-DD`. A missing year is not guessed silently: see `provisional`. */
  years: Readonly<Record<number, { off: readonly string[]; work: readonly string[] }>>
  /** Shift windows of every day, for minute_on_shift. */
  shifts: readonly Span[]
}

export interface Deadline {
  at: Date
  /** True when the sum touched a year without holiday data: a person sees that the moment may still move. */
  provisional: boolean
}

const MINUTE = 60_000
const DAY = 1440 * MINUTE
// China has kept UTC+8 without summer time since 1992; the host's own zone must never matter.
const OFFSET = 8 * 60 * MINUTE
// Twenty years of days: a calendar that never opens must end in an error, not in a loop.
const HORIZON_DAYS = 7320

const dayOf = (ms: number) => Math.floor((ms + OFFSET) / DAY)
const startOfDay = (day: number) => day * DAY - OFFSET
const nameOfDay = (day: number) => new Date(day * DAY).toISOString().slice(0, 10)

type Known = Map<number, { off: Set<string>; work: Set<string> }>
const indexed = new WeakMap<Calendar, Known>()
function indexOf(calendar: Calendar): Known {
  const had = indexed.get(calendar)
  if (had) return had
  const known: Known = new Map(Object.entries(calendar.years).map(([year, days]) => [Number(year), { off: new Set(days.off), work: new Set(days.work) }]))
  indexed.set(calendar, known)
  return known
}

/** A reader of one calendar that remembers whether it met an unknown year. */
function reader(calendar: Calendar) {
  const known = indexOf(calendar)
  const seen = { provisional: false }
  const works = (day: number): boolean => {
    const name = nameOfDay(day)
    const weekday = ((((day + 3) % 7) + 7) % 7) + 1 // 1970-01-01 was a Thursday
    const year = known.get(Number(name.slice(0, 4)))
    if (!year) { seen.provisional = true; return calendar.week.includes(weekday) }
    return year.work.has(name) || (calendar.week.includes(weekday) && !year.off.has(name))
  }
  /** Open windows of a day as absolute milliseconds. */
  const windows = (day: number, kind: ClockKind): [number, number][] => {
    const spans = kind === 'minute_on_shift' ? calendar.shifts : works(day) ? calendar.hours : []
    return spans.map(([from, to]) => [startOfDay(day) + from * MINUTE, startOfDay(day) + (to > from ? to : to + 1440) * MINUTE])
  }
  return { works, windows, seen }
}

/** Runs `left` milliseconds of open time from `start`; a start outside the windows begins at the next opening. */
function runOpen(start: number, left: number, kind: ClockKind, calendar: Calendar): Deadline {
  const { windows, seen } = reader(calendar)
  // A shift that began yesterday may still be running.
  for (let day = dayOf(start) - 1, last = day + HORIZON_DAYS; day < last; day++) {
    for (const [from, to] of windows(day, kind)) {
      if (to <= start) continue
      const begin = Math.max(from, start)
      if (left <= to - begin) return { at: new Date(begin + left), provisional: seen.provisional }
      left -= to - begin
    }
  }
  throw new Error('the calendar never opens')
}

/** The moment a limit that starts at `start` runs out. Finished at that very second still counts as on time. */
export function dueAt(start: Date, limit: Limit, calendar: Calendar): Deadline {
  const from = start.getTime()
  switch (limit.kind) {
    case 'urgent_hour':
      return { at: new Date(from + limit.amount * 60 * MINUTE), provisional: false }
    case 'natural_day':
      // n-th day after the day of the start, at 24:00
      return { at: new Date(startOfDay(dayOf(from) + limit.amount + 1)), provisional: false }
    case 'minute_on_shift':
      return runOpen(from, limit.amount * MINUTE, limit.kind, calendar)
    case 'work_hour':
      return runOpen(from, limit.amount * 60 * MINUTE, limit.kind, calendar)
    case 'work_day': {
      const { works, seen } = reader(calendar)
      const closing = calendar.hours.at(-1)?.[1] ?? 1440
      let left: number = limit.amount
      for (let day = dayOf(from) + 1, last = day + HORIZON_DAYS; day < last; day++) {
        if (works(day) && --left === 0) return { at: new Date(startOfDay(day) + closing * MINUTE), provisional: seen.provisional }
      }
      throw new Error('the calendar never opens')
    }
  }
}

const runsAllTheTime = (kind: ClockKind) => kind === 'urgent_hour' || kind === 'natural_day'

/** Milliseconds the clock of this kind ran between two moments; 0 when `to` is not after `from`. */
export function ranBetween(from: Date, to: Date, kind: ClockKind, calendar: Calendar): number {
  const a = from.getTime(), b = to.getTime()
  if (b <= a) return 0
  if (runsAllTheTime(kind)) return b - a
  // Days are measured in open minutes once a clock is stopped and resumed, else a rework at 17:29 would give a day away.
  const { windows } = reader(calendar)
  let sum = 0
  for (let day = dayOf(a) - 1; day <= dayOf(b); day++) {
    for (const [s, e] of windows(day, kind)) sum += Math.max(0, Math.min(e, b) - Math.max(s, a))
  }
  return sum
}

/** Lets a stopped clock run on: the rest that was left at `stopped` runs from `now`. A clock that was already late stays late. */
export function resumeAt(now: Date, stopped: Date, due: Date, kind: ClockKind, calendar: Calendar): Deadline {
  if (stopped.getTime() >= due.getTime()) return { at: due, provisional: false }
  const left = ranBetween(stopped, due, kind, calendar)
  return runsAllTheTime(kind) ? { at: new Date(now.getTime() + left), provisional: false } : runOpen(now.getTime(), left, kind, calendar)
}
