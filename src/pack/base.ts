// What every campaign stands on, as data: the units, the working calendar and the public holidays of packs/base/.
import { z } from 'zod'
import type { Calendar, Span } from '#core/deadline.ts'
import type { Said } from '#core/problem.ts'
import { unitKinds } from '../directory/words.ts'
import { faultsOf, place, type About } from './wording.ts'
import { PackContent } from './words.ts'
import { inOrder, readYaml, type PackFault, type Path } from './yaml.ts'

const code = PackContent.shape.pack

const name = z.string().trim().min(1).max(60)
const Units = z.strictObject({
  units: z.array(z.strictObject({ code, zh: name, en: name, kind: z.enum(unitKinds) })).min(1).max(500),
  /** Words of the plan for many units at once (各社区); nobody signs for a group. */
  groups: z.array(z.strictObject({ code, zh: name, en: name,
    /** Its members are all units of this kind; otherwise the office lists them. */
    auto: z.enum(unitKinds).optional() })).max(100),
})
export type Units = z.infer<typeof Units>

/** `09:00-12:00` as minutes of the day. An end at or before the start runs over midnight, which only a shift may do. */
const SpanText = (overMidnight: boolean) => z.unknown().transform((value, context): Span => {
  const found = typeof value === 'string' ? /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(value) : null
  const [from = 0, to = 0] = found ? [Number(found[1]) * 60 + Number(found[2]), Number(found[3]) * 60 + Number(found[4])] : []
  if (found && (from < to || overMidnight)) return [from, to]
  return refuse(context, { zh: '应写作 "09:00-12:00"，先开始后结束', en: 'write "09:00-12:00", start before end' })
})
function refuse(context: z.RefinementCtx, said: Said): never {
  context.addIssue({ code: 'custom', params: { said } })
  return z.NEVER
}
const CalendarText = z.strictObject({
  hours: z.array(SpanText(false)).min(1).max(6),
  week: z.array(z.int().min(1).max(7)).min(1).max(7),
  shifts: z.array(SpanText(true)).min(1).max(6),
})

/** A day that exists, as `2026-10-01`. */
const Day = z.unknown().transform((value, context): string => {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) {
    const ms = Date.parse(`${value}T00:00:00Z`)
    // 2026-02-30 is read as 2 March by Date; a day that exists comes back as it went in.
    if (!Number.isNaN(ms) && new Date(ms).toISOString().startsWith(value)) return value
  }
  return refuse(context, { zh: '应是一个存在的日子，写作 2026-10-01', en: 'must be a day that exists, as 2026-10-01' })
})
const Year = z.string().regex(/^20\d{2}$/)
const Holidays = z.record(Year, z.strictObject({ off: z.array(Day).min(1).max(80), work: z.array(Day).max(40) }))

/** Reads one file by its schema; `more` says what a schema cannot. */
function readBase<T>(text: string, file: string, schema: z.ZodType<T>, more: (data: T, say: (path: Path, zh: string, en: string) => void) => void): { data?: T; faults: PackFault[] } {
  const { read, faults } = readYaml(text, file)
  if (!read) return { faults: inOrder(faults) }
  const about: About = { file, read, nameOf: (path) => path.map((key) => (typeof key === 'number' ? `[${key + 1}]` : String(key))).join(' ') }
  const parsed = schema.safeParse(read.raw)
  if (!parsed.success) return { faults: inOrder([...faults, ...faultsOf(parsed.error.issues, { ...about, schema })]) }
  more(parsed.data, (path, zh, en) => { faults.push(place(about, path, { zh, en })) })
  return faults.length === 0 ? { data: parsed.data, faults } : { faults: inOrder(faults) }
}

export const readUnits = (text: string, file: string) => readBase(text, file, Units, (data, say) => {
  const seen = new Set(['territory'])
  for (const part of ['units', 'groups'] as const) {
    for (const [n, entry] of data[part].entries()) {
      if (seen.has(entry.code)) say([part, n, 'code'], `${entry.code} 已经用过`, `${entry.code} is taken`)
      else if (seen.has(entry.zh)) say([part, n, 'zh'], `${entry.zh} 已经用过`, `${entry.zh} is taken`)
      seen.add(entry.code).add(entry.zh)
    }
  }
})

export const readCalendar = (text: string, file: string) => readBase(text, file, CalendarText, (data, say) => {
  if (new Set(data.week).size < data.week.length) say(['week'], '同一天写了两次', 'a day stands here twice')
  for (const [n, span] of data.hours.entries()) {
    if (n > 0 && span[0] < data.hours[n - 1]![1]) say(['hours', n], '要按先后写，互不重叠', 'must follow the one before without overlap')
  }
})

export const readHolidays = (text: string, file: string) => readBase(text, file, Holidays, (data, say) => {
  for (const [year, days] of Object.entries(data)) {
    for (const part of ['off', 'work'] as const) {
      for (const [n, day] of days[part].entries()) {
        if (!day.startsWith(year)) say([year, part, n], `${day} 不在${year}年`, `${day} is not in ${year}`)
        else if (days[part].indexOf(day) < n) say([year, part, n], `${day} 写了两次`, `${day} stands here twice`)
        else if (part === 'work' && days.off.includes(day)) say([year, part, n], `${day} 不能既放假又上班`, `${day} cannot be both off and worked`)
      }
    }
  }
})

export const calendarOf = (hours: z.infer<typeof CalendarText>, holidays: z.infer<typeof Holidays>): Calendar =>
  ({ ...hours, years: Object.fromEntries(Object.entries(holidays).map(([year, days]) => [Number(year), days])) })

/** What is nobody's campaign: departments and the words that tell their matters. */
const Department = z.strictObject({ code, zh: name, en: name, words: z.array(z.string().min(2).max(60)).min(1).max(200) })
const ElsewhereText = z.strictObject({ departments: z.array(Department).max(60) })
export type Elsewhere = z.infer<typeof ElsewhereText>
export const readElsewhere = (text: string, file: string) => readBase(text, file, ElsewhereText, (data, say) => {
  for (const [n, { code: mine, words }] of data.departments.entries()) {
    if (data.departments.findIndex((each) => each.code === mine) < n) say(['departments', n, 'code'], `${mine} 已经用过`, `${mine} is taken`)
    for (const [m, word] of words.entries()) if (words.indexOf(word) < m) say(['departments', n, 'words', m], `“${word}” 写了两次`, `"${word}" stands here twice`)
  }
})
