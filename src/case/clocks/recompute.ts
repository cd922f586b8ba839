// When a calendar changes: every open case looked at again, what a change would move before it is made, and the alarm of a year without holidays.
import { dayNamed, startOfDay } from '#core/clock/calendar.ts'
import { dayIn } from '#core/day.ts'
import { newId } from '#kernel/clock.ts'
import { lostRace, type Db, type Tx } from '#kernel/db.ts'
import { loadStream, record } from '#kernel/log.ts'
import type { Reaction } from '#kernel/reader/reaction.ts'
import { readBook } from '../../directory/calendar/store.ts'
import { facts as changeFacts, type Book } from '../../directory/calendar/words.ts'
import { clockworkFrom, freshClockwork, stageLimits } from '../settings.ts'
import type { Case } from '../state.ts'
import { caseStream } from '../stream.ts'
import type { Stage } from '../words.ts'
import { factsOf, openCases, reaching, setTimers, tellRole } from './store.ts'
import { movesOf } from './watch.ts'

const BATCH = 200
type Q = Db | Tx

/** Every open case, folded, batch by batch. */
async function* openCasesWhole(db: Q, district: string): AsyncGenerator<{ id: string; number: string; unit: string | null; kase: Case }> {
  for (let after: string | undefined; ;) {
    const batch = await openCases(db, district, after, BATCH)
    if (batch.length === 0) return
    const facts = await factsOf(db, district, batch.map((row) => row.id))
    for (const row of batch) yield { ...row, kase: (facts.get(row.id) ?? []).reduce((state, each) => caseStream.evolve(state, each.fact, each.at, each.actor), caseStream.start) }
    after = batch.at(-1)!.id
  }
}

/**
 * Finds the open cases whose clocks the calendars of now would move, and sets a timer for each: its own transaction, exactly once, whichever server
 * is awake. What was moved once is not found again. Answers how many.
 */
export async function scheduleRecompute(tx: Tx, district: string, now: Date): Promise<number> {
  const clockwork = await freshClockwork(tx, district), found: string[] = []
  for await (const { id, kase } of openCasesWhole(tx, district)) if (movesOf(kase, now, clockwork).some((move) => move.after !== null)) found.push(id)
  await setTimers(tx, district, found, now)
  return found.length
}

/** Moves what a change of the calendar moves. */
export const onCalendarChange: Reaction = {
  name: 'case.recompute', stream: 'calendar', types: Object.values(changeFacts), from: 'beginning',
  run: async ({ tx, row, now }) => { await scheduleRecompute(tx, row.district, now) },
}

export interface Preview { cases: number; moved: number; settled: number; kept: number; items: { id: string; number: string; unit: string | null; stage: Stage; before: string; after: string | null; why: string }[] }
/** How many moves a preview names one by one. */
const NAMED = 200

/** What a book would do to the deadlines of open cases now; nothing is written. */
export async function preview(db: Db, district: string, now: Date, book: Book): Promise<Preview> {
  const clockwork = clockworkFrom(book, await stageLimits(db, district))
  const answer: Preview = { cases: 0, moved: 0, settled: 0, kept: 0, items: [] }
  for await (const { id, number, unit, kase } of openCasesWhole(db, district)) {
    answer.cases++
    for (const move of movesOf(kase, now, clockwork)) {
      if (move.why === 'same' || move.why === 'passed') continue
      answer[move.why === 'too-soon' ? 'kept' : move.why]++
      if (answer.items.length < NAMED && move.why !== 'settled') answer.items.push({ id, number, unit, stage: move.stage, before: move.before.due, after: move.after?.due ?? null, why: move.why })
    }
  }
  return answer
}

/** From this day on the next year's holidays should be there: the notice comes in November at the latest. */
const ASKED_FROM = '10-01'
export interface MissingYear { year: number; why: 'asked' | 'reached'; cases: number }

/** Years without holidays that are near, or that an open limit runs into. */
export async function missingYears(db: Db, district: string, now: Date): Promise<MissingYear[]> {
  const { years } = await readBook(db, district)
  const today = dayIn(now), year = Number(today.slice(0, 4))
  const missing: MissingYear[] = []
  for (const one of [year, year + 1, year + 2]) {
    if (years[one]) continue
    const cases = await reaching(db, district, new Date(startOfDay(dayNamed(`${one}-01-01`))))
    const near = one === year || (one === year + 1 && today.slice(5) >= ASKED_FROM)
    if (near || cases > 0) missing.push({ year: one, why: cases > 0 ? 'reached' : 'asked', cases })
  }
  return missing
}

/** Writes down, once for each year, that its holidays are missing, and tells the desk. Where another server is just doing it, it is done. */
export async function raiseMissingYears(db: Db, district: string, now: Date): Promise<number[]> {
  const missing = await missingYears(db, district, now)
  if (missing.length === 0) return []
  return await db.transaction().execute(async (tx) => {
    const known = await loadStream<{ type: string; year?: number }>(tx, district, 'calendar', district)
    const fresh = missing.filter(({ year }) => !known.some((row) => row.fact.type === 'year-missing' && row.fact.year === year))
    let version = known.at(-1)?.version ?? 0
    for (const { year } of fresh) {
      await record(tx, { district, stream: 'calendar', id: district }, [{ type: 'year-missing', year, said: { zh: `${year}年的节假日还没有录入`, en: `the holidays of ${year} are not entered yet` } } as { type: string }], { actor: null, at: now })
      await tellRole(tx, { district, id: district, version: ++version, kind: 'calendar.year-missing', role: 'clerk', newId: newId(now.getTime()), at: now })
    }
    return fresh.map(({ year }) => year)
  }).catch((error: unknown) => { if (lostRace(error)) return []; throw error })
}

/** Every hour and at the start: the alarm, and clocks that another server started by a calendar it had read seconds before a change. */
export async function keepClocksRight(db: Db, district: string, now: Date): Promise<void> {
  await raiseMissingYears(db, district, now)
  await db.transaction().execute((tx) => scheduleRecompute(tx, district, now))
}
