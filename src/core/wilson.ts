// The interval of a share by Wilson's score, 95 %: honest for small numbers, where the share itself is not.

const Z = 1.959963984540054

/** Of `n` looked at, `k`: from and to, within 0 and 1. Undefined where nothing was looked at. */
export function wilson(k: number, n: number): { low: number; high: number } | undefined {
  if (n <= 0) return undefined
  const p = k / n, z2 = Z * Z, mid = (p + z2 / (2 * n)) / (1 + z2 / n), half = (Z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))
  return { low: k === 0 ? 0 : Math.max(0, mid - half), high: k === n ? 1 : Math.min(1, mid + half) }
}
