// Repeat places: the same kind within fifty metres, again and again; each with its middle, its hours and whose it was.
import type { Reach } from '#kernel/actor.ts'
import type { Db, Tx } from '#kernel/db.ts'
import { metresBetween } from '#core/metres.ts'
import { dbscan } from './dbscan.ts'
import { pointsOf, type SpotPoint } from './list.ts'

/** Same kind within so many metres (domain §4.2 row 5 and R-047), and how often it takes to be a place of its own. */
export const NEAR_METRES = 50
export const LEAST = 3

export interface Spot { id: string; pack: string; category: string; zh: string; en: string; lon: number; lat: number; radius_m: number; n: number; open: number; first: Date; last: Date; hours: number[]; unit: string | null; area: string | null; photo: string | null; cases: string[] }

const mostOften = (all: readonly (string | null)[]): string | null => {
  const counts = Map.groupBy(all.filter((one) => one !== null), (one) => one)
  return [...counts].toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))[0]?.[0] ?? null
}

/** Hot spots among these points, the largest first. Pure. A spot is known by its oldest case. */
export function spotsOf(points: readonly SpotPoint[]): Spot[] {
  const spots: Spot[] = []
  for (const same of Map.groupBy(points, (point) => `${point.pack}/${point.category}`).values()) {
    const label = dbscan(same, { metres: NEAR_METRES, least: LEAST })
    for (const [cluster, members] of Map.groupBy(same.map((point, n) => ({ point, cluster: label[n]! })), (one) => one.cluster)) {
      if (cluster === -1) continue
      const all = members.map((one) => one.point).toSorted((a, b) => a.reported_at.getTime() - b.reported_at.getTime() || (a.id < b.id ? -1 : 1))
      const middle = { lon: all.reduce((sum, one) => sum + one.lon, 0) / all.length, lat: all.reduce((sum, one) => sum + one.lat, 0) / all.length }
      const hours = Array.from({ length: 24 }, () => 0)
      for (const one of all) hours[new Date(one.reported_at.getTime() + 8 * 3_600_000).getUTCHours()]!++
      const [first] = all, last = all.at(-1)!
      spots.push({
        id: first!.id, pack: first!.pack, category: first!.category, zh: first!.category_zh, en: first!.category_en, ...middle, radius_m: Math.max(...all.map((one) => metresBetween(middle, one))),
        n: all.length, open: all.filter((one) => one.open).length, first: first!.reported_at, last: last.reported_at, hours, unit: mostOften(all.map((one) => one.unit)), area: mostOften(all.map((one) => one.area)),
        photo: all.findLast((one) => one.photo !== null)?.photo ?? null, cases: all.toReversed().map((one) => one.id),
      })
    }
  }
  return spots.toSorted((a, b) => b.n - a.n || b.last.getTime() - a.last.getTime() || (a.id < b.id ? -1 : 1))
}

export const hotSpots = async (db: Db | Tx, q: { district: string; now: Date; days: number; reach: Reach; pack?: string | undefined; category?: string | undefined }): Promise<Spot[]> =>
  spotsOf(await pointsOf(db, { ...q, since: new Date(q.now.getTime() - q.days * 86_400_000) }))
