// The case as one clock: from filing to closing, what all stages together were given, counted in the office's open minutes. Pure.
import { dueAt, ranBetween } from '#core/deadline.ts'
import type { Limit } from '#core/limit.ts'
import type { Clockwork } from '../settings.ts'
import type { TotalClock } from '../views.ts'
import { calendarOfStage } from './watch.ts'

export interface Stretch { filedAt: Date; endedAt: Date | undefined; unit: string | undefined; limits: { dispatch: Limit; handle: Limit; check: Limit; close: Limit } }

/** Due when dispatching, handling, checking and closing have one after the other used their whole limits. Rework and waiting change nothing of it. */
export function totalOf({ filedAt, endedAt, unit, limits }: Stretch, now: Date, clockwork: Clockwork): TotalClock {
  let due = filedAt, provisional = false
  for (const stage of ['dispatch', 'handle', 'check', 'close'] as const) {
    const next = dueAt(due, limits[stage], calendarOfStage(stage, unit, clockwork))
    due = next.at
    provisional ||= next.provisional
  }
  const minutes = (to: Date) => Math.round(ranBetween(filedAt, to, 'work_hour', clockwork.calendar) / 60_000)
  const end = endedAt ?? now
  return { start: filedAt.toISOString(), end: endedAt?.toISOString() ?? null, due: due.toISOString(), given_minutes: minutes(due), used_minutes: minutes(end), provisional, late: end.getTime() > due.getTime() }
}
