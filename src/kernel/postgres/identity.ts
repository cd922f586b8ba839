// Decides as whom PostgreSQL runs: it refuses root, so root hands it to somebody who can still reach the files.
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { statSync } from 'node:fs'
import { reachable } from './binaries.ts'
import type { Binaries } from './binaries.ts'
import { notForThisMachine, rootCannotStart } from './problems.ts'

export interface Identity {
  /** Who must own cluster and socket folder, as the machine (not a namespace) counts users. */
  uid: number
  gid: number
  /** Programs put in front of PostgreSQL's own; they replace themselves by it, so the process id stays. */
  before: string[]
  /** True when Node itself changes the user before the program begins. */
  drops: boolean
}

/** `nobody`: exists everywhere and needs no account to be made. */
const nobody = 65534
/** PostgreSQL sees nothing of our environment: no secrets, and no PGDATA or PGPORT of somebody's shell. */
const env = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C.UTF-8', TZ: 'UTC' }

/** Whom PostgreSQL runs as, and the programs that user can reach. */
export function identity(places: { folder: string; cluster: string }, programs: Binaries): { way: Identity; programs: Binaries } {
  const uid = process.getuid?.() ?? 0
  if (uid !== 0) {
    const me: Identity = { uid, gid: process.getgid?.() ?? 0, before: [], drops: false }
    const fault = refuses(me, places.folder, programs)
    if (fault) throw notForThisMachine({ platform: `${process.platform}-${process.arch}`, reason: fault })
    return { way: me, programs }
  }
  const owner = statSync(places.cluster, { throwIfNoEntry: false })
  // A cluster an ordinary user made stays that user's, so that both can go on using it.
  const other = owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : { uid: nobody, gid: nobody }
  const ways: { way: Identity; copied: boolean }[] = [
    { copied: false, way: { ...other, before: [], drops: true } },
    // Outside it is root (so it reaches a checkout under /root), inside it is nobody (so PostgreSQL agrees).
    { copied: false, way: { uid: 0, gid: 0, drops: false, before: ['unshare', '--user', `--map-user=${nobody}`, `--map-group=${nobody}`] } },
    // Containers often forbid namespaces but let root keep one right over the change of user: passing closed folders.
    // PostgreSQL looks for its own programs by access(), which ignores that right, so these are copied.
    { copied: true, way: { ...other, drops: false, before: ['setpriv', `--reuid=${other.uid}`, `--regid=${other.gid}`, '--clear-groups', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'] } },
  ]
  const reasons: string[] = []
  for (const { way, copied } of ways) {
    try {
      const theirs = copied ? reachable(programs) : programs
      const fault = refuses(way, places.folder, theirs)
      if (!fault) return { way, programs: theirs }
      reasons.push(fault)
    } catch (error) {
      reasons.push((error as Error).message) // no room or no right for the copy
    }
  }
  throw rootCannotStart({ folder: places.folder, native: programs.native, reason: reasons.join('; ') })
}

/** Tries for real: enter the data folder and start the program; '' when both went well. */
function refuses(way: Identity, folder: string, programs: Binaries): string {
  const [program, ...args] = [...way.before, '/bin/sh', '-c', 'cd "$1" && "$2" --version', 'sh', folder, programs.postgres]
  const tried = spawnSync(program!, args, { ...user(way), env, cwd: '/', encoding: 'utf8', timeout: 10_000 })
  if (tried.status === 0) return ''
  return (tried.error?.message ?? tried.stderr.trim().split('\n').at(-1)) || `status ${tried.status}`
}

/** Starts a program as that user. */
export function spawnAs(way: Identity, program: string, args: string[], options: SpawnOptions): ChildProcess {
  const [first, ...rest] = [...way.before, program, ...args]
  return spawn(first!, rest, { ...options, ...user(way), env, cwd: '/' })
}

const user = (way: Identity) => (way.drops ? { uid: way.uid, gid: way.gid } : {})
