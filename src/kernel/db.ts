// The database: one pool, typed by the migrated schema (tables.ts is generated from it; tools/tables.mjs makes it anew).
import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { CompiledQuery, Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import type { DB } from './tables.ts'

export type Db = Kysely<DB>
export type Tx = Transaction<DB>

// Counts and bigints are small here; xid8 stays text because a cursor only compares it in SQL.
pg.types.setTypeParser(20, Number)

/** A statement that runs often: planned once a connection, under a name made of its text. */
export interface Hot { readonly name: string; readonly text: string }
const named = new Map<string, Hot>()
export function hot(text: string): Hot {
  const had = named.get(text)
  if (had) return had
  const made = { name: `h${createHash('sha256').update(text).digest('base64url').slice(0, 16)}`, text }
  named.set(text, made)
  return made
}

let sent = 0
/** How many statements this process has sent since it began: the budget of two a request is counted by it. */
export const statementsSent = (): number => sent

/** A hot statement goes by its name whoever sends it, a transaction of the query builder too. */
class Client extends pg.Client {
  override query(...all: unknown[]): never {
    const [text, values] = all
    sent++
    const name = typeof text === 'string' ? named.get(text)?.name : undefined
    const send = super.query.bind(this) as (...all: unknown[]) => never
    return name === undefined ? send(...all) : send({ name, text, values }, ...all.slice(2))
  }
}

const pools = new WeakMap<Db, pg.Pool>()
const pipes = new WeakMap<Db, Pipes>()

/** Connections on which questions follow each other without waiting for answers: a process of the database that is awake answers many in a row. */
class Pipes {
  private readonly config: pg.ClientConfig
  private readonly open = new Map<number, { client: Promise<Client>; under: number }>()
  constructor(config: pg.ClientConfig) { this.config = config }
  async query(config: pg.QueryConfig): Promise<pg.QueryResult> {
    let best = 0
    for (let n = 0; n < PIPES; n++) { if ((this.open.get(n)?.under ?? 0) < (this.open.get(best)?.under ?? 0)) best = n }
    const pipe = this.open.get(best) ?? this.make(best)
    pipe.under++
    try {
      const client = await pipe.client
      together((client as unknown as { connection: { stream: Socket } }).connection.stream)
      return await (client.query(config) as unknown as Promise<pg.QueryResult>)
    } finally { pipe.under-- }
  }
  private make(n: number) {
    const client = new Client({ ...this.config, pipeline: true } as never)
    const gone = () => { if (this.open.get(n) === pipe) this.open.delete(n) }
    const pipe = { client: client.connect().then(() => client, (error: unknown) => { gone(); throw error }), under: 0 }
    // The next question opens a new one.
    client.on('error', gone)
    client.on('end', gone)
    this.open.set(n, pipe)
    return pipe
  }
  async end(): Promise<void> {
    const all = [...this.open.values()]
    this.open.clear()
    for (const { client } of all) await client.then((one) => one.end(), () => {})
  }
}
const PIPES = 3
const held = new WeakSet<Socket>()
/** What is asked within one turn of the loop goes out in one write: each costs a call of the system, and wakes the other side. */
function together(socket: Socket): void {
  if (held.has(socket)) return
  held.add(socket)
  socket.cork()
  setImmediate(() => { held.delete(socket); socket.uncork() })
}

/** Eight connections a process are enough (measured); a statement that runs 15 s is ended by the server. */
export function openDb(url: string, options: { connections?: number; onError?: (error: Error) => void } = {}): Db {
  // A statement is planned once and short: compiling it to machine code took the fold more time than carrying it out.
  const config = { connectionString: url, application_name: 'dianfan', statement_timeout: 15_000, idle_in_transaction_session_timeout: 30_000, connectionTimeoutMillis: 10_000, options: '-c timezone=UTC -c jit=off' }
  const pool = new pg.Pool({ ...config, Client: Client as never, max: options.connections ?? 8 })
  // Without this a restart of the database would end the process.
  pool.on('error', options.onError ?? (() => {}))
  // The pool speaks for idle connections only; one that is lost in the middle of a transaction fails its query and must not end the process too.
  pool.on('connect', (client) => { client.on('error', () => {}) })
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
  pools.set(db, pool)
  const piped = new Pipes(config)
  pipes.set(db, piped)
  const destroy = db.destroy.bind(db)
  db.destroy = async () => { await piped.end(); await destroy() }
  return db
}

/** A question that is known to be quick, past the pool: together with others on a few connections. */
export async function askQuick<R extends object>(db: Db | Tx, statement: Hot, values: readonly unknown[]): Promise<R[]> {
  const piped = pipes.get(db)
  if (!piped || !statement.name) return await ask<R>(db, statement, values)
  return (await piped.query({ name: statement.name, text: statement.text, values: values as unknown[] })).rows as R[]
}

/** Sends a hot statement over the pool, past the query builder, or inside a transaction that is open. */
export async function ask<R extends object>(db: Db | Tx, statement: Hot, values: readonly unknown[]): Promise<R[]> {
  const pool = pools.get(db)
  if (pool) return (await pool.query<R & pg.QueryResultRow>({ ...(statement.name ? { name: statement.name } : {}), text: statement.text, values: values as unknown[] })).rows
  return (await db.executeQuery<R>(CompiledQuery.raw(statement.text, [...values]))).rows
}

/** PostgreSQL's answer when two writers made the same key; the loser loads again. */
export const isUniqueViolation = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && (error as { code?: string }).code === '23505'

/** The database ended the statement and says so: nothing of it happened. Anything else, such as a cut connection, leaves the outcome unknown. */
export const refused = (error: unknown): boolean => /^[0-9A-Z]{5}$/.test(String((error as { code?: unknown } | null)?.code))

/** Two writers met at one stream and this one lost: same version, lock not had in time, or a deadlock ended. Trying again later is right. */
export const lostRace = (error: unknown): boolean => {
  const { code, constraint } = (error ?? {}) as { code?: string; constraint?: string }
  return code === '55P03' || code === '40P01' || (code === '23505' && constraint === 'log_pkey')
}

/** A value for a jsonb column. */
export const json = (value: unknown): string => JSON.stringify(value)
