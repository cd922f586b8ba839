// The ten minutes as a distribution: share, interval, middles, by beat, hour or shift. What still lies there counts as long as it lies. Pure.
import { percentile, type Counts } from '#core/share.ts'
import { wilson } from '#core/wilson.ts'

export const TEN_S = 600
/** Fewer than this say nothing: their numbers are shown, no share. */
export const FEW = 10

export interface Figure {
  /** Measured or already over ten minutes. */
  n: number
  within: number
  /** Of `n`, those not cleared yet that have run over ten minutes already. */
  open: number
  /** Not cleared and not over: they say nothing yet. */
  pending: number
  few: boolean
  share: number | null; low: number | null; high: number | null
  /** Seconds; null with few, or where that many are not cleared yet. */
  p50: number | null; p90: number | null
  /** How many in each minute: 0–1, 1–2, … 29–30, and beyond. */
  bins: number[]
}
export const BINS = 31

/** `cleared`: seconds with how often; `running`: seconds that each open one has run on shift so far. */
export function figureOf(cleared: Counts, running: readonly number[], within: number = TEN_S): Figure {
  const over = running.filter((seconds) => seconds > within).length
  const counts: Counts = [...cleared, [Infinity, over]], n = counts.reduce((sum, [, times]) => sum + times, 0)
  const hits = cleared.reduce((sum, [seconds, times]) => sum + (seconds <= within ? times : 0), 0)
  const few = n < FEW, sure = few ? undefined : wilson(hits, n)
  const middle = (share: number) => { const value = few ? undefined : percentile(counts, share); return value === undefined || value === Infinity ? null : value }
  const bins = Array.from({ length: BINS }, () => 0)
  // Exactly ten minutes is still within the tenth.
  for (const [seconds, times] of cleared) bins[Math.min(BINS - 1, Math.max(0, Math.ceil(seconds / 60) - 1))]! += times
  return { n, within: hits, open: over, pending: running.length - over, few, share: few ? null : hits / n, low: sure?.low ?? null, high: sure?.high ?? null, p50: middle(0.5), p90: middle(0.9), bins }
}
