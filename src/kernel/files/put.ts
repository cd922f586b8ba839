// A picture is taken in: cleaned, its bytes durable, then its row, its traces and the job for its small sizes in one transaction.
import { sql } from 'kysely'
import type { Actor } from '../actor.ts'
import type { Db, Tx } from '../db.ts'
import { hashOf } from '../hash.ts'
import type { Jobs } from '../jobs.ts'
import { cleanPicture, type Picture } from '../picture.ts'
import { fileDamaged, pictureKey, SIZES, type FileStore } from './store.ts'

export interface PutFile { sha256: string; width: number; height: number; bytes: number }
/** What the client told of the taking, beside the bytes: the seconds its clock is ahead of ours, and how the photo was made. Told, not believed. */
export interface Told { clockOff?: number | undefined; capture?: Capture | undefined }
export const captures = ['live', 'gallery', 'unknown'] as const
export type Capture = (typeof captures)[number]
/** What taking in needs of the house. */
export interface Into { db: Db; files: FileStore; jobs?: Jobs | undefined }

/** Whoever names bytes holds this shared; the collector, who deletes bytes that nobody names, holds it alone. Until the transaction ends. */
export async function lockBytes(tx: Tx, sha256: string, how: 'naming' | 'deleting'): Promise<void> {
  const lock = how === 'naming' ? sql`pg_advisory_xact_lock_shared` : sql`pg_advisory_xact_lock`
  await sql`select ${lock}(hashtextextended(${sha256}, 7))`.execute(tx)
}

export async function keepPicture(into: Into, actor: Pick<Actor, 'district' | 'account'>, raw: Uint8Array, now: Date, told: Told = {}): Promise<PutFile> {
  await into.files.room(raw.byteLength)
  return await nameBytes(into, actor, await cleanPicture(raw), hashOf(raw), now, told)
}
async function nameBytes({ db, files, jobs }: Into, actor: Pick<Actor, 'district' | 'account'>, picture: Picture, source: string, now: Date, told: Told): Promise<PutFile> {
  const sha256 = hashOf(picture.bytes), key = pictureKey('full', sha256), { district } = actor
  await files.put(key, picture.bytes)
  await db.transaction().execute(async (tx) => {
    await lockBytes(tx, sha256, 'naming')
    // The collector may have taken them since, if they had lain here before without a row.
    if (!(await files.has(key))) await files.put(key, picture.bytes)
    const { meta, likeness } = picture
    await tx.insertInto('file').values({ district, sha256, media_type: picture.mediaType, bytes: picture.bytes.byteLength, width: picture.width, height: picture.height, put_by: actor.account, put_at: now })
      .onConflict((oc) => oc.columns(['district', 'sha256']).doUpdateSet({ seen_at: now })).execute()
    // The first telling stays, unless it told nothing.
    await tx.insertInto('file_meta').values({ district, sha256, source_sha256: source, taken_at: meta.takenAt ?? null, zone_said: meta.zoneSaid, lon: meta.point?.lon ?? null, lat: meta.point?.lat ?? null, accuracy_m: meta.accuracy ?? null, device: meta.device, edited: meta.edited, orientation: meta.orientation ?? null })
      .onConflict((oc) => oc.columns(['district', 'sha256']).doUpdateSet((eb) => ({
        source_sha256: eb.ref('excluded.source_sha256'), taken_at: eb.ref('excluded.taken_at'), zone_said: eb.ref('excluded.zone_said'), lon: eb.ref('excluded.lon'), lat: eb.ref('excluded.lat'),
        accuracy_m: eb.ref('excluded.accuracy_m'), device: eb.ref('excluded.device'), edited: eb.ref('excluded.edited'), orientation: eb.ref('excluded.orientation'),
      })).where(sql<boolean>`file_meta.taken_at is null and file_meta.lon is null and (excluded.taken_at is not null or excluded.lon is not null)`)).execute()
    // Of two senders the first that told anything is kept: sent again with a right clock, a photo is not washed clean.
    if (told.clockOff !== undefined || told.capture) await sql`update file_meta set clock_off_s = coalesce(clock_off_s, ${told.clockOff ?? null}::int), capture = coalesce(capture, ${told.capture ?? null}::text) where district = ${district} and sha256 = ${sha256}`.execute(tx)
    if (likeness) await tx.insertInto('file_hash').values({ district, sha256, ...likeness }).onConflict((oc) => oc.doNothing()).execute()
    await jobs?.send(tx, SIZES, district, { sha256 }, { key: sha256 })
  })
  return { sha256, width: picture.width, height: picture.height, bytes: picture.bytes.byteLength }
}

/** Bytes that are not what their name says are not given out. */
export async function readPicture(files: FileStore, sha256: string): Promise<Buffer | undefined> {
  const bytes = await files.get(pictureKey('full', sha256))
  if (bytes && hashOf(bytes) !== sha256) throw fileDamaged({ sha256 })
  return bytes
}
