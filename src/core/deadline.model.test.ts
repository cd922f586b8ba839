// Deadline sums against a slow model that walks three years minute by minute, on machines in three time zones.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calendar, dateOf, layMinutes, limits, MINUTES, START, STARTS, walk } from '../../test/three-years.ts'
import { clockKinds, type ClockKind } from './clock-kind.ts'
import { dueAt, ranBetween } from './deadline.ts'
import { moved, resumeWatch, startWatch, stopWatch, usedAt } from './clock/stopwatch.ts'

const model = layMinutes()
const minuteOf = (date: Date) => (date.getTime() - START) / 60_000
const say = (minute: number) => new Date(START + minute * 60_000 + 8 * 3_600_000).toISOString().slice(0, 16)
const cases = clockKinds.flatMap((kind) => limits[kind].map((amount) => [kind, amount] as const))
const bitsOf = (kind: ClockKind) => (kind === 'minute_on_shift' ? model.shift : kind === 'work_hour' || kind === 'work_day' ? model.open : undefined)
/** The model's own time between two minutes, counted one by one. */
const count = (kind: ClockKind, from: number, to: number): number => {
  const bits = bitsOf(kind)
  let n = 0
  for (let at = from; at < to; at++) if (!bits || bits[at]) n++
  return n
}

test('the model itself has weekends, holidays, make-up days, nights and both ends of each year', () => {
  const at = (text: string) => (Date.parse(`${text}:00+08:00`) - START) / 60_000
  for (const [text, open] of [['2026-02-14T10:59', 1], ['2026-02-14T11:00', 0], ['2026-02-16T10:00', 0], ['2026-02-28T17:29', 1], ['2026-05-09T17:59', 1], ['2026-10-10T09:00', 1], ['2026-11-21T10:00', 0], ['2026-12-31T11:59', 1], ['2026-12-31T13:30', 0], ['2027-01-29T10:00', 0], ['2027-03-06T12:59', 1], ['2027-09-05T19:59', 1], ['2027-10-01T10:00', 0]] as const) expect([text, model.open[at(text)]]).toEqual([text, open])
  for (const [text, on] of [['2026-02-14T23:00', 1], ['2026-11-19T23:00', 0], ['2026-12-31T23:30', 1], ['2027-01-01T01:59', 1], ['2026-05-02T10:00', 0], ['2026-05-02T14:00', 1], ['2026-05-03T01:00', 1], ['2027-02-02T23:00', 0]] as const) expect([text, model.shift[at(text)]]).toEqual([text, on])
})

test.each(cases)('%s ×%i agrees with the model on every hour of three years', (kind, amount) => {
  const wrong: string[] = []
  for (let start = 0; start < STARTS; start += 60) {
    const due = minuteOf(dueAt(dateOf(start), { kind, amount }, calendar).at), walked = walk(model, start, kind, amount)
    if (due !== walked) wrong.push(`${say(start)} → ${say(due)}, the model says ${say(walked)}`)
  }
  expect(wrong.slice(0, 5)).toEqual([])
})

test.each(clockKinds)('%s agrees on every minute around an edge: openings, closings, midnights, changes', (kind) => {
  const bits = bitsOf(kind), wrong: string[] = [], amount = limits[kind][1]!
  let tried = 0
  for (let start = 3; start < STARTS; start++) {
    // Within three minutes of a change of the bit or of midnight; the wide kinds change at midnight only.
    const near = start % 1440 <= 3 || start % 1440 >= 1437 || (bits && [-3, -2, -1, 0, 1, 2].some((by) => bits[start + by] !== bits[start + by + 1]))
    if (!near) continue
    tried++
    const due = minuteOf(dueAt(dateOf(start), { kind, amount }, calendar).at), walked = walk(model, start, kind, amount)
    if (due !== walked) wrong.push(`${say(start)} → ${say(due)}, the model says ${say(walked)}`)
  }
  expect(tried).toBeGreaterThan(7_000)
  expect(wrong.slice(0, 5)).toEqual([])
})

const someCase = fc.constantFrom(...cases)
test('any start, also within a minute: the time that ran until the deadline is the limit, and a second less is not', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: STARTS * 60_000 }), someCase, (ms, [kind, amount]) => {
    const start = new Date(START + ms), due = dueAt(start, { kind, amount }, calendar).at
    if (kind === 'work_day') {
      // It ends with the last open minute of a day, and n days that open end between.
      let closings = 0
      for (let at = Math.floor(minuteOf(start) / 1440) * 1440 + 1440; at < minuteOf(due); at++) closings += model.closing[at]!
      expect([minuteOf(due) % 1, model.closing[minuteOf(due) - 1], closings]).toEqual([0, 1, amount])
    } else if (kind === 'natural_day') expect(minuteOf(due)).toBe((Math.floor(minuteOf(start) / 1440) + amount + 1) * 1440)
    else {
      const all = (kind === 'minute_on_shift' ? amount : amount * 60) * 60_000
      expect(ranBetween(start, due, kind, calendar)).toBe(all)
      expect(ranBetween(start, new Date(due.getTime() - 1000), kind, calendar)).toBe(all - 1000)
    }
  }), { numRuns: 4000, seed: 20261123 })
})

test('time used between any two minutes is what the model counts', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: STARTS }), fc.integer({ min: 0, max: 60 * 1440 }), fc.constantFrom(...clockKinds), (from, span, kind) => {
    expect(ranBetween(dateOf(from), dateOf(from + span), kind, calendar)).toBe(count(kind, from, from + span) * 60_000)
  }), { numRuns: 1500, seed: 20261123 })
})

test('a clock stopped and run on, again and again, uses exactly what it was given; each warning comes at its share of the clock’s own time', () => {
  const stretches = fc.array(fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 0, max: 9000 })), { maxLength: 5 })
  fc.assert(fc.property(fc.integer({ min: 0, max: STARTS - 200_000 }), someCase, stretches, (begin, [kind, amount], steps) => {
    let watch = startWatch(dateOf(begin), { kind, amount }, calendar), used = 0, at = begin
    const given = count(kind, begin, minuteOf(watch.due))
    expect(watch.given).toBe(given * 60_000)
    const rung: number[] = []
    for (const [runs, rests] of steps) {
      const stop = at + runs
      if (stop >= minuteOf(watch.due)) break
      rung.push(...watch.warn.filter((w) => w.at <= dateOf(stop)).map((w) => w.percent))
      used += count(kind, at, stop)
      expect(usedAt(watch, dateOf(stop), calendar)).toBe(used * 60_000)
      watch = resumeWatch(watch, stopWatch(watch, dateOf(stop), calendar), dateOf(stop + rests), calendar)
      at = stop + rests
      expect(watch.used).toBe(used * 60_000)
    }
    // What is left runs from here on; the walk ends where the deadline is.
    expect(used + count(kind, at, minuteOf(watch.due))).toBe(given)
    expect(count(kind, minuteOf(watch.due) - 1, minuteOf(watch.due))).toBe(1)
    for (const { percent, at: when } of watch.warn) expect(used * 60_000 + ranBetween(dateOf(at), when, kind, calendar)).toBe(Math.ceil((given * 60_000 * percent) / 100))
    // Each share once in a life, never twice.
    expect([...rung, ...watch.warn.map((w) => w.percent)]).toEqual([50, 80])
    // A calendar that did not change moves nothing.
    expect(moved(watch, dateOf(at), calendar)).toEqual({ why: 'same' })
  }), { numRuns: 1200, seed: 20261123 })
})

test('machines in three time zones give the same answer for every hour of three years', async () => {
  const program = `
import { createHash } from 'node:crypto'
import { calendar, dateOf, limits, STARTS } from ${JSON.stringify(join(import.meta.dirname, '..', '..', 'test', 'three-years.ts'))}
import { dueAt } from ${JSON.stringify(join(import.meta.dirname, 'deadline.ts'))}
const hash = createHash('sha256')
for (const kind of Object.keys(limits)) for (const amount of limits[kind]) for (let start = 0; start < STARTS; start += 60) hash.update(dueAt(dateOf(start), { kind, amount }, calendar).at.getTime() + ' ')
console.log(new Date(2026, 0, 1).toISOString(), hash.digest('hex'))`
  const here = createHash('sha256')
  for (const kind of Object.keys(limits) as ClockKind[]) for (const amount of limits[kind]) for (let start = 0; start < STARTS; start += 60) here.update(`${START + walk(model, start, kind, amount) * 60_000} `)
  const expected = here.digest('hex')
  const answers = ['Asia/Shanghai', 'America/New_York', 'Pacific/Kiritimati'].map((zone) => execFileSync(process.execPath, ['--input-type=module', '-e', program], { env: { PATH: '/usr/bin:/bin', TZ: zone }, cwd: join(import.meta.dirname, '..', '..'), encoding: 'utf8' }).trim().split(' '))
  expect(new Set(answers.map(([midnight]) => midnight)).size).toBe(3)
  expect(answers.map(([, digest]) => digest)).toEqual([expected, expected, expected])
}, 60_000)

test('every deadline tried lies inside the model', () => {
  for (const [kind, amount] of cases) expect(walk(model, STARTS - 1, kind, amount)).toBeLessThan(MINUTES)
})
