// Closed-loop clients, and how much CPU time the server and the database spent meanwhile, read from /proc.
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Pool } from 'undici'

export interface Ask { method: 'GET' | 'POST'; path: string; headers?: Record<string, string>; body?: string }
export interface Measured { requests: number; seconds: number; p50: number; p99: number; errors: number; server: number; database: number; ms: number; other: number; bytes: number; statements: number | undefined; first?: string }

const TICKS = 100
const stat = (pid: number): { ppid: number; own: number; ended: number } | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8'), rest = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return { ppid: Number(rest[1]), own: Number(rest[11]) + Number(rest[12]), ended: Number(rest[13]) + Number(rest[14]) }
  } catch { return undefined }
}
/** CPU milliseconds of one process so far. */
export const cpuOf = (pid: number): number => ((stat(pid)?.own ?? 0) * 1000) / TICKS
/** CPU milliseconds of a postmaster, its living children and those that ended; counted again when one ends meanwhile. */
export function cpuOfAll(postmaster: number): number {
  for (let tries = 0; ; tries++) {
    const main = stat(postmaster)
    if (!main) return 0
    let sum = main.own + main.ended
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue
      const one = stat(Number(name))
      if (one?.ppid === postmaster) sum += one.own
    }
    if (tries > 4 || stat(postmaster)?.ended === main.ended) return (sum * 1000) / TICKS
  }
}
/** Busy CPU milliseconds of the whole machine. */
function machine(): number {
  const [, user = 0, nice = 0, system = 0, , , irq = 0, soft = 0] = readFileSync('/proc/stat', 'utf8').split('\n')[0]!.split(/\s+/).map(Number)
  return ((user + nice + system + irq + soft) * 1000) / TICKS
}
export const rssOf = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

export interface Watched { server: number; postmaster: number; commits: () => Promise<number> }

/** A shared machine may be slow: what is measured is at least so many requests, however long they take, up to `MOST_MS`. */
const WARM = 1_500, LEAST = 3_000, MOST_MS = 25_000

/** Asks again and again, `concurrency` at a time, for so many seconds (or until `next` has nothing more). */
export async function measure(origin: string, concurrency: number, seconds: number, next: () => Ask | undefined, watched: Watched, onAnswer?: (body: string) => void): Promise<Measured> {
  const pool = new Pool(origin, { connections: concurrency, pipelining: 1, keepAliveTimeout: 60_000 })
  const times: number[] = []
  let errors = 0, bytes = 0, first: string | undefined
  const until = (ms: number) => performance.now() + ms
  const round = async (least: number, ms: number, count: boolean) => {
    const end = until(ms), most = until(MOST_MS)
    let sent = 0
    await Promise.all(Array.from({ length: concurrency }, async () => {
      while ((performance.now() < end || sent < least) && performance.now() < most) {
        sent++
        const ask = next()
        if (!ask) return
        const began = performance.now()
        const { statusCode, body } = await pool.request({ ...ask, headers: ask.headers ?? {}, body: ask.body ?? null })
        const text = await body.text()
        if (count) { times.push(performance.now() - began); bytes += text.length }
        if (statusCode >= 400) { errors++; first ??= `${ask.method} ${ask.path} ${statusCode} ${text.slice(0, 300)}` }
        onAnswer?.(text)
      }
    }))
  }
  await round(WARM, 0, false)
  errors = 0
  const before = { at: performance.now(), server: cpuOf(watched.server), database: cpuOfAll(watched.postmaster), machine: machine(), own: process.cpuUsage(), commits: await watched.commits() }
  await round(LEAST, seconds * 1000, true)
  const took = performance.now() - before.at
  const server = cpuOf(watched.server) - before.server, database = cpuOfAll(watched.postmaster) - before.database
  const own = process.cpuUsage(before.own), mine = (own.user + own.system) / 1000
  const other = (100 * Math.max(0, machine() - before.machine - server - database - mine)) / (took * availableParallelism())
  const commits = (await watched.commits()) - before.commits
  await pool.close()
  times.sort((a, b) => a - b)
  const n = times.length, at = (q: number) => times[Math.min(n - 1, Math.floor(n * q))] ?? 0
  return { requests: n, seconds: took / 1000, p50: at(0.5), p99: at(0.99), errors, server: server / n, database: database / n, ms: (server + database) / n, other, bytes: bytes / n, statements: commits / n, ...(first ? { first } : {}) }
}
