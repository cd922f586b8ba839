// The SQL of doubts about photos: written once when a photo comes, read for one case and for the list of those nobody has judged.
import { sql } from 'kysely'
import type { Actor, Reach } from '#kernel/actor.ts'
import { json, type Db, type Tx } from '#kernel/db.ts'
import { underReach } from '#kernel/scope.ts'
import type { PhotoFlag, PhotoRole, Verdict, Why } from './flags.ts'

export interface FlagRow { sha256: string; flag: PhotoFlag; role: PhotoRole; why: Why; found_at: Date; verdict: Verdict | null }

/** A flag found again keeps its first reason and its verdict. */
export async function keepFlags(tx: Tx, district: string, id: string, sha256: string, role: PhotoRole, found: readonly Why[], at: Date): Promise<void> {
  if (found.length === 0) return
  await tx.insertInto('photo_flag').values(found.map(({ flag, ...why }) => ({ district, case_id: id, sha256, flag, role, why: json(why), found_at: at }))).onConflict((oc) => oc.doNothing()).execute()
}
/** What nobody has judged yet may fall with its reason: the place of the case was set right. */
export async function dropUnjudged(tx: Tx, district: string, id: string, flag: PhotoFlag): Promise<void> {
  await tx.deleteFrom('photo_flag').where('district', '=', district).where('case_id', '=', id).where('flag', '=', flag).where('verdict', 'is', null).execute()
}
export async function keepVerdict(tx: Tx, district: string, id: string, sha256: string, flag: string, verdict: string, at: Date): Promise<void> {
  await tx.updateTable('photo_flag').set({ verdict, judged_at: at }).where('district', '=', district).where('case_id', '=', id).where('sha256', '=', sha256).where('flag', '=', flag).execute()
}
export async function flagsOfCase(db: Db | Tx, district: string, id: string): Promise<FlagRow[]> {
  const rows = await db.selectFrom('photo_flag').select(['sha256', 'flag', 'role', 'why', 'found_at', 'verdict']).where('district', '=', district).where('case_id', '=', id).orderBy('found_at').orderBy('flag').execute()
  return rows.map((row) => ({ ...row, flag: row.flag as PhotoFlag, role: row.role as PhotoRole, verdict: row.verdict as Verdict | null, why: { flag: row.flag, ...(row.why as object) } as Why }))
}
/** The cases in which this photo has this flag. */
export const hasFlag = async (db: Db | Tx, district: string, sha256: string, flag: string): Promise<string[]> =>
  (await db.selectFrom('photo_flag').select('case_id').where('district', '=', district).where('sha256', '=', sha256).where('flag', '=', flag).execute()).map((row) => row.case_id)

/** In which other cases photos were used before this fact, newest first: of two uses the later one is doubted. Nobody's reach limits the search; who may be told of it is asked when it is shown. */
export async function usesElsewhere(tx: Tx, district: string, { id, version, at }: { id: string; version: number; at: Date }, sha256s: readonly string[]): Promise<{ sha256: string; id: string }[]> {
  if (sha256s.length === 0) return []
  const { rows } = await sql<{ sha256: string; id: string }>`
    select u.sha256, u.stream_id as id from file_use u join case_now c on c.district = u.district and c.id = u.stream_id
    where u.district = ${district} and u.stream = 'case' and u.sha256 = any(${[...sha256s]}::text[]) and u.stream_id <> ${id}::uuid
      and exists (select 1 from log l where l.district = u.district and l.stream = 'case' and l.id = u.stream_id and l.data -> 'photos' ? u.sha256 and (l.at, l.id, l.version) < (${at}::timestamptz, ${id}::uuid, ${version}::int))
    order by c.reported_at desc, c.id limit 200`.execute(tx)
  return rows
}
/** What a photo and its client told. */
export const tracesOf = async (tx: Tx, district: string, sha256s: readonly string[]) => sha256s.length === 0 ? []
  : await tx.selectFrom('file_meta').select(['sha256', 'taken_at', 'lon', 'lat', 'accuracy_m', 'clock_off_s', 'capture']).where('district', '=', district).where('sha256', 'in', [...sha256s]).execute()

export interface FlaggedCase { id: string; number: string; state: string; summary: string | null; place: string | null; category_zh: string | null; category_en: string | null; unit: string | null; area: string | null; photo: string; flags: PhotoFlag[]; n: number; at: string }
export interface FlaggedQuery { unit?: string | undefined; flag?: PhotoFlag | undefined; limit: number; after?: { value: string; id: string } | undefined }

/** Cases with doubts nobody has judged, newest first, of those one may judge; the index holds only what is unjudged. */
export async function flaggedCases(db: Db, actor: Actor, reach: Reach, { unit, flag, limit, after }: FlaggedQuery): Promise<{ rows: (FlaggedCase & { exact: string; found: Date })[]; byUnit: { unit: string | null; n: number }[] | null }> {
  const mine = sql`f.district = ${actor.district} and f.verdict is null and ${underReach(reach)} and c.unit is distinct from ${actor.unit}::uuid${flag ? sql` and f.flag = ${flag}` : sql``}`
  const from = sql`photo_flag f join case_now c on c.district = f.district and c.id = f.case_id`
  const { rows } = await sql<FlaggedCase & { exact: string; found: Date }>`
    select g.*, to_char(g.found at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as exact from (
      select c.id, c.number, c.state, c.summary, c.place, c.category_zh, c.category_en, c.unit, c.area, min(f.sha256) as photo, array_agg(distinct f.flag) as flags, count(*)::int as n, max(f.found_at) as found, max(f.found_at) as at
      from ${from} where ${mine}${unit ? sql` and c.unit = ${unit}::uuid` : sql``} group by c.district, c.id) g
    where ${after ? sql`(g.found, g.id) < (${after.value}::timestamptz, ${after.id}::uuid)` : sql`true`} order by g.found desc, g.id desc limit ${limit}`.execute(db)
  const byUnit = after ? null : (await sql<{ unit: string | null; n: number }>`select c.unit, count(distinct c.id)::int as n from ${from} where ${mine} group by c.unit order by n desc, c.unit`.execute(db)).rows
  return { rows, byUnit }
}
