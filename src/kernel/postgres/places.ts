// Where the database of a data folder lives: cluster, socket and log.
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { notYours } from './problems.ts'

export interface Places { folder: string; cluster: string; run: string; socket: string; log: string; url: string }

/** The kernel's limit on a socket path is 108 bytes on Linux and 104 on macOS, its closing zero included. */
const socketBytes = 103
const socketName = '.s.PGSQL.5432'
const logBytes = 10_000_000

export function places(wanted: string): Places {
  const root = process.getuid?.() === 0
  // Under root the database runs as another user, who must be able to pass through (but not to list).
  mkdirSync(wanted, { recursive: true, mode: root ? 0o711 : 0o700 })
  const folder = realpathSync(wanted)
  const run = join(folder, 'run')
  try {
    for (const path of [run, join(folder, 'log')]) mkdirSync(path, { recursive: true, mode: 0o700 })
    const socket = socketFolder(folder, run)
    return {
      folder, run, socket,
      cluster: join(folder, 'postgres'),
      log: join(folder, 'log', 'postgres.log'),
      url: `postgresql://app@localhost/dianfan?host=${encodeURIComponent(socket)}`,
    }
  } catch (error) {
    if (!['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    throw notYours({ path: folder, owner: String(statSync(folder).uid) })
  }
}

/** `<folder>/run`, or a short private folder where that path would be too long for a socket. */
function socketFolder(folder: string, run: string): string {
  const fits = (path: string) => Buffer.byteLength(join(path, socketName)) <= socketBytes
  if (fits(run)) return run
  // Written down, because another shell may have another folder for temporary files.
  const note = join(run, 'socket-folder')
  const name = `dianfan-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`
  const chosen = existsSync(note) ? readFileSync(note, 'utf8') : [join(realpathSync(tmpdir()), name), join('/tmp', name)].find(fits)!
  mkdirSync(chosen, { recursive: true, mode: 0o700 })
  const found = lstatSync(chosen)
  // Anybody may write to the folder for temporary files: one that is not ours alone could be a trap.
  const mine = found.isDirectory() && (found.mode & 0o077) === 0 && [0, process.getuid?.(), statSync(run).uid].includes(found.uid)
  if (!mine) throw notYours({ path: chosen, owner: String(found.uid) })
  if (!existsSync(note)) writeFileSync(note, chosen)
  return chosen
}

/** PostgreSQL appends through an open file, so the file is copied and emptied, never moved. */
export function capLog(log: string): void {
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) < logBytes) return
  copyFileSync(log, `${log}.1`)
  truncateSync(log)
}
