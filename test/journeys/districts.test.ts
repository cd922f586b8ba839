// Several districts share one installation and see nothing of each other.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#kernel/clock.ts'
import { hashPassword } from '#kernel/password.ts'
import { newBearer } from '#kernel/session.ts'
import { addAccount } from '../../src/directory/store.ts'
import { foundDistrict } from '../../src/founding/found.ts'
import { client, type Client } from '../client.ts'
import { messagesFile, photo } from '../files.ts'
import { PASSWORD, smallDistrict, type World } from '../small-district.ts'

let world: World
let here: Client, there: Client
beforeAll(async () => {
  world = await smallDistrict()
  here = await world.as('clerk')
  const { db, clock } = world.house
  const other = await db.transaction().execute(async (tx) => {
    const id = await foundDistrict(tx, { code: 'z', zh: 'z区', en: 'District z', demo: false }, clock.now())
    await addAccount(tx, id, { id: newId(), person: newId(), login: 'clerk', zh: '坐席', en: 'Clerk', unit: null, area: null, roles: ['clerk'], passwordHash: await hashPassword(PASSWORD) }, clock.now())
    return id
  })
  there = client(world.url, (await newBearer(db, other, 'clerk', clock.now()))!)
})
afterAll(() => world?.close())

test('a case, its photo and its numbers stay in their district', async () => {
  const sha = (await here.send('/api/file', await photo())).body.sha256
  const made = (await here.post('/api/case', { source: 'hotline', text: '一件事', photos: [sha], external: { system: 'hotline', number: '7' } })).body
  expect((await there.get(`/api/case/${made.id}`)).status).toBe(404)
  expect((await there.post(`/api/case/${made.id}/reject`, { reason: 'unclear', text: '不清楚' }, { version: 1 })).status).toBe(404)
  expect((await there.get(`/api/file/${sha}`)).status).toBe(404)
  expect((await there.get('/api/case')).body.items).toEqual([])
  expect((await there.get('/api/case/map')).body.points).toEqual([])
  // The same outside number is another matter in another district, and both begin to count at one.
  const twin = await there.post('/api/case', { source: 'hotline', text: '另一件事', external: { system: 'hotline', number: '7' } })
  expect(twin.body).toMatchObject({ number: made.number })
})
test('the same idempotency key in another district is another key', async () => {
  const key = 'the-very-same-key'
  const [a, b] = [await here.post('/api/case', { source: 'hotline', text: '甲' }, { key }), await there.post('/api/case', { source: 'hotline', text: '乙' }, { key })]
  expect([a.status, b.status]).toEqual([201, 201])
  expect(a.body.id).not.toBe(b.body.id)
})
test('importing here leaves there untouched', async () => {
  const before = (await there.get('/api/case')).body.count.n
  expect((await here.send('/api/case/import-messages?file=m.xlsx', await messagesFile())).body.added).toBe(4)
  expect((await there.get('/api/case')).body.count.n).toBe(before)
})
test('whoever signs in says which district where there are several', async () => {
  const body = { login: 'clerk', password: PASSWORD }
  expect((await client(world.url, undefined).post('/api/session', { ...body, district: 'z' })).body.district.code).toBe('z')
  expect((await client(world.url, undefined).post('/api/session', { ...body, district: 'nowhere' })).status).toBe(401)
})
