// When a limit runs out, and how much of it is used: pure sums over a calendar, never reading a clock.
import type { ClockKind } from '#core/clock-kind.ts'
import { dayOf, HORIZON_DAYS, MINUTE, openOn, startOfDay, type Calendar } from '#core/clock/calendar.ts'
import type { Limit } from '#core/limit.ts'

export type { Calendar, Span } from '#core/clock/calendar.ts'

export interface Deadline {
  at: Date
  /** True when the sum touched a year without holiday data: a person sees that the moment may still move. */
  provisional: boolean
}

const runsAllTheTime = (kind: ClockKind) => kind === 'urgent_hour' || kind === 'natural_day'
/** Only a shift may have begun yesterday and still run; opening hours end with their day. */
const firstDay = (ms: number, kind: ClockKind) => dayOf(ms) - (kind === 'minute_on_shift' ? 1 : 0)

/** The moment at which `left` milliseconds of a kind's own time have run since `start`; a start outside begins at the next opening. */
export function ranOut(start: Date, left: number, kind: ClockKind, calendar: Calendar): Deadline {
  const from = start.getTime()
  if (runsAllTheTime(kind)) return { at: new Date(from + left), provisional: false }
  let provisional = false
  // Crews may overlap, on a day and over midnight: a minute that two of them work is one minute.
  let reached = from
  for (let day = firstDay(from, kind), last = day + HORIZON_DAYS; day < last; day++) {
    const open = openOn(calendar, day, kind)
    provisional ||= open.guessed
    for (const [opens, closes] of open.windows) {
      if (closes <= reached) continue
      const begin = Math.max(opens, reached)
      if (left <= closes - begin) return { at: new Date(begin + left), provisional }
      left -= closes - begin
      reached = closes
    }
  }
  throw new Error('the calendar never opens')
}

/** The moment a limit that starts at `start` runs out. Finished at that very second still counts as on time. */
export function dueAt(start: Date, limit: Limit, calendar: Calendar): Deadline {
  const from = start.getTime()
  switch (limit.kind) {
    case 'urgent_hour': return { at: new Date(from + limit.amount * 60 * MINUTE), provisional: false }
    // n-th day after the day of the start, at 24:00
    case 'natural_day': return { at: new Date(startOfDay(dayOf(from) + limit.amount + 1)), provisional: false }
    case 'minute_on_shift': return ranOut(start, limit.amount * MINUTE, limit.kind, calendar)
    case 'work_hour': return ranOut(start, limit.amount * 60 * MINUTE, limit.kind, calendar)
    case 'work_day': {
      let left = limit.amount, provisional = false
      for (let day = dayOf(from) + 1, last = day + HORIZON_DAYS; day < last; day++) {
        const open = openOn(calendar, day, limit.kind)
        provisional ||= open.guessed
        // Each day ends with its own last hour, which may differ from yesterday's.
        const closing = open.windows.at(-1)?.[1]
        if (closing !== undefined && --left === 0) return { at: new Date(closing), provisional }
      }
      throw new Error('the calendar never opens')
    }
  }
}

/** Milliseconds the clock of this kind ran between two moments; 0 when `to` is not after `from`. */
export function ranBetween(from: Date, to: Date, kind: ClockKind, calendar: Calendar): number {
  const a = from.getTime(), b = to.getTime()
  if (b <= a) return 0
  if (runsAllTheTime(kind)) return b - a
  // Days are measured in open minutes once a clock is stopped and resumed, else a rework at 17:29 would give a day away.
  let sum = 0, reached = a
  for (let day = firstDay(a, kind), last = dayOf(b); day <= last; day++) {
    for (const [opens, closes] of openOn(calendar, day, kind).windows) {
      const begin = Math.max(opens, reached), end = Math.min(closes, b)
      if (end <= begin) continue
      sum += end - begin
      reached = end
    }
  }
  return sum
}

/** Lets a stopped clock run on: the rest that was left at `stopped` runs from `now`. A clock that was already late stays late. */
export function resumeAt(now: Date, stopped: Date, due: Date, kind: ClockKind, calendar: Calendar): Deadline {
  if (stopped.getTime() >= due.getTime()) return { at: due, provisional: false }
  return ranOut(now, ranBetween(stopped, due, kind, calendar), kind, calendar)
}
