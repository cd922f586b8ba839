// From when a clock is near its limit: its own warning, not a share of the wall's time.
import { expect, test } from 'vitest'
import type { Clock } from '../words.ts'
import { nearFrom } from './watch.ts'

const clock = (more: Partial<Clock> = {}): Clock => ({ stage: 'handle', start: '2026-11-23T09:00:00.000Z', due: '2026-11-24T09:00:00.000Z', provisional: false, ...more })
const hours = { kind: 'work_hour', amount: 8 } as const, minutes = { kind: 'minute_on_shift', amount: 30 } as const
const warn: Clock['warn'] = [{ percent: 50, at: '2026-11-24T02:00:00.000Z' }, { percent: 80, at: '2026-11-24T07:00:00.000Z' }]

test('hours are near from four fifths of their own time, minutes on shift from half', () => {
  expect(nearFrom(clock({ limit: hours, given: 1, warn }), undefined)).toBe('2026-11-24T07:00:00.000Z')
  expect(nearFrom(clock({ limit: minutes, given: 1, warn }), undefined)).toBe('2026-11-24T02:00:00.000Z')
})
test('a clock that runs on after a rework with more than four fifths used is near at once', () => {
  expect(nearFrom(clock({ limit: hours, given: 100, used: 90 }), undefined)).toBe('2026-11-23T09:00:00.000Z')
})
test('a clock of an earlier release is near from a share between its two ends', () => {
  expect(nearFrom(clock(), hours)).toBe('2026-11-24T04:12:00.000Z')
  expect(nearFrom(clock(), minutes)).toBe('2026-11-23T21:00:00.000Z')
  expect(nearFrom(clock({ stage: 'accept' }), minutes)).toBe('2026-11-24T04:12:00.000Z')
})
