// Two people, one case: exactly one wins, and the other is told who did what.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#kernel/clock.ts'
import { addAccount } from '../../src/directory/store.ts'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, litter, put, type Hands } from './steps.ts'

let world: World
let one: Client, two: Client, liaison: Client, inspector: Client
let hands: Hands
beforeAll(async () => {
  world = await smallDistrict()
  await world.house.db.transaction().execute((tx) => addAccount(tx, world.district, { id: newId(), person: newId(), login: 'clerk.two', zh: '夜班坐席', en: 'Night desk', unit: world.units.get('improvement-office')!, area: null, roles: ['clerk'], passwordHash: '-' }, world.house.clock.now()))
  ;[one, two, liaison, inspector] = await Promise.all(['clerk', 'clerk.two', 'liaison', 'inspector'].map((login) => world.as(login))) as [Client, Client, Client, Client]
  hands = { clerk: one, unit: liaison, checker: inspector }
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
const trail = async (id: string) => (await one.get(`/api/case/${id}`)).body.timeline.map((entry: { type: string; version: number }) => `${entry.version} ${entry.type}`)

/** Fifty races in a short run; `npm run prove` runs five hundred. */
const RACES = process.env.DIANFAN_TEST_WHOLE ? 500 : 50
test(`${RACES}次，两名坐席同时派同一件：一个派成，一个被告知是谁派的`, async () => {
  const ids = await Promise.all(Array.from({ length: RACES }, () => caseAt('filed', hands)))
  for (const id of ids) {
    const [a, b] = await Promise.all([one.post(`/api/case/${id}/dispatch`, {}, { version: 2 }), two.post(`/api/case/${id}/dispatch`, {}, { version: 2 })])
    expect([a.status, b.status].sort()).toEqual([200, 409])
    const [winner, lost] = a.status === 200 ? ['clerk', b.body] : ['夜班坐席', a.body]
    expect(lost.kind).toBe('version-stale')
    expect(lost.said.zh).toBe(`${winner}已经派遣，现在是第3版。请刷新后再办。`)
    expect(lost.said.en).toMatch(/(clerk|Night desk) has already dispatched it; it is now at version 3/)
    expect(lost.details).toMatchObject({ current: 3 })
    expect(await trail(id)).toEqual(['1 reported', '2 filed', '3 dispatched'])
  }
  // One dispatch, one message: nobody hears twice.
  const told = await world.house.db.selectFrom('outbox').select('stream_id').where('kind', '=', 'case.dispatched').execute()
  expect(told.map((row) => row.stream_id).sort()).toEqual([...ids].sort())
  console.log(`proved: ${RACES} races of two, each won by one`)
}, 300_000)
test('different steps at once: reject and file, one of them happens', async () => {
  for (let round = 0; round < 15; round++) {
    const id = await caseAt('reported', hands)
    const all = await Promise.all([
      one.post(`/api/case/${id}/file`, { condition: litter }, { version: 1 }), two.post(`/api/case/${id}/reject`, { reason: 'unclear', text: '说不清' }, { version: 1 }),
      one.post(`/api/case/${id}/locate`, { placeText: '学前街口' }, { version: 1 }),
    ])
    expect(all.map((reply) => reply.status).sort()).toEqual([200, 409, 409])
    expect((await one.get(`/api/case/${id}`)).body.version).toBe(2)
  }
})
test('an outside number reported twice at once is taken once', async () => {
  for (let n = 0; n < 10; n++) {
    const body = { source: 'hotline', text: '同一件事', external: { system: 'hotline', number: `twin-${n}` } }
    const both = await Promise.all([one.post('/api/case', body), two.post('/api/case', body)])
    expect(both.map((reply) => reply.status).sort()).toEqual([201, 409])
    expect(both.find((reply) => reply.status === 409)!.body.kind).toBe('case.external-known')
  }
})
test('numbers given out at the same moment are all different and without a gap', async () => {
  const all = await Promise.all(Array.from({ length: 30 }, (_, n) => (n % 2 ? one : two).post('/api/case', { source: 'hotline', text: `第${n}件` })))
  const numbers = all.map((reply) => Number(reply.body.number.slice(-4))).sort((a, b) => a - b)
  expect(numbers).toEqual(Array.from({ length: 30 }, (_, n) => numbers[0]! + n))
})

describe('the version one saw', () => {
  test('must be sent', async () => {
    const id = await caseAt('filed', hands)
    const reply = await one.post(`/api/case/${id}/dispatch`, {})
    expect([reply.status, reply.body.kind]).toEqual([428, 'version-needed'])
  })
  test('from the future or from the past is refused, each with its own sentence', async () => {
    const id = await caseAt('filed', hands)
    const future = await one.post(`/api/case/${id}/dispatch`, {}, { version: 9 })
    expect([future.status, future.body.said.zh]).toEqual([409, '您给的版本号比现有的还新，现在是第2版。请刷新后再办。'])
    const past = await one.post(`/api/case/${id}/dispatch`, {}, { version: 1 })
    expect([past.status, past.body.said.zh]).toEqual([409, 'clerk已经立案，现在是第2版。请刷新后再办。'])
    expect((await one.get(`/api/case/${id}`)).headers.get('etag')).toBe('"2"')
  })
  test('a step out of turn at the right version is named as such', async () => {
    const id = await caseAt('filed', hands)
    const reply = await one.post(`/api/case/${id}/close`, { conditionMet: true }, { version: 2 })
    expect([reply.status, reply.body.kind]).toEqual([409, 'case.out-of-turn'])
  })
  test('a photo put by several at once is one file', async () => {
    const { photo } = await import('../files.ts')
    const bytes = await photo()
    const all = await Promise.all([one, two, liaison].map((who) => who.send('/api/file', bytes)))
    expect(all.map((reply) => reply.status)).toEqual([201, 201, 201])
    expect(new Set(all.map((reply) => reply.body.sha256)).size).toBe(1)
    expect(await put(one)).not.toBe(all[0]!.body.sha256)
  })
})
