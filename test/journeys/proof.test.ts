// What proves itself: roots that show what a chain alone cannot, rows folded anew from the log, and a backup that comes back equal.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newId } from '#kernel/clock.ts'
import { seal } from '#kernel/chain.ts'
import { json, openDb } from '#kernel/db.ts'
import { folderStore, pictureKey } from '#kernel/files.ts'
import { endOfTail, readTail } from '#kernel/log.ts'
import { backup } from '#kernel/proof/backup.ts'
import { replay } from '#kernel/proof/replay.ts'
import { restore } from '#kernel/proof/restore.ts'
import { sayRoot } from '#kernel/proof/root.ts'
import { lastRoot, makeRoots, readWitness, writeWitness } from '#kernel/proof/roots.ts'
import { keyFrom, openVault } from '#kernel/proof/vault.ts'
import { seal as sealWords, unseal } from '#kernel/secret.ts'
import { verifyLog } from '#kernel/proof/verify.ts'
import { renumber } from '#kernel/proof/xids.ts'
import { streams } from '../../src/app.ts'
import { freshDatabase } from '../setup/database.ts'
import { settled } from '../settled.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt } from './steps.ts'

let world: World
let folder: string
beforeAll(async () => {
  world = await smallDistrict()
  folder = await mkdtemp(join(tmpdir(), 'dianfan-proof-'))
  const hands = { clerk: await world.as('clerk'), unit: await world.as('liaison'), checker: await world.as('inspector') }
  await Promise.all(Array.from({ length: 4 }, () => caseAt('closed', hands)))
  await settled(world.house.db)
  await makeRoots(world.house.db, world.district, world.house.clock.now())
  await Promise.all(Array.from({ length: 4 }, () => caseAt('handled', hands)))
  await settled(world.house.db)
  await makeRoots(world.house.db, world.district, world.house.clock.now())
})
afterAll(async () => {
  await world?.close()
  await rm(folder, { recursive: true, force: true })
  expect(world?.faults ?? []).toEqual([])
})

type Trx = Parameters<typeof verifyLog>[0]
/** Meddles in a transaction, asks what is found, and takes all of it back. */
async function meddled(meddle: (trx: Trx) => Promise<void>, witness: { n: number; hash: string }[] = []) {
  const trx = await world.house.db.startTransaction().execute()
  try {
    await meddle(trx as never)
    return (await verifyLog(trx as never, world.district, { witness })).broken
  } finally { await trx.rollback().execute() }
}
const cases = () => world.house.db.selectFrom('log').select(({ fn }) => ['id', fn.max('version').as('last')]).where('stream', '=', 'case').groupBy('id').orderBy('id').execute()

describe('roots', () => {
  test('what nobody touched is whole, and every row is under a root', async () => {
    expect(await verifyLog(world.house.db, world.district)).toMatchObject({ broken: [], roots: 2, open: 0 })
  })
  test('a tail cut off any case is named with the first version that is gone', async () => {
    for (const { id, last } of await cases()) for (const from of [last, Math.max(2, last - 2)]) {
      expect(await meddled(async (trx) => { await sql`delete from log where stream = 'case' and id = ${id}::uuid and version >= ${from}`.execute(trx) }))
        .toMatchObject([{ kind: 'missing', stream: 'case', id, version: from }])
    }
  })
  test('a case deleted whole is named', async () => {
    const { id } = (await cases())[3]!
    expect(await meddled(async (trx) => { await sql`delete from log where id = ${id}::uuid`.execute(trx) })).toMatchObject([{ kind: 'missing', stream: 'case', id, version: 1 }])
  })
  test('a chain sealed anew by whoever owns the database is named, though the chain itself fits', async () => {
    const { id, last } = (await cases())[1]!
    const found = await meddled(async (trx) => {
      const rows = await trx.selectFrom('log').selectAll().where('stream', '=', 'case').where('id', '=', id).orderBy('version').execute()
      let before: string | null = null
      for (const row of rows) {
        const data = row.version === 2 ? { ...(row.data as object), forged: true } : row.data
        before = seal(before, { ...row, data })
        await sql`update log set data = ${json(data)}, hash = ${before} where stream = 'case' and id = ${id}::uuid and version = ${row.version}`.execute(trx)
      }
    })
    expect(found).toMatchObject([{ kind: 'resealed', stream: 'case', id, version: last }])
  })
  test('a case slipped in behind the roots is named', async () => {
    const { id } = (await cases())[0]!, forged = newId()
    const found = await meddled(async (trx) => {
      const row = await trx.selectFrom('log').selectAll().where('stream', '=', 'case').where('id', '=', id).where('version', '=', 1).executeTakeFirstOrThrow()
      await trx.insertInto('log').values({ ...row, data: json(row.data), id: forged, hash: seal(null, { ...row, id: forged }) }).execute()
    })
    expect(found).toMatchObject([{ kind: 'unrooted', id: forged, version: 1 }])
  })
  test('a root changed or taken away is named; one sealed anew is betrayed by what was written down outside', async () => {
    const { n, hash } = (await lastRoot(world.house.db, world.district))!
    expect(await meddled(async (trx) => { await sql`update log_root set at = at + interval '1 second' where n = 1`.execute(trx) })).toMatchObject([{ kind: 'root', root: 1 }])
    expect(await meddled(async (trx) => { await sql`delete from log_root where n = 1`.execute(trx) })).toMatchObject([{ kind: 'root', root: 1 }])
    const { id } = (await cases())[0]!
    const found = await meddled(async (trx) => {
      await sql`delete from log_root`.execute(trx)
      await sql`delete from log where id = ${id}::uuid`.execute(trx)
    }, [{ n, hash }])
    expect(found).toEqual([{ kind: 'witness', root: n }])
  })
  test('the witness file holds each root once and survives a line cut off', async () => {
    const root = { n: 7, at: new Date('2026-11-23T01:00:00Z'), heads: [], hash: `sha256:${'a'.repeat(64)}` }
    await writeWitness(folder, world.district, root)
    await writeFile(join(folder, 'roots', `${world.district}.txt`), `${await readFile(join(folder, 'roots', `${world.district}.txt`), 'utf8')}2026-11-23T01:01:00.000Z 8:sha2`)
    expect(await readWitness(folder, world.district)).toEqual([{ n: 7, hash: root.hash }])
    expect(sayRoot(root)).toBe(`7:sha256:${'a'.repeat(64)}`)
  })
  test('an auditor sees the root on the log, over HTTP', async () => {
    const audit = await world.as('admin-audit')
    const { n, hash } = (await lastRoot(world.house.db, world.district))!
    expect((await audit.post('/api/log/verify', {})).body).toMatchObject({ broken: [], root: `${n}:${hash}` })
  })
})

describe('replay', () => {
  test('every list row says what the log says', async () => {
    const { differences, tables } = await replay(world.house.db, world.district, streams)
    expect(differences).toEqual([])
    expect(tables.find((table) => table.name === 'case_now')!.rows).toBe((await cases()).length)
  })
  test('a row changed, lost or invented by hand is named with its columns, and mended with write', async () => {
    const [one, two] = await cases()
    const { db } = world.house
    await sql`update case_now set late = not coalesce(late, false), reworks = 9 where id = ${one!.id}::uuid`.execute(db)
    await sql`delete from case_now where id = ${two!.id}::uuid`.execute(db)
    const invented = newId()
    await sql`insert into file_use values (${world.district}::uuid, ${'f'.repeat(64)}, 'case', ${invented}::uuid)`.execute(db)
    const found = await replay(db, world.district, streams)
    expect(found.differences).toEqual(expect.arrayContaining([
      { table: 'case_now', key: { id: one!.id }, columns: expect.arrayContaining(['late', 'reworks']) },
      { table: 'case_now', key: { id: two!.id }, columns: [], only: 'log' },
      { table: 'file_use', key: { sha256: 'f'.repeat(64), stream: 'case', stream_id: invented }, columns: [], only: 'table' },
    ]))
    expect(found.differences).toHaveLength(3)
    await replay(db, world.district, streams, { write: true })
    expect((await replay(db, world.district, streams)).differences).toEqual([])
  })
})

describe('backup and restore', () => {
  const contents = async (url: string) => {
    const db = openDb(url, { connections: 1 })
    try {
      const { rows } = await sql<{ name: string; key: string }>`select c.relname::text as name, (select string_agg(quote_ident(k.attname), ',' order by array_position(i.indkey::int2[], k.attnum)) from pg_index i join pg_attribute k on k.attrelid = c.oid and k.attnum = any(i.indkey) where i.indrelid = c.oid and i.indisprimary) as key from pg_class c where relnamespace = current_schema()::regnamespace and relkind = 'r' order by 1`.execute(db)
      const out: Record<string, unknown> = {}
      for (const { name, key } of rows) out[name] = (await sql.raw<{ row: unknown }>(`select to_jsonb(t) - 'tx' - 'xid' - 'position' - 'ran_at' as row from "${name}" t order by ${key}`).execute(db)).rows.map(({ row }) => row)
      return out
    } finally { await db.destroy() }
  }
  const emptyPlace = async () => {
    const fresh = await freshDatabase()
    const files = await mkdtemp(join(folder, 'files-'))
    return { ...fresh, folder: files, files: folderStore(files), secret: { data: files, secretKey: undefined } }
  }
  const from = () => ({ url: world.house.config.databaseUrl!, files: world.house.files, secret: world.house.config })
  let hour = 0
  const now = () => new Date('2026-11-23T02:00:00Z')

  test.each([['open', false], ['under a key', true]])('%s: everything comes back equal, row by row and byte by byte, and work goes on', async (_name, secret) => {
    const key = await keyFrom(secret ? join(folder, 'key') : undefined, true)
    const vault = await openVault(join(folder, `vault-${secret}`), key, true)
    // A reader stands in the middle of the log: after the restore it must read on from there.
    const { db } = world.house
    await settled(db)
    const all = await readTail(db, world.district, '', 1000)
    const first = await readTail(db, world.district, '', 11)
    await db.insertInto('reader_cursor').values({ district: world.district, reader: 'probe', position: first.position }).onConflict((oc) => oc.columns(['district', 'reader']).doUpdateSet({ position: first.position })).execute()
    const made = await backup(from(), vault, now())
    expect(made.manifest.files.missing).toEqual([])
    const place = await emptyPlace()
    try {
      await restore(place, vault)
      expect(await contents(place.url)).toEqual(await contents(world.house.config.databaseUrl!))
      const there = openDb(place.url, { connections: 2 })
      try {
        const files = await there.selectFrom('file').select('sha256').execute()
        expect(files.length).toBeGreaterThan(4)
        for (const { sha256 } of files) expect(await place.files.get(pictureKey('full', sha256))).toEqual(await world.house.files.get(pictureKey('full', sha256)))
        expect(await verifyLog(there, world.district, { witness: made.manifest.roots })).toEqual(await verifyLog(db, world.district))
        await settled(there)
        const { position } = await there.selectFrom('reader_cursor').select('position').where('reader', '=', 'probe').executeTakeFirstOrThrow()
        const facts = (tail: typeof all) => tail.rows.map(({ stream, id, version }) => `${stream}/${id}/${version}`)
        expect(facts(await readTail(there, world.district, position, 1000))).toEqual(facts(all).slice(11))
        // New rows come behind the old ones.
        const end = await endOfTail(there, world.district)
        await sql`insert into log (district, stream, id, version, type, data, actor, at, command, hash) values (${world.district}, 'probe', ${newId()}, 1, 'noted', '{}', null, now(), ${newId()}, 'x')`.execute(there)
        await settled(there)
        expect((await readTail(there, world.district, end, 10)).rows).toMatchObject([{ stream: 'probe' }])
      } finally { await there.destroy() }
    } finally { await place.drop() }
  })
  test('what is sealed opens again after a restore, when the backup is encrypted; an open one never holds the key and says so', async () => {
    const { config } = world.house
    const sealed = sealWords(config, 'a/b', 'JBSWY3DP')
    const vault = await openVault(join(folder, 'vault-sealed'), await keyFrom(join(folder, 'key-sealed'), true), true)
    const { name, manifest } = await backup(from(), vault, new Date('2026-11-23T02:30:00Z'))
    expect(manifest.secret?.key).toBe('with')
    expect((await readFile(join(vault.folder, 'snapshots', name, 'secret.key'))).includes(await readFile(join(config.data, 'secret.key')))).toBe(false)
    const place = await emptyPlace()
    try {
      // Another key that stood there is not lost.
      await writeFile(join(place.folder, 'secret.key'), Buffer.alloc(32, 7).toString('base64url'))
      expect((await restore(place, vault, name)).sealed).toBe('brought')
      expect(unseal(place.secret, 'a/b', sealed)).toBe('JBSWY3DP')
      expect(await readFile(join(place.folder, `secret.key.before-${name}`), 'utf8')).toBe(Buffer.alloc(32, 7).toString('base64url'))
      expect((await stat(join(place.folder, 'secret.key'))).mode & 0o777).toBe(0o600)
    } finally { await place.drop() }
    const open = await openVault(join(folder, 'vault-open'), undefined, true)
    const made = await backup(from(), open, new Date('2026-11-23T02:31:00Z'))
    expect(made.manifest.secret).toEqual({ key: 'apart', mark: manifest.secret!.mark })
    expect(await readdir(join(open.folder, 'snapshots', made.name))).not.toContain('secret.key')
    const other = await emptyPlace()
    try { expect((await restore(other, open)).sealed).toBe('other-key') } finally { await other.drop() }
  })
  test('a second backup copies only new files', async () => {
    const vault = await openVault(join(folder, 'vault-false'), undefined, false)
    expect((await backup(from(), vault, new Date('2026-11-23T03:00:00Z'))).newFiles).toBe(0)
    expect(await vault.snapshots()).toEqual(['20261123T020000Z', '20261123T030000Z'])
  })
  test('an installation without a district is refused instead of making a backup of nothing', async () => {
    const vault = await openVault(join(folder, 'vault-nothing'), undefined, true)
    const place = await emptyPlace()
    try { await expect(backup(place, vault, now())).rejects.toMatchObject({ body: { kind: 'backup.nothing' } }) } finally { await place.drop() }
    expect(await vault.snapshots()).toEqual([])
  })
  test('a database in use is not overwritten', async () => {
    const vault = await openVault(join(folder, 'vault-false'), undefined, false)
    await expect(restore(from(), vault)).rejects.toMatchObject({ body: { kind: 'restore.not-empty' } })
  })
  test.each([
    ['a table changed', 'vault-false', async (at: string) => { const f = join(at, 'tables', 'case_now.copy.gz'); const b = await readFile(f); b[b.length >> 1]! ^= 1; await writeFile(f, b) }],
    ['a table of an encrypted one changed', 'vault-true', async (at: string) => { const f = join(at, 'tables', 'case_now.copy.gz'); const b = await readFile(f); b[b.length >> 1]! ^= 1; await writeFile(f, b) }],
    ['a file of an encrypted one swapped for another', 'vault-true', async (at: string) => {
      const files = (await readdir(join(at, '..', '..', 'files'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
      await writeFile(files[0]!, await readFile(files[1]!))
    }],
    ['a file lost', 'vault-false', async (at: string) => { const [dir] = await readdir(join(at, '..', '..', 'files')); await rm(join(at, '..', '..', 'files', dir!), { recursive: true }) }],
  ])('%s: refused, and the place stays empty', async (_name, name, damage) => {
    const vault = await openVault(join(folder, name), await keyFrom(name === 'vault-true' ? join(folder, 'key') : undefined, false), false)
    const { name: made } = await backup(from(), vault, new Date(`2026-11-24T0${++hour}:00:00Z`))
    await damage(join(vault.folder, 'snapshots', made))
    const place = await emptyPlace()
    try {
      await expect(restore(place, vault, made)).rejects.toThrow()
      const db = openDb(place.url, { connections: 1 })
      try { expect(await db.selectFrom('district').selectAll().execute()).toEqual([]) } finally { await db.destroy() }
    } finally { await place.drop() }
  })
  test('another key opens nothing, and says so', async () => {
    await expect(openVault(join(folder, 'vault-true'), undefined, false)).rejects.toMatchObject({ body: { kind: 'backup.key-needed' } })
    const vault = await openVault(join(folder, 'vault-true'), await keyFrom(join(folder, 'other'), true), false)
    const place = await emptyPlace()
    try { await expect(restore(place, vault)).rejects.toMatchObject({ body: { kind: 'backup.wrong-key' } }) } finally { await place.drop() }
  })
  test('no readable word stands in an encrypted backup', async () => {
    const files = (await readdir(join(folder, 'vault-true'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    for (const entry of files.filter((one) => one.name !== 'dianfan-backup.json')) {
      const bytes = await readFile(join(entry.parentPath, entry.name))
      expect(bytes.subarray(0, 2)).not.toEqual(Buffer.from([0x1f, 0x8b]))
      expect(bytes.includes('"format"')).toBe(false)
    }
  })
})

describe('transaction numbers of a restored log', () => {
  const old = Array.from({ length: 100 }, (_, n) => String(5000 + n * 3))
  test.each([[1000, 'room for all'], [40, 'neighbours share']])('with %i free numbers (%s) the order stays and none is above the room', (room) => {
    const map = renumber(old, new Set([old[50]!, old[77]!]), room)
    const news = old.map((tx) => Number(map.get(tx)))
    expect(news).toEqual(news.toSorted((a, b) => a - b))
    expect(Math.max(...news)).toBeLessThanOrEqual(room + 2)
    for (const alone of [50, 77]) expect(news.filter((tx) => tx === news[alone])).toHaveLength(1)
    expect(new Set(news).size).toBe(room > 100 ? 100 : new Set(news).size)
  })
})
