// Two servers over one database and one files folder: what one writes the other reads, and nothing happens twice.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { openDb } from '#kernel/db.ts'
import { newEvents } from '#kernel/events.ts'
import { folderStore } from '#kernel/files.ts'
import type { House } from '#kernel/house.ts'
import { httpApp } from '#kernel/http.ts'
import { newJobs } from '#kernel/jobs.ts'
import { newMemory } from '#kernel/memory.ts'
import { listen, tick, type Listening } from '#kernel/serve.ts'
import { newBearer, sessionReader } from '#kernel/session.ts'
import { fireDue, relayOutbox } from '#kernel/tick.ts'
import { jobs, routes, verbOfTimer } from '../../src/app.ts'
import { refreshDistrict } from '../../src/founding/found.ts'
import { client, type Client } from '../client.ts'
import { photo } from '../files.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, EAST, litter } from './steps.ts'

let world: World, second: House, other: Listening
/** The same person at the one server and at the other, with one token. */
let here: Client, there: Client, liaison: Client, inspector: Client
beforeAll(async () => {
  world = await smallDistrict()
  const { config, clock } = world.house
  const db = openDb(config.databaseUrl!)
  second = { db, clock, config: { ...config, port: 0 }, files: folderStore(join(config.data, 'files')), memory: newMemory(), jobs: newJobs(db, config.databaseUrl!), events: newEvents(db, clock), sessions: sessionReader(db) }
  await second.jobs.declare(jobs)
  other = await listen(httpApp({ routes, house: second, onFault: (error) => world.faults.push(error) }), second.config)
  second.config.url = `http://127.0.0.1:${other.port}`
  const token = (await newBearer(db, world.district, 'clerk', clock.now()))!
  ;[here, there] = [client(world.url, token), client(second.config.url, token)]
  ;[liaison, inspector] = [await world.as('liaison'), await world.as('inspector')]
})
afterAll(async () => {
  await other?.close()
  await second?.db.destroy()
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

test('a case reported at one is read, filed and dispatched at the other, step by step', async () => {
  const made = (await here.post('/api/case', { source: 'hotline', text: '一堆垃圾', point: EAST })).body
  expect((await there.get(`/api/case/${made.id}`)).body).toMatchObject({ number: made.number, version: 1 })
  expect((await there.post(`/api/case/${made.id}/file`, { condition: litter }, { version: 1 })).status).toBe(200)
  expect((await here.post(`/api/case/${made.id}/file`, { condition: litter }, { version: 1 })).body.kind).toBe('version-stale')
  expect((await here.post(`/api/case/${made.id}/dispatch`, {}, { version: 2 })).status).toBe(200)
  expect((await there.get('/api/case?state=dispatched')).body.items[0].id).toBe(made.id)
})
test('a photo put at one is seen at the other, small and whole', async () => {
  const sha = (await here.send('/api/file', await photo())).body.sha256
  for (const size of ['small', 'full']) expect((await there.get(`/api/file/${sha}?size=${size}`)).headers.get('content-type')).toBe('image/jpeg')
})
test('one key sent to both at once is one case', async () => {
  for (let n = 0; n < 10; n++) {
    const key = randomUUID(), body = { source: 'hotline', text: `同一件 ${n}` }
    const [a, b] = await Promise.all([here.post('/api/case', body, { key }), there.post('/api/case', body, { key })])
    expect([a.status, b.status, a.body.id]).toEqual([201, 201, b.body.id])
  }
})
test('two people at two servers race for one case: one wins', async () => {
  for (let n = 0; n < 15; n++) {
    const id = await caseAt('filed', { clerk: here, unit: liaison, checker: inspector })
    const both = await Promise.all([here.post(`/api/case/${id}/dispatch`, {}, { version: 2 }), there.post(`/api/case/${id}/dispatch`, {}, { version: 2 })])
    expect(both.map((reply) => reply.status).sort()).toEqual([200, 409])
  }
})
test('a unit name mapped at one is known at the other within five seconds', async () => {
  const name = '市容管理服务中心', unit = world.units.get('huanfa')!
  expect((await there.get('/api/pack')).status).toBe(200)
  expect((await here.post('/api/pack/map-unit', { name, unit })).status).toBe(200)
  const { atlasOf } = await import('../../src/directory/atlas.ts')
  const known = async () => (await atlasOf({ memory: second.memory, tx: second.db, district: world.district })).unitNamed(name)?.id
  for (let waited = 0; waited < 60 && await known() !== unit; waited++) await new Promise((again) => setTimeout(again, 100))
  expect(await known()).toBe(unit)
})
test('a session ended at one is dead at the other within five seconds', async () => {
  const token = (await newBearer(world.house.db, world.district, 'leader', world.house.clock.now()))!
  const [a, b] = [client(world.url, token), client(second.config.url, token)]
  expect([(await a.get('/api/session')).status, (await b.get('/api/session')).status]).toEqual([200, 200])
  await fetch(`${world.url}/api/session`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } })
  expect((await a.get('/api/session')).status).toBe(401)
  await world.at(new Date(world.house.clock.now().getTime() + 5_001).toISOString())
  expect((await b.get('/api/session')).status).toBe(401)
})
test('the clocks and the outbox of both servers, ticking on their own, do everything once', async () => {
  await Promise.all(Array.from({ length: 12 }, () => caseAt('dispatched', { clerk: here, unit: liaison, checker: inspector })))
  const at = new Date(world.house.clock.now().getTime() + 96 * 3_600_000), faults: unknown[] = []
  const ticking = [world.house, second].map((house) => tick(20, async () => {
    await fireDue({ ...house, clock: { now: () => at } }, world.district, verbOfTimer, 100, (error) => faults.push(error))
    await relayOutbox(house.db, world.district, house.clock)
  }, (error) => faults.push(error)))
  const left = async () => (await world.house.db.selectFrom('timer').select('id').where('fired_at', 'is', null).where('due_at', '<=', at).execute()).length + (await world.house.db.selectFrom('outbox').select('id').where('sent_at', 'is', null).execute()).length
  for (let n = 0; n < 400 && await left() > 0; n++) await new Promise((again) => setTimeout(again, 25))
  await Promise.all(ticking.map((each) => each.stop()))
  expect([await left(), faults]).toEqual([0, []])
  const lapsed = (await world.house.db.selectFrom('log').select(['id', 'data']).where('type', '=', 'lapsed').execute()).map((row) => `${row.id} ${JSON.stringify(row.data)}`)
  expect(lapsed.length).toBeGreaterThan(24)
  expect(new Set(lapsed).size).toBe(lapsed.length)
})
test('two servers that start together bring the district up to date one after the other', async () => {
  const start = (house: House) => house.db.transaction().execute((tx) => refreshDistrict(tx, world.district, house.clock.now()))
  for (let n = 0; n < 5; n++) await Promise.all([start(world.house), start(second), start(second)])
  expect((await there.get('/api/case?limit=1')).status).toBe(200)
})
