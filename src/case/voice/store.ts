// The SQL of the office's side of reporters: whom to call back, how they judged, what outside numbers are answered with.
import { sql } from 'kysely'
import type { Actor, Reach } from '#kernel/actor.ts'
import type { Db, Tx } from '#kernel/db.ts'
import { withinReach } from '#kernel/scope.ts'

// Asked case by case on purpose: as `exists` the planner joins them, and reads the whole log for a week's cases.
/** A fact of this kind after the case last ended. */
const since = (type: string) => sql`coalesce((select true from log l where l.district = c.district and l.stream = 'case' and l.id = c.id and l.type = ${type} and l.at >= c.ended_at limit 1), false)`
/** A phone was left: said by the first fact, whose text may have been erased since. */
const withPhone = sql`coalesce((select true from log l join kept_text k on k.district = l.district and k.id = l.data ->> 'contactPhone' and k.as_written is not null where l.district = c.district and l.stream = 'case' and l.id = c.id and l.version = 1 limit 1), false)`

export interface ToCall { id: string; number: string; summary: string | null; place: string | null; area_name: string | null; source: string; unit_zh: string | null; unit_en: string | null; disputed: boolean; category_zh: string | null; category_en: string | null; ended_at: Date; score: number | null; cursor: string }
/** Closed since `from`, with a phone, and not called since; those who ended longest ago first. */
export async function toCall(db: Db, actor: Actor, reach: Reach, from: Date, limit: number, after: { value: string; id: string } | undefined): Promise<ToCall[]> {
  const { rows } = await sql<ToCall>`
    select c.id, c.number, c.summary, c.place, a.name as area_name, c.source, u.zh as unit_zh, u.en as unit_en, 'disputed' = any(c.flags) as disputed, c.category_zh, c.category_en, c.ended_at,
      (select (l.data ->> 'score')::int from log l where l.district = c.district and l.stream = 'case' and l.id = c.id and l.type = 'rated' and l.at >= c.ended_at order by l.version desc limit 1) as score,
      to_char(c.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as cursor
    from case_now c left join area a on a.district = c.district and a.id = c.area left join unit u on u.district = c.district and u.id = c.unit
    where c.district = ${actor.district} and c.ended_at >= ${from} and c.state = 'closed' and ${withinReach(reach, actor)} and ${withPhone} and not ${since('called-back')}
      and (${after?.id ?? null}::uuid is null or (c.ended_at, c.id) > (${after?.value ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by c.ended_at, c.id limit ${limit}`.execute(db)
  return rows
}

export interface VoiceFigures { ended: number; from_people: number; answered: number; called: number; reached: number; solved: number; satisfied: number; rated: number; score_sum: number; disputed: number }
/** Over cases that ended in the time: each counted by what was said since it ended. */
export async function voiceFigures(db: Db, actor: Actor, reach: Reach, from: Date, to: Date, sources: readonly string[]): Promise<VoiceFigures> {
  const last = (type: string) => sql`left join lateral (select l.data from log l where l.district = c.district and l.stream = 'case' and l.id = c.id and l.type = ${type} and l.at >= c.ended_at order by l.version desc limit 1)`
  const { rows } = await sql<VoiceFigures>`
    select count(*)::int as ended, (count(*) filter (where c.source = any(${[...sources]}::text[])))::int as from_people,
      (count(*) filter (where c.source = any(${[...sources]}::text[]) and not 'unanswered' = any(c.flags)))::int as answered,
      count(b.data)::int as called, (count(*) filter (where (b.data ->> 'reached')::boolean))::int as reached, (count(*) filter (where (b.data ->> 'solved')::boolean))::int as solved,
      (count(*) filter (where (b.data ->> 'satisfied')::boolean))::int as satisfied, count(r.data)::int as rated, coalesce(sum((r.data ->> 'score')::int), 0)::int as score_sum, count(d.data)::int as disputed
    from case_now c ${last('called-back')} b on true ${last('rated')} r on true ${last('disputed')} d on true
    where c.district = ${actor.district} and c.ended_at >= ${from} and c.ended_at < ${to} and c.state <> 'voided' and ${withinReach(reach, actor)}`.execute(db)
  return rows[0]!
}

export interface AnswerLine { number: string; case_number: string; state: string; reported_at: Date; ended_at: Date | null; kind: string | null; text: string | null; answered_at: Date | null }
/** One line an outside number: those that joined another's case have that case's answer. */
export async function answerLines(tx: Tx, actor: Actor, reach: Reach, of: { system: string; from: Date; to: Date }, most: number): Promise<AnswerLine[]> {
  const { rows } = await sql<AnswerLine>`
    select r.number, c.number as case_number, c.state, c.reported_at, c.ended_at, a.type as kind, a.text, a.at as answered_at
    from external_ref r join case_now c on c.district = r.district and c.id = r.case_id
    left join lateral (select l.type, l.at, coalesce(k.as_written, k.masked) as text from log l join kept_text k on k.district = l.district and k.id = l.data ->> 'text'
      where l.district = c.district and l.stream = 'case' and l.id = c.id and l.type in ('answered', 'closed', 'rejected', 'dispute-refused') order by l.version desc limit 1) a on true
    where r.district = ${actor.district} and r.system = ${of.system} and c.reported_at >= ${of.from} and c.reported_at < ${of.to} and c.state <> 'voided' and ${withinReach(reach, actor)}
    order by c.reported_at, r.number limit ${most}`.execute(tx)
  return rows
}
