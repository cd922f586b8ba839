// Replay: every list row folded anew from the log, beside the rows in use, and each difference named. The log is the truth.
import { sql } from 'kysely'
import { json, type Db, type Tx } from '../db.ts'
import type { Recorded } from '../log.ts'
import type { Stream } from '../verb.ts'
import type { RowWrite } from '../write/writing.ts'

export interface Difference { table: string; key: Record<string, unknown>; columns: string[]; only?: 'log' | 'table' }
export interface Replayed { streams: number; facts: number; tables: { name: string; rows: number; differences: number }[]; differences: Difference[] }

interface Shadow { name: string; key: string[]; of: [string, string][]; live?: string | undefined }
/** Tables that follow from rows of streams. `derive` fills those of the same names in pg_temp, from what the replay has folded there; the ones in use stand in `schema`. `live`: which rows count. */
export interface Derived { tables: readonly { name: string; live?: string }[]; derive(tx: Tx, district: string, schema: string): Promise<void> }
/** Differences told one by one; the counts are whole. */
const TOLD_MAX = 100
const BATCH = 2_000

/**
 * Folds all streams of a district in one snapshot. With `write` the rows in use are replaced; a write that comes between
 * makes this fail whole (serialization failure) instead of losing it: run it again.
 */
export async function replay(db: Db, district: string, streams: readonly Stream<any, any>[], options: { write?: boolean; derived?: readonly Derived[]; onStream?: (done: number) => void } = {}): Promise<Replayed> {
  return await db.transaction().setIsolationLevel('repeatable read').execute(async (tx) => {
    await sql`set local statement_timeout = 0`.execute(tx)
    const schema = (await sql<{ name: string }>`select current_schema()::text as name`.execute(tx)).rows[0]!.name
    const shadows = await makeShadows(tx, schema, [...streams.flatMap((stream) => stream.tables), ...(options.derived ?? []).flatMap((one) => one.tables)])
    let done = 0, facts = 0
    for (const stream of streams) {
      for await (const batch of batches(lives(tx, district, stream.name))) {
        const texts = await maskedOf(tx, district, stream.name, batch.map((life) => life.id))
        const rows = batch.flatMap(({ id, recorded }) => {
          const state = recorded.reduce((before, row) => stream.evolve(before, row.fact, row.at, row.actor), stream.start)
          return stream.rows({ district, id }, state, recorded, texts)
        })
        await fill(tx, district, rows)
        facts += batch.reduce((sum, life) => sum + life.recorded.length, 0)
        options.onStream?.(done += batch.length)
      }
    }
    for (const one of options.derived ?? []) await one.derive(tx, district, schema)
    const found: Replayed = { streams: done, facts, tables: [], differences: [] }
    for (const shadow of shadows) {
      const { rows, differences } = await compare(tx, schema, district, shadow, TOLD_MAX - found.differences.length)
      found.tables.push({ name: shadow.name, rows, differences: differences.count })
      found.differences.push(...differences.told)
      if (options.write && differences.count > 0) await replace(tx, schema, district, shadow)
    }
    return found
  })
}

/** Tables of the same names for this transaction alone: they stand before those in use. */
async function makeShadows(tx: Tx, schema: string, tables: readonly { name: string; of?: Readonly<Record<string, string>>; live?: string }[]): Promise<Shadow[]> {
  const shadows: Shadow[] = []
  for (const { name, of, live } of tables) {
    const { rows: [key] } = await sql<{ key: string[] }>`
      select array_agg(k.attname::text order by array_position(i.indkey::int2[], k.attnum)) as key
      from pg_index i join pg_attribute k on k.attrelid = i.indrelid and k.attnum = any(i.indkey) where i.indrelid = (${`${schema}.${name}`}::text)::regclass and i.indisprimary`.execute(tx)
    if (!shadows.some((shadow) => shadow.name === name)) await sql`create temp table ${sql.table(name)} (like ${sql.table(`${schema}.${name}`)} including all) on commit drop`.execute(tx)
    shadows.push({ name, key: key!.key, of: Object.entries(of ?? {}), live })
  }
  return shadows
}

async function* lives(tx: Tx, district: string, stream: string): AsyncGenerator<{ id: string; recorded: Recorded<any>[] }> {
  let life: { id: string; recorded: Recorded<any>[] } | undefined
  for (let after: [string, number] = ['00000000-0000-0000-0000-000000000000', 0]; ;) {
    const { rows } = await sql<{ id: string; version: number; type: string; data: object; actor: string | null; at: Date; hash: string }>`
      select id, version, type, data, actor, at, hash from log where district = ${district} and stream = ${stream} and (id, version) > (${after[0]}::uuid, ${after[1]}::int)
      order by id, version limit ${BATCH}`.execute(tx)
    for (const { id, version, type, data, actor, at, hash } of rows) {
      if (life && life.id !== id) { yield life; life = undefined }
      life ??= { id, recorded: [] }
      life.recorded.push({ version, fact: { ...data, type }, actor, at, hash })
    }
    if (rows.length < BATCH) break
    after = [rows.at(-1)!.id, rows.at(-1)!.version]
  }
  if (life) yield life
}

async function* batches<T>(all: AsyncIterable<T>, size = 500): AsyncGenerator<T[]> {
  let batch: T[] = []
  for await (const one of all) if (batch.push(one) === size) { yield batch; batch = [] }
  if (batch.length > 0) yield batch
}

async function maskedOf(tx: Tx, district: string, stream: string, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.selectFrom('kept_text').select(['id', 'masked']).where('district', '=', district).where('stream', '=', stream).where('stream_id', 'in', [...ids]).execute()
  return new Map(rows.flatMap((row) => (row.masked === null ? [] : [[row.id, row.masked]])))
}

/** Whole lives come as rows to add; the same photo used twice in one is one row. */
async function fill(tx: Tx, district: string, rows: readonly RowWrite[]): Promise<void> {
  for (const [table, of] of Map.groupBy(rows, (row) => row.table)) {
    const values = of.map((row) => ({ district, ...row.key, ...row.values }))
    await sql`insert into ${sql.table(`pg_temp.${table}`)} select * from jsonb_populate_recordset(null::${sql.table(`pg_temp.${table}`)}, ${json(values)}::jsonb) on conflict do nothing`.execute(tx)
  }
}

const inUse = (schema: string, district: string, { name, of, live }: Shadow) =>
  sql`(select * from ${sql.table(`${schema}.${name}`)} where district = ${district}${of.length > 0 ? sql` and ${sql.join(of.map(([column, value]) => sql`${sql.ref(column)} = ${value}`), sql` and `)}` : sql``}${live ? sql` and ${sql.raw(live)}` : sql``})`

async function compare(tx: Tx, schema: string, district: string, shadow: Shadow, tell: number): Promise<{ rows: number; differences: { count: number; told: Difference[] } }> {
  const same = sql.join(shadow.key.map((column) => sql`a.${sql.ref(column)} = b.${sql.ref(column)}`), sql` and `)
  const both = sql`from ${sql.table(`pg_temp.${shadow.name}`)} a full join ${inUse(schema, district, shadow)} b on ${same}`
  const { rows: [counted] } = await sql<{ rows: number; wrong: number }>`select count(*)::int as rows, (count(*) filter (where a is distinct from b))::int as wrong ${both}`.execute(tx)
  const { rows } = counted!.wrong === 0 || tell <= 0 ? { rows: [] }
    : await sql<{ log: Record<string, unknown> | null; row: Record<string, unknown> | null }>`select to_jsonb(a) as log, to_jsonb(b) as row ${both} where a is distinct from b limit ${tell}`.execute(tx)
  return {
    rows: counted!.rows,
    differences: { count: counted!.wrong, told: rows.map(({ log, row }) => {
      const there = (log ?? row)!
      const columns = log && row ? Object.keys(log).filter((column) => JSON.stringify(log[column]) !== JSON.stringify(row[column])) : []
      return { table: shadow.name, key: Object.fromEntries(shadow.key.filter((column) => column !== 'district').map((column) => [column, there[column]])), columns, ...(log && row ? {} : { only: log ? 'log' as const : 'table' as const }) }
    }) },
  }
}

async function replace(tx: Tx, schema: string, district: string, shadow: Shadow): Promise<void> {
  const of = shadow.of.length > 0 ? sql` and ${sql.join(shadow.of.map(([column, value]) => sql`${sql.ref(column)} = ${value}`), sql` and `)}` : sql``
  await sql`delete from ${sql.table(`${schema}.${shadow.name}`)} where district = ${district}${of}`.execute(tx)
  await sql`insert into ${sql.table(`${schema}.${shadow.name}`)} select * from ${sql.table(`pg_temp.${shadow.name}`)}`.execute(tx)
}
