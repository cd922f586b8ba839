// Shares and middles of few numbers, said with how sure they are. Pure.

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
