// Coordinates of other systems: known points, there and back, and what stays as it is.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromWgs84, toWgs84, type Position } from './coordinates.ts'
import { systems } from './systems.ts'

const metres = ([ax, ay]: Position, [bx, by]: Position) => Math.hypot((bx - ax) * 111_319 * Math.cos((ay * Math.PI) / 180), (by - ay) * 111_319)

describe('to WGS-84 and back', () => {
  test.each([
    ['wgs84', [120.7, 31.3], [120.7, 31.3]], ['cgcs2000', [120.7, 31.3], [120.7, 31.3]],
    ['gcj02', [120.7, 31.3], [120.7043182, 31.2979553]], ['bd09', [120.7, 31.3], [120.7107365, 31.3041975]],
  ] as const)('%s %j is %j', (system, wgs, theirs) => {
    const there = fromWgs84([...wgs], system)
    expect(metres(there, [...theirs])).toBeLessThan(0.05)
    expect(metres(toWgs84([...theirs], system), [...wgs])).toBeLessThan(0.05)
  })
  test('GCJ-02 moves a point in China by hundreds of metres: taking one for the other is no small matter', () => {
    const moved = metres([120.7, 31.3], fromWgs84([120.7, 31.3], 'gcj02'))
    expect(moved).toBeGreaterThan(300)
    expect(moved).toBeLessThan(700)
  })
  test.each(systems)('%s: everywhere well inside the country, there and back is the same place within three centimetres', (system) => {
    fc.assert(fc.property(fc.double({ min: 104, max: 120, noNaN: true }), fc.double({ min: 24, max: 41, noNaN: true }), (lon, lat) => metres(toWgs84(fromWgs84([lon, lat], system), system), [lon, lat]) < 0.03), { numRuns: 400 })
  })
})
