// Deadlines as a table of examples, with the weekdays in words.
import { describe, expect, test } from 'vitest'
import { dueAt, resumeAt, type Calendar } from './deadline.ts'
import { dayNamed, nameOfDay, weekdayOf } from './clock/calendar.ts'
import { moved, resumeWatch, startWatch, stopWatch, usedAt } from './clock/stopwatch.ts'
import { readLimit } from './limit.ts'

/** 09:00–12:00 and 13:30–17:30, Monday to Friday; the National Day days of 2026 with their make-up Saturday. */
const calendar: Calendar = {
  hours: [[540, 720], [810, 1050]], week: [1, 2, 3, 4, 5], shifts: [[360, 1320]],
  years: { 2026: { off: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'], work: ['2026-10-10'] } },
}
const at = (text: string) => new Date(`${text.replace(' ', 'T')}:00+08:00`)
const say = (date: Date) => new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
const limit = (text: string) => readLimit(text)!
const range = (first: string, days: number) => Array.from({ length: days }, (_, n) => nameOfDay(dayNamed(first) + n))

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

  const published: Calendar = {
    ...calendar, shifts: [[360, 1320]],
    years: { 2026: { off: ['2026-01-01', '2026-01-02', '2026-01-03', ...range('2026-02-15', 9), '2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04', '2026-05-05', ...range('2026-10-01', 7)], work: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-10-10'], hours: { '2026-02-14': [[540, 660]], '2026-12-31': [[540, 720]], '2026-12-30': [] } }, 2027: { off: ['2027-01-01'], work: [] } },
    later: [{ from: '2026-05-01', hours: [[510, 720], [870, 1080]], week: [1, 2, 3, 4, 5], shifts: [[300, 1380]] }, { from: '2026-10-01', hours: [[540, 720], [810, 1050]], week: [1, 2, 3, 4, 5], shifts: [[360, 1320]] }],
  }
  const crews: Calendar = { ...published, rosters: [
    { crew: '夜班', versions: [{ from: '2026-11-01', week: { 5: [[1320, 360]], 6: [[1320, 360]] } }], days: { '2026-12-31': [[1380, 120]], '2026-11-28': [] } },
    { crew: '早班', versions: [{ from: '2026-11-01', week: { 6: [[300, 420]] } }], days: {} },
  ] }
  const always: Calendar = { ...published, holidays: false, week: [1, 2, 3, 4, 5, 6, 7], later: [] }
  test.each([
    ['2026-02-13 16:30', '周五', '2 work_hour', '2026-02-14 10:00', 'the Saturday before the Spring Festival is worked in turn', published],
    ['2026-02-13 10:00', '周五', '1 work_day', '2026-02-14 11:00', 'and closes at its own hour, 11:00', published],
    ['2026-02-14 10:30', '周六补班', '1 work_hour', '2026-02-24 09:30', 'half an hour is left before nine days off', published],
    ['2026-02-14 16:00', '周六补班', '1 work_day', '2026-02-24 17:30', 'the first work day after the festival is Tuesday', published],
    ['2026-02-27 17:00', '周五', '1 work_hour', '2026-02-28 09:30', 'the Saturday after it is worked in turn too', published],
    ['2026-02-27 09:00', '周五', '2 work_day', '2026-03-02 17:30', 'make-up Saturday is the first, Monday the second', published],
    ['2026-05-08 17:30', '周五', '1 work_hour', '2026-05-09 09:00', 'make-up Saturday by summer hours: open at 08:30, half an hour of Friday was left', published],
    ['2026-05-08 09:00', '周五', '1 work_day', '2026-05-09 18:00', 'and it closes at 18:00', published],
    ['2026-10-09 16:30', '周五', '2 work_hour', '2026-10-10 10:00', 'make-up Saturday after National Day', published],
    ['2026-01-03 10:00', '周六', '1 work_day', '2026-01-04 17:30', 'a holiday Saturday, then a worked Sunday', published],
    ['2026-04-30 16:30', '周四', '2 work_hour', '2026-05-06 09:30', 'winter hours until the end of April, summer hours on Wednesday after Labour Day', published],
    ['2026-09-30 17:00', '周三', '2 work_hour', '2026-10-08 10:00', 'summer hours until 18:00, winter hours after National Day', published],
    ['2026-04-30 09:00', '周四', '1 work_day', '2026-05-06 18:00', 'closing time is that of the last day, not of the first', published],
    ['2026-12-29 16:30', '周二', '2 work_hour', '2026-12-31 10:00', 'Wednesday is a work day without hours: nothing is open', published],
    ['2026-12-29 09:00', '周二', '1 work_day', '2026-12-31 12:00', 'a day that never opens has no closing time and is not counted; New Year’s Eve closes at noon', published],
    ['2026-12-31 11:30', '周四', '1 work_hour', '2027-01-04 09:30', 'over the turn of the year, New Year’s Day and a weekend', published],
    ['2026-12-31 10:00', '周四', '1 work_day', '2027-01-04 17:30', 'the first work day of the new year', published],
    ['2026-12-31 10:00', '周四', '1 natural_day', '2027-01-02 00:00', '24:00 of New Year’s Day', published],
    ['2026-11-20 21:50', '周五', '20 minute_on_shift', '2026-11-20 22:20', 'the night crew begins at ten; before that this unit has nobody, whatever the district’s shifts say', crews],
    ['2026-11-20 23:50', '周五', '20 minute_on_shift', '2026-11-21 00:10', 'a shift over midnight goes on', crews],
    ['2026-11-21 05:50', '周六', '20 minute_on_shift', '2026-11-21 06:10', 'night and morning crew overlap from five to six: each minute counts once', crews],
    ['2026-11-21 06:55', '周六', '20 minute_on_shift', '2026-11-21 22:15', 'five minutes of the morning crew, the rest with the night crew', crews],
    ['2026-11-28 07:00', '周六', '10 minute_on_shift', '2026-12-04 22:10', 'the night crew has that Saturday off; the next shift is Friday', crews],
    ['2026-12-31 23:55', '周四', '10 minute_on_shift', '2027-01-01 00:05', 'an extra night shift over the turn of the year', crews],
    ['2026-10-31 21:55', '周六', '10 minute_on_shift', '2026-11-06 22:05', 'the roster begins on Sunday 1 November; five minutes of Saturday’s district shift are left', crews],
    ['2026-02-16 09:00', '周一春节', '2 work_hour', '2026-02-16 11:00', 'a unit that works through holidays', always],
    ['2029-02-17 09:00', '周六', '1 work_day', '2029-02-18 17:30', 'and needs no holiday table', always],
  ] as [string, string, string, string, string, Calendar][])('%s %s + %s -> %s: %s', (start, _weekday, text, due, _why, by) => {
    const found = dueAt(at(start), limit(text), by)
    expect([say(found.at), found.provisional]).toEqual([due, false])
  })

  test('the weekdays of the tables are what they say', () => {
    for (const [day, weekday] of [['2026-11-20', 5], ['2026-11-23', 1], ['2026-02-14', 6], ['2026-02-28', 6], ['2026-05-09', 6], ['2026-10-10', 6], ['2026-12-31', 4], ['2026-01-04', 7], ['2026-04-30', 4]] as const) expect([day, weekdayOf(dayNamed(day))]).toEqual([day, weekday])
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

describe('one clock over its life', () => {
  const watch = () => startWatch(at('2026-11-23 09:00'), limit('4 work_hour'), calendar)
  test('预警按时钟自己的时间：4个工作时的80%是3小时12分开门时间，午休不算', () => {
    expect(watch().warn.map(({ percent, at: when }) => [percent, say(when)])).toEqual([[50, '2026-11-23 11:00'], [80, '2026-11-23 13:42']])
    // A limit in days warns at shares of the open time until its deadline: 3 h of Friday, 7 h of Monday (周五 14:30 → 周一 17:30).
    expect(startWatch(at('2026-11-20 14:30'), limit('1 work_day'), calendar).warn.map((w) => say(w.at))).toEqual(['2026-11-23 11:00', '2026-11-23 15:30'])
    expect(startWatch(at('2026-11-20 14:30'), limit('1 natural_day'), calendar).warn.map((w) => say(w.at))).toEqual(['2026-11-21 07:15', '2026-11-21 17:18'])
  })
  test('a share warned before a rework is not warned after it; the rest comes at its share of the whole', () => {
    const again = resumeWatch(watch(), stopWatch(watch(), at('2026-11-23 11:30'), calendar), at('2026-11-24 09:00'), calendar)
    expect([say(again.due), again.used / 60_000, again.warn.map((w) => [w.percent, say(w.at)])]).toEqual(['2026-11-24 10:30', 150, [[80, '2026-11-24 09:42']]])
    expect(usedAt(again, at('2026-11-24 10:30'), calendar)).toBe(again.given)
  })
  test('stopped at the second of the deadline: run out, and it stays so', () => {
    const again = resumeWatch(watch(), stopWatch(watch(), at('2026-11-23 14:30'), calendar), at('2026-11-25 09:00'), calendar)
    expect([say(again.due), again.warn]).toEqual(['2026-11-23 14:30', []])
    expect(moved(again, at('2026-11-25 09:00'), calendar)).toEqual({ why: 'passed' })
  })
  const closed: Calendar = { ...calendar, years: { 2026: { off: ['2026-11-24'], work: [] } } }
  test('a day off entered while the clock runs moves it; one that has run out stays; nobody becomes late by a change', () => {
    const day = startWatch(at('2026-11-23 09:00'), limit('1 work_day'), calendar)
    const after = moved(day, at('2026-11-23 16:00'), closed)
    expect(after.why === 'moved' && say(after.watch.due)).toBe('2026-11-25 17:30')
    expect(moved(day, at('2026-11-24 17:31'), closed)).toEqual({ why: 'passed' })
    // At the second of the deadline it has not passed yet.
    expect(moved(day, at('2026-11-24 17:30'), closed).why).toBe('moved')
    // The other way round: the day off is taken back after Tuesday has closed.
    const long = startWatch(at('2026-11-23 09:00'), limit('1 work_day'), closed)
    expect(moved(long, at('2026-11-24 16:00'), calendar)).toMatchObject({ why: 'moved' })
    expect(moved(long, at('2026-11-24 18:00'), calendar)).toEqual({ why: 'too-soon' })
  })
  test('a clock that ran on after a rework keeps its rest under another calendar', () => {
    const again = resumeWatch(watch(), stopWatch(watch(), at('2026-11-23 10:00'), calendar), at('2026-11-23 16:30'), calendar)
    expect(say(again.due)).toBe('2026-11-24 11:00')
    const after = moved(again, at('2026-11-23 17:00'), closed)
    expect(after.why === 'moved' && [say(after.watch.due), after.watch.used / 60_000]).toEqual(['2026-11-25 11:00', 60])
  })
  test('entering a year settles what was provisional, even where the moment stays', () => {
    const open = startWatch(at('2026-12-31 16:30'), limit('2 work_hour'), calendar)
    expect(open.provisional).toBe(true)
    const with2027 = (off: string[]): Calendar => ({ ...calendar, years: { ...calendar.years, 2027: { off, work: [] } } })
    expect(moved(open, at('2026-12-31 17:00'), with2027(['2027-05-03']))).toMatchObject({ why: 'settled', watch: { provisional: false, due: open.due } })
    const after = moved(open, at('2026-12-31 17:00'), with2027(['2027-01-01']))
    expect(after.why === 'moved' && say(after.watch.due)).toBe('2027-01-04 10:00')
  })
})
