// The clocks of a case as stopwatches and back: what a fact keeps of a clock, and which calendar each stage runs by. Pure.
import { moved, startWatch, type Mark, type Moved, type Watch } from '#core/clock/stopwatch.ts'
import { ranBetween, type Calendar } from '#core/deadline.ts'
import type { Limit } from '#core/limit.ts'
import type { Clockwork } from '../settings.ts'
import type { Case } from '../state.ts'
import type { Clock, Stage } from '../words.ts'

/** Signing and handling are the unit's time, everything else the office's. */
export const calendarOfStage = (stage: Stage, unit: string | undefined, clockwork: Clockwork): Calendar =>
  stage === 'handle' || stage === 'sign' ? clockwork.calendarOf(unit) : clockwork.calendar

export const clockOf = (stage: Stage, watch: Watch): Clock => ({
  stage, start: watch.start.toISOString(), due: watch.due.toISOString(), provisional: watch.provisional, limit: watch.limit, given: watch.given,
  ...(watch.resumed ? { used: watch.used } : {}), ...(watch.extended ? { extended: watch.extended } : {}), ...(watch.warn.length > 0 ? { warn: watch.warn.map(({ percent, at }) => ({ percent, at: at.toISOString() })) } : {}),
})
export function watchOf(clock: Clock, limit: Limit, calendar: Calendar): Watch {
  const start = new Date(clock.start), due = new Date(clock.due)
  return {
    limit: clock.limit ?? limit, start, due, provisional: clock.provisional, used: clock.used ?? 0, resumed: clock.used !== undefined,
    // Clocks of earlier releases kept their two ends only.
    given: clock.given ?? ranBetween(start, due, (clock.limit ?? limit).kind, calendar), warn: (clock.warn ?? []).map(({ percent, at }) => ({ percent, at: new Date(at) })),
    ...(clock.extended ? { extended: clock.extended } : {}),
  }
}
export const startClock = (stage: Stage, now: Date, limit: Limit, clockwork: Clockwork, unit?: string): Clock =>
  clockOf(stage, startWatch(now, limit, calendarOfStage(stage, unit, clockwork)))

const limitOf = (kase: Pick<Case, 'under'>, clock: Clock, clockwork: Clockwork): Limit => clock.limit ?? (clock.stage === 'handle' ? kase.under!.limit : clockwork.limits[clock.stage])
export const watchIn = (kase: Pick<Case, 'under' | 'unit'>, clock: Clock, clockwork: Clockwork): Watch =>
  watchOf(clock, limitOf(kase, clock, clockwork), calendarOfStage(clock.stage, kase.unit, clockwork))

export interface Move { stage: Stage; before: Clock; after: Clock | null; why: Moved['why'] }
/** What the calendars of now do to every running clock of a case. Clocks that have stopped are history. */
export const movesOf = (kase: Pick<Case, 'running' | 'under' | 'unit'>, now: Date, clockwork: Clockwork): Move[] => kase.running.map((clock) => {
  const done = moved(watchIn(kase, clock, clockwork), now, calendarOfStage(clock.stage, kase.unit, clockwork))
  return { stage: clock.stage, before: clock, after: 'watch' in done ? clockOf(clock.stage, done.watch) : null, why: done.why }
})

/**
 * From when a clock is near its limit: on-shift minutes from half, all others from four fifths of their own time. One that had used as much before
 * this stretch is near from its beginning. Clocks of earlier releases kept their two ends only: the share between them.
 */
export function nearFrom(clock: Clock, handling: Limit | undefined): string {
  const kind = (clock.limit ?? (clock.stage === 'handle' ? handling : undefined))?.kind
  const mark: Mark = kind === 'minute_on_shift' ? 50 : 80
  const told = clock.warn?.find(({ percent }) => percent === mark)
  if (told) return told.at
  if (clock.given !== undefined) return clock.start
  const start = Date.parse(clock.start)
  return new Date(start + Math.floor(((Date.parse(clock.due) - start) * mark) / 100)).toISOString()
}

/** Warnings of a case that have come and are not written down: each share once for a clock, however often it stops or moves. */
export const warningsDue = (kase: Pick<Case, 'running' | 'warned'>, now: Date): { clock: Clock; percent: Mark }[] =>
  kase.running.flatMap((clock) => (clock.warn ?? []).filter(({ percent, at }) => Date.parse(at) <= now.getTime() && !kase.warned.includes(`${clock.stage}@${percent}`)).map(({ percent }) => ({ clock, percent })))
/** The next warning of each running clock: one timer at a time is enough. */
export const nextWarnings = (kase: Pick<Case, 'running' | 'warned'>): Date[] => kase.running.flatMap((clock) => {
  const next = (clock.warn ?? []).find(({ percent }) => !kase.warned.includes(`${clock.stage}@${percent}`))
  return next ? [new Date(next.at)] : []
})
