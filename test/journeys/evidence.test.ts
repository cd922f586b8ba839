// A photo used twice is said to be, to those who may see both cases; what it told of its taking stays from the unit that is complained of.
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { twinsOf } from '#kernel/files.ts'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, WEST } from './steps.ts'

let world: World, clerk: Client, liaison: Client, urban: Client, west: Client, inspector: Client
beforeAll(async () => {
  world = await smallDistrict()
  ;[clerk, liaison, urban, west, inspector] = await Promise.all(['clerk', 'liaison', 'liaison.urban', 'liaison.west', 'inspector'].map((login) => world.as(login))) as [Client, Client, Client, Client, Client]
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
const scene = (n: number) => sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600" viewBox="0 0 400 300"><rect width="400" height="300" fill="#9bb"/>${Array.from({ length: 14 }, (_, k) => `<rect x="${(k * 53 + n * 71) % 380}" y="${(k * 37 + n * 29) % 260}" width="${20 + ((k * 17 + n * 5) % 70)}" height="${15 + ((k * 23 + n * 3) % 60)}" fill="hsl(${(k * 47 + n * 90) % 360} 45% ${25 + ((k * 13) % 50)}%)"/>`).join('')}</svg>`))
const send = async (who: Client, bytes: Uint8Array) => { const reply = await who.send('/api/file', bytes); expect(reply.status).toBe(201); return reply.body.sha256 as string }
const hands = () => ({ clerk, unit: liaison, checker: inspector })
const flags = async (who: Client, id: string) => (await who.get(`/api/case/${id}/evidence`)).body.photos as { sha256: string; role: string; within: string | null; more: number; twins: { kind: string; case: string; mirrored: boolean }[]; taken: { at: string | null; metres: number | null; device: string; edited: boolean } | null }[]

test('the same photo, a re-compressed one and a mirrored one in other cases are named; another picture is not', async () => {
  const raw = await scene(1).jpeg({ quality: 92 }).toBuffer()
  const photo = await send(clerk, raw), first = await caseAt('dispatched', hands(), { photos: [photo] })
  const again = await caseAt('reported', hands(), { photos: [await send(clerk, raw)] })
  const squeezed = await caseAt('reported', hands(), { photos: [await send(clerk, await sharp(raw).resize(500).jpeg({ quality: 40 }).toBuffer())] })
  const turned = await caseAt('reported', hands(), { photos: [await send(clerk, await sharp(raw).flop().jpeg().toBuffer())] })
  const other = await caseAt('reported', hands(), { photos: [await send(clerk, await scene(2).jpeg().toBuffer())] })
  const [found] = await flags(clerk, first)
  expect(new Map(found!.twins.map((twin) => [twin.case, [twin.kind, twin.mirrored]]))).toEqual(new Map([[again, ['same', false]], [squeezed, ['similar', false]], [turned, ['similar', true]]]))
  expect((await flags(clerk, other))[0]).toMatchObject({ twins: [], more: 0, within: null })
  // Its unit sees its own case and none of the others; what it cannot see it is not told of.
  expect((await flags(liaison, first))[0]).toMatchObject({ twins: [], more: 0 })
  expect((await urban.get(`/api/case/${first}/evidence`)).status).toBe(404)
  // A photo that comes in later is found without a restart.
  const late = await caseAt('reported', hands(), { photos: [await send(clerk, await sharp(raw).resize(400).png().toBuffer())] })
  expect((await flags(clerk, first))[0]!.twins.map((twin) => twin.case)).toContain(late)
  expect((await twinsOf(world.house.db, world.district, [photo])).get(photo)!.map((twin) => twin.sha256)).not.toContain(photo)
})
test('an after photo that is the before photo, or looks like it, is said to be', async () => {
  for (const [how, make] of [['same', (raw: Uint8Array) => raw], ['similar', (raw: Uint8Array) => sharp(raw).modulate({ brightness: 1.1 }).jpeg({ quality: 60 }).toBuffer()], [null, () => scene(9).jpeg().toBuffer()]] as const) {
    const raw = await scene(how === 'same' ? 5 : how === 'similar' ? 6 : 7).jpeg().toBuffer()
    const id = await caseAt('handling', hands(), { photos: [await send(clerk, raw)] })
    expect((await liaison.act(id, 'handle', { text: '好了', photos: [await send(liaison, await make(raw))] })).status).toBe(200)
    const photos = await flags(clerk, id)
    expect([how, photos.at(-1)!.within]).toEqual([how, how])
  }
})
test('many uses of one photo are cut to the newest five and counted', async () => {
  const photo = await send(clerk, await scene(11).jpeg().toBuffer()), ids: string[] = []
  for (let n = 0; n < 8; n++) ids.push(await caseAt('reported', hands(), { photos: [photo] }))
  const [found] = await flags(clerk, ids[0]!)
  expect([found!.twins.length, found!.more]).toEqual([5, 2])
})
test('plain pictures, a thousand alike, accuse nobody', async () => {
  const wall = (tone: string) => sharp({ create: { width: 400, height: 300, channels: 3, background: tone } }).jpeg().toBuffer()
  const id = await caseAt('reported', hands(), { photos: [await send(clerk, await wall('#667'))] })
  await caseAt('reported', hands(), { photos: [await send(clerk, await wall('#668'))] })
  expect((await flags(clerk, id))[0]).toMatchObject({ twins: [], more: 0 })
})
describe('what a photo told of its taking', () => {
  const told = async (n: number) => await scene(n).withExif({ IFD0: { Make: 'Xiaomi', Model: 'M2102K1C-SN77', Software: 'Snapseed' }, IFD2: { DateTimeOriginal: '2026:11:23 09:10:00' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 17/1 42/1', GPSLongitudeRef: 'E', GPSLongitude: '120/1 42/1 54/1' } }).jpeg().toBuffer()
  test('is shown to the office, and of the report’s photos not to the unit that handles it', async () => {
    const id = await caseAt('handling', hands(), { photos: [await send(clerk, await told(21))] })
    expect((await liaison.act(id, 'handle', { text: '好了', photos: [await send(liaison, await told(22))] })).status).toBe(200)
    const [before, after] = await flags(clerk, id)
    expect(before!.taken).toMatchObject({ at: '2026-11-23T01:10:00.000Z', device: 'phone', edited: true })
    // 0.01 of a degree of latitude: 1,112 m.
    expect(before!.taken!.metres).toBeGreaterThan(1_000)
    expect(before!.taken!.metres).toBeLessThan(1_200)
    expect(after!.taken).not.toBeNull()
    const unit = await flags(liaison, id)
    expect([unit[0]!.taken, unit[1]!.taken?.device]).toEqual([null, 'phone'])
    for (const text of [JSON.stringify(await flags(clerk, id)), JSON.stringify(await world.house.db.selectFrom('file_meta').selectAll().execute())]) expect(text).not.toMatch(/M2102K1C|Xiaomi|Snapseed|SN77/)
  })
  test('comes with the first telling and is not wiped by a copy that tells nothing', async () => {
    const plain = await scene(23).jpeg().toBuffer(), rich = await told(23)
    const a = await send(clerk, plain), b = await send(clerk, rich)
    if (a === b) {
      const read = async () => await world.house.db.selectFrom('file_meta').select(['device', 'taken_at']).where('sha256', '=', a).executeTakeFirstOrThrow()
      expect((await read()).device).toBe('phone')
      await send(clerk, plain)
      expect((await read()).device).toBe('phone')
    } else expect.fail('the same pixels became two files')
  })
})
test('districts, units and strangers: out of reach is not there', async () => {
  const id = await caseAt('reported', hands(), { point: WEST, photos: [await send(clerk, await scene(31).jpeg().toBuffer())] })
  expect([(await west.get(`/api/case/${id}/evidence`)).status, (await urban.get(`/api/case/${id}/evidence`)).status]).toEqual([(await west.get(`/api/case/${id}`)).status, 404])
  expect((await clerk.get(`/api/case/${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}/evidence`)).status).toBe(404)
})
