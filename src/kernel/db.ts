// The database: one pool, typed by the migrated schema (tables.ts is generated from it; tools/tables.mjs makes it anew).
import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { DB } from './tables.ts'

export type Db = Kysely<DB>
export type Tx = Transaction<DB>

// Counts and bigints are small here; xid8 stays text because a cursor only compares it in SQL.
pg.types.setTypeParser(20, Number)

/** Eight connections a process are enough (measured); a statement that runs 15 s is ended by the server. */
export function openDb(url: string, options: { connections?: number; onError?: (error: Error) => void } = {}): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 8,
    application_name: 'dianfan',
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 30_000,
    connectionTimeoutMillis: 10_000,
    options: '-c timezone=UTC',
  })
  // Without this a restart of the database would end the process.
  pool.on('error', options.onError ?? (() => {}))
  // The pool speaks for idle connections only; one that is lost in the middle of a transaction fails its query and must not end the process too.
  pool.on('connect', (client) => { client.on('error', () => {}) })
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
}

/** PostgreSQL's answer when two writers made the same key; the loser loads again. */
export const isUniqueViolation = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && (error as { code?: string }).code === '23505'

/** Two writers met at one stream and this one lost: same version, lock not had in time, or a deadlock ended. Trying again later is right. */
export const lostRace = (error: unknown): boolean => {
  const { code, constraint } = (error ?? {}) as { code?: string; constraint?: string }
  return code === '55P03' || code === '40P01' || (code === '23505' && constraint === 'log_pkey')
}

/** A value for a jsonb column. */
export const json = (value: unknown): string => JSON.stringify(value)
