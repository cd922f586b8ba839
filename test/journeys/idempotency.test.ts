// One key, one effect, one answer: a phone that sends again because the answer got lost does not report twice.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomUUID } from 'node:crypto'
import { sweep } from '#kernel/sweep.ts'
import type { Client } from '../client.ts'
import { messagesFile, standardFile } from '../files.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { EAST, raw } from './steps.ts'

let world: World
let clerk: Client, liaison: Client
beforeAll(async () => {
  world = await smallDistrict()
  ;[clerk, liaison] = await Promise.all(['clerk', 'liaison'].map((login) => world.as(login))) as [Client, Client]
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

const report = { source: 'hotline', text: '路口有一堆垃圾', point: EAST }
const howMany = async () => (await clerk.get('/api/case?limit=1')).body.count.n as number

describe('the same key', () => {
  test('with the same body: one case, and the same 201 with the same words', async () => {
    const key = randomUUID(), before = await howMany()
    const [first, again] = [await clerk.post('/api/case', report, { key }), await clerk.post('/api/case', { point: { lat: EAST.lat, lon: EAST.lon }, text: report.text, source: 'hotline' }, { key })]
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.body).toEqual(first.body)
    expect(await howMany()).toBe(before + 1)
  })
  test('with another body is an error, and nothing happens', async () => {
    const key = randomUUID(), before = await howMany()
    await clerk.post('/api/case', report, { key })
    const other = await clerk.post('/api/case', { ...report, text: '另一处垃圾' }, { key })
    expect([other.status, other.body.kind]).toEqual([422, 'idempotency.other-request'])
    expect(await howMany()).toBe(before + 1)
  })
  test('on another case or another step is another request', async () => {
    const [a, b] = [(await clerk.post('/api/case', report)).body.id, (await clerk.post('/api/case', report)).body.id]
    const key = randomUUID(), body = { reason: 'unclear', text: '说不清在哪里' }
    expect((await clerk.post(`/api/case/${a}/reject`, body, { key, version: 1 })).status).toBe(200)
    expect((await clerk.post(`/api/case/${b}/reject`, body, { key, version: 1 })).body.kind).toBe('idempotency.other-request')
    expect((await clerk.get(`/api/case/${b}`)).body.state).toBe('reported')
  })
  test('of another person is theirs alone', async () => {
    const key = randomUUID()
    const [mine, theirs] = [await clerk.post('/api/case', report, { key }), await liaison.post('/api/case', report, { key })]
    expect([mine.status, theirs.status]).toEqual([201, 201])
    expect(theirs.body.id).not.toBe(mine.body.id)
  })
  test('sent five times at once: one case, five equal answers', async () => {
    for (let round = 0; round < 4; round++) {
      const key = randomUUID(), before = await howMany()
      const all = await Promise.all(Array.from({ length: 5 }, () => clerk.post('/api/case', report, { key })))
      expect(all.map((reply) => reply.status)).toEqual([201, 201, 201, 201, 201])
      expect(new Set(all.map((reply) => reply.body.id)).size).toBe(1)
      expect(await howMany()).toBe(before + 1)
    }
  })
  test('after a step: the answer comes again, although the version has moved on and the step is over', async () => {
    const { id } = (await clerk.post('/api/case', report)).body
    const key = randomUUID(), body = { reason: 'unclear', text: '说不清在哪里' }
    const first = await clerk.post(`/api/case/${id}/reject`, body, { key, version: 1 })
    const again = await clerk.post(`/api/case/${id}/reject`, body, { key, version: 1 })
    expect([again.status, again.body]).toEqual([200, first.body])
    expect((await clerk.get(`/api/case/${id}`)).body.version).toBe(2)
  })
  test('after a refusal is free again: what was refused had no effect', async () => {
    const key = randomUUID()
    expect((await clerk.post('/api/case', { ...report, point: { lon: 121.9, lat: 31.2 } }, { key })).status).toBe(422)
    expect((await clerk.post('/api/case', report, { key })).status).toBe(201)
  })
  test('is kept for thirty days, not a day less', async () => {
    const key = randomUUID()
    const first = await clerk.post('/api/case', report, { key })
    const now = world.house.clock.now().getTime()
    await sweep(world.house.db, world.district, new Date(now + 29.9 * 86_400_000))
    expect((await clerk.post('/api/case', report, { key })).body.id).toBe(first.body.id)
    await sweep(world.house.db, world.district, new Date(now + 30.1 * 86_400_000))
    expect((await clerk.post('/api/case', report, { key })).body.id).not.toBe(first.body.id)
  })
})

describe('imports', () => {
  test('a trial run and the real one under one key are two requests', async () => {
    const key = randomUUID(), file = await messagesFile()
    expect((await clerk.send('/api/case/import-messages?dry-run=true', file, { key })).body.added).toBe(4)
    expect((await clerk.send('/api/case/import-messages', file, { key })).body.kind).toBe('idempotency.other-request')
    const done = await clerk.send('/api/case/import-messages', file)
    expect(done.body.added).toBe(4)
  })
  test('two files that begin alike are told apart', async () => {
    const key = randomUUID(), [a, b] = [await standardFile(), await standardFile({ limit: '6天' })]
    expect((await clerk.send('/api/pack/import-standard', a, { key })).body.fresh).toBe(true)
    expect((await clerk.send('/api/pack/import-standard', b, { key })).body.kind).toBe('idempotency.other-request')
    expect((await clerk.send('/api/pack/import-standard', a, { key })).body).toMatchObject({ fresh: true, version: 1 })
  })
})

test.each([['too short', 'abc'], ['with a blank', 'has a blank in it'], ['too long', 'k'.repeat(256)], ['not ASCII', 'schlüssel-1'], ['empty', '']])('a key that is %s is refused with a sentence', async (_why, key) => {
  const token = (await clerk.get('/api/session')).status === 200
  expect(token).toBe(true)
  const before = await howMany()
  const reply = await clerk.post('/api/case', report, { key })
  expect([reply.status, reply.body.kind]).toEqual([400, 'idempotency.bad-key'])
  expect(reply.body.said.zh).toContain('Idempotency-Key')
  expect(await howMany()).toBe(before)
})
test('without a key every request is its own', async () => {
  const [a, b] = [await clerk.post('/api/case', report, { key: null }), await clerk.post('/api/case', report, { key: null })]
  expect(a.body.id).not.toBe(b.body.id)
  expect((await raw(world.url, 'POST', '/api/case', { body: '{}' })).status).toBe(401)
})
