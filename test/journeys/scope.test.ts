// How far a permission reaches: own unit, own area, what one reported; beyond it a case is not there at all.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, EAST, litter, put, WEST, type Hands } from './steps.ts'

let world: World
let clerk: Client, liaison: Client, urban: Client, grid: Client, inspector: Client, community: Client
let hands: Hands
beforeAll(async () => {
  world = await smallDistrict()
  ;[clerk, liaison, urban, grid, inspector, community] = await Promise.all(['clerk', 'liaison', 'liaison.urban', 'grid', 'inspector', 'community'].map((login) => world.as(login))) as [Client, Client, Client, Client, Client, Client]
  hands = { clerk, unit: liaison, checker: inspector }
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

/** What a stranger finds of a case: nothing, anywhere. */
async function seesNothing(who: Client, id: string, sha: string): Promise<void> {
  expect((await who.get(`/api/case/${id}`)).status).toBe(404)
  for (const sort of ['newest', 'due']) expect((await who.get(`/api/case?sort=${sort}&limit=100`)).body.items.map((c: { id: string }) => c.id)).not.toContain(id)
  expect((await who.get('/api/case?mine=true')).body.items.map((c: { id: string }) => c.id)).not.toContain(id)
  expect((await who.get('/api/case/map')).body.points.map((c: { id: string }) => c.id)).not.toContain(id)
  expect((await who.get(`/api/file/${sha}`)).status).toBe(404)
  expect((await who.get(`/api/file/${sha}?size=small`)).status).toBe(404)
}

describe('another unit', () => {
  test('sees nothing of a case, counts it nowhere and cannot act on it', async () => {
    const sha = await put(clerk)
    const id = await caseAt('handling', hands, { photos: [sha] })
    expect((await liaison.get(`/api/case/${id}`)).status).toBe(200)
    expect((await liaison.get(`/api/file/${sha}`)).status).toBe(200)
    await seesNothing(urban, id, sha)
    expect((await urban.get('/api/case')).body.count).toEqual({ n: 0, more: false })
    expect((await urban.get('/api/case/tally')).body).toMatchObject({ waiting: 0, by_state: {} })
    const before = (await clerk.get(`/api/case/${id}`)).body.version
    expect((await urban.post(`/api/case/${id}/handle`, { text: '清了', photos: [await put(urban)] }, { version: before })).status).toBe(404)
    // Not even whether the version is right may be learnt.
    expect((await urban.post(`/api/case/${id}/handle`, { text: '清了' }, { version: 1 })).status).toBe(404)
    expect((await urban.post(`/api/case/${id}/handle`, { text: '清了' })).status).toBe(404)
    expect((await clerk.get(`/api/case/${id}`)).body.version).toBe(before)
  })
  test('a filter by the other unit or its area widens nothing', async () => {
    const huanfa = world.units.get('huanfa')!
    for (const query of [`unit=${huanfa}`, `area=${world.areas.get('east')}`, 'q=垃圾', 'open=true', 'state=handling']) expect((await urban.get(`/api/case?${query}`)).body.items).toEqual([])
  })
})

describe('another area', () => {
  test('a grid worker of the east sees nothing of the west', async () => {
    const sha = await put(clerk)
    const id = await caseAt('handled', hands, { point: WEST, photos: [sha] })
    await seesNothing(grid, id, sha)
    expect((await grid.post(`/api/case/${id}/check`, { passed: true, text: '好' }, { version: 5 })).status).toBe(404)
    const here = await caseAt('handled', hands)
    expect((await grid.act(here, 'check', { passed: true, text: '看过了' })).status).toBe(200)
  })
  test('a grid worker reports in their own area only, and says where', async () => {
    const photos = [await put(grid)]
    expect((await grid.post('/api/case', { source: 'patrol', text: '墙角有垃圾', point: EAST, photos })).status).toBe(201)
    expect((await grid.post('/api/case', { source: 'patrol', text: '墙角有垃圾', point: WEST, photos })).body.kind).toBe('outside-reach')
    expect((await grid.post('/api/case', { source: 'patrol', text: '墙角有垃圾', photos })).body.kind).toBe('outside-reach')
  })
})

describe('whoever reported it', () => {
  test('goes on seeing it, its photos too, wherever it is sent', async () => {
    const sha = await put(urban)
    const made = (await urban.post('/api/case', { source: 'unit', text: '桶旁有垃圾', point: WEST, photos: [sha] })).body
    await clerk.act(made.id, 'file', { condition: litter })
    expect((await clerk.act(made.id, 'dispatch')).body.unit).toBe(world.units.get('huanfa'))
    expect((await urban.get(`/api/case/${made.id}`)).body.id).toBe(made.id)
    expect((await urban.get('/api/case')).body.items.map((c: { id: string }) => c.id)).toEqual([made.id])
    expect((await urban.get(`/api/file/${sha}`)).status).toBe(200)
  })
  test('may not sign for another unit, hand in its result, or be told that it waits for them', async () => {
    const made = (await urban.post('/api/case', { source: 'unit', text: '桶旁有垃圾', point: WEST, photos: [await put(urban)] })).body
    await clerk.act(made.id, 'file', { condition: litter })
    await clerk.act(made.id, 'dispatch')
    const seen = (await urban.get(`/api/case/${made.id}`)).body
    expect(seen.can).toEqual([])
    const reply = await urban.act(made.id, 'sign-for')
    expect([reply.status, reply.body.kind]).toEqual([403, 'not-allowed'])
    expect((await urban.get('/api/case/tally')).body.waiting).toBe(0)
    expect((await urban.get('/api/case?mine=true')).body.items).toEqual([])
    expect((await liaison.act(made.id, 'sign-for')).status).toBe(200)
    expect((await urban.act(made.id, 'handle', { text: '清了', photos: [await put(urban)] })).status).toBe(403)
  })
})

test('核查的人不能是处置单位的，也不能是立案的', async () => {
  const id = await caseAt('handled', hands)
  const { house, district } = world
  const [own] = await house.db.selectFrom('account').select('id').where('login', '=', 'liaison').execute()
  await house.db.insertInto('account_role').values({ district, account: own!.id, role: 'inspector' }).execute()
  house.sessions.forget()
  const reply = await liaison.act(id, 'check', { passed: true, text: '好' })
  expect([reply.status, reply.body.kind]).toEqual([403, 'case.own-work'])
})
test('who sees no cases sees no photo, and the community corrects places in its own area only', async () => {
  const sha = await put(clerk)
  const id = (await clerk.post('/api/case', { source: 'hotline', text: '一堆垃圾', point: WEST, photos: [sha] })).body.id
  expect((await (await world.as('admin-system')).get(`/api/file/${sha}`)).status).toBe(404)
  expect((await community.post(`/api/case/${id}/locate`, { point: EAST }, { version: 1 })).status).toBe(404)
})
