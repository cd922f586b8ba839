// What a replay makes anew of the figures: what is counted must be what the log says, and the sums must be what is counted.
import type { Derived } from '#kernel/proof/replay.ts'
import { deriveSums } from './store.ts'

/** A dead row of sums (nothing left in it) is no difference. */
const live = 'n <> 0'
export const rollUps: Derived = { tables: [{ name: 'case_counted' }, { name: 'roll_day', live }, { name: 'roll_month', live }], derive: deriveSums }
