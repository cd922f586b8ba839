// The one door for pictures: nothing but pixels gets in, what is no picture leaves no trace, and nobody else sees them.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { folderStore, pictureKey, putPicture } from '#kernel/files.ts'
import { actorOf } from '#kernel/session.ts'
import type { Client } from '../client.ts'
import { photo } from '../files.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, raw } from './steps.ts'

let world: World
let clerk: Client, liaison: Client, urban: Client
beforeAll(async () => {
  world = await smallDistrict()
  ;[clerk, liaison, urban] = await Promise.all(['clerk', 'liaison', 'liaison.urban'].map((login) => world.as(login))) as [Client, Client, Client]
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

const folder = () => join(world.house.config.data, 'files')
/** Every file under the data folder, and every row that points at one. */
const kept = async () => ({
  disk: (await readdir(folder(), { recursive: true, withFileTypes: true }).catch(() => [])).filter((entry) => entry.isFile()).map((entry) => entry.name).sort(),
  rows: (await world.house.db.selectFrom('file').select('sha256').orderBy('sha256').execute()).map((row) => row.sha256),
})
const scene = (width = 640, height = 480) => sharp({ create: { width, height, channels: 3, background: '#7a6' } })

test('place, time, camera and owner are gone from the stored bytes and from every size', async () => {
  const shot = await scene().withExif({ IFD0: { Make: 'SpyCam', Artist: '张三13812345678', Software: 'Evil' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 17/1 5/1', GPSLongitudeRef: 'E', GPSLongitude: '120/1 42/1 54/1' } }).withIccProfile('srgb').jpeg().toBuffer()
  expect(shot.includes('SpyCam') && shot.includes('Exif')).toBe(true)
  const { sha256 } = (await clerk.send('/api/file', shot)).body
  expect(await world.jobs.drain()).toEqual({ done: 1, failed: 0 })
  const { disk } = await kept()
  expect(disk).toHaveLength(3)
  for (const kind of ['full', 'small', 'tiny']) {
    const stored = await readFile(join(folder(), kind, sha256.slice(0, 2), `${sha256}.jpg`))
    const { exif, xmp, iptc, icc, format } = await sharp(stored).metadata()
    expect({ exif, xmp, iptc, icc, format }).toEqual({ exif: undefined, xmp: undefined, iptc: undefined, icc: undefined, format: 'jpeg' })
    for (const trace of ['Exif', 'SpyCam', '13812345678', 'GPS', 'http://ns.adobe.com', 'Evil']) expect(stored.includes(trace)).toBe(false)
  }
})
test('a sideways shot is turned upright, a huge one is made smaller, a transparent one gets white paper', async () => {
  const sideways = await scene(300, 200).withMetadata({ orientation: 6 }).jpeg().toBuffer()
  expect((await clerk.send('/api/file', sideways)).body).toMatchObject({ width: 200, height: 300 })
  expect((await clerk.send('/api/file', await scene(4000, 3000).jpeg().toBuffer())).body).toMatchObject({ width: 1600, height: 1200 })
  for (const format of ['png', 'webp'] as const) expect((await clerk.send('/api/file', await sharp({ create: { width: 20, height: 20, channels: 4, background: '#0000' } }).toFormat(format).toBuffer())).status).toBe(201)
})
test('a picture with a zip behind it is kept as the picture alone', async () => {
  const tail = zipSync({ 'evil.txt': strToU8('#!/bin/sh evil') })
  const { status, body } = await clerk.send('/api/file', Buffer.concat([await photo(), tail]))
  expect(status).toBe(201)
  const stored = await readFile(join(folder(), 'full', body.sha256.slice(0, 2), `${body.sha256}.jpg`))
  for (const trace of ['evil', 'PK\u0003\u0004', 'PK\u0005\u0006']) expect(stored.includes(trace)).toBe(false)
  expect(stored.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]))
})

describe('what is no usable picture', () => {
  /** A PNG that says it is 60,000 by 60,000 and holds next to nothing. */
  const bomb = async () => { const png = Buffer.from(await scene(8, 8).png().toBuffer()); png.writeUInt32BE(60_000, 16); png.writeUInt32BE(60_000, 20); png.writeUInt32BE(crc(png.subarray(12, 29)), 29); return png }
  const crc = (bytes: Uint8Array) => { let c = ~0; for (const byte of bytes) { c ^= byte; for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1 } return ~c >>> 0 }
  const wrong: [string, number, () => Uint8Array | Promise<Uint8Array>][] = [
    ['an SVG with a script', 415, () => strToU8('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['an SVG that calls itself XML', 415, () => strToU8('<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>')],
    ['an iPhone’s HEIC', 415, () => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(200)])],
    ['a PDF', 415, () => strToU8('%PDF-1.7\n1 0 obj<<>>endobj')], ['a text', 415, () => strToU8('这是一段文字')], ['nothing at all', 415, () => new Uint8Array()],
    ['a GIF', 415, () => scene(8, 8).gif().toBuffer()], ['a TIFF', 415, () => scene(8, 8).tiff().toBuffer()], ['a program', 415, () => Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(100)])],
    ['half a JPEG', 422, async () => { const whole = await scene(1200, 900).jpeg().toBuffer(); return whole.subarray(0, whole.length >> 1) }],
    ['a JPEG’s first bytes before an SVG', 422, () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')])],
    ['a PNG’s first bytes before noise', 415, () => Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(400, 7)])],
    ['a header that promises 3.6 thousand million pixels', 413, bomb], ['more than 20 MB', 413, () => new Uint8Array(20 * 1024 * 1024 + 1)],
  ]
  test.each(wrong)('%s is refused with %i and a sentence, and leaves nothing on disk and no row', async (_what, status, make) => {
    const before = await kept()
    const reply = await clerk.send('/api/file', await make())
    expect(reply.status).toBe(status)
    expect(reply.headers.get('content-type')).toContain('application/problem+json')
    expect(reply.body.said.zh.length).toBeGreaterThan(8)
    expect(reply.body.said.en.length).toBeGreaterThan(15)
    expect(await kept()).toEqual(before)
  })
})

test('the same photo twice, at once and by two people, is one file and one row', async () => {
  const bytes = await photo(), before = await kept()
  const all = await Promise.all([clerk, liaison, clerk, liaison].map((who) => who.send('/api/file', bytes)))
  expect(new Set(all.map((reply) => `${reply.status} ${reply.body.sha256}`)).size).toBe(1)
  const after = await kept()
  expect([after.disk.length, after.rows.length]).toEqual([before.disk.length + 1, before.rows.length + 1])
})
test('the bytes are on disk before the row; a disk that fails leaves no row', async () => {
  const { house, district } = world
  const account = (await house.db.selectFrom('account').select('id').where('login', '=', 'clerk').executeTakeFirstOrThrow()).id
  const actor = (await actorOf(house.db, district, account))!
  let rowsWhenStored: string[] | undefined
  const seen = await putPicture(house.db, { ...house.files, put: async (key, bytes) => { await house.files.put(key, bytes); rowsWhenStored = (await kept()).rows; expect((await kept()).disk).toContain(key.split('/')[2]) } }, actor, await photo(), house.clock.now())
  expect(rowsWhenStored).not.toContain(seen.sha256)
  const before = await kept()
  await expect(putPicture(house.db, { ...house.files, put: () => Promise.reject(new Error('EIO')) }, actor, await photo(), house.clock.now())).rejects.toThrow('EIO')
  expect((await kept()).rows).toEqual(before.rows)
  // A place where no folder can be made.
  await expect(folderStore(join(import.meta.dirname, 'photo.test.ts')).put(pictureKey('full', 'a'.repeat(64)), await photo())).rejects.toThrow('ENOTDIR')
})
test('nobody else can fetch it: not another unit, not a stranger, and no name leads out of the folder', async () => {
  const sha = (await clerk.send('/api/file', await photo())).body.sha256
  expect((await liaison.get(`/api/file/${sha}`)).status).toBe(404)
  await caseAt('dispatched', { clerk, unit: liaison, checker: clerk }, { photos: [sha] })
  expect([(await liaison.get(`/api/file/${sha}`)).status, (await urban.get(`/api/file/${sha}`)).status, (await raw(world.url, 'GET', `/api/file/${sha}`)).status]).toEqual([200, 404, 401])
  expect((await liaison.get(`/api/file/${sha}`)).headers.get('cache-control')).toContain('private')
  for (const name of ['..%2f..%2fetc%2fpasswd', '%2e%2e%2f%2e%2e%2fPG_VERSION', `${sha}.jpg`, sha.toUpperCase(), `${sha.slice(0, 2)}%2f${sha}`, `${sha}%00`]) {
    const { status } = await clerk.get(`/api/file/${name}`)
    expect([name, status >= 400 && status < 500]).toEqual([name, true])
  }
})
