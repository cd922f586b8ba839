// What a backup holds of the database: every table of ours, its columns and key, and the digest of its rows.
import { createHash, type Hash } from 'node:crypto'
import { Transform } from 'node:stream'
import type pg from 'pg'

export interface Table {
  name: string
  /** In the order they are copied. */
  columns: string[]
  key: string[]
  /** A column that numbers transactions: it means nothing in another cluster, stands last and is left out of the digest. */
  xid: string | undefined
}

/** Bookkeeping of the schema itself is not data: the manifest names the migrations. What an unlogged table holds is true for hours and meant to be forgotten. */
const notData = ['schema_migration']

export async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<{ name: string; columns: string[]; types: string[]; key: string[] | null }>(`
    select c.relname::text as name, array_agg(a.attname::text order by a.attnum) as columns, array_agg(a.atttypid::regtype::text order by a.attnum) as types,
      (select array_agg(k.attname::text order by array_position(i.indkey::int2[], k.attnum)) from pg_index i join pg_attribute k on k.attrelid = c.oid and k.attnum = any(i.indkey) where i.indrelid = c.oid and i.indisprimary) as key
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and c.relpersistence = 'p' group by c.oid, c.relname order by c.relname`)
  return rows.filter((row) => !notData.includes(row.name)).map((row) => {
    if (!row.key) throw new Error(`table ${row.name} has no primary key`)
    const xid = row.columns.find((_, n) => row.types[n] === 'xid8')
    return { name: row.name, columns: [...row.columns.filter((column) => column !== xid), ...(xid ? [xid] : [])], key: row.key, xid }
  })
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
const list = (names: readonly string[]) => names.map(quoted).join(', ')

/** Rows in the order of their key, so that the same rows always give the same bytes. */
export const copyOut = (table: Table): string => `copy (select ${list(table.columns)} from ${quoted(table.name)} order by ${list(table.key)}) to stdout`
export const copyIn = (table: Table, into = table.name): string => `copy ${quoted(into)} (${list(table.columns)}) from stdin`

/** Settings that decide how values are written as text; both sides of a comparison must have the same. */
export const plainText = `set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres'; set extra_float_digits = 1; set bytea_output = 'hex'; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0`

export interface Counted { rows: number; bytes: number; sha256: string }

/** Passes copied rows on, and counts and hashes them on the way. */
export function counting(table: Table): { through: Transform; counted(): Counted } {
  const hash = createHash('sha256')
  let rows = 0, bytes = 0
  let rest: Buffer = Buffer.alloc(0)
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.byteLength
      const all = rest.byteLength > 0 ? Buffer.concat([rest, chunk]) : chunk
      const end = all.lastIndexOf(10) + 1
      rows += hashLines(hash, all.subarray(0, end), table.xid !== undefined)
      rest = all.subarray(end)
      done(null, chunk)
    },
  })
  return { through, counted: () => ({ rows, bytes, sha256: hash.digest('hex') }) }
}

/** Whole lines into the hash, without their last column when that is a transaction number; answers how many lines. */
function hashLines(hash: Hash, lines: Buffer, cutLast: boolean): number {
  let n = 0
  if (!cutLast) {
    hash.update(lines)
    for (const byte of lines) if (byte === 10) n++
    return n
  }
  for (let from = 0; from < lines.byteLength; n++) {
    const end = lines.indexOf(10, from)
    // Tabs inside values are written as \t, so the last one stands before the last column.
    hash.update(lines.subarray(from, lines.lastIndexOf(9, end)))
    hash.update('\n')
    from = end + 1
  }
  return n
}
