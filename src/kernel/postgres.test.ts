// The embedded database: starts, is adopted, has one server, serves tools beside it, and comes back after kill -9.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, expect, test } from 'vitest'
import { openEmbedded } from './postgres.ts'
import type { Embedded } from './postgres.ts'
import { shutDown, stateOf } from './postgres/postmaster.ts'

const top = mkdtempSync(join(tmpdir(), 'dianfan-pg-'))
const folder = join(top, 'data')
const opened: Embedded[] = []
const children: ChildProcess[] = []

const open = async (as: 'server' | 'tool', where = folder) => {
  const db = await openEmbedded({ folder: where, as })
  opened.push(db)
  return db
}
const ask = async (db: Embedded, sql: string): Promise<string[]> => {
  const client = new pg.Client(db.url)
  client.on('error', () => {})
  await client.connect()
  const { rows } = await client.query({ text: sql, rowMode: 'array' })
  await client.end()
  return rows.map((row: unknown[]) => String(row[0]))
}
/** A server in a process of its own; resolves with its first line once the database is open. */
const elsewhere = async (as: string): Promise<{ child: ChildProcess; line: string }> => {
  const program = `import { openEmbedded } from ${JSON.stringify(join(import.meta.dirname, 'postgres.ts'))}
    openEmbedded({ folder: ${JSON.stringify(folder)}, as: '${as}' }).then((db) => { console.log('started ' + db.started + ' ' + db.pid); setInterval(() => {}, 1000) },
      (error) => { console.log(error.body?.said.en ?? String(error)); process.exit(3) })`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const line = await new Promise<string>((resolve) => child.stdout!.once('data', (data: Buffer) => resolve(String(data).trim())))
  return { child, line }
}
const killed = (child: ChildProcess) => new Promise<void>((resolve) => { child.once('exit', () => resolve()); child.kill('SIGKILL') })

afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null && child.signalCode === null) await killed(child)
  for (const db of opened.splice(0)) await db.stop()
  await shutDown(join(folder, 'postgres'))
})
afterAll(() => rmSync(top, { recursive: true, force: true }))

test('the first start makes the database, durable, in UTC, sorting and searching Chinese', async () => {
  const db = await open('server')
  expect(db.started).toBe(true)
  expect(await ask(db, `select current_setting(name) from unnest(array['fsync', 'synchronous_commit', 'data_checksums', 'timezone', 'listen_addresses', 'max_connections']) name`))
    .toEqual(['on', 'on', 'on', 'UTC', '', '60'])
  await ask(db, 'create extension pg_trgm')
  expect((await ask(db, `select unnest(show_trgm('垃圾未清理'))`)).length).toBe(6)
  expect(await ask(db, `select name from unnest(array['张', '王', '阿', '李']) name order by name collate "zh-x-icu"`)).toEqual(['阿', '李', '王', '张'])
})

test('a second start is ready in well under a second, and stopping leaves no process', async () => {
  const begun = performance.now()
  const db = await open('server')
  expect(performance.now() - begun).toBeLessThan(900)
  const { pid } = db
  await db.stop()
  // The kernel may still be putting the process away for an instant after it said goodbye.
  await expect.poll(() => stateOf(pid), { timeout: 2000 }).toMatch(/^Z?$/)
})

test('when only the server process is killed the database lives on and is adopted, and stopped at the end', async () => {
  const first = await elsewhere('server')
  await killed(first.child)
  const db = await open('server')
  expect(db.started).toBe(false)
  expect(first.line).toBe(`started true ${db.pid}`)
  const { pid } = db
  await db.stop()
  // The kernel may still be putting the process away for an instant after it said goodbye.
  await expect.poll(() => stateOf(pid), { timeout: 2000 }).toMatch(/^Z?$/)
})

test('a second server on the folder is refused with a sentence and harms nothing', async () => {
  const db = await open('server')
  const second = await elsewhere('server')
  expect(second.line).toContain(`already served by another Dianfan`)
  expect(second.line).toContain(`process ${process.pid}`)
  await expect(openEmbedded({ folder, as: 'server' })).rejects.toMatchObject({ body: { kind: 'database.already-served', status: 409 } })
  expect(await ask(db, 'select 1')).toEqual(['1'])
})

test('a tool works beside the server and leaves the database to it', async () => {
  const db = await open('server')
  const tool = await open('tool')
  expect(tool.started).toBe(false)
  await tool.release()
  expect(await ask(db, 'select 1')).toEqual(['1'])
})

test('a tool without a server starts the database; the last tool to leave stops it, unless a server came', async () => {
  const first = await open('tool')
  const second = await open('tool')
  const { pid } = first
  expect([first.started, second.started]).toEqual([true, false])
  await first.release()
  expect(await ask(second, 'select 1')).toEqual(['1'])
  await second.release()
  // The kernel may still be putting the process away for an instant after it said goodbye.
  await expect.poll(() => stateOf(pid), { timeout: 2000 }).toMatch(/^Z?$/)

  const third = await open('tool')
  const server = await open('server')
  await third.release()
  expect(await ask(server, 'select 1')).toEqual(['1'])
})

test('two that start a new folder at the same moment share one database', async () => {
  const fresh = join(top, 'together')
  const both = await Promise.all([open('tool', fresh), open('server', fresh), open('tool', fresh)])
  expect(new Set(both.map((db) => db.pid)).size).toBe(1)
  expect(both.filter((db) => db.started).length).toBe(1)
  expect(await ask(both[0]!, 'select 1')).toEqual(['1'])
})

test('after kill -9 of the whole instance every acknowledged row is there', async () => {
  const { child, line } = await elsewhere('server')
  const db = await open('tool')
  await ask(db, 'create table kept (n int)')
  for (let n = 0; n < 20; n++) await ask(db, `insert into kept values (${n})`)
  const pid = Number(line.split(' ')[2])
  const backends = (await ask(db, 'select pid from pg_stat_activity where pid <> pg_backend_pid()')).map(Number)
  for (const each of [pid, ...backends]) process.kill(each, 'SIGKILL')
  await killed(child)
  const again = await open('server')
  expect(again.started).toBe(true)
  expect(await ask(again, 'select count(*) from kept')).toEqual(['20'])
}, 40_000)

test('when the database alone is killed, the running server brings it back and stays the only one', async () => {
  const db = await open('server')
  const { pid } = db
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => db.pid, { timeout: 35_000, interval: 20 }).not.toBe(0)
  await expect.poll(() => ask(db, 'select 1').catch(String), { timeout: 35_000 }).toEqual(['1'])
  expect(db.pid).not.toBe(pid)
  await expect.poll(async () => openEmbedded({ folder, as: 'server' }).then((other) => other.stop(), (error) => error.body?.kind), { timeout: 5000 }).toBe('database.already-served')
}, 40_000)

test('a lock file that names a stranger or a zombie does not keep the database from starting', async () => {
  const db = await open('server')
  const file = join(folder, 'postgres', 'postmaster.pid')
  const left = readFileSync(file, 'utf8')
  await db.stop()
  writeFileSync(file, left.replace(/^\d+/, String(process.pid)))
  expect((await open('server')).started).toBe(true)
})

test('a folder too deep for a socket gets a short private one', async () => {
  const deep = join(top, 'x'.repeat(60), 'y'.repeat(60))
  const db = await open('server', deep)
  expect(db.url).not.toContain('yyy')
  expect(await ask(db, 'select 1')).toEqual(['1'])
  rmSync(decodeURIComponent(db.url.split('host=')[1]!), { recursive: true, force: true })
})
