// The SQL of what may be the same: open cases near a point, in an area, of an owner, by the words of a place. Each by an index, none by a scan.
import type { Actor, Reach } from '#kernel/actor.ts'
import { json, type Db, type Tx } from '#kernel/db.ts'
import { askText, sentence, within, type Sentence } from '#kernel/hot/text.ts'
import type { Memory } from '#kernel/memory.ts'
import { sql } from 'kysely'
import { cellsIn } from '../cell.ts'
import type { State } from '../life.ts'
import { hits } from '../list.ts'

export interface OpenCase {
  id: string; version: number; number: string; state: State; summary: string | null; place: string | null; pack: string | null; category: string | null; category_zh: string | null; category_en: string | null
  photo: string | null; lon: number | null; lat: number | null; area: string | null; unit: string | null; owner: string | null; reported_at: Date; report: string | null
  /** Within the reach of who asks; of the others only their number is told. */
  seen: boolean
  same_place: boolean
}
/** Read at most so many of one sort, newest first: a street corner has fewer. */
const MOST = 200
const CELLS_MAX = 100

export interface Ask { box?: readonly [number, number, number, number] | undefined; area?: string | undefined; owner?: string | undefined; placeWords?: string | undefined; since: Date; ownerSince: Date; but?: string | undefined }

/** Nobody asks (a citizen without an account): all of them, seen by nobody. */
export async function openCases(db: Db, memory: Memory, district: string, by: { actor: Actor; reach: Reach | undefined } | undefined, ask: Ask, now: Date): Promise<OpenCase[]> {
  const s = sentence()
  const d = s.value(district)
  const seen = by?.reach ? within(s, by.reach, by.actor) : 'false'
  const base = `c.district = ${d} and c.open${ask.but ? ` and c.id <> ${s.value(ask.but)}::uuid` : ''}`
  const branch = (where: string, place = false) => `(select c.*, ${place} as same_place from case_now c where ${base} and ${where} order by c.reported_at desc, c.id desc limit ${MOST})`
  const since = `c.reported_at >= ${s.value(ask.since)}`
  const parts: string[] = []
  if (ask.box) {
    const [west, south, east, north] = ask.box, cells = cellsIn(ask.box, CELLS_MAX)
    // The order must not tempt the database to walk the newest of the district instead of the cells.
    parts.push(`(select c.*, false as same_place from case_now c where ${base} and c.cell = any(${s.value(cells ?? [])}::bigint[]) and c.lon between ${s.value(west)} and ${s.value(east)} and c.lat between ${s.value(south)} and ${s.value(north)} and ${since} order by c.reported_at + interval '0' desc limit ${MOST})`)
  }
  // Beside a point only those of the area that have none.
  if (ask.area) parts.push(branch(`c.area = ${s.value(ask.area)}::uuid and ${since}${ask.box ? ' and c.lon is null' : ''}`))
  if (ask.owner) parts.push(branch(`c.owner = ${s.value(ask.owner)}::uuid and c.reported_at >= ${s.value(ask.ownerSince)}`))
  if (ask.placeWords && by) parts.push(`(select c.*, true as same_place from (${await placed(s, db, memory, by.actor, ask.placeWords, `${base} and ${since}`, now)}) hit join case_now c on c.district = ${d} and c.id = hit.id)`)
  if (parts.length === 0) return []
  return await askText<OpenCase>(db, `select distinct on (c.id) c.id, c.version, c.number, c.state, c.summary, c.place, c.pack, c.category, c.category_zh, c.category_en, c.photo, c.lon, c.lat, c.area, c.unit, c.owner, c.reported_at, (select w.report from case_search w where w.district = c.district and w.id = c.id) as report, ${seen} as seen, c.same_place
    from (${parts.join(' union all ')}) c order by c.id, c.same_place desc`, s.values)
}
const placed = (s: Sentence, db: Db, memory: Memory, actor: Actor, words: string, base: string, now: Date) => hits(s, db, memory, actor, [words.toLowerCase()], base, undefined, now, MOST)

/** The place, the kind and the words of one case. */
export async function oneCase(db: Db, district: string, id: string): Promise<Pick<OpenCase, 'pack' | 'category' | 'lon' | 'lat' | 'area' | 'owner' | 'place' | 'report'> | undefined> {
  const [row] = await askText<OpenCase>(db, 'select c.pack, c.category, c.lon, c.lat, c.area, c.owner, c.place, w.report from case_now c left join case_search w on w.district = c.district and w.id = c.id where c.district = $1 and c.id = $2::uuid', [district, id])
  return row
}

export async function replaceSimilar(tx: Tx, district: string, similar: unknown): Promise<void> {
  await sql`update district set settings = jsonb_set(settings, '{similar}', ${JSON.stringify(similar)}::jsonb) where id = ${district}`.execute(tx)
}

export interface SettingChange { id: string; setting: string; after: object; why: string; made_by: string; made_at: Date }
export async function keepChange(tx: Tx, district: string, { after, ...row }: SettingChange): Promise<void> {
  await tx.insertInto('case_setting').values({ district, ...row, after: json(after) }).execute()
}
export const lastChange = async (db: Db, district: string, setting: string) =>
  await db.selectFrom('case_setting').select(['why', 'made_by', 'made_at']).where('district', '=', district).where('setting', '=', setting).orderBy('id', 'desc').limit(1).executeTakeFirst()

/** Of the newest open cases with a place and a category: how many pairs are of one kind, so near and so close in time. */
const TRIED = 500
export async function pairsWithin(db: Db, district: string, metres: number, days: number): Promise<{ cases: number; pairs: number }> {
  const { rows } = await sql<{ cases: number; pairs: number }>`
    with c as materialized (select id, pack, category, lon, lat, reported_at from case_now where district = ${district} and open and lon is not null and category is not null order by reported_at desc limit ${TRIED})
    select (select count(*)::int from c) as cases, (select count(*)::int from c a join c b on b.pack = a.pack and b.category = a.category and b.id > a.id
      and abs(extract(epoch from b.reported_at - a.reported_at)) <= ${days * 86_400} and power((b.lat - a.lat) * 111195, 2) + power((b.lon - a.lon) * 111195 * cos(radians(a.lat)), 2) <= ${metres * metres}) as pairs`.execute(db)
  return rows[0]!
}
