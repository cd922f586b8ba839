// Every minute: the nonce of the running day is bound by its hash, and every day that is over is drawn, once, by whichever server comes first.
import { addDays, dayIn } from '#core/day.ts'
import { covers } from '#kernel/actor.ts'
import { newId, newSecret } from '#kernel/clock.ts'
import { lostRace, type Db, type Tx } from '#kernel/db.ts'
import { record } from '#kernel/log.ts'
import type { Reaction } from '#kernel/reader/reaction.ts'
import { actorOf } from '#kernel/session.ts'
import { freshEvidence } from '../settings.ts'
import { checkerOf, commitmentOf, draw, type Candidate } from './draw.ts'
import { checkers, commit, frameOf, handTo, keepDraw, keepFinding, loadOf, overdue, partsIn, tellChecker, undrawn } from './store.ts'

/** Whoever did one of these never looks at the case again. */
const barring = new Set(['filed', 'handled', 'signed-for', 'fixed', 'checked', 'closed', 'dispatched', 'rechecked'])
const DAY_MS = 86_400_000
/** The log of draws is a stream of its own, under the district's id; nobody but the audit administrator reads it, and it names no case. */
const log = (tx: Tx, district: string, at: Date, fact: { type: string; [field: string]: unknown }) => record(tx, { district, stream: 'recheck', id: district }, [fact], { actor: null, at })

/** Answers how many days were drawn. */
export async function drawDue(db: Db, district: string, now: Date): Promise<number> {
  const today = dayIn(now)
  return await db.transaction().execute(async (tx) => {
    // Yesterday's only where no server was awake in it: then it is committed to as late as it is drawn, and the log says so.
    for (const day of [addDays(today, -1), today]) {
      const nonce = newSecret(), commitment = commitmentOf(nonce)
      if (await commit(tx, district, day, { nonce, commitment, at: now })) await log(tx, district, now, { type: 'recheck-committed', day, commitment })
    }
    const due = await undrawn(tx, district, today)
    for (const { day, nonce } of due) await drawDay(tx, district, day, nonce, now)
    await handOn(tx, district, now)
    return due.length
  }).catch((error: unknown) => { if (lostRace(error)) return 0; throw error })
}

async function drawDay(tx: Tx, district: string, day: string, nonce: string, now: Date): Promise<void> {
  const [frame, settings] = await Promise.all([frameOf(tx, district, day), freshEvidence(tx, district)])
  const drawn = draw(frame, nonce, day, settings.recheckPercent)
  const cases = new Map(frame.map((one) => [one.id, one])), choose = await chooser(tx, district, drawn.sample, new Map())
  const sample = drawn.sample.map((id) => {
    const { unit, area } = cases.get(id)!
    return { case_id: id, unit, checker: choose({ id, unit, area }, drawn.seed), due_at: new Date(now.getTime() + settings.recheckDays * DAY_MS) }
  })
  await keepDraw(tx, district, { day, percent: settings.recheckPercent, frame: drawn.frame, frame_hash: drawn.frameHash, seed: drawn.seed, n: drawn.n, result_hash: drawn.resultHash, at: now }, sample)
  await log(tx, district, now, { type: 'recheck-drawn', day, percent: settings.recheckPercent, frame: frame.length, frameHash: drawn.frameHash, nonce, seed: drawn.seed, n: drawn.n, resultHash: drawn.resultHash, unassigned: sample.filter((one) => one.checker === null).length })
  for (const { case_id, checker } of sample) if (checker) await tellChecker(tx, district, { id: newId(now.getTime()), account: checker, kind: 'case.recheck-drawn', case_id, at: now })
}

/** Who looks at which of these cases: the same choice at the draw and when one is handed on. */
async function chooser(tx: Tx, district: string, ids: readonly string[], load: Map<string, number>) {
  const actors = ids.length === 0 ? [] : (await Promise.all((await checkers(tx, district)).map((account) => actorOf(tx, district, account)))).filter((actor) => actor !== undefined)
  const parts = Map.groupBy(await partsIn(tx, district, ids), (row) => row.id)
  return ({ id, unit, area }: { id: string; unit: string | null; area: string | null }, seed: string, passed: readonly string[] = []): string | null => {
    const own = parts.get(id) ?? []
    const candidates: Candidate[] = actors.map((actor) => ({ account: actor.account!, unit: actor.unit, covers: covers(actor.may.get('case.recheck')!, { units: unit ? [unit] : [], area }) }))
    const checker = checkerOf(id, unit, candidates, { barred: new Set([...passed, ...own.filter((row) => barring.has(row.type)).map((row) => row.actor)]), touched: new Set(own.map((row) => row.actor)) }, load, seed)
    if (checker) load.set(checker, (load.get(checker) ?? 0) + 1)
    return checker
  }
}

/** What nobody did in time goes to somebody else, with the whole time. Where nobody else is left it stays, overdue, with whoever has it; with nobody at all it is tried again a day later. */
async function handOn(tx: Tx, district: string, now: Date): Promise<void> {
  const late = await overdue(tx, district, now)
  if (late.length === 0) return
  const { recheckDays } = await freshEvidence(tx, district), choose = await chooser(tx, district, late.map((one) => one.case_id), await loadOf(tx, district))
  for (const { day, rank, case_id, unit, area, seed, checker, due_at, passed: before } of late) {
    const passed = checker ? [...before, checker] : before, next = choose({ id: case_id, unit, area }, seed, passed)
    await handTo(tx, district, { day, case_id, checker: next ?? checker, passed, due_at: !next && checker ? due_at : new Date(now.getTime() + (next ? recheckDays : 1) * DAY_MS) })
    if (checker || next) await log(tx, district, now, { type: 'recheck-handed-on', day, rank, to: next === null ? 'nobody-left' : 'another' })
    if (next) await tellChecker(tx, district, { id: newId(now.getTime()), account: next, kind: 'case.recheck-drawn', case_id, at: now })
    if (next && checker) await tellChecker(tx, district, { id: newId(now.getTime()), account: checker, kind: 'case.recheck-taken', case_id, at: now })
  }
}

/** What was found goes beside the draw, for the figures. */
export const recheckWatch: Reaction = {
  name: 'case.recheck', stream: 'case', types: ['rechecked'], from: 'beginning',
  run: async ({ tx, row }) => { await keepFinding(tx, row.district, row.id, row.data.day, row.data.found, row.at) },
}
