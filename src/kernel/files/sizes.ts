// Small sizes of a kept picture, made by a job; until then the next larger one is shown.
import { z } from 'zod'
import type { Db } from '../db.ts'
import type { House } from '../house.ts'
import type { Job } from '../jobs.ts'
import { smallPictures } from '../picture.ts'
import { readPicture } from './put.ts'
import { pictureKey, SIZES, type FileStore } from './store.ts'

/** Longest edge in pixels: 1600, 320, 96. */
export const sizeNames = ['full', 'small', 'tiny'] as const
export type Size = (typeof sizeNames)[number]

export const sizesJob: Job<{ sha256: string }> = {
  name: SIZES, input: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }), timeoutS: 60,
  async run({ sha256, district }, { db, files, clock }) {
    const full = await readPicture(files, sha256)
    // Collected since: nothing to be made small.
    if (!full) return
    const made = await smallPictures(full)
    await files.put(pictureKey('small', sha256), made.small)
    await files.put(pictureKey('tiny', sha256), made.tiny)
    await db.updateTable('file').set({ sized_at: clock.now() }).where('district', '=', district).where('sha256', '=', sha256).execute()
  },
}

export interface Shown { bytes: Buffer; /** The size that was asked for, not a stand-in. */ asked: boolean }
/** The size asked for, or the next larger one there is; a missing size is ordered. */
export async function showPicture({ files, jobs, db }: Pick<House, 'files' | 'jobs' | 'db'>, district: string, sha256: string, size: Size): Promise<Shown | undefined> {
  for (let at = sizeNames.indexOf(size); at > 0; at--) {
    const bytes = await files.get(pictureKey(sizeNames[at]!, sha256))
    if (bytes) return { bytes, asked: sizeNames[at] === size }
    // A queue that fails must not hide a photo; the sweep orders what is still missing.
    if (sizeNames[at] === size) await jobs.send(db, SIZES, district, { sha256 }, { key: sha256 }).catch(() => {})
  }
  const bytes = await readPicture(files, sha256)
  return bytes && { bytes, asked: size === 'full' }
}

/** Sizes that are still missing: sent before this release, or their job died. */
export async function orderSizes(db: Db, jobs: { send: House['jobs']['send'] }, files: FileStore, district: string, before: Date, limit = 200): Promise<number> {
  const rows = await db.selectFrom('file').select('sha256').where('district', '=', district).where('sized_at', 'is', null).where('put_at', '<', before).orderBy('put_at').limit(limit).execute()
  for (const { sha256 } of rows) {
    if (await files.has(pictureKey('tiny', sha256))) await db.updateTable('file').set({ sized_at: before }).where('district', '=', district).where('sha256', '=', sha256).execute()
    else await jobs.send(db, SIZES, district, { sha256 }, { key: sha256 })
  }
  return rows.length
}
