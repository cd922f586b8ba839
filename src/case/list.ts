// The SQL of case lists, pages and tallies: one statement a question, the reach inside it, JSON made by the database.
import { z } from 'zod'
import type { Actor, Reach } from '#kernel/actor.ts'
import type { Db, Tx } from '#kernel/db.ts'
import { sql } from 'kysely'
import { readCursor, withinReach } from '#kernel/scope.ts'
import { askText, askTextQuick, sentence, under, within, type Sentence } from '#kernel/hot/text.ts'
import type { Memory } from '#kernel/memory.ts'
import type { Sight } from '#kernel/sight.ts'
import { packedLog } from '#kernel/write/streams.ts'
import { problem } from '#core/problem.ts'
import { monthOf } from './cell.ts'
import { asking, flagNames, isOpen, states, stepNames, stepOf, verbsIn, type Flag, type State } from './life.ts'
import { listed, packed, sayNamed, whole } from './row-text.ts'
import { gramsOf, monthsBack, pairsOf, patternsOf, termsOf } from './search.ts'

export const badCursor = problem('list.bad-cursor', 400, () => ({
  zh: '翻页标记无效。请从第一页重新开始。', en: 'The page mark is not valid. Start again from the first page.',
}))

const yesNo = z.enum(['true', 'false']).transform((v) => v === 'true')
export const filters = {
  open: yesNo.optional(),
  state: z.string().max(200).transform((v) => v.split(',')).pipe(z.array(z.enum(states as [State, ...State[]])).max(12)).optional(),
  source: z.string().max(40).optional(), unit: z.uuid().optional(), area: z.uuid().optional(),
  pack: z.string().max(64).optional(), category: z.string().max(64).optional(),
  flag: z.enum(Object.keys(flagNames) as [Flag, ...Flag[]]).optional(), late: yesNo.optional(), mine: yesNo.optional(), q: z.string().trim().max(60).optional(),
}
export const ListQuery = z.strictObject({
  ...filters, sort: z.enum(['due', 'newest']).default('newest'), after: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})
export type Filters = Omit<z.output<typeof ListQuery>, 'sort' | 'after' | 'limit' | 'q'>

/** Counting stops here: "1,000 and more" is all a person needs and costs the same for a million. */
const COUNT_MAX = 1000

/** Asks with more than one step: none waits for whoever took a step before, or whose own finding it is. */
const twoSteps: readonly Flag[] = ['to-endorse', 'endorsed']
/** What waits for this actor: cases in a state, or under a flag, that has a verb they may do. Read from the life table, so a new verb is in at once. */
function waitsFor(s: Sentence, actor: Actor): string {
  // States that wait in the same way are asked for together.
  const ways = new Map<string, { reach: Reach; notOwn: boolean; flags: readonly Flag[] | undefined; states: State[] }>()
  for (const state of states) {
    for (const verb of verbsIn(state)) {
      const reach = actor.may.get(`case.${verb}`), { aside } = stepOf(verb)!
      if (!reach || aside === true || (aside && ![aside].flat().some((flag) => asking.includes(flag)))) continue
      // Nobody checks the work of their own unit.
      const notOwn = verb === 'check' && actor.unit !== null
      const way = JSON.stringify([reach, notOwn, aside])
      const had = ways.get(way) ?? { reach, notOwn, flags: aside === undefined ? undefined : [aside].flat(), states: [] }
      ways.set(way, had)
      if (!had.states.includes(state)) had.states.push(state)
    }
  }
  const say = ({ reach, notOwn, flags, states }: { reach: Reach; notOwn: boolean; flags: readonly Flag[] | undefined; states: State[] }) =>
    `(c.state = any(${s.value(states)}::text[]) and ${under(s, reach)}${flags ? ` and c.flags && ${s.value(flags)}::text[]` : ''}${flags?.some((flag) => twoSteps.includes(flag)) ? ` and (c.barred is null or not ${s.value(actor.account)}::uuid = any(c.barred))` : ''}${notOwn ? ` and c.unit is distinct from ${s.value(actor.unit)}::uuid` : ''})`
  const [next, asked] = [[...ways.values()].filter((way) => !way.flags), [...ways.values()].filter((way) => way.flags)]
  // Beside the state a case waits for the units it names.
  const own = new Set(stepNames.flatMap((verb) => (stepOf(verb)!.awaited ? actor.may.get(`case.${verb}`)?.units ?? [] : [])))
  const open = [...next.map(say), ...(own.size > 0 ? [`c.awaited && ${s.value([...own])}::uuid[]`] : [])]
  const parts = [...(open.length > 0 ? [`(c.open and (${open.join(' or ')}))`] : []), ...(asked.length > 0 ? [`(c.asked and (${asked.map(say).join(' or ')}))`] : [])]
  return parts.length === 0 ? 'false' : `(${parts.join(' or ')})`
}

/** Everything but the words: those are looked up in their own table. */
export function where(s: Sentence, actor: Actor, reach: Reach, f: Filters, now: Date): string {
  const all = [`c.district = ${s.value(actor.district)}`, within(s, reach, actor)]
  // Written as a literal, so that the partial indexes on open work are used.
  if (f.open === true) all.push('c.open')
  if (f.open === false) all.push('not c.open')
  if (f.state) {
    all.push(`c.state = any(${s.value(f.state)}::text[])`)
    // Says nothing new, but opens the indexes of open work.
    if (f.open === undefined && f.state.every(isOpen)) all.push('c.open')
  }
  if (f.source) all.push(`c.source = ${s.value(f.source)}`)
  if (f.unit) all.push(`c.unit = ${s.value(f.unit)}::uuid`)
  if (f.area) { const d = s.value(actor.district); all.push(`c.area in (with recursive down as (select id from area where district = ${d} and id = ${s.value(f.area)}::uuid union all select a.id from area a join down on a.parent = down.id where a.district = ${d}) select id from down)`) }
  if (f.pack) all.push(`c.pack = ${s.value(f.pack)}`)
  if (f.category) all.push(`c.category = ${s.value(f.category)}`)
  if (f.flag) all.push(`c.flags <> '{}' and ${s.value(f.flag)} = any(c.flags)`)
  if (f.late === true) all.push(f.open === true ? `(c.late or c.due_at < ${s.value(now)})` : `(c.late or (c.open and c.due_at < ${s.value(now)}))`)
  if (f.late === false) all.push(`not coalesce(c.late, false) and not (c.open and c.due_at < ${s.value(now)})`)
  if (f.mine) all.push(waitsFor(s, actor))
  return all.join(' and ')
}

const FAR = '9999-12-31T00:00:00.000Z'
const EXACT = (key: string) => `case when ${key} = 'infinity' then '${FAR}' else to_char(${key} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') end`

interface Count { n: number; more: boolean }
/** A cursor is where the page before ended and what was counted then: the total stays as it was on the first page, and is not counted again. */
const writePlace = (value: string, id: string, count: Count) => `${Buffer.from(JSON.stringify([value, id])).toString('base64url')}.${count.n}${count.more ? '+' : ''}`
function readPlace(text: string): { value: string; id: string; count: Count | undefined } | undefined {
  const [place = '', counted] = text.split('.')
  const cursor = readCursor(place), count = /^(\d{1,5})(\+?)$/.exec(counted ?? '')
  return cursor && (counted === undefined || count) ? { ...cursor, count: count ? { n: Number(count[1]), more: count[2] === '+' } : undefined } : undefined
}

/** The oldest month with a case; remembered, for it never gets older but by an import. */
const oldestMonth = (db: Db, memory: Memory, district: string): Promise<number> => memory.recall(`case/oldest/${district}`, 60_000, async () => {
  const [row] = await askText<{ ym: number }>(db, 'select ym from case_now where district = $1 order by reported_at, id limit 1', [district])
  return row?.ym ?? 999_912
})

/** Counting of what was searched for stops here: every one of them has to be read. */
const FOUND_MAX = 100
/** A single character has no pair to look up: the newest so many are read. */
const READ_MAX = 3_000

/** The cases with these words as a table `hit (id, at)`, newest first, at most `most`; month by month, so that what is found soon ends the search. */
export async function hits(s: Sentence, db: Db, memory: Memory, actor: Actor, terms: string[], base: string, before: { value: string; id: string } | undefined, now: Date, most: number): Promise<string> {
  const pairs = pairsOf(terms)
  const district = s.value(actor.district), patterns = s.value(patternsOf(terms))
  const past = before ? `and (s.reported_at, s.id) < (${s.value(before.value)}::timestamptz, ${s.value(before.id)}::uuid)` : ''
  const words = 'case_words(s.report, s.place, s.kind)'
  if (pairs.length === 0) return `select s.id, s.reported_at as at from (select * from case_search s where s.district = ${district} ${past} order by s.reported_at desc, s.id desc limit ${READ_MAX}) s join case_now c on c.district = s.district and c.id = s.id where ${words} like all(${patterns}::text[]) and ${base} order by s.reported_at desc, s.id desc limit ${most}`
  // A month ahead, for a clock that is a little behind.
  const newest = Math.min(before ? monthOf(new Date(before.value)) : 999_912, monthOf(new Date(now.getTime() + 86_400_000)))
  const months = monthsBack(newest, await oldestMonth(db, memory, actor.district))
  return `select w.id, w.at from unnest(${s.value(months)}::int[], ${s.value(months.map((ym) => gramsOf(actor.district, ym, pairs)))}::text[]) m(ym, grams) cross join lateral (
      select s.id, s.reported_at as at from case_search s join case_now c on c.district = s.district and c.id = s.id
      where s.district = ${district} and s.ym = m.ym and case_grams(s.district, s.ym, ${words}) collate "C" @> m.grams::text[] and ${words} like all(${patterns}::text[]) ${past} and ${base}
      order by s.reported_at desc, s.id desc limit ${most}) w limit ${most}`
}

/** `{items, next, count}` as JSON text. */
export async function listCases(db: Db, memory: Memory, actor: Actor, reach: Reach, query: z.output<typeof ListQuery>, now: Date): Promise<string> {
  const { sort, after, limit, q, ...f } = query
  const before = after ? readPlace(after) : undefined
  if (after && !before) throw badCursor({})
  const s = sentence()
  const terms = q ? termsOf(q) : []
  const due = sort === 'due', counting = !before?.count
  const base = where(s, actor, reach, f, now)
  // Ended cases have no deadline left; they sort behind all open ones. The sentinel keeps the row comparison total.
  const key = due ? (f.open === true ? 'c.due_at' : `coalesce(c.due_at, 'infinity'::timestamptz)`) : 'c.reported_at'
  const order = due ? `${key}, c.id` : `${key} desc, c.id desc`
  const past = before ? `(${key}, c.id) ${due ? '>' : '<'} (${s.value(before.value === FAR ? 'infinity' : before.value)}::timestamptz, ${s.value(before.id)}::uuid)` : 'true'
  const most = terms.length > 0 ? FOUND_MAX : COUNT_MAX
  // Words sorted by deadline: of the newest that have them.
  const found = terms.length > 0 ? await hits(s, db, memory, actor, terms, base, due ? undefined : before, now, due ? COUNT_MAX : counting ? Math.max(FOUND_MAX, limit) + 1 : limit + 1) : undefined
  const page = found
    ? `hit as materialized (${found}), page as (select ${listed.sql} as j, c.id, ${key} as sort_key from hit join case_now c on c.district = ${s.value(actor.district)} and c.id = hit.id where ${past} order by ${order} limit ${limit + 1})`
    : `page as (select ${listed.sql} as j, c.id, ${key} as sort_key from case_now c where ${base} and ${past} order by ${order} limit ${limit + 1})`
  // Counted in the order of the page, so that the same index is walked.
  const counted = !counting ? 'null' : found ? '(select count(*)::int from hit)' : `(select count(*)::int from (select 1 from case_now c where ${base} order by ${order} limit ${COUNT_MAX + 1}) s)`
  const [row] = await (found ? askText : askTextQuick)<{ items: string | null; n: number; counted: number | null; last_key: string | null; last_id: string | null }>(db, `with ${page}
    select (select ${packed('j')} from (select j from page limit ${limit}) p) as items, (select count(*)::int from page) as n, ${counted} as counted, l.key as last_key, l.id as last_id
    from (select 1) one left join lateral (select ${EXACT('sort_key')} as key, id from page offset ${limit - 1} limit 1) l on true`, s.values)
  const count = before?.count ?? { n: Math.min(row!.counted!, most), more: row!.counted! > most }
  const next = row!.n > limit && row!.last_key && row!.last_id ? writePlace(row!.last_key, row!.last_id, count) : null
  return `{"items":[${row!.items === null ? '' : await sayNamed(db, memory, actor.district, listed, row!.items)}],"next":${JSON.stringify(next)},"count":{"n":${count.n},"more":${count.more}}}`
}

/** What waits for me: how many, how many past their time, when the next runs out, by state. */
export async function tally(db: Db, actor: Actor, reach: Reach, now: Date): Promise<string> {
  const s = sentence()
  const at = s.value(now)
  const [row] = await askText<{ text: string }>(db, `
    select json_build_object('waiting', coalesce(sum(n), 0)::int, 'late', coalesce(sum(late), 0)::int, 'next_due', min(next_due),
      'by_state', coalesce(json_object_agg(state, json_build_object('n', n, 'late', late)), '{}'::json))::text as text
    from (select c.state, count(*)::int as n, (count(*) filter (where c.due_at < ${at}))::int as late, min(c.due_at) filter (where c.due_at >= ${at}) as next_due
      from case_now c where c.district = ${s.value(actor.district)} and ${within(s, reach, actor)} and ${waitsFor(s, actor)} group by c.state) s`, s.values)
  return row!.text
}

/** Whether there is such a case within the reach. */
export async function seesCase(db: Db, actor: Actor, reach: Reach, id: string): Promise<boolean> {
  const s = sentence()
  const rows = await askText(db, `select 1 from case_now c where c.district = ${s.value(actor.district)} and c.id = ${s.value(id)}::uuid and ${within(s, reach, actor)}`, s.values)
  return rows.length > 0
}

/** One case whole: its row as JSON text, its facts packed, its masked texts by id. One question, whatever the case has been through. */
export async function wholeCase(db: Db, memory: Memory, actor: Actor, reach: Reach, id: string): Promise<{ row: string; log: string; texts: Map<string, string> } | undefined> {
  const s = sentence()
  const d = s.value(actor.district), of = `${s.value(id)}::uuid`
  const [found] = await askTextQuick<{ row: string; log: string; texts: string | null }>(db, `
    select ${whole.sql} as row,
      (select ${packedLog()} from log l where l.district = ${d} and l.stream = 'case' and l.id = ${of}) as log,
      (select string_agg(k.id, ',') || array_to_json(array_agg(k.masked))::text from kept_text k where k.district = ${d} and k.stream = 'case' and k.stream_id = ${of} and k.masked is not null) as texts
    from case_now c where c.district = ${d} and c.id = ${of} and ${within(s, reach, actor)}`, s.values)
  return found && { row: await sayNamed(db, memory, actor.district, whole, found.row), log: found.log, texts: textsOf(found.texts) }
}
/** Ids with commas between, and then the texts in the same order. */
function textsOf(both: string | null): Map<string, string> {
  if (both === null) return new Map()
  const at = both.indexOf('['), masked = JSON.parse(both.slice(at)) as string[]
  return new Map(both.slice(0, at).split(',').map((id, n) => [id, masked[n]!]))
}

/** Masked texts that stand with other cases. */
export async function maskedTexts(db: Db, district: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await askText<{ id: string; masked: string }>(db, `select k.id, k.masked from kept_text k where k.district = $1 and k.id = any($2::text[]) and k.masked is not null`, [district, [...ids]])
  return new Map(rows.map((row) => [row.id, row.masked]))
}
/** How the case stands that another went into, and whether this actor may open it. */
export async function standingOf(db: Db, actor: Actor, reach: Reach, id: string): Promise<{ state: State; seen: boolean } | undefined> {
  const s = sentence()
  const [row] = await askText<{ state: State; seen: boolean }>(db, `select c.state, ${within(s, reach, actor)} as seen from case_now c where c.district = ${s.value(actor.district)} and c.id = ${s.value(id)}::uuid`, s.values)
  return row
}

/** May this actor see the photo: it is used in a case within their reach, or is the public copy of one that is, or they put it there themselves. `used`: it must be an original that a case uses. */
export async function photoWithin(db: Db, actor: Actor, reach: Reach | undefined, sha256: string, used = false): Promise<boolean> {
  const s = sentence()
  const d = s.value(actor.district), sha = s.value(sha256)
  const [row] = await askText<{ yes: boolean }>(db, `
    select ${used ? 'false' : `exists (select 1 from file f where f.district = ${d} and f.sha256 = ${sha} and f.put_by = ${s.value(actor.account)}::uuid)`}
      or exists (select 1 from file_use fu join case_now c on c.district = fu.district and c.id = fu.stream_id
        where fu.district = ${d} and (fu.sha256 = ${sha}${used ? '' : ` or fu.sha256 in (select r.sha256 from photo_redaction r where r.district = ${d} and r.public_sha256 = ${sha})`}) and fu.stream = 'case' and ${reach ? within(s, reach, actor) : 'false'})
      or (${actor.may.has('stopwatch.list') ? 'true' : 'false'} and exists (select 1 from file_use fu where fu.district = ${d} and fu.sha256 = ${sha} and fu.stream = 'stopwatch')) as yes`, s.values)
  return row!.yes
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
    const s = sentence()
    const rows = await askText<{ id: string }>(db, `select c.id from case_now c where c.district = ${s.value(actor.district)} and c.id = any(${s.value(ids)}::uuid[]) and ${within(s, reach, actor)}`, s.values)
    return new Set(rows.map((row) => row.id))
  },
  async numbers(db, district, ids) {
    if (ids.length === 0) return new Map()
    const rows = await db.selectFrom('case_now').select(['id', 'number']).where('district', '=', district).where('id', 'in', [...ids]).execute()
    return new Map(rows.map((row) => [row.id, row.number]))
  },
}

/** Photos of a case, all of whose cases ended before a day, that still say when and where they were taken. The file's use is `u`. */
const oldTraces = (before: Date) => sql`exists (select 1 from file_meta m where m.district = u.district and m.sha256 = u.sha256 and (m.taken_at is not null or m.lon is not null or m.clock_off_s is not null or m.device <> 'unknown'))
  and not exists (select 1 from file_use o join case_now k on k.district = o.district and k.id = o.stream_id where o.district = u.district and o.sha256 = u.sha256 and o.stream = 'case' and (k.open or k.ended_at >= ${before}))`
/** Takes from the photos of a case when, where and with what they say they were taken; the picture stays. */
export async function eraseTraces(tx: Tx, district: string, id: string, before: Date): Promise<number> {
  const { rows } = await sql<{ sha256: string }>`
    with told as (update photo_flag set why = why - 'metres' - 'accuracy' - 'minutes' - 'seconds' where district = ${district} and case_id = ${id}::uuid)
    update file_meta set clock_off_s = null, taken_at = null, lon = null, lat = null, accuracy_m = null, zone_said = false, device = 'unknown'
    where district = ${district} and sha256 in (select u.sha256 from file_use u where u.district = ${district} and u.stream = 'case' and u.stream_id = ${id}::uuid and ${oldTraces(before)}) returning sha256`.execute(tx)
  return rows.length
}

/** Ended cases that still hold words as written, or traces of how their photos were taken. */
export async function endedBefore(db: Db | Tx, district: string, before: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from case_now c where c.district = ${district} and not c.open and c.ended_at < ${before}
      and (exists (select 1 from kept_text k where k.district = c.district and k.stream = 'case' and k.stream_id = c.id and k.as_written is not null)
        or exists (select 1 from file_use u where u.district = c.district and u.stream = 'case' and u.stream_id = c.id and ${oldTraces(before)}))
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
