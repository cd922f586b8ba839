// Readers of the log: each fact once and in order, a poison fact is parked and blocks nobody, an operator tries again or sets aside.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#kernel/clock.ts'
import { deliveryFigures } from '#kernel/figures.ts'
import { record } from '#kernel/log.ts'
import { react, readOn, retryParked } from '#kernel/reader/read.ts'
import { AUTO_TRIES, type Reaction, type Seen } from '#kernel/reader/reaction.ts'
import type { Client } from '../client.ts'
import { settled } from '../settled.ts'
import { smallDistrict, type World } from '../small-district.ts'

let world: World, admin: Client
beforeAll(async () => {
  world = await smallDistrict()
  admin = await world.as('admin-system')
  // What reactions leave behind: one row an effect, with the order it came in.
  await sql`create table effect (reader text not null, id uuid not null, version int not null, n serial)`.execute(world.house.db)
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

const say = (id: string, ...types: string[]) => world.house.db.transaction().execute((tx) => record(tx, { district: world.district, stream: 'probe', id }, types.map((type) => ({ type })), { actor: null, at: world.house.clock.now() }))
let ill = (_seen: Seen): void => {}
const reader = (name: string, more: Partial<Reaction> = {}): Reaction => ({ name, stream: 'probe', types: ['seen'], from: 'now', run: async (seen) => {
  await sql`insert into effect (reader, id, version) values (${name}, ${seen.row.id}, ${seen.row.version})`.execute(seen.tx)
  ill(seen)
}, ...more })
const effects = async (name: string, id?: string) => (await sql<{ id: string; version: number }>`select id, version from effect where reader = ${name} and (${id ?? null}::uuid is null or id = ${id ?? null}::uuid) order by n`.execute(world.house.db)).rows
const go = async (reaction: Reaction, limit = 200) => { await settled(world.house.db); await react(world.house, world.district, [reaction], () => {}, limit) }
const shift = (s: number) => ({ ...world.house, clock: { now: () => new Date(world.house.clock.now().getTime() + s * 1000) } })
const parked = async (name: string) => await world.house.db.selectFrom('parked').select(['id', 'version', 'state', 'tries', 'next_at', 'failure_kind', 'failure_said']).where('reader', '=', name).orderBy('id').orderBy('version').execute()

test('一名读者从头读，一名只读新的；各读各的，一条一次', async () => {
  const id = newId()
  const old = reader('old', { from: 'beginning' }), fresh = reader('fresh')
  await say(id, 'seen', 'other', 'seen')
  await go(old)
  await go(fresh)
  await say(id, 'seen')
  await go(old)
  await go(fresh)
  expect((await effects('old')).map((row) => row.version)).toEqual([1, 3, 4])
  expect((await effects('fresh')).map((row) => row.version)).toEqual([4])
})
test('a server that is asked to stop leaves the rest of a long log to the next one, which begins where it stopped', async () => {
  const long = reader('long', { from: 'beginning', types: ['long'] }), id = newId()
  for (let n = 0; n < 12; n++) await say(id, 'long')
  await settled(world.house.db)
  let asked = 0
  // Four batches of three, then the signal comes.
  expect(await react(world.house, world.district, [long], () => {}, 3, () => ++asked > 4)).toBe(12)
  const read = (await effects('long')).length
  expect(read).toBeLessThan(12)
  await go(long)
  expect((await effects('long')).map((row) => row.version)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1))
})
test('four servers reading while others write: every fact once, each thing in its order', async () => {
  const one = reader('four')
  await go(one)
  const ids = Array.from({ length: 8 }, () => newId())
  const writing = Promise.all(ids.map(async (id) => { for (let n = 0; n < 15; n++) await say(id, 'seen') }))
  let over = false
  const reading = Promise.all([1, 2, 3, 4].map(async () => { while (!over) await go(one, 7) }))
  await writing
  await expect.poll(async () => (await effects('four')).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(120)
  over = true
  await reading
  expect(await effects('four')).toHaveLength(120)
  for (const id of ids) expect((await effects('four', id)).map((row) => row.version)).toEqual(Array.from({ length: 15 }, (_, n) => n + 1))
  expect(await parked('four')).toEqual([])
})
test('a fact whose reaction fails leaves nothing, is parked without personal data and holds up its own thing only', async () => {
  const one = reader('poison'), [bad, good] = [newId(), newId()]
  await go(one)
  ill = ({ row }) => { if (row.id === bad && row.version === 2) throw new Error('电话 13812345678 不对') }
  await say(bad, 'seen', 'seen')
  await say(good, 'seen')
  await say(bad, 'seen')
  await go(one)
  await say(bad, 'seen')
  await say(good, 'seen')
  await go(one)
  expect((await effects('poison')).map((row) => `${row.id === bad ? 'bad' : 'good'} ${row.version}`)).toEqual(['bad 1', 'good 1', 'good 2'])
  expect(await parked('poison')).toMatchObject([{ version: 2, state: 'failed', tries: 1, failure_kind: 'Error' }, { version: 3, state: 'behind' }, { version: 4, state: 'behind' }])
  expect(JSON.stringify(await parked('poison'))).not.toContain('13812345678')
  // Before its rest is over nothing is tried; after it, in order.
  await retryParked(world.house, world.district, one)
  ill = () => {}
  await retryParked(shift(5), world.district, one)
  expect(await effects('poison', bad)).toHaveLength(1)
  await retryParked(shift(11), world.district, one)
  expect((await effects('poison', bad)).map((row) => row.version)).toEqual([1, 2, 3, 4])
  expect(await parked('poison')).toEqual([])
})
test('after the last try it waits for a person, who sees it and tries again', async () => {
  const one = reader('stuck', { from: 'now' }), id = newId()
  await go(one)
  ill = ({ row }) => { if (row.id === id) throw new Error('still broken') }
  await say(id, 'seen')
  await go(one)
  for (let n = 1; n < AUTO_TRIES + 3; n++) await retryParked(shift(n * 4000), world.district, one)
  expect(await parked('stuck')).toMatchObject([{ tries: AUTO_TRIES, next_at: null, state: 'failed' }])
  expect((await deliveryFigures(world.house, world.district, world.house.clock.now(), [one])).readers).toMatchObject([{ reader: 'stuck', behind: 0, parked: 1, waiting_for_a_person: 1 }])
  const { body } = await admin.get('/api/operation')
  const item = body.items.find((row: any) => row.ref.startsWith('stuck/'))
  expect(item).toMatchObject({ what: 'reaction', tries: AUTO_TRIES, next_at: null, behind: 0, failure: { kind: 'Error' } })
  expect((await (await world.as('clerk')).get('/api/operation')).status).toBe(403)
  expect((await admin.post('/api/operation/retry', { what: 'reaction', ref: item.ref })).status).toBe(200)
  ill = () => {}
  await retryParked(shift(1), world.district, one)
  expect(await effects('stuck')).toMatchObject([{ id, version: 1 }])
  expect((await admin.post('/api/operation/retry', { what: 'reaction', ref: item.ref })).body.kind).toBe('operation.gone')
})
test('set aside with a reason: what waited behind it goes on; both stand in the audit, the reason not in clear', async () => {
  const one = reader('aside'), id = newId()
  await go(one)
  ill = ({ row }) => { if (row.version === 1) throw new Error('no') }
  await say(id, 'seen', 'seen')
  await go(one)
  const ref = `aside/probe/${id}/1`
  expect((await admin.post('/api/operation/set-aside', { what: 'reaction', ref, reason: '  ' })).status).toBe(422)
  expect((await admin.post('/api/operation/set-aside', { what: 'reaction', ref: `${ref}0`, reason: '旧数据' })).status).toBe(404)
  expect((await admin.post('/api/operation/set-aside', { what: 'reaction', ref, reason: '旧数据，不再计分' })).status).toBe(200)
  await go(one)
  expect(await effects('aside')).toMatchObject([{ id, version: 2 }])
  expect(await parked('aside')).toMatchObject([{ version: 1, state: 'aside' }])
  ill = () => {}
  await say(id, 'seen')
  await go(one)
  expect(await effects('aside')).toHaveLength(2)
  const said = await world.house.db.selectFrom('log').select('data').where('stream', '=', 'operation').where('type', '=', 'set-aside').execute()
  expect(said).toHaveLength(1)
  expect(JSON.stringify(said)).toContain(ref)
  expect(JSON.stringify(said)).not.toContain('旧数据')
})
test('a row that commits late is not passed, and a later version written by an earlier transaction waits for the earlier version', async () => {
  const { db } = world.house, one = reader('late'), id = newId()
  await go(one)
  let write: () => void = () => {}, begun: () => void = () => {}
  const may = new Promise<void>((open) => { write = open }), has = new Promise<void>((open) => { begun = open })
  const early = db.transaction().execute(async (tx) => {
    await sql`select pg_current_xact_id()`.execute(tx)
    begun()
    await may
    await record(tx, { district: world.district, stream: 'probe', id }, [{ type: 'seen' }], { actor: null, at: world.house.clock.now() })
  })
  await has
  await say(id, 'seen')
  await go(one)
  expect(await effects('late')).toEqual([])
  write()
  await early
  // In the order of transactions version 2 comes first; read one by one, it must not be met before version 1.
  for (let n = 0; n < 4; n++) await readOn(world.house, world.district, one, 1)
  await go(one)
  expect((await effects('late')).map((row) => row.version)).toEqual([1, 2])
})
test('a server that dies in the middle leaves neither effect nor mark; the next meets the same facts', async () => {
  const one = reader('dies'), id = newId()
  await go(one)
  await say(id, 'seen', 'seen', 'seen')
  const dying = { ...one, run: async (seen: Seen) => { await one.run(seen); if (seen.row.version === 2) await sql`select pg_terminate_backend(pg_backend_pid())`.execute(seen.tx) } }
  await expect(go(dying)).rejects.toThrow()
  expect(await effects('dies')).toEqual([])
  await go(one)
  expect((await effects('dies')).map((row) => row.version)).toEqual([1, 2, 3])
})
test('reactions that write a log of their own do so as the system, once', async () => {
  const { verbOfTimer } = await import('../../src/app.ts')
  const clerk = await world.as('clerk')
  const made = await clerk.post('/api/case', { source: 'hotline', text: '一件事' })
  const verb = verbOfTimer('case', 'lapse')!
  const one: Reaction = { name: 'acts', stream: 'case', types: ['reported'], from: 'beginning', run: async ({ row, act }) => { await act({ verb, id: row.id, input: {} }) } }
  await settled(world.house.db)
  for (let n = 0; n < 2; n++) await react(shift(96 * 3600), world.district, [one])
  const facts = await world.house.db.selectFrom('log').select(['type', 'actor']).where('id', '=', made.body.id).orderBy('version').execute()
  expect(facts.filter((row) => row.type === 'lapsed')).toEqual([{ type: 'lapsed', actor: null }])
})
