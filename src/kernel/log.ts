// The log: audit, timeline and source of every _now row in one table. Appending is only done by run.ts.
import { sql } from 'kysely'
import { seal } from './chain.ts'
import { newId } from './clock.ts'
import { json, type Db, type Tx } from './db.ts'
import { hashOf } from './hash.ts'
import { placeOf, positionOf } from './position.ts'
import { readStreams } from './write/streams.ts'
import type { LogRow } from './write/writing.ts'

export interface Recorded<F = { type: string }> { version: number; fact: F; actor: string | null; at: Date; hash: string }

export const loadStream = async <F>(tx: Tx | Db, district: string, stream: string, id: string): Promise<Recorded<F>[]> =>
  (await readStreams<F>(tx, district, stream, [id])).get(id) ?? []

/** Facts as rows behind `last`, each sealing the one before it. Pure. */
export function sealed<F extends { type: string }>(
  to: { district: string; stream: string; id: string }, last: { version: number; hash: string | null },
  facts: readonly F[], by: { actor: string | null; at: Date; command: string },
): { recorded: Recorded<F>[]; rows: LogRow[] } {
  let { version, hash } = last
  const recorded: Recorded<F>[] = [], rows: LogRow[] = []
  for (const fact of facts) {
    const { type, ...data } = fact
    version += 1
    hash = seal(hash, { ...to, version, type, data, actor: by.actor, at: by.at, command: by.command })
    recorded.push({ version, fact, actor: by.actor, at: by.at, hash })
    rows.push({ district: to.district, stream: to.stream, id: to.id, version, type, data, actor: by.actor, at: by.at, command: by.command, hash })
  }
  return { recorded, rows }
}

/** Appends facts after `last`; a second writer at the same version breaks on the primary key and loses. */
export async function append<F extends { type: string }>(
  tx: Tx, to: { district: string; stream: string; id: string }, last: { version: number; hash: string | null },
  facts: readonly F[], by: { actor: string | null; at: Date; command: string },
): Promise<Recorded<F>[]> {
  const { recorded, rows } = sealed(to, last, facts, by)
  await tx.insertInto('log').values(rows.map((row) => ({ ...row, data: json(row.data) }))).execute()
  return recorded
}

/** The log id of a thing that has a name instead of an id (a pack, a unit's alias): the same name, the same id. */
export function nameId(stream: string, name: string): string {
  const hex = hashOf(`${stream}/${name}`)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Writes facts at the end of a stream that has no life of its own. */
export async function record(tx: Tx, to: { district: string; stream: string; id: string }, facts: readonly { type: string }[], by: { actor: string | null; at: Date; command?: string }): Promise<void> {
  if (facts.length === 0) return
  const last = await tx.selectFrom('log').select(['version', 'hash']).where('district', '=', to.district).where('stream', '=', to.stream).where('id', '=', to.id).orderBy('version', 'desc').limit(1).executeTakeFirst()
  await append(tx, to, last ?? { version: 0, hash: null }, facts, { actor: by.actor, at: by.at, command: by.command ?? newId(by.at.getTime()) })
}

/** `record` for thousands of things of one act at once: two statements a stream instead of two a thing. Every thing stands here once. */
export async function recordMany(tx: Tx, district: string, all: readonly { stream: string; id: string; facts: readonly { type: string }[] }[], by: { actor: string | null; at: Date; command: string }): Promise<void> {
  for (const [stream, things] of Map.groupBy(all, (one) => one.stream)) {
    const { rows: lasts } = await sql<{ id: string; version: number; hash: string }>`
      select distinct on (id) id, version, hash from log where district = ${district} and stream = ${stream} and id = any(${things.map((one) => one.id)}::uuid[]) order by id, version desc`.execute(tx)
    const last = new Map(lasts.map((row) => [row.id, row]))
    const rows = things.flatMap(({ id, facts }) => {
      let { version, hash } = last.get(id) ?? { version: 0, hash: null as string | null }
      return facts.map((fact) => {
        const { type, ...rest } = fact
        const text = json(rest)
        version += 1
        hash = seal(hash, { district, stream, id, version, type, data: JSON.parse(text) as unknown, actor: by.actor, at: by.at, command: by.command })
        return { district, stream, id, version, type, data: text, actor: by.actor, at: by.at, command: by.command, hash }
      })
    })
    // The wire protocol counts parameters with 16 bits.
    for (let n = 0; n < rows.length; n += 1000) await tx.insertInto('log').values(rows.slice(n, n + 1000)).execute()
  }
}

export interface Tail { rows: { stream: string; id: string; version: number; type: string; at: Date; actor: string | null }[]; position: string }

/** The log after a position, oldest first. Stops before the oldest transaction still running, so a row that commits late is never passed. */
export async function readTail(db: Db | Tx, district: string, position: string, limit: number): Promise<Tail> {
  const rows = await sql<{ tx: string; stream: string; id: string; version: number; type: string; at: Date; actor: string | null }>`
    select tx::text as tx, stream, id, version, type, at, actor from log
    where district = ${district} and (tx, stream, id, version) > ${placeOf(position)}
      and tx < pg_snapshot_xmin(pg_current_snapshot())
    -- Qualified: a bare "tx" would be the text of the select list, and "1000" sorts before "999".
    order by log.district, log.tx, log.stream, log.id, log.version limit ${limit}`.execute(db)
  const last = rows.rows.at(-1)
  return { rows: rows.rows, position: last ? positionOf(last) : position }
}

/** Where the tail ends now: where a reader starts that only wants news. */
export async function endOfTail(db: Db, district: string): Promise<string> {
  const { rows: [last] } = await sql<{ tx: string; stream: string; id: string; version: number }>`
    select tx::text as tx, stream, id, version from log
    where district = ${district} and tx < pg_snapshot_xmin(pg_current_snapshot())
    order by log.district desc, log.tx desc, log.stream desc, log.id desc, log.version desc limit 1`.execute(db)
  return last ? positionOf(last) : ''
}
