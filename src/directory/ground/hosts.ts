// The hosts of tiles that any district has switched on: what the pages' header lets a browser load pictures from.
import type { House } from '#kernel/house.ts'
import { tileSettings } from './store.ts'
import { imageHosts, sourcesOf } from './tiles.ts'

export const hostsOfTiles = (house: Pick<House, 'db' | 'memory'>): Promise<readonly string[]> =>
  house.memory.recall('tiles', 5_000, async () => [...new Set((await tileSettings(house.db)).flatMap((saved) => imageHosts(sourcesOf(saved))))])
