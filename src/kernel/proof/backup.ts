// A backup: every table as of one moment and every file that moment names. Runs beside the server, writes nothing to the database.
import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { problem } from '#core/problem.ts'
import { pictureKey, type FileStore } from '../files.ts'
import { hashOf } from '../hash.ts'
import { filePath, snapshotName, type Manifest } from './manifest.ts'
import { keepKey, type Keeping } from './sealing-key.ts'
import { copyOut, counting, plainText, tablesOf } from './tables.ts'
import { dropPart, finish, type Vault } from './vault.ts'

const nothingHere = problem('backup.nothing', 422, () => ({
  zh: '这个数据库里还没有区，没有可备份的内容。请检查 DIANFAN_DATA 或 DATABASE_URL 是否指向正在使用的那一个。',
  en: 'There is no district in this database, so there is nothing to back up. Check that DIANFAN_DATA or DATABASE_URL points to the one in use.',
}))

export interface Backed { name: string; manifest: Manifest; newFiles: number }

/** Makes one snapshot. An interrupted one leaves only a folder that nobody takes for a backup; run it again. */
export async function backup(from: { url: string; files: FileStore; secret: Keeping }, vault: Vault, now: Date, onStep: (what: string, done: number) => void = () => {}): Promise<Backed> {
  const name = snapshotName(now)
  const part = `snapshots/${name}.part`
  await dropPart(vault, part)
  const client = new pg.Client({ connectionString: from.url, application_name: 'dianfan backup' })
  // A cut connection rejects the question that waits; without a listener it would end the process instead.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(plainText)
    // One snapshot for all tables; files are written before their rows, so each that this moment names is there.
    await client.query('begin isolation level repeatable read read only')
    const districts = (await client.query<{ id: string; code: string }>('select id, code from district order by id')).rows
    // Pointed at a wrong folder everything else would go well, and nobody would notice until the day it is needed.
    if (districts.length === 0) throw nothingHere({})
    const tables: Manifest['tables'] = []
    for (const table of await tablesOf(client)) {
      const count = counting(table)
      await vault.write(`${part}/tables/${table.name}.copy.gz`, client.query(copyTo(copyOut(table))), count.through, createGzip({ level: 6 }))
      tables.push({ name: table.name, columns: table.columns, key: table.key, xid: table.xid ?? null, ...count.counted() })
      onStep(table.name, tables.at(-1)!.rows)
    }
    const { count, missing, fresh } = await copyFiles(client, from.files, vault, onStep)
    const manifest: Manifest = {
      format: 1, made_at: now.toISOString(),
      schema: (await client.query<{ name: string; sha256: string }>('select name, sha256 from schema_migration order by name')).rows,
      districts,
      roots: (await client.query<{ district: string; n: number; hash: string }>('select distinct on (district) district, n, hash from log_root order by district, n desc')).rows,
      tables, files: { count, missing }, secret: await keepKey(from.secret, vault, part),
    }
    await client.query('rollback')
    await vault.write(`${part}/manifest.json`, Readable.from([Buffer.from(JSON.stringify(manifest))]))
    await finish(vault, part, name)
    return { name, manifest, newFiles: fresh }
  } finally {
    await client.end()
  }
}

/** Each file once for all backups. One whose bytes are gone or changed is named, not passed over. */
async function copyFiles(client: pg.Client, store: FileStore, vault: Vault, onStep: (what: string, done: number) => void): Promise<{ count: number; missing: string[]; fresh: number }> {
  let count = 0, fresh = 0
  const missing: string[] = []
  for (let after = ''; ;) {
    const { rows } = await client.query<{ sha256: string }>('select distinct sha256 from file where sha256 > $1 order by sha256 limit 1000', [after])
    for (const { sha256 } of rows) {
      count++
      if (await vault.has(filePath(sha256))) continue
      const bytes = await store.get(pictureKey('full', sha256))
      if (!bytes || hashOf(bytes) !== sha256) { missing.push(sha256); continue }
      await vault.write(filePath(sha256), Readable.from([bytes]))
      fresh++
      if (count % 100 === 0) onStep('files', count)
    }
    if (rows.length < 1000) return { count, missing, fresh }
    after = rows.at(-1)!.sha256
  }
}
