// Three years that hold everything a calendar can do, and a slow model of them: a bit for every minute, laid without the product's sums and without dates.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { ClockKind } from '#core/clock-kind.ts'
import type { Calendar, Span } from '#core/deadline.ts'

const holidays = parse(readFileSync(join(import.meta.dirname, '..', 'packs', 'base', 'holidays.yaml'), 'utf8')) as Record<string, { off: string[]; work: string[] }>
const days = (year: number, ...list: string[]) => list.map((day) => `${year}-${day}`)

export const winter: Span[] = [[540, 720], [810, 1050]], summer: Span[] = [[510, 720], [870, 1080]]
/** 2025 and 2026 as published; 2027 invented; 2028 unknown. Summer and winter hours, Saturdays from March 2027, a half day, a work day that never opens, crews that overlap and work through the night. */
export const calendar: Calendar = {
  hours: winter, week: [1, 2, 3, 4, 5], shifts: [[360, 1320], [1410, 90]],
  later: [
    { from: '2025-05-01', hours: summer, week: [1, 2, 3, 4, 5], shifts: [[300, 1380]] },
    { from: '2025-10-01', hours: winter, week: [1, 2, 3, 4, 5], shifts: [[360, 1320], [1320, 360]] },
    { from: '2026-05-01', hours: summer, week: [1, 2, 3, 4, 5], shifts: [[360, 1320]] },
    { from: '2026-10-01', hours: winter, week: [1, 2, 3, 4, 5], shifts: [[360, 1320]] },
    { from: '2027-03-01', hours: [[540, 780]], week: [1, 2, 3, 4, 5, 6], shifts: [[0, 1440]] },
    { from: '2027-09-01', hours: [[480, 1200]], week: [2, 4, 6, 7], shifts: [[360, 1320]], holidays: false },
  ],
  years: {
    2025: { off: holidays['2025']!.off, work: holidays['2025']!.work },
    2026: { off: holidays['2026']!.off, work: holidays['2026']!.work, hours: { '2026-12-31': [[540, 720]], '2026-02-14': [[540, 660]] } },
    2027: { off: days(2027, '01-01', '02-05', '02-08', '02-09', '02-10', '02-11', '04-05', '05-03', '05-04', '10-01'), work: days(2027, '01-31', '02-20', '10-10'), hours: { '2027-01-29': [] } },
  },
  rosters: [
    {
      crew: '早班',
      versions: [
        { from: '2026-03-01', week: { 1: [[300, 840]], 2: [[300, 840]], 3: [[300, 840]], 4: [[300, 840]], 5: [[300, 840]], 6: [[360, 720]] } },
        { from: '2026-06-01', week: { 1: [[240, 720]], 3: [[240, 720]], 5: [[240, 720], [900, 1080]] } },
        // The crew is given up: the district's shifts hold again.
        { from: '2027-02-01', week: {} },
      ],
      days: { '2026-05-01': [[480, 600]], '2026-05-02': [], '2026-12-31': [[1380, 120]] },
    },
    { crew: '夜班', versions: [{ from: '2026-04-01', week: { 1: [[1320, 360]], 5: [[1320, 360]], 6: [[780, 1300], [1300, 300]], 7: [[1200, 120]] } }, { from: '2027-02-01', week: {} }], days: {} },
  ],
}

export const limits: Record<ClockKind, readonly number[]> = {
  minute_on_shift: [1, 10, 30, 600], urgent_hour: [1, 2, 24], work_hour: [1, 2, 4, 20], work_day: [1, 2, 5, 15], natural_day: [1, 3, 10],
}

/** Minute 0 is 2025-01-01 00:00 in China, a Wednesday; the model goes on into 2028. */
export const START = Date.UTC(2024, 11, 31, 16)
export const MINUTES = 1300 * 1440
export const STARTS = (365 * 3) * 1440

const lengths = (year: number) => [31, year % 4 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const two = (n: number) => String(n).padStart(2, '0')

/** One bit a minute: open for work, the last open minute of its day, on shift. Laid by counting days on fingers. */
export function layMinutes(): { open: Uint8Array; closing: Uint8Array; shift: Uint8Array } {
  const open = new Uint8Array(MINUTES), closing = new Uint8Array(MINUTES), shift = new Uint8Array(MINUTES + 1440)
  // The night shift of the last evening of 2024 still runs.
  for (let at = 0; at < 90; at++) shift[at] = 1
  let year = 2025, month = 1, date = 1, weekday = 3
  for (let minute = 0; minute < MINUTES; minute += 1440) {
    const name = `${year}-${two(month)}-${two(date)}`
    let inForce: Omit<Calendar, 'years'> = calendar
    for (const period of calendar.later!) if (period.from <= name) inForce = period
    const known = calendar.years[year]
    let works = inForce.week.includes(weekday)
    if (inForce.holidays !== false) { if (known?.off.includes(name)) works = false; if (known?.work.includes(name)) works = true }
    const hours = (inForce.holidays !== false && known?.hours?.[name]) || inForce.hours
    let last = -1
    for (let at = 0; at < 1440; at++) if (works && hours.some(([from, to]) => at >= from && at < to)) { open[minute + at] = 1; last = minute + at }
    if (last >= 0) closing[last] = 1
    let rostered = false
    const windows: Span[] = []
    for (const crew of calendar.rosters!) {
      let week: Readonly<Record<string, readonly Span[]>> | undefined
      for (const version of crew.versions) if (version.from <= name) week = version.week
      if (crew.days[name]) { rostered = true; windows.push(...crew.days[name]) } else if (week && Object.keys(week).length > 0) { rostered = true; windows.push(...(week[weekday] ?? [])) }
    }
    for (const [from, to] of rostered ? windows : inForce.shifts) for (let at = from, end = to > from ? to : to + 1440; at < end; at++) shift[minute + at] = 1
    weekday = weekday === 7 ? 1 : weekday + 1
    if (++date > lengths(year)[month - 1]!) { date = 1; if (++month > 12) { month = 1; year++ } }
  }
  return { open, closing, shift: shift.subarray(0, MINUTES) }
}

/** Walks the minutes one by one from a start and answers the minute at whose beginning the limit has run out. */
export function walk(model: ReturnType<typeof layMinutes>, start: number, kind: ClockKind, amount: number): number {
  let at = start
  if (kind === 'urgent_hour') { for (let left = amount * 60; left > 0; left--) at++; return at }
  if (kind === 'natural_day') { for (let midnights = amount + 1; midnights > 0; at++) if ((at + 1) % 1440 === 0) midnights--; return at }
  if (kind === 'work_day') {
    while (at % 1440 !== 0 || at === start) at++
    for (let left = amount; left > 0; at++) if (model.closing[at]) left--
    return at
  }
  const bits = kind === 'work_hour' ? model.open : model.shift
  for (let left = kind === 'work_hour' ? amount * 60 : amount; left > 0; at++) if (bits[at]) left--
  return at
}
export const dateOf = (minute: number): Date => new Date(START + minute * 60_000)
