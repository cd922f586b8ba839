// Reading streams of the log: those asked for in the same moment come in one statement.
import type { Recorded } from '../log.ts'
import { ask, hot, type Db, type Tx } from '../db.ts'

type Row = [version: number, type: string, data: object, actor: string | null, at: string, hash: string]
const LOAD = hot(`select id, json_agg(json_build_array(version, type, data, actor, at, hash) order by version)::text as rows
  from log where district = $1 and stream = $2 and id = any($3::uuid[]) group by id`)

// Just parsed and nobody else's: the kind is put in, not into a copy.
export const recordedOf = <F>(text: string): Recorded<F>[] => (JSON.parse(text) as Row[]).map(([version, type, data, actor, at, hash]) => ({
  version, actor, at: new Date(at), hash, fact: Object.assign(data, { type }) as F,
}))

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
