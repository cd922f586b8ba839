// Shares and middles of few numbers, against published values.
import { describe, expect, test } from 'vitest'
import { percentile } from './share.ts'
import { wilson } from './wilson.ts'

describe('wilson', () => {
  test.each([
    // Placed-marker stopwatch tests: sixty of sixty do not prove 95 %.
    [57, 60, 0.863, 0.98285], [60, 60, 0.9398, 1], [0, 10, 0, 0.2775], [10, 10, 0.7225, 1], [1, 1, 0.2065, 1], [5, 10, 0.2366, 0.7634], [500, 1000, 0.4691, 0.5309],
  ])('%i of %i lies between %f and %f', (hits, n, low, high) => {
    const found = wilson(hits, n)!
    expect(found.low).toBeCloseTo(low, 4)
    expect(found.high).toBeCloseTo(high, 4)
  })
  test('of none there is no share', () => { expect(wilson(0, 0)).toBeUndefined() })
})

describe('percentile', () => {
  test.each([
    [[[300, 1]], 0.5, 300], [[[300, 1]], 0.9, 300], [[[100, 1], [200, 1]], 0.5, 100], [[[100, 1], [200, 1], [300, 1]], 0.5, 200],
    [[[1, 9], [99, 1]], 0.9, 1], [[[1, 8], [99, 2]], 0.9, 99], [[[99, 2], [1, 8]], 0.9, 99], [[[60, 5], [Infinity, 5]], 0.5, 60], [[[60, 5], [Infinity, 5]], 0.9, Infinity],
  ] as [[number, number][], number, number][])('of %j at %f is %f', (counts, share, expected) => { expect(percentile(counts, share)).toBe(expected) })
  test('of none there is no middle', () => { expect(percentile([], 0.5)).toBeUndefined(); expect(percentile([[5, 0]], 0.5)).toBeUndefined() })
})
