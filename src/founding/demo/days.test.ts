// The demo's days are the same for the same day and seed, and look like a district's.
import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { PackContent } from '../../pack/words.ts'
import { loadPacks } from '../../pack/load.ts'
import { arrivals, type Arrival } from './arrivals.ts'
import { diceOf } from './dice.ts'
import { DAY, desk, HOUR, midnight, office, weekday, within } from './hours.ts'
import type { Spot } from './places.ts'

const at = (text: string) => Date.parse(`${text}+08:00`)
const say = (ms: number) => new Date(ms + 8 * HOUR).toISOString().slice(0, 16)
const root = join(import.meta.dirname, '..', '..', '..')

let packs: PackContent[]
beforeAll(async () => { packs = (await loadPacks(join(root, 'packs'))).packs.map((pack) => pack.content) })
const spots: Spot[] = Array.from({ length: 50 }, (_, n) => ({ lon: 120.7 + n / 1e4, lat: 31.29, text: `第${n}处`, weight: 1 / (n + 1) }))
const days = (now: string, seed = 7) => arrivals(packs, spots, at(now), 90, 67, diceOf(seed))

describe('ninety days', () => {
  test('about six thousand reports, none after now, in the order of the hours', () => {
    const all = days('2026-11-23T14:00')
    expect(all.length).toBeGreaterThan(5400)
    expect(all.length).toBeLessThan(6700)
    expect(all.at(-1)!.at).toBeLessThan(at('2026-11-23T14:00'))
    expect(all[0]!.at).toBeGreaterThan(at('2026-11-23T14:00') - 91 * DAY)
    expect(all.map((one) => one.at)).toEqual(all.map((one) => one.at).toSorted((a, b) => a - b))
  })
  test('the same seed and hour give the same days, another seed gives others', () => {
    const words = (all: Arrival[]) => all.slice(0, 200).map((one) => `${say(one.at)} ${one.text}`)
    expect(words(days('2026-11-23T14:00'))).toEqual(words(days('2026-11-23T14:00')))
    expect(words(days('2026-11-23T14:00'))).not.toEqual(words(days('2026-11-23T14:00', 8)))
  })
  test.each(['2026-01-01T00:05', '2028-02-29T23:50', '2031-07-15T12:00'])('whatever the host says the date is: %s', (now) => {
    const all = days(now)
    expect(all.length).toBeGreaterThan(5300)
    expect(Math.max(...all.map((one) => one.at))).toBeLessThan(at(now))
  })
  test('every campaign has its matters, the everyday ones most', () => {
    const count = Map.groupBy(days('2026-11-23T14:00'), (one) => one.pack)
    expect(count.size).toBe(packs.length)
    expect(count.get('fine-cleaning')!.length).toBeGreaterThan(count.get('civil-dining')!.length * 5)
  })
  test('patrols see nothing at night; citizens do', () => {
    const all = days('2026-11-23T14:00')
    const hour = (one: Arrival) => (one.at - midnight(one.at)) / HOUR
    expect(all.filter((one) => one.source === 'patrol' && (hour(one) < 6 || hour(one) >= 20))).toEqual([])
    expect(all.filter((one) => one.source === 'citizen' && hour(one) >= 20).length).toBeGreaterThan(50)
  })
  test('no words are left unfilled, and a spot comes back', () => {
    const all = days('2026-11-23T14:00')
    expect(all.filter((one) => /undefined|NaN|\{|\}/.test(one.text + one.placeText))).toEqual([])
    expect(Math.max(...[...Map.groupBy(all, (one) => one.placeText).values()].map((of) => of.length))).toBeGreaterThan(100)
  })
})

describe('hours', () => {
  test.each([
    ['2026-11-23T10:00', desk, '2026-11-23T10:00', 'inside'], ['2026-11-23T22:00', desk, '2026-11-24T08:24', 'the desk opens again'],
    ['2026-11-21T10:00', desk, '2026-11-21T10:00', 'the desk knows no Saturday'], ['2026-11-21T10:00', office, '2026-11-23T08:48', 'offices do'], ['2026-11-20T18:00', office, '2026-11-23T08:48', 'Friday evening'],
  ])('%s -> %o', (from, hours, to) => { expect(say(within(at(from), hours))).toBe(to) })
  test('2026-11-23 is a Monday', () => { expect([weekday(at('2026-11-22T12:00')), weekday(at('2026-11-23T00:01'))]).toEqual([7, 1]) })
})

test('drawn districts are named in the story as on the map', () => {
  const base = JSON.parse(readFileSync(join(root, 'demo', 'district', 'base.geojson'), 'utf8')) as { features: { properties: { name?: string; kind: string } }[] }
  const names = base.features.map((feature) => feature.properties.name)
  // The three places the speech names for its adverts.
  for (const name of ['x湖公园', 'x湖菜场', 'x湖商业广场']) expect(names).toContain(name)
})
