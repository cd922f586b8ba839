// Which photos of a district look like this one: all hashes in memory, one pass of bit counts over them.
import { sql } from 'kysely'
import type { Db, Tx } from '../db.ts'

/** Measured on 1,275 pairs of different photos: none came nearer than 20 bits; re-compressed, resized and stamped ones stay within 10 to 17. */
export const NEAR = 10
const NEAR_STEPS = 4
const NEAR_WITH_STEPS = 19

export interface Twin { sha256: string; /** Bits that differ, of 64. */ bits: number; mirrored: boolean }
interface Hashes { phash: string; mirror: string; dhash: string }

const high = (hex: string): number => Number.parseInt(hex.slice(0, 8), 16)
const low = (hex: string): number => Number.parseInt(hex.slice(8), 16)
function ones(x: number): number {
  x -= (x >>> 1) & 0x55555555
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
  return Math.imul((x + (x >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** 16 bytes of hashes and 32 of name a photo: 200,000 photos are 10 MB. */
export function newLikenesses() {
  let size = 0, words = new Uint32Array(4 * 1024), names = Buffer.alloc(32 * 1024)
  return {
    get size() { return size },
    add({ sha256, phash, dhash }: { sha256: string; phash: string; dhash: string }): void {
      if (size * 4 === words.length) {
        const wider = new Uint32Array(words.length * 2)
        wider.set(words)
        words = wider
        names = Buffer.concat([names, Buffer.alloc(names.length)])
      }
      words.set([high(phash), low(phash), high(dhash), low(dhash)], size * 4)
      names.write(sha256, size * 32, 'hex')
      size++
    },
    near({ phash, mirror, dhash }: Hashes): Twin[] {
      const [ph, pl, mh, ml, dh, dl] = [high(phash), low(phash), high(mirror), low(mirror), high(dhash), low(dhash)]
      const found: Twin[] = []
      for (let n = 0, at = 0; n < size; n++, at += 4) {
        const a = words[at]!, b = words[at + 1]!
        const straight = ones(a ^ ph) + ones(b ^ pl), turned = ones(a ^ mh) + ones(b ^ ml)
        if (straight <= NEAR || turned <= NEAR || (straight <= NEAR_WITH_STEPS && ones(words[at + 2]! ^ dh) + ones(words[at + 3]! ^ dl) <= NEAR_STEPS)) {
          found.push({ sha256: names.toString('hex', n * 32, n * 32 + 32), bits: Math.min(straight, turned), mirrored: turned < straight })
        }
      }
      return found.sort((a, b) => a.bits - b.bits)
    },
  }
}

interface Known { all: ReturnType<typeof newLikenesses>; /** Every transaction below has been read. */ from: string; /** Those read at or above it. */ recent: Set<string>; reading: Promise<void> | undefined }
const held = new WeakMap<object, Map<string, Known>>()
const PAGE = 20_000

async function readOn(db: Db | Tx, district: string, known: Known): Promise<void> {
  // Asked before the rows: whatever commits later has a number at or above it and is read the next time.
  const { rows: [now] } = await sql<{ xmin: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as xmin`.execute(db)
  const recent = new Set<string>()
  for (let after = '', more = true; more;) {
    const { rows } = await sql<{ sha256: string; phash: string; dhash: string; late: boolean }>`
      select sha256, phash, dhash, tx >= ${now!.xmin}::text::xid8 as late from file_hash
      where district = ${district} and tx >= ${known.from}::text::xid8 and sha256 > ${after} order by sha256 limit ${PAGE}`.execute(db)
    for (const row of rows) {
      if (!known.recent.has(row.sha256)) known.all.add(row)
      if (row.late) recent.add(row.sha256)
    }
    more = rows.length === PAGE
    after = rows.at(-1)?.sha256 ?? after
  }
  known.from = now!.xmin
  known.recent = recent
}

/** Near duplicates of a kept photo in its district, nearest first, itself left out. A photo too plain to have a likeness has none. `by` is whatever lives as long as the process: inside a transaction the hashes must not be read anew for each. */
export async function twinsOf(db: Db | Tx, district: string, sha256s: readonly string[], by: object = db): Promise<Map<string, Twin[]>> {
  if (sha256s.length === 0) return new Map()
  const own = await db.selectFrom('file_hash').select(['sha256', 'phash', 'mirror', 'dhash']).where('district', '=', district).where('sha256', 'in', [...sha256s]).execute()
  if (own.length === 0) return new Map()
  const districts = held.get(by) ?? new Map<string, Known>()
  held.set(by, districts)
  const known = districts.get(district) ?? { all: newLikenesses(), from: '0', recent: new Set(), reading: undefined }
  districts.set(district, known)
  // One at a time; who comes while another reads may have committed since, and reads on after.
  while (known.reading) await known.reading.catch(() => {})
  known.reading = readOn(db, district, known).finally(() => { known.reading = undefined })
  await known.reading
  return new Map(own.map((hashes) => [hashes.sha256, known.all.near(hashes).filter((twin) => twin.sha256 !== hashes.sha256)]))
}
