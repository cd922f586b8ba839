// The limit per address: how many tries, and when it opens again.
import { expect, test } from 'vitest'
import { throttle } from './throttle.ts'

const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 0, 0, second))

test('three failures are free, the fourth try waits until the first is forgotten, other addresses do not', () => {
  const limit = throttle(3, 60_000)
  for (const second of [0, 10, 20]) { expect(limit.wait('a', at(second))).toBe(0); limit.failed('a', at(second)) }
  expect(limit.wait('a', at(30))).toBe(30)
  expect(limit.wait('b', at(30))).toBe(0)
  expect(limit.wait('a', at(60))).toBe(0)
})
test('a flood of addresses does not grow the memory without end', () => {
  const limit = throttle(1, 60_000, 100)
  for (let n = 0; n < 1000; n++) limit.failed(`address ${n}`, at(0))
  expect(limit.wait('address 999', at(0))).toBeGreaterThan(0)
  expect(limit.wait('address 1', at(0))).toBe(0)
})
