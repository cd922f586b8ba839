// The SQL of blind re-checks: the frame of a day, the draw and who looks, what waits for one checker, what came out by unit.
import { sql } from 'kysely'
import { startOfDay, dayNamed } from '#core/clock/calendar.ts'
import { addDays } from '#core/day.ts'
import type { Actor, Reach } from '#kernel/actor.ts'
import type { Db, Tx } from '#kernel/db.ts'
import { underReach } from '#kernel/scope.ts'
import type { Framed, Stored } from './draw.ts'
import type { RecheckFinding } from './part.ts'

type Q = Db | Tx
const begins = (day: string): Date => new Date(startOfDay(dayNamed(day)))

/** Commits to a day's nonce; false where that was done before. */
export async function commit(tx: Tx, district: string, day: string, made: { nonce: string; commitment: string; at: Date }): Promise<boolean> {
  const row = await tx.insertInto('recheck_draw').values({ district, day, nonce: made.nonce, commitment: made.commitment, committed_at: made.at }).onConflict((oc) => oc.doNothing()).returning('commitment').executeTakeFirst()
  return row !== undefined
}
/** Days that are over and not drawn; held, so that two servers never draw one day. */
export async function undrawn(tx: Tx, district: string, today: string): Promise<{ day: string; nonce: string }[]> {
  return (await sql<{ day: string; nonce: string }>`select day::text as day, nonce from recheck_draw where district = ${district} and drawn_at is null and day < ${today}::date order by day for update skip locked`.execute(tx)).rows
}
/** What was closed on a day and still is. */
export async function frameOf(tx: Q, district: string, day: string): Promise<(Framed & { unit: string | null; area: string | null })[]> {
  const { rows } = await sql<{ id: string; unit: string | null; area: string | null }>`select id, unit, area from case_now where district = ${district} and state = 'closed' and ended_at >= ${begins(day)} and ended_at < ${begins(addDays(day, 1))} order by id`.execute(tx)
  return rows.map((row) => ({ ...row, stratum: row.unit ?? '' }))
}
/** Whoever may do re-checks and can sign in. */
export async function checkers(tx: Q, district: string): Promise<string[]> {
  return (await sql<{ id: string }>`
    select distinct a.id from account a join account_role r on r.district = a.district and r.account = a.id join role_permission p on p.district = r.district and p.role = r.role
    where a.district = ${district} and a.active and p.permission = 'case.recheck' order by a.id`.execute(tx)).rows.map((row) => row.id)
}
/** Who has had a part in each of these cases, and in what. */
export async function partsIn(tx: Q, district: string, ids: readonly string[]): Promise<{ id: string; actor: string; type: string }[]> {
  if (ids.length === 0) return []
  return (await sql<{ id: string; actor: string; type: string }>`select distinct id, actor, type from log where district = ${district} and stream = 'case' and id = any(${[...ids]}::uuid[]) and actor is not null`.execute(tx)).rows
}
export async function keepDraw(tx: Tx, district: string, drawn: Omit<Stored, 'commitment' | 'nonce'> & { at: Date }, sample: readonly { case_id: string; unit: string | null; checker: string | null; due_at: Date }[]): Promise<void> {
  const { day, at, ...rest } = drawn
  await tx.updateTable('recheck_draw').set({ ...rest, drawn_at: at }).where('district', '=', district).where('day', '=', sql<Date>`${day}::date` as never).execute()
  if (sample.length > 0) await tx.insertInto('recheck').values(sample.map((one, n) => ({ district, day, rank: n + 1, ...one }))).execute()
}
export async function keepFinding(tx: Tx, district: string, caseId: string, day: string, found: string, at: Date): Promise<void> {
  await sql`update recheck set found = ${found}, done_at = ${at} where district = ${district} and day = ${day}::date and case_id = ${caseId}::uuid and found is null`.execute(tx)
}
/** Re-checks whose time is over: of a case that is still closed, not done, and not gone round to everybody. Held, so that two servers never hand one on twice. */
export async function overdue(tx: Tx, district: string, now: Date): Promise<{ day: string; rank: number; case_id: string; unit: string | null; area: string | null; checker: string | null; passed: string[]; due_at: Date; seed: string }[]> {
  return (await sql<{ day: string; rank: number; case_id: string; unit: string | null; area: string | null; checker: string | null; passed: string[]; due_at: Date; seed: string }>`
    select r.day::text as day, r.rank, r.case_id, r.unit, c.area, r.checker, r.passed, r.due_at, d.seed from recheck r join case_now c on c.district = r.district and c.id = r.case_id and c.state = 'closed' join recheck_draw d on d.district = r.district and d.day = r.day
    where r.district = ${district} and r.found is null and r.due_at < ${now} and (r.checker is null or r.checker <> all(r.passed))
      and not exists (select 1 from log l where l.district = r.district and l.stream = 'case' and l.id = r.case_id and l.type = 'rechecked' and l.data ->> 'day' = r.day::text) order by r.day, r.rank limit 50 for update of r skip locked`.execute(tx)).rows
}
export async function loadOf(tx: Tx, district: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ checker: string; n: number }>`select checker, count(*)::int as n from recheck where district = ${district} and found is null and checker is not null group by checker`.execute(tx)
  return new Map(rows.map((row) => [row.checker, row.n]))
}
export async function handTo(tx: Tx, district: string, one: { day: string; case_id: string; checker: string | null; passed: readonly string[]; due_at: Date }): Promise<void> {
  await sql`update recheck set checker = ${one.checker}::uuid, passed = ${[...one.passed]}::uuid[], due_at = ${one.due_at} where district = ${district} and day = ${one.day}::date and case_id = ${one.case_id}::uuid`.execute(tx)
}
/** Into the inbox of this one account and nowhere else: a message to a unit, a role or a group would end the blindness. */
export async function tellChecker(tx: Tx, district: string, told: { id: string; account: string; kind: string; case_id: string; at: Date }): Promise<void> {
  await tx.insertInto('inbox').values({ district, id: told.id, account: told.account, kind: told.kind, stream: 'case', stream_id: told.case_id, at: told.at }).execute()
}
/** What waits for this account; done ones leave with the fact of the case, a moment before their row says so. */
export async function waitingFor(db: Q, district: string, account: string): Promise<{ day: string; case_id: string }[]> {
  return (await sql<{ day: string; case_id: string }>`
    select r.day::text as day, r.case_id from recheck r join case_now c on c.district = r.district and c.id = r.case_id and c.state = 'closed'
    where r.district = ${district} and r.checker = ${account}::uuid and r.found is null
      and not exists (select 1 from log l where l.district = r.district and l.stream = 'case' and l.id = r.case_id and l.type = 'rechecked' and l.data ->> 'day' = r.day::text) order by r.due_at, r.case_id`.execute(db)).rows
}
export interface MyRecheck { id: string; number: string; day: string; due_at: Date; late: boolean; summary: string | null; place: string | null; area: string | null; category_zh: string | null; category_en: string | null; photo: string | null; lon: number | null; lat: number | null }
export async function myRechecks(db: Db, actor: Actor, now: Date, limit: number): Promise<MyRecheck[]> {
  const waiting = await waitingFor(db, actor.district, actor.account!)
  if (waiting.length === 0) return []
  return (await sql<MyRecheck>`
    select c.id, c.number, r.day::text as day, r.due_at, r.due_at < ${now} as late, c.summary, c.place, c.area, c.category_zh, c.category_en, c.photo, c.lon, c.lat
    from recheck r join case_now c on c.district = r.district and c.id = r.case_id
    where r.district = ${actor.district} and r.checker = ${actor.account}::uuid and r.found is null and r.case_id = any(${waiting.map((row) => row.case_id)}::uuid[]) order by r.due_at, r.rank limit ${limit}`.execute(db)).rows
}

/** Days drawn, newest first, with what was handed out of each. */
export async function drawsOf(db: Q, district: string, limit: number): Promise<(Stored & { committed_at: Date; drawn_at: Date; sample: string[] })[]> {
  return (await sql<Stored & { committed_at: Date; drawn_at: Date; sample: string[] }>`
    select d.day::text as day, d.nonce, d.commitment, d.percent, d.frame, d.frame_hash, d.seed, d.n, d.result_hash, d.committed_at, d.drawn_at,
      coalesce((select array_agg(r.case_id::text order by r.rank) from recheck r where r.district = d.district and r.day = d.day), '{}') as sample
    from recheck_draw d where d.district = ${district} and d.drawn_at is not null order by d.day desc limit ${limit}`.execute(db)).rows
}

export interface ByUnit { unit: string | null; drawn: number; done: number; false: number; faked: number }
const between = (from: string, to: string) => sql`r.day >= ${from}::date and r.day <= ${to}::date`
/** By the unit whose work was looked at. */
export async function falseClosings(db: Db, actor: Actor, reach: Reach, from: string, to: string): Promise<ByUnit[]> {
  return (await sql<ByUnit>`
    select r.unit, count(*)::int as drawn, count(r.found)::int as done, (count(*) filter (where r.found in ('not-done', 'faked')))::int as false, (count(*) filter (where r.found = 'faked'))::int as faked
    from recheck r join case_now c on c.district = r.district and c.id = r.case_id where r.district = ${actor.district} and ${between(from, to)} and ${underReach(reach)} group by r.unit order by r.unit`.execute(db)).rows
}
export interface DoneRecheck { id: string; number: string; day: string; found: RecheckFinding; done_at: Date; summary: string | null; place: string | null; category_zh: string | null; category_en: string | null; state: string }
/** The cases behind a number. What is not done yet is not named: it would no longer be blind. */
export async function doneRechecks(db: Db, actor: Actor, reach: Reach, asked: { from: string; to: string; unit?: string | undefined; nobody: boolean; onlyFalse: boolean; limit: number; after?: { value: string; id: string } | undefined }): Promise<(DoneRecheck & { exact: string })[]> {
  return (await sql<DoneRecheck & { exact: string }>`
    select c.id, c.number, r.day::text as day, r.found, r.done_at, c.summary, c.place, c.category_zh, c.category_en, c.state, to_char(r.done_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as exact
    from recheck r join case_now c on c.district = r.district and c.id = r.case_id
    where r.district = ${actor.district} and ${between(asked.from, asked.to)} and ${underReach(reach)} and r.found is not null
      and ${asked.nobody ? sql`r.unit is null` : asked.unit ? sql`r.unit = ${asked.unit}::uuid` : sql`true`} and ${asked.onlyFalse ? sql`r.found <> 'still-fine'` : sql`true`}
      and ${asked.after ? sql`(r.done_at, r.case_id) < (${asked.after.value}::timestamptz, ${asked.after.id}::uuid)` : sql`true`}
    order by r.done_at desc, r.case_id desc limit ${asked.limit}`.execute(db)).rows
}
