// What nobody needs is taken away a day later: rows that nothing uses, bytes that no row names, uploads never finished.
import { sql } from 'kysely'
import type { Db, Tx } from '../db.ts'
import { lockBytes } from './put.ts'
import { kinds, nameOf, shards, type FileStore } from './store.ts'

export const GRACE_MS = 86_400_000
/** An upload's answer is given again for as long as an idempotency key's. */
const ANSWERS_MS = 30 * 86_400_000
const BATCH = 200

/** How many of each; with `dryRun` how many would go. */
export interface Collected { rows: number; pictures: number; copies: number; parts: number; uploads: number; leftovers: number; bytes: number }
export const nothing = (): Collected => ({ rows: 0, pictures: 0, copies: 0, parts: 0, uploads: 0, leftovers: 0, bytes: 0 })

/**
 * Rows that nothing uses. The row is locked first and its uses are read after: a verb that is about to use the photo holds it
 * (`for key share`) and is skipped, or comes later and finds it gone. Bytes stay for `collectBytes`.
 */
export async function collectRows(db: Db, district: string, now: Date, { dryRun = false } = {}): Promise<number> {
  const before = new Date(now.getTime() - GRACE_MS)
  const unused = (from: Db | Tx) => from.selectFrom('file as f').where('f.district', '=', district).where(sql<boolean>`coalesce(f.seen_at, f.put_at) < ${before}`)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('file_use as u').select('u.sha256').whereRef('u.district', '=', 'f.district').whereRef('u.sha256', '=', 'f.sha256'))))
  if (dryRun) return (await unused(db).select(({ fn }) => fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n
  let gone = 0
  for (let n = BATCH; n === BATCH;) {
    n = await db.transaction().execute(async (tx) => {
      const found = (await unused(tx).select('f.sha256').limit(BATCH).execute()).map((row) => row.sha256)
      if (found.length === 0) return 0
      const held = (await tx.selectFrom('file').select('sha256').where('district', '=', district).where('sha256', 'in', found).where(sql<boolean>`coalesce(seen_at, put_at) < ${before}`).forUpdate().skipLocked().execute()).map((row) => row.sha256)
      if (held.length === 0) return 0
      const used = new Set((await tx.selectFrom('file_use').select('sha256').where('district', '=', district).where('sha256', 'in', held).execute()).map((row) => row.sha256))
      const free = held.filter((sha) => !used.has(sha))
      if (free.length === 0) return 0
      for (const table of ['file_meta', 'file_hash', 'file'] as const) await tx.deleteFrom(table).where('district', '=', district).where('sha256', 'in', free).execute()
      gone += free.length
      return free.length
    })
  }
  return gone
}

/** Uploads that nobody went on with for a day; answers after thirty days. Their parts go with them. */
export async function collectUploads(db: Db, files: FileStore, district: string, now: Date, { dryRun = false } = {}): Promise<number> {
  const left = sql<boolean>`(state = 'open' and touched_at < ${new Date(now.getTime() - GRACE_MS)} or touched_at < ${new Date(now.getTime() - ANSWERS_MS)})`
  if (dryRun) return (await db.selectFrom('upload').select(({ fn }) => fn.countAll<number>().as('n')).where('district', '=', district).where(left).executeTakeFirstOrThrow()).n
  const rows = await db.deleteFrom('upload').where('district', '=', district).where(left).returning('parts').execute()
  for (const { parts } of rows) for (const part of parts) await files.delete(part)
  return rows.length
}

/**
 * Bytes that no row of any district names, older than the grace. Each is deleted under a lock that whoever names bytes takes
 * too, after asking once more; only then may a new row name them, and finds that they must be written anew.
 */
export async function collectBytes(db: Db, files: FileStore, now: Date, { dryRun = false, only = shards }: { dryRun?: boolean; only?: readonly string[] } = {}): Promise<Collected> {
  const before = new Date(now.getTime() - GRACE_MS), done = nothing()
  const named = async (shas: readonly string[], from: Db | Tx = db) => new Set((await sql<{ sha256: string }>`
    select f.sha256 from district d join file f on f.district = d.id where f.sha256 = any(${[...shas]}::text[])`.execute(from)).rows.map((row) => row.sha256))
  const wanted = async (parts: readonly string[]) => new Set((await sql<{ part: string }>`
    select p.part from unnest(${[...parts]}::text[]) as p(part) where exists (select 1 from district d join upload u on u.district = d.id
      where u.id = split_part(split_part(p.part, '/', 3), '.', 1)::uuid and p.part = any(u.parts))`.execute(db)).rows.map((row) => row.part))
  const take = async (key: string, bytes: number, what: 'pictures' | 'copies' | 'parts' | 'leftovers') => {
    if (!dryRun) await files.delete(key)
    done[what]++
    done.bytes += bytes
  }
  for (const kind of kinds) for (const shard of only) {
    let batch: { key: string; bytes: number }[] = []
    const flush = async () => {
      const names = batch.map(({ key }) => (kind === 'part' ? key : nameOf(key).slice(0, 64)))
      const keep = kind === 'part' ? await wanted(names) : await named(names)
      for (const [n, { key, bytes }] of batch.entries()) {
        if (keep.has(names[n]!)) continue
        if (kind !== 'full' || dryRun) { await take(key, bytes, kind === 'part' ? 'parts' : kind === 'full' ? 'pictures' : 'copies'); continue }
        await db.transaction().execute(async (tx) => {
          await lockBytes(tx, names[n]!, 'deleting')
          if ((await named([names[n]!], tx)).size === 0) await take(key, bytes, 'pictures')
        })
      }
      batch = []
    }
    for await (const stored of files.list(`${kind}/${shard}/`, before)) {
      // A write that was killed before its rename.
      if (nameOf(stored.key).startsWith('.')) await take(stored.key, stored.bytes, 'leftovers')
      else if (batch.push(stored) >= BATCH) await flush()
    }
    if (batch.length > 0) await flush()
  }
  return done
}

/** A twelfth of the folders an hour: every one twice a day, and never a walk through millions at once. */
export const shardsOfHour = (now: Date): readonly string[] => shards.filter((_, n) => n % 12 === now.getUTCHours() % 12)

