// The bare database, asked the same question by pgbench: what it costs here is what the gates' ratios are of.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cpuOf, cpuOfAll } from './load.ts'

export interface Question { text: string; values: unknown[][] }

/** Each question becomes a script of its own with its values written in; planned once a connection. */
const SCRIPTS = 40

const installed = '/usr/lib/postgresql'
/** Debian brings pgbench with the server; without it there is no ratio. */
export const pgbench = (existsSync(installed) ? readdirSync(installed) : []).map((version) => join(installed, version, 'bin', 'pgbench')).find((file) => existsSync(file))

function literal(value: unknown): string {
  if (Array.isArray(value)) return `'{${value.map(String).join(',')}}'`
  return typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`
}

/** CPU ms per question of pgbench and all processes of the database, 16 connections, prepared: what the figures of a quiet machine were taken with. */
export async function bare(url: string, postmaster: number, question: Question, seconds = 4): Promise<number | undefined> {
  if (!pgbench) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'dianfan-pgbench-'))
  try {
    const files = question.values.slice(0, SCRIPTS).map((values, n) => {
      const file = join(folder, `${n}.sql`)
      writeFileSync(file, `${question.text.replace(/\$(\d+)/g, (_, at: string) => literal(values[Number(at) - 1])).replaceAll('\n', ' ')};\n`)
      return ['-f', file]
    }).flat()
    const to = new URL(url), host = to.searchParams.get('host') ?? to.hostname
    const child = spawn(pgbench, ['-n', '-M', 'prepared', '-c', '16', '-j', '1', '-T', String(seconds), ...files, '-h', host, ...(to.port ? ['-p', to.port] : []), '-U', decodeURIComponent(to.username), to.pathname.slice(1)], { env: { ...process.env, PGPASSWORD: decodeURIComponent(to.password) }, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = '', own = 0
    child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString() })
    child.stderr.on('data', (chunk: Buffer) => { said += chunk.toString() })
    const before = cpuOfAll(postmaster)
    const watch = setInterval(() => { own = Math.max(own, cpuOf(child.pid!)) }, 50)
    const code = await new Promise((end) => { child.once('close', end) })
    clearInterval(watch)
    // Its connections end with it; the postmaster counts them a moment later.
    await new Promise((wait) => { setTimeout(wait, 300) })
    const done = Number(/actually processed: (\d+)/.exec(said)?.[1])
    if (code !== 0 || !(done > 0)) throw new Error(`pgbench: ${said.slice(-600)}`)
    return (own + cpuOfAll(postmaster) - before) / done
  } finally { rmSync(folder, { recursive: true, force: true }) }
}
