// Everything that can be wrong with a map, each with tiny squares: which fault, how bad, how large, where.
import { describe, expect, test } from 'vitest'
import { borderOf, numbersOf, tidied } from './border.ts'
import { faultsOf, type Piece } from './faults.ts'
import type { Geometry, Position } from './systems.ts'
import type { GroundFault } from './words.ts'

/** One hundred metres east and north of a corner of the demo. */
const X = 100 / (111_319.49 * Math.cos((31.28 * Math.PI) / 180)), Y = 100 / 111_319.49
const at = (x: number, y: number): Position => [120.7 + x * X, 31.28 + y * Y]
const square = (w: number, s: number, e: number, n: number): Position[] => [at(w, s), at(e, s), at(e, n), at(w, n), at(w, s)]
const area = (...rings: Position[][]): Geometry => ({ type: 'Polygon', coordinates: rings })
const piece = (code: string, geometry: Geometry | null, parent: string | null = 'p', kind = 'grid'): Piece => ({ id: code, code, name: `${code}号`, kind, parent, geometry })
const parent = piece('p', area(square(0, 0, 2, 1)), null, 'community')
const short = (faults: GroundFault[]) => faults.map((fault) => [fault.kind, fault.level, fault.codes.join(' '), fault.m2 === undefined ? undefined : Math.round(fault.m2)])

describe('what does not fit together', () => {
  test.each<[string, Piece[], [string, string, string, number | undefined][]]>([
    ['two halves of a parent fit', [piece('a', area(square(0, 0, 1, 1))), piece('b', area(square(1, 0, 2, 1)))], []],
    ['an overlap of a tenth', [piece('a', area(square(0, 0, 1.1, 1))), piece('b', area(square(1, 0, 2, 1)))], [['overlap', 'should', 'a b', 1000]]],
    ['one inside the other', [piece('a', area(square(0, 0, 2, 1))), piece('b', area(square(0.5, 0.5, 0.6, 0.6)))], [['overlap', 'should', 'a b', 100]]],
    ['the same grid twice', [piece('a', area(square(0, 0, 2, 1))), piece('b', area(square(0, 0, 2, 1)))], [['overlap', 'should', 'a b', 20_000]]],
    ['a gap between them', [piece('a', area(square(0, 0, 0.9, 1))), piece('b', area(square(1, 0, 2, 1)))], [['gap', 'should', 'p', 1000]]],
    ['a hole that nobody fills', [piece('a', area(square(0, 0, 1, 1), square(0.4, 0.4, 0.5, 0.5))), piece('b', area(square(1, 0, 2, 1)))], [['gap', 'should', 'p', 100]]],
    ['a hole filled by another is none', [piece('a', area(square(0, 0, 2, 1), square(0.4, 0.4, 0.5, 0.5))), piece('b', area(square(0.4, 0.4, 0.5, 0.5)))], []],
    ['a child that reaches out', [piece('a', area(square(0, 0, 1, 1))), piece('b', area(square(1, 0, 2.2, 1)))], [['outside-parent', 'should', 'b p', 2000]]],
    ['a sliver ten centimetres wide is a note', [piece('a', area(square(0, 0, 1.001, 1))), piece('b', area(square(1, 0, 2, 1)))], [['overlap', 'note', 'a b', 10]]],
    ['a long slit thinner than half a metre is a note, however long', [piece('a', area(square(0, 0, 0.996, 1))), piece('b', area(square(1, 0, 2, 1)))], [['gap', 'note', 'p', 40]]],
    ['below a square metre nothing is said', [piece('a', area(square(0, 0, 1.00005, 1))), piece('b', area(square(1, 0, 2, 1)))], []],
    ['a zone beside grids is another division, not a rival', [piece('a', area(square(0, 0, 2, 1))), piece('z', area(square(0, 0, 2, 1)), 'p', 'zone')], []],
    ['a grid without a shape among drawn ones', [piece('a', area(square(0, 0, 2, 1))), piece('b', null)], [['no-shape', 'should', 'b', undefined]]],
    ['no child is drawn: nothing is said of gaps', [piece('a', null), piece('b', null)], []],
  ])('%s', (_what, children, expected) => { expect(short(faultsOf([parent, ...children]))).toEqual(expected) })

  test('two of one name under one parent are a note; each place lies inside its piece', () => {
    const twins = [piece('a', area(square(0, 0, 1.1, 1))), { ...piece('b', area(square(1, 0, 2, 1))), name: 'a号' }]
    const faults = faultsOf([parent, ...twins])
    expect(short(faults)).toEqual([['overlap', 'should', 'a b', 1000], ['same-name', 'note', 'a b', undefined]])
    const [lon, lat] = [faults[0]!.lon!, faults[0]!.lat!]
    expect(lon > at(1, 0)[0] && lon < at(1.1, 0)[0] && lat > at(0, 0)[1] && lat < at(0, 1)[1]).toBe(true)
    expect(faults[0]!.ring!.length).toBe(5)
  })
  test('the largest stands first, and asked about some codes only those are told', () => {
    const all = [parent, piece('a', area(square(0, 0, 1.1, 1))), piece('b', area(square(1, 0, 2, 0.5))), piece('c', area(square(1, 0.45, 2, 1)))]
    expect(faultsOf(all).map((fault) => Math.round(fault.m2!))).toEqual([550, 500, 500].sort((a, b) => b - a))
    expect(short(faultsOf(all, new Set(['c']))).map(([kind, , codes]) => [kind, codes])).toEqual([['overlap', 'a c'], ['overlap', 'b c']])
  })
})

describe('what is no border', () => {
  const where = { path: '要素 1', code: 'g', name: 'g' }
  const kinds = (geometry: Geometry) => { const numbers = numbersOf(geometry, where); return numbers ? [numbers.kind] : borderOf(tidied(geometry).geometry, where).map((fault) => fault.kind) }
  test.each<[string, Geometry, string[]]>([
    ['a square', area(square(0, 0, 1, 1)), []],
    ['a square not closed is closed', area(square(0, 0, 1, 1).slice(0, 4)), []],
    ['doubled points are taken out', area(square(0, 0, 1, 1).flatMap((point) => [point, point])), []],
    ['a bow', area([at(0, 0), at(1, 1), at(1, 0), at(0, 1), at(0, 0)]), ['self-crossing']],
    ['a bow with one big half', area([at(0, 0), at(2, 2), at(2, 0), at(0, 1), at(0, 0)]), ['self-crossing']],
    ['a border that touches itself in a point', area([at(0, 0), at(2, 0), at(1, 1), at(2, 2), at(0, 2), at(1, 1), at(0, 0)]), ['self-crossing']],
    ['a spike that runs out and back', area([at(0, 0), at(1, 0), at(1, 1), at(1, 2), at(1, 1), at(0, 1), at(0, 0)]), ['self-crossing']],
    ['a line forth and back', area([at(0, 0), at(1, 0), at(2, 0), at(1, 0), at(0, 0)]), ['no-area']],
    ['two points', area([at(0, 0), at(1, 0), at(0, 0)]), ['too-few-points']],
    ['one point again and again', area([at(0, 0), at(0, 0), at(0, 0), at(0, 0)]), ['too-few-points']],
    ['a hole that crosses itself', area(square(0, 0, 3, 3), [at(1, 1), at(2, 2), at(2, 1), at(1, 2), at(1, 1)]), ['self-crossing']],
    ['a hole as large as the area', area(square(0, 0, 1, 1), square(0, 0, 1, 1)), ['no-area']],
    ['longitude and latitude swapped', area(square(0, 0, 1, 1).map(([x, y]): Position => [y, x])), ['swapped']],
    ['in Paris', area(square(0, 0, 1, 1).map(([x, y]): Position => [x - 118, y + 17])), ['outside-china']],
    ['metres of a projection', area([[40_512_345, 3_467_890], [40_512_445, 3_467_890], [40_512_445, 3_467_990], [40_512_345, 3_467_890]]), ['in-metres']],
    ['not a number', area([[NaN, 31.3], ...square(0, 0, 1, 1)]), ['not-numbers']],
    ['a road is no border', { type: 'LineString', coordinates: [at(0, 0), at(1, 0)] }, []],
    ['a point is none either', { type: 'Point', coordinates: at(0, 0) }, []],
    ['endless', area([[Infinity, 31.3], ...square(0, 0, 1, 1)]), ['not-numbers']],
  ])('%s', (_what, geometry, expected) => { expect(kinds(geometry)).toEqual(expected) })

  test('a crossing is told with its place', () => {
    const [fault] = borderOf(area([at(0, 0), at(1, 1), at(1, 0), at(0, 1), at(0, 0)]), where)
    expect([fault!.lon!.toFixed(6), fault!.lat!.toFixed(6), fault!.level]).toEqual([at(0.5, 0.5)[0].toFixed(6), at(0.5, 0.5)[1].toFixed(6), 'must'])
  })
  test('a border of twenty thousand corners is judged in a blink', () => {
    const round = Array.from({ length: 20_000 }, (_, n): Position => [120.7 + Math.cos((n / 20_000) * 2 * Math.PI) * 0.01, 31.28 + Math.sin((n / 20_000) * 2 * Math.PI) * 0.01])
    const began = performance.now()
    expect(kinds(area([...round, round[0]!]))).toEqual([])
    expect(performance.now() - began).toBeLessThan(3000)
  })
})
