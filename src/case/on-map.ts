// Cases on the map: points in a box, and cases gathered in cells.
import { z } from 'zod'
import type { Actor, Reach } from '#kernel/actor.ts'
import type { Db } from '#kernel/db.ts'
import { askText, sentence, type Sentence } from '#kernel/hot/text.ts'
import type { Memory } from '#kernel/memory.ts'
import { cellsIn, coarse, monthOf } from './cell.ts'
import { filters, hits, where } from './list.ts'
import { packed, point, sayRows } from './row-text.ts'
import { monthsBack, termsOf } from './search.ts'

const BOX = z.string().regex(/^-?[\d.]+(,-?[\d.]+){3}$/)
export const MapQuery = z.strictObject({ ...filters, box: BOX.optional(), days: z.coerce.number().int().min(1).max(400).optional(), limit: z.coerce.number().int().min(1).max(2000).default(1000) })
/** How many cells of about 500 m are one: 1, 2, 4 … 64. */
export const ClusterQuery = z.strictObject({ ...filters, q: z.undefined().optional(), box: BOX.optional(), days: z.coerce.number().int().min(1).max(400).optional(), cells: z.coerce.number().int().min(1).max(64).default(1) })

/** A street-level view touches fewer cells than this; a wider one is asked by its box alone. */
const CELLS_MAX = 600

/** Points in a box, newest first, at most `limit`. */
export async function casePoints(db: Db, memory: Memory, actor: Actor, reach: Reach, query: z.output<typeof MapQuery>, now: Date): Promise<string> {
  const { box, limit, days, q, ...f } = query
  const s = sentence()
  const terms = q ? termsOf(q) : []
  const base = `${where(s, actor, reach, f, now)} and c.lon is not null${since(s, days, now)}${inBox(s, box)}`
  // In a box the cells name what to read: the order must not tempt the database to walk the newest of the whole district instead.
  const newest = box ? `c.reported_at + interval '0' desc` : 'c.reported_at desc'
  const from = terms.length > 0 ? `(${await hits(s, db, memory, actor, terms, base, undefined, now, limit + 1)}) hit join case_now c on c.district = ${s.value(actor.district)} and c.id = hit.id order by hit.at desc`
    : `case_now c where ${base} order by ${newest} limit ${limit + 1}`
  const [row] = await askText<{ points: string | null; n: number }>(db, `with found as materialized (select ${point.sql} as p from ${from}) select (select ${packed('p')} from (select p from found limit ${limit}) f) as points, (select count(*)::int from found) as n`, s.values)
  return `{"points":[${row!.points === null ? '' : sayRows(point, row!.points)}],"more":${row!.n > limit}}`
}

/** Cells counted a few seconds ago serve everybody of the same reach: a map that is moved asks nothing of the database. */
const CLUSTER_AGE_MS = 5_000
interface Counted { cell: number; n: number; open: number; late: number; lon: number; lat: number }

/** Cases gathered in cells, `cells` small ones to a side; each cluster stands at the middle of its cases. */
export async function caseClusters(db: Db, memory: Memory, actor: Actor, reach: Reach, query: z.output<typeof ClusterQuery>, now: Date): Promise<string> {
  const { box, cells: side, days, q: _q, ...f } = query
  const alike = JSON.stringify([reach.all ? 'all' : [reach.units, reach.areas, actor.account], f, f.mine ? [actor.unit, [...actor.may]] : 0, days])
  const all = await memory.recall(`case/clusters/${actor.district}/${alike}`, CLUSTER_AGE_MS, async () => {
    const s = sentence()
    const at = s.value(now)
    return await askText<Counted>(db, `select c.cell, count(*)::int as n, (count(*) filter (where c.open))::int as open, (count(*) filter (where c.open and c.due_at < ${at}))::int as late, avg(c.lon) as lon, avg(c.lat) as lat
      from case_now c where ${where(s, actor, reach, f, now)} and c.cell is not null${since(s, days, now)} group by c.cell`, s.values)
  })
  const [west, south, east, north] = box ? box.split(',').map(Number) as [number, number, number, number] : [-180, -90, 180, 90]
  const found = new Map<number, Counted>()
  for (const one of all) {
    if (one.lon < west || one.lon > east || one.lat < south || one.lat > north) continue
    const cell = coarse(one.cell, side), had = found.get(cell)
    if (!had) { found.set(cell, { ...one }); continue }
    const n = had.n + one.n
    had.lon = (had.lon * had.n + one.lon * one.n) / n
    had.lat = (had.lat * had.n + one.lat * one.n) / n
    had.n = n
    had.open += one.open
    had.late += one.late
  }
  return `{"clusters":[${[...found.values()].map((one) => `{"lon":${one.lon.toFixed(6)},"lat":${one.lat.toFixed(6)},"n":${one.n},"open":${one.open},"late":${one.late}}`).join(',')}]}`
}

const since = (s: Sentence, days: number | undefined, now: Date): string => {
  if (days === undefined) return ''
  const start = new Date(now.getTime() - days * 86_400_000)
  return ` and c.ym = any(${s.value(monthsBack(monthOf(new Date(now.getTime() + 86_400_000)), monthOf(start)))}::int[]) and c.reported_at >= ${s.value(start)}`
}
const inBox = (s: Sentence, box: string | undefined): string => {
  if (!box) return ''
  const [west = 0, south = 0, east = 0, north = 0] = box.split(',').map(Number)
  // Cells narrow it down by an index; the box itself is still asked, since cells reach over its edge.
  const cells = cellsIn([west, south, east, north], CELLS_MAX)
  return `${cells ? ` and c.cell = any(${s.value(cells)}::bigint[])` : ''} and c.lon between ${s.value(west)} and ${s.value(east)} and c.lat between ${s.value(south)} and ${s.value(north)}`
}
