// The supervised PostgreSQL 18 inside a data folder: opened, adopted or started, watched, and stopped in order.
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { announceStop, claim, connectionName, lastOne } from './postgres/locks.ts'
import { capLog, places } from './postgres/places.ts'
import type { Places } from './postgres/places.ts'
import { clusterName, launch, postmasterOf, shutDown, words } from './postgres/postmaster.ts'
import type { Launched, Starter } from './postgres/postmaster.ts'
import { alreadyServed, didNotStart, notYours } from './postgres/problems.ts'

export interface Embedded {
  /** For `pg`, `psql` and friends; the host is a socket folder only the owner may enter. */
  url: string
  /** This process started it; false: it was running (a server killed alone leaves it behind) and was adopted. */
  readonly started: boolean
  readonly pid: number
  /** Server: gives up the lock and shuts the database down, within 30 s. Tool: the same as release. */
  stop(): Promise<void>
  /** Server: leaves the database running for the next one. Tool: stops it when tools alone needed it and nobody else is connected (end your pool first). */
  release(): Promise<void>
  /** Resolves, for a server, when the database went away and could not be won back: the process should then end. */
  lost: Promise<Error>
}

const patience_ms = 30_000
/** A service that is being restarted may still be on its way out; only then is the newcomer refused. */
const courtesy_ms = 1500
const logCheck_ms = 600_000

export async function openEmbedded(options: { folder: string; as: Starter; say?: (line: string) => void }): Promise<Embedded> {
  const { as, say = () => {} } = options
  const at = places(options.folder)
  const lost = Promise.withResolvers<Error>()
  let held = await hold(at, as, say)
  let done: Promise<void> | undefined
  const logs = setInterval(() => capLog(at.log), logCheck_ms).unref()

  const once = (how: () => Promise<void>) => (done ??= (clearInterval(logs), how()))
  const stopServer = async () => {
    // The connection may be dead already (the database was killed): stopping goes on without it.
    await announceStop(held.client, as).catch(() => {})
    await shutDown(at.cluster)
    await held.client.end().catch(() => {})
  }
  const releaseTool = async () => {
    const mayStop = async () => (await nameOf(held.client)) === clusterName('tool') && lastOne(held.client)
    if (await mayStop().catch(() => false)) await shutDown(at.cluster)
    await held.client.end().catch(() => {})
  }
  // The lock lives and dies with this connection; when the database restarts, win both back before anybody else does.
  const watch = () => held.client.once('end', async () => {
    if (done || as === 'tool') return
    say('数据库连接中断，正在恢复 / database: connection lost, bringing it back')
    try {
      const again = await hold(at, as, say)
      if (done) return void again.client.end()
      held = again
      watch()
    } catch (error) {
      lost.resolve(error as Error)
    }
  })
  watch()
  return {
    url: at.url,
    get started() { return held.started },
    get pid() { return postmasterOf(at.cluster) },
    stop: () => once(as === 'server' ? stopServer : releaseTool),
    release: () => once(as === 'server' ? () => held.client.end() : releaseTool),
    lost: lost.promise,
  }
}

interface Held { client: pg.Client; started: boolean }

/** Connects (starting the database when there is none) and takes this process's place in it. */
async function hold(at: Places, as: Starter, say: (line: string) => void): Promise<Held> {
  const until = performance.now() + patience_ms
  const polite = performance.now() + courtesy_ms
  for (;;) {
    const held = await reach(at, as, say, until)
    try {
      const claimed = await claim(held.client, as)
      if (claimed.got) return held
      await held.client.end()
      const { pid, host, since } = { pid: '?', host: '?', since: '?', ...claimed }
      if (performance.now() > (claimed.wait ? until : polite)) throw alreadyServed({ folder: at.folder, pid, host, since })
    } catch (error) {
      await held.client.end().catch(() => {})
      // Shut down between our greeting and our claim: begin again.
      if (!isAway(error) || performance.now() > until) throw error
    }
    await pause(50)
  }
}

async function reach(at: Places, as: Starter, say: (line: string) => void, until: number): Promise<Held> {
  let mine: Launched | undefined
  for (;;) {
    try {
      const client = await connect(at, as)
      return { client, started: mine?.child.pid !== undefined && mine.child.pid === postmasterOf(at.cluster) }
    } catch (error) {
      const code = (error as { code?: string }).code
      if (code === 'EACCES' || code === 'EPERM') throw notYours({ path: at.socket, owner: '?' })
      if (code === '3D000') { await makeDatabase(at, as); continue }
      if (!isAway(error)) throw error
      const ended = mine && (mine.child.pid === undefined || mine.child.exitCode !== null || mine.child.signalCode !== null)
      if (mine && ended) {
        const said = words(mine, at.log)
        // These pass: another process starts it at this moment or just stopped it, or the leftovers of a killed one are still going.
        const passes = mine.child.exitCode === 0 || mine.child.signalCode !== null || /lock file|shared memory|another postmaster|another server/.test(said)
        if (!passes || performance.now() > until) throw didNotStart({ reason: said, log: at.log })
        await pause(200)
      }
      if (performance.now() > until) throw didNotStart({ reason: (error as Error).message, log: at.log })
      const absent = code === 'ENOENT' || code === 'ECONNREFUSED'
      if (absent && (!mine || ended)) mine = launch(at, as, say)
      await pause(8)
    }
  }
}

/** Not there, not yet, or no longer: socket absent or refused, starting, shutting down, connection cut, all places taken. */
function isAway(error: unknown): boolean {
  const { code = '', message } = error as { code?: string; message: string }
  return ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03', '53300'].includes(code) || /terminated unexpectedly|not queryable/.test(message)
}

async function connect(at: Places, as: Starter, database = 'dianfan'): Promise<pg.Client> {
  const client = new pg.Client({ host: at.socket, user: 'app', database, application_name: connectionName(as) })
  // Without a listener a lost connection would end this process; who must act listens for 'end'.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
}

async function makeDatabase(at: Places, as: Starter): Promise<void> {
  const client = await connect(at, as, 'postgres')
  try {
    await client.query('create database dianfan')
  } catch (error) {
    // Made by another process at the same moment.
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error
  } finally {
    await client.end()
  }
}

const nameOf = async (client: pg.Client) => (await client.query<{ cluster_name: string }>('show cluster_name')).rows[0]?.cluster_name
