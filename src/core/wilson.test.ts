// Wilson's interval against numbers worked out elsewhere (Python).
import { expect, test } from 'vitest'
import { wilson } from './wilson.ts'

test.each([[36, 40, 0.769482, 0.96042], [40, 40, 0.912378, 1], [0, 12, 0, 0.242494], [19, 20, 0.763869, 0.991119], [57, 60, 0.863, 0.9829]])('%i of %i', (k, n, low, high) => {
  const found = wilson(k, n)!
  expect(found.low).toBeCloseTo(low, 4)
  expect(found.high).toBeCloseTo(high, 4)
})
test('of nothing there is none', () => { expect(wilson(0, 0)).toBeUndefined() })
