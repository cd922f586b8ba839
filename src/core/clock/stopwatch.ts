// One clock over its whole life: started, stopped, run on, stopped again, moved by a new calendar; warned at shares of its own time.
import type { Limit } from '#core/limit.ts'
import { dueAt, ranBetween, ranOut, type Calendar, type Deadline } from '#core/deadline.ts'
import { DAY } from '#core/clock/calendar.ts'

/** Shares of the limit at which somebody is warned; the whole is the deadline itself. */
export const marks = [50, 80] as const
export type Mark = (typeof marks)[number]

/**
 * A clock that runs. All sums are milliseconds of the kind's own time: open minutes for `work_hour` and `work_day`, minutes on shift, wall time for
 * the other two. A stopped clock is a number: how much was used.
 */
export interface Watch {
  limit: Limit
  /** When this stretch began. */
  start: Date
  due: Date
  provisional: boolean
  /** Own time of the whole limit; of a limit in days, the own time between its first start and its deadline. */
  given: number
  /** Own time used in earlier stretches. */
  used: number
  /** A later stretch: its deadline comes from the rest it began with, no longer from the limit. */
  resumed: boolean
  /** Warnings still ahead, each with its moment. */
  warn: { percent: Mark; at: Date }[]
  /** What was given on top of the limit, in the order it was granted. */
  extended?: readonly Limit[]
}

function warnings(start: Date, given: number, used: number, limit: Limit, calendar: Calendar): Watch['warn'] {
  return marks.flatMap((percent) => {
    const ahead = Math.ceil((given * percent) / 100) - used
    return ahead > 0 ? [{ percent, at: ranOut(start, ahead, limit.kind, calendar).at }] : []
  })
}

export function startWatch(now: Date, limit: Limit, calendar: Calendar): Watch {
  const { at: due, provisional } = dueAt(now, limit, calendar)
  const given = ranBetween(now, due, limit.kind, calendar)
  return { limit, start: now, due, provisional, given, used: 0, resumed: false, warn: warnings(now, given, 0, limit, calendar) }
}

/** How much of its own time it has used at a moment. Past the deadline it goes on counting. */
export const usedAt = (watch: Pick<Watch, 'limit' | 'start' | 'used'>, at: Date, calendar: Calendar): number =>
  watch.used + ranBetween(watch.start, at, watch.limit.kind, calendar)

/** Stops it: what it had used. The rest is what its deadline promised at that moment, so that no later change of the calendar takes any of it away. */
export const stopWatch = (watch: Watch, at: Date, calendar: Calendar): number =>
  at.getTime() >= watch.due.getTime() ? watch.given : Math.max(0, watch.given - ranBetween(at, watch.due, watch.limit.kind, calendar))

/** Runs on from `now` with what was left when it stopped. A clock that had run out stays run out: its deadline is what it was, and nothing is warned again. */
export function resumeWatch(watch: Watch, used: number, now: Date, calendar: Calendar): Watch {
  if (used >= watch.given) return { ...watch, start: now, used, resumed: true, warn: [] }
  const { at: due, provisional } = ranOut(now, watch.given - used, watch.limit.kind, calendar)
  return { ...watch, start: now, due, provisional, used, resumed: true, warn: warnings(now, watch.given, used, watch.limit, calendar) }
}

/** From a deadline on by so much more. Days end as limits of days end: with the closing time of the n-th work day after, or at 24:00. */
export const further = (due: Date, more: Limit, calendar: Calendar): Deadline =>
  more.kind === 'natural_day' ? { at: new Date(due.getTime() + more.amount * DAY), provisional: false } : dueAt(due, more, calendar)

/** 延期: keeps what it used and gets more of its own time; warnings follow the new length, those behind `start` are as they were told. */
export function extendWatch(watch: Watch, more: Limit, calendar: Calendar): Watch {
  const { at: due, provisional } = further(watch.due, more, calendar)
  const given = watch.given + ranBetween(watch.due, due, watch.limit.kind, calendar)
  return { ...watch, due, given, provisional: watch.provisional || provisional, extended: [...watch.extended ?? [], more], warn: warnings(watch.start, given, watch.used, watch.limit, calendar) }
}

/** The same stretch under another calendar: a first stretch by its limit and what was given on top, a later one by the rest it began with. */
export function recompute(watch: Watch, calendar: Calendar): Watch {
  if (!watch.resumed) return (watch.extended ?? []).reduce((longer, more) => extendWatch(longer, more, calendar), startWatch(watch.start, watch.limit, calendar))
  const { at: due, provisional } = ranOut(watch.start, watch.given - watch.used, watch.limit.kind, calendar)
  return { ...watch, due, provisional, warn: warnings(watch.start, watch.given, watch.used, watch.limit, calendar) }
}

export type Moved = { watch: Watch; why: 'moved' | 'settled' } | { why: 'same' | 'passed' | 'too-soon' }
/**
 * What a new calendar does to a running clock at a moment. A deadline that has passed stays: lateness is a fact. A deadline that would come to lie
 * in the past stays as well: nobody becomes late by a change of the calendar. `settled`: the same moment, no longer (or newly) provisional.
 */
export function moved(watch: Watch, now: Date, calendar: Calendar): Moved {
  if (watch.due.getTime() < now.getTime() || watch.used >= watch.given) return { why: 'passed' }
  const next = recompute(watch, calendar)
  if (next.due.getTime() === watch.due.getTime()) return next.provisional === watch.provisional ? { why: 'same' } : { watch: next, why: 'settled' }
  return next.due.getTime() <= now.getTime() ? { why: 'too-soon' } : { watch: next, why: 'moved' }
}
