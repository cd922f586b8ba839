// What can be refused about calendars and rosters.
import { problem } from '#core/problem.ts'

export const calendarWrong = problem<{ n: number }>('calendar.wrong', 422, ({ n }) => ({
  zh: `日历没有改：有${n}处不对，都列在下面。`, en: `The calendar was not changed: ${n} thing(s) are wrong, each listed below.`,
}))
export const yearUnknown = problem<{ year: number; source: string }>('calendar.year-unknown', 404, ({ year, source }) => ({
  zh: `${source} 里没有${year}年的完整安排。请按国务院办公厅的通知录入。`, en: `${source} has no complete list for ${year}. Enter it from the State Council's notice.`,
}))
