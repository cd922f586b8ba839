// Heavy work behind the desk (pictures, imports, exports) on pg-boss: a job exists if and only if its change was committed.
import { sql } from 'kysely'
import { fromKysely, PgBoss, type QueueOptions } from 'pg-boss'
import type { z } from 'zod'
import { newId } from './clock.ts'
import { json, type Db, type Tx } from './db.ts'
import { failureOf } from './failure.ts'
import type { House } from './house.ts'

/** What a room declares on its door. Runs at least once: a server may die after the work and before the mark, so doing it twice must change nothing. */
export interface Job<T extends object = any> {
  /** `file.derive`: the room, then what is done. */
  name: string
  /** Ids and plain settings only; no name, number or free text of a person. */
  input: z.ZodType<T>
  run(data: T & { district: string }, house: House, at: { id: string; attempt: number; signal: AbortSignal }): Promise<void>
  /** How often it is tried in all before it stands among the dead; 5 unless said. */
  tries?: number
  /** After this it counts as failed; 300 s unless said. */
  timeoutS?: number
  /** How many of it one server runs at once; 1 unless said. */
  concurrency?: number
}

export interface DeadJob { id: string; job: string; data: unknown; failure: { kind: string; said: string }; tries: number; made_at: Date; died_at: Date }
export interface JobFigures { waiting: number; running: number; dead: number; oldest_waiting_s: number }
export interface Send { /** While one with this key waits, another is not added. */ key?: string; afterS?: number }

export interface Jobs {
  /** Makes the queues of these jobs; before that nothing can be sent to them. */
  declare(jobs: readonly Job[]): Promise<void>
  /** Inside the caller's transaction, or at once when handed the pool. */
  send(at: Tx | Db, name: string, district: string, data: object, how?: Send): Promise<void>
  /** Starts the workers of this server. */
  start(house: House, onError: (error: unknown, job: string) => void): Promise<void>
  /** Lets running jobs end within the time; what is left is given back and runs elsewhere or at the next start. */
  stop(withinMs: number): Promise<void>
  /** Runs what waits, here and now, until nothing is left that may run: for tests and the command line. `later` also runs what waits for its time. */
  drain(house: House, how?: { later?: boolean }): Promise<{ done: number; failed: number }>
  dead(at: Tx | Db, district: string, limit: number): Promise<DeadJob[]>
  /** Sends a dead job again, with all its tries; undefined when it is not there. */
  again(tx: Tx, district: string, id: string): Promise<string | undefined>
  /** Takes a dead job off the list; undefined when it is not there. */
  setAside(tx: Tx, district: string, id: string): Promise<string | undefined>
  figures(at: Tx | Db, district: string): Promise<JobFigures>
}

export const SCHEMA = 'pgboss'
const DEAD = 'dead'
const MAX_BYTES = 4_096
const day = 86_400

const queueOf = (job: Job): QueueOptions & { policy: string; deadLetter: string } => ({
  // One waiting job a key; without a key each has one of its own.
  policy: 'short', deadLetter: DEAD, retryLimit: (job.tries ?? 5) - 1, retryDelay: 5, retryBackoff: true, retryDelayMax: 3_600,
  expireInSeconds: job.timeoutS ?? 300, heartbeatSeconds: 30, retentionSeconds: 14 * day, deleteAfterSeconds: day,
})

export function newJobs(db: Db, url: string): Jobs {
  const known = new Map<string, Job>()
  let sender: Promise<PgBoss> | undefined, workers: PgBoss | undefined
  // Only knows its queues: no timers, no connection of its own.
  const sending = () => sender ??= (() => {
    const boss = new PgBoss({ db: fromKysely(db as never), schema: SCHEMA, migrate: false, supervise: false, schedule: false })
    // It greets the database now and then; where that has gone, whoever sends is told by their own question.
    boss.on('error', () => {})
    return boss.start()
  })()

  const run = async (house: House, { id, name, data, retryCount, signal }: { id: string; name: string; data: object; retryCount: number; signal?: AbortSignal }) => {
    const job = known.get(name)!
    const { district, ...rest } = data as { district: string }
    await job.run({ ...job.input.parse(rest), district }, house, { id, attempt: retryCount + 1, signal: signal ?? new AbortController().signal })
  }

  return {
    async declare(jobs) {
      if (jobs.length === 0) return
      for (const job of jobs) known.set(job.name, job)
      const make = async (name: string, options: object) => {
        await sql`select pgboss.create_queue(${name}, ${json(options)}::jsonb)`.execute(db)
      }
      // The dead wait for a person, not for a worker, and are not thrown away behind their back.
      await make(DEAD, { policy: 'standard', retentionSeconds: 3650 * day, deleteAfterSeconds: day })
      const there = new Set((await sql<{ name: string }>`select name from pgboss.queue`.execute(db)).rows.map((row) => row.name))
      const boss = await sending()
      for (const job of jobs) {
        const { policy: _policy, ...options } = queueOf(job)
        if (!there.has(job.name)) await make(job.name, queueOf(job))
        else await boss.updateQueue(job.name, options)
      }
    },
    async send(at, name, district, data, { key, afterS } = {}) {
      const job = known.get(name)
      if (!job) throw new Error(`no room declares a job ${name}`)
      const sent = { ...(job.input.parse(data) as object), district }
      if (Buffer.byteLength(json(sent)) > MAX_BYTES) throw new Error(`the data of job ${name} is larger than ${MAX_BYTES} bytes: send ids, not contents`)
      await (await sending()).send(name, sent, { db: fromKysely(at as never), singletonKey: key === undefined ? newId() : `${district}/${key}`, ...(afterS ? { startAfter: afterS } : {}) })
    },
    async start(house, onError) {
      if (known.size === 0) return
      workers = new PgBoss({ connectionString: url, schema: SCHEMA, max: 3, application_name: 'dianfan jobs', migrate: false, schedule: false, superviseIntervalSeconds: 15, monitorIntervalSeconds: 15, monitorVacuum: false })
      workers.on('error', (error) => onError(error, 'pg-boss'))
      await workers.start({ attempts: 5 })
      for (const job of known.values()) {
        await workers.work<object>(job.name, { batchSize: 1, localConcurrency: job.concurrency ?? 1, pollingIntervalSeconds: 1, perJobResults: true }, async ([one]) => {
          try {
            await run(house, one!)
            return [{ id: one!.id, status: 'completed' as const }]
          } catch (error) {
            onError(error, `${job.name} ${one!.id}`)
            return [{ id: one!.id, status: 'failed' as const, output: failureOf(error) }]
          }
        })
      }
    },
    async stop(withinMs) {
      await workers?.stop({ graceful: true, timeout: withinMs, close: true })
      await (await sender)?.stop({ graceful: false })
      workers = sender = undefined
    },
    async drain(house, { later = false } = {}) {
      const boss = await sending(), count = { done: 0, failed: 0 }
      // A job may send others; a failed one waits for its back-off, or is tried once more a round when `later`.
      for (let more = true; more;) {
        more = false
        for (const name of known.keys()) {
          for (let [one] = await boss.fetch<object>(name, { ignoreStartAfter: later }); one; [one] = await boss.fetch<object>(name, { ignoreStartAfter: later })) {
            more = true
            try { await run(house, one); await boss.complete(name, one); count.done++ } catch (error) { await boss.fail(name, one, failureOf(error)); count.failed++ }
          }
        }
      }
      return count
    },
    async dead(at, district, limit) {
      const { rows } = await sql<DeadJob>`
        select id, source_name as job, data - 'district' as data, coalesce(source_output, '{}'::jsonb) as failure, coalesce(source_retry_count, 0) + 1 as tries, source_created_on as made_at, created_on as died_at
        from pgboss.job where name = ${DEAD} and state = 'created' and data->>'district' = ${district} order by created_on desc, id limit ${limit}`.execute(at)
      return rows.map((row) => ({ ...row, failure: { kind: row.failure.kind ?? 'gone', said: row.failure.said ?? '' } }))
    },
    async again(tx, district, id) {
      const { rows: [row] } = await sql<{ job: string }>`select source_name as job from pgboss.job where name = ${DEAD} and id = ${id}::uuid and state = 'created' and data->>'district' = ${district} for update`.execute(tx)
      if (!row) return undefined
      await (await sending()).redrive(DEAD, { ids: [id], db: fromKysely(tx as never) })
      return row.job
    },
    async setAside(tx, district, id) {
      const { rows: [row] } = await sql<{ job: string }>`delete from pgboss.job where name = ${DEAD} and id = ${id}::uuid and state = 'created' and data->>'district' = ${district} returning source_name as job`.execute(tx)
      return row?.job
    },
    async figures(at, district) {
      const { rows: [row] } = await sql<JobFigures>`
        select count(*) filter (where name <> ${DEAD} and state in ('created', 'retry'))::int as waiting, count(*) filter (where state = 'active')::int as running,
          count(*) filter (where name = ${DEAD} and state = 'created')::int as dead,
          coalesce(extract(epoch from now() - min(start_after) filter (where name <> ${DEAD} and state in ('created', 'retry') and start_after < now())), 0)::int as oldest_waiting_s
        from pgboss.job where data->>'district' = ${district} and state < 'completed'`.execute(at)
      return row!
    },
  }
}
