// Which crew is called, how far a beat lies, and whose shift it is.
import { describe, expect, test } from 'vitest'
import type { Book } from '../calendar/words.ts'
import { beatsOf, metresTo, type Beat } from './beat.ts'
import { chooseCrew, type Candidate } from './nearest.ts'
import { nextShift, sayShift, shiftAt } from './shift.ts'

const square = (w: number, s: number, size = 0.01): Beat['shape'] => ({ type: 'Polygon', coordinates: [[[w, s], [w + size, s], [w + size, s + size], [w, s + size], [w, s]]] })
const beat = (id: string, shape: Beat['shape'], buffer = 0): Beat => ({ id, unit: 'u', zh: `路段${id}`, en: `Beat ${id}`, shape, buffer })
const now = new Date('2026-11-23T23:00:00+08:00')

describe('how far a beat lies', () => {
  const holed: Beat['shape'] = { type: 'Polygon', coordinates: [square(120.7, 31.28).coordinates[0] as never, square(120.704, 31.284, 0.002).coordinates[0] as never] }
  test.each([
    ['inside', beat('a', square(120.7, 31.28)), { lon: 120.705, lat: 31.285 }, 0],
    ['a thousandth of a degree north of it', beat('a', square(120.7, 31.28)), { lon: 120.705, lat: 31.291 }, 111],
    ['the same, a hundred metres around it', beat('a', square(120.7, 31.28), 100), { lon: 120.705, lat: 31.291 }, 11],
    ['in its hole', beat('a', holed), { lon: 120.705, lat: 31.285 }, 95],
    ['on a line', beat('a', { type: 'LineString', coordinates: [[120.7, 31.28], [120.71, 31.28]] }), { lon: 120.705, lat: 31.28 }, 0],
    ['beside a line with a buffer', beat('a', { type: 'LineString', coordinates: [[120.7, 31.28], [120.71, 31.28]] }, 20), { lon: 120.705, lat: 31.2801 }, 0],
    ['beyond the end of a line', beat('a', { type: 'LineString', coordinates: [[120.7, 31.28], [120.71, 31.28]] }), { lon: 120.711, lat: 31.28 }, 95],
    ['between two lines', beat('a', { type: 'MultiLineString', coordinates: [[[120.7, 31.28], [120.71, 31.28]], [[120.7, 31.29], [120.71, 31.29]]] }), { lon: 120.705, lat: 31.289 }, 111],
  ] as const)('%s', (_, one, place, metres) => { expect(Math.abs(metresTo(one, place) - metres)).toBeLessThanOrEqual(1) })
  test('the index finds what looking at each finds', () => {
    const all = Array.from({ length: 60 }, (_, n) => beat(String(n).padStart(2, '0'), square(120.6 + (n % 10) * 0.008, 31.2 + Math.floor(n / 10) * 0.007), n % 3 === 0 ? 50 : 0)), index = beatsOf(all)
    for (let n = 0; n < 400; n++) {
      const place = { lon: 120.59 + (n % 20) * 0.005, lat: 31.19 + Math.floor(n / 20) * 0.003 }
      expect(index.at(place).map((one) => one.id)).toEqual(all.filter((one) => metresTo(one, place) === 0).map((one) => one.id))
    }
  })
})

describe('which crew is called', () => {
  const crew = (id: string, beats: Beat[], here?: [number, number, string]): Candidate => ({ id, zh: `${id}班`, en: `Crew ${id}`, shift: '22:00-06:00', beats, ...(here ? { here: { lon: here[0], lat: here[1], at: new Date(here[2]) } } : {}) })
  const place = { lon: 120.705, lat: 31.285 }, covers = beat('x', square(120.7, 31.28)), near = beat('y', square(120.7, 31.291)), far = beat('z', square(120.74, 31.28))
  const fresh = '2026-11-23T22:55:00+08:00', stale = '2026-11-23T22:50:00+08:00'
  test.each([
    ['whose beat covers the place, though another stands beside it', [crew('A', [far], [120.705, 31.2851, fresh]), crew('B', [covers])], 'B', 'beat', 0],
    ['of two who cover it the one whose place is known and nearer', [crew('A', [covers], [120.7, 31.28, fresh]), crew('B', [covers], [120.704, 31.285, fresh])], 'B', 'beat', 95],
    ['of two who cover it, of neither is known where: the first', [crew('B', [covers]), crew('A', [covers])], 'A', 'beat', 0],
    ['nobody covers it: the nearest last place', [crew('A', [near]), crew('B', [far], [120.7051, 31.285, fresh])], 'B', 'place', 10],
    ['a place of ten minutes ago says nothing: the nearest beat', [crew('A', [near]), crew('B', [far], [120.7051, 31.285, stale])], 'A', 'distance', 668],
    ['a crew without a beat comes last', [crew('A', []), crew('B', [far])], 'B', 'distance', 3328],
    ['alone and without a beat', [crew('A', [])], 'A', 'any', null],
  ] as const)('%s', (_, crews, id, by, metres) => {
    const chosen = chooseCrew(place, crews, now)!
    expect([chosen.crew.id, chosen.by]).toEqual([id, by])
    if (metres === null) expect(chosen.metres).toBeNull()
    else expect(Math.abs(chosen.metres! - metres)).toBeLessThanOrEqual(2)
    expect(chosen.because.zh).toContain(`${id}班`)
    expect(chosen.because.en).toContain(`Crew ${id}`)
  })
  test('without a point the first, and it says that it knows no distance', () => {
    expect(chooseCrew(undefined, [crew('B', [covers]), crew('A', [far])], now)).toMatchObject({ crew: { id: 'A' }, by: 'any', metres: null })
  })
  test('nobody on shift, nobody called', () => { expect(chooseCrew(place, [], now)).toBeUndefined() })
})

describe('whose shift it is', () => {
  const night = { '1': [[1320, 360]] as const, '2': [[1320, 360]] as const }
  const book: Book = { periods: [{ name: 'default', from: '0001-01-01', hours: [[540, 1050]], week: [1, 2, 3, 4, 5], shifts: [[360, 1320]], holidays: true, follows: false }], years: {}, rosters: [{ unit: 'u', crew: '夜班', from: '2026-11-01', week: night }], days: [{ unit: 'u', crew: '夜班', day: '2026-11-24', windows: [] }] }
  const at = (text: string) => new Date(`${text}+08:00`)
  test.each([
    ['夜班', '2026-11-23T22:00:00', '22:00-06:00'], ['夜班', '2026-11-23T21:59:59', undefined], ['夜班', '2026-11-24T05:59:59', '22:00-06:00'], ['夜班', '2026-11-24T06:00:00', undefined],
    // The day's exception: free; and a Wednesday that has none.
    ['夜班', '2026-11-24T22:30:00', undefined], ['夜班', '2026-11-25T22:30:00', undefined], ['中班', '2026-11-23T22:30:00', undefined], [null, '2026-11-23T22:30:00', '22:00-06:00'],
  ])('%s at %s', (roster, when, expected) => {
    const shift = shiftAt(book, { unit: 'u', roster }, at(when))
    expect(shift && sayShift(shift)).toBe(expected)
  })
  test('the next shift is looked for over free days', () => {
    expect(nextShift(book, { unit: 'u', roster: '夜班' }, at('2026-11-24T07:00:00'))?.from).toEqual(at('2026-11-30T22:00:00'))
    expect(nextShift(book, { unit: 'u', roster: '中班' }, at('2026-11-24T07:00:00'))).toBeUndefined()
  })
})
