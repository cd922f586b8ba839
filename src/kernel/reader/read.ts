// Runs the readers of the log: reactions, cursor and parked facts move in one transaction, so that no fact is lost or met twice.
import { sql } from 'kysely'
import { newId, type Clock } from '../clock.ts'
import { lostRace, type Db, type Tx } from '../db.ts'
import { failureOf } from '../failure.ts'
import { endOfTail } from '../log.ts'
import type { Memory } from '../memory.ts'
import { placeOf, positionOf } from '../position.ts'
import { act } from '../run.ts'
import { AUTO_TRIES, restMs, systemActor, type Reaction, type Seen, type SeenRow } from './reaction.ts'

export interface Reading { db: Db; clock: Clock; memory: Memory }
type OnError = (error: unknown, at: { reader: string; stream: string; id: string; version: number }) => void
const silent: OnError = () => {}

/** Takes the reader of one district for this transaction; undefined when another server has it. */
async function hold(tx: Tx, district: string, reaction: Reaction): Promise<string | undefined> {
  const take = () => tx.selectFrom('reader_cursor').select('position').where('district', '=', district).where('reader', '=', reaction.name).forUpdate().skipLocked().executeTakeFirst()
  const held = await take()
  if (held) return held.position
  const start = reaction.from === 'now' ? await endOfTail(tx as never, district) : ''
  const made = await tx.insertInto('reader_cursor').values({ district, reader: reaction.name, position: start }).onConflict((oc) => oc.doNothing()).returning('position').executeTakeFirst()
  return made?.position
}

interface TailRow extends SeenRow { tx: string; wanted: boolean }
async function tail(tx: Tx, district: string, reaction: Reaction, position: string, limit: number): Promise<TailRow[]> {
  const { rows } = await sql<TailRow>`
    select l.district, l.tx::text as tx, l.stream, l.id, l.version, l.type, l.actor, l.at, w.wanted, case when w.wanted then l.data end as data
    from log l cross join lateral (select l.stream = ${reaction.stream} and l.type = any(${[...reaction.types]}::text[]) as wanted) w
    where l.district = ${district} and (l.tx, l.stream, l.id, l.version) > ${placeOf(position)} and l.tx < pg_snapshot_xmin(pg_current_snapshot())
    order by l.district, l.tx, l.stream, l.id, l.version limit ${limit}`.execute(tx)
  return rows
}

type Outcome = { done: true } | { raced: true } | { failure: unknown }
/** Runs one reaction behind a savepoint. A lost race is nobody's fault and passes. */
async function attempt(tx: Tx, reaction: Reaction, row: SeenRow, house: Reading): Promise<Outcome> {
  const now = house.clock.now()
  const seen: Seen = { row, tx, now, memory: house.memory, act: (order) => act(tx, order, { actor: systemActor(row.district), now, command: newId(now.getTime()), memory: house.memory }) }
  await sql`savepoint reaction`.execute(tx)
  try {
    await reaction.run(seen)
    await sql`release savepoint reaction`.execute(tx)
    return { done: true }
  } catch (error) {
    // When the connection itself is gone this throws, and the whole batch is read again later.
    await sql`rollback to savepoint reaction`.execute(tx)
    return lostRace(error) ? { raced: true } : { failure: error }
  }
}
/** Another server made the same cursor at the same moment: it is at work, and we are not needed. */
const notNeeded = (error: unknown): number => { if (lostRace(error)) return 0; throw error }

/** Moves one reader of one district on by at most `limit` rows of the log; answers how many it passed. */
export async function readOn(house: Reading, district: string, reaction: Reaction, limit = 200, onError: OnError = silent): Promise<number> {
  return await house.db.transaction().execute(async (tx) => {
    await sql`set local lock_timeout = '250ms'`.execute(tx)
    const position = await hold(tx, district, reaction)
    if (position === undefined) return 0
    const rows = await tail(tx, district, reaction, position, limit)
    if (rows.length === 0) return 0
    const end = positionOf(rows.at(-1)!)
    const wanted = rows.filter((row) => row.wanted)
    const blocked = new Set(wanted.length === 0 ? [] : (await tx.selectFrom('parked').select('id').distinct().where('district', '=', district).where('reader', '=', reaction.name).where('state', '!=', 'aside')
      .where('id', 'in', [...new Set(wanted.map((row) => row.id))]).execute()).map((row) => row.id))
    // A transaction that began earlier may have written the later version: then the earlier one lies beyond this batch, and the later waits for it.
    if (wanted.length > 0) {
      const { rows: early } = await sql<{ id: string }>`
        select distinct l.id from log l join unnest(${wanted.map((row) => row.id)}::uuid[], ${wanted.map((row) => row.version)}::int[]) as w(id, version) on l.id = w.id and l.version < w.version
        where l.district = ${district} and l.stream = ${reaction.stream} and l.type = any(${[...reaction.types]}::text[])
          and (l.tx, l.stream, l.id, l.version) > ${placeOf(end)}`.execute(tx)
      for (const row of early) blocked.add(row.id)
    }
    const order = new Map<string, number>()
    for (const row of wanted) if (!order.has(row.id)) order.set(row.id, order.size)
    wanted.sort((a, b) => order.get(a.id)! - order.get(b.id)! || a.version - b.version)
    for (const row of wanted) {
      const outcome = blocked.has(row.id) ? { raced: true as const } : await attempt(tx, reaction, row, house)
      if ('done' in outcome) continue
      if ('failure' in outcome) onError(outcome.failure, { reader: reaction.name, ...row })
      await park(tx, reaction, row, outcome, house.clock.now())
      blocked.add(row.id)
    }
    await tx.updateTable('reader_cursor').set({ position: end }).where('district', '=', district).where('reader', '=', reaction.name).execute()
    return rows.length
  }).catch(notNeeded)
}

async function park(tx: Tx, reaction: Reaction, row: SeenRow, outcome: Outcome, now: Date): Promise<void> {
  const said = 'failure' in outcome ? failureOf(outcome.failure) : undefined
  await tx.insertInto('parked').values({
    district: row.district, reader: reaction.name, stream: row.stream, id: row.id, version: row.version, type: row.type, state: said ? 'failed' : 'behind',
    failure_kind: said?.kind ?? null, failure_said: said?.said ?? null, tries: said ? 1 : 0, first_at: now, last_at: now, next_at: said ? new Date(now.getTime() + restMs(1)) : null,
  }).execute()
}

/** Tries parked facts again whose time has come, each thing's in their order; answers how many were done. */
export async function retryParked(house: Reading, district: string, reaction: Reaction, limit = 50, onError: OnError = silent): Promise<number> {
  return await house.db.transaction().execute(async (tx) => {
    await sql`set local lock_timeout = '250ms'`.execute(tx)
    const now = house.clock.now()
    if ((await hold(tx, district, reaction)) === undefined) return 0
    let done = 0
    for (let n = 0; n < limit; n++) {
      // The head of each thing: what stands behind it waits, unless there is nothing before it any more.
      const { rows: [head] } = await sql<SeenRow & { tries: number }>`
        select l.district, l.stream, l.id, l.version, l.type, l.data, l.actor, l.at, p.tries from parked p join log l on l.district = p.district and l.stream = p.stream and l.id = p.id and l.version = p.version
        where p.district = ${district} and p.reader = ${reaction.name} and (p.state = 'behind' or (p.state = 'failed' and p.next_at <= ${now}))
          and not exists (select 1 from parked e where e.district = p.district and e.reader = p.reader and e.stream = p.stream and e.id = p.id and e.version < p.version and e.state <> 'aside')
        order by p.next_at nulls first, p.first_at, p.id limit 1`.execute(tx)
      if (!head) break
      const mine = <T>(q: T): T => (q as any).where('district', '=', district).where('reader', '=', reaction.name).where('stream', '=', head.stream).where('id', '=', head.id).where('version', '=', head.version) as T
      const outcome = await attempt(tx, reaction, head, house)
      if ('raced' in outcome) break
      if ('done' in outcome) {
        await mine(tx.deleteFrom('parked')).execute()
        done++
        continue
      }
      onError(outcome.failure, { reader: reaction.name, ...head })
      const { kind, said } = failureOf(outcome.failure), tries = head.tries + 1
      await mine(tx.updateTable('parked').set({ state: 'failed', failure_kind: kind, failure_said: said, tries, last_at: now, next_at: tries >= AUTO_TRIES ? null : new Date(now.getTime() + restMs(tries)) })).execute()
    }
    return done
  }).catch(notNeeded)
}

/** Every reader of a district, until nothing is left to pass. The parked are tried when their reader has caught up. */
export async function react(house: Reading, district: string, reactions: readonly Reaction[], onError: OnError = silent, limit = 200, stopping: () => boolean = () => false): Promise<number> {
  let passed = 0
  for (const reaction of reactions) {
    let got: number
    do {
      if (stopping()) return passed
      got = await readOn(house, district, reaction, limit, onError)
      passed += got
    } while (got === limit)
    await retryParked(house, district, reaction, 50, onError)
  }
  return passed
}
