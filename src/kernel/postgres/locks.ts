// Who uses the database of a folder: one server at most, any number of tools, told by advisory locks that die with their connection.
import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { stateOf } from './postmaster.ts'
import type { Starter } from './postmaster.ts'

/** Held shared by everybody, exclusively by whoever stops the database: so nobody arrives while it goes down. */
const inUse = 0x6469616e
/** Held by the one server. */
const serving = 0x66616e73

export type Claim = { got: true } | { got: false; wait: true } | { got: false; wait: false; pid: string; host: string; since: string }

/** Shown in pg_stat_activity, at most 63 bytes. */
export const connectionName = (as: Starter) => `dianfan ${as} ${process.pid} ${hostname().slice(0, 30)}`

export async function claim(client: pg.Client, as: Starter): Promise<Claim> {
  if (!(await locks(client, `pg_try_advisory_lock_shared(${inUse})`))) return { got: false, wait: true }
  if (as === 'tool' || (await locks(client, `pg_try_advisory_lock(${serving})`))) return { got: true }
  const { rows } = await client.query<{ name: string; since: string }>(
    `select a.application_name as name, to_char(a.backend_start, 'YYYY-MM-DD HH24:MI "UTC"') as since
       from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.objid = ${serving} and l.granted
        and l.database = (select oid from pg_database where datname = current_database())`)
  const [, , pid = '?', host = '?', stopping] = rows[0]?.name.split(' ') ?? []
  const gone = host === hostname().slice(0, 30) && 'ZX'.includes(stateOf(Number(pid)))
  // Freed in this very moment, being stopped, or its process was killed and the connection follows at once.
  if (!rows[0] || stopping || gone) return { got: false, wait: true }
  return { got: false, wait: false, pid, host, since: rows[0].since }
}

/** Tells newcomers to wait instead of being refused. */
export const announceStop = async (client: pg.Client, as: Starter): Promise<void> => {
  await client.query(`select set_config('application_name', $1, false)`, [`${connectionName(as)} stopping`])
}

/** True when the database may be stopped by a tool: nobody else uses it, and from now on nobody can begin to. */
export async function lastOne(client: pg.Client): Promise<boolean> {
  await client.query(`select pg_advisory_unlock_shared(${inUse})`)
  if (!(await locks(client, `pg_try_advisory_lock(${inUse})`))) return false
  // The caller's own pool has just ended; the last of its backends may need a moment to go.
  for (let tries = 0; tries < 25; tries++) {
    const { rowCount } = await client.query(
      `select from pg_stat_activity where backend_type in ('client backend', 'walsender') and pid <> pg_backend_pid()`)
    if (rowCount === 0) return true
    await pause(20)
  }
  return false
}

async function locks(client: pg.Client, call: string): Promise<boolean> {
  const { rows } = await client.query<{ got: boolean }>(`select ${call} as got`)
  return rows[0]!.got
}
