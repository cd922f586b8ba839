// The SQL of the ten minutes: counts of a period from the narrow rows, and the stopwatch tests of inspectors.
import { sql, type RawBuilder } from 'kysely'
import type { Actor, Reach } from '#kernel/actor.ts'
import type { Db, Tx } from '#kernel/db.ts'
import { readCursor, underReach, writeCursor } from '#kernel/scope.ts'

type Q = Db | Tx
export type By = 'beat' | 'hour' | 'shift'
export interface Period { from: string; to: string }
const keyOf: Record<By, RawBuilder<string>> = { beat: sql`coalesce(c.beat::text, '')`, hour: sql`c.hour::text`, shift: sql`coalesce(c.shift, '')` }

export interface Counted { key: string; seconds: number; times: number }
export async function countsOf(db: Db, actor: Actor, reach: Reach, { from, to }: Period, by: By): Promise<Counted[]> {
  const { rows } = await sql<Counted>`select ${keyOf[by]} as key, c.seconds, count(*)::int as times from case_minutes c
    where c.district = ${actor.district} and c.day between ${from} and ${to} and c.counted and c.seconds is not null and ${underReach(reach)} group by 1, 2`.execute(db)
  return rows
}
export interface Running { key: string; sighted_at: Date; unit: string | null }
/** Those not cleared yet; more than this many open at once is a breakdown, not a figure. */
const OPEN_MAX = 20_000
export async function runningOf(db: Db, actor: Actor, reach: Reach, { from, to }: Period, by: By): Promise<Running[]> {
  const { rows } = await sql<Running>`select ${keyOf[by]} as key, c.sighted_at, c.unit from case_minutes c
    where c.district = ${actor.district} and c.day between ${from} and ${to} and c.counted and c.seconds is null and ${underReach(reach)} limit ${OPEN_MAX}`.execute(db)
  return rows
}
export interface MinutesCase { id: string; number: string; state: string; place: string | null; sighted_at: Date; sighted_by: string; cleared_at: Date | null; cleared_by: string | null; seconds: number | null; hour: number; shift: string | null; beat: string | null; crew: string | null }
/** The cases behind a row, the slowest of those cleared last: as the list of cases, newest first. */
export async function casesBehind(db: Db, actor: Actor, reach: Reach, { from, to }: Period, row: { by?: By | undefined; key?: string | undefined; slow?: boolean | undefined }, after: string | undefined, limit: number): Promise<{ items: MinutesCase[]; next: string | null } | undefined> {
  const past = after === undefined ? undefined : readCursor(after)
  if (after !== undefined && !past) return undefined
  const { rows } = await sql<MinutesCase>`select c.id, n.number, n.state, n.place, c.sighted_at, c.sighted_by, c.cleared_at, c.cleared_by, c.seconds, c.hour, c.shift, c.beat, c.crew
    from case_minutes c join case_now n on n.district = c.district and n.id = c.id
    where c.district = ${actor.district} and c.day between ${from} and ${to} and c.counted and ${underReach(reach)}
      and ${row.by !== undefined && row.key !== undefined ? sql`${keyOf[row.by]} = ${row.key}` : sql`true`} and ${row.slow ? sql`(c.seconds > 600 or c.seconds is null)` : sql`true`}
      and ${past ? sql`(c.sighted_at, c.id) < (${past.value}::timestamptz, ${past.id}::uuid)` : sql`true`}
    order by c.sighted_at desc, c.id desc limit ${limit + 1}`.execute(db)
  const last = rows[limit - 1]
  return { items: rows.slice(0, limit), next: rows.length > limit && last ? writeCursor(last.sighted_at.toISOString(), last.id) : null }
}

// 秒表测试: a table of its own; no statement reads it together with the cases.
export interface TestRow { id: string; day: string; hour: number; placed_at: Date; placed_photo: string; lon: number; lat: number; area: string | null; beat: string | null; shift: string | null; by_account: string; state: string; ended_at: Date | null; ended_by: string | null; ended_photo: string | null; seconds: number | null }
export async function addTest(tx: Tx, district: string, row: TestRow): Promise<void> {
  await tx.insertInto('stopwatch_test').values({ district, ...row }).execute()
  await usePhoto(tx, district, row.id, row.placed_photo)
}
const usePhoto = (tx: Tx, district: string, id: string, sha256: string) => tx.insertInto('file_use').values({ district, sha256, stream: 'stopwatch', stream_id: id }).onConflict((oc) => oc.doNothing()).execute()
export const fileThere = async (tx: Tx, district: string, sha256: string): Promise<boolean> => (await tx.selectFrom('file').select('sha256').where('district', '=', district).where('sha256', '=', sha256).forKeyShare().executeTakeFirst()) !== undefined
export const testOf = (tx: Tx, district: string, id: string): Promise<TestRow | undefined> => tx.selectFrom('stopwatch_test').selectAll().where('district', '=', district).where('id', '=', id).forUpdate().executeTakeFirst()
export async function endTest(tx: Tx, district: string, id: string, end: Pick<TestRow, 'state' | 'ended_at' | 'ended_by' | 'ended_photo' | 'seconds'>): Promise<void> {
  await tx.updateTable('stopwatch_test').set(end).where('district', '=', district).where('id', '=', id).execute()
  if (end.ended_photo !== null) await usePhoto(tx, district, id, end.ended_photo)
}
const testKey: Record<By, RawBuilder<string>> = keyOf
export async function testCounts(db: Db, district: string, { from, to }: Period, by: By): Promise<{ key: string; state: string; seconds: number; times: number }[]> {
  const { rows } = await sql<{ key: string; state: string; seconds: number; times: number }>`select ${testKey[by]} as key, c.state, c.seconds, count(*)::int as times from stopwatch_test c
    where c.district = ${district} and c.day between ${from} and ${to} and c.state <> 'open' group by 1, 2, 3`.execute(db)
  return rows
}
/** Newest first; `mine` those still open that this account has placed. */
export async function testsOf(db: Q, district: string, { from, to }: Period, limit: number): Promise<TestRow[]> {
  return await db.selectFrom('stopwatch_test').selectAll().where('district', '=', district).where('day', '>=', from).where('day', '<=', to).orderBy('placed_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
}
export async function openTests(db: Q, district: string, account: string): Promise<TestRow[]> {
  return await db.selectFrom('stopwatch_test').selectAll().where('district', '=', district).where('by_account', '=', account).where('state', '=', 'open').orderBy('placed_at').limit(50).execute()
}
