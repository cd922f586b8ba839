// The moments of the ten minutes, and their figure with few, with many, and with what still lies there.
import { describe, expect, test } from 'vitest'
import { figureOf } from './figure.ts'
import { clearedOf, sightedOf, type Trace } from './moments.ts'

const at = (text: string) => new Date(`2026-11-23T${text}+08:00`)
const photo = (taken: string | null, more: Partial<Trace> = {}): Trace => ({ taken_at: taken === null ? null : at(taken), edited: false, lon: null, lat: null, ...more })
const place = { lon: 120.705, lat: 31.285 }

describe('from when to when', () => {
  test.each([
    ['the photo', [photo('09:25:00')], undefined, '09:25:00', 'photo'], ['the earlier of two photos', [photo('09:25:00'), photo('09:20:00')], undefined, '09:20:00', 'photo'],
    ['a photo from the future says nothing', [photo('09:31:00')], undefined, '09:30:00', 'server'], ['nor one of yesterday', [photo('08:29:00')], undefined, '09:30:00', 'server'],
    ['nor one that went through an editor', [photo('09:25:00', { edited: true })], undefined, '09:30:00', 'server'], ['nor one taken elsewhere', [photo('09:25:00', { lon: 120.71, lat: 31.285 })], undefined, '09:30:00', 'server'],
    ['what was told', [photo(null)], '09:12:00', '09:12:00', 'told'], ['but not of hours ago', [], '07:00:00', '09:30:00', 'server'],
  ] as const)('seen: %s', (_, traces, said, expected, by) => {
    expect(sightedOf(at('09:30:00'), traces, said && at(said).toISOString(), place)).toEqual({ at: at(expected).toISOString(), by })
  })
  test.each([
    ['the photo', [photo('09:35:00')], '09:35:00', 'photo'], ['the later of two', [photo('09:33:00'), photo('09:35:00')], '09:35:00', 'photo'],
    ['a photo from before the sighting clears nothing', [photo('09:24:00')], '09:40:00', 'server'], ['nor one without a time', [photo(null)], '09:40:00', 'server'],
  ] as const)('gone: %s', (_, traces, expected, by) => {
    expect(clearedOf(at('09:40:00'), traces, at('09:25:00').toISOString(), place)).toEqual({ at: at(expected).toISOString(), by })
  })
})

describe('the figure', () => {
  test('under ten there is no share, only the counts', () => {
    expect(figureOf([[100, 9]], [])).toMatchObject({ n: 9, within: 9, few: true, share: null, low: null, high: null, p50: null, p90: null })
  })
  test('ten minutes to the second are within', () => {
    expect(figureOf([[600, 10], [601, 10]], [])).toMatchObject({ n: 20, within: 10, share: 0.5, p50: 600, p90: 601 })
  })
  test('what has lain there for longer counts against it, what has not says nothing yet', () => {
    expect(figureOf([[300, 10]], [30, 599, 601, 9999])).toMatchObject({ n: 12, within: 10, open: 2, pending: 2, p50: 300, p90: null })
  })
  test('the minutes: the tenth holds the six hundredth second, beyond thirty all is one', () => {
    const { bins } = figureOf([[0, 1], [60, 1], [61, 1], [600, 2], [601, 3], [5000, 4]], [])
    expect([bins[0], bins[1], bins[9], bins[10], bins[30], bins.length]).toEqual([2, 1, 2, 3, 4, 31])
  })
})
