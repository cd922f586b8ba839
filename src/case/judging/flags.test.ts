// Each doubt about a photo, as a table: what raises it, what does not, at the edge.
import { describe, expect, test } from 'vitest'
import { flagsOfPhoto, photoFlags, sayWhy, type Came, type PhotoFlag, type Seen, type Why } from './flags.ts'

const at = new Date('2026-11-23T02:00:00Z'), minutes = (n: number) => new Date(at.getTime() + n * 60_000)
const silent: Seen = { takenAt: null, point: null, accuracy: null, clockOff: null, capture: null, elsewhere: [], within: [] }
const before: Came = { role: 'before', at, point: { lon: 120.715, lat: 31.285 }, live: true }
const after: Came = { ...before, role: 'after', from: minutes(-120) }
const may = { metres: 100, beforeHours: 24, clockMinutes: 5 }
const flags = (seen: Partial<Seen>, came: Came = before) => flagsOfPhoto({ ...silent, ...seen }, came, may)
const names = (seen: Partial<Seen>, came?: Came) => flags(seen, came).map(({ flag }) => flag)
/** So many metres north of the case. */
const north = (m: number) => ({ lon: 120.715, lat: 31.285 + m / 111_195 })
const twin = { sha256: 'b'.repeat(64), case: 'other', kind: 'similar' as const, bits: 6, mirrored: false }

test('what tells nothing is doubted for nothing', () => {
  expect(names({})).toEqual([])
  expect(names({}, after)).toEqual([])
})

describe.each<[PhotoFlag, [string, Partial<Seen>, Came, boolean][]]>([
  ['reused', [
    ['used in another case', { elsewhere: [twin] }, before, true], ['mirrored in another case', { elsewhere: [{ ...twin, mirrored: true }] }, after, true], ['alike in its own case only', { within: [twin] }, before, false],
  ]],
  ['before-is-after', [
    ['an after photo like the one of before', { within: [twin] }, after, true], ['the same photo', { within: [{ ...twin, kind: 'same', bits: 0 }] }, after, true], ['two photos of before alike', { within: [twin] }, before, false], ['of a check', { within: [twin] }, { ...after, role: 'check' }, false],
  ]],
  ['elsewhere', [
    ['100 m away', { point: north(100) }, before, false], ['102 m away', { point: north(102) }, before, true], ['130 m away by a fix that may be off by 40', { point: north(130), accuracy: 40 }, before, false],
    ['300 m away by a fix that claims to be off by a thousand', { point: north(300), accuracy: 1000 }, before, true], ['far away, in a case without a point', { point: north(5000) }, { ...before, point: null }, false],
  ]],
  ['outside-window', [
    ['a day before the report', { takenAt: minutes(-1440) }, before, false], ['a day and a minute before it', { takenAt: minutes(-1441) }, before, true], ['after it was sent, by a clock within the tolerance', { takenAt: minutes(5) }, before, false], ['six minutes after it was sent', { takenAt: minutes(6) }, before, true],
    ['between dispatch and hand-in', { takenAt: minutes(-60) }, after, false], ['at the dispatch, by a clock within the tolerance', { takenAt: minutes(-125) }, after, false], ['before the dispatch', { takenAt: minutes(-126) }, after, true], ['after the hand-in', { takenAt: minutes(30) }, after, true],
  ]],
  ['clock-off', [['five minutes fast', { clockOff: 300 }, before, false], ['a second more', { clockOff: 301 }, before, true], ['an hour slow', { clockOff: -3600 }, after, true]]],
  ['no-live-capture', [
    ['from the gallery, by somebody who stood there', { capture: 'gallery' }, before, true], ['not known', { capture: 'unknown' }, after, true], ['live', { capture: 'live' }, before, false], ['not told', {}, before, false], ['from the gallery of a citizen', { capture: 'gallery' }, { ...before, live: false }, false],
  ]],
])('%s', (flag, table) => {
  test.each(table)('%s', (_what, seen, came, raised) => { expect(names(seen, came)).toEqual(raised ? [flag] : []) })
})

test('of many twins the same photo is named, then the nearest', () => {
  expect(flags({ elsewhere: [twin, { ...twin, case: 'near', bits: 2 }] })[0]).toMatchObject({ case: 'near' })
  expect(flags({ elsewhere: [{ ...twin, bits: 1 }, { ...twin, case: 'same', kind: 'same', bits: 0 }] })[0]).toMatchObject({ case: 'same' })
})
test('every doubt has a sentence in both languages with its number, and keeps one when its traces were erased', () => {
  const whys: Why[] = [{ flag: 'reused', twin: 'x', case: 'y', kind: 'similar', bits: 3, mirrored: true }, { flag: 'before-is-after', twin: 'x', kind: 'same', bits: 0, mirrored: false }, { flag: 'elsewhere', metres: 315, accuracy: 12 }, { flag: 'outside-window', edge: 'early', minutes: 4000 }, { flag: 'clock-off', seconds: -4000 }, { flag: 'no-live-capture', capture: 'gallery' }]
  expect(whys.map((why) => why.flag)).toEqual(photoFlags)
  for (const why of whys) for (const said of Object.values(sayWhy(why, 'after'))) expect(said.length).toBeGreaterThan(5)
  expect(sayWhy(whys[2]!, 'before').zh).toContain('315米')
  expect(sayWhy(whys[3]!, 'before').zh).toContain('3天')
  for (const flag of ['elsewhere', 'outside-window', 'clock-off'] as const) expect(JSON.stringify(sayWhy({ flag } as Why, 'before'))).not.toMatch(/undefined|NaN/)
})
