// The words of the work calendar: the book of a district, the changes a clerk can make to it, and what is wrong with a change.
import { z } from 'zod'
import type { Roster, Span, YearDays } from '#core/clock/calendar.ts'
import { mask } from '#core/mask.ts'
import type { Fault } from '#core/problem.ts'
import { tidy } from '#core/text.ts'

/** The district's own calendar among those of its units. */
export const DISTRICT = 'default'
export const ALWAYS = '0001-01-01'

export interface Period {
  /** `default`, or the id of a unit. */
  name: string
  from: string
  hours: readonly Span[]; week: readonly number[]; shifts: readonly Span[]
  holidays: boolean
  /** From this day on the unit has the district's calendar again. */
  follows: boolean
}
export interface CrewWeek { unit: string; crew: string; from: string; week: Roster['versions'][number]['week'] }
interface CrewDay { unit: string; crew: string; day: string; windows: readonly Span[] }
/** Everything a district knows of its time; oldest first. */
export interface Book { periods: readonly Period[]; years: Readonly<Record<number, YearDays & { source: string }>>; rosters: readonly CrewWeek[]; days: readonly CrewDay[] }

/** A day that exists, as `2026-10-01`; 2026-02-30 is read as 2 March by Date and so does not come back as it went in. */
const exists = (day: string) => { const ms = Date.parse(`${day}T00:00:00Z`); return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day) }
const Day = z.string().regex(/^20\d{2}-\d{2}-\d{2}$/).refine(exists)
const MinuteOfDay = z.int().min(0).max(1440)
const span = z.tuple([MinuteOfDay, MinuteOfDay])
const weekday = z.int().min(1).max(7)
/** Stands in the log: cleaned, and masked, for nobody knows what they write there. */
const crew = z.string().min(1).max(40).transform((text) => mask(tidy(text).trim()).masked).pipe(z.string().min(1))

export const Change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('year'), year: z.int().min(2020).max(2099), off: z.array(Day).max(120), work: z.array(Day).max(60), hours: z.record(Day, z.array(span).max(6)).default({}), source: z.string().regex(/^[\w ./-]{1,60}$/).default('clerk') }),
  z.strictObject({ kind: z.literal('hours'), unit: z.uuid().optional(), from: Day, hours: z.array(span).min(1).max(6), week: z.array(weekday).min(1).max(7), shifts: z.array(span).min(1).max(6), holidays: z.boolean().default(true) }),
  z.strictObject({ kind: z.literal('follow'), unit: z.uuid(), from: Day }),
  z.strictObject({ kind: z.literal('drop-hours'), unit: z.uuid().optional(), from: Day }),
  z.strictObject({ kind: z.literal('roster'), unit: z.uuid(), crew, from: Day, week: z.partialRecord(z.enum(['1', '2', '3', '4', '5', '6', '7']), z.array(span).max(4)) }),
  z.strictObject({ kind: z.literal('roster-day'), unit: z.uuid(), crew, day: Day, windows: z.array(span).max(4).nullable() }),
])
export type Change = z.output<typeof Change>
export const ChangeInput = z.strictObject({ change: Change })
/** What stands in the log for each kind of change. */
export const facts = { year: 'year-set', hours: 'hours-set', follow: 'hours-followed', 'drop-hours': 'hours-dropped', roster: 'roster-set', 'roster-day': 'roster-day-set' } as const

const two = (n: number) => String(n).padStart(2, '0')
const sayMinute = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
export const saySpan = ([from, to]: Span): string => `${sayMinute(from)}-${sayMinute(to)}`
export const saySpans = (spans: readonly Span[]): string => spans.map(saySpan).join(', ')
/** Reads `09:00-12:00, 13:30-17:30` as people type it; undefined when it is none. */
export function readSpans(text: string): Span[] | undefined {
  const parts = text.normalize('NFKC').split(/[,;、\s]+/).filter((part) => part !== '')
  const spans = parts.map((part): Span | undefined => {
    const found = /^(\d{1,2}):([0-5]\d)[-–—~至](次日)?(\d{1,2}):([0-5]\d)$/.exec(part)
    const [from, to] = found ? [Number(found[1]) * 60 + Number(found[2]), Number(found[4]) * 60 + Number(found[5])] : [9999, 9999]
    return from < 1440 && to <= 1440 ? [from, to] : undefined
  })
  return spans.every((one) => one !== undefined) ? spans : undefined
}

export const weekdayName = { zh: ['', '周一', '周二', '周三', '周四', '周五', '周六', '周日'], en: ['', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] }
/** A change in one sentence, for the log, the timeline of the cases it moved and the page. */
export function sayChange(change: Change, unitName?: { zh: string; en: string }): { zh: string; en: string } {
  const who = unitName ?? { zh: '本区', en: 'the district' }
  switch (change.kind) {
    case 'year': return { zh: `录入${change.year}年的节假日和调休`, en: `the holidays of ${change.year} were entered` }
    case 'hours': return { zh: `${who.zh}自${change.from}起的上班时间改了`, en: `the hours of ${who.en} change from ${change.from}` }
    case 'follow': return { zh: `${who.zh}自${change.from}起跟全区上班时间`, en: `${who.en} follows the district’s hours from ${change.from}` }
    case 'drop-hours': return { zh: `${who.zh}原定${change.from}起的上班时间取消了`, en: `the hours planned for ${who.en} from ${change.from} were dropped` }
    case 'roster': return { zh: `${who.zh}自${change.from}起的班次改了`, en: `the roster of ${who.en} changes from ${change.from}` }
    case 'roster-day': return { zh: `${who.zh}${change.day}的班次改了`, en: `the shifts of ${who.en} on ${change.day} were changed` }
  }
}
export type { Fault }
