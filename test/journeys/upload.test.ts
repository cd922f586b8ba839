// Photos in parts: interrupted anywhere they become the same whole, twice is once, and what is no photo gets its answer early.
import { createHash, randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDb } from '#kernel/db.ts'
import { collectBytes, collectUploads, folderStore } from '#kernel/files.ts'
import type { House } from '#kernel/house.ts'
import { newEvents } from '#kernel/events.ts'
import { httpApp } from '#kernel/http.ts'
import { newJobs } from '#kernel/jobs.ts'
import { newMemory } from '#kernel/memory.ts'
import { listen, type Listening } from '#kernel/serve.ts'
import { newBearer, sessionReader } from '#kernel/session.ts'
import { jobs, routes } from '../../src/app.ts'
import type { Reply } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { EAST, raw } from './steps.ts'

let world: World, other: Listening, second: House
const tokens = new Map<string, string>()
beforeAll(async () => {
  world = await smallDistrict()
  const { config, clock } = world.house, db = openDb(config.databaseUrl!)
  second = { db, clock, config: { ...config, port: 0 }, files: folderStore(join(config.data, 'files')), memory: newMemory(), jobs: newJobs(db, config.databaseUrl!), events: newEvents(db, clock), sessions: sessionReader(db) }
  await second.jobs.declare(jobs)
  other = await listen(httpApp({ routes, house: second, onFault: (error) => world.faults.push(error) }), second.config)
  for (const login of ['clerk', 'grid', 'liaison']) tokens.set(login, (await newBearer(world.house.db, world.district, login, clock.now()))!)
})
afterAll(async () => {
  await other?.close()
  await second?.db.destroy()
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

const here = () => world.url, there = () => `http://127.0.0.1:${other.port}`
const headers = (login: string) => ({ authorization: `Bearer ${tokens.get(login)}` })
const begin = (body: object, { login = 'clerk', at = here() } = {}) => raw(at, 'POST', '/api/upload', { headers: { ...headers(login), 'content-type': 'application/json' }, body: JSON.stringify(body) })
const append = (id: string, offset: number | string | undefined, part: Uint8Array, { login = 'clerk', at = here() } = {}): Promise<Reply> =>
  raw(at, 'PATCH', `/api/upload/${id}`, { headers: { ...headers(login), 'content-type': 'application/octet-stream', ...(offset === undefined ? {} : { 'upload-offset': String(offset) }) }, body: part as BodyInit })
const look = (id: string, { login = 'clerk', at = here() } = {}) => raw(at, 'GET', `/api/upload/${id}`, { headers: headers(login) })
const send = async (bytes: Uint8Array, login = 'clerk') => {
  const id = randomUUID(), began = await begin({ id, bytes: bytes.byteLength, media: 'image/jpeg' }, { login })
  return began.status === 201 && began.body.state === 'open' ? await append(id, 0, bytes, { login }) : began
}
let seed = 0
/** A picture with something in it, of its own each time, some 60 KB. */
const picture = async (): Promise<Buffer> => {
  const circles = Array.from({ length: 12 }, (_, n) => `<circle cx="${(n * 97 + ++seed * 61) % 640}" cy="${(n * 53 + seed * 37) % 480}" r="${10 + ((n * 31 + seed) % 60)}" fill="hsl(${(n * 40 + seed * 17) % 360} 60% 50%)"/>`)
  return await sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><rect width="640" height="480" fill="hsl(${(seed * 29) % 360} 30% 60%)"/>${circles.join('')}</svg>`)).jpeg({ quality: 95 }).toBuffer()
}
const parts = async () => (await readdir(join(world.house.config.data, 'files', 'part'), { recursive: true, withFileTypes: true }).catch(() => [])).filter((entry) => entry.isFile()).length

test('sent whole, in parts, or broken off anywhere and gone on with at another server: one and the same file', async () => {
  const bytes = await picture(), whole = (await send(bytes)).body.file
  expect(whole).toMatchObject({ width: 640, height: 480 })
  for (const cut of [1, 2, 500, 4_099, 4_100, bytes.length >> 1, bytes.length - 1]) {
    const id = randomUUID(), about = { id, bytes: bytes.length, media: 'image/jpeg', sha256: createHash('sha256').update(bytes).digest('hex') }
    expect((await begin(about)).body).toMatchObject({ offset: 0, state: 'open', file: null })
    expect((await append(id, 0, bytes.subarray(0, cut))).headers.get('upload-offset')).toBe(String(cut))
    const at = { at: there() }
    expect((await begin(about, at)).body).toMatchObject({ offset: cut, state: 'open' })
    expect((await look(id, at)).headers.get('upload-offset')).toBe(String(cut))
    const done = await append(id, cut, bytes.subarray(cut), at)
    expect([done.status, done.body.state, done.body.file]).toEqual([200, 'done', whole])
    // The same again, at any time, is the same answer.
    for (const again of [await begin(about), await append(id, bytes.length, new Uint8Array()), await look(id)]) expect(again.body).toMatchObject({ state: 'done', file: whole, offset: bytes.length })
  }
  expect(await parts()).toBe(0)
  const made = await raw(here(), 'POST', '/api/case', { headers: { ...headers('clerk'), 'content-type': 'application/json' }, body: JSON.stringify({ source: 'hotline', text: '有照片', point: EAST, photos: [whole.sha256] }) })
  expect(made.status).toBe(201)
})
test('byte by byte at the beginning, then in uneven parts', async () => {
  const bytes = await picture(), id = randomUUID()
  await begin({ id, bytes: bytes.length, media: 'image/jpeg' })
  let at = 0
  for (const size of [...Array.from({ length: 40 }, () => 1), 7, 1_000, 13, 9_999]) { expect((await append(id, at, bytes.subarray(at, at + size))).status).toBe(200); at += size }
  expect((await append(id, at, bytes.subarray(at))).body.state).toBe('done')
})
test('two that send the same stretch at once, at two servers: one is told to go on from where it is, nothing is doubled', async () => {
  for (let n = 0; n < 8; n++) {
    const bytes = await picture(), id = randomUUID(), half = bytes.length >> 1
    await begin({ id, bytes: bytes.length, media: 'image/jpeg' })
    const both = await Promise.all([append(id, 0, bytes.subarray(0, half)), append(id, 0, bytes.subarray(0, half + 10), { at: there() })])
    expect(both.map((reply) => reply.status).sort()).toEqual([200, 409])
    const lost = both.find((reply) => reply.status === 409)!
    expect(lost.body).toMatchObject({ kind: 'upload.other-offset' })
    const { offset } = (await look(id)).body
    expect(lost.body.details.offset).toBe(offset)
    const last = await Promise.all([append(id, offset, bytes.subarray(offset)), append(id, offset, bytes.subarray(offset), { at: there() })])
    expect(last.some((reply) => reply.body.state === 'done')).toBe(true)
    expect((await look(id)).body.state).toBe('done')
  }
})
test('a wrong offset, no offset, more bytes than announced, another content under the same id: each has its sentence', async () => {
  const bytes = await picture(), id = randomUUID(), about = { id, bytes: bytes.length, media: 'image/jpeg' }
  await begin(about)
  const said = async (reply: Promise<Reply>) => { const { status, body } = await reply; expect(body.said?.zh?.length, JSON.stringify(body)).toBeGreaterThan(8); return [status, body.kind] }
  expect(await said(append(id, 5, bytes))).toEqual([409, 'upload.other-offset'])
  for (const wrong of [undefined, 'x', '-1', '1e3', '']) expect(await said(append(id, wrong, bytes))).toEqual([400, 'upload.no-offset'])
  expect(await said(append(id, 0, Buffer.concat([bytes, Buffer.from('x')])))).toEqual([422, 'upload.too-long'])
  for (const differs of [{ bytes: 5 }, { media: 'image/png' }, { sha256: 'a'.repeat(64) }]) expect(await said(begin({ ...about, ...differs }))).toEqual([409, 'upload.other-content'])
  expect(await said(begin({ id: randomUUID(), bytes: 21 * 1024 * 1024, media: 'image/jpeg' }))).toEqual([413, 'picture.too-large'])
  expect(await said(append(id, 0, new Uint8Array(5 * 1024 * 1024 + 1)))).toEqual([413, 'body.too-large'])
  expect(await said(append(randomUUID(), 0, bytes))).toEqual([404, 'not-found'])
  // Nobody else's upload is there.
  expect(await said(look(id, { login: 'grid' }))).toEqual([404, 'not-found'])
  expect((await begin({ ...about, bytes: 3 }, { login: 'grid' })).status).toBe(201)
  expect((await look(id)).body).toMatchObject({ offset: 0, state: 'open' })
  const wrong = randomUUID()
  await begin({ id: wrong, bytes: bytes.length, media: 'image/jpeg', sha256: 'a'.repeat(64) })
  expect(await said(append(wrong, 0, bytes))).toEqual([422, 'upload.wrong-hash'])
})
test('what is no photo is refused with its first part, for good, and its bytes are collected', async () => {
  const id = randomUUID(), about = { id, bytes: 3_000_000, media: 'image/jpeg' }, pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(9_000, 32)]), before = await parts()
  await begin(about)
  expect([(await append(id, 0, pdf)).body.kind, (await append(id, 0, pdf)).body.kind, (await begin(about)).body.kind]).toEqual(Array.from({ length: 3 }, () => 'picture.not-one'))
  expect((await look(id)).body).toMatchObject({ state: 'refused', problem: { kind: 'picture.not-one' } })
  expect(await parts()).toBe(before)
  expect((await send(new Uint8Array())).body.kind).toBe('picture.not-one')
})
test('twenty unfinished at a time, and the answer when to come again', async () => {
  for (let n = 0; n < 20; n++) expect((await begin({ id: randomUUID(), bytes: 9, media: 'image/jpeg' }, { login: 'liaison' })).status).toBe(201)
  const over = await begin({ id: randomUUID(), bytes: 9, media: 'image/jpeg' }, { login: 'liaison' })
  expect([over.status, over.body.kind, Number(over.headers.get('retry-after')) > 0]).toEqual([429, 'upload.too-many', true])
})
test('a part that is lost sends the client back to where it began; the whole still arrives', async () => {
  const bytes = await picture(), id = randomUUID(), half = bytes.length >> 1
  await begin({ id, bytes: bytes.length, media: 'image/jpeg' })
  await append(id, 0, bytes.subarray(0, half))
  const { parts: [key] } = await world.house.db.selectFrom('upload').select('parts').where('id', '=', id).executeTakeFirstOrThrow() as { parts: string[] }
  await world.house.files.delete(key!)
  expect((await append(id, half, bytes.subarray(half))).body).toMatchObject({ kind: 'upload.other-offset', details: { offset: 0 } })
  expect((await append(id, 0, bytes)).body.state).toBe('done')
})
test('a store that fails at the k-th act: never an answer without its bytes, and the same id comes to its end', async () => {
  const { house, district } = world, { appendUpload, beginUpload } = await import('#kernel/upload/upload.ts'), { actorOf } = await import('#kernel/session.ts')
  const account = (await house.db.selectFrom('account').select('id').where('login', '=', 'clerk').executeTakeFirstOrThrow()).id
  const actor = (await actorOf(house.db, district, account))!
  for (let k = 1; ; k++) {
    const bytes = await picture(), id = randomUUID(), half = bytes.length >> 1
    let acts = 0
    const failing = new Proxy(house.files, { get: (target, name) => { const act = Reflect.get(target, name) as (...a: unknown[]) => unknown; return (...args: unknown[]) => { if (++acts === k) throw new Error('EIO'); return act.apply(target, args) } } })
    const go = async (files: typeof house.files) => {
      const into = { ...house, files }, now = house.clock.now()
      let state = await beginUpload(into, actor, { id, bytes: bytes.length, media: 'image/jpeg' }, now)
      while (state.state === 'open') state = await appendUpload(into, actor, { id, offset: state.offset, part: bytes.subarray(state.offset, Math.min(bytes.length, state.offset + half)) }, now)
      return state
    }
    const first = await go(failing).catch((error: Error) => error.message)
    const state = await go(house.files)
    expect([k, state.state, await house.files.get(`full/${state.file!.sha256.slice(0, 2)}/${state.file!.sha256}.jpg`) !== undefined]).toEqual([k, 'done', true])
    if (first !== 'EIO') { expect(k).toBeGreaterThan(6); break }
  }
})
describe('an upload that nobody goes on with', () => {
  test('is collected with its parts after a day, not before; one that is gone on with is not', async () => {
    const { house, district } = world, bytes = await picture(), [left, lively] = [randomUUID(), randomUUID()], half = bytes.length >> 1
    for (const id of [left, lively]) { await begin({ id, bytes: bytes.length, media: 'image/jpeg' }); await append(id, 0, bytes.subarray(0, half)) }
    const start = house.clock.now().getTime(), hour = 3_600_000
    await world.at(new Date(start + 20 * hour).toISOString())
    tokens.set('clerk', (await newBearer(house.db, district, 'clerk', house.clock.now()))!)
    await append(lively, half, bytes.subarray(half, half + 10))
    expect(await collectUploads(house.db, house.files, district, new Date(start + 23 * hour))).toBe(0)
    const before = await parts(), soon = new Date(start + 25 * hour)
    expect(await collectUploads(house.db, house.files, district, soon, { dryRun: true })).toBeGreaterThan(0)
    expect((await look(left)).status).toBe(200)
    expect(await collectUploads(house.db, house.files, district, soon)).toBeGreaterThan(0)
    expect([(await look(left)).status, (await look(lively)).status]).toEqual([404, 200])
    expect(await parts()).toBeLessThan(before)
    // The lively one's parts are old by the disk's clock and still named: they stay.
    await collectBytes(house.db, house.files, new Date(Date.now() + 48 * hour))
    expect((await append(lively, half + 10, bytes.subarray(half + 10))).body.state).toBe('done')
    expect(await parts()).toBe(0)
  })
})
