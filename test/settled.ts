// Reading the log stops where the oldest transaction of the whole server began, and another test file may hold one on a database of its own.
import { sql } from 'kysely'
import type { Db } from '#kernel/db.ts'

/** Waits until everything that is in the log by now can be read by its tail. */
export async function settled(db: Db): Promise<void> {
  const { rows: [end] } = await sql<{ tx: string | null }>`select max(tx)::text as tx from log`.execute(db)
  for (const until = performance.now() + 30_000; performance.now() < until; await new Promise((wait) => { setTimeout(wait, 20) })) {
    const { rows: [seen] } = await sql<{ all: boolean | null }>`select ${end!.tx}::text::xid8 < pg_snapshot_xmin(pg_current_snapshot()) as all`.execute(db)
    if (seen!.all !== false) return
  }
  throw new Error('a transaction of the server has been open for half a minute')
}
