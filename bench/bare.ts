// The bare database, asked the same question by pgbench: what it costs here is what the gates' ratios are of.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { cpuOf, cpuOfAll } from './load.ts'

export interface Question { text: string; values: unknown[][] }

/**
 * Each question becomes a script of its own with its values written in; planned once a connection. More of them are drawn from a table by chance: a
 * question that goes to as many places as the product's finds its pages as cold as the product does.
 */
const SCRIPTS = 40
const PICK = 'bench_pick'

const installed = '/usr/lib/postgresql'
/** Debian brings pgbench with the server; without it there is no ratio. */
export const pgbench = (existsSync(installed) ? readdirSync(installed) : []).map((version) => join(installed, version, 'bin', 'pgbench')).find((file) => existsSync(file))

function literal(value: unknown): string {
  if (Array.isArray(value)) return `'{${value.map(String).join(',')}}'`
  return typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`
}

/** CPU ms per question of pgbench and all processes of the database, 16 connections, prepared: what the figures of a quiet machine were taken with. */
export async function bare(url: string, postmaster: number, question: Question, seconds = 4): Promise<number | undefined> {
  if (question.values.length <= SCRIPTS) return await run(url, postmaster, question.values.map((values) => written(question.text, values)), seconds)
  const differs = await drawnFrom(url, question.values)
  const drawn = (at: number) => (differs[at] ? `(select v${at} from ${PICK} where n = :n)` : literal(question.values[0]![at]))
  const many = question.values.length
  const whole = await run(url, postmaster, [question.text.replace(/\$(\d+)/g, (_, at: string) => drawn(Number(at) - 1))], seconds, many)
  // Drawing is not what is asked.
  const draws = [...question.text.matchAll(/\$(\d+)/g)].map(([, at]) => Number(at) - 1).filter((at) => differs[at])
  const drawing = await run(url, postmaster, [`select ${draws.map(drawn).join(', ')}`], 2, many), nothing = await run(url, postmaster, ['select 1'], 2)
  return whole !== undefined && drawing !== undefined && nothing !== undefined ? whole - Math.max(0, drawing - nothing) : undefined
}
const written = (text: string, values: readonly unknown[]) => text.replace(/\$(\d+)/g, (_, at: string) => literal(values[Number(at) - 1]))

/** A table to draw values from; which of them differ from question to question. */
async function drawnFrom(url: string, values: readonly unknown[][]): Promise<boolean[]> {
  const differs = values[0]!.map((value, at) => values.some((other) => other[at] !== value))
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const columns = differs.flatMap((yes, at) => (yes ? [at] : [])), type = (at: number) => (/^[0-9a-f]{8}-/.test(String(values[0]![at])) ? 'uuid' : 'text')
    await client.query(`drop table if exists ${PICK}; create table ${PICK} (n int primary key, ${columns.map((at) => `v${at} ${type(at)}`).join(', ')})`)
    await client.query(`insert into ${PICK} select row_number() over (), ${columns.map((at) => `x.v${at}`).join(', ')} from unnest(${columns.map((at, n) => `$${n + 1}::${type(at)}[]`).join(', ')}) x(${columns.map((at) => `v${at}`).join(', ')})`, columns.map((at) => values.map((row) => row[at])))
    await client.query(`analyze ${PICK}`)
  } finally { await client.end() }
  return differs
}

/** `many`: each time a number of so many is drawn, `:n`. */
async function run(url: string, postmaster: number, scripts: readonly string[], seconds: number, many?: number): Promise<number | undefined> {
  if (!pgbench) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'dianfan-pgbench-'))
  try {
    const files = scripts.map((text, n) => {
      const file = join(folder, `${n}.sql`)
      writeFileSync(file, `${many ? `\\set n random(1, ${many})\n` : ''}${text.replaceAll('\n', ' ')};\n`)
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
