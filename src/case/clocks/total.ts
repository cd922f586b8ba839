// The case as one clock: from filing to closing, what all stages together were given, counted in the office's open minutes. Pure.
import { further } from '#core/clock/stopwatch.ts'
import { dueAt, ranBetween, ranOut } from '#core/deadline.ts'
import type { Limit } from '#core/limit.ts'
import type { Clockwork } from '../settings.ts'
import type { TotalClock } from '../views.ts'
import { calendarOfStage } from './watch.ts'

export interface Stretch {
  filedAt: Date; endedAt: Date | undefined; unit: string | undefined; limits: { dispatch: Limit; handle: Limit; check: Limit; close: Limit }
  /** What was granted on top of the handling limit, and when the case was suspended: until `to`, or still. */
  extended?: readonly Limit[] | undefined; held?: { from: Date; to?: Date } | undefined
}

/**
 * Due when dispatching, handling with what was granted on top of it, checking and closing have one after the other used their whole limits. Rework and
 * waiting change nothing of it; while the case is suspended it stands still.
 */
export function totalOf({ filedAt, endedAt, unit, limits, extended = [], held }: Stretch, now: Date, clockwork: Clockwork): TotalClock {
  let due = filedAt, provisional = false
  const on = (next: { at: Date; provisional: boolean }) => { due = next.at; provisional ||= next.provisional }
  for (const stage of ['dispatch', 'handle', 'check', 'close'] as const) {
    const calendar = calendarOfStage(stage, unit, clockwork)
    on(dueAt(due, limits[stage], calendar))
    if (stage === 'handle') for (const more of extended) on(further(due, more, calendar))
  }
  const end = endedAt ?? now, ran = (from: Date, to: Date) => ranBetween(from, to, 'work_hour', clockwork.calendar)
  const still = held ? ran(held.from, held.to ?? end) : 0
  const given = ran(filedAt, due)
  if (still > 0) on(ranOut(due, still, 'work_hour', clockwork.calendar))
  const minutes = (ms: number) => Math.round(ms / 60_000)
  return { start: filedAt.toISOString(), end: endedAt?.toISOString() ?? null, due: due.toISOString(), given_minutes: minutes(given), used_minutes: minutes(ran(filedAt, end) - still), provisional, late: end.getTime() > due.getTime() }
}
