// The PostgreSQL process of a data folder: make the cluster, start it, tell whether it lives, stop it.
import { execFileSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chownSync, closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { binaries, major } from './binaries.ts'
import { identity, spawnAs } from './identity.ts'
import type { Identity } from './identity.ts'
import { capLog } from './places.ts'
import type { Places } from './places.ts'
import { didNotStart, notACluster, notYours, otherMajor } from './problems.ts'

export interface Launched { child: ChildProcess; /** Length of the log before, so that its own words can be told. */ logFrom: number }

/** Modest for a machine with two cores and little memory; durability is never traded for speed. */
const settings = {
  listen_addresses: '', unix_socket_permissions: '0700', max_connections: '60', shared_buffers: '128MB', max_wal_size: '512MB',
  fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', timezone: 'UTC', log_timezone: 'UTC',
  // A killed client must not hold its locks until its long query ends.
  client_connection_check_interval: '5s',
  // Values and statements hold personal data; the log keeps neither.
  log_error_verbosity: 'terse', log_min_error_statement: 'panic', log_line_prefix: '%m [%p] ', log_checkpoints: 'off',
}
const starterName = { server: 'dianfan', tool: 'dianfan-tool' }
export type Starter = keyof typeof starterName
/** Shown in the process list, and how a tool knows that no server ever wanted this database to stay. */
export const clusterName = (by: Starter) => starterName[by]

export function launch(at: Places, by: Starter, say: (line: string) => void): Launched {
  const { way, programs } = identity(at, binaries())
  if (!existsSync(join(at.cluster, 'PG_VERSION'))) {
    say('数据库：首次启动，正在建立 / database: first start, making the cluster')
    makeCluster(at, way, programs.initdb)
  }
  const found = readFileSync(join(at.cluster, 'PG_VERSION'), 'utf8').trim()
  if (found !== major) throw otherMajor({ cluster: at.cluster, found, wanted: major })
  for (const path of [at.cluster, at.run, at.socket]) own(path, way)
  for (const file of [join(at.cluster, 'postmaster.pid'), join(at.socket, '.s.PGSQL.5432.lock')]) disarm(file, at, way)
  capLog(at.log)
  const logFrom = statSync(at.log, { throwIfNoEntry: false })?.size ?? 0
  const log = openSync(at.log, 'a', 0o600)
  const flags = Object.entries({ ...settings, cluster_name: clusterName(by), unix_socket_directories: at.socket }).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  // A session of its own: the terminal's Ctrl-C is for us, we then stop it in order.
  const child = spawnAs(way, programs.postgres, ['-D', at.cluster, ...flags], { detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  child.on('error', () => {}) // 'exit' does not follow a failed spawn; the caller sees that there is no pid.
  child.unref()
  return { child, logFrom }
}

/** Two processes may do this at once: each fills a folder of its own, and the rename lets exactly one win. */
function makeCluster(at: Places, way: Identity, initdb: string): void {
  for (const name of readdirSync(at.folder)) {
    const maker = /^postgres\.new-(\d+)-/.exec(name)?.[1]
    if (maker && !stateOf(Number(maker))) rmSync(join(at.folder, name), { recursive: true, force: true })
  }
  const fresh = mkdtempSync(join(at.folder, `postgres.new-${process.pid}-`))
  chownSync(fresh, way.uid, way.gid)
  const [program, ...args] = [...way.before, initdb, '-D', fresh, '-U', 'app', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '-k']
  try {
    execFileSync(program!, args, { ...(way.drops ? { uid: way.uid, gid: way.gid } : {}), env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' }, cwd: '/', encoding: 'utf8', stdio: 'pipe' })
    renameSync(fresh, at.cluster)
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string }
    if (code === 'ENOTEMPTY' || code === 'EEXIST') {
      if (existsSync(join(at.cluster, 'PG_VERSION'))) return
      throw notACluster({ cluster: at.cluster })
    }
    throw didNotStart({ reason: stderr?.split('\n').find((line) => line.includes('error:')) ?? message, log: at.log })
  }
}

/** A folder that came from a backup or another way of running may belong to somebody else; the top goes last, so a cut is repeated. */
function own(path: string, way: Identity): void {
  const { uid } = statSync(path)
  if (uid === way.uid) return
  if (process.getuid?.() !== 0) throw notYours({ path, owner: String(uid) })
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chownSync(join(entry.parentPath, entry.name), way.uid, way.gid)
  }
  chownSync(path, way.uid, way.gid)
}

/**
 * After a kill the files name a process that is gone. PostgreSQL asks `kill(pid, 0)`, which a zombie answers, and so does
 * a stranger who got the number since (usual in containers); it would then refuse for ever. A number that cannot exist
 * takes its place; the line about shared memory stays, so PostgreSQL still refuses while old backends are attached.
 */
function disarm(file: string, at: Places, way: Identity): void {
  const pid = pidIn(file)
  if (!pid || process.platform !== 'linux' || lives(pid, at.cluster)) return
  const lines = readFileSync(file, 'utf8').split('\n')
  writeFileSync(file, ['2000000000', ...lines.slice(1)].join('\n'))
  chownSync(file, way.uid, way.gid)
}

/** The process id of the living database of this folder, or 0. */
export function postmasterOf(cluster: string): number {
  const pid = pidIn(join(cluster, 'postmaster.pid'))
  return pid && lives(pid, cluster) ? pid : 0
}

function pidIn(file: string): number {
  try { return Number.parseInt(readFileSync(file, 'utf8'), 10) || 0 } catch { return 0 }
}

/** Is that process the database of this folder? PostgreSQL works inside its cluster, which tells it from any other. */
function lives(pid: number, cluster: string): boolean {
  if (process.platform !== 'linux') {
    try { return process.kill(pid, 0) } catch { return false }
  }
  const state = stateOf(pid)
  if (!state || 'ZX'.includes(state)) return false
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === cluster
  } catch {
    // Not ours to look at (another user's): the name has to do.
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres'
  }
}

/** One letter of the kernel: R running, S sleeping, Z zombie …; '' when there is no such process. */
export function stateOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2)[0] ?? ''
  } catch {
    if (process.platform === 'linux') return ''
    try { return process.kill(pid, 0) ? 'S' : '' } catch { return '' }
  }
}

/** Why that process ended, in its own words; the log is shared with the one that may be running. */
export function words({ child, logFrom }: Launched, log: string): string {
  const lines = readFileSync(log).subarray(logFrom).toString().split('\n')
  const own = lines.filter((line) => line.includes(`[${child.pid}]`) || !/\[\d+\]/.test(line))
  return own.findLast((line) => /FATAL|PANIC/.test(line)) ?? own.findLast((line) => /could not|error/.test(line)) ?? `status ${child.exitCode ?? child.signalCode}`
}

/** Fast shutdown, waited for; if it hangs, immediate (the next start recovers); bounded at 30 s. */
export async function shutDown(cluster: string): Promise<void> {
  const pid = postmasterOf(cluster)
  if (!pid) return
  const begun = performance.now()
  const after = (ms: number) => performance.now() - begun > ms
  process.kill(pid, 'SIGINT')
  for (let hard = false; postmasterOf(cluster) === pid && !after(30_000);) {
    if (!hard && after(22_000)) { process.kill(pid, 'SIGQUIT'); hard = true }
    await pause(8)
  }
}
