// One run: a year of a district, the real server before it, every workload, the bare database beside it, and the gates.
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { openEmbedded } from '#kernel/postgres.ts'
import { reactions } from '../src/app.ts'
import { openSeparate } from '../test/setup/separate.ts'
import { bare } from './bare.ts'
import { cpuOf, measure, rssOf, type Measured } from './load.ts'
import { sayMarkdown, type Found, type Row } from './report.ts'
import { workloads, type Sample } from './work.ts'
import { foldYear, makeYear, tokensOf } from './year.ts'

const root = join(import.meta.dirname, '..')
const sizes: Record<string, number> = { '2k': 2_000, '20k': 20_000, '200k': 200_000, '1m': 1_000_000 }
const { values: flags } = parseArgs({ options: { size: { type: 'string', default: '20k' }, pg: { type: 'string', default: 'both' }, only: { type: 'string' }, seconds: { type: 'string', default: '4' }, all: { type: 'boolean', default: false }, profile: { type: 'boolean', default: false } } })
const size = sizes[flags.size] ?? Number(flags.size)
const seconds = Number(flags.seconds)
const chosen = workloads.filter((one) => !flags.only || flags.only.split(',').includes(one.name) || (one.name === 'W1' && flags.only.includes('W7')))
const say = (line: string) => { console.error(line) }
// The year ends today, whatever today is: what is overdue must be so by the clock of the server.
const now = new Date()

interface Server { url: string; postmaster: number; stop: () => Promise<void>; folder: string }
const at = (url: string, name: string) => { const other = new URL(url); other.pathname = `/${name}`; return other.href }
async function query<R extends pg.QueryResultRow>(url: string, text: string, values: unknown[] = []): Promise<R[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try { return (await client.query<R>(text, values)).rows } finally { await client.end() }
}

// A year is kept for the day it was made, as long as it would be made the same way.
const all = join('/tmp', `dianfan-bench-${process.getuid?.() ?? 0}`)
const migrations = join(root, 'src', 'kernel', 'migrations')
const recipe = createHash('sha256').update([join(import.meta.dirname, 'year.ts'), ...readdirSync(migrations).sort().map((file) => join(migrations, file))].map((file) => readFileSync(file, 'utf8')).join('\n') + now.toISOString().slice(0, 10)).digest('hex').slice(0, 10)
if (existsSync(all)) for (const old of readdirSync(all)) if (!old.endsWith(recipe)) rmSync(join(all, old), { recursive: true, force: true })

async function open(kind: string): Promise<Server> {
  const folder = join(all, `${kind}-${flags.size}-${recipe}`)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  if (kind === 'embedded') {
    const held = await openEmbedded({ folder: join(folder, 'data'), as: 'server', say })
    return { url: held.url, postmaster: held.pid, folder, stop: () => held.stop() }
  }
  const held = await openSeparate(folder, { durable: true })
  return { url: held.url, postmaster: held.pid, folder, stop: held.stop }
}

async function startServer(url: string, folder: string): Promise<{ child: ChildProcess; origin: string }> {
  const port = 18_100 + Math.floor(process.pid % 80)
  const child = spawn(process.execPath, [...(flags.profile ? ['--cpu-prof', `--cpu-prof-dir=${join(root, 'bench', 'results')}`] : []), join(root, 'src', 'main.ts'), 'serve'], {
    env: { ...process.env, DATABASE_URL: url, PORT: String(port), DIANFAN_DATA: join(folder, 'server'), DIANFAN_DEMO: '0', DIANFAN_LIMITS: 'off' }, stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise<void>((ready, failed) => {
    child.stdout!.on('data', (chunk: Buffer) => { if (chunk.toString().includes('Dianfan is ready')) ready() })
    child.once('exit', (code) => { failed(new Error(`the server ended with ${code}`)) })
  })
  return { child, origin: `http://127.0.0.1:${port}` }
}
async function stopServer(child: ChildProcess): Promise<void> {
  const ended = new Promise((end) => { child.once('exit', end) })
  child.kill('SIGTERM')
  await ended
}

async function echo(): Promise<number> {
  const twin = fork(join(import.meta.dirname, 'echo.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const port = await new Promise<number>((found) => { twin.on('message', (said: unknown) => { found((said as { port: number }).port) }) })
  const found = await measure(`http://127.0.0.1:${port}`, 16, 2, () => ({ method: 'GET', path: '/' }), { server: twin.pid!, postmaster: 0, commits: async () => 0 })
  twin.kill()
  return found.server
}

/** Waits until the server has read what it reads at its start (cursors, the map, likenesses): three seconds with little to do. */
async function rest(pid: number): Promise<number> {
  const began = performance.now()
  for (let quiet = 0; quiet < 3 && performance.now() - began < 90_000;) {
    const before = cpuOf(pid)
    await new Promise((wait) => { setTimeout(wait, 1_000) })
    quiet = cpuOf(pid) - before < 60 ? quiet + 1 : 0
  }
  return performance.now() - began
}

async function sampleOf(url: string, district: string): Promise<Sample> {
  const ids = (await query<{ id: string }>(url, 'select id from case_now where district = $1 order by md5(id::text) limit 20000', [district])).map((row) => row.id)
  const units = await query<{ id: string; code: string }>(url, 'select id, code from unit where district = $1 and id in (select distinct unit from case_now where district = $1)', [district])
  const [box] = await query<{ w: number; s: number; e: number; n: number }>(url, 'select min(lon) as w, min(lat) as s, max(lon) as e, max(lat) as n from case_now where district = $1', [district])
  const deep = await query<{ at: string; id: string }>(url, `select to_char(reported_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, id from case_now where district = $1 and not open order by md5(id::text) limit 500`, [district])
  const conditions = await query<{ pack: string; category: string; condition: string }>(url, `select distinct on (c.pack, c.category) c.pack, c.category, l.data->'under'->>'condition' as condition from case_now c join log l on l.district = c.district and l.stream = 'case' and l.id = c.id and l.type = 'filed' where c.district = $1`, [district])
  const points = await query<{ lon: number; lat: number }>(url, 'select (data->\'point\'->>\'lon\')::float8 as lon, (data->\'point\'->>\'lat\')::float8 as lat from log where district = $1 and type = \'reported\' limit 2000', [district])
  // What a cursor carries from the first page: there are more than a thousand.
  return { ids, units, box: [box!.w, box!.s, box!.e, box!.n], conditions, points, cursors: deep.map((row) => `${Buffer.from(JSON.stringify([row.at, row.id])).toString('base64url')}.1000+`) }
}

async function bench(kind: string, found: Found): Promise<void> {
  const server = await open(kind)
  try {
    const year = at(server.url, 'year'), mark = join(server.folder, 'district')
    if (!existsSync(mark)) {
      say(`== ${kind}: making ${size} cases`)
      await query(server.url, 'drop database if exists year with (force)')
      await query(server.url, 'create database year')
      const made = await makeYear(year, size, now, say)
      await foldYear(year, made, say)
      writeFileSync(mark, made)
    }
    const district = readFileSync(mark, 'utf8')
    const sample = await sampleOf(year, district)
    const logins = ['clerk', ...sample.units.map((unit) => `liaison.${unit.code}`)]
    const tokens = await tokensOf(year, district, logins, now)
    await query(server.url, 'drop database if exists run with (force)')
    // As files: a copy through the log leaves gigabytes of pages to be written out beside whatever is measured.
    await query(server.url, 'create database run template year strategy file_copy')
    await query(server.url, 'checkpoint')
    const url = at(server.url, 'run')
    // A server that has lived through the year has learned from it as it went; what it would learn at its first start is not what a request costs.
    await query(url, `insert into suggest_learned (district, position, learned, at) select $1, tx::text || '/' || stream || '/' || id || '/' || version, '{"messages":0,"kinds":{},"all":{}}'::jsonb, $2 from log where district = $1 order by district desc, tx desc, stream desc, id desc, version desc limit 1
      on conflict (district) do update set position = excluded.position`, [district, now])
    // Its readers have read the year as well: one that begins at the first line keeps a core busy for minutes beside whatever is measured.
    for (const { name } of reactions) await query(url, `insert into reader_cursor (district, reader, position) select $1, $2, tx::text || '/' || stream || '/' || id || '/' || version from log where district = $1 order by district desc, tx desc, stream desc, id desc, version desc limit 1
      on conflict (district, reader) do update set position = excluded.position`, [district, name])
    // Nor is what ended a year ago today to be erased while something else is measured.
    await query(url, `update district set settings = jsonb_set(settings, '{retention}', '{"ended-cases": 9999}') where id = $1`, [district])
    const calibration: Record<string, number | undefined> = { 'node:http echo': await echo(), 'select 1': await bare(url, server.postmaster, { text: 'select 1', values: [[]] }, 2) }
    found.calibration[kind] = calibration
    const watch = new pg.Client({ connectionString: server.url })
    await watch.connect()
    const { child: app, origin } = await startServer(url, server.folder)
    try {
      const commits = async () => { await new Promise((wait) => { setTimeout(wait, 1_100) }); return Number((await watch.query<{ n: string }>(`select xact_commit as n from pg_stat_database where datname = 'run'`)).rows[0]!.n) }
      say(`the server came to rest after ${((await rest(app.pid!)) / 1000).toFixed(0)} s`)
      const rows: Row[] = []
      for (const work of chosen) {
        const { next, heard } = work.begin(sample, tokens)
        // How slow the machine is just now, against the quiet one the gates were set on.
        const slow = Math.max(1, (await echo()) / peers.echo.ms)
        const twin = work.twin && await bare(url, server.postmaster, work.twin(sample, district))
        const levels = flags.all ? [1, 16, 64] : [...new Set([16, work.at])]
        for (const concurrency of work.writes ? levels.filter((level) => flags.all || level === work.at) : levels) {
          const measured: Measured = await measure(origin, concurrency, seconds, next, { server: app.pid!, postmaster: server.postmaster, commits }, heard)
          const gated = concurrency === work.at
          // By either measure: as on the quiet machine, or as so many times the bare database in the same minute.
          const ratio = twin && measured.ms / twin
          const reached = gated ? (measured.ms / slow <= work.gate || (ratio !== undefined && work.times !== undefined && ratio <= work.times)) && measured.errors === 0 : undefined
          rows.push({ name: work.name, title: work.title, pg: kind, concurrency, gated, gate: work.gate, stretch: work.stretch, slow, reached, twin, times: work.times, peer: peers.ms[work.name]?.best, measured, rss: 0 })
          say(`${work.name.padEnd(4)} c=${String(concurrency).padEnd(3)} ${measured.ms.toFixed(3)} ms (${measured.server.toFixed(3)} + ${measured.database.toFixed(3)})  ${(measured.requests / measured.seconds).toFixed(0)}/s  (÷ ${slow.toFixed(2)} = ${(measured.ms / slow).toFixed(3)})${ratio ? `  ${ratio.toFixed(2)} × bare ${twin.toFixed(3)} (${work.times})` : ''}  p50 ${measured.p50.toFixed(1)} p99 ${measured.p99.toFixed(1)}  ${measured.bytes.toFixed(0)} B  ${measured.statements?.toFixed(2)} st  ${measured.errors} errors  other ${measured.other.toFixed(0)} %  ${reached === undefined ? '' : reached ? 'reached' : `NOT REACHED (${work.gate})`}${measured.first ? `\n     ${measured.first}` : ''}`)
        }
      }
      const rss = rssOf(app.pid!)
      found.rows.push(...rows.map((row) => ({ ...row, rss })))
    } finally {
      await watch.end()
      await stopServer(app)
    }
  } finally {
    await query(server.url, 'drop database if exists run with (force)')
    await server.stop()
  }
}

interface Peers { echo: { ms: number }; ms: Record<string, { best: number; who: string } | undefined> }
const peers = JSON.parse(readFileSync(join(import.meta.dirname, 'peers.json'), 'utf8')) as Peers
const found: Found = { at: now.toISOString(), machine: `${cpus().length} × ${cpus()[0]?.model ?? '?'}`, node: process.versions.node, size, calibration: {}, rows: [], more: {} }
const installed = existsSync('/usr/lib/postgresql') && readdirSync('/usr/lib/postgresql').length > 0
const kinds = flags.pg === 'both' ? ['embedded', ...(installed ? ['separate'] : [])] : [flags.pg]
if (!installed && flags.pg === 'both') say('没有找到 Debian 的 PostgreSQL，只测内嵌数据库 / no PostgreSQL of Debian found: the embedded one only')
for (const kind of kinds) await bench(kind, found)

// What other rooms measure of themselves, where they brought it.
let missed = found.rows.some((row) => row.reached === false)
for (const [file, name] of [['suggest.ts', 'suggestBench'], ['ground.ts', 'groundBench']] as const) {
  if (!existsSync(join(import.meta.dirname, file))) continue
  const room = await import(join(import.meta.dirname, file)) as Record<string, () => Promise<unknown>>
  found.more[name] = await room[name]!()
  if ((found.more[name] as { missed?: boolean } | undefined)?.missed) missed = true
}
const markdown = sayMarkdown(found)
const results = join(import.meta.dirname, 'results')
mkdirSync(results, { recursive: true })
const name = `${found.at.slice(0, 19).replaceAll(':', '')}-${flags.size}-${createHash('sha256').update(markdown).digest('hex').slice(0, 6)}`
writeFileSync(join(results, `${name}.md`), markdown)
writeFileSync(join(results, `${name}.json`), JSON.stringify(found, null, 2))
console.log(markdown)
console.log(missed ? '有门槛没有达到 / a gate was not reached' : '全部门槛达到 / every gate reached')
process.exitCode = missed ? 1 : 0
