// Two thousand lives on three nodes that die, with clocks that jump and requests that arrive twice: nothing acknowledged is lost, nothing happens twice, and the rows are what the log says.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { replay } from '#kernel/proof/replay.ts'
import { verifyLog } from '#kernel/proof/verify.ts'
import { actorOf } from '#kernel/session.ts'
import type { Actor } from '#kernel/actor.ts'
import type { Verb } from '#kernel/verb.ts'
import { streams, verbOfTimer } from '../../src/app.ts'
import { commands } from '../../src/case/commands.ts'
import { behind, canHappen } from '../../src/case/life.ts'
import { caseStream } from '../../src/case/stream.ts'
import type { Fact } from '../../src/case/words.ts'
import { simulate, type Op } from '../simulator/world.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { dice, EAST, litter } from './steps.ts'

const CASES = 40, ASKS = 140
// A thousand lives on each of the two databases, each in worlds of its own: two thousand a test run; `npm run prove` lives all of them on both.
const whole = process.env.DIANFAN_TEST_WHOLE !== undefined, WORLDS = whole ? 50 : 25
/** The seed of the first world; set to a seed that failed, with one world, to see it again. */
const SEED = Number(process.env.SEED ?? (!whole && process.env.DIANFAN_TEST_PG === 'separate' ? 26 : 1))
const PHOTO = 'ab'.repeat(32)
const verbs = Object.fromEntries(commands.map((verb) => [verb.name, verb as Verb]))
const inputs: Record<string, (dice: () => number) => object> = {
  report: (dice) => ({ source: 'hotline', text: '路口有一堆垃圾', point: EAST, ...(dice() < 0.3 ? { external: { system: 'hotline', number: `n${Math.floor(dice() * 1e9)}` } } : {}) }),
  file: () => ({ condition: litter }), reject: () => ({ reason: 'unclear', text: '说不清' }), 'ask-verify': () => ({}), verify: () => ({ found: 'exists', text: '在' }), dispatch: () => ({}), 'sign-for': () => ({}),
  handle: () => ({ text: '办了', photos: [PHOTO] }), check: (dice) => ({ passed: dice() < 0.7, text: '看过' }), rework: () => ({ text: '再办' }), close: () => ({ conditionMet: true }), reopen: () => ({ cause: 'office', text: '又有了' }),
}
const who: Record<string, string> = { report: 'clerk', file: 'clerk', reject: 'clerk', 'ask-verify': 'clerk', verify: 'inspector', dispatch: 'clerk', 'sign-for': 'liaison', handle: 'liaison', check: 'inspector', rework: 'clerk', close: 'clerk', reopen: 'clerk' }

let world: World
const actors = new Map<string, Actor>()
beforeAll(async () => {
  world = await smallDistrict()
  const { db } = world.house
  await db.insertInto('file').values({ district: world.district, sha256: PHOTO, media_type: 'image/jpeg', bytes: 1, width: 1, height: 1, put_at: new Date() }).execute()
  for (const { id, login } of await db.selectFrom('account').select(['id', 'login']).execute()) actors.set(login, (await actorOf(db, world.district, id))!)
})
afterAll(async () => { await world?.close() })

interface LogRow { id: string; version: number; type: string; data: object; actor: string | null; at: Date; command: string }

/** What must hold of every operation and of every life of one world. */
async function check(ids: readonly string[], ops: readonly Op[]): Promise<void> {
  const { db } = world.house
  const { rows } = await sql<LogRow>`select id, version, type, data, actor, at, command from log where district = ${world.district} and stream = 'case' and id = any(${[...ids]}::uuid[]) order by id, version`.execute(db)
  const byCommand = Map.groupBy(rows, (row) => row.command), byCase = Map.groupBy(rows, (row) => row.id)
  for (const op of ops) {
    const effects = op.commands.filter((command) => byCommand.has(command))
    if ('status' in op.heard!) {
      // Acknowledged: it is there, once, whichever of the sendings did it.
      expect(effects.length, `${op.verb} ${op.key} was acknowledged`).toBe(1)
      expect(byCommand.get(effects[0]!)!.some((row) => row.id === (op.heard as { id: string }).id)).toBe(true)
    } else expect(effects, `${op.verb} ${op.key} was refused: ${op.heard!.refused}`).toEqual([])
  }
  for (const [id, facts] of byCase) {
    expect(facts.map((row) => row.version), id).toEqual(facts.map((_, n) => n + 1))
    // No fact of a step stands where the table shuts the door.
    let kase = caseStream.start
    for (const [n, row] of facts.entries()) {
      const before = kase.state
      kase = caseStream.evolve(kase, { ...row.data, type: row.type } as Fact, row.at, row.actor)
      if (n > 0 && kase.state !== before) expect(Object.keys(verbs).some((verb) => canHappen(before, verb) && behind(before, verb) === kase.state), `${before} → ${kase.state}`).toBe(true)
    }
    const waiting = await db.selectFrom('timer').select(['name', 'due_at']).where('district', '=', world.district).where('id', '=', id).where('fired_at', 'is', null).execute()
    const wanted = new Set(caseStream.timers!(kase).map((timer) => `${timer.name}@${timer.dueAt.toISOString()}`))
    for (const timer of waiting) expect(wanted, id).toContain(`${timer.name}@${timer.due_at.toISOString()}`)
    expect(new Set(waiting.map((timer) => `${timer.name}@${timer.due_at.toISOString()}`)).size).toBe(waiting.length)
  }
  const lost = await sql<{ n: number }>`select count(*)::int as n from (select stream_id, version, kind, to_unit, to_role from outbox where district = ${world.district} and stream_id = any(${[...ids]}::uuid[]) group by 1, 2, 3, 4, 5 having count(*) > 1) twice`.execute(db)
  expect(lost.rows[0]!.n).toBe(0)
}

test(`${WORLDS * CASES} lives in ${WORLDS} worlds`, async () => {
  let lives = 0, deaths = 0, resent = 0, done = 0
  for (let n = 0; n < WORLDS; n++) {
    const seed = SEED + n
    try {
      const end = await simulate({
        url: world.house.config.databaseUrl!, district: world.district, actors, verbs, verbOf: verbOfTimer, start: Date.parse('2026-11-23T09:30:00+08:00') + n * 1000,
        inputOf: (verb, roll) => inputs[verb]?.(roll) ?? {}, whoOf: (verb) => who[verb],
      }, dice(seed), { cases: CASES, asks: ASKS })
      await check(end.ids, end.ops)
      lives += end.ids.length; deaths += end.deaths; resent += end.resent; done += end.ops.filter((op) => 'status' in op.heard!).length
    } catch (error) { throw new Error(`seed ${seed}`, { cause: error }) }
  }
  expect((await verifyLog(world.house.db, world.district)).broken).toEqual([])
  expect((await replay(world.house.db, world.district, streams)).differences).toEqual([])
  // The worlds were rough enough to prove something.
  console.log(`proved: ${lives} lives, ${done} acknowledged, ${deaths} deaths, ${resent} sent again`)
  expect([lives >= WORLDS * CASES, deaths > WORLDS, resent > WORLDS * 10]).toEqual([true, true, true])
}, 600_000)
