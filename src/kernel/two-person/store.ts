// Orders waiting for a second person, in the database: put in, looked at, settled, thrown away when their time is over.
import { sql } from 'kysely'
import { canonical } from '../chain.ts'
import { newId, randomBytes } from '../clock.ts'
import { json, type Db, type Tx } from '../db.ts'
import { commitment } from '../kept.ts'
import { record } from '../log.ts'
import { OPEN_HOURS } from './order.ts'

export interface ApprovalRow {
  id: string; kind: string; input: unknown; reason: string | null; concerns: string | null; ordered_by: string; ordered_at: Date; expires_at: Date
  state: string; decided_by: string | null; decided_at: Date | null; remark: string | null; outcome: unknown
}

/** The log learns that something was ordered and a commitment to what; the words themselves stand here, erasable. */
export async function putIn(tx: Tx, district: string, order: { kind: string; input: unknown; reason: string; concerns: string | undefined; by: string }, now: Date): Promise<{ id: string; expiresAt: Date }> {
  const id = newId(now.getTime()), salt = randomBytes(16).toString('hex')
  const sealed = commitment(salt, canonical({ kind: order.kind, input: order.input, reason: order.reason }))
  const expiresAt = new Date(now.getTime() + OPEN_HOURS * 3_600_000)
  await tx.insertInto('approval').values({
    district, id, kind: order.kind, input: json(order.input), salt, commitment: sealed, reason: order.reason, concerns: order.concerns ?? null, ordered_by: order.by, ordered_at: now, expires_at: expiresAt,
  }).execute()
  await record(tx, { district, stream: 'approval', id }, [{ type: 'ordered', kind: order.kind, commitment: sealed, ...(order.concerns ? { concerns: order.concerns } : {}) } as { type: string }], { actor: order.by, at: now })
  return { id, expiresAt }
}

/** The row, held until the transaction ends: two who approve at once take turns, and the second finds it settled. */
export async function take(tx: Tx, district: string, id: string): Promise<ApprovalRow | undefined> {
  return await tx.selectFrom('approval').selectAll().where('district', '=', district).where('id', '=', id).forUpdate().executeTakeFirst()
}
export async function settleOrder(tx: Tx, district: string, id: string, how: { state: 'approved' | 'refused' | 'withdrawn' | 'expired'; by: string | null; remark?: string | undefined; outcome?: unknown }, now: Date): Promise<void> {
  await tx.updateTable('approval').set({ state: how.state, decided_by: how.by, decided_at: now, remark: how.remark ?? null, outcome: how.outcome === undefined ? null : json(how.outcome) }).where('district', '=', district).where('id', '=', id).execute()
  await record(tx, { district, stream: 'approval', id }, [{ type: how.state }], { actor: how.by, at: now })
}

export interface Shown extends ApprovalRow { by_zh: string; by_en: string; decided_zh: string | null; decided_en: string | null; about_zh: string | null; about_en: string | null; about_login: string | null }
/** Newest first: one's own orders and those of kinds one may see, page by page. */
export async function approvals(db: Db | Tx, district: string, see: { account: string; kinds: readonly string[] }, filter: { open: boolean | undefined; after: string | undefined; limit: number; id?: string }): Promise<Shown[]> {
  const { rows } = await sql<Shown>`
    select a.*, o.title_zh as by_zh, o.title_en as by_en, d.title_zh as decided_zh, d.title_en as decided_en, c.title_zh as about_zh, c.title_en as about_en, c.login as about_login
    from approval a join account o on o.district = a.district and o.id = a.ordered_by
      left join account d on d.district = a.district and d.id = a.decided_by left join account c on c.district = a.district and c.id = a.concerns
    where a.district = ${district} and (a.ordered_by = ${see.account}::uuid or a.kind = any(${[...see.kinds]}::text[]))
      and (${filter.open ?? null}::boolean is null or (a.state = 'open') = ${filter.open ?? null}::boolean)
      and (${filter.id ?? null}::uuid is null or a.id = ${filter.id ?? null}::uuid)
      and (${filter.after ?? null}::uuid is null or (a.ordered_at, a.id) < (select ordered_at, id from approval where district = ${district} and id = ${filter.after ?? null}::uuid))
    order by a.district desc, a.ordered_at desc, a.id desc limit ${filter.limit}`.execute(db)
  return rows
}

export const personOf = async (db: Db | Tx, district: string, account: string): Promise<string | undefined> =>
  (await db.selectFrom('account').select('person').where('district', '=', district).where('id', '=', account).executeTakeFirst())?.person

/** Takes up, once and within a day, what was agreed to for whoever ordered it; undefined when there is nothing to take. */
export async function takeUp(tx: Tx, district: string, of: { id: string; kind: string; by: string }, now: Date): Promise<Record<string, unknown> | undefined> {
  const row = await take(tx, district, of.id)
  if (row?.kind !== of.kind || row.ordered_by !== of.by || row.state !== 'approved' || !row.decided_at || row.decided_at.getTime() + OPEN_HOURS * 3_600_000 <= now.getTime()) return undefined
  const outcome = (row.outcome ?? {}) as Record<string, unknown>
  if (outcome.takenAt !== undefined) return undefined
  await tx.updateTable('approval').set({ outcome: json({ ...outcome, takenAt: now.toISOString() }) }).where('district', '=', district).where('id', '=', of.id).execute()
  return outcome
}
/** Whether one of these accounts is this person's. */
export async function ofPerson(db: Db | Tx, district: string, accounts: readonly string[], person: string | undefined): Promise<boolean> {
  if (accounts.length === 0 || person === undefined) return false
  return (await db.selectFrom('account').select('id').where('district', '=', district).where('person', '=', person).where('id', 'in', [...accounts]).limit(1).executeTakeFirst()) !== undefined
}
/** What waits of some kinds, with what was ordered. */
export const openInputs = async (db: Db | Tx, district: string, kinds: readonly string[], now: Date): Promise<{ kind: string; input: unknown }[]> =>
  await db.selectFrom('approval').select(['kind', 'input']).where('district', '=', district).where('state', '=', 'open').where('expires_at', '>', now).where('kind', 'in', [...kinds]).execute()

/** Orders nobody settled in their day expire, on the record; what a settled one said is erased after 90 days. */
export async function sweepApprovals(db: Db, district: string, now: Date): Promise<void> {
  const late = await db.selectFrom('approval').select('id').where('district', '=', district).where('state', '=', 'open').where('expires_at', '<=', now).execute()
  for (const { id } of late) {
    await db.transaction().execute(async (tx) => {
      const row = await take(tx, district, id)
      if (row?.state === 'open') await settleOrder(tx, district, id, { state: 'expired', by: null }, now)
    })
  }
  await db.updateTable('approval').set({ input: null, reason: null, remark: null, outcome: null }).where('district', '=', district).where('state', '!=', 'open').where('decided_at', '<', new Date(now.getTime() - 90 * 86_400_000)).where('input', 'is not', null).execute()
}
