// The cases behind a figure: the same predicate as the sum, one row a case, newest first.
import { z } from 'zod'
import { dayIn } from '#core/day.ts'
import type { Db } from '#kernel/db.ts'
import type { Memory } from '#kernel/memory.ts'
import { indicatorKeys, indicatorOf, variants, type IndicatorKey } from './words.ts'
import { measuresOf } from './sums.ts'
import { behindOf } from './list.ts'
import type { Filter } from './store.ts'

const day = z.iso.date()
export const filterFields = { unit: z.uuid().optional(), area: z.uuid().optional(), pack: z.string().max(64).optional(), category: z.string().max(64).optional(), source: z.string().max(40).optional() }
/** Without days: the month that is. */
export const period = { from: day.optional(), to: day.optional(), variant: z.enum(variants).default('standard') }
export const BehindQuery = z.strictObject({ indicator: z.enum(indicatorKeys as [IndicatorKey, ...IndicatorKey[]]).default('received'), part: z.enum(['n', 'of']).default('n'), ...period, ...filterFields, after: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(100).default(30) })

export type Dated<T> = Omit<T, 'from' | 'to'> & { from: string; to: string }
/** With both ends of its period. */
export function dated<T extends { from?: string | undefined; to?: string | undefined }>(asked: T, now: Date): Dated<T> {
  const from = asked.from ?? `${(asked.to ?? dayIn(now)).slice(0, 7)}-01`, [year, month] = from.split('-').map(Number) as [number, number]
  return { ...asked, from, to: asked.to ?? new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10) }
}

/** `{items, next}` as JSON text. Where an indicator counts steps (dispatches, minutes), these are the cases that have any. */
export async function casesBehind(db: Db, memory: Memory, district: string, asked: Dated<z.output<typeof BehindQuery>>, filter: Filter, at: { today: string; now: Date }): Promise<string> {
  const indicator = indicatorOf(asked.indicator), sum = asked.part === 'of' ? indicator.of ?? indicator.n : indicator.n
  return await behindOf(db, memory, { ...filter, ...at, district, ...measuresOf(sum, asked.variant), basis: indicator.basis, from: asked.from, to: asked.to, after: asked.after, limit: asked.limit })
}
