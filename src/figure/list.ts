// The SQL of lists in the room of figures: cases behind a figure, points of hot spots, proposals.
import type { Db, Tx } from '#kernel/db.ts'
import { askText, sentence } from '#kernel/hot/text.ts'
import type { Memory } from '#kernel/memory.ts'
import type { Reach } from '#kernel/actor.ts'
import { under } from '#kernel/hot/text.ts'
import type { Measure } from '../case/figures/flags.ts'
import { listed, packed, sayNamed } from '../case/row-text.ts'
import { filtered, type Filter } from './store.ts'

export interface Behind extends Filter { district: string; add: Measure; less?: Measure; basis: 'reported' | 'due'; from: string; to: string; today: string; now: Date; after: string | undefined; limit: number }

/** One page of the cases that make a sum, as JSON text. Ids rise with time, so the newest come first. */
export async function behindOf(db: Db, memory: Memory, q: Behind): Promise<string> {
  const s = sentence(), d = s.value(q.district), day = `c.${q.basis}_day`
  const counts = q.less ? `(c.${q.add} - c.${q.less}) > 0` : `c.${q.add} > 0`
  const passed = q.basis === 'due' ? ` and c.due_at <= ${s.value(q.now)}` : ''
  const after = q.after ? ` and c.id < ${s.value(q.after)}::uuid` : ''
  const [row] = await askText<{ items: string | null; n: number; last: string | null }>(db, `with hit as materialized (
      select c.id from case_flag c where c.district = ${d} and ${day} between ${s.value(q.from)}::date and ${s.value(q.to)}::date and ${counts}${passed}${after}${filtered(s, q)} order by c.id desc limit ${q.limit + 1}),
    page as (select ${listed.sql} as j, c.id from hit join case_now c on c.district = ${d} and c.id = hit.id order by c.id desc limit ${q.limit})
    select (select ${packed('j')} from page) as items, (select count(*)::int from hit) as n, (select id::text from page order by id limit 1) as last`, s.values)
  const items = row!.items === null ? '' : await sayNamed(db, memory, q.district, listed, row!.items)
  return `{"items":[${items}],"next":${row!.n > q.limit ? JSON.stringify(row!.last) : 'null'}}`
}

export interface SpotPoint { id: string; lon: number; lat: number; pack: string; category: string; category_zh: string; category_en: string; unit: string | null; area: string | null; photo: string | null; open: boolean; reported_at: Date }
/** So many points at most are looked through; the newest win. */
export const POINTS_MAX = 20_000

/** Cases of the last days that lie on the map under a category, within the reach; what was voided or rejected is no place. */
export async function pointsOf(db: Db | Tx, q: { district: string; since: Date; reach: Reach; pack?: string | undefined; category?: string | undefined; most?: number }): Promise<SpotPoint[]> {
  const s = sentence()
  return await askText<SpotPoint>(db, `select c.id, c.lon, c.lat, c.pack, c.category, coalesce(c.category_zh, '') as category_zh, coalesce(c.category_en, '') as category_en, c.unit, c.area, c.photo, c.open, c.reported_at
    from case_now c where c.district = ${s.value(q.district)} and c.reported_at >= ${s.value(q.since)} and c.lon is not null and c.category is not null and (c.open or c.filed_at is not null) and c.state <> 'voided'
      and ${under(s, q.reach)}${q.pack ? ` and c.pack = ${s.value(q.pack)}` : ''}${q.category ? ` and c.category = ${s.value(q.category)}` : ''}
    order by c.reported_at desc, c.id desc limit ${q.most ?? POINTS_MAX}`, s.values)
}

export interface ProposalRow { id: string; version: number; kind: string; first_case: string; pack: string; category: string; unit: string | null; area: string | null; lon: number; lat: number; n: number; first_at: Date; last_at: Date; text: string | null; proposed_at: Date }
export async function proposals(db: Db, district: string, limit: number): Promise<ProposalRow[]> {
  return await db.selectFrom('proposal_now').select(['id', 'version', 'kind', 'first_case', 'pack', 'category', 'unit', 'area', 'lon', 'lat', 'n', 'first_at', 'last_at', 'text', 'proposed_at'])
    .where('district', '=', district).orderBy('proposed_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
}
/** What was proposed before for these hot spots. */
export async function proposedOf(db: Db | Tx, district: string, spots: readonly string[]): Promise<{ first_case: string; kind: string }[]> {
  return spots.length === 0 ? [] : await db.selectFrom('proposal_now').select(['first_case', 'kind']).where('district', '=', district).where('first_case', 'in', [...spots]).execute()
}
