// A handling limit as it is stored and as packs spell it.
import { z } from 'zod'
import { clockKinds } from './clock-kind.ts'


/** `amount` is a whole number of minutes, hours or days, as the kind says; 1…3650. */
export const Limit = z.strictObject({ amount: z.int().min(1).max(3650), kind: z.enum(clockKinds) })
export type Limit = z.infer<typeof Limit>

export const sameLimit = (one: Limit, other: Limit): boolean => one.amount === other.amount && one.kind === other.kind

/** The pack spelling, which `readLimit` reads. */
export const writeLimit = (limit: Limit): string => `${limit.amount} ${limit.kind}`
/** Reads the pack spelling `4 work_hour`; answers undefined when it is none. */
export function readLimit(text: string): Limit | undefined {
  const match = /^(\d{1,4}) (minute_on_shift|urgent_hour|work_hour|work_day|natural_day)$/.exec(text.trim())
  if (!match) return undefined
  const parsed = Limit.safeParse({ amount: Number(match[1]), kind: match[2] })
  return parsed.success ? parsed.data : undefined
}
