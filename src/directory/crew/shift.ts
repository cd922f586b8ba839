// When a crew is on shift: by the roster it is named after, or whenever anybody of its unit is. A shift belongs to the day on which it begins. Pure.
import { dayOf, MINUTE, nameOfDay, openOn, startOfDay, weekdayOf } from '#core/clock/calendar.ts'
import { calendarFor } from '../calendar/book.ts'
import { saySpan, type Book } from '../calendar/words.ts'

export interface Shift { from: Date; to: Date }
export interface Works { unit: string; roster: string | null }

function windowsOn(book: Book, { unit, roster }: Works, day: number): (readonly [number, number])[] {
  if (roster === null) return [...openOn(calendarFor(book, unit), day, 'minute_on_shift').windows]
  const name = nameOfDay(day)
  const spans = book.days.find((row) => row.unit === unit && row.crew === roster && row.day === name)?.windows
    ?? book.rosters.filter((row) => row.unit === unit && row.crew === roster && row.from <= name).sort((a, b) => (a.from < b.from ? -1 : 1)).at(-1)?.week[weekdayOf(day)] ?? []
  return spans.map(([from, to]) => [startOfDay(day) + from * MINUTE, startOfDay(day) + (to > from ? to : to + 1440) * MINUTE] as const).sort((a, b) => a[0] - b[0])
}
const shift = ([from, to]: readonly [number, number]): Shift => ({ from: new Date(from), to: new Date(to) })

/** The shift that runs at a moment; its last second is over. */
export function shiftAt(book: Book, works: Works, at: Date): Shift | undefined {
  const ms = at.getTime(), today = dayOf(ms)
  // One that began yesterday may still run.
  const found = [today - 1, today].flatMap((day) => windowsOn(book, works, day)).find(([from, to]) => from <= ms && ms < to)
  return found && shift(found)
}
/** How far ahead a next shift is looked for. */
const AHEAD_DAYS = 21
export function nextShift(book: Book, works: Works, at: Date): Shift | undefined {
  const ms = at.getTime(), today = dayOf(ms)
  for (let day = today; day < today + AHEAD_DAYS; day++) {
    const found = windowsOn(book, works, day).find(([from]) => from > ms)
    if (found) return shift(found)
  }
  return undefined
}
/** `22:00-06:00`, in China: how figures name a shift. */
export function sayShift({ from, to }: Shift): string {
  const minute = (at: Date) => Math.floor(at.getTime() / MINUTE + 480) % 1440
  return saySpan([minute(from), minute(to)])
}
