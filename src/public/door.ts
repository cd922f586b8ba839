// Who knocks: the district meant, its salt, the key of the address; and what a stranger is to the verbs of a case.
import type { Actor } from '#kernel/actor.ts'
import type { House } from '#kernel/house.ts'
import { isLoopback } from '#kernel/limits.ts'
import type { Asked } from '#kernel/route.ts'
import { districts } from '../directory/store.ts'
import { keyOf, networkOf } from './code.ts'
import { noDistrict } from './problems.ts'
import { saltOf } from './store.ts'

/** `crowd`: a proxy on this machine that nobody declared, behind which everybody has one address. */
export interface Knock { district: string; salt: string; key: string; crowd: boolean; now: Date }
export async function knock(house: House, asked: Pick<Asked, 'address'>, code: string | undefined): Promise<Knock> {
  const all = await house.memory.recall('public/districts', 10_000, () => districts(house.db))
  const found = code ? all.find((one) => one.code === code) : all[0]
  if (!found) throw noDistrict({})
  const now = house.clock.now(), salt = await house.memory.recall(`public/salt/${found.id}`, 3_600_000, () => saltOf(house.db, found.id, now))
  return { district: found.id, salt, key: keyOf(salt, 'address', networkOf(asked.address)), crowd: isLoopback(asked.address), now }
}
/** Nobody of the house: what they do stands in the log without an account. */
export const stranger = (district: string): Actor => ({ district, account: null, title: { zh: '反映人', en: 'The reporter' }, unit: null, area: null, roles: [], may: new Map() })
