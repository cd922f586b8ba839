// The one clock of all servers: the database's, so that a server whose own clock is wrong rings nothing early and stamps nothing wrong.
import { sql } from 'kysely'
import type { Clock } from './clock.ts'
import type { Db } from './db.ts'

export interface DatabaseClock extends Clock {
  /** How far this machine's clock is ahead of the database's, in ms. */
  skewMs(): number
  stop(): void
}

/**
 * Counts on from the last answer of the database with the machine's steady counter: a jump of the machine's clock changes nothing. While the
 * database is away it goes on counting. Never runs backwards by a correction smaller than a second: it stands still until time has caught up.
 */
export async function databaseClock(db: Db, everyMs = 15_000, own: () => number = () => Date.now()): Promise<DatabaseClock> {
  let base = 0, last = 0, skew = 0
  const ask = async (): Promise<void> => {
    const began = performance.now()
    const { rows } = await sql<{ ms: string }>`select (extract(epoch from clock_timestamp()) * 1000)::text as ms`.execute(db)
    const ended = performance.now()
    // The answer was read about half way; what took long to arrive tells little.
    if (base !== 0 && ended - began > 500) return
    base = Number(rows[0]!.ms) - (began + ended) / 2
    skew = own() - (base + performance.now())
  }
  await ask()
  const timer = setInterval(() => { ask().catch(() => {}) }, everyMs)
  timer.unref()
  return {
    now() {
      const now = base + performance.now()
      last = now < last && last - now < 1_000 ? last : now
      return new Date(Math.floor(last))
    },
    skewMs: () => Math.round(skew),
    stop: () => clearInterval(timer),
  }
}
