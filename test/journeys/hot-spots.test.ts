// Repeat places over HTTP: found, within the reach of who asks, put forward once for each kind, on record and equal after a replay.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { replay } from '#kernel/proof/replay.ts'
import { derived, streams } from '../../src/app.ts'
import type { HotSpot } from '../../src/figure/words.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, EAST, put, WEST } from './steps.ts'

let world: World
beforeAll(async () => { world = await smallDistrict() })
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

test('three of a kind within fifty metres are a hot spot; the unit sees its own, the office proposes it once for each kind', async () => {
  const [clerk, unit, checker, urban, grid] = await Promise.all(['clerk', 'liaison', 'inspector', 'liaison.urban', 'grid'].map((login) => world.as(login))) as any[]
  const photos = [await put(clerk)]
  const first = await caseAt('dispatched', { clerk, unit, checker }, { photos })
  for (const dx of [0.0002, 0.0004]) await caseAt('dispatched', { clerk, unit, checker }, { point: { ...EAST, lon: EAST.lon + dx } })
  await caseAt('dispatched', { clerk, unit, checker }, { point: WEST })
  const rejected = await caseAt('reported', { clerk, unit, checker }, { category: { pack: 'fine-cleaning', category: 'waste.exposed' } })
  await clerk.act(rejected, 'reject', { reason: 'not-found', text: '没有' })
  const spots = (await clerk.get('/api/figure/hot-spots?days=30')).body.items as HotSpot[]
  expect(spots).toMatchObject([{ id: first, n: 3, open: 3, category: 'waste.exposed', unit: world.units.get('huanfa'), photo: photos[0], proposed: [] }])
  expect(spots[0]!.hours[9]).toBe(3)
  expect(spots[0]!.cases).toHaveLength(3)
  expect((await unit.get('/api/figure/hot-spots')).body.items).toHaveLength(1)
  expect((await urban.get('/api/figure/hot-spots')).body.items).toEqual([])
  expect((await grid.get('/api/figure/hot-spots')).body.items).toHaveLength(1)
  const propose = (who: any, body: object = {}) => who.post('/api/proposal/propose-project', { cluster: first, kind: 'project', text: '桶位不够，电话13812345678问老王', ...body })
  expect((await propose(unit)).status).toBe(403)
  expect((await propose(clerk)).status).toBe(201)
  expect((await propose(clerk)).body).toMatchObject({ kind: 'figure.proposed-before' })
  expect((await propose(clerk, { kind: 'rule' })).status).toBe(201)
  expect((await propose(clerk, { cluster: rejected })).body).toMatchObject({ kind: 'figure.no-hot-spot' })
  const { items } = (await clerk.get('/api/figure/proposal')).body
  expect(items.map((one: { kind: string }) => one.kind).sort()).toEqual(['project', 'rule'])
  expect(items[0]).toMatchObject({ first_case: first, n: 3, zh: '暴露垃圾' })
  expect(items[0].text).toMatch(/138\*+/)
  const { data } = await world.house.db.selectFrom('log').select('data').where('stream', '=', 'proposal').limit(1).executeTakeFirstOrThrow()
  expect(JSON.stringify(data)).not.toMatch(/老王|1381/)
  world.house.memory.forget('figure/')
  expect((await clerk.get('/api/figure/hot-spots')).body.items[0].proposed.toSorted()).toEqual(['project', 'rule'])
  expect((await replay(world.house.db, world.district, streams, { derived })).differences).toEqual([])
})
