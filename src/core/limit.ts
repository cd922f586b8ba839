// A handling limit: how much time, on which kind of clock. Source: the five clock kinds of the trade (domain glossary 处置时限).
import { z } from 'zod'

export const clockKinds = ['minute_on_shift', 'urgent_hour', 'work_hour', 'work_day', 'natural_day'] as const
export type ClockKind = (typeof clockKinds)[number]

/** `amount` is a whole number of minutes, hours or days, as the kind says; 1…3650. */
export const Limit = z.strictObject({ amount: z.int().min(1).max(3650), kind: z.enum(clockKinds) })
export type Limit = z.infer<typeof Limit>

const zhUnit: Record<ClockKind, string> = {
  minute_on_shift: '分钟', urgent_hour: '紧急工作时', work_hour: '工作时', work_day: '工作日', natural_day: '自然日',
}
const enUnit: Record<ClockKind, string> = {
  minute_on_shift: 'minutes on shift', urgent_hour: 'urgent hours', work_hour: 'work hours', work_day: 'work days', natural_day: 'natural days',
}

/** `4工作时` · `4 work hours` */
export const sayLimit = (limit: Limit) => ({
  zh: `${limit.amount}${zhUnit[limit.kind]}`,
  en: `${limit.amount} ${limit.amount === 1 ? enUnit[limit.kind].replace(/(minute|hour|day)s/, '$1') : enUnit[limit.kind]}`,
})

/** Reads the pack spelling `4 work_hour`; answers undefined when it is none. */
export function readLimit(text: string): Limit | undefined {
  const match = /^(\d{1,4}) (minute_on_shift|urgent_hour|work_hour|work_day|natural_day)$/.exec(text.trim())
  if (!match) return undefined
  const parsed = Limit.safeParse({ amount: Number(match[1]), kind: match[2] })
  return parsed.success ? parsed.data : undefined
}
