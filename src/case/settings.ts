// What the clocks of cases run by: the calendars of the district and its units, and the office's own stage limits, all data of the district.
import { z } from 'zod'
import type { Calendar } from '#core/deadline.ts'
import { Limit } from '#core/limit.ts'
import type { Db, Tx } from '#kernel/db.ts'
import type { Reading } from '#kernel/memory.ts'
import { calendarFor } from '../directory/calendar/book.ts'
import { readBook } from '../directory/calendar/store.ts'
import type { Book } from '../directory/calendar/words.ts'
import { settingsOf } from '../directory/store.ts'
import type { Stage } from './words.ts'

/** How much a photo may differ before a person is asked, and how much of what is closed is looked at again. */
export const EvidenceSettings = z.strictObject({
  metres: z.int().min(20).max(2000).default(100), beforeHours: z.int().min(1).max(720).default(24), clockMinutes: z.int().min(1).max(120).default(5),
  recheckPercent: z.int().min(5).max(10).default(5), recheckDays: z.int().min(1).max(14).default(3),
})
export type EvidenceSettings = z.infer<typeof EvidenceSettings>
export const freshEvidence = async (db: Db | Tx, district: string): Promise<EvidenceSettings> => EvidenceSettings.parse((await settingsOf(db, district)).evidence ?? {})
/** Remembered a few seconds. */
export const evidenceSettings = (look: Reading): Promise<EvidenceSettings> => look.memory.recall(`evidence/${look.district}`, 5_000, () => freshEvidence(look.tx, look.district))

export const StageLimits = z.strictObject({
  // Districts founded before it was counted have none of their own.
  verify: Limit.default({ amount: 2, kind: 'work_hour' }), return: Limit.default({ amount: 2, kind: 'work_hour' }), joint: Limit.default({ amount: 4, kind: 'work_hour' }), appeal: Limit.default({ amount: 5, kind: 'work_day' }),
  /** How long a called crew has to take a case before the next is called. */
  crew: Limit.default({ amount: 3, kind: 'minute_on_shift' }),
  accept: Limit, dispatch: Limit, sign: Limit, check: Limit, close: Limit,
})
export type StageLimits = z.infer<typeof StageLimits>

export interface Clockwork {
  /** The district's calendar, by which the office works. */
  calendar: Calendar
  /** A unit's own calendar and rosters over the district's. */
  calendarOf(unit: string | undefined): Calendar
  limits: Record<Exclude<Stage, 'handle'> | 'return' | 'joint' | 'appeal' | 'crew', Limit>
}

/** Each calendar is put together once, for it remembers the days it has looked at. */
export function clockworkFrom(book: Book, limits: StageLimits): Clockwork {
  const kept = new Map<string, Calendar>()
  const calendarOf = (unit: string | undefined): Calendar => {
    // A unit without anything of its own shares the district's calendar and what it remembers.
    const own = unit && [...book.periods.map((period) => period.name), ...book.rosters.map((row) => row.unit), ...book.days.map((row) => row.unit)].includes(unit) ? unit : ''
    let calendar = kept.get(own)
    if (!calendar) kept.set(own, (calendar = calendarFor(book, own || undefined)))
    return calendar
  }
  return { calendar: calendarOf(undefined), calendarOf, limits }
}
export const stageLimits = async (db: Db | Tx, district: string): Promise<StageLimits> => StageLimits.parse((await settingsOf(db, district)).stages)
/** Read now, past every memory: what decides whether deadlines move. */
export const freshClockwork = async (db: Db | Tx, district: string): Promise<Clockwork> => clockworkFrom(await readBook(db, district), await stageLimits(db, district))

/** Calendars and stage limits of the district; remembered a few seconds. */
export const clockworkOf = (look: Reading): Promise<Clockwork> => look.memory.recall(`clockwork/${look.district}`, 5_000, () => freshClockwork(look.tx, look.district))
