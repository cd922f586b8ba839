// Whom a message reaches: the grid worker of the grid and nobody else's, the community's where the grid has none, and all of them only where nobody is nearer.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#kernel/clock.ts'
import { relayOutbox } from '#kernel/tick.ts'
import { addAccount } from '../../src/directory/store.ts'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'

let world: World, clerk: Client
beforeAll(async () => {
  world = await smallDistrict()
  clerk = await world.as('clerk')
  for (const [login, area] of [['walker.east-1', 'east-1'], ['walker.east-1b', 'east-1'], ['walker.west-1', 'west-1']] as const) {
    await world.house.db.transaction().execute((tx) => addAccount(tx, world.district, { id: newId(), person: newId(), login, zh: login, en: login, unit: null, area: world.areas.get(area)!, roles: ['grid'], passwordHash: '-' }, world.house.clock.now()))
  }
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

/** Who finds it in the inbox after a case of this area was sent to be looked at. */
async function askedIn(area: string): Promise<string[]> {
  const { id } = (await clerk.post('/api/case', { source: 'hotline', text: '路口有一堆垃圾', area: world.areas.get(area)! })).body
  expect((await clerk.act(id, 'ask-verify', {})).status).toBe(200)
  while (await relayOutbox(world.house.db, world.district, world.house.clock) > 0);
  const rows = await world.house.db.selectFrom('inbox').innerJoin('account', 'account.id', 'inbox.account').select('account.login').where('inbox.stream_id', '=', id).where('inbox.kind', '=', 'case.verify-asked').execute()
  return rows.map((row) => row.login).sort()
}

test.each([
  ['east-1', ['walker.east-1', 'walker.east-1b'], 'both of the grid, not the one of the community'],
  ['east-2', ['grid'], 'the grid has none: the one of its community'],
  ['west-1', ['walker.west-1'], 'its own'],
  ['y', ['grid', 'walker.east-1', 'walker.east-1b', 'walker.west-1'], 'only the district is known: whoever walks it'],
] as const)('核实只告诉最近的网格员：%s → %j（%s）', async (area, told, _why) => {
  expect(await askedIn(area)).toEqual(told)
})
