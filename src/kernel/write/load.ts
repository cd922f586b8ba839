// Writing what many commands left behind: each table in a few large statements, each row once, as it stands at the end.
import { sql } from 'kysely'
import type { Tx } from '../db.ts'
import { textRows, wantedTimers } from './statement.ts'
import { told } from './told.ts'
import type { RowWrite, Writing } from './writing.ts'

export interface Rung { district: string; stream: string; id: string; name: string; due_at: Date; fired_at: Date | null }

/** Many changes of one row become one: the last word of every column, made if it was made on the way. */
export function merged(writes: readonly RowWrite[]): RowWrite[] {
  const rows = new Map<string, RowWrite>()
  for (const row of writes) {
    const at = `${row.table}/${Object.values(row.key).join('\0')}`
    const had = rows.get(at)
    if (!had) { rows.set(at, row); continue }
    if (row.mode === 'once') continue
    if (row.mode === 'add') throw new Error(`${row.table}: the same row is made twice`)
    const news = Object.entries(row.values).filter(([column, value]) => !(value === null && row.keep?.includes(column)))
    rows.set(at, { ...had, values: { ...had.values, ...Object.fromEntries(news) } })
  }
  return [...rows.values()]
}

const CHUNK = 1_000
async function each(all: readonly object[], send: (rows: string) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < all.length; at += CHUNK) await send(JSON.stringify(all.slice(at, at + CHUNK)))
}
const insert = (tx: Tx, table: string, rows: readonly object[]) => {
  if (rows.length === 0) return Promise.resolve()
  const columns = sql.join(Object.keys(rows[0]!).map((column) => sql.ref(column)))
  return each(rows, (text) => sql`insert into ${sql.table(table)} (${columns}) select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${text}::json) on conflict do nothing`.execute(tx))
}
/** Where a row that is there already would be a mistake, it breaks on the key. */
const add = (tx: Tx, table: string, rows: readonly object[]) => {
  if (rows.length === 0) return Promise.resolve()
  const columns = sql.join(Object.keys(rows[0]!).map((column) => sql.ref(column)))
  return each(rows, (text) => sql`insert into ${sql.table(table)} (${columns}) select ${columns} from json_populate_recordset(null::${sql.table(table)}, ${text}::json)`.execute(tx))
}

/** Everything in the transaction; messages go as carried, at the moment they were told. */
export async function writeBulk(tx: Tx, writings: readonly Writing[], rows: readonly RowWrite[], timers: readonly Rung[], readBefore: Date | null = null): Promise<void> {
  const files = writings.flatMap((writing) => writing.files.map((file) => ({ district: writing.district, ...file })))
  await each(files, async (text) => {
    const { rows: [gone] } = await sql<{ sha256: string }>`with held as materialized (select f.district, f.sha256 from file f where (f.district, f.sha256) in (select district, sha256 from json_to_recordset(${text}::json) i(district uuid, sha256 text)) for key share)
      select i.sha256 from json_to_recordset(${text}::json) i(district uuid, sha256 text) where not exists (select 1 from held h where h.district = i.district and h.sha256 = i.sha256) limit 1`.execute(tx)
    if (gone) throw files.find((file) => file.sha256 === gone.sha256)!.missing()
  })
  await add(tx, 'log', writings.flatMap((writing) => writing.log))
  await add(tx, 'kept_text', textRows(writings))
  const groups = Map.groupBy(rows, (row) => `${row.mode}/${row.table}`)
  const district = writings[0]?.district
  for (const group of groups.values()) {
    const { mode, table, key, values, keep } = group[0]!
    const all = group.map((row) => ({ district, ...row.key, ...row.values }))
    if (mode !== 'set') { await (mode === 'add' ? add : insert)(tx, table, all); continue }
    const sets = sql.join(Object.keys(values).map((column) => (keep?.includes(column) ? sql`${sql.ref(column)} = coalesce(x.${sql.ref(column)}, t.${sql.ref(column)})` : sql`${sql.ref(column)} = x.${sql.ref(column)}`)))
    const same = sql.join(['district', ...Object.keys(key)].map((column) => sql`t.${sql.ref(column)} = x.${sql.ref(column)}`), sql` and `)
    await each(all, (text) => sql`update ${sql.table(table)} t set ${sets} from json_populate_recordset(null::${sql.table(table)}, ${text}::json) x where ${same}`.execute(tx))
  }
  // Bells that were waiting in the database and have rung here, or are wanted no more.
  const ends = new Map(writings.filter((writing) => writing.timers && !writing.fresh).map((writing) => [`${writing.stream}/${writing.id}`, writing]))
  await each(wantedTimers([...ends.values()]), (text) => sql`delete from timer t using json_to_recordset(${text}::json) c(district uuid, stream text, id uuid) where t.district = c.district and t.stream = c.stream and t.id = c.id and t.fired_at is null`.execute(tx))
  await insert(tx, 'timer', timers)
  const news = writings.flatMap((writing) => writing.outbox.map((row) => ({ ...row, sent_at: row.created_at })))
  await add(tx, 'outbox', news)
  await each(news, (text) => sql`
    insert into inbox (district, id, account, kind, stream, stream_id, at, read_at)
    select o.district, o.id, a.id, o.kind, o.stream, o.stream_id, o.created_at, case when o.created_at < ${readBefore}::timestamptz then o.created_at end from json_populate_recordset(null::outbox, ${text}::json) o
    join account a on a.district = o.district and a.active and ${told}
    on conflict do nothing`.execute(tx))
}
