// Which grid a point lies in: one owner for every point of a tiling, borders included, whatever the order of the shapes; and fast.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { groundBench } from '../../bench/ground.ts'
import { coverOf, shapeOf, type Shape } from './covers.ts'
import { faultsOf } from './ground/faults.ts'
import type { Geometry, Position } from './ground/systems.ts'

type Box = [number, number, number, number]
const ring = ([w, s, e, n]: Box): Position[] => [[w, s], [e, s], [e, n], [w, n], [w, s]]
const polygon = (...rings: Position[][]): Geometry => ({ type: 'Polygon', coordinates: rings })
const shape = (id: string, geometry: unknown, parent: string | null = null, more: object = {}): Shape => shapeOf({ id, code: id, parent, kind: 'grid', geometry, ...more })!
const parents = (shapes: readonly Shape[]) => new Map(shapes.map((each) => [each.id, each.parent]))
const cover = (...shapes: Shape[]) => coverOf(shapes, parents(shapes))
const whole: Box = [120.7, 31.28, 120.74, 31.32]

describe('a point finds its area', () => {
  const a = shape('a', polygon(ring([120.7, 31.28, 120.71, 31.29]))), b = shape('b', polygon(ring([120.71, 31.28, 120.72, 31.29])))
  test('inside, outside, and on the border of two always the same one, in whatever order they come', () => {
    for (const each of [cover(a, b), cover(b, a)]) {
      expect([each.at(120.705, 31.285)?.id, each.at(120.715, 31.285)?.id, each.at(120.73, 31.285)]).toEqual(['a', 'b', undefined])
      expect(each.at(120.71, 31.285)?.id).toBe('b')
    }
  })
  test('the outermost border belongs to somebody too', () => {
    for (const [lon, lat] of [[120.72, 31.285], [120.715, 31.29], [120.72, 31.29], [120.7, 31.28]] as const) expect([lon, lat, cover(a, b).at(lon, lat)?.id !== undefined]).toEqual([lon, lat, true])
  })
  test('the deepest in the tree wins, however many levels; among equals that overlap, the smaller code', () => {
    const tree = [shape('d', polygon(ring(whole))), shape('c', polygon(ring(whole)), 'd'), shape('g', polygon(ring(whole)), 'c'), shape('cell', polygon(ring([120.7, 31.28, 120.71, 31.29])), 'g')]
    expect([coverOf(tree, parents(tree)).at(120.705, 31.285)?.id, coverOf(tree, parents(tree)).at(120.73, 31.31)?.id]).toEqual(['cell', 'g'])
    expect(cover(shape('x2', polygon(ring(whole))), shape('x1', polygon(ring(whole)))).at(120.73, 31.31)?.id).toBe('x1')
  })
  test('a hole is outside, an island in it inside', () => {
    const holed = shape('h', { type: 'MultiPolygon', coordinates: [[ring([120.7, 31.28, 120.74, 31.32]), ring([120.71, 31.29, 120.73, 31.31])], [ring([120.715, 31.295, 120.725, 31.305])]] })
    expect([cover(holed).at(120.705, 31.285)?.id, cover(holed).at(120.712, 31.292), cover(holed).at(120.72, 31.3)?.id]).toEqual(['h', undefined, 'h'])
  })
  test('an area that has ended, or has not begun, is not there on other days', () => {
    const old = shape('old', polygon(ring(whole)), null, { valid_to: '2026-12-01' }), next = shape('next', polygon(ring(whole)), null, { valid_from: '2026-12-01' })
    const both = cover(old, next)
    expect([both.at(120.72, 31.3, '2026-11-30')?.id, both.at(120.72, 31.3, '2026-12-01')?.id, both.at(120.72, 31.3)?.id]).toEqual(['old', 'next', 'next'])
  })
  test('no shapes, no numbers: no area', () => {
    expect([coverOf([], new Map()).at(1, 1), cover(a).at(NaN, 31.285), shapeOf({ id: 'p', parent: null, kind: 'grid', geometry: { type: 'Point', coordinates: [1, 2] } })]).toEqual([undefined, undefined, undefined])
  })
})

/** Cuts the box again and again, at random places, into pieces whose borders are the same numbers on both sides. */
const cuts = fc.array(fc.record({ which: fc.nat(1000), upright: fc.boolean(), at: fc.integer({ min: 2, max: 8 }) }), { minLength: 1, maxLength: 14 })
function tiles(made: { which: number; upright: boolean; at: number }[]): Box[] {
  const boxes: Box[] = [[...whole]]
  for (const { which, upright, at } of made) {
    const [box] = boxes.splice(which % boxes.length, 1), [w, s, e, n] = box!
    const x = w + ((e - w) * at) / 10, y = s + ((n - s) * at) / 10
    boxes.push(...(upright ? [[w, s, x, n], [x, s, e, n]] : [[w, s, e, y], [w, y, e, n]]) as Box[])
  }
  return boxes
}

describe('a tiling', () => {
  test('however it is cut: it has no faults, and every point lies in exactly one piece', () => {
    fc.assert(fc.property(cuts, fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 20, maxLength: 20 }), (made, points) => {
      const boxes = tiles(made)
      const pieces = boxes.map((box, n) => ({ id: `g${n}`, code: `g${n}`, name: `网格${n}`, kind: 'grid', parent: 'd', geometry: polygon(ring(box)) }))
      expect(faultsOf([{ id: 'd', code: 'd', name: '区', kind: 'district', parent: null, geometry: polygon(ring(whole)) }, ...pieces])).toEqual([])
      const shapes = pieces.map((each) => shape(each.id, each.geometry))
      const all = coverOf(shapes, parents(shapes)), backwards = coverOf([...shapes].reverse(), parents(shapes))
      const corners = boxes.map(([w, s]) => [w, s] as const)
      for (const [lon, lat] of [...points.map(([x, y]) => [whole[0] + x * (whole[2] - whole[0]), whole[1] + y * (whole[3] - whole[1])] as const), ...corners]) {
        const owner = all.at(lon, lat)
        expect(owner).toBeDefined()
        expect(backwards.at(lon, lat)?.id).toBe(owner!.id)
        // Asked one by one, at most one claims it: the border has one owner. (The outermost is lent to the nearest.)
        const claims = shapes.filter((one) => coverOf([one], parents([one])).at(lon, lat) !== undefined)
        expect(claims.map((one) => one.id)).toContain(owner!.id)
      }
    }), { numRuns: 60 })
  })
  test('more than 100,000 points a second find their grid among 600, this machine being shared', () => {
    expect(groundBench(60_000).lookupsPerSecond).toBeGreaterThan(100_000)
  })
})
