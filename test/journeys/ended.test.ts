// What has ended gets nothing new: no report into an ended grid, no case for an ended unit, and a trial says what a dispatch would do.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newMemory } from '#kernel/memory.ts'
import { askedOf, groundsOf } from '../../src/pack/grounds.ts'
import { route } from '../../src/pack/route.ts'
import { shelfOf } from '../../src/pack/store.ts'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { EAST } from './steps.ts'

let world: World, clerk: Client
beforeAll(async () => { world = await smallDistrict(); clerk = await world.as('clerk') })
afterAll(async () => { await world?.close(); expect(world?.faults ?? []).toEqual([]) })

const report = (more: object) => clerk.post('/api/case', { source: 'hotline', text: '一件事', ...more })
const trial = async (more: object) => (await clerk.post('/api/pack/trial', { pack: 'beautiful-compounds', category: 'corridor.clutter', ...more })).body

test('a grid that ends tomorrow takes reports today, by point and by name, and in a trial; from tomorrow on none', async () => {
  const area = world.areas.get('east-1')!
  expect((await clerk.post(`/api/area/${area}/retire`, { to: '2026-11-24' })).status).toBe(200)
  expect((await trial({ point: EAST })).area.id).toBe(area)
  for (const where of [{ point: EAST }, { area }]) {
    const { body } = await report(where)
    expect((await clerk.get(`/api/case/${body.id}`)).body.area).toBe(area)
  }
  await world.at('2026-11-24T09:30:00+08:00')
  clerk = await world.as('clerk')
  expect((await report({ area })).body.kind).toBe('case.unknown-area')
  expect((await report({ point: EAST })).body.kind).toBe('case.outside-district')
  // What would have gone there then is still told.
  expect((await trial({ point: EAST, at: '2026-11-23T12:00:00+08:00' })).area.id).toBe(area)
  expect((await clerk.get('/api/pack/matrix?pack=beautiful-compounds')).body.areas.map((one: { code: string }) => one.code)).toEqual(['east-2', 'west-1', 'west-2'])
})

test('a unit that has ended answers for nothing, not as owner and not as member of a group', async () => {
  const { db } = world.house
  const ask = async (rule: object, owner?: string) => {
    const look = { tx: db, district: world.district, memory: newMemory() }
    const { pack } = (await shelfOf(look)).category('beautiful-compounds', 'corridor.clutter')!
    const category = { ...(await shelfOf(look)).category('beautiful-compounds', 'corridor.clutter')!.category, rules: [rule] as never }
    return route(askedOf(await groundsOf(look), { content: pack.content, version: 1, category, area: world.areas.get('east-2')!, owner, at: world.house.clock.now() })!)
  }
  const huanfa = world.units.get('huanfa')!, east = (await db.selectFrom('unit').select('id').where('code', '=', 'community-east').executeTakeFirstOrThrow()).id
  expect([(await ask({ to: 'owner' }, huanfa))?.unit, (await ask({ to: 'all-communities' }))?.unit]).toEqual([huanfa, east])
  await db.updateTable('unit').set({ active: false }).where('id', 'in', [huanfa, east]).execute()
  const answers = [await ask({ to: 'owner' }, huanfa), await ask({ to: 'all-communities' })]
  for (const answer of answers) expect([huanfa, east]).not.toContain(answer?.unit)
})
