// What the kernel may ask a room about the things of its stream, without knowing their tables.
import type { Actor } from './actor.ts'
import type { Db } from './db.ts'

export interface Sight {
  /** Which of these the actor may see. */
  within(db: Db, actor: Actor, ids: readonly string[]): Promise<ReadonlySet<string>>
  /** The human number of each, where things have one. */
  numbers?(db: Db, district: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>>
}
/** By stream name. */
export type Sights = Readonly<Record<string, Sight>>

/** For streams that no open page need hear of. */
export const seenByNobody: Sight = { within: async () => new Set() }
/** For streams that everybody signed in may see, such as packs. */
export const seenByAll: Sight = { within: async (_db, _actor, ids) => new Set(ids) }
