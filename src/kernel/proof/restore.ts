// A restore: into an empty database, in one transaction, and believed only when every table and file equals what was backed up.
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { problem } from '#core/problem.ts'
import { pictureKey, type FileStore } from '../files.ts'
import { hashOf } from '../hash.ts'
import { migrate } from '../migrate.ts'
import { filePath, Manifest, snapshotPath } from './manifest.ts'
import { bringKey, type Keeping, type Opens } from './sealing-key.ts'
import { copyIn, copyOut, counting, plainText, quoted, type Table } from './tables.ts'
import { noSnapshot, wrongKey, type Vault } from './vault.ts'
import { makeRoom, renumber } from './xids.ts'

export const notEmpty = problem<{ codes: string }>('restore.not-empty', 409, ({ codes }) => ({
  zh: `这个数据库里已有区（${codes}），不会覆盖。请指一个空的数据文件夹或数据库。`, en: `This database already holds a district (${codes}) and will not be overwritten. Point to an empty data folder or database.`,
}))
const notOurs = problem('restore.not-ours', 409, () => ({ zh: '这个数据库里有别的程序的表，不会动它。请指一个空数据库。', en: 'This database holds tables of another program and will not be touched. Point to an empty one.' }))
const notEqual = problem<{ table: string }>('restore.not-equal', 500, ({ table }) => ({
  zh: `恢复后的 ${table} 与备份不一致，已全部撤回。备份可能坏了，请换一份。`, en: `What was restored of ${table} differs from the backup; all of it was undone. The backup may be damaged: try another.`,
}))
const fileBroken = problem<{ sha256: string }>('restore.file', 500, ({ sha256 }) => ({
  zh: `备份里的文件 ${sha256} 不见了或变了，已停下，数据库没有动。请换一份备份。`, en: `File ${sha256} of the backup is gone or changed; stopped, the database was not touched. Try another backup.`,
}))
const unknownFormat = problem('restore.format', 422, () => ({ zh: '读不懂这份备份的清单：可能是更新版本做的。', en: 'The manifest of this backup is not understood: a newer release may have made it.' }))

export async function readManifest(vault: Vault, wanted?: string): Promise<{ name: string; manifest: Manifest }> {
  const all = await vault.snapshots()
  const name = wanted ?? all.at(-1)
  if (name === undefined || !all.includes(name)) throw noSnapshot({ name: name ?? '-', there: all.join(', ') })
  const bytes: Buffer[] = []
  for await (const chunk of vault.read(snapshotPath(name, 'manifest.json'))) bytes.push(chunk as Buffer)
  try {
    return { name, manifest: Manifest.parse(JSON.parse(Buffer.concat(bytes).toString('utf8'))) }
  } catch { throw unknownFormat({}) }
}

/** Refuses a database in use, ours or another's; an empty one of ours is cleared of its bare tables, so that the schema of the backup can be made. */
async function clearEmpty(client: pg.Client): Promise<void> {
  const { rows: [has] } = await client.query<{ ours: boolean; any: boolean }>(`select to_regclass('schema_migration') is not null and to_regclass('district') is not null as ours,
    exists (select 1 from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')) as any`)
  if (!has!.ours) {
    if (has!.any) throw notOurs({})
    return
  }
  const { rows } = await client.query<{ code: string }>('select code from district')
  if (rows.length > 0) throw notEmpty({ codes: rows.map((row) => row.code).join(', ') })
  const { rows: tables } = await client.query<{ name: string }>(`select relname::text as name from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')`)
  for (const { name } of tables) await client.query(`drop table ${quoted(name)} cascade`)
  const { rows: functions } = await client.query<{ f: string }>(`select p.oid::regprocedure::text as f from pg_proc p where pronamespace = current_schema()::regnamespace and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')`)
  for (const { f } of functions) await client.query(`drop function ${f} cascade`)
  await client.query('drop schema if exists pgboss cascade')
}

export async function restore(into: { url: string; files: FileStore; secret: Keeping }, vault: Vault, wanted?: string, onStep: (what: string, done: number) => void = () => {}): Promise<{ name: string; manifest: Manifest; sealed: Opens }> {
  const { name, manifest } = await readManifest(vault, wanted)
  const client = new pg.Client({ connectionString: into.url, application_name: 'dianfan restore' })
  // A cut connection rejects the question that waits; without a listener it would end the process instead.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(plainText)
    await clearEmpty(client)
    await migrate(into.url, manifest.schema)
    await putFiles(client, into.files, vault, name, manifest, onStep)
    const tables = manifest.tables.map((table) => ({ ...table, xid: table.xid ?? undefined }))
    const room = await makeRoom(client, tables.find((table) => table.name === 'log')?.rows ?? 0)
    await client.query('begin')
    // Those with transaction numbers last: where readers stand must be known first.
    for (const table of tables.toSorted((a, b) => Number(a.xid !== undefined) - Number(b.xid !== undefined))) {
      await fill(client, vault, name, table, room)
      onStep(table.name, table.rows)
    }
    for (const table of tables) {
      const count = counting(table)
      await pipeline(client.query(copyTo(copyOut(table))), count.through, nowhere())
      const { rows, sha256 } = count.counted()
      if (rows !== table.rows || sha256 !== table.sha256) throw notEqual({ table: table.name })
    }
    await moveStands(client)
    // Before anything counts: a database whose sealed secrets open is worth more than one a moment earlier.
    const sealed = await bringKey(into.secret, vault, name, manifest.secret)
    await client.query('commit')
    // The release that runs now may be newer than the one that made the backup.
    await migrate(into.url)
    await client.query('analyze')
    return { name, manifest, sealed }
  } finally {
    await client.end()
  }
}
const nowhere = () => new Writable({ write(_chunk, _encoding, done) { done() } })

/** Bytes first, then the rows that name them. The list of files is the backup's own table. */
async function putFiles(client: pg.Client, store: FileStore, vault: Vault, name: string, manifest: Manifest, onStep: (what: string, done: number) => void): Promise<void> {
  const table = manifest.tables.find((one) => one.name === 'file')!
  await client.query('create temp table file_in (like file)')
  await pipeline(vault.read(snapshotPath(name, 'tables/file.copy.gz')), createGunzip(), client.query(copyFrom(copyIn({ ...table, xid: undefined }, 'file_in'))))
  const { rows } = await client.query<{ sha256: string }>('select distinct sha256 from file_in order by sha256')
  await client.query('drop table file_in')
  const missing = new Set(manifest.files.missing)
  for (const [n, { sha256 }] of rows.entries()) {
    if (missing.has(sha256)) continue
    const bytes: Buffer[] = []
    try {
      for await (const chunk of vault.read(filePath(sha256))) bytes.push(chunk as Buffer)
    } catch (error) { throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? fileBroken({ sha256 }) : error }
    const whole = Buffer.concat(bytes)
    if (hashOf(whole) !== sha256) throw fileBroken({ sha256 })
    await store.put(pictureKey('full', sha256), whole)
    if (n % 100 === 0) onStep('files', n)
  }
}

async function fill(client: pg.Client, vault: Vault, name: string, table: Table, room: number): Promise<void> {
  const load = (into: string) => pipeline(vault.read(snapshotPath(name, `tables/${table.name}.copy.gz`)), createGunzip(), client.query(copyFrom(copyIn(table, into)))).catch((error: NodeJS.ErrnoException) => {
    throw error.code?.startsWith('Z_') ? wrongKey({ name: table.name }) : error
  })
  if (!table.xid) return await load(table.name)
  await client.query(`create temp table renumbered (like ${quoted(table.name)}) on commit drop`)
  await load('renumbered')
  const names = table.columns.filter((column) => column !== table.xid).map(quoted).join(', ')
  // Only the log's order is read by anybody who stands somewhere; elsewhere the number of this transaction does.
  if (table.name !== 'log') {
    await client.query(`insert into ${quoted(table.name)} (${names}) select ${names} from renumbered; drop table renumbered`)
    return
  }
  const { rows } = await client.query<{ tx: string }>(`select tx::text as tx from (select distinct ${quoted(table.xid)} as tx from renumbered) t order by t.tx`)
  // Where a reader or a root stands, the transaction keeps a number of its own, so that nothing is read twice or passed.
  const places = (await withPositions(client)).map((name) => `select position from ${quoted(name)}`).join(' union all ')
  const { rows: stands } = await client.query<{ tx: string }>(`select split_part(position, '/', 1) as tx from (${places}) s where position <> ''`)
  const map = renumber(rows.map((row) => row.tx), new Set(stands.map((row) => row.tx)), room)
  await client.query('create temp table tx_map (old xid8 primary key, new xid8 not null) on commit drop')
  await client.query(`insert into tx_map select (e->>0)::xid8, (e->>1)::xid8 from json_array_elements($1::json) e`, [JSON.stringify([...map])])
  await client.query(`insert into ${quoted(table.name)} (${names}, ${quoted(table.xid)}) select ${names}, m.new from renumbered r join tx_map m on m.old = r.${quoted(table.xid)}`)
  await client.query('drop table renumbered')
}

/** A column `position` is a place in the log, in whatever table. */
async function withPositions(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`select c.relname::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attname = 'position' and a.atttypid = 'text'::regtype and not a.attisdropped order by 1`)
  return rows.map((row) => row.name)
}

/** Positions in the log speak of transaction numbers; they move with the rows. */
async function moveStands(client: pg.Client): Promise<void> {
  for (const table of await withPositions(client)) {
    await client.query(`update ${quoted(table)} t set position = m.new::text || substr(position, strpos(position, '/')) from tx_map m where m.old::text = split_part(t.position, '/', 1)`)
  }
}
