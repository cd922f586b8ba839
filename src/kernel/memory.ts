// What a server remembers of slow-changing tables for a few seconds: the district's map, its packs, its calendar.
import type { Db, Tx } from './db.ts'

/** From where slow-changing tables are read: a transaction or the pool, for one district, through the memory. */
export interface Reading { tx: Db | Tx; district: string; memory: Memory }

export interface Memory {
  /** Answers the remembered value, or reads it anew when it is older than `maxAgeMs`. A failed read is not remembered. */
  recall<T>(key: string, maxAgeMs: number, read: () => Promise<T>): Promise<T>
  /** Forgets every key that begins so: call it after a change, so that this server sees it at once. */
  forget(prefix: string): void
  /** Forgets what begins so, but for one key. */
  forgetOthers(prefix: string, but: string): void
}

export function newMemory(): Memory {
  const held = new Map<string, { at: number; value: Promise<unknown> }>()
  return {
    recall<T>(key: string, maxAgeMs: number, read: () => Promise<T>): Promise<T> {
      const had = held.get(key)
      if (had && performance.now() - had.at < maxAgeMs) return had.value as Promise<T>
      const value = read()
      held.set(key, { at: performance.now(), value })
      value.catch(() => { if (held.get(key)?.value === value) held.delete(key) })
      return value
    },
    forget(prefix) { for (const key of held.keys()) if (key.startsWith(prefix)) held.delete(key) },
    forgetOthers(prefix, but) { for (const key of held.keys()) if (key.startsWith(prefix) && key !== but) held.delete(key) },
  }
}
