// The SQL of clocks over many cases: open cases with their facts, batch by batch, and what runs into a year without holidays.
import { sql } from 'kysely'
import type { Db, Tx } from '#kernel/db.ts'
import type { Recorded } from '#kernel/log.ts'
import type { Fact } from '../words.ts'

export async function openCases(db: Db | Tx, district: string, after: string | undefined, limit: number): Promise<{ id: string; number: string; unit: string | null }[]> {
  let query = db.selectFrom('case_now').select(['id', 'number', 'unit']).where('district', '=', district).where('open', '=', true)
  if (after) query = query.where('id', '>', after)
  return await query.orderBy('id').limit(limit).execute()
}
/** The facts of several cases in one statement. */
export async function factsOf(db: Db | Tx, district: string, ids: readonly string[]): Promise<Map<string, Recorded<Fact>[]>> {
  const all = new Map<string, Recorded<Fact>[]>()
  if (ids.length === 0) return all
  const rows = await db.selectFrom('log').select(['id', 'version', 'type', 'data', 'actor', 'at', 'hash']).where('district', '=', district).where('stream', '=', 'case').where('id', 'in', [...ids]).orderBy('id').orderBy('version').execute()
  for (const row of rows) {
    const list = all.get(row.id) ?? []
    list.push({ version: row.version, actor: row.actor, at: row.at, hash: row.hash, fact: { ...(row.data as object), type: row.type } as Fact })
    all.set(row.id, list)
  }
  return all
}

/** One timer for each case, under the calendar's name: what the case itself has waiting stays untouched. */
export async function setTimers(tx: Tx, district: string, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await sql`insert into timer (district, stream, id, name, due_at) select ${district}::uuid, 'calendar', id, 'recompute', ${now} from unnest(${[...ids]}::uuid[]) as t(id)
    where not exists (select 1 from timer o where o.district = ${district} and o.stream = 'calendar' and o.id = t.id and o.name = 'recompute' and o.fired_at is null) on conflict do nothing`.execute(tx)
}

/** How many open cases have a limit that reaches a moment or goes beyond it. */
export async function reaching(db: Db | Tx, district: string, from: Date): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from case_now where district = ${district} and open and (due_at >= ${from} or handle_due_at >= ${from})`.execute(db)
  return rows[0]!.n
}

/** Tells a role once: a row of the outbox about the calendar. */
export async function tellRole(tx: Tx, about: { district: string; id: string; version: number; kind: string; role: string; newId: string; at: Date }): Promise<void> {
  await tx.insertInto('outbox').values({ district: about.district, id: about.newId, stream: 'calendar', stream_id: about.district, version: about.version, kind: about.kind, to_unit: null, to_role: about.role, created_at: about.at }).execute()
}
/** Puts one part of the district's settings in the place of the old. */
export async function replaceSetting(tx: Tx, district: string, name: 'stages' | 'evidence', value: unknown): Promise<void> {
  await sql`update district set settings = jsonb_set(settings, ${[name]}::text[], ${JSON.stringify(value)}::jsonb) where id = ${district}`.execute(tx)
}
