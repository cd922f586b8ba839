// Reading the log stops where the oldest transaction of the whole server began, and another test file may hold one in a database of its own.
import { sql } from 'kysely'
import type { Db } from '#kernel/db.ts'

/** Waits until what other databases of this server were writing just now is over: then the tail shows all that is in the log here. */
export async function settled(db: Db): Promise<void> {
  const theirs = async () => (await sql<{ one: string }>`select pid || ' ' || backend_xid as one from pg_stat_activity where datname <> current_database() and backend_xid is not null`.execute(db)).rows.map(({ one }) => one)
  const before = new Set(await theirs())
  for (const until = performance.now() + 30_000; before.size > 0 && performance.now() < until; await new Promise((wait) => { setTimeout(wait, 20) })) {
    const open = await theirs()
    if (!open.some((one) => before.has(one))) return
  }
  if (before.size > 0) throw new Error('another database of this server has had a transaction open for half a minute')
}
