// The words of a pack: one campaign as data, with its categories, filing conditions and rules of responsibility.
import { z } from 'zod'
import { Limit } from '#core/limit.ts'

const code = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'lower case letters, digits, dot, dash')
/** Every title a person reads; `en` may be empty only in local packs that come from a Chinese sheet. */
export const Title = z.strictObject({ zh: z.string().min(1).max(600), en: z.string().max(900) })
export type Title = z.infer<typeof Title>

export const actions = ['environment', 'traffic', 'order'] as const

/** 立案条件: what must be seen for a case to be filed, how long handling may take, and when it may be closed. */
export const FilingCondition = z.strictObject({
  id: code,
  text: Title,
  limit: Limit,
  /** 结案条件: what must be true at closing. */
  close: Title.optional(),
  /** How many photos a report and a handling result need; 0 where a photo makes no sense. */
  evidence: z.strictObject({ report: z.int().min(0).max(9), handle: z.int().min(0).max(9) }),
})
export type FilingCondition = z.infer<typeof FilingCondition>

/** A day that exists, as `2026-10-01`: 2026-02-30 is read as 2 March by Date, a day that exists comes back as it went in. */
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)
const day = z.string().refine(isDay, { params: { said: { zh: '应是一个存在的日子，写作 2026-10-01', en: 'must be a day that exists, as 2026-10-01' } } })
export const spanPattern = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/
const span = z.string().refine((text) => spanPattern.test(text), { params: { said: { zh: '应写作 "22:00-06:00"', en: 'write "22:00-06:00"' } } })
/** When a rule holds, in China time: first and last day, days of the week (1 = Monday), hours of the day; a span may run over midnight and then belongs to the day it began on. */
export const When = z.strictObject({ from: day.optional(), until: day.optional(), days: z.array(z.int().min(1).max(7)).min(1).max(7).optional(), hours: z.array(span).min(1).max(6).optional() })
export type When = z.infer<typeof When>

/** 权责清单 row: who answers for the category, optionally only in some areas, for things of some owners, at some times. Rows are tried in order; the first that fits wins. */
export const ResponsibilityRule = z.strictObject({
  /** Unit code; a group code (the member that covers the place answers); `territory`, the unit of the place itself; `owner`, the owner of the thing (权属单位); or the name as the source sheet wrote it while nobody has mapped it yet. */
  to: z.string().min(1).max(120),
  /** Area codes (any level); absent = the whole district. */
  areas: z.array(code).min(1).max(200).optional(),
  /** Units or groups; the row then holds only for things that one of them owns. */
  owners: z.array(code).min(1).max(60).optional(),
  when: When.optional(),
})
export type ResponsibilityRule = z.infer<typeof ResponsibilityRule>

export const Category = z.strictObject({
  code,
  title: Title,
  /** component 部件 or event 事件, as the digital-city standards divide them. */
  kind: z.enum(['component', 'event']),
  /** 大类, where the pack has two levels. */
  major: z.strictObject({ code, title: Title }).optional(),
  /** What people call it when they write: each entry one or more parts with blanks between, all of which stand near each other in the message. */
  words: z.array(z.string().min(1).max(60)).max(80).optional(),
  conditions: z.array(FilingCondition).min(1).max(60),
  /** Empty = the territory unit is the backstop (属地兜底) at once. */
  rules: z.array(ResponsibilityRule).max(60),
  /** Where the row comes from, kept for the reader: 主管部门, 监管主体, 法律法规依据 … */
  source: z.record(z.string(), z.string().max(4000)).optional(),
})
export type Category = z.infer<typeof Category>

export const PackContent = z.strictObject({
  pack: code,
  title: Title,
  action: z.enum(actions).optional(),
  units: z.strictObject({ lead: z.array(z.string()).max(20), with: z.array(z.string()).max(40) }),
  categories: z.array(Category).max(3000),
  /** Remembered meaning of unit-less words in a sheet: 天, 小时, 紧急工作日. */
  readings: z.record(z.string(), z.enum(['work_day', 'natural_day', 'work_hour', 'urgent_hour', 'urgent_day'])).optional(),
})
export type PackContent = z.infer<typeof PackContent>
