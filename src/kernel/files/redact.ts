// The copy of a photo that may leave the house: a file of its own, with what a person marked burnt out; the original stays as it is and never leaves.
import { sql } from 'kysely'
import type { Actor } from '../actor.ts'
import { json, type Db, type Tx } from '../db.ts'
import { hashOf } from '../hash.ts'
import { burnPicture, type Region } from '../picture.ts'
import { lockBytes, readPicture, type Into } from './put.ts'
import { pictureKey, SIZES } from './store.ts'

export type { Region } from '../picture.ts'
/** What a public copy is used by, in `file_use`. */
const USE = 'redaction'

/** Burns the regions into a new copy and puts it in the place of an older one. The write stands in `tx`; the bytes are durable before. Undefined: there is no such photo. */
export async function redact({ files, jobs }: Pick<Into, 'files' | 'jobs'>, actor: Actor, sha256: string, regions: readonly Region[], id: string): Promise<{ sha256: string; write(tx: Tx, now: Date): Promise<void> } | undefined> {
  const original = await readPicture(files, sha256)
  if (!original) return undefined
  const copy = await burnPicture(original, regions)
  const made = hashOf(copy.bytes), key = pictureKey('full', made), { district } = actor
  await files.put(key, copy.bytes)
  return {
    sha256: made,
    async write(tx, now) {
      await lockBytes(tx, made, 'naming')
      if (!(await files.has(key))) await files.put(key, copy.bytes)
      await tx.insertInto('file').values({ district, sha256: made, media_type: 'image/jpeg', bytes: copy.bytes.byteLength, width: copy.width, height: copy.height, put_by: actor.account!, put_at: now, kind: 'public' })
        .onConflict((oc) => oc.columns(['district', 'sha256']).doUpdateSet({ seen_at: now })).execute()
      // No hashes: a copy of a photo is no twin of it.
      await sql`delete from file_use where district = ${district} and stream = ${USE} and sha256 in (select public_sha256 from photo_redaction where district = ${district} and sha256 = ${sha256})
        and not exists (select 1 from photo_redaction o where o.district = ${district} and o.public_sha256 = file_use.sha256 and o.sha256 <> ${sha256})`.execute(tx)
      await tx.insertInto('file_use').values({ district, sha256: made, stream: USE, stream_id: id }).onConflict((oc) => oc.doNothing()).execute()
      await tx.insertInto('photo_redaction').values({ district, sha256, public_sha256: made, regions: json(regions), by: actor.account!, at: now })
        .onConflict((oc) => oc.columns(['district', 'sha256']).doUpdateSet({ public_sha256: made, regions: json(regions), by: actor.account!, at: now })).execute()
      await jobs?.send(tx, SIZES, district, { sha256: made }, { key: made })
    },
  }
}

/** The public copies of photos, where a person has made one. Whoever publishes takes pictures from here and nowhere else: a photo without a copy is not published. */
export async function publicCopies(db: Db | Tx, district: string, sha256s: readonly string[]): Promise<Map<string, { sha256: string; regions: Region[] }>> {
  if (sha256s.length === 0) return new Map()
  const rows = await db.selectFrom('photo_redaction as r').innerJoin('file as f', (on) => on.onRef('f.district', '=', 'r.district').onRef('f.sha256', '=', 'r.public_sha256'))
    .select(['r.sha256', 'r.public_sha256', 'r.regions']).where('r.district', '=', district).where('r.sha256', 'in', [...sha256s]).where('f.kind', '=', 'public').execute()
  return new Map(rows.map((row) => [row.sha256, { sha256: row.public_sha256, regions: row.regions as unknown as Region[] }]))
}
