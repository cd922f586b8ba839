// A reaction: what a room does when a fact stands in the log, exactly once, in the order of each thing's life.
import type { Actor } from '../actor.ts'
import type { Tx } from '../db.ts'
import type { Memory } from '../memory.ts'
import type { Done, Order } from '../run.ts'

export interface SeenRow { district: string; stream: string; id: string; version: number; type: string; data: Record<string, any>; actor: string | null; at: Date }

export interface Seen {
  row: SeenRow
  /** What is written here is kept together with the mark that the fact was seen, or not at all. */
  tx: Tx
  now: Date
  memory: Memory
  /** Runs a verb as the system, inside the same transaction. */
  act(order: Order): Promise<Done>
}

/** Declared on a room's door: `reactions: [one]`. */
export interface Reaction {
  /** Its cursor: never change it, or it begins anew. `score.fold` */
  name: string
  stream: string
  types: readonly string[]
  /** Where a new reader starts: at the first fact of the log, or with those that come from now on. */
  from: 'beginning' | 'now'
  run(seen: Seen): Promise<void>
}

export const systemActor = (district: string): Actor => ({ district, account: null, title: { zh: '系统', en: 'The system' }, unit: null, area: null, roles: [], may: new Map() })

/** Tries without a person: after these it waits for one. */
export const AUTO_TRIES = 6
/** 10 s, 40 s, 160 s … at most an hour; the same everywhere something rests before it is tried again. */
export const restMs = (tries: number): number => Math.min(10_000 * 4 ** (tries - 1), 3_600_000)
