// The whole life against a small reference model: whatever is tried, by whoever, after however long a wait, both do the same or refuse for the same reason.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Problem } from '#core/problem.ts'
import { bulkRunner } from '#kernel/bulk.ts'
import { json } from '#kernel/db.ts'
import { actorOf } from '#kernel/session.ts'
import type { Actor } from '#kernel/actor.ts'
import type { Verb } from '#kernel/verb.ts'
import { verbOfTimer } from '../../src/app.ts'
import { commands } from '../../src/case/commands.ts'
import { isOpen } from '../../src/case/life.ts'
import type { Case } from '../../src/case/state.ts'
import { attempt, born, LIMITS, tries, wait, type Model, type Try, type Who } from '../model/life.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { EAST } from './steps.ts'

const RUNS = 2000
const MINUTE = 60_000
const slippery = { pack: 'fine-cleaning', category: 'road.unclean', condition: 'slippery' }
const PHOTO = 'ab'.repeat(32)
const logins: Record<Who, string> = { clerk: 'clerk', unit: 'liaison', urban: 'liaison.urban', checker: 'inspector', grid: 'grid' }
const verbs = Object.fromEntries(commands.map((verb) => [verb.name, verb as Verb]))

let world: World
const actors = new Map<string, Actor>()
beforeAll(async () => {
  world = await smallDistrict()
  const { db } = world.house
  // Every clock runs all the time, so that the model's sums are plain.
  await db.updateTable('district').set({ settings: json({ stages: Object.fromEntries(Object.entries(LIMITS).filter(([stage]) => stage !== 'handle').map(([stage, minutes]) => [stage, { amount: minutes / 60, kind: 'urgent_hour' }])) }) }).where('id', '=', world.district).execute()
  for (const { id, login } of await db.selectFrom('account').select(['id', 'login']).where('district', '=', world.district).execute()) actors.set(login, (await actorOf(db, world.district, id))!)
})
afterAll(async () => { await world?.close() })

const inputOf = ({ verb, input }: Try, unit: string): object => {
  switch (verb) {
    case 'file': return { condition: slippery }
    case 'reject': return { reason: 'unclear', text: '说不清' }
    case 'verify': return { found: 'exists', text: '在' }
    case 'dispatch': return { unit, reason: '离得近' }
    case 'handle': return { text: '办了', photos: [PHOTO] }
    case 'check': return { passed: input === 'passed', text: '看过' }
    case 'rework': case 'refuse-return': return { text: '请再办' }
    case 'close': return { conditionMet: true }
    case 'ask-return': return { reason: 'not-mine', text: '不归我们' }
    case 'reopen': return { cause: 'office', text: '又有了' }
    default: return {}
  }
}
/** A walk: mostly what may come next, now and then something else, and time between. */
const walks = fc.array(fc.tuple(fc.nat({ max: tries.length - 1 }), fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0, max: 20 }) }, { weight: 1, arbitrary: fc.integer({ min: 21, max: 200 }) }), fc.nat({ max: 999 })), { minLength: 4, maxLength: 30 })

/** Steers towards what the model would accept, so that long lives are walked and not only the first door tried. */
function choose(m: Model, wanted: number, chance: number): Try {
  if (chance < 250) return tries[wanted]!
  const possible = tries.filter((one) => attempt(copy(m), one) === undefined)
  return possible.length > 0 ? possible[wanted % possible.length]! : tries[wanted]!
}
const copy = (m: Model): Model => ({ ...m, left: { ...m.left }, held: { ...m.held }, asked: new Set(m.asked) })

function compare(kase: Case, m: Model): void {
  const minutes = Object.fromEntries(kase.running.map((clock) => [clock.stage, Math.round((Date.parse(clock.due) - (from + m.now * MINUTE)) / MINUTE)]))
  expect({ state: kase.state, clocks: minutes, reworks: kase.reworks, late: kase.late ?? false, upheld: kase.returning?.upheld ?? 0 })
    .toEqual({ state: m.state, clocks: m.left, reworks: m.reworks, late: m.late, upheld: m.upheld })
  expect(kase.running.length > 0).toBe(isOpen(kase.state))
}
const from = Date.parse('2026-11-23T09:00:00+08:00')

test(`${RUNS} lives: the product and the model never differ`, async () => {
  const seen = new Map<string, number>()
  let bulk = bulkRunner(world.house, world.district, { verbOf: verbOfTimer }), lives = 0
  await fc.assert(fc.asyncProperty(walks, async (walk) => {
    // What was lived is not kept: a runner remembers every case.
    if (++lives % 200 === 0) bulk = bulkRunner(world.house, world.district, { verbOf: verbOfTimer })
    const m = born()
    const { id } = await bulk.run(verbs.report!, undefined, { source: 'hotline', text: '路面有油污', point: EAST }, { actor: actors.get('clerk')!, at: new Date(from) })
    for (const [wanted, minutes, chance] of walk) {
      wait(m, minutes)
      await bulk.ringUntil(new Date(from + m.now * MINUTE))
      const one = choose(m, wanted, chance)
      const expected = attempt(m, one)
      let came: string | undefined
      try {
        await bulk.run(verbs[one.verb]!, id, inputOf(one, world.units.get(one.input === 'urban' ? 'urban-management' : 'huanfa')!), { actor: actors.get(logins[one.who])!, at: new Date(from + m.now * MINUTE) })
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        came = error.body.kind
      }
      expect([one.verb, one.who, came]).toEqual([one.verb, one.who, expected])
      if (came === undefined) seen.set(one.verb, (seen.get(one.verb) ?? 0) + 1)
      compare(bulk.state('case', id) as Case, m)
    }
  }), { numRuns: RUNS })
  // Every step was walked often, or the walks prove little.
  for (const { verb } of tries) expect(seen.get(verb) ?? 0, verb).toBeGreaterThan(20)
}, 240_000)
