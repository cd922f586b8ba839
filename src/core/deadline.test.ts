import { describe, expect, test } from 'vitest'
import { dueAt, ranBetween, resumeAt, type Calendar } from './deadline.ts'
import { readLimit } from './limit.ts'

/** 09:00–12:00 and 13:30–17:30, Monday to Friday; the National Day days of 2026 with their make-up Saturday. */
const calendar: Calendar = {
  hours: [[540, 720], [810, 1050]], week: [1, 2, 3, 4, 5], shifts: [[360, 1320]],
  years: { 2026: { off: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'], work: ['2026-10-10'] } },
}
const at = (text: string) => new Date(`${text.replace(' ', 'T')}:00+08:00`)
const say = (date: Date) => new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
const limit = (text: string) => readLimit(text)!

describe('when a limit runs out', () => {
  test.each([
    // seen at (weekday)              limit                  due                 why
    ['2026-11-20 16:30', '周五', '2 work_hour', '2026-11-23 10:00', 'one hour is left on Friday, the weekend does not work, one hour on Monday'],
    ['2026-11-20 15:30', '周五', '2 work_hour', '2026-11-20 17:30', 'exactly the closing minute still belongs to the day'],
    ['2026-11-23 11:30', '周一', '1 work_hour', '2026-11-23 14:00', 'the noon break does not count'],
    ['2026-11-23 12:30', '周一', '1 work_hour', '2026-11-23 14:30', 'a start outside hours begins at the next opening'],
    ['2026-11-21 09:00', '周六', '10 minute_on_shift', '2026-11-21 09:10', 'litter does not know weekends'],
    ['2026-11-21 21:55', '周六', '10 minute_on_shift', '2026-11-22 06:05', 'five minutes before the shift ends, five after the next begins'],
    ['2026-11-21 23:00', '周六', '10 minute_on_shift', '2026-11-22 06:10', 'outside the shift the clock waits for the next one'],
    ['2026-11-20 16:30', '周五', '2 urgent_hour', '2026-11-20 18:30', 'urgent hours run through the evening'],
    ['2026-12-31 23:30', '周四', '2 urgent_hour', '2027-01-01 01:30', 'and through the turn of the year'],
    ['2026-11-23 09:00', '周一', '1 work_day', '2026-11-24 17:30', 'the first work day after the day of the start, at its closing time'],
    ['2026-11-20 17:29', '周五', '1 work_day', '2026-11-23 17:30', 'Friday late: Monday'],
    ['2026-11-21 10:00', '周六', '1 work_day', '2026-11-23 17:30', 'a start on a day off'],
    ['2026-09-30 10:00', '周三', '1 work_day', '2026-10-08 17:30', 'the holiday is skipped'],
    ['2026-10-08 10:00', '周四', '2 work_day', '2026-10-10 17:30', 'a make-up Saturday is a work day'],
    ['2026-10-10 16:30', '周六补班', '2 work_hour', '2026-10-12 10:00', 'it has opening hours like any other'],
    ['2026-11-23 09:00', '周一', '1 natural_day', '2026-11-25 00:00', '24:00 of the next day'],
    ['2026-11-27 23:59', '周五', '3 natural_day', '2026-12-01 00:00', 'natural days do not know weekends'],
  ])('%s %s + %s -> %s: %s', (start, _weekday, text, due) => {
    expect(say(dueAt(at(start), limit(text), calendar).at)).toBe(due)
  })

  test('a year without holiday data is marked, not guessed in silence', () => {
    expect(dueAt(at('2026-12-31 16:30'), limit('2 work_hour'), calendar)).toMatchObject({ provisional: true })
    expect(dueAt(at('2026-12-31 09:00'), limit('2 work_hour'), calendar)).toMatchObject({ provisional: false })
    expect(dueAt(at('2026-12-31 23:00'), limit('2 urgent_hour'), calendar)).toMatchObject({ provisional: false })
  })

  test('a calendar that never opens ends in an error, not in a loop', () => {
    expect(() => dueAt(at('2026-11-23 09:00'), limit('1 work_hour'), { ...calendar, hours: [] })).toThrow(/never opens/)
    expect(() => dueAt(at('2026-11-23 09:00'), limit('1 work_day'), { ...calendar, week: [], years: {} })).toThrow(/never opens/)
  })
})

describe('a slow model that walks minute by minute', () => {
  const nightShift: Calendar = { ...calendar, shifts: [[1320, 300]] }
  const openAt = (ms: number, kind: 'work_hour' | 'minute_on_shift', cal: Calendar): boolean => {
    const local = new Date(ms + 8 * 3_600_000)
    const minute = local.getUTCHours() * 60 + local.getUTCMinutes()
    if (kind === 'minute_on_shift') return cal.shifts.some(([from, to]) => (to > from ? minute >= from && minute < to : minute >= from || minute < to))
    const day = local.toISOString().slice(0, 10)
    const year = cal.years[local.getUTCFullYear()]
    const works = year?.work.includes(day) || (cal.week.includes(local.getUTCDay() || 7) && !year?.off.includes(day))
    return Boolean(works) && cal.hours.some(([from, to]) => minute >= from && minute < to)
  }
  const walk = (start: Date, minutes: number, kind: 'work_hour' | 'minute_on_shift', cal: Calendar): Date => {
    let ms = start.getTime(), left = minutes
    while (left > 0) { if (openAt(ms, kind, cal)) left--; ms += 60_000 }
    return new Date(ms)
  }
  test.each([['work_hour', 1, 60, calendar], ['work_hour', 4, 240, calendar], ['minute_on_shift', 10, 10, calendar], ['minute_on_shift', 30, 30, nightShift]] as const)(
    'agrees for %s ×%i on every start of eight weeks around National Day', (kind, amount, minutes, cal) => {
      for (let ms = at('2026-09-14 00:00').getTime(); ms < at('2026-11-09 00:00').getTime(); ms += 131 * 60_000) {
        const start = new Date(ms)
        const due = dueAt(start, { amount, kind }, cal).at
        expect(say(due), say(start)).toBe(say(walk(start, minutes, kind, cal)))
        // The clock of a deadline has run for exactly the limit when it is over.
        expect(ranBetween(start, due, kind, cal)).toBe(minutes * 60_000)
      }
    })
})

describe('a stopped clock runs on', () => {
  test('返工：处置时钟接着走，不重新起算', () => {
    const start = at('2026-11-23 09:00')
    const due = dueAt(start, limit('4 work_hour'), calendar).at
    expect(say(due)).toBe('2026-11-23 14:30')
    // handed in at 10:00 with three hours left, sent back at 16:00
    expect(say(resumeAt(at('2026-11-23 16:00'), at('2026-11-23 10:00'), due, 'work_hour', calendar).at)).toBe('2026-11-24 10:30')
  })
  test('a clock that was late when it stopped stays late', () => {
    const due = at('2026-11-23 10:00')
    expect(resumeAt(at('2026-11-24 09:00'), at('2026-11-23 11:00'), due, 'work_hour', calendar).at).toEqual(due)
  })
  test('urgent hours run on around the clock', () => {
    expect(say(resumeAt(at('2026-11-23 22:00'), at('2026-11-23 18:00'), at('2026-11-23 19:30'), 'urgent_hour', calendar).at)).toBe('2026-11-23 23:30')
  })
})
