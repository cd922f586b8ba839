// Figures from sums: each indicator's numerator, denominator and value under a variant. Pure.
import type { Measure } from '../case/figures/flags.ts'
import { indicatorKeys, indicatorOf, measureIn, SMALL, variants, type Figure, type IndicatorKey, type Sum, type Variant } from './words.ts'

export type Sums = Partial<Record<Measure, number>>

export const measuresOf = (sum: Sum, variant: Variant): { add: Measure; less?: Measure } => ({ add: measureIn(variant, sum.add), ...(sum.less ? { less: measureIn(variant, sum.less) } : {}) })
const total = (sums: Sums, { add, less }: { add: Measure; less?: Measure }): number => (sums[add] ?? 0) - (less ? sums[less] ?? 0 : 0)
/** What each indicator reads under each variant, looked up once: a dashboard makes a thousand figures. */
const read = Object.fromEntries(variants.map((variant) => [variant, Object.fromEntries(indicatorKeys.map((key) => { const { n, of, kind } = indicatorOf(key); return [key, { n: measuresOf(n, variant), of: of && measuresOf(of, variant), share: kind === 'share' }] }))])) as Record<Variant, Record<IndicatorKey, { n: { add: Measure; less?: Measure }; of: { add: Measure; less?: Measure } | undefined; share: boolean }>>
/** What any indicator of a variant reads; the rest need not be summed. */
export const measuresFor = Object.fromEntries(variants.map((variant) => [variant, [...new Set(indicatorKeys.flatMap((key) => { const { n, of } = indicatorOf(key); return [n, of].flatMap((sum) => (sum ? Object.values(measuresOf(sum, variant)) : [])) }))]])) as Record<Variant, Measure[]>
/** A share to two places of a per cent, an average to whole minutes; nothing where there is nothing to divide by. */
export function figureOf(key: IndicatorKey, sums: Sums, variant: Variant): Figure {
  const { n: top, of: bottom, share } = read[variant][key]
  const n = total(sums, top)
  if (!bottom) return { value: n, n, of: null, small: false }
  const of = total(sums, bottom)
  return { value: of === 0 ? null : share ? Math.round((n / of) * 10_000) / 100 : Math.round(n / of), n, of, small: of < SMALL }
}
export const figuresOf = (sums: Sums, variant: Variant): Record<IndicatorKey, Figure> =>
  Object.fromEntries(indicatorKeys.map((key) => [key, figureOf(key, sums, variant)])) as Record<IndicatorKey, Figure>

/** Together; what is no number (the key of a row) is left out. */
export function added(all: readonly Sums[]): Sums {
  const sums: Record<string, number> = {}
  for (const one of all) for (const name in one) { const n: unknown = one[name as Measure]; if (typeof n === 'number') sums[name] = (sums[name] ?? 0) + n }
  return sums
}

/** A period as whole months and the days left over at its ends. Days are texts, 2026-11-23. */
export function partsOf(from: string, to: string): { months: { first: string; last: string } | undefined; days: { from: string; to: string }[] } {
  const first = from.endsWith('-01') ? from : monthAfter(from)
  const after = monthAfter(to), lastDay = dayBefore(after)
  const end = to === lastDay ? to.slice(0, 7) : dayBefore(`${to.slice(0, 7)}-01`).slice(0, 7)
  if (first.slice(0, 7) > end) return { months: undefined, days: [{ from, to }] }
  const behind = monthAfter(`${end}-01`)
  return {
    months: { first: `${first.slice(0, 7)}-01`, last: `${end}-01` },
    days: [...(from < first ? [{ from, to: dayBefore(first) }] : []), ...(behind <= to ? [{ from: behind, to }] : [])],
  }
}
const monthAfter = (day: string): string => { const [y, m] = day.split('-').map(Number) as [number, number]; return m === 12 ? `${y + 1}-01-01` : `${y}-${String(m + 1).padStart(2, '0')}-01` }
const dayBefore = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
