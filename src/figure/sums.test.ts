// Every indicator as a table of numbers an officer can check by hand; the bulletins of Tianmen and Jinhua among them; periods cut into months and days.
import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { added, figureOf, figuresOf, partsOf, type Sums } from './sums.ts'
import { because, indicatorKeys, indicators, variants, type IndicatorKey, type Variant } from './words.ts'

describe('the bulletins', () => {
  // Received 1054, filed 996, due 972, closed 911, on time 737 (Tianmen, a month).
  const tianmen: Sums = { reported: 1054, filed: 996, raw_due: 972, raw_handled: 911, raw_closed: 911, raw_closed_on_time: 737, raw_on_time: 737 }
  test('天门：结案率 93.72 %，按期结案率 75.82 %，立案率 94.5 %', () => {
    expect(figureOf('closing_rate', tianmen, 'tianmen')).toEqual({ value: 93.72, n: 911, of: 972, small: false })
    expect(figureOf('closing_on_time', tianmen, 'tianmen')).toEqual({ value: 75.82, n: 737, of: 972, small: false })
    expect(figureOf('filing_rate', tianmen, 'tianmen').value).toBe(94.5)
    expect(figureOf('due', tianmen, 'tianmen').n).toBe(972)
    expect(figureOf('overdue', tianmen, 'tianmen').n).toBe(61)
  })
  test('金华：按期结案 ÷（应结案 − 缓办）', () => {
    // 972 due, 52 of them deferred; of the other 920 737 closed in time.
    const jinhua: Sums = { raw_due: 972, deferred: 52, kept_due: 920, kept_closed: 880, kept_closed_on_time: 737 }
    expect(figureOf('closing_on_time', jinhua, 'jinhua')).toEqual({ value: 80.11, n: 737, of: 920, small: false })
    expect(figureOf('closing_rate', jinhua, 'jinhua').value).toBe(95.65)
    expect(figureOf('deferred', jinhua, 'jinhua').n).toBe(52)
  })
})

describe('every indicator', () => {
  const sums: Sums = {
    reported: 200, filed: 160, filed_on_time: 152, rejected: 30, repeated: 12, collector_reported: 80, collector_filed: 72, missed: 88, fixed: 15, verified: 20, verified_on_time: 18, dispatches: 170, wrong_dispatches: 10, dispatched: 155, dispatched_on_time: 150, extended: 8,
    due: 140, handled: 130, on_time: 120, late: 10, closed: 126, closed_on_time: 118, reworked: 13, reworks: 15, checked: 128, checked_on_time: 96, reopened: 3, faked: 1, suspended: 6, exempt: 4, deferred: 14, raw_due: 150, handle_minutes: 26_000,
  }
  const table: Record<IndicatorKey, [number | null, number, number | null]> = {
    received: [200, 200, null], filing_rate: [80, 160, 200], filing_on_time: [95, 152, 160], dispatch_on_time: [96.77, 150, 155], dispatch_accuracy: [94.12, 160, 170], due: [140, 140, null], handling_rate: [92.86, 130, 140],
    handling_on_time: [85.71, 120, 140], closing_rate: [90, 126, 140], closing_on_time: [84.29, 118, 140], overdue: [10, 10, null], rework_rate: [10, 13, 130], handling_time: [200, 26_000, 130], check_on_time: [75, 96, 128], reopen_rate: [2, 3, 150],
    faked: [1, 1, null], extension_rate: [5, 8, 160], valid_report_rate: [90, 72, 80], verify_on_time: [90, 18, 20], missed_rate: [55, 88, 160], repeat_rate: [6, 12, 200], self_handled: [15, 15, null], suspended: [6, 6, null], exempt: [4, 4, null], deferred: [14, 14, null],
  }
  test.each(indicatorKeys)('%s', (key) => {
    const [value, n, of] = table[key]
    expect(figureOf(key, sums, 'standard')).toEqual({ value, n, of, small: false })
  })
  test('nothing to divide by is no figure, and few are marked', () => {
    expect(figureOf('closing_rate', {}, 'standard')).toEqual({ value: null, n: 0, of: 0, small: true })
    expect(figureOf('closing_rate', { due: 9, closed: 9 }, 'standard')).toEqual({ value: 100, n: 9, of: 9, small: true })
    expect(figureOf('closing_rate', { due: 10, closed: 9 }, 'standard').small).toBe(false)
  })
  test('each says how it is made, in both languages, under every variant', () => {
    for (const key of indicatorKeys) for (const variant of variants) {
      const { zh, en } = because(key, variant)
      expect([key, zh.length > 8, /[\u4e00-\u9fff]/.test(en), indicators[key].kind === 'count' || zh.includes('÷')]).toEqual([key, true, false, true])
    }
    expect(because('closing_on_time', 'standard').zh).toBe('按期结案 ÷ 应处置。按处置期限所在的日子计，只算已经到期的。')
  })
  test('sums of parts are the figures of the whole', () => {
    fc.assert(fc.property(fc.array(fc.record({ due: fc.nat(50), closed: fc.nat(50), reported: fc.nat(50) }), { maxLength: 8 }), fc.constantFrom<Variant>(...variants), (parts, variant) => {
      expect(figuresOf(added(parts), variant).due.n).toBe(variant === 'standard' ? parts.reduce((sum, one) => sum + one.due, 0) : 0)
    }))
  })
})

describe('a period', () => {
  test.each([
    ['2026-11-01', '2026-11-30', ['2026-11-01', '2026-11-01'], []],
    ['2026-11-02', '2026-11-30', undefined, [['2026-11-02', '2026-11-30']]],
    ['2026-10-15', '2027-01-10', ['2026-11-01', '2026-12-01'], [['2026-10-15', '2026-10-31'], ['2027-01-01', '2027-01-10']]],
    ['2026-01-01', '2026-12-31', ['2026-01-01', '2026-12-01'], []],
    ['2028-02-01', '2028-02-28', undefined, [['2028-02-01', '2028-02-28']]],
    ['2028-02-01', '2028-02-29', ['2028-02-01', '2028-02-01'], []],
    ['2026-12-31', '2027-01-01', undefined, [['2026-12-31', '2027-01-01']]],
  ] as const)('%s to %s', (from, to, months, days) => {
    expect(partsOf(from, to)).toEqual({ months: months && { first: months[0], last: months[1] }, days: days.map(([a, b]) => ({ from: a, to: b })) })
  })
  test('its months and days are each day once', () => {
    const dayOf = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString().slice(0, 10)
    fc.assert(fc.property(fc.nat(900), fc.nat(400), (start, length) => {
      const from = dayOf(start), to = dayOf(start + length), { months, days } = partsOf(from, to)
      const seen: string[] = []
      for (let n = start - 40; n <= start + length + 40; n++) {
        const day = dayOf(n)
        if (months && day.slice(0, 7) >= months.first.slice(0, 7) && day.slice(0, 7) <= months.last.slice(0, 7)) seen.push(day)
        for (const edge of days) if (day >= edge.from && day <= edge.to) seen.push(day)
      }
      expect(seen.toSorted()).toEqual(Array.from({ length: length + 1 }, (_, n) => dayOf(start + n)))
    }))
  })
})
