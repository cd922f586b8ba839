// Shares and middles of few numbers, said with how sure they are. Pure.

/** 95 % in both tails together. */
const Z = 1.959_963_984_540_054
/** Wilson's interval of a share: honest for few, and for none or all of them. Undefined for none at all. */
export function wilson(hits: number, n: number): { low: number; high: number } | undefined {
  if (n <= 0) return undefined
  const p = hits / n, z2 = Z * Z, middle = (p + z2 / (2 * n)) / (1 + z2 / n), half = (Z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))
  // None and all have their end exactly, whatever the last digit says.
  return { low: hits === 0 ? 0 : Math.max(0, middle - half), high: hits === n ? 1 : Math.min(1, middle + half) }
}

/** Values with how often each came, ascending; Infinity stands for what has not ended. */
export type Counts = readonly (readonly [value: number, times: number])[]
/** The smallest value that at least this share of them does not exceed: always one that was measured. Undefined for none. */
export function percentile(counts: Counts, share: number): number | undefined {
  const n = counts.reduce((sum, [, times]) => sum + times, 0)
  if (n === 0) return undefined
  const rank = Math.max(1, Math.ceil(share * n - 1e-9))
  let seen = 0
  for (const [value, times] of [...counts].sort((a, b) => a[0] - b[0])) { seen += times; if (seen >= rank) return value }
  return undefined
}
