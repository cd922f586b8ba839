// DBSCAN against the plainest model: every pair measured, clusters grown by hand; and hot spots as an officer would name them.
import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { dbscan, type Place } from './dbscan.ts'
import { spotsOf } from './hot-spots.ts'
import type { SpotPoint } from './list.ts'

const METRE = 1 / 111_195
/** Every pair measured; cores joined until nothing moves. Answers cores by cluster and what is noise. */
function model(points: readonly Place[], metres: number, least: number): { cores: number[]; group: number[]; noise: boolean[] } {
  const scale = Math.cos((points.reduce((sum, p) => sum + p.lat, 0) / Math.max(1, points.length)) * (Math.PI / 180))
  const near = points.map((a) => points.map((b, n) => [n, Math.hypot((a.lon - b.lon) * scale, a.lat - b.lat) / METRE] as const).filter(([, d]) => d <= metres).map(([n]) => n))
  const core = near.map((all) => all.length >= least), group = points.map((_, n) => n)
  for (let moved = true; moved;) {
    moved = false
    for (let a = 0; a < points.length; a++) for (const b of near[a]!) if (core[a] && core[b] && group[b]! !== group[a]!) { const low = Math.min(group[a]!, group[b]!); group[a] = low; group[b] = low; moved = true }
  }
  return { cores: core.flatMap((yes, n) => (yes ? [n] : [])), group, noise: near.map((all, n) => !core[n] && !all.some((other) => core[other])) }
}

describe('dbscan', () => {
  test('is the plain model on any points', () => {
    const place = fc.record({ lon: fc.integer({ min: 0, max: 400 }).map((n) => 120.7 + n * METRE), lat: fc.integer({ min: 0, max: 400 }).map((n) => 31.28 + n * METRE) })
    fc.assert(fc.property(fc.array(place, { maxLength: 60 }), fc.integer({ min: 2, max: 5 }), (points, least) => {
      const label = dbscan(points, { metres: 50.5, least }), { cores, group, noise } = model(points, 50.5, least)
      expect([...label].map((one) => one === -1)).toEqual(noise)
      // Two cores share a cluster exactly when the model says so; a border point may belong to either neighbour.
      for (const a of cores) for (const b of cores) expect(label[a] === label[b]).toBe(group[a] === group[b])
    }), { numRuns: 300 })
  })
  test('a chain hangs together, a pair is noise, and nothing is nothing', () => {
    const at = (metres: number): Place => ({ lon: 120.7, lat: 31.28 + metres * METRE })
    expect([...dbscan([at(0), at(40), at(80), at(120), at(500), at(530)], { metres: 50, least: 3 })]).toEqual([0, 0, 0, 0, -1, -1])
    expect([...dbscan([], { metres: 50, least: 3 })]).toEqual([])
  })
  test('twenty thousand points in less than two seconds', () => {
    let seed = 7
    const roll = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
    const points = Array.from({ length: 20_000 }, () => ({ lon: 120.6 + roll() * 0.1, lat: 31.2 + roll() * 0.1 }))
    const began = performance.now()
    dbscan(points, { metres: 50, least: 3 })
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})

describe('hot spots', () => {
  const point = (n: number, more: Partial<SpotPoint> = {}): SpotPoint => ({
    id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`, lon: 120.7, lat: 31.28, pack: 'p', category: 'waste', category_zh: '暴露垃圾', category_en: 'Waste', unit: 'u1', area: 'a1', photo: null, open: false, reported_at: new Date(Date.UTC(2026, 10, n, 1)), ...more,
  })
  test('the same kind only; oldest case, hours in China, unit and photo', () => {
    const spots = spotsOf([point(1), point(2, { photo: 'x', open: true }), point(3, { unit: 'u2', reported_at: new Date('2026-11-03T15:59:00Z') }), point(4, { category: 'bikes' }), point(5, { category: 'bikes' }), point(6, { lon: 120.71 })])
    expect(spots).toHaveLength(1)
    expect(spots[0]).toMatchObject({ id: point(1).id, category: 'waste', n: 3, open: 1, unit: 'u1', photo: 'x', radius_m: 0, cases: [point(3).id, point(2).id, point(1).id] })
    expect([spots[0]!.hours[9], spots[0]!.hours[23], spots[0]!.hours.reduce((a, b) => a + b)]).toEqual([2, 1, 3])
  })
})
