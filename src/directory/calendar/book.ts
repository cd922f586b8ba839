// The calendar of a district as a book: which calendar holds for a unit, what a change makes of it, and what is wrong with a change. Pure.
import { dayNamed, hoursOn, nameOfDay, weekdayOf, type Calendar, type Hours, type Roster, type Span } from '#core/clock/calendar.ts'
import type { Fault } from '#core/problem.ts'
import { ALWAYS, DISTRICT, saySpan, weekdayName, type Book, type Change, type Period } from './words.ts'

const oldestFirst = (a: { from: string }, b: { from: string }) => (a.from < b.from ? -1 : 1)
const periodsOf = (book: Book, name: string): Period[] => book.periods.filter((period) => period.name === name).sort(oldestFirst)

/** The crews of a unit with their versions and exceptions. */
function rostersOf(book: Book, unit: string): Roster[] {
  const crews = [...new Set([...book.rosters, ...book.days].filter((row) => row.unit === unit).map((row) => row.crew))].sort()
  return crews.map((crew) => ({
    crew, versions: book.rosters.filter((row) => row.unit === unit && row.crew === crew).sort(oldestFirst).map(({ from, week }) => ({ from, week })),
    days: Object.fromEntries(book.days.filter((row) => row.unit === unit && row.crew === crew).map(({ day, windows }) => [day, windows])),
  }))
}

/** The district's calendar, or a unit's own over it. Shifts are the district's; a unit's own stand in its rosters. */
export function calendarFor(book: Book, unit?: string): Calendar {
  const district = periodsOf(book, DISTRICT), own = unit ? periodsOf(book, unit) : []
  const first = district[0]
  if (!first) throw new Error('a district without hours')
  const at = (day: string): Hours => {
    const general = district.findLast((period) => period.from <= day) ?? first, mine = own.findLast((period) => period.from <= day)
    const { hours, week, holidays } = mine && !mine.follows ? mine : general
    return { hours, week, shifts: general.shifts, holidays }
  }
  const changes = [...new Set([...district.slice(1), ...own].map((period) => period.from))].sort()
  const years = Object.fromEntries(Object.entries(book.years).map(([year, { off, work, hours }]) => [year, { off, work, ...(hours ? { hours } : {}) }]))
  const rosters = unit ? rostersOf(book, unit) : []
  return { ...at(ALWAYS), years, later: changes.map((from) => ({ from, ...at(from) })), ...(rosters.length > 0 ? { rosters } : {}) }
}

/** The book as it would be after the change. */
export function applied(book: Book, change: Change): Book {
  switch (change.kind) {
    case 'year': return { ...book, years: { ...book.years, [change.year]: { off: change.off.toSorted(), work: change.work.toSorted(), hours: change.hours, source: change.source } } }
    case 'hours': case 'follow': case 'drop-hours': {
      const name = change.unit ?? DISTRICT
      const rest = book.periods.filter((period) => period.name !== name || period.from !== change.from)
      if (change.kind === 'drop-hours') return { ...book, periods: rest }
      const general = hoursOn(calendarFor(book), change.from)
      const { hours, week, shifts, holidays } = change.kind === 'hours' ? change : general
      return { ...book, periods: [...rest, { name, from: change.from, hours, week, shifts, holidays: holidays ?? true, follows: change.kind === 'follow' }] }
    }
    case 'roster': return { ...book, rosters: [...book.rosters.filter((row) => row.unit !== change.unit || row.crew !== change.crew || row.from !== change.from), { unit: change.unit, crew: change.crew, from: change.from, week: change.week as Roster['versions'][number]['week'] }] }
    case 'roster-day': {
      const rest = book.days.filter((row) => row.unit !== change.unit || row.crew !== change.crew || row.day !== change.day)
      return { ...book, days: change.windows ? [...rest, { unit: change.unit, crew: change.crew, day: change.day, windows: change.windows }] : rest }
    }
  }
}

type Say = (path: string, zh: string, en: string) => void
function hoursWrong(spans: readonly Span[], path: string, say: Say): void {
  for (const [n, [from, to]] of spans.entries()) {
    if (from >= to) say(`${path}.${n}`, `${saySpan([from, to])} 要先开始后结束；上班时间不跨零点`, `${saySpan([from, to])}: start before end; opening hours do not run over midnight`)
    else if (n > 0 && from < spans[n - 1]![1]) say(`${path}.${n}`, `${saySpan([from, to])} 与前一段重叠，或没有按先后写`, `${saySpan([from, to])} overlaps the one before or is out of order`)
  }
}
/** Windows of a week or a day as minutes of the week, so that an overlap over midnight is seen as well. */
function windowsWrong(days: readonly { day: number; spans: readonly Span[]; path: string; zh: string; en: string }[], around: number, say: Say): void {
  const all = days.flatMap(({ day, spans, ...where }) => spans.map((one, n) => ({ ...where, path: `${where.path}.${n}`, one, from: day * 1440 + one[0], to: day * 1440 + (one[1] > one[0] ? one[1] : one[1] + 1440) }))).sort((a, b) => a.from - b.from)
  for (const [n, each] of all.entries()) {
    if (each.one[0] >= 1440) say(each.path, `${saySpan(each.one)} 要从当天开始`, `${saySpan(each.one)} must begin on its day`)
    const before = all[n - 1] ?? (around > 0 && all.length > 1 ? { ...all.at(-1)!, to: all.at(-1)!.to - around } : undefined)
    if (before && each.from < before.to) say(each.path, `${each.zh}${saySpan(each.one)} 与${before.zh}${saySpan(before.one)} 重叠`, `${each.en} ${saySpan(each.one)} overlaps ${before.en} ${saySpan(before.one)}`)
  }
}

/** All that is wrong with a change on a day; empty when it may be made. What has been counted is history: only a year nobody had entered may be entered late. */
export function faultsOf(book: Book, change: Change, today: string, known: { unit(id: string): boolean }): Fault[] {
  const faults: Fault[] = []
  const say: Say = (path, zh, en) => { faults.push({ path: `change.${path}`, said: { zh, en } }) }
  if ('unit' in change && change.unit && !known.unit(change.unit)) say('unit', '没有这个单位', 'there is no such unit')
  const past = (path: string, day: string) => { if (day < today) say(path, `${day} 已经过去，只能从今天（${today}）起改`, `${day} is past; changes hold from today (${today}) at the earliest`) }
  switch (change.kind) {
    case 'year': yearWrong(book, change, today, say); break
    case 'hours':
      past('from', change.from)
      hoursWrong(change.hours, 'hours', say)
      if (new Set(change.week).size < change.week.length) say('week', '同一天写了两次', 'a day stands there twice')
      windowsWrong([0, 1].map((day) => ({ day, spans: change.shifts, path: 'shifts', zh: '', en: '' })), 0, (path, zh, en) => { if (!faults.some((fault) => fault.path === `change.${path}`)) say(path, zh, en) })
      break
    case 'follow': past('from', change.from); break
    case 'drop-hours':
      if (!book.periods.some((period) => period.name === (change.unit ?? DISTRICT) && period.from === change.from)) say('from', `没有从${change.from}起的上班时间`, `no hours begin on ${change.from}`)
      else if (change.from <= today) say('from', '已经开始的上班时间不能取消，请从今天起另定', 'hours that have begun cannot be dropped; set others from today on')
      break
    case 'roster':
      past('from', change.from)
      windowsWrong(Object.entries(change.week).map(([day, spans]) => ({ day: Number(day) - 1, spans, path: `week.${day}`, zh: weekdayName.zh[Number(day)]!, en: weekdayName.en[Number(day)]! })), 7 * 1440, say)
      break
    case 'roster-day':
      past('day', change.day)
      if (!book.rosters.some((row) => row.unit === change.unit && row.crew === change.crew)) say('crew', `这个单位没有“${change.crew}”这个班组`, `this unit has no crew "${change.crew}"`)
      if (change.windows) windowsWrong([{ day: 0, spans: change.windows, path: 'windows', zh: '', en: '' }], 0, say)
  }
  return faults
}

function yearWrong(book: Book, change: Extract<Change, { kind: 'year' }>, today: string, say: Say): void {
  const { year, off, work, hours } = change
  const week = (day: string) => hoursOn(calendarFor(book), day).week.includes(weekdayOf(dayNamed(day)))
  for (const [part, list] of [['off', off], ['work', work]] as const) {
    for (const [n, day] of list.entries()) {
      if (!day.startsWith(`${year}-`)) say(`${part}.${n}`, `${day} 不在${year}年`, `${day} is not in ${year}`)
      else if (list.indexOf(day) < n) say(`${part}.${n}`, `${day} 写了两次`, `${day} stands there twice`)
      else if (part === 'work' && off.includes(day)) say(`${part}.${n}`, `${day} 不能既放假又上班`, `${day} cannot be both off and worked`)
    }
  }
  if (!off.includes(`${year}-01-01`)) say('off', `${year}年没有元旦：1月1日总要放假，这份表不全`, `${year} lacks New Year’s Day, which is always off: this list is not whole`)
  for (const [day, spans] of Object.entries(hours)) {
    if (!day.startsWith(`${year}-`)) say(`hours.${day}`, `${day} 不在${year}年`, `${day} is not in ${year}`)
    else if (!work.includes(day) && (off.includes(day) || !week(day))) say(`hours.${day}`, `${day} 不上班，不能另定时间`, `${day} is no work day; it cannot have hours`)
    hoursWrong(spans, `hours.${day}`, say)
  }
  const before = book.years[year]
  if (!before) return
  // What has been counted stays as it was counted.
  const meaning = (days: { off: readonly string[]; work: readonly string[]; hours?: Readonly<Record<string, readonly Span[]>> }, day: string) => JSON.stringify([days.off.includes(day), days.work.includes(day), days.hours?.[day] ?? null])
  for (let day = `${year}-01-01`; day < today && day.startsWith(`${year}`); day = nameOfDay(dayNamed(day) + 1)) {
    if (meaning(before, day) !== meaning(change, day)) say(`off`, `${day} 已经过去，不能再改`, `${day} is past and cannot be changed`)
  }
}

/** The crews on shift at a moment, with the window each works. */
export function onShift(book: Book, unit: string, at: Date): { crew: string; from: Date; to: Date }[] {
  const minute = Math.floor(at.getTime() / 60_000) + 480, today = Math.floor(minute / 1440)
  return rostersOf(book, unit).flatMap(({ crew, versions, days }) => [today - 1, today].flatMap((day) => {
    const name = nameOfDay(day)
    const spans = days[name] ?? versions.findLast((version) => version.from <= name)?.week[weekdayOf(day)] ?? []
    return spans.map(([from, to]) => ({ from: day * 1440 + from, to: day * 1440 + (to > from ? to : to + 1440) })).filter((window) => window.from <= minute && minute < window.to)
      .map((window) => ({ crew, from: new Date((window.from - 480) * 60_000), to: new Date((window.to - 480) * 60_000) }))
  }))
}
