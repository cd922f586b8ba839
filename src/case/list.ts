// The SQL of case lists, maps and tallies: one statement a question, the reach inside it, JSON made by the database.
import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import type { Actor, Reach } from '#kernel/actor.ts'
import type { Db, Tx } from '#kernel/db.ts'
import { readCursor, underReach, withinReach, writeCursor } from '#kernel/scope.ts'
import type { Sight } from '#kernel/sight.ts'
import { problem } from '#core/problem.ts'
import { cellsIn } from './cell.ts'
import { life } from './life.ts'
import { states, type State } from './words.ts'

export const badCursor = problem('list.bad-cursor', 400, () => ({
  zh: '翻页标记无效。请从第一页重新开始。', en: 'The page mark is not valid. Start again from the first page.',
}))

const yesNo = z.enum(['true', 'false']).transform((v) => v === 'true')
const filters = {
  open: yesNo.optional(),
  state: z.string().max(200).transform((v) => v.split(',')).pipe(z.array(z.enum(states)).max(12)).optional(),
  source: z.string().max(40).optional(), unit: z.uuid().optional(), area: z.uuid().optional(),
  pack: z.string().max(64).optional(), category: z.string().max(64).optional(),
  late: yesNo.optional(), mine: yesNo.optional(), q: z.string().trim().max(60).optional(),
}
export const ListQuery = z.strictObject({
  ...filters, sort: z.enum(['due', 'newest']).default('newest'), after: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export const MapQuery = z.strictObject({ ...filters, box: z.string().regex(/^-?[\d.]+(,-?[\d.]+){3}$/).optional(), limit: z.coerce.number().int().min(1).max(2000).default(1000) })
type Filters = Omit<z.output<typeof ListQuery>, 'sort' | 'after' | 'limit'>

/** A street-level view touches fewer cells than this; a wider one is asked by its box alone. */
const CELLS_MAX = 600
/** Counting stops here: "1,000 and more" is all a person needs and costs the same for a million. */
const COUNT_MAX = 1000

/** Verbs that move a case on, as against looking at it or correcting it. */
const movesOn = (verb: string) => verb !== 'reveal' && verb !== 'locate'

/** What waits for this actor: open cases in a state that has a verb they may do. Read from the life table, so a new verb is in at once. */
function waitsFor(actor: Actor): RawBuilder<boolean> {
  const parts: RawBuilder<boolean>[] = []
  for (const state of states) {
    for (const verb of Object.keys(life[state as State]).filter(movesOn)) {
      const reach = actor.may.get(`case.${verb}`)
      if (!reach) continue
      // Nobody checks the work of their own unit.
      const notOwn = verb === 'check' && actor.unit ? sql<boolean>`and c.unit is distinct from ${actor.unit}::uuid` : sql<boolean>``
      parts.push(sql<boolean>`(c.state = ${state} and ${underReach(reach)} ${notOwn})`)
    }
  }
  return parts.length === 0 ? sql<boolean>`false` : sql<boolean>`c.open and (${sql.join(parts, sql` or `)})`
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')

function where(actor: Actor, reach: Reach, f: Filters, now: Date): RawBuilder<boolean> {
  const all: RawBuilder<unknown>[] = [sql`c.district = ${actor.district}`, withinReach(reach, actor)]
  // Written as a literal, so that the partial indexes on open work are used.
  if (f.open === true) all.push(sql`c.open`)
  if (f.open === false) all.push(sql`not c.open`)
  if (f.state) all.push(sql`c.state = any(${f.state}::text[])`)
  if (f.source) all.push(sql`c.source = ${f.source}`)
  if (f.unit) all.push(sql`c.unit = ${f.unit}::uuid`)
  if (f.area) all.push(sql`c.area in (with recursive down as (select id from area where district = ${actor.district} and id = ${f.area}::uuid union all select a.id from area a join down on a.parent = down.id where a.district = ${actor.district}) select id from down)`)
  if (f.pack) all.push(sql`c.pack = ${f.pack}`)
  if (f.category) all.push(sql`c.category = ${f.category}`)
  if (f.late === true) all.push(sql`(c.late or (c.open and c.due_at < ${now}))`)
  if (f.late === false) all.push(sql`not coalesce(c.late, false) and not (c.open and c.due_at < ${now})`)
  if (f.mine) all.push(waitsFor(actor))
  if (f.q) {
    const like = `%${escapeLike(f.q)}%`
    all.push(sql`(c.number like ${like} or c.summary like ${like} or c.place like ${like} or c.category_zh like ${like} or c.category_en ilike ${like} or c.external_number = ${f.q})`)
  }
  return sql<boolean>`${sql.join(all, sql` and `)}`
}

const columns = sql`
  c.id, c.version, c.number, c.state, c.open, c.source, c.summary, c.place, c.area, a.name as area_name, c.lon, c.lat, c.pack, c.category, c.category_zh, c.category_en, c.action,
  c.unit, u.zh as unit_zh, u.en as unit_en, c.because, c.handling_limit, c.stage, c.stage_start, c.due_at, c.provisional, c.handle_due_at, c.late, c.reworks, c.photo, c.external_number,
  c.reported_at, c.filed_at, c.dispatched_at, c.handled_at, c.ended_at`
const joins = sql`left join area a on a.district = c.district and a.id = c.area left join unit u on u.district = c.district and u.id = c.unit`

/** `{items, next, count}` as JSON text. */
export async function listCases(db: Db, actor: Actor, reach: Reach, query: z.output<typeof ListQuery>, now: Date): Promise<string> {
  const { sort, after, limit, ...f } = query
  const cursor = after ? readCursor(after) : undefined
  if (after && !cursor) throw badCursor({})
  const base = where(actor, reach, f, now)
  // Ended cases have no deadline left; they sort behind all open ones. The sentinel keeps the row comparison total.
  const key = sort === 'due' ? sql`coalesce(c.due_at, 'infinity'::timestamptz)` : sql`c.reported_at`
  const past = !cursor ? sql`true` : sort === 'due' ? sql`(${key}, c.id) > (${cursor.value === FAR ? 'infinity' : cursor.value}::timestamptz, ${cursor.id}::uuid)` : sql`(${key}, c.id) < (${cursor.value}::timestamptz, ${cursor.id}::uuid)`
  const order = sort === 'due' ? sql`${key}, c.id` : sql`c.reported_at desc, c.id desc`
  const [page, count] = await Promise.all([
    sql<{ items: string; last_key: string | null; last_id: string | null; n: number }>`
      with page as (select ${columns}, ${key} as sort_key from case_now c ${joins} where ${base} and ${past} order by ${order} limit ${limit + 1})
      select coalesce((select json_agg(to_jsonb(p) - 'sort_key') from (select * from page limit ${limit}) p), '[]')::text as items,
        (select case when sort_key = 'infinity' then ${FAR} else to_char(sort_key at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') end from page limit 1 offset ${limit - 1}) as last_key,
        (select id from page limit 1 offset ${limit - 1}) as last_id, (select count(*)::int from page) as n`.execute(db),
    sql<{ n: number }>`select count(*)::int as n from (select 1 from case_now c where ${base} limit ${COUNT_MAX + 1}) s`.execute(db),
  ])
  const row = page.rows[0]!
  const n = count.rows[0]!.n
  const next = row.n > limit && row.last_key && row.last_id ? writeCursor(row.last_key, row.last_id) : null
  return `{"items":${row.items},"next":${JSON.stringify(next)},"count":${JSON.stringify({ n: Math.min(n, COUNT_MAX), more: n > COUNT_MAX })}}`
}
const FAR = '9999-12-31T00:00:00.000Z'

/** Points in a box, newest first, at most `limit`. */
export async function casePoints(db: Db, actor: Actor, reach: Reach, query: z.output<typeof MapQuery>, now: Date): Promise<string> {
  const { box, limit, ...f } = query
  const [w = 0, s = 0, e = 0, n = 0] = box?.split(',').map(Number) ?? []
  // Cells narrow it down by an index; the box itself is still asked, since cells reach over its edge.
  const cells = box ? cellsIn([w, s, e, n], CELLS_MAX) : undefined
  const inCells = cells ? sql`and c.cell = any(${cells}::bigint[])` : sql``
  const inBox = box ? sql`${inCells} and c.lon between ${w} and ${e} and c.lat between ${s} and ${n}` : sql``
  const { rows } = await sql<{ points: string; n: number }>`
    with found as (select c.id, c.number, c.state, c.open, c.action, c.lon, c.lat, c.due_at, c.stage_start, c.late, c.summary, c.category_zh, c.category_en, c.photo
      from case_now c where ${where(actor, reach, f, now)} and c.lon is not null ${inBox} order by c.reported_at desc limit ${limit + 1})
    select coalesce((select json_agg(p) from (select * from found limit ${limit}) p), '[]')::text as points, (select count(*)::int from found) as n`.execute(db)
  return `{"points":${rows[0]!.points},"more":${rows[0]!.n > limit}}`
}

/** What waits for me: how many, how many past their time, when the next runs out, by state. */
export async function tally(db: Db, actor: Actor, reach: Reach, now: Date): Promise<string> {
  const { rows } = await sql<{ text: string }>`
    select json_build_object('waiting', coalesce(sum(n), 0)::int, 'late', coalesce(sum(late), 0)::int, 'next_due', min(next_due),
      'by_state', coalesce(json_object_agg(state, json_build_object('n', n, 'late', late)), '{}'::json))::text as text
    from (select c.state, count(*)::int as n, (count(*) filter (where c.due_at < ${now}))::int as late, min(c.due_at) filter (where c.due_at >= ${now}) as next_due
      from case_now c where c.district = ${actor.district} and ${withinReach(reach, actor)} and ${waitsFor(actor)} group by c.state) s`.execute(db)
  return rows[0]!.text
}

/** One row as the list has it, or undefined outside the reach. */
export async function oneCase(db: Db, actor: Actor, reach: Reach, id: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await sql<{ row: Record<string, unknown> }>`
    select to_jsonb(r) as row from (select ${columns} from case_now c ${joins} where c.district = ${actor.district} and c.id = ${id}::uuid and ${withinReach(reach, actor)}) r`.execute(db)
  return rows[0]?.row
}

/** May this actor see the photo: it is used in a case within their reach, or they put it there themselves. */
export async function photoWithin(db: Db, actor: Actor, reach: Reach | undefined, sha256: string): Promise<boolean> {
  const { rows } = await sql<{ yes: boolean }>`
    select exists (select 1 from file f where f.district = ${actor.district} and f.sha256 = ${sha256} and f.put_by = ${actor.account}::uuid)
      or exists (select 1 from file_use fu join case_now c on c.district = fu.district and c.id = fu.stream_id
        where fu.district = ${actor.district} and fu.sha256 = ${sha256} and fu.stream = 'case' and ${reach ? withinReach(reach, actor) : sql<boolean>`false`}) as yes`.execute(db)
  return rows[0]!.yes
}

/** Where photos are used, in cases within the reach of this actor: others are not even counted. */
export async function photoUses(db: Db, actor: Actor, reach: Reach, sha256s: readonly string[]): Promise<{ sha256: string; id: string; number: string; unit: string | null; at: Date; handled_at: Date | null; before: boolean }[]> {
  if (sha256s.length === 0) return []
  const { rows } = await sql<{ sha256: string; id: string; number: string; unit: string | null; at: Date; handled_at: Date | null; before: boolean }>`
    select fu.sha256, c.id, c.number, c.unit, c.reported_at as at, c.handled_at, c.photo = fu.sha256 as before from file_use fu join case_now c on c.district = fu.district and c.id = fu.stream_id
    where fu.district = ${actor.district} and fu.stream = 'case' and fu.sha256 = any(${[...sha256s]}::text[]) and ${withinReach(reach, actor)}
    order by c.reported_at desc, c.id limit ${USES_MAX}`.execute(db)
  return rows
}
const USES_MAX = 200

/** What photos told of their taking, before it was taken off them. */
export async function photoTraces(db: Db, district: string, sha256s: readonly string[]) {
  if (sha256s.length === 0) return []
  return await db.selectFrom('file_meta as m').innerJoin('file as f', (on) => on.onRef('f.district', '=', 'm.district').onRef('f.sha256', '=', 'm.sha256'))
    .select(['m.sha256', 'm.source_sha256', 'm.taken_at', 'm.zone_said', 'm.lon', 'm.lat', 'm.accuracy_m', 'm.device', 'm.edited', 'f.put_at', 'f.width', 'f.height'])
    .where('m.district', '=', district).where('m.sha256', 'in', [...sha256s]).execute()
}

/** What the kernel may ask about cases: who sees which, and their numbers. */
export const caseSight: Sight = {
  async within(db, actor, ids) {
    const reach = actor.may.get('case.list')
    if (!reach || ids.length === 0) return new Set()
    const { rows } = await sql<{ id: string }>`select c.id from case_now c where c.district = ${actor.district} and c.id = any(${[...ids]}::uuid[]) and ${withinReach(reach, actor)}`.execute(db)
    return new Set(rows.map((row) => row.id))
  },
  async numbers(db, district, ids) {
    if (ids.length === 0) return new Map()
    const rows = await db.selectFrom('case_now').select(['id', 'number']).where('district', '=', district).where('id', 'in', [...ids]).execute()
    return new Map(rows.map((row) => [row.id, row.number]))
  },
}

/** Ended cases that still hold words as written. */
export async function endedBefore(db: Db | Tx, district: string, before: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from case_now c where c.district = ${district} and not c.open and c.ended_at < ${before}
      and exists (select 1 from kept_text k where k.district = c.district and k.stream = 'case' and k.stream_id = c.id and k.as_written is not null)
    order by c.ended_at, c.id limit ${limit}`.execute(db)
  return rows.map((row) => row.id)
}

/** Open cases by the pack version they were filed under: what a new version does not touch. */
export async function openUnder(db: Db, actor: Actor, reach: Reach, pack: string): Promise<{ version: number; category: string; n: number }[]> {
  const { rows } = await sql<{ version: number; category: string; n: number }>`
    select c.pack_version as version, c.category, count(*)::int as n from case_now c
    where c.district = ${actor.district} and c.open and c.pack = ${pack} and c.pack_version is not null and ${withinReach(reach, actor)}
    group by c.pack_version, c.category order by c.pack_version desc, n desc`.execute(db)
  return rows
}
