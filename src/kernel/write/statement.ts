// Any number of writings as one statement: every table once, its rows as one JSON parameter. All of it happens, or none.
import type { Problem } from '#core/problem.ts'
import { ask, hot, type Db, type Hot, type Tx } from '../db.ts'
import type { RowWrite, Writing } from './writing.ts'

/** The parts of a statement that these writings need, and the values of each. */
interface Part { sql: (n: number) => string; value: unknown[]; select?: boolean }

const list = (columns: readonly string[], of = '') => columns.map((column) => `${of}"${column}"`).join(', ')
/** What a row does not say is nothing; of counts it is nought. */
const from = (table: string, n: number, counts?: ReadonlySet<string>) =>
  `json_populate_recordset(${counts ? `json_populate_record(null::"${table}", '${JSON.stringify(Object.fromEntries([...counts].map((column) => [column, 0])))}')` : `null::"${table}"`}, $${n}::json)`
const insert = (table: string, columns: readonly string[], value: unknown[], { once = false, counts }: { once?: boolean; counts?: ReadonlySet<string> | undefined } = {}): Part => ({
  value, sql: (n) => `insert into "${table}" (${list(columns)}) select ${list(columns)} from ${from(table, n, counts)}${once ? ' on conflict do nothing' : ''}`,
})
/** A row as it travels: reading a name and a nothing took the database as long as reading a value. */
function said(district: string, { key, values, counts }: RowWrite): Record<string, unknown> {
  const row: Record<string, unknown> = { district, ...key }
  for (const column in values) {
    const value = values[column]
    if (value !== null && value !== undefined && !(value === 0 && counts?.has(column))) row[column] = value
  }
  return row
}

const LOG = ['district', 'stream', 'id', 'version', 'type', 'data', 'actor', 'at', 'command', 'hash'] as const
const TEXT = ['district', 'id', 'stream', 'stream_id', 'salt', 'as_written', 'masked', 'kept_at'] as const
const TIMER = ['district', 'stream', 'id', 'name', 'due_at'] as const
const OUTBOX = ['district', 'id', 'stream', 'stream_id', 'version', 'kind', 'to_unit', 'to_role', 'to_crew', 'to_area', 'created_at'] as const
const KEY = ['district', 'actor', 'key', 'request_hash', 'status', 'answer', 'at'] as const

/** Waiting timers that are no longer wanted; rung ones stay as they are. Each thing by its key: the planner would rather read every waiting timer of the district. */
const staleTimers = (n: number) => `delete from timer t where t.fired_at is null and t.ctid = any(array(
  select w.at from json_to_recordset($${n}::json) c(district uuid, stream text, id uuid, wanted text[]) cross join lateral (
    select t.ctid as at from timer t where t.district = c.district and t.stream = c.stream and t.id = c.id and t.fired_at is null
      and not (t.name || '@' || floor(extract(epoch from t.due_at) * 1000)::bigint::text) = any(c.wanted) offset 0) w))`
/** A count that cannot be made when something is missing: the cast fails and names it. Rows that are there are held, so that the collector of unused files cannot come between. */
const missingFiles = (n: number) => `with held as materialized (select f.district, f.sha256 from file f
    where (f.district, f.sha256) in (select i.district, i.sha256 from json_to_recordset($${n}::json) i(district uuid, sha256 text)) for key share)
  select count(('${MISSING}' || i.sha256)::int) from json_to_recordset($${n}::json) i(district uuid, sha256 text)
  where not exists (select 1 from held h where h.district = i.district and h.sha256 = i.sha256)`
const MISSING = 'missing file '

export const textRows = (writings: readonly Writing[]) => writings.flatMap(({ district, stream, id, at, texts }) =>
  texts.map((text) => ({ district, id: text.id, stream, stream_id: id, salt: text.salt, as_written: text.text, masked: text.masked, kept_at: at })))
const timerRows = (writings: readonly Writing[]) => writings.flatMap(({ district, stream, id, timers = [] }) => timers.map((timer) => ({ district, stream, id, name: timer.name, due_at: timer.dueAt })))

export const wantedTimers = (writings: readonly Writing[]) => writings.map(({ district, stream, id, timers = [] }) => ({ district, stream, id, wanted: timers.map((timer) => `${timer.name}@${timer.dueAt.getTime()}`) }))

function rowParts(writings: readonly Writing[]): Part[] {
  const groups = new Map<string, { row: RowWrite; value: unknown[] }>()
  for (const { district, rows } of writings) {
    for (const row of rows) {
      const shape = `${row.mode}/${row.table}`
      const group = groups.get(shape) ?? { row, value: [] }
      groups.set(shape, group)
      group.value.push(said(district, row))
    }
  }
  // In one order whatever came first, so that the same mix is the same statement.
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { row, value }]) => {
    const keys = ['district', ...Object.keys(row.key)], columns = Object.keys(row.values)
    if (row.mode !== 'set') return insert(row.table, [...keys, ...columns], value, { once: row.mode === 'once', counts: row.counts })
    const sets = columns.map((column) => `"${column}" = ${row.keep?.includes(column) ? `coalesce(x."${column}", t."${column}")` : `x."${column}"`}`).join(', ')
    return { value, sql: (n) => `update "${row.table}" t set ${sets} from ${from(row.table, n, row.counts)} x where ${keys.map((key) => `t."${key}" = x."${key}"`).join(' and ')}` }
  })
}

/** The statement and its parameters. The text depends only on which parts there are, never on the values. */
export function statementOf(writings: readonly Writing[]): { statement: Hot; values: string[] } {
  const log = writings.flatMap((writing) => writing.log), texts = textRows(writings), timers = timerRows(writings), outbox = writings.flatMap((writing) => writing.outbox)
  const changed = wantedTimers(writings.filter((writing) => writing.timers && !writing.fresh))
  const files = writings.flatMap(({ district, files }) => files.map(({ sha256 }) => ({ district, sha256 })))
  const keys = writings.flatMap((writing) => (writing.key ? [writing.key] : []))
  const parts: Part[] = [
    insert('log', LOG, log), ...rowParts(writings), insert('kept_text', TEXT, texts), insert('timer', TIMER, timers, { once: true }), { sql: staleTimers, value: changed },
    insert('outbox', OUTBOX, outbox), insert('idempotency', KEY, keys), { sql: missingFiles, value: files, select: true },
  ].filter((part) => part.value.length > 0)
  // The database carries out what nobody reads from the last to the first: the log must come first, for whoever loses a race loses it there.
  parts.reverse()
  const ctes = parts.map((part, n) => `p${n} as (${part.sql(n + 1)})`)
  const checks = parts.flatMap((part, n) => (part.select ? [`(select * from p${n})`] : []))
  return { statement: hot(`with ${ctes.join(',\n')}\nselect ${checks.join(', ') || '1'}`), values: parts.map((part) => JSON.stringify(part.value)) }
}

/** Writes all, or nothing. What a person can have caused comes back as their problem when it is one writing alone. */
export async function writeAll(db: Db | Tx, writings: readonly Writing[]): Promise<void> {
  if (writings.every((writing) => writing.log.length === 0 && !writing.key)) return
  const { statement, values } = statementOf(writings)
  try {
    await ask(db, statement, values)
  } catch (error) {
    throw (writings.length === 1 ? causeOf(error, writings[0]!) : undefined) ?? error
  }
}

function causeOf(error: unknown, writing: Writing): Problem | undefined {
  const { code, table, message = '' } = (error ?? {}) as { code?: string; table?: string; message?: string }
  if (code === '23505') return writing.rows.find((row) => row.table === table && row.taken)?.taken!()
  if (code === '22P02') return writing.files.find(({ sha256 }) => message.includes(`${MISSING}${sha256}`))?.missing()
  return undefined
}
