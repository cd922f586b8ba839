// The SQL of figures: what a case adds to the sums, the fold of what changed, and the question that reads sums and unfolded tail together.
import { sql } from 'kysely'
import type { Reach } from '#kernel/actor.ts'
import { json, type Db, type Tx } from '#kernel/db.ts'
import { askText, askTextQuick, sentence, under, type Sentence } from '#kernel/hot/text.ts'
import { placeOf, positionOf } from '#kernel/position.ts'
import { readStreams } from '#kernel/write/streams.ts'
import { flagRow, intakes, measures, type Measure } from '../case/figures/flags.ts'
import { caseStream } from '../case/stream.ts'
import type { Fact } from '../case/words.ts'
import { partsOf, type Sums } from './sums.ts'

/** The name of the fold's cursor among the readers of the log. */
export const FOLD = 'figure.fold'
/** Stands for no unit, no area. */
export const NO_ID = '00000000-0000-0000-0000-000000000000'
export const NIL = `'${NO_ID}'::uuid`
const DIMENSIONS = ['unit', 'area', 'pack', 'category', 'source'] as const
export type Dimension = (typeof DIMENSIONS)[number]
/** What each slice keeps; the empty rest makes its rows few. */
const SLICES: Record<string, readonly Dimension[]> = { d: [], u: ['unit'], a: ['area'], c: ['pack', 'category'], s: ['source'], x: DIMENSIONS }
const empty = (dimension: Dimension) => (dimension === 'unit' || dimension === 'area' ? NIL : `''`)
export const FLAG_COLUMNS = ['district', 'id', 'version', ...DIMENSIONS, 'reported_day', 'due_day', 'due_at', ...measures]
const intake = new Set<string>(intakes)
export const flagList = (of = '') => FLAG_COLUMNS.map((column) => `${of}${column}`).join(', ')

/** Rows of `f` (flags with a sign) as what they add to the sums: on the day of the report, and on the day handling is due. */
const adds = (rows: string) => `select v.day, coalesce(f.unit, ${NIL}) as unit, coalesce(f.area, ${NIL}) as area, f.pack, f.category, f.source, f.sign as n, ${measures.map((measure) => `case when v.basis = ${intake.has(measure) ? 1 : 2} then f.sign * f.${measure} else 0 end as ${measure}`).join(', ')}
  from (${rows}) f cross join lateral (values (1, f.reported_day), (2, f.due_day)) v(basis, day) where v.day is not null`
const sums = measures.map((measure) => `sum(a.${measure})::int as ${measure}`).join(', ')
const sliced = (from: string, day: string, dayName: string) => Object.entries(SLICES).map(([slice, keeps]) =>
  `select '${slice}' as slice, ${day} as ${dayName}, ${DIMENSIONS.map((dimension) => `${keeps.includes(dimension) ? `a.${dimension}` : empty(dimension)} as ${dimension}`).join(', ')}, sum(a.n)::int as n, ${sums} from ${from} a group by ${[day, ...keeps.map((dimension) => `a.${dimension}`)].join(', ')}`).join('\nunion all ')
export const ROLL = [...DIMENSIONS, 'n', ...measures]
/** Added up once by everything that is kept apart; every slice, day and month is made of these few rows. */
const fine = `fine as materialized (select a.day, ${DIMENSIONS.map((dimension) => `a.${dimension}`).join(', ')}, sum(a.n)::int as n, ${sums} from adds a group by a.day, ${DIMENSIONS.map((dimension) => `a.${dimension}`).join(', ')})`

/** Everything one set of flags adds up to, as rows of a table of sums. */
export const rollOf = (flags: string, table: 'roll_day' | 'roll_month') => {
  const day = table === 'roll_day' ? 'a.day' : `date_trunc('month', a.day)::date`, name = table === 'roll_day' ? 'day' : 'month'
  return `with adds as materialized (${adds(flags)}), ${fine} ${sliced('fine', day, name)}`
}

/** The fold's statement: what changed against what is counted, into both tables of sums, and then that it is counted. One snapshot sees all of it. */
const foldText = (() => {
  const changed = `select ${flagList('f.')}, 1 as sign from case_flag f where f.district = $1 and f.id = any($2::uuid[]) union all select ${flagList('k.')}, -1 from case_counted k where k.district = $1 and k.id = any($2::uuid[])`
  const into = (table: string, name: string) => `insert into ${table} (district, slice, ${name}, ${ROLL.join(', ')}) select $1, s.slice, s.${name}, ${ROLL.map((column) => `s.${column}`).join(', ')} from ${table}_delta s
    where s.n <> 0 or ${measures.map((measure) => `s.${measure} <> 0`).join(' or ')} order by s.slice, s.${name}, s.unit, s.area, s.pack, s.category, s.source
    on conflict (district, slice, ${name}, ${DIMENSIONS.join(', ')}) do update set ${['n', ...measures].map((column) => `${column} = ${table}.${column} + excluded.${column}`).join(', ')}`
  return `with adds as materialized (${adds(changed)}), ${fine},
    roll_day_delta as (${sliced('fine', 'a.day', 'day')}), roll_month_delta as (${sliced('fine', `date_trunc('month', a.day)::date`, 'month')}),
    days as (${into('roll_day', 'day')}), months as (${into('roll_month', 'month')})
    insert into case_counted (${flagList()}) select ${flagList('f.')} from case_flag f where f.district = $1 and f.id = any($2::uuid[])
    on conflict (district, id) do update set ${FLAG_COLUMNS.slice(2).map((column) => `${column} = excluded.${column}`).join(', ')}`
})()

/** Adds these cases to the sums as they stand now. Done again it adds nothing. */
export async function addToSums(tx: Tx, district: string, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await askText(tx, foldText, [district, ids])
}

/** The fold's place in the log, held for this transaction; undefined while another server has it. */
export async function holdFold(tx: Tx, district: string): Promise<string | undefined> {
  const held = await tx.selectFrom('reader_cursor').select('position').where('district', '=', district).where('reader', '=', FOLD).forUpdate().skipLocked().executeTakeFirst()
  if (held) return held.position
  const made = await tx.insertInto('reader_cursor').values({ district, reader: FOLD, position: '' }).onConflict((oc) => oc.doNothing()).returning('position').executeTakeFirst()
  return made?.position
}
export async function moveFold(tx: Tx, district: string, position: string): Promise<void> {
  await tx.updateTable('reader_cursor').set({ position }).where('district', '=', district).where('reader', '=', FOLD).execute()
}

/** The next rows of the log, stopping before the oldest transaction still running; the cases among them with the newest version the log has. */
export async function tailOf(tx: Tx, district: string, position: string, limit: number): Promise<{ rows: number; end: string; cases: string[] }> {
  const { rows } = await sql<{ tx: string; stream: string; id: string; version: number }>`
    select l.tx::text as tx, l.stream, l.id, l.version from log l where l.district = ${district} and (l.tx, l.stream, l.id, l.version) > ${placeOf(position)} and l.tx < pg_snapshot_xmin(pg_current_snapshot())
    order by l.district, l.tx, l.stream, l.id, l.version limit ${limit}`.execute(tx)
  return { rows: rows.length, end: rows.length > 0 ? positionOf(rows.at(-1)!) : position, cases: [...new Set(rows.filter((row) => row.stream === 'case').map((row) => row.id))] }
}

/** Flags of cases that an earlier release wrote without any, or moved on without them: folded from the log. */
export async function mendFlags(tx: Tx, district: string, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  const { rows } = await sql<{ id: string }>`
    select w.id from unnest(${ids}::uuid[]) w(id) left join case_flag f on f.district = ${district} and f.id = w.id
    where f.version is distinct from (select max(l.version) from log l where l.district = ${district} and l.stream = 'case' and l.id = w.id)`.execute(tx)
  if (rows.length === 0) return 0
  const values: object[] = []
  for (const [id, recorded] of await readStreams<Fact>(tx, district, 'case', rows.map((row) => row.id))) {
    const kase = recorded.reduce((before, row) => caseStream.evolve(before, row.fact, row.at, row.actor), caseStream.start)
    values.push({ district, id, version: recorded.at(-1)!.version, ...flagRow(kase) })
  }
  await sql`insert into case_flag select * from jsonb_populate_recordset(null::case_flag, ${json(values)}::jsonb)
    on conflict (district, id) do update set ${sql.raw(FLAG_COLUMNS.slice(2).map((column) => `${column} = excluded.${column}`).join(', '))} where case_flag.version < excluded.version`.execute(tx)
  return rows.length
}

/** Cases the fold has not passed: rows of the log behind its cursor. A cursor that is older only names more of them, and those add nothing. */
export const touched = (d: string) => {
  const part = (n: number, none: string, type: string) => `(select coalesce(nullif(split_part(max(position), '/', ${n}), ''), '${none}')::${type} from reader_cursor where district = ${d} and reader = '${FOLD}')`
  // The stream is no way in: every row of a log is a case's, or nearly. Between two ends the planner takes a range for short, which it is; with one end open it would rather read the whole log.
  return `select distinct l.id from log l where l.district = ${d} and l.tx >= ${part(1, '0', 'xid8')} and l.tx <= pg_snapshot_xmax(pg_current_snapshot()) and (l.tx, l.stream, l.id, l.version) > (${part(1, '0', 'xid8')}, ${part(2, '', 'text')}, ${part(3, '00000000-0000-0000-0000-000000000000', 'uuid')}, ${part(4, '0', 'int')}) and l.stream || '' = 'case'`
}

export interface Filter { unit?: string | undefined; areas?: readonly string[] | undefined; pack?: string | undefined; category?: string | undefined; source?: string | undefined; reach?: Reach | undefined }
export interface Question extends Filter { district: string; by: readonly (Dimension | 'day')[]; from: string; to: string; today: string; now: Date; of?: readonly Measure[] }

/** The columns of a filter, on the row `c`. */
export function filtered(s: Sentence, f: Filter): string {
  const all: string[] = []
  if (f.reach && !f.reach.all) all.push(under(s, f.reach))
  // The nil uuid asks for what has none, in the sums and on a case alike.
  if (f.unit !== undefined) all.push(f.unit === NO_ID ? `coalesce(c.unit, ${NIL}) = ${NIL}` : `c.unit = ${s.value(f.unit)}::uuid`)
  if (f.areas) all.push(f.areas.includes(NO_ID) ? `coalesce(c.area, ${NIL}) = ${NIL}` : `c.area = any(${s.value(f.areas)}::uuid[])`)
  for (const column of ['pack', 'category', 'source'] as const) if (f[column] !== undefined) all.push(`c.${column} = ${s.value(f[column])}`)
  return all.map((one) => ` and ${one}`).join('')
}
/** The smallest slice that knows everything that is asked. */
function sliceFor(by: Question['by'], f: Filter): string {
  const needs = new Set<string>([...by.filter((one) => one !== 'day'), ...(f.unit === undefined ? [] : ['unit']), ...(f.areas ? ['area'] : []), ...(['pack', 'category', 'source'] as const).filter((one) => f[one] !== undefined), ...(f.reach && !f.reach.all ? ['unit', 'area'] : [])])
  return Object.entries(SLICES).find(([, keeps]) => [...needs].every((need) => (keeps as readonly string[]).includes(need)))![0]
}

/** The sums of a period, by their keys: whole months, days at the ends, less what is not due yet, and what the fold has not seen. */
export function questionOf(q: Question): { text: string; values: readonly unknown[] } {
  const s = sentence(), of = q.of ?? measures, byDay = q.by.includes('day')
  const d = s.value(q.district), slice = s.value(sliceFor(q.by, q)), from = `${s.value(q.from)}::date`, to = `${s.value(q.to)}::date`, today = `${s.value(q.today)}::date`
  const keys = q.by.map((key) => (key === 'day' ? 'c.day' : `c.${key}`)), where = filtered(s, q)
  const take = (day: string) => [...keys.map((key) => (key === 'c.day' ? `${day} as day` : key)), ...of.map((measure) => `c.${measure}`)].join(', ')
  const less = (unit: (key: string) => string) => [...keys.map(unit), ...of.map((measure) => (intake.has(measure) ? '0' : `-c.${measure}`))].join(', ')
  const { months, days } = byDay ? { months: undefined, days: [{ from: q.from, to: q.to }] } : partsOf(q.from, q.to)
  const parts: string[] = []
  if (months) parts.push(`select ${take('c.month')} from roll_month c where c.district = ${d} and c.slice = ${slice} and c.month between ${s.value(months.first)}::date and ${s.value(months.last)}::date${where}`)
  for (const edge of days) parts.push(`select ${take('c.day')} from roll_day c where c.district = ${d} and c.slice = ${slice} and c.day between ${s.value(edge.from)}::date and ${s.value(edge.to)}::date${where}`)
  if (q.to >= q.today) {
    // What is due later counts when its moment has come.
    parts.push(`select ${less((key) => key)} from roll_day c where c.district = ${d} and c.slice = ${slice} and c.day > ${today} and c.day between ${from} and ${to}${where}`)
    if (q.from <= q.today) parts.push(`select ${less((key) => (key === 'c.day' ? 'c.due_day' : key === 'c.unit' || key === 'c.area' ? `coalesce(${key}, ${NIL})` : key))} from case_flag c where c.district = ${d} and c.due_day = ${today} and c.due_at > ${s.value(q.now)}${where}`)
  }
  // One by one through the key, however many the planner takes them for.
  const each = (table: string, sign: number) => `select ${flagList('f.')}, ${sign} as sign from touched t cross join lateral (select * from ${table} f where f.district = ${d} and f.id = t.id offset 0) f`
  const tail = `${each('case_flag', 1)} union all ${each('case_counted', -1)}`
  parts.push(`select ${take('c.day')} from (${adds(tail)} and v.day between ${from} and ${to} and (v.basis = 1 or v.day <= ${today})) c where true${where}`)
  const names = q.by.map((key) => `r.${key}`)
  return { values: s.values, text: `with touched as materialized (${touched(d)})
    select ${[...names.map((name) => (name === 'r.day' ? `to_char(r.day, 'YYYY-MM-DD') as day` : name)), ...of.map((measure) => `coalesce(sum(r.${measure}), 0)::int as ${measure}`)].join(', ')}
    from (${parts.join('\nunion all ')}) r${names.length > 0 ? ` group by ${names.join(', ')}` : ''}` }
}
export type SumRow = Sums & { [key in Dimension | 'day']?: string }
export async function sumsOf(db: Db, question: Question): Promise<SumRow[]> {
  const { text, values } = questionOf(question)
  return await askTextQuick<SumRow>(db, text, values)
}

/**
 * What a replay holds the sums against, in the transaction that has folded the flags anew (they stand in pg_temp, before those in use): counted is what
 * the log says of each case the fold has passed; of the others, what was counted of them until now. The sums follow from that and nothing else.
 */
export async function deriveSums(tx: Tx, district: string, schema: string): Promise<void> {
  await sql`create temp table unfolded on commit drop as ${sql.raw(touched('$1').replaceAll('$1', `'${district}'::uuid`))}`.execute(tx)
  const used = sql.table(`${schema}.case_counted`), columns = sql.raw(flagList('f.')), plain = sql.raw(flagList())
  await sql`insert into pg_temp.case_counted (${plain}) select ${columns} from pg_temp.case_flag f where f.id not in (select id from unfolded)`.execute(tx)
  await sql`insert into pg_temp.case_counted (${plain}) select ${columns} from ${used} f where f.district = ${district} and f.id in (select id from unfolded)`.execute(tx)
  for (const table of ['roll_day', 'roll_month'] as const) {
    await sql`insert into ${sql.table(`pg_temp.${table}`)} (district, slice, ${sql.raw(table === 'roll_day' ? 'day' : 'month')}, ${sql.raw(ROLL.join(', '))})
      select ${district}::uuid, s.slice, s.${sql.raw(table === 'roll_day' ? 'day' : 'month')}, ${sql.raw(ROLL.map((column) => `s.${column}`).join(', '))} from (${sql.raw(rollOf(`select f.*, 1 as sign from pg_temp.case_counted f`, table))}) s`.execute(tx)
  }
}
