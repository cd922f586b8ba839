// Clocks ring once: whichever server is awake, however many, whatever else happens to the case at that moment.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { fireDue, relayOutbox } from '#kernel/tick.ts'
import { newMemory } from '#kernel/memory.ts'
import type { Clock } from '#kernel/clock.ts'
import { verbOfTimer } from '../../src/app.ts'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, type Hands } from './steps.ts'

let world: World
let clerk: Client, liaison: Client
let hands: Hands
beforeAll(async () => {
  world = await smallDistrict()
  ;[clerk, liaison] = await Promise.all(['clerk', 'liaison'].map((login) => world.as(login))) as [Client, Client]
  hands = { clerk, unit: liaison, checker: await world.as('inspector') }
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

const later = (hours: number): Clock => { const at = new Date(world.house.clock.now().getTime() + hours * 3_600_000); return { now: () => at } }
const node = (clock: Clock) => ({ db: world.house.db, clock, memory: newMemory() })
const lapses = async () => (await world.house.db.selectFrom('log').select(['id', sql<string>`data->>'stage'`.as('stage'), sql<string>`data->>'due'`.as('due')]).where('type', '=', 'lapsed').execute()).map((row) => `${row.id} ${row.stage} ${row.due}`)
const waiting = async (clock: Clock) => (await world.house.db.selectFrom('timer').select('id').where('fired_at', 'is', null).where('due_at', '<=', clock.now()).execute()).length

test('四台服务器同时看钟，每个到点的钟只响一次，超时只记一笔', async () => {
  await Promise.all(Array.from({ length: 24 }, () => caseAt('dispatched', hands)))
  const clock = later(72)
  const [due, before] = [await waiting(clock), await lapses()]
  // Two clocks of each case, each with its end and its next warning; and the signing by time.
  expect([due, before]).toEqual([120, []])
  const faults: unknown[] = []
  // Two clocks of one case may meet in two servers: one gives way and rings at the next tick.
  for (let ticks = 0; ticks < 20 && await waiting(clock) > 0; ticks++) {
    await Promise.all([1, 2, 3, 4].map(() => fireDue(node(clock), world.district, verbOfTimer, 100, (error) => faults.push(error))))
  }
  expect(faults).toEqual([])
  const after = await lapses()
  expect(after).toHaveLength(48)
  expect(new Set(after).size).toBe(48)
  expect(await fireDue(node(clock), world.district, verbOfTimer)).toBe(0)
  const told = await world.house.db.selectFrom('outbox').select((eb) => eb.fn.countAll<number>().as('n')).where('kind', '=', 'case.lapsed').executeTakeFirstOrThrow()
  // The desk hears of both clocks, the unit of its handling clock.
  expect(told.n).toBe(24 * 3)
})
test('a step taken at the moment the clock rings is done: a noted lateness changes nothing of what the person saw', async () => {
  const ids = await Promise.all(Array.from({ length: 16 }, () => caseAt('filed', hands)))
  const faults: unknown[] = [], clock = later(72)
  const [, ...replies] = await Promise.all([
    Promise.all([1, 2].map(() => fireDue(node(clock), world.district, verbOfTimer, 100, (error) => faults.push(error)))),
    ...ids.map((id) => clerk.post(`/api/case/${id}/dispatch`, {}, { version: 2 })),
  ])
  expect(replies.map((reply) => reply.status).filter((status) => status !== 200)).toEqual([])
  expect(faults).toEqual([])
  await fireDue(node(clock), world.district, verbOfTimer, 100, (error) => faults.push(error))
  expect(await waiting(clock)).toBe(0)
  expect((await (await world.as('admin-audit')).post('/api/log/verify')).body.broken).toEqual([])
})
test('when both hold what the other wants, the clock gives way and the person is served', async () => {
  const { db } = world.house
  const id = await caseAt('dispatched', hands), clock = later(72), faults: unknown[] = []
  let step: ReturnType<Client['post']> | undefined
  // The clock has its timer and has read the case; now the person writes, and waits for that timer.
  const meets = (stream: string, timer: string) => ({ ...verbOfTimer(stream, timer)!, facts: async () => {
    step ??= liaison.post(`/api/case/${id}/sign-for`, {}, { version: 3 })
    for (let tries = 0; tries < 200; tries++) {
      const { rows: [row] } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
      if (row!.n > 0) return
      await new Promise((again) => setTimeout(again, 10))
    }
  } })
  const began = performance.now()
  await fireDue(node(clock), world.district, meets, 1, (error) => faults.push(error))
  expect((await step!).status).toBe(200)
  expect(faults).toEqual([])
  // Well before the database itself would look for a deadlock and end one of the two.
  expect(performance.now() - began).toBeLessThan(5_000)
  await fireDue(node(clock), world.district, verbOfTimer, 100, (error) => faults.push(error))
  expect((await lapses()).filter((line) => line.startsWith(id))).toHaveLength(1)
  expect(faults).toEqual([])
})
test('a step whose time is stopped rings no more', async () => {
  const id = await caseAt('closed', hands)
  await fireDue(node(later(2000)), world.district, verbOfTimer)
  expect((await lapses()).filter((line) => line.startsWith(id))).toEqual([])
})
test('a clock that fails is reported and does not hold up the others; it rings when it can', async () => {
  const [sick, ...well] = await Promise.all(Array.from({ length: 5 }, () => caseAt('filed', hands)))
  const faults: { name: string; id: string }[] = [], clock = later(72)
  const breaks = (stream: string, timer: string) => { const verb = verbOfTimer(stream, timer)!; return { ...verb, decide: (...given: Parameters<typeof verb.decide>) => { if (given[2].id === sick) throw new Error('a rule is broken'); return verb.decide(...given) } } }
  await fireDue(node(clock), world.district, breaks, 100, (_error, timer) => faults.push(timer))
  // It has two bells: one that warns, one that notes the end.
  expect(faults.map(({ id, name }) => [id, name]).sort()).toEqual([[sick, 'lapse'], [sick, 'warn']])
  const told = await lapses()
  for (const id of well) expect(told.filter((line) => line.startsWith(id))).toHaveLength(1)
  expect(told.filter((line) => line.startsWith(sick!))).toEqual([])
  expect(await waiting(clock)).toBe(2)
  // It rests before it is tried again, and is not tried at every tick.
  await fireDue(node(clock), world.district, breaks, 100, (_error, timer) => faults.push(timer))
  expect(faults).toHaveLength(2)
  await fireDue(node(later(72 + 11 / 3600)), world.district, verbOfTimer)
  expect((await lapses()).filter((line) => line.startsWith(sick!))).toHaveLength(1)
})
test('a clock that goes on failing waits for an operator after six tries, who tries again or sets it aside', async () => {
  const [first, second] = await Promise.all(Array.from({ length: 2 }, () => caseAt('filed', hands))) as [string, string]
  const breaks = (stream: string, timer: string) => { const verb = verbOfTimer(stream, timer)!; return { ...verb, decide: (...given: Parameters<typeof verb.decide>) => { if ([first, second].includes(given[2].id)) throw new Error('a rule is broken'); return verb.decide(...given) } } }
  let tries = 0
  for (let n = 0; n < 12; n++) await fireDue(node(later(72 + n * 1.2)), world.district, breaks, 100, () => { tries++ })
  // Two cases, two bells each, six tries.
  expect(tries).toBe(24)
  const admin = await world.as('admin-system')
  const mine = async () => (await admin.get('/api/operation')).body.items.filter((item: any) => [first, second].some((id) => item.ref.includes(id)))
  const listed = await mine()
  expect(listed.map((item: any) => item.name).sort()).toEqual(['case.lapse', 'case.lapse', 'case.warn', 'case.warn'])
  expect(listed).toMatchObject([1, 2, 3, 4].map(() => ({ what: 'timer', tries: 6, next_at: null, failure: { kind: 'Error' } })))
  const refsOf = (id: string): string[] => listed.filter((item: any) => item.ref.includes(id)).map((item: any) => item.ref)
  for (const ref of refsOf(first)) expect((await admin.post('/api/operation/retry', { what: 'timer', ref })).status).toBe(200)
  for (const ref of refsOf(second)) expect((await admin.post('/api/operation/set-aside', { what: 'timer', ref, reason: '已经人工处理' })).status).toBe(200)
  await fireDue(node(later(90)), world.district, verbOfTimer)
  expect(await mine()).toEqual([])
  expect((await lapses()).filter((line) => line.startsWith(first))).toHaveLength(1)
  expect((await lapses()).filter((line) => line.startsWith(second))).toEqual([])
})
test('the outbox is carried once, however many carry it', async () => {
  const { db } = world.house
  const rows = await db.selectFrom('outbox').selectAll().where('sent_at', 'is', null).execute()
  expect(rows.length).toBeGreaterThan(100)
  const carried = (await Promise.all(Array.from({ length: 4 }, async () => { let n = 0, got; do { got = await relayOutbox(db, world.district, world.house.clock, 10); n += got } while (got > 0); return n }))).reduce((a, b) => a + b)
  // A carrier that finds all rows held by others goes home early; what is left goes with the next tick.
  expect(carried + await relayOutbox(db, world.district, world.house.clock, 1000)).toBe(rows.length)
  expect(await db.selectFrom('outbox').select('id').where('sent_at', 'is', null).execute()).toEqual([])
  const { rows: wrong } = await sql`
    select o.id, count(i.account) as got, (select count(*) from account a where a.unit = o.to_unit or exists (select 1 from account_role r where r.account = a.id and r.role = o.to_role)) as meant
    from outbox o left join inbox i on i.id = o.id group by o.id, o.to_unit, o.to_role having count(i.account) <> (select count(*) from account a where a.unit = o.to_unit or exists (select 1 from account_role r where r.account = a.id and r.role = o.to_role))`.execute(db)
  expect(wrong).toEqual([])
})
