// A throw-away cluster of the PostgreSQL that Debian packages, on a socket only: proves that nothing needs the embedded one.
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'

const installed = '/usr/lib/postgresql'

/** `durable`: commits wait for the disk, as in use; tests need not. */
export async function openSeparate(folder: string, { durable = false } = {}): Promise<{ url: string; pid: number; stop: () => Promise<void> }> {
  const versions = existsSync(installed) ? readdirSync(installed).filter((name) => existsSync(join(installed, name, 'bin', 'initdb'))) : []
  // The oldest is the floor we promise (15).
  const version = versions.sort((a, b) => Number(a) - Number(b)).find((name) => Number(name) >= 15)
  if (!version) throw new Error('没有找到 PostgreSQL 15 或更新版本，请先运行 apt-get install postgresql / no PostgreSQL 15 or newer found: run apt-get install postgresql first')
  const bin = join(installed, version, 'bin')
  const who = account()
  if (who) chownSync(folder, who.uid, who.gid)
  const data = join(folder, 'cluster')
  // A cluster that is there already is used as it is.
  if (!existsSync(join(data, 'PG_VERSION'))) execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'app', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'], { ...who, cwd: folder, stdio: 'pipe' })
  const socket = join(folder, 'run')
  mkdirSync(socket, { recursive: true, mode: 0o700 })
  if (who) chownSync(socket, who.uid, who.gid)
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-k', socket, '-c', 'listen_addresses=', '-c', `fsync=${durable ? 'on' : 'off'}`, '-c', 'timezone=UTC'], { ...who, cwd: folder, stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => { server.once('exit', () => resolve()) })
  await createDatabase(socket)
  return {
    url: `postgresql://app@localhost/dianfan?host=${encodeURIComponent(socket)}`,
    pid: server.pid!,
    stop: async () => { server.kill('SIGINT'); await ended },
  }
}

/** PostgreSQL refuses root; Debian made a user for it. */
function account(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const [, , uid = '65534', gid = '65534'] = readFileSync('/etc/passwd', 'utf8').split('\n').find((line) => line.startsWith('postgres:'))?.split(':') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

async function createDatabase(socket: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client({ host: socket, user: 'app', database: 'postgres' })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.query('create database dianfan').catch((error: { code?: string }) => { if (error.code !== '42P04') throw error })
      await client.end()
      return
    } catch (error) {
      if (tries === 200) throw error
      await client.end().catch(() => {})
      await pause(50)
    }
  }
}
