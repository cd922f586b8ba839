// How delivery stands in one district: what waits, since when, and what waits for a person. For the operations page and for metrics.
import { sql } from 'kysely'
import type { Db } from './db.ts'
import type { JobFigures, Jobs } from './jobs.ts'
import { placeOf } from './position.ts'
import type { Reaction } from './reader/reaction.ts'

export interface DeliveryFigures {
  /** `late_s`: how long the oldest due one has waited. */
  timers: { waiting: number; due: number; late_s: number; parked: number }
  outbox: { waiting: number; oldest_s: number }
  /** Rows of the log a reader has yet to pass (counted up to 10,000) and the age of the first of them. */
  readers: { reader: string; behind: number; lag_s: number; parked: number; waiting_for_a_person: number }[]
  jobs: JobFigures
}

const age = (now: Date, at: Date | null): number => (at ? Math.max(0, Math.round((now.getTime() - at.getTime()) / 1000)) : 0)
const CAP = 10_000

export async function deliveryFigures({ db, jobs }: { db: Db; jobs: Jobs }, district: string, now: Date, reactions: readonly Reaction[]): Promise<DeliveryFigures> {
  const { rows: [timers] } = await sql<{ waiting: number; due: number; oldest: Date | null; parked: number }>`
    select count(*)::int as waiting, count(*) filter (where due_at <= ${now} and parked_at is null)::int as due, min(due_at) filter (where due_at <= ${now} and parked_at is null) as oldest,
      count(parked_at)::int as parked from timer where district = ${district} and fired_at is null`.execute(db)
  const { rows: [outbox] } = await sql<{ waiting: number; oldest: Date | null }>`select count(*)::int as waiting, min(created_at) as oldest from outbox where district = ${district} and sent_at is null`.execute(db)
  const parked = (await sql<{ reader: string; parked: number; person: number }>`
    select reader, count(*)::int as parked, count(*) filter (where state = 'failed' and next_at is null)::int as person from parked where district = ${district} and state <> 'aside' group by reader`.execute(db)).rows
  const readers: DeliveryFigures['readers'] = []
  for (const { name } of reactions) {
    const at = await db.selectFrom('reader_cursor').select('position').where('district', '=', district).where('reader', '=', name).executeTakeFirst()
    const { rows: [lag] } = await sql<{ behind: number; oldest: Date | null }>`
      select count(*)::int as behind, min(at) as oldest from (select at from log where district = ${district} and (tx, stream, id, version) > ${placeOf(at?.position ?? '')}
      order by log.district, log.tx, log.stream, log.id, log.version limit ${CAP}) l`.execute(db)
    const stuck = parked.find((row) => row.reader === name)
    readers.push({ reader: name, behind: lag!.behind, lag_s: age(now, lag!.oldest), parked: stuck?.parked ?? 0, waiting_for_a_person: stuck?.person ?? 0 })
  }
  return {
    timers: { waiting: timers!.waiting, due: timers!.due, late_s: age(now, timers!.oldest), parked: timers!.parked },
    outbox: { waiting: outbox!.waiting, oldest_s: age(now, outbox!.oldest) }, readers, jobs: await jobs.figures(db, district),
  }
}
