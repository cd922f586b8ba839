// A past made in memory and written in bulk is the same past as one lived step by step: same rows, same bells, same chains.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { bulkRunner } from '#kernel/bulk.ts'
import { newId } from '#kernel/clock.ts'
import { json } from '#kernel/db.ts'
import { replay } from '#kernel/proof/replay.ts'
import { verifyLog } from '#kernel/proof/verify.ts'
import { act } from '#kernel/run.ts'
import { actorOf } from '#kernel/session.ts'
import { fireDue, nextTimer, relayOutbox } from '#kernel/tick.ts'
import type { Actor } from '#kernel/actor.ts'
import type { Verb } from '#kernel/verb.ts'
import { streams, verbOfTimer } from '../../src/app.ts'
import { commands } from '../../src/case/commands.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { EAST, litter, WEST } from './steps.ts'

const verbs = Object.fromEntries(commands.map((verb) => [verb.name, verb as Verb]))
const PHOTO = 'ab'.repeat(32)
const HOUR = 3_600_000
const from = Date.parse('2026-11-12T09:10:00+08:00')

interface Hand { run(verb: string, id: string | undefined, input: object, who: string, at: Date): Promise<string>; ringUntil(at: Date): Promise<void> }

/** Fourteen lives in one script: waiting, filed, late, reworked, closed, rejected, moved; each step in the order of its time. */
async function live(hand: Hand): Promise<void> {
  const steps: { at: number; kase: number; verb: string; input: object; who: string }[] = []
  for (let n = 0; n < 14; n++) {
    let at = from + n * 31 * 60_000
    const step = (hours: number, verb: string, input: object, who: string) => { at += hours * HOUR; steps.push({ at, kase: n, verb, input, who }) }
    step(0, 'report', { source: 'hotline', text: `第${n}件：路口有一堆垃圾，电话 1381234567${n % 10}`, ...(n % 4 === 3 ? { placeText: '学前街口' } : { point: n % 2 ? EAST : WEST }), ...(n % 5 === 0 ? { external: { system: 'hotline', number: `out-${n}` } } : {}) }, 'clerk')
    if (n % 4 === 3) step(0.1, 'locate', { point: EAST, placeText: '学前街东口' }, 'clerk')
    if (n % 7 === 6) { step(1, 'reject', { reason: 'unclear', text: '说不清' }, 'clerk'); continue }
    if (n === 0) continue
    step(0.5, 'file', { condition: litter }, 'clerk')
    if (n === 1) continue
    step(n === 2 ? 30 : 0.4, 'dispatch', n === 4 ? { unit: 'huanfa', reason: '离得近' } : {}, 'clerk')
    step(0.5, 'sign-for', {}, 'liaison')
    if (n === 3) continue
    step(n % 3 === 2 ? 40 : 1, 'handle', { text: `第${n}件清走了`, photos: [PHOTO] }, 'liaison')
    if (n === 5) { step(1, 'check', { passed: false, text: '还有' }, 'inspector'); step(0.2, 'rework', { text: '再清' }, 'clerk'); step(1, 'handle', { text: '清完了', photos: [PHOTO] }, 'liaison') }
    step(1, 'check', { passed: true, text: '好了' }, 'inspector')
    step(0.3, 'reveal', { reason: '回电话' }, 'clerk')
    if (n !== 8) step(1, 'close', { conditionMet: true }, 'clerk')
  }
  steps.sort((a, b) => a.at - b.at)
  const ids = new Map<number, string>()
  for (const { at, kase, verb, input, who } of steps) {
    await hand.ringUntil(new Date(at))
    ids.set(kase, await hand.run(verb, ids.get(kase), input, who, new Date(at)))
  }
  await hand.ringUntil(new Date(from + 400 * HOUR))
}

async function worldOf() {
  const world = await smallDistrict()
  const { db } = world.house
  await db.insertInto('file').values({ district: world.district, sha256: PHOTO, media_type: 'image/jpeg', bytes: 1, width: 1, height: 1, put_at: new Date(from) }).execute()
  const actors = new Map<string, Actor>()
  for (const { id, login } of await db.selectFrom('account').select(['id', 'login']).execute()) actors.set(login, (await actorOf(db, world.district, id))!)
  return { world, who: (login: string) => actors.get(login)!, unit: (input: object) => ('unit' in input ? { ...input, unit: world.units.get(input.unit as string) } : input) }
}

/** Everything the script left, with ids said by name, and salts and random ids made alike. */
async function left({ house: { db }, district, units, areas }: World): Promise<Record<string, string[]>> {
  const names = new Map<string, string>([...[...units].map(([code, id]) => [id, `unit ${code}`] as const), ...[...areas].map(([code, id]) => [id, `area ${code}`] as const)])
  for (const { id, login } of await db.selectFrom('account').select(['id', 'login']).execute()) names.set(id, `account ${login}`)
  for (const { id, number } of await db.selectFrom('case_now').select(['id', 'number']).execute()) names.set(id, `case ${number}`)
  const plain = (text: string) => text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => names.get(id) ?? '(id)').replace(/(sha256:)?[0-9a-f]{64}/g, (sha) => (sha === PHOTO ? sha : '(sum)')).replace(/"salt": "[0-9a-f]{32}"/g, '"salt": "(salt)"')
  const all: Record<string, string[]> = {}
  for (const table of ['log', 'case_now', 'case_flag', 'case_search', 'kept_text', 'timer', 'outbox', 'inbox', 'file_use', 'external_ref', 'counter']) {
    const { rows } = await sql<{ row: string }>`select (to_jsonb(t) - 'tx' - 'sent_at')::text as row from ${sql.table(table)} t where district = ${district}`.execute(db)
    all[table] = rows.map(({ row }) => plain(row)).sort()
  }
  return all
}

let one: Awaited<ReturnType<typeof worldOf>>, many: Awaited<ReturnType<typeof worldOf>>
beforeAll(async () => { [one, many] = await Promise.all([worldOf(), worldOf()]) })
afterAll(async () => { await one?.world.close(); await many?.world.close() })

test('十四件案子，一步一步办和在内存里成批办，留下的每一行都一样', async () => {
  const { house, district } = one.world
  await live({
    run: async (name, id, input, login, at) => {
      const expected = id && (await house.db.selectFrom('case_now').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version
      return (await house.db.transaction().execute((tx) => act(tx, { verb: verbs[name]!, id, input: one.unit(input), expected: expected || undefined }, { actor: one.who(login), now: at, command: newId(at.getTime()), memory: house.memory }))).id
    },
    async ringUntil(at) {
      for (;;) {
        const due = await nextTimer(house.db, district)
        if (!due || due.getTime() > at.getTime()) return
        await fireDue({ db: house.db, clock: { now: () => due }, memory: house.memory }, district, verbOfTimer, 1000)
      }
    },
  })
  while (await relayOutbox(house.db, district, house.clock) > 0);

  const bulk = bulkRunner(many.world.house, many.world.district, { verbOf: verbOfTimer })
  let calls = 0, writing: Promise<unknown> | undefined
  await live({
    // Flushed in the middle too, while the lives go on: what is in the database by then is changed, not made again.
    run: async (name, id, input, login, at) => { if (++calls % 23 === 0) { await writing; writing = bulk.flush() } return (await bulk.run(verbs[name]!, id, many.unit(input), { actor: many.who(login), at })).id },
    ringUntil: async (at) => { await bulk.ringUntil(at) },
  })
  await writing
  await bulk.flush()

  const [lived, made] = [await left(one.world), await left(many.world)]
  expect(made).toEqual(lived)
  expect(lived.log!.length).toBeGreaterThan(80)
  expect(lived.timer!.filter((row) => !row.includes('"fired_at": null')).length).toBeGreaterThan(5)
})
test('its chains hold, and the server goes on from there', async () => {
  const { house, district } = many.world
  expect(await verifyLog(house.db, district)).toMatchObject({ streams: expect.any(Number), broken: [] })
  const clerk = await many.world.as('clerk')
  const { id, version } = (await clerk.get('/api/case?state=reported')).body.items[0]
  expect((await clerk.post(`/api/case/${id}/file`, { condition: litter }, { version })).status).toBe(200)
  expect((await verifyLog(house.db, district)).broken).toEqual([])
  // The number goes on too: nothing is used twice.
  expect((await clerk.post('/api/case', { source: 'hotline', text: '新的一件' })).status).toBe(201)
})
describe('a runner', () => {
  test('refuses what a person would be refused, and keeps nothing of it', async () => {
    const bulk = bulkRunner(many.world.house, many.world.district, { verbOf: verbOfTimer })
    const by = { actor: many.who('clerk'), at: new Date(from) }
    await expect(bulk.run(verbs.report!, undefined, { source: 'patrol', text: '无照片', point: EAST }, by)).rejects.toThrow('case.photo-needed')
    const { id } = await bulk.run(verbs.report!, undefined, { source: 'hotline', text: '有一堆', point: EAST }, by)
    await expect(bulk.run(verbs.close!, id, { conditionMet: true }, by)).rejects.toThrow('case.out-of-turn')
    await expect(bulk.run(verbs.file!, id, { condition: litter }, { ...by, actor: many.who('liaison') })).rejects.toThrow(/not-allowed/)
  })
  test('writes all of a flush or nothing: one missing photo, and not a row is there', async () => {
    const { db } = many.world.house
    const before = json(await left(many.world))
    const bulk = bulkRunner(many.world.house, many.world.district, { verbOf: verbOfTimer })
    const by = { actor: many.who('clerk'), at: new Date(from + 500 * HOUR) }
    const ids: string[] = []
    for (let n = 0; n < 5; n++) ids.push((await bulk.run(verbs.report!, undefined, { source: 'hotline', text: `第${n}件`, point: EAST, photos: n === 3 ? ['ee'.repeat(32)] : [] }, by)).id)
    await expect(bulk.flush()).rejects.toThrow('case.unknown-photo')
    const { counter: _a, ...now } = await left(many.world), { counter: _b, ...then } = JSON.parse(before) as Record<string, string[]>
    expect(now).toEqual(then)
    await db.insertInto('file').values({ district: many.world.district, sha256: 'ee'.repeat(32), media_type: 'image/jpeg', bytes: 1, width: 1, height: 1, put_at: new Date(from) }).execute()
    // It was not lost: the same flush goes through once the photo is there, with what has been done since.
    await bulk.run(verbs.file!, ids[3], { condition: litter }, by)
    await bulk.run(verbs.report!, undefined, { source: 'hotline', text: '第六件', point: EAST }, by)
    expect(await bulk.flush()).toEqual({ facts: 7, things: 6 })
    expect(await db.selectFrom('case_now').select(['state', 'summary', 'photo']).where('id', '=', ids[3]!).executeTakeFirst()).toEqual({ state: 'filed', summary: '第3件', photo: 'ee'.repeat(32) })
    expect((await replay(db, many.world.district, streams)).differences).toEqual([])
  })
})
