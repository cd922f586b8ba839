// What beats every two seconds: fires due timers exactly once, carries the outbox, lets the readers of the log read on.
import { sql } from 'kysely'
import { newId, type Clock } from './clock.ts'
import { lostRace, type Db, type Tx } from './db.ts'
import { failureOf } from './failure.ts'
import type { Memory } from './memory.ts'
import { react } from './reader/read.ts'
import { AUTO_TRIES, restMs, systemActor, type Reaction } from './reader/reaction.ts'
import { act } from './run.ts'
import type { Verb } from './verb.ts'
import { told } from './write/told.ts'
import type { OutboxRow } from './write/writing.ts'

export type VerbOf = (stream: string, timer: string) => Verb | undefined
interface Ringing { stream: string; id: string; name: string; due_at: Date }

/** Fires what is due in one district, in the order of due. Claim, effect and mark are one transaction, so a node that dies leaves the timer to the next. */
export async function fireDue({ db, clock, memory }: { db: Db; clock: Clock; memory: Memory }, district: string, verbOf: VerbOf, limit = 100, onError: (error: unknown, timer: { stream: string; id: string; name: string }) => void = (error) => { throw error }): Promise<number> {
  let fired = 0
  // Where somebody else was at the same thing: it rings at the next tick, if it still must.
  const passed: string[] = []
  for (;;) {
    let claimed: Ringing | undefined
    const attempt = db.transaction().execute(async (tx) => {
      // A person's verb takes the log first and the timers after; we hold a timer and want the log. Whoever meets, the timer gives way.
      await sql`set local lock_timeout = '250ms'`.execute(tx)
      const now = clock.now()
      const { rows: [row] } = await sql<Ringing>`
        select stream, id, name, due_at from timer where district = ${district} and fired_at is null and due_at <= ${now} and parked_at is null and (next_at is null or next_at <= ${now})
          and id <> all(${passed}::uuid[]) order by due_at, id, name limit 1 for update skip locked`.execute(tx)
      if (!row) return false
      claimed = row
      await of(tx.updateTable('timer').set({ fired_at: now }), district, row).execute()
      const verb = verbOf(row.stream, row.name)
      if (!verb) throw new Error(`no verb for timer ${row.stream}.${row.name}`)
      await act(tx, { verb, id: row.id, input: {} }, { actor: systemActor(district), now, command: newId(now.getTime()), memory })
      return true
    })
    try {
      if (!(await attempt) || ++fired >= limit) return fired
    } catch (error) {
      if (!claimed) throw error
      if (lostRace(error)) passed.push(claimed.id)
      else {
        await rest(db, district, claimed, error, clock.now())
        onError(error, claimed)
      }
      if (passed.length >= limit) return fired
    }
  }
}
const of = <Q>(query: Q, district: string, row: Ringing): Q => (query as any).where('district', '=', district).where('stream', '=', row.stream).where('id', '=', row.id).where('name', '=', row.name).where('due_at', '=', row.due_at) as Q

/** A timer that fails rests 10, 40, 160 s … and after six tries waits for an operator; it never holds up the others. */
async function rest(db: Db, district: string, row: Ringing, error: unknown, now: Date): Promise<void> {
  const { kind, said } = failureOf(error)
  const before = await of(db.selectFrom('timer').select('tries'), district, row).executeTakeFirst()
  if (!before) return
  const tries = before.tries + 1, over = tries >= AUTO_TRIES
  await of(db.updateTable('timer').set({ tries, failure_kind: kind, failure_said: said, parked_at: over ? now : null, next_at: over ? null : new Date(now.getTime() + restMs(tries)) }), district, row).where('fired_at', 'is', null).execute()
}

/** When the next waiting timer of a district is due. */
export async function nextTimer(db: Db, district: string): Promise<Date | undefined> {
  const row = await db.selectFrom('timer').select('due_at').where('district', '=', district).where('fired_at', 'is', null).where('parked_at', 'is', null).orderBy('due_at').limit(1).executeTakeFirst()
  return row?.due_at
}

/** What else is done with rows that leave the outbox, in the same transaction: the ways out of the house. */
export type Carry = (tx: Tx, district: string, rows: readonly OutboxRow[], now: Date) => Promise<void>

/** Moves waiting outbox rows to the in-app inbox of everyone they are for. A message leaves if and only if its change was committed. */
export async function relayOutbox(db: Db, district: string, clock: Clock, limit = 200, carry?: Carry): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    // One carrier a district: two would put the news of one case out of order.
    const take = () => tx.selectFrom('reader_cursor').select('reader').where('district', '=', district).where('reader', '=', 'outbox').forUpdate().skipLocked().executeTakeFirst()
    if (!(await take()) && !(await tx.insertInto('reader_cursor').values({ district, reader: 'outbox', position: '' }).onConflict((oc) => oc.doNothing()).returning('reader').executeTakeFirst())) return 0
    const rows: OutboxRow[] = await tx.selectFrom('outbox').selectAll().where('district', '=', district).where('sent_at', 'is', null).orderBy('created_at').orderBy('id').limit(limit).forUpdate().skipLocked().execute()
    if (rows.length === 0) return 0
    const ids = rows.map((row) => row.id)
    await sql`
      insert into inbox (district, id, account, kind, stream, stream_id, at)
      select o.district, o.id, a.id, o.kind, o.stream, o.stream_id, o.created_at from outbox o join account a on a.district = o.district and a.active and ${told}
      where o.district = ${district} and o.id = any(${ids}::uuid[]) on conflict do nothing`.execute(tx)
    const now = clock.now()
    await carry?.(tx, district, rows, now)
    await sql`update outbox set sent_at = ${now} where district = ${district} and id = any(${ids}::uuid[])`.execute(tx)
    return rows.length
  })
}

export interface Beat { verbOf: VerbOf; carry?: Carry; batch?: number; stopping?: () => boolean; onError: (error: unknown, where: string) => void }

/** One pass of the clocks and messages over all districts: no district waits for another to be done, and none is held up by another's failure. */
export async function beat(house: { db: Db; clock: Clock; memory: Memory }, districts: readonly string[], { verbOf, carry, batch = 200, stopping = () => false, onError }: Beat): Promise<void> {
  const safely = async (where: string, work: () => Promise<boolean>): Promise<boolean> => { try { return await work() } catch (error) { onError(error, where); return false } }
  // A full batch means there is more: at 17:30 many limits end in the same second.
  for (let more = districts; more.length > 0 && !stopping();) {
    const next: string[] = []
    for (const district of more) {
      const fired = await safely('timers', async () => (await fireDue(house, district, verbOf, batch, (error, timer) => onError(error, `timer ${timer.stream}.${timer.name} ${timer.id}`))) >= batch)
      const carried = await safely('outbox', async () => (await relayOutbox(house.db, district, house.clock, batch, carry)) >= batch)
      if (fired || carried) next.push(district)
    }
    more = next
  }
}

/** Moves the readers of all districts on. One that begins at the first line of a long log takes minutes: the server runs it apart from the clocks. */
export async function readAll(house: { db: Db; clock: Clock; memory: Memory }, districts: readonly string[], { reactions, stopping, onError }: Pick<Beat, 'stopping' | 'onError'> & { reactions: readonly Reaction[] }): Promise<void> {
  for (const district of districts) {
    try { await react(house, district, reactions, (error, at) => onError(error, `reaction ${at.reader} ${at.stream} ${at.id} ${at.version}`), undefined, stopping) } catch (error) { onError(error, 'readers') }
  }
}
