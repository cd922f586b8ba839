// Heavy jobs: there if and only if their change was committed, shared by servers, tried again, dead where an operator sees them.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { newId } from '#kernel/clock.ts'
import { newJobs, type Job } from '#kernel/jobs.ts'
import { smallDistrict, type World } from '../small-district.ts'

let world: World
const ran: string[] = []
let sick = new Set<string>(), hold: Promise<void> = Promise.resolve()
const Data = z.strictObject({ n: z.string() })
const count: Job<z.infer<typeof Data>> = { name: 'test.count', input: Data, tries: 2, concurrency: 2, run: async ({ n, district }) => {
  await hold
  if (sick.has(n)) throw new Error(`电话 13812345678 打不通 ${n}`)
  ran.push(`${district === world.district ? '' : 'elsewhere '}${n}`)
} }
beforeAll(async () => {
  world = await smallDistrict()
  await world.house.jobs.declare([count])
})
afterAll(async () => { await world?.close() })
const send = (n: string, how = {}) => world.house.jobs.send(world.house.db, count.name, world.district, { n }, how)
const soon = async (done: () => boolean) => { for (let n = 0; n < 600 && !done(); n++) await pause(25); expect(done()).toBe(true) }

test('一项活只在改动保存了才有：事务退回，活也没有', async () => {
  const { db, jobs } = world.house
  await db.transaction().execute((tx) => jobs.send(tx, count.name, world.district, { n: 'kept' }))
  await expect(db.transaction().execute(async (tx) => { await jobs.send(tx, count.name, world.district, { n: 'lost' }); throw new Error('no') })).rejects.toThrow('no')
  expect(await world.jobs.drain()).toEqual({ done: 1, failed: 0 })
  expect(ran.splice(0)).toEqual(['kept'])
})
test('one key waits once; without a key each is its own', async () => {
  for (const how of [{ key: 'k' }, { key: 'k' }, {}, {}]) await send('a', how)
  await world.jobs.drain()
  expect(ran.splice(0)).toEqual(['a', 'a', 'a'])
  await send('b', { key: 'k' })
  await send('c', { key: 'k', afterS: 3600 })
  await send('d', { key: 'later', afterS: 3600 })
  await world.jobs.drain()
  expect(ran.splice(0)).toEqual(['b'])
  await world.jobs.drain({ later: true })
  expect(ran.splice(0)).toEqual(['d'])
})
test('what does not fit the declaration, is too large or that nobody declares is not taken', async () => {
  await expect(world.house.jobs.send(world.house.db, count.name, world.district, { n: 1 })).rejects.toThrow()
  await expect(send('x'.repeat(5000))).rejects.toThrow('send ids')
  await expect(world.house.jobs.send(world.house.db, 'test.nothing', world.district, {})).rejects.toThrow('no room declares')
})
test('a job that fails is tried again later, then stands among the dead with no personal data, and can be sent again', async () => {
  const { db, jobs } = world.house
  sick = new Set(['e'])
  await send('e')
  expect(await world.jobs.drain()).toEqual({ done: 0, failed: 1 })
  // The second try waits for its back-off.
  expect(await world.jobs.drain()).toEqual({ done: 0, failed: 0 })
  expect(await jobs.dead(db, world.district, 10)).toEqual([])
  expect(await world.jobs.drain({ later: true })).toEqual({ done: 0, failed: 1 })
  const [dead] = await jobs.dead(db, world.district, 10)
  expect(dead).toMatchObject({ job: 'test.count', data: { n: 'e' }, tries: 2, failure: { kind: 'Error' } })
  expect(JSON.stringify(dead)).not.toContain('13812345678')
  expect(await jobs.figures(db, world.district)).toMatchObject({ dead: 1, waiting: 0, running: 0 })
  expect(await jobs.dead(db, newId(), 10)).toEqual([])
  const again = (district: string) => db.transaction().execute((tx) => jobs.again(tx, district, dead!.id))
  expect(await again(newId())).toBeUndefined()
  sick = new Set()
  expect(await again(world.district)).toBe('test.count')
  expect(await again(world.district)).toBeUndefined()
  expect(await world.jobs.drain()).toEqual({ done: 1, failed: 0 })
  expect([ran.splice(0), await jobs.dead(db, world.district, 10)]).toEqual([['e'], []])
})
test('a dead job can be set aside', async () => {
  const { db, jobs } = world.house
  sick = new Set(['f'])
  await send('f')
  await world.jobs.drain({ later: true })
  const [dead] = await jobs.dead(db, world.district, 10)
  expect(await db.transaction().execute((tx) => jobs.setAside(tx, world.district, dead!.id))).toBe('test.count')
  expect(await jobs.dead(db, world.district, 10)).toEqual([])
  sick = new Set()
})
test('two servers share the work, each job once; one that stops lets its jobs end', async () => {
  const second = newJobs(world.house.db, world.house.config.databaseUrl!), faults: unknown[] = []
  await second.declare([count])
  let go: () => void = () => {}
  hold = new Promise((open) => { go = open })
  for (let n = 0; n < 12; n++) await send(`s${n}`)
  for (const jobs of [world.house.jobs, second]) await jobs.start(world.house, (error) => faults.push(error))
  const { db, jobs } = world.house
  await expect.poll(async () => (await jobs.figures(db, world.district)).running, { timeout: 10_000 }).toBe(4)
  const stopping = second.stop(10_000)
  await pause(200)
  go()
  await stopping
  await soon(() => ran.length === 12)
  expect(new Set(ran.splice(0)).size).toBe(12)
  expect(faults).toEqual([])
})
test('a job that outlives the stop is given back and runs at another server', async () => {
  const { db, jobs } = world.house
  await jobs.stop(1_000)
  await jobs.declare([count])
  let go: () => void = () => {}
  hold = new Promise((open) => { go = open })
  const second = newJobs(db, world.house.config.databaseUrl!)
  await second.declare([count])
  await second.start(world.house, () => {})
  await send('g')
  await expect.poll(async () => (await jobs.figures(db, world.district)).running, { timeout: 10_000 }).toBe(1)
  await second.stop(1_000)
  expect(await jobs.figures(db, world.district)).toMatchObject({ running: 0, waiting: 1 })
  go()
  await pause(50)
  ran.length = 0
  expect(await world.jobs.drain({ later: true })).toEqual({ done: 1, failed: 0 })
  expect(ran.splice(0)).toEqual(['g'])
})
