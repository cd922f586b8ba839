// Fires due timers exactly once, whichever server is alive, and carries the outbox to the inboxes.
import { sql } from 'kysely'
import type { Actor } from './actor.ts'
import { newId, type Clock } from './clock.ts'
import { lostRace, type Db } from './db.ts'
import type { Memory } from './memory.ts'
import { act } from './run.ts'
import type { Verb } from './verb.ts'

const systemActor = (district: string): Actor => ({ district, account: null, title: { zh: '系统', en: 'The system' }, unit: null, area: null, roles: [], may: new Map() })

/** Fires what is due in one district. Claim, effect and mark are one transaction, so a node that dies leaves the timer to the next. */
export async function fireDue({ db, clock, memory }: { db: Db; clock: Clock; memory: Memory }, district: string, verbOf: (stream: string, timer: string) => Verb | undefined, limit = 100, onError: (error: unknown, timer: { stream: string; id: string; name: string }) => void = (error) => { throw error }): Promise<number> {
  let fired = 0
  // A timer that fails keeps its row and is tried at the next tick; within this pass it must not hold up the others.
  const failed: string[] = []
  for (;;) {
    let claimed: { stream: string; id: string; name: string } | undefined
    const attempt = db.transaction().execute(async (tx) => {
      // A person's verb takes the log first and the timers after; we hold a timer and want the log. Whoever meets, the timer gives way.
      await sql`set local lock_timeout = '250ms'`.execute(tx)
      const now = clock.now()
      let due = tx.selectFrom('timer').selectAll().where('district', '=', district).where('fired_at', 'is', null).where('due_at', '<=', now)
      if (failed.length > 0) due = due.where('id', 'not in', failed)
      const row = await due.orderBy('due_at').limit(1).forUpdate().skipLocked().executeTakeFirst()
      if (!row) return false
      claimed = row
      await tx.updateTable('timer').set({ fired_at: now }).where('district', '=', district).where('stream', '=', row.stream).where('id', '=', row.id).where('name', '=', row.name).where('due_at', '=', row.due_at).execute()
      const verb = verbOf(row.stream, row.name)
      if (!verb) throw new Error(`no verb for timer ${row.stream}.${row.name}`)
      await act(tx, { verb, id: row.id, input: {} }, { actor: systemActor(district), now, command: newId(now.getTime()), memory })
      return true
    })
    try {
      if (!(await attempt) || ++fired >= limit) return fired
    } catch (error) {
      if (!claimed) throw error
      failed.push(claimed.id)
      // Somebody else was at the same thing: it rings at the next tick, if it still must.
      if (!lostRace(error)) onError(error, claimed)
      if (failed.length >= limit) return fired
    }
  }
}

/** When the next waiting timer of a district is due. */
export async function nextTimer(db: Db, district: string): Promise<Date | undefined> {
  const row = await db.selectFrom('timer').select('due_at').where('district', '=', district).where('fired_at', 'is', null).orderBy('due_at').limit(1).executeTakeFirst()
  return row?.due_at
}

/** Moves waiting outbox rows to the in-app inbox of everyone they are for. A message leaves if and only if its change was committed. */
export async function relayOutbox(db: Db, district: string, clock: Clock, limit = 200): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    const rows = await tx.selectFrom('outbox').selectAll().where('district', '=', district).where('sent_at', 'is', null).orderBy('created_at').limit(limit).forUpdate().skipLocked().execute()
    if (rows.length === 0) return 0
    for (const row of rows) {
      await sql`
        insert into inbox (district, id, account, kind, stream, stream_id, at)
        select ${district}::uuid, ${row.id}::uuid, a.id, ${row.kind}, ${row.stream}, ${row.stream_id}::uuid, ${row.created_at}
        from account a where a.district = ${district} and a.active
          and ((${row.to_unit}::uuid is not null and a.unit = ${row.to_unit}::uuid)
            or (${row.to_role}::text is not null and exists (select 1 from account_role r where r.district = a.district and r.account = a.id and r.role = ${row.to_role}::text)))
        on conflict do nothing`.execute(tx)
    }
    await tx.updateTable('outbox').set({ sent_at: clock.now() }).where('district', '=', district).where('id', 'in', rows.map((row) => row.id)).execute()
    return rows.length
  })
}
