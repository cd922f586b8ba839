// What a server holds of one database for its hot ways: who writes in batches, who reads streams together, who gives out numbers.
import type { Db } from '../db.ts'
import { writerOn, type Writer } from './lanes.ts'
import { numbersOn, type Numbers } from './numbers.ts'
import { streamsOn, type Streams } from './streams.ts'

export interface Hands { writer: Writer; streams: Streams; numbers: Numbers }

const all = new WeakMap<Db, Hands>()
export function handsOf(db: Db): Hands {
  const had = all.get(db)
  if (had) return had
  const made = { writer: writerOn(db), streams: streamsOn(db), numbers: numbersOn(db) }
  all.set(db, made)
  return made
}
