// Reading streams of the log: those asked for in the same moment come in one statement.
import type { Recorded } from '../log.ts'
import { ask, hot, type Db, type Tx } from '../db.ts'
import { isoOf, RS, US } from '../hot/text.ts'

/**
 * The facts of a stream (rows `l` of the log) as one text, each field by the function of its type: asking for JSON of JSON looks up every type anew.
 * Neither sign stands in a field as it is: in JSON both are escaped. Without the hash where nobody asks for it.
 */
export const packedLog = (hash = "''"): string =>
  `string_agg(concat(l.version, E'\\x1f', l.type, E'\\x1f', l.actor, E'\\x1f', l.at, E'\\x1f', ${hash}, E'\\x1f', l.data::text), E'\\x1e' order by l.version)`
const LOAD = hot(`select l.id, ${packedLog('l.hash')} as rows from log l where l.district = $1 and l.stream = $2 and l.id = any($3::uuid[]) group by l.id`)

/** The facts of such a text. */
export function recordedOf<F>(text: string): Recorded<F>[] {
  const rows = text.split(RS).map((row) => row.split(US))
  // Parsed at once; just made and nobody else's, so the kind is put in, not into a copy.
  const data = JSON.parse(`[${rows.map((row) => row[5]!).join(',')}]`) as object[]
  return rows.map(([version, type, actor, at, hash], n) => ({
    version: Number(version), actor: actor === '' ? null : actor!, at: new Date(isoOf(at!)), hash: hash!, fact: Object.assign(data[n]!, { type }) as F,
  }))
}

/** Streams by id; one that is not there is absent. */
export async function readStreams<F>(db: Db | Tx, district: string, stream: string, ids: readonly string[]): Promise<Map<string, Recorded<F>[]>> {
  const rows = await ask<{ id: string; rows: string }>(db, LOAD, [district, stream, ids])
  return new Map(rows.map((row) => [row.id, recordedOf<F>(row.rows)]))
}

export interface Streams { load<F>(district: string, stream: string, id: string): Promise<Recorded<F>[]> }

interface Asked { id: string; give: (rows: Recorded<any>[]) => void; failed: (error: unknown) => void }
const AT_ONCE = 4
const MOST = 100

export function streamsOn(db: Db): Streams {
  const waiting = new Map<string, Asked[]>()
  let busy = 0
  let planned = false
  const plan = () => {
    if (planned) return
    planned = true
    setImmediate(() => { planned = false; while (busy < AT_ONCE && send()); })
  }
  const send = (): boolean => {
    const [next] = waiting
    if (!next) return false
    const [key, asked] = next
    const mine = asked.splice(0, MOST)
    if (asked.length === 0) waiting.delete(key)
    const [district, stream] = key.split('/') as [string, string]
    busy++
    void readStreams(db, district, stream, mine.map((one) => one.id))
      .then((found) => { for (const one of mine) one.give(found.get(one.id) ?? []) }, (error: unknown) => { for (const one of mine) one.failed(error) })
      .finally(() => { busy--; if (waiting.size > 0) plan() })
    return true
  }
  return {
    load: (district, stream, id) => new Promise((give, failed) => {
      const key = `${district}/${stream}`
      const had = waiting.get(key)
      if (had) had.push({ id, give, failed })
      else waiting.set(key, [{ id, give, failed }])
      plan()
    }),
  }
}
