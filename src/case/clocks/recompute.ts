// When a calendar changes: every open case looked at again, what a change would move before it is made, and the alarm of a year without holidays.
import { dayNamed, dayOf, nameOfDay, startOfDay } from '#core/clock/calendar.ts'
import type { Said } from '#core/problem.ts'
import type { Actor } from '#kernel/actor.ts'
import { newId } from '#kernel/clock.ts'
import { lostRace, type Db } from '#kernel/db.ts'
import { loadStream, record } from '#kernel/log.ts'
import { newMemory } from '#kernel/memory.ts'
import { act } from '#kernel/run.ts'
import { readBook } from '../../directory/calendar/store.ts'
import type { Book } from '../../directory/calendar/words.ts'
import { recompute } from '../commands.ts'
import { clockworkFrom, stageLimits } from '../settings.ts'
import { caseStream } from '../stream.ts'
import type { Stage } from '../words.ts'
import { factsOf, openCases, reaching, tellRole } from './store.ts'
import { movesOf } from './watch.ts'

const BATCH = 200
const TRIES = 5
const systemOf = (district: string): Actor => ({ district, account: null, title: { zh: '系统', en: 'The system' }, unit: null, area: null, roles: [], may: new Map() })

/**
 * Computes the running clocks of every open case anew; each that moves becomes facts of its case, in a transaction of its own. What was moved once is
 * not moved again, so a run that was cut off is simply done again. Answers how many cases moved.
 */
export async function recomputeOpenCases(db: Db, district: string, now: Date, because: Said): Promise<number> {
  let moved = 0, after: string | undefined
  for (;;) {
    const batch = await openCases(db, district, after, BATCH)
    const last = batch.at(-1)
    if (!last) return moved
    // Calendars are read once for a batch; most cases do not move, and are only read.
    const clockwork = clockworkFrom(await readBook(db, district), await stageLimits(db, district)), memory = newMemory()
    const facts = await factsOf(db, district, batch.map((row) => row.id))
    for (const { id } of batch) {
      const kase = (facts.get(id) ?? []).reduce((state, row) => caseStream.evolve(state, row.fact, row.at, row.actor), caseStream.start)
      if (movesOf(kase, now, clockwork).every((move) => move.after === null)) continue
      for (let tries = 1; ; tries++) {
        try {
          const done = await db.transaction().execute((tx) => act(tx, { verb: recompute, id, input: { because } }, { actor: systemOf(district), now, command: newId(now.getTime()), memory }))
          if (done.recorded.length > 0) moved++
          break
        } catch (error) {
          // Somebody was at the same case: once more, behind them.
          if (!lostRace(error) || tries === TRIES) throw error
        }
      }
    }
    after = last.id
  }
}

export interface Preview { cases: number; moved: number; settled: number; kept: number; items: { id: string; number: string; unit: string | null; stage: Stage; before: string; after: string | null; why: string }[] }
/** How many moves a preview names one by one. */
const NAMED = 200

/** What a book would do to the deadlines of open cases now; nothing is written. */
export async function preview(db: Db, district: string, now: Date, book: Book): Promise<Preview> {
  const was = clockworkFrom(await readBook(db, district), await stageLimits(db, district)), clockwork = clockworkFrom(book, was.limits)
  const answer: Preview = { cases: 0, moved: 0, settled: 0, kept: 0, items: [] }
  for (let after: string | undefined; ;) {
    const batch = await openCases(db, district, after, BATCH)
    if (batch.length === 0) return answer
    const facts = await factsOf(db, district, batch.map((row) => row.id))
    for (const { id, number, unit } of batch) {
      const kase = (facts.get(id) ?? []).reduce((state, row) => caseStream.evolve(state, row.fact, row.at, row.actor), caseStream.start)
      answer.cases++
      for (const move of movesOf(kase, now, clockwork)) {
        // Passed deadlines are named only where the change would have moved them, had they still run.
        const counts = move.why === 'moved' || move.why === 'settled' || move.why === 'too-soon'
        if (!counts) continue
        if (move.why === 'moved') answer.moved++
        else if (move.why === 'settled') answer.settled++
        else answer.kept++
        if (answer.items.length < NAMED && move.why !== 'settled') answer.items.push({ id, number, unit, stage: move.stage, before: move.before.due, after: move.after?.due ?? null, why: move.why })
      }
    }
    after = batch.at(-1)!.id
  }
}

/** From this day on the next year's holidays should be there: the notice comes in November at the latest. */
const ASKED_FROM = '10-01'
export interface MissingYear { year: number; why: 'asked' | 'reached'; cases: number }

/** Years without holidays that are near, or that an open limit runs into. */
export async function missingYears(db: Db, district: string, now: Date): Promise<MissingYear[]> {
  const { years } = await readBook(db, district)
  const today = nameOfDay(dayOf(now.getTime())), year = Number(today.slice(0, 4))
  const missing: MissingYear[] = []
  for (const one of [year, year + 1, year + 2]) {
    if (years[one]) continue
    const cases = await reaching(db, district, new Date(startOfDay(dayNamed(`${one}-01-01`))))
    const near = one === year || (one === year + 1 && today.slice(5) >= ASKED_FROM)
    if (near || cases > 0) missing.push({ year: one, why: cases > 0 ? 'reached' : 'asked', cases })
  }
  return missing
}

/** Writes down, once for each year, that its holidays are missing, and tells the desk. */
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
  })
}

/** Run whenever something may have changed behind the clocks: a change of the calendar, a start, an hour gone by. */
export async function keepClocksRight(db: Db, district: string, now: Date): Promise<number> {
  await raiseMissingYears(db, district, now)
  const changes = await loadStream<{ type: string; said?: Said }>(db, district, 'calendar', district)
  const said = changes.findLast((row) => row.fact.type !== 'year-missing')?.fact.said
  return await recomputeOpenCases(db, district, now, said ?? { zh: '日历改了', en: 'the calendar was changed' })
}
