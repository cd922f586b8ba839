// Proves that every row's bytes are there and are what their name says: all of them, or every n-th.
import type { Db } from '../db.ts'
import { hashOf } from '../hash.ts'
import { pictureKey, type FileStore } from './store.ts'

export interface FileFault { sha256: string; fault: 'missing' | 'damaged' }
export interface Verified { files: number; read: number; bytes: number; faults: FileFault[] }
const PAGE = 500

/** `every`: 1 reads all bytes; 50 reads every fiftieth whole and asks of the others only whether they are there. */
export async function verifyFiles(db: Db, files: FileStore, district: string, { every = 1 }: { every?: number } = {}): Promise<Verified> {
  const done: Verified = { files: 0, read: 0, bytes: 0, faults: [] }
  for (let after = '', more = true; more;) {
    const rows = await db.selectFrom('file').select('sha256').where('district', '=', district).where('sha256', '>', after).orderBy('sha256').limit(PAGE).execute()
    for (const { sha256 } of rows) {
      const whole = done.files++ % every === 0
      const bytes = whole ? await files.get(pictureKey('full', sha256)) : undefined
      if (bytes) { done.read++; done.bytes += bytes.byteLength }
      if (whole ? !bytes : !(await files.has(pictureKey('full', sha256)))) done.faults.push({ sha256, fault: 'missing' })
      else if (bytes && hashOf(bytes) !== sha256) done.faults.push({ sha256, fault: 'damaged' })
    }
    more = rows.length === PAGE
    after = rows.at(-1)?.sha256 ?? after
  }
  return done
}
