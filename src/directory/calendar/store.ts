// The SQL of the calendar: the book of a district read whole, and one change written.
import type { Calendar, Span } from '#core/clock/calendar.ts'
import type { Said } from '#core/problem.ts'
import { json, type Db, type Tx } from '#kernel/db.ts'
import type { Reading } from '#kernel/memory.ts'
import { ALWAYS, DISTRICT, type Book, type Change } from './words.ts'
import { applied, calendarFor } from './book.ts'

type Q = Db | Tx

export async function readBook(db: Q, district: string): Promise<Book> {
  const periods = await db.selectFrom('calendar').selectAll().where('district', '=', district).orderBy('name').orderBy('valid_from').execute()
  const years = await db.selectFrom('calendar_year').selectAll().where('district', '=', district).orderBy('year').execute()
  const rosters = await db.selectFrom('roster').selectAll().where('district', '=', district).orderBy('unit').orderBy('crew').orderBy('valid_from').execute()
  const days = await db.selectFrom('roster_day').selectAll().where('district', '=', district).orderBy('day').execute()
  return {
    periods: periods.map((row) => ({ name: row.name, from: row.valid_from, hours: row.hours as unknown as Span[], week: row.week, shifts: row.shifts as unknown as Span[], holidays: row.holidays, follows: row.follows })),
    years: Object.fromEntries(years.map((row) => [row.year, { off: row.off_days, work: row.work_days, hours: row.day_hours as unknown as Record<string, Span[]>, source: row.source }])),
    rosters: rosters.map((row) => ({ unit: row.unit, crew: row.crew, from: row.valid_from, week: row.week as unknown as Book['rosters'][number]['week'] })),
    days: days.map((row) => ({ unit: row.unit, crew: row.crew, day: row.day, windows: row.windows as unknown as Span[] })),
  }
}

/** The book, remembered a few seconds; `recompute` brings in line what was started meanwhile. */
export const bookOf = (look: Reading): Promise<Book> => look.memory.recall(`calendar/${look.district}`, 5_000, () => readBook(look.tx, look.district))

/** The last change of the calendar as its log has it: its version, and why deadlines may move. */
export async function lastChange(db: Q, district: string): Promise<{ version: number; said: Said } | undefined> {
  const row = await db.selectFrom('log').select(['version', 'data']).where('district', '=', district).where('stream', '=', 'calendar').where('id', '=', district).where('type', '!=', 'year-missing').orderBy('version', 'desc').limit(1).executeTakeFirst()
  return row && { version: row.version, said: (row.data as unknown as { said: Said }).said }
}

/** The district's own calendar. */
export const calendarOf = async (db: Q, district: string): Promise<Calendar> => calendarFor(await readBook(db, district))

export async function writeChange(tx: Tx, district: string, book: Book, change: Change): Promise<void> {
  switch (change.kind) {
    case 'year': {
      const row = { off_days: change.off.toSorted(), work_days: change.work.toSorted(), day_hours: json(change.hours), source: change.source }
      await tx.insertInto('calendar_year').values({ district, year: change.year, ...row }).onConflict((oc) => oc.columns(['district', 'year']).doUpdateSet(row)).execute()
      return
    }
    case 'hours': case 'follow': {
      const name = change.unit ?? DISTRICT
      const period = applied(book, change).periods.find((each) => each.name === name && each.from === change.from)!
      const row = { hours: json(period.hours), week: [...period.week], shifts: json(period.shifts), holidays: period.holidays, follows: period.follows }
      await tx.insertInto('calendar').values({ district, name, valid_from: change.from, ...row }).onConflict((oc) => oc.columns(['district', 'name', 'valid_from']).doUpdateSet(row)).execute()
      return
    }
    case 'drop-hours':
      await tx.deleteFrom('calendar').where('district', '=', district).where('name', '=', change.unit ?? DISTRICT).where('valid_from', '=', change.from).execute()
      return
    case 'roster':
      await tx.insertInto('roster').values({ district, unit: change.unit, crew: change.crew, valid_from: change.from, week: json(change.week) })
        .onConflict((oc) => oc.columns(['district', 'unit', 'crew', 'valid_from']).doUpdateSet({ week: json(change.week) })).execute()
      return
    case 'roster-day':
      if (!change.windows) await tx.deleteFrom('roster_day').where('district', '=', district).where('unit', '=', change.unit).where('crew', '=', change.crew).where('day', '=', change.day).execute()
      else await tx.insertInto('roster_day').values({ district, unit: change.unit, crew: change.crew, day: change.day, windows: json(change.windows) }).onConflict((oc) => oc.columns(['district', 'unit', 'crew', 'day']).doUpdateSet({ windows: json(change.windows) })).execute()
  }
}

/** A release brings hours for a district that has none and years it does not know; what an office entered stays. Answers the years that are new. */
export async function replaceCalendar(tx: Tx, district: string, calendar: Calendar, source: string): Promise<number[]> {
  await tx.insertInto('calendar').values({ district, name: DISTRICT, valid_from: ALWAYS, hours: json(calendar.hours), week: [...calendar.week], shifts: json(calendar.shifts) })
    .onConflict((oc) => oc.columns(['district', 'name', 'valid_from']).doNothing()).execute()
  const years = Object.entries(calendar.years)
  if (years.length === 0) return []
  const fresh = await tx.insertInto('calendar_year').values(years.map(([year, days]) => ({ district, year: Number(year), off_days: [...days.off], work_days: [...days.work], source })))
    .onConflict((oc) => oc.columns(['district', 'year']).doNothing()).returning('year').execute()
  return fresh.map((row) => row.year)
}
