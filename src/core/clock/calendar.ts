// When a district or a unit works: hours, weekdays, holidays, make-up workdays, shifts and rosters, read day by day. Pure; never reads a clock.
import type { ClockKind } from '#core/clock-kind.ts'

/** Minutes of a local day, `[540, 720]` = 09:00–12:00. In a shift the end may be at or before the start: it runs over midnight. */
export type Span = readonly [from: number, to: number]

/** Hours that hold from a day on, until the next period begins. */
export interface Hours {
  /** Opening hours of a work day, sorted, not overlapping. */
  hours: readonly Span[]
  /** ISO weekdays that work: 1 = Monday. */
  week: readonly number[]
  /** Shift windows of every day, for minute_on_shift where a unit has no roster. */
  shifts: readonly Span[]
  /** False: works through public holidays and knows no make-up days (a cleaning company, a market). */
  holidays?: boolean
}
/** The year's own days as `YYYY-MM-DD`: off, worked in turn (调休), and days with hours of their own. */
export interface YearDays { off: readonly string[]; work: readonly string[]; hours?: Readonly<Record<string, readonly Span[]>> }
/** A crew's week (by ISO weekday) from a day on, and its exceptions by day. */
export interface Roster {
  crew: string
  versions: readonly { from: string; week: Readonly<Record<string, readonly Span[]>> }[]
  days: Readonly<Record<string, readonly Span[]>>
}
export interface Calendar extends Hours {
  /** A missing year is not guessed in silence: see `provisional`. */
  years: Readonly<Record<number, YearDays>>
  /** Changes from a day on, oldest first: summer and winter hours, a new week. */
  later?: readonly (Hours & { from: string })[]
  /** The unit's crews; a day on which one of them has a roster in force is ruled by the rosters alone. */
  rosters?: readonly Roster[]
}

export const MINUTE = 60_000
export const DAY = 1440 * MINUTE
// China has kept UTC+8 without summer time since 1992; the host's own zone must never matter.
const OFFSET = 8 * 60 * MINUTE
// Twenty years of days: a calendar that never opens must end in an error, not in a loop.
export const HORIZON_DAYS = 7320

/** Days are counted from 1970-01-01 in China. */
export const dayOf = (ms: number): number => Math.floor((ms + OFFSET) / DAY)
export const startOfDay = (day: number): number => day * DAY - OFFSET
export const nameOfDay = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10)
export const dayNamed = (name: string): number => Date.parse(`${name}T00:00:00Z`) / DAY
/** 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1

/** Open windows of a day as absolute milliseconds, and whether they were a guess. */
interface OpenDay { windows: readonly (readonly [number, number])[]; guessed: boolean }
interface Index { off: Set<string>; work: Set<string>; open: Map<number, OpenDay>; shift: Map<number, OpenDay> }
// A calendar never changes once read; what was worked out for a day is kept with it.
const indexes = new WeakMap<Calendar, Index>()
function indexOf(calendar: Calendar): Index {
  const had = indexes.get(calendar)
  if (had) return had
  const all = Object.values(calendar.years)
  const index: Index = { off: new Set(all.flatMap((year) => year.off)), work: new Set(all.flatMap((year) => year.work)), open: new Map(), shift: new Map() }
  indexes.set(calendar, index)
  return index
}

export const hoursOn = (calendar: Calendar, name: string): Hours => calendar.later?.findLast((period) => period.from <= name) ?? calendar

const absolute = (day: number, spans: readonly Span[]): (readonly [number, number])[] =>
  spans.map(([from, to]) => [startOfDay(day) + from * MINUTE, startOfDay(day) + (to > from ? to : to + 1440) * MINUTE] as const).sort((a, b) => a[0] - b[0])

function workDay(calendar: Calendar, index: Index, day: number): OpenDay {
  const name = nameOfDay(day)
  const { hours, week, holidays } = hoursOn(calendar, name)
  const usual = week.includes(weekdayOf(day))
  if (holidays === false) return { windows: usual ? absolute(day, hours) : [], guessed: false }
  const year = calendar.years[Number(name.slice(0, 4))]
  const works = index.work.has(name) || (usual && !index.off.has(name))
  return { windows: works ? absolute(day, year?.hours?.[name] ?? hours) : [], guessed: year === undefined }
}

function shiftDay(calendar: Calendar, day: number): OpenDay {
  const name = nameOfDay(day)
  const crews = (calendar.rosters ?? []).flatMap((roster) => {
    const own = roster.days[name]
    if (own) return [own]
    const version = roster.versions.findLast((each) => each.from <= name)
    return version && Object.values(version.week).some((spans) => spans.length > 0) ? [version.week[weekdayOf(day)] ?? []] : []
  })
  return { windows: absolute(day, crews.length > 0 ? crews.flat() : hoursOn(calendar, name).shifts), guessed: false }
}

/** A work day without a single open minute is none: it has no closing time at which anything could end. */
export function openOn(calendar: Calendar, day: number, kind: ClockKind): OpenDay {
  const index = indexOf(calendar)
  const kept = kind === 'minute_on_shift' ? index.shift : index.open
  let found = kept.get(day)
  if (!found) kept.set(day, (found = kind === 'minute_on_shift' ? shiftDay(calendar, day) : workDay(calendar, index, day)))
  return found
}
