// What nobody needs is taken away a day later, and nothing that somebody needs, however close the two come.
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import S3rver from 's3rver'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { newId } from '#kernel/clock.ts'
import { collectBytes, collectRows, keepPicture, pictureKey, s3Store, verifyFiles } from '#kernel/files.ts'
import { actorOf } from '#kernel/session.ts'
import { sweepFiles } from '#kernel/sweep.ts'
import type { Client } from '../client.ts'
import { photo } from '../files.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { EAST } from './steps.ts'

let world: World, clerk: Client, actor: Actor
beforeAll(async () => {
  world = await smallDistrict()
  clerk = await world.as('clerk')
  const account = (await world.house.db.selectFrom('account').select('id').where('login', '=', 'clerk').executeTakeFirstOrThrow()).id
  actor = (await actorOf(world.house.db, world.district, account))!
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
const hour = 3_600_000
/** Two days on, by the world's clock and by the disk's. */
const later = () => new Date(Math.max(world.house.clock.now().getTime(), Date.now()) + 48 * hour)
const rows = async () => (await world.house.db.selectFrom('file').select('sha256').orderBy('sha256').execute()).map((row) => row.sha256)
const disk = async () => (await readdir(join(world.house.config.data, 'files'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => entry.name).sort()
const report = async (photos: string[]) => await clerk.post('/api/case', { source: 'hotline', text: '有照片', point: EAST, photos })
const sweep = async (dryRun = false) => await sweepFiles(world.house, [world.district], later(), { dryRun, all: true })
beforeEach(async () => { await world.jobs.drain({ later: true }) })

test('a photo that no case uses goes a day later with its sizes and traces; a used one stays whole', async () => {
  const { house, district } = world, send = async () => (await clerk.send('/api/file', await photo())).body.sha256 as string
  const used = await send(), left = await send()
  expect((await report([used])).status).toBe(201)
  await world.jobs.drain()
  expect((await disk()).length).toBe(6)
  // Before the day is over nothing goes.
  expect(await sweepFiles(house, [district], house.clock.now(), { all: true })).toMatchObject({ rows: 0, pictures: 0, copies: 0 })
  expect(await sweep(true)).toMatchObject({ rows: 1, pictures: 0, uploads: 0 })
  expect([await rows(), (await disk()).length]).toEqual([[used, left].sort(), 6])
  const done = await sweep()
  expect(done).toMatchObject({ rows: 1, pictures: 1, copies: 2, parts: 0, leftovers: 0 })
  expect(done.bytes).toBeGreaterThan(500)
  expect([await rows(), await disk()]).toEqual([[used], Array.from({ length: 3 }, () => `${used}.jpg`)])
  expect((await house.db.selectFrom('file_meta').select('sha256').execute()).map((row) => row.sha256)).toEqual([used])
  expect(await verifyFiles(house.db, house.files, district)).toMatchObject({ files: 1, read: 1, faults: [] })
  expect((await report([left])).status).toBe(422)
})
test('sent again, a photo has another day', async () => {
  const bytes = await photo(), { db } = world.house
  const { sha256 } = (await clerk.send('/api/file', bytes)).body
  await db.updateTable('file').set({ put_at: new Date(later().getTime() - 90 * hour), seen_at: null }).where('sha256', '=', sha256).execute()
  await keepPicture(world.house, actor, bytes, new Date(later().getTime() - 2 * hour))
  expect(await collectRows(db, world.district, later())).toBe(0)
  expect(await rows()).toContain(sha256)
  await db.updateTable('file').set({ seen_at: null }).where('sha256', '=', sha256).execute()
  expect(await collectRows(db, world.district, later())).toBe(1)
})
test('bytes that another district names stay', async () => {
  const { db, files } = world.house, { sha256 } = (await clerk.send('/api/file', await photo())).body, other = newId()
  await db.insertInto('district').values({ id: other, code: 'z', zh: 'z区', en: 'District z', created_at: new Date() }).execute()
  await db.insertInto('file').values({ district: other, sha256, media_type: 'image/jpeg', bytes: 1, width: 1, height: 1, put_at: later() }).execute()
  await sweep()
  expect([(await rows()).includes(sha256), await files.has(pictureKey('full', sha256))]).toEqual([true, true])
  await db.deleteFrom('file').where('district', '=', other).execute()
  await db.deleteFrom('district').where('id', '=', other).execute()
  expect(await sweep()).toMatchObject({ pictures: 1 })
  expect(await files.has(pictureKey('full', sha256))).toBe(false)
})
test('what a killed write left behind goes, what a person laid there does not', async () => {
  const folder = join(world.house.config.data, 'files', 'full', 'ab'), old = new Date(Date.now() - 100 * hour)
  await mkdir(folder, { recursive: true })
  for (const name of ['.01936f2e-8a4b-4c31-9d55-2f6e8b1a7cab', 'README.txt', `${'ab'.padEnd(64, '0')}.jpg`]) { await writeFile(join(folder, name), 'x'); await utimes(join(folder, name), old, old) }
  expect(await sweep()).toMatchObject({ leftovers: 1, pictures: 1 })
  expect(await readdir(folder)).toEqual(['README.txt'])
})
test('a put of the same picture while its bytes are being collected: a row never stands without its bytes', async () => {
  const { db, files: all } = world.house
  // Two days on only by our word: a write under way would be taken for the leftover of a killed one.
  const files = { ...all, async *list(prefix: string, before: Date) { for await (const stored of all.list(prefix, before)) if (!stored.key.includes('/.')) yield stored } }
  let collected = 0
  for (let n = 0; n < 40; n++) {
    const bytes = await photo(), { sha256 } = await keepPicture(world.house, actor, bytes, world.house.clock.now()), shard = [sha256.slice(0, 2)]
    await db.updateTable('file').set({ put_at: new Date(0), seen_at: null }).where('sha256', '=', sha256).execute()
    const now = later()
    const collect = async () => { await collectRows(db, world.district, now); collected += (await collectBytes(db, files, now, { only: shard })).pictures }
    await Promise.all([collect(), keepPicture(world.house, actor, bytes, now), n % 2 ? collect() : keepPicture(world.house, actor, bytes, now)])
    expect([n, (await rows()).includes(sha256), await files.has(pictureKey('full', sha256))]).toEqual([n, true, true])
  }
  expect(collected).toBeGreaterThan(0)
  expect((await verifyFiles(db, files, world.district)).faults).toEqual([])
}, 60_000)
test('a case that takes a photo while it is being collected: the case has it, or is told that it is gone', async () => {
  const { db, files } = world.house, outcomes = new Set<number>()
  for (let n = 0; n < 40; n++) {
    const { sha256 } = (await clerk.send('/api/file', await photo())).body
    await db.updateTable('file').set({ put_at: new Date(0), seen_at: null }).where('sha256', '=', sha256).execute()
    const now = later(), pause = async () => { await new Promise((go) => setTimeout(go, n % 8)) }
    const [made] = await Promise.all([report([sha256]), pause().then(async () => { await collectRows(db, world.district, now); await collectBytes(db, files, now, { only: [sha256.slice(0, 2)] }) })])
    outcomes.add(made.status)
    const there = [(await rows()).includes(sha256), await files.has(pictureKey('full', sha256))]
    expect([n, made.status, there]).toEqual([n, made.status, made.status === 201 ? [true, true] : [false, false]])
  }
  expect(outcomes.has(201)).toBe(true)
  expect([...outcomes].every((status) => status === 201 || status === 422)).toBe(true)
}, 60_000)
test('bytes that were changed on the disk are named by the proof and not shown', async () => {
  const { db, files, config } = world.house, [good, bad, gone] = [(await clerk.send('/api/file', await photo())).body.sha256, (await clerk.send('/api/file', await photo())).body.sha256, (await clerk.send('/api/file', await photo())).body.sha256]
  await writeFile(join(config.data, 'files', ...pictureKey('full', bad).split('/')), await sharp({ create: { width: 9, height: 9, channels: 3, background: '#f00' } }).jpeg().toBuffer())
  await files.delete(pictureKey('full', gone))
  const { faults } = await verifyFiles(db, files, world.district)
  expect(new Set(faults.map((one) => `${one.sha256} ${one.fault}`))).toEqual(new Set([`${bad} damaged`, `${gone} missing`]))
  expect([(await clerk.get(`/api/file/${good}`)).status, (await clerk.get(`/api/file/${bad}`)).body.kind, (await clerk.get(`/api/file/${gone}`)).status]).toEqual([200, 'file.damaged', 404])
  // Sent again it is whole again: another size on disk is written over.
  expect((await verifyFiles(db, files, world.district, { every: 1_000_000 })).read).toBeLessThanOrEqual(1)
  await db.deleteFrom('file').where('sha256', 'in', [bad, gone]).execute()
})
test('the same in a bucket: put, sized, shown, collected', async () => {
  const s3 = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: join(world.house.config.data, 's3'), configureBuckets: [{ name: 'dianfan', configs: [] }] })
  const { port } = await s3.run(), before = world.house.files
  try {
    world.house.files = s3Store({ endpoint: `http://127.0.0.1:${port}`, bucket: 'dianfan', region: 'us-east-1', key: 'S3RVER', secret: 'S3RVER' })
    await world.house.files.ready()
    const { sha256 } = (await clerk.send('/api/file', await photo())).body
    expect((await clerk.get(`/api/file/${sha256}?size=tiny`)).headers.get('cache-control')).toBe('private, max-age=5')
    expect((await world.jobs.drain()).failed).toBe(0)
    expect((await clerk.get(`/api/file/${sha256}?size=tiny`)).headers.get('cache-control')).toContain('immutable')
    expect((await report([sha256])).status).toBe(201)
    const idle = (await clerk.send('/api/file', await photo())).body.sha256
    await world.jobs.drain()
    expect(await sweepFiles(world.house, [world.district], later(), { all: true })).toMatchObject({ pictures: 1, copies: 2 })
    expect([await world.house.files.has(pictureKey('full', sha256)), await world.house.files.has(pictureKey('full', idle))]).toEqual([true, false])
  } finally { world.house.files = before; await s3.close() }
}, 60_000)
