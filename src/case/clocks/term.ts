// A term beside the stages: a subtask, an order, an answer to supervision. It starts once, is never held and counts by the calendar of whoever has the work.
import { dueAt, type Calendar } from '#core/deadline.ts'
import type { Limit } from '#core/limit.ts'

export interface Term { start: string; due: string; limit: Limit; provisional: boolean }
export function termFrom(now: Date, limit: Limit, calendar: Calendar): Term {
  const { at, provisional } = dueAt(now, limit, calendar)
  return { start: now.toISOString(), due: at.toISOString(), limit, provisional }
}
/** Finished at the second of the deadline is on time: the bell rings one second later. */
export const bell = (due: string): Date => new Date(Date.parse(due) + 1000)
export const isOver = (due: string, now: Date): boolean => now.getTime() > Date.parse(due)
