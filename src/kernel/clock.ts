// The only place that reads the clock, makes ids and rolls dice; everything else is handed their results.
import { randomFillSync } from 'node:crypto'

export interface Clock { now(): Date }

// Asking the system for a few bytes costs as much as asking for thousands; every byte is given out once.
let pool = new Uint8Array(0)
/** So many bytes nobody can guess. */
export function randomBytes(n: number): Buffer {
  if (pool.byteLength < n) pool = randomFillSync(new Uint8Array(Math.max(n, 8192)))
  const taken = Buffer.from(pool.buffer, pool.byteOffset, n)
  pool = pool.subarray(n)
  return taken
}

let lastMs = 0
let counter = 0

/** UUIDv7: time-ordered, so primary keys grow at their right edge. Made here because PostgreSQL 15 has none. */
export function newId(ms = Date.now()): string {
  // Within one millisecond a 12-bit counter keeps the order of creation.
  if (ms <= lastMs) { counter++; if (counter > 0xfff) { lastMs++; counter = 0 } ms = lastMs } else { lastMs = ms; counter = 0 }
  const bytes = randomBytes(16)
  bytes.writeUIntBE(ms, 0, 6)
  bytes[6] = 0x70 | (counter >> 8)
  bytes[7] = counter & 0xff
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** A secret nobody can guess: 32 random bytes, URL-safe. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** A share of a rest between tries, 0.75 to 1.25: so that many that failed together do not come back together. */
export const jitter = (): number => 0.75 + randomBytes(4).readUInt32BE() / 0x1_0000_0000 / 2
