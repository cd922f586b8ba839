// Roots: each seals the heads of the streams that moved since the last one, and the last one itself. Pure.
import { canonical } from '../chain.ts'
import { hashOf } from '../hash.ts'

/** `[stream, id, version, hash]` of the last row of a stream. */
export type Head = readonly [stream: string, id: string, version: number, hash: string]
export interface Root { n: number; at: Date; heads: readonly Head[]; hash: string }

export function sealRoot(before: string | null, district: string, root: Omit<Root, 'hash'>): string {
  return `sha256:${hashOf(canonical([before, district, root.n, root.at.toISOString(), root.heads]))}`
}

/** The last row of each stream among these, sorted so that the same rows always make the same root. */
export function headsOf(rows: readonly { stream: string; id: string; version: number; hash: string }[]): Head[] {
  const last = new Map<string, Head>()
  for (const row of rows) {
    const key = `${row.stream}/${row.id}`
    if ((last.get(key)?.[2] ?? 0) < row.version) last.set(key, [row.stream, row.id, row.version, row.hash])
  }
  return [...last.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, head]) => head)
}

/** `12:sha256:…`, as it is written down outside the database. */
export const sayRoot = (root: { n: number; hash: string }) => `${root.n}:${root.hash}`
export function readRoot(text: string): { n: number; hash: string } | undefined {
  const found = /^(\d{1,9}):(sha256:[0-9a-f]{64})$/.exec(text.trim())
  return found ? { n: Number(found[1]), hash: found[2]! } : undefined
}
