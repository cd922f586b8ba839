// The SQL of the room: the district's salt, codes by their hashes, counts of knocks, photos that are public.
import { sql } from 'kysely'
import { randomBytes } from '#kernel/clock.ts'
import type { Db, Tx } from '#kernel/db.ts'

type Q = Db | Tx
/** Made once; of two servers that make it at once one wins. */
export async function saltOf(db: Q, district: string, now: Date): Promise<string> {
  const read = () => db.selectFrom('public_salt').select('salt').where('district', '=', district).executeTakeFirst()
  const had = await read()
  if (had) return had.salt
  await db.insertInto('public_salt').values({ district, salt: randomBytes(32).toString('hex'), made_at: now }).onConflict((oc) => oc.doNothing()).execute()
  return (await read())!.salt
}

export const caseOfCode = async (db: Q, district: string, hash: string): Promise<string | undefined> => (await db.selectFrom('follow_code').select('case_id').where('district', '=', district).where('code_hash', '=', hash).executeTakeFirst())?.case_id
export const codeOfDraft = async (db: Q, district: string, draft: string) => await db.selectFrom('follow_code').innerJoin('case_now', (join) => join.onRef('case_now.district', '=', 'follow_code.district').onRef('case_now.id', '=', 'follow_code.case_id')).select(['follow_code.nth', 'follow_code.case_id', 'case_now.number']).where('follow_code.district', '=', district).where('follow_code.draft_hash', '=', draft).executeTakeFirst()
/** False: another draft has this code already. */
export async function keepCode(tx: Tx, row: { district: string; code_hash: string; draft_hash: string; nth: number; case_id: string; made_at: Date }): Promise<boolean> {
  return (await tx.insertInto('follow_code').values(row).onConflict((oc) => oc.columns(['district', 'code_hash']).doNothing()).returning('case_id').execute()).length === 1
}
/** Codes of cases that ended before a day. */
export async function codesEndedBefore(db: Q, district: string, before: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ case_id: string }>`select f.case_id from follow_code f join case_now c on c.district = f.district and c.id = f.case_id where f.district = ${district} and c.ended_at < ${before} order by f.case_id limit ${limit}`.execute(db)
  return rows.map((row) => row.case_id)
}
export const dropCodes = async (tx: Tx, district: string, kase: string): Promise<number> => Number((await tx.deleteFrom('follow_code').where('district', '=', district).where('case_id', '=', kase).executeTakeFirst()).numDeletedRows)

const bucketOf = (now: Date, ms: number): Date => new Date(Math.floor(now.getTime() / ms) * ms)
export interface Count { kind: string; key: string; ms: number }
/** One more; answers how many there are in this stretch. The first of a new stretch throws the old ones away. */
export async function count(db: Q, district: string, { kind, key, ms }: Count, now: Date): Promise<number> {
  const { rows: [row] } = await sql<{ n: number }>`insert into public_tally (district, kind, key, bucket, n) values (${district}, ${kind}, ${key}, ${bucketOf(now, ms)}, 1)
    on conflict (district, kind, key, bucket) do update set n = public_tally.n + 1 returning n`.execute(db)
  if (row!.n === 1) await db.deleteFrom('public_tally').where('district', '=', district).where('bucket', '<', new Date(now.getTime() - 2 * 86_400_000)).execute()
  return row!.n
}
/** How many there are, looking back over the whole length of a stretch: the one before counts by what of it is left. */
export async function counted(db: Q, district: string, { kind, key, ms }: Count, now: Date): Promise<number> {
  const bucket = bucketOf(now, ms), past = (now.getTime() - bucket.getTime()) / ms
  const rows = await db.selectFrom('public_tally').select(['bucket', 'n']).where('district', '=', district).where('kind', '=', kind).where('key', '=', key).where('bucket', 'in', [bucket, new Date(bucket.getTime() - ms)]).execute()
  return rows.reduce((sum, row) => sum + row.n * (row.bucket.getTime() === bucket.getTime() ? 1 : 1 - past), 0)
}
/** Until when somebody is locked out, and locking them. */
export async function lockedUntil(db: Q, district: string, key: string, now: Date): Promise<Date | undefined> {
  return (await db.selectFrom('public_tally').select('bucket').where('district', '=', district).where('kind', '=', 'locked').where('key', '=', key).where('bucket', '>', now).orderBy('bucket', 'desc').executeTakeFirst())?.bucket
}
export async function lock(db: Q, district: string, key: string, until: Date): Promise<void> {
  await db.insertInto('public_tally').values({ district, kind: 'locked', key, bucket: until, n: 1 }).onConflict((oc) => oc.doNothing()).execute()
}
/** A token is taken once. */
export async function spend(tx: Tx, district: string, key: string, at: Date): Promise<boolean> {
  return (await tx.insertInto('public_tally').values({ district, kind: 'spent', key, bucket: at, n: 1 }).onConflict((oc) => oc.doNothing()).returning('n').execute()).length === 1
}

/** Which of these pictures this draft has sent. */
export async function sentBy(db: Q, district: string, draft: string, shas: readonly string[]): Promise<Set<string>> {
  if (shas.length === 0) return new Set()
  const { rows } = await sql<{ sha: string }>`select answer ->> 'sha256' as sha from upload where district = ${district} and account = ${draft}::uuid and state = 'done' and answer ->> 'sha256' = any(${[...shas]}::text[])`.execute(db)
  return new Set(rows.map((row) => row.sha))
}
