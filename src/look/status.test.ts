// How a clock is read and said: shares, lateness, remaining words in both languages.
import { expect, test } from 'vitest'
import { read, tellStates, type Lateness, type Timed } from './status.ts'
import { leftOf, momentOf, spanOf } from './time.ts'

tellStates({ suspended: { zh: '挂账', en: 'Suspended', glyph: 'pause', container: 'outline', hand: 'hold' } }, {})
const at = (clock: string) => Date.parse(`2026-11-23T${clock}:00+08:00`)
const thing = (more: Partial<Timed> = {}): Timed => ({ state: 'filed', open: true, stage: 'dispatch', stage_start: '2026-11-23T09:00:00+08:00', warn_at: '2026-11-23T09:48:00+08:00', due_at: '2026-11-23T10:00:00+08:00', ...more })

const cases: [string, Partial<Timed>, Lateness, string][] = [
  ['09:30', {}, 'ok', 'half the limit is calm'],
  ['09:48', {}, 'due', '80 % used'],
  ['10:00', {}, 'due', 'the second of the deadline is not late'],
  ['10:01', {}, 'late', 'past it'],
  ['09:31', { stage: 'handle', warn_at: '2026-11-23T09:30:00+08:00' }, 'due', 'minute clocks warn from half'],
  ['09:31', { stage: 'handle' }, 'ok', 'hour clocks do not'],
  ['11:00', { state: 'suspended' }, 'paused', 'a stopped clock is not late'],
  ['11:00', { state: 'closed', open: false }, 'done', 'over'],
]
test.each(cases)('at %s %j is %s: %s', (clock, more, lateness) => {
  expect(read(thing(more), at(clock)).lateness).toBe(lateness)
})
test.each([
  [4 * 60_000 + 12_000, '4:12', '4:12'], [22 * 60_000, '22分', '22m'], [130 * 60_000, '2时10分', '2h10m'], [185 * 60_000, '3时05分', '3h05m'],
  [-26 * 60_000, '超26分', '26m over'], [-30_000, '超不到1分', 'under 1m over'], [77 * 3_600_000, '3天5时', '3d 5h'], [120 * 60_000, '2时', '2h'],
])('%i ms is said %s · %s', (ms, zh, en) => {
  expect([leftOf(ms, 'zh'), leftOf(ms, 'en')]).toEqual([zh, en])
})
test('a moment names its day only when it is another day', () => {
  expect(momentOf('2026-11-23T01:46:00Z', at('12:00'), 'zh')).toBe('09:46')
  expect(momentOf('2026-11-24T02:04:00Z', at('12:00'), 'zh')).toBe('11月24日10:04')
  expect(momentOf('2026-11-24T02:04:00Z', at('12:00'), 'en')).toBe('24 Nov 10:04')
  expect(spanOf(9 * 60_000, 'zh')).toBe('9分')
})
