// A photo used twice is said to be, to those who may see both cases; what it told of its taking stays from the unit that is complained of.
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { publicCopies, twinsOf } from '#kernel/files.ts'
import { newBearer } from '#kernel/session.ts'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, EAST, litter, raw as knock, WEST } from './steps.ts'

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

describe('doubts about photos', () => {
  interface Doubt { flag: string; said: { zh: string; en: string }; twin: { case: string | null; number: string | null; sha256: string } | null; verdict: string | null }
  const doubts = async (who: Client, id: string) => ((await who.get(`/api/case/${id}/evidence`)).body.photos as { sha256: string; role: string; flags: Doubt[] }[])
  const named = async (who: Client, id: string) => Object.fromEntries((await doubts(who, id)).map((photo) => [photo.role, photo.flags.map((doubt) => doubt.flag)]))
  const soon = (minute: number) => world.at(`2026-11-23T${String(10 + Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00+08:00`)
  const exif = (n: number, at: string, minutesNorth = '17/1') => scene(n).withExif({ IFD0: { Make: 'Xiaomi' }, IFD2: { DateTimeOriginal: at }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: `31/1 ${minutesNorth} 6/1`, GPSLongitudeRef: 'E', GPSLongitude: '120/1 42/1 54/1' } }).jpeg().toBuffer()
  const begin = async (who: Client, bytes: Uint8Array, told: object) => {
    const id = `01936f2e-8a4b-7c31-9d55-${String(bytes.byteLength).padStart(12, '0')}`
    expect((await who.post('/api/upload', { id, bytes: bytes.byteLength, media: 'image/jpeg', ...told }, { key: null })).status).toBe(201)
    const authorization = `Bearer ${(await newBearer(world.house.db, world.district, 'inspector', world.house.clock.now()))!}`
    const reply = await knock(world.url, 'PATCH', `/api/upload/${id}`, { headers: { authorization, 'upload-offset': '0', 'content-type': 'application/octet-stream' }, body: bytes as BodyInit })
    expect(reply.body.state).toBe('done')
    return reply.body.file.sha256 as string
  }

  test('each is found once when the photo comes, says why, and nothing is refused for it', async () => {
    await soon(0)
    const raw = await scene(41).jpeg().toBuffer(), photo = await send(clerk, raw)
    const first = await caseAt('reported', hands(), { photos: [photo] })
    await soon(1)
    // The earlier use is doubted for nothing.
    expect(await named(clerk, first)).toEqual({ before: [] })
    const id = await caseAt('handling', hands(), { photos: [await send(clerk, await exif(42, '2026:11:20 09:00:00', '18/1'))] })
    await soon(30)
    const mirrored = await send(liaison, await sharp(raw).flop().jpeg().toBuffer())
    expect((await liaison.act(id, 'handle', { text: '好了', photos: [mirrored] })).status).toBe(200)
    await soon(31)
    expect(await named(clerk, id)).toEqual({ before: ['elsewhere', 'outside-window'], after: ['reused'] })
    const [of, after] = await doubts(clerk, id)
    expect(of!.flags[0]!.said.zh).toMatch(/1\d{3}米/)
    expect(of!.flags[1]!.said.zh).toContain('3天')
    const reused = after!.flags[0]!
    expect([reused.twin?.case, reused.verdict]).toEqual([first, null])
    expect(reused.said.zh).toContain('翻转')
  })
  test('an after photo that is the one of before; one taken before the work was given out', async () => {
    await soon(40)
    const raw = await scene(43).jpeg().toBuffer()
    const same = await caseAt('handling', hands(), { photos: [await send(clerk, raw)] }), early = await caseAt('handling', hands(), { photos: [await send(clerk, await scene(44).jpeg().toBuffer())] })
    expect((await liaison.act(same, 'handle', { text: '好了', photos: [await send(liaison, raw)] })).status).toBe(200)
    expect((await liaison.act(early, 'handle', { text: '好了', photos: [await send(liaison, await exif(45, '2026:11:23 09:00:00'))] })).status).toBe(200)
    await soon(41)
    // It is one file for both, so it stands there once.
    expect((await doubts(clerk, same))[0]!.flags.map((doubt) => doubt.flag)).toEqual(['before-is-after'])
    expect(await named(clerk, early)).toEqual({ before: [], after: ['outside-window'] })
  })
  test('what the client told of its clock and of the taking; silence is no claim', async () => {
    await soon(50)
    const told = await begin(inspector, await scene(46).jpeg().toBuffer(), { device_time: '2026-11-23T12:00:00+08:00', capture: 'gallery' })
    const live = await begin(inspector, await scene(47).jpeg().toBuffer(), { device_time: '2026-11-23T10:50:30+08:00', capture: 'live' })
    const ids = await Promise.all([told, live, await send(inspector, await scene(48).jpeg().toBuffer())].map(async (sha) => (await inspector.post('/api/case', { source: 'inspection', text: '路边有垃圾', point: EAST, photos: [sha] })).body.id as string))
    const hotline = await caseAt('reported', hands(), { photos: [await send(clerk, await scene(49).jpeg().toBuffer())] })
    await soon(51)
    expect(await Promise.all([...ids, hotline].map((id) => named(clerk, id)))).toEqual([{ before: ['clock-off', 'no-live-capture'] }, { before: [] }, { before: [] }, { before: [] }])
    // The same file put again by somebody with a right clock is not washed clean.
    await begin(inspector, Buffer.concat([await scene(46).jpeg().toBuffer(), Buffer.alloc(7)]), { device_time: '2026-11-23T10:51:00+08:00', capture: 'live' })
    expect(await world.house.db.selectFrom('file_meta').select(['clock_off_s', 'capture']).where('sha256', '=', told).executeTakeFirst()).toEqual({ clock_off_s: 4200, capture: 'gallery' })
  })
  test('a place that is set right lifts what nobody has judged', async () => {
    await soon(60)
    const id = await caseAt('reported', hands(), { point: { lon: 120.715, lat: 31.29 }, photos: [await send(clerk, await exif(51, '2026:11:23 10:59:00'))] })
    await soon(61)
    expect(await named(clerk, id)).toEqual({ before: ['elsewhere'] })
    expect((await clerk.act(id, 'locate', { point: EAST })).status).toBe(200)
    await soon(62)
    expect(await named(clerk, id)).toEqual({ before: [] })
  })
  test('people judge: the office or an inspector, with a reason, on record; the last word counts, and nothing happens by itself', async () => {
    await soon(70)
    const raw = await scene(52).jpeg().toBuffer(), other = await caseAt('reported', hands(), { photos: [await send(clerk, raw)] })
    const id = await caseAt('handling', hands(), { photos: [await send(clerk, await scene(53).jpeg().toBuffer())] })
    const photo = await send(liaison, raw)
    await liaison.act(id, 'handle', { text: '好了', photos: [photo] })
    await soon(71)
    const listed = async (who: Client, query = '') => (await who.get(`/api/case/flagged${query}`)).body as { items: { id: string; flags: string[]; n: number; unit: string | null }[]; next: string | null; by_unit: { unit: string | null; n: number }[] }
    const all = await listed(clerk)
    expect(all.items.find((row) => row.id === id)).toMatchObject({ flags: ['reused'], n: 1, unit: world.units.get('huanfa') })
    expect(all.items.some((row) => row.id === other)).toBe(false)
    expect(all.by_unit.reduce((sum, row) => sum + row.n, 0)).toBe(all.items.length)
    expect((await listed(clerk, `?unit=${world.units.get('urban-management')}`)).items).toEqual([])
    // Page by page it is the same list.
    const paged: string[] = []
    for (let next: string | null = ''; next !== null;) { const page = await listed(clerk, `?limit=1${next ? `&after=${next}` : ''}`); paged.push(...page.items.map((row) => row.id)); next = page.next }
    expect(paged).toEqual(all.items.map((row) => row.id))
    const judge = (who: Client, body: object = {}) => who.act(id, 'judge-photo', { sha256: photo, flag: 'reused', verdict: 'doubtful', text: '像是旧照片', ...body })
    expect([(await liaison.get('/api/case/flagged')).status, (await judge(liaison)).status]).toEqual([403, 403])
    expect((await judge(clerk, { flag: 'elsewhere' })).body.kind).toBe('case.no-flag')
    expect((await judge(inspector)).status).toBe(200)
    // At once on the case itself; the list follows with the readers of the log.
    expect((await doubts(clerk, id)).at(-1)!.flags[0]!.verdict).toBe('doubtful')
    expect((await judge(clerk, { verdict: 'faked', text: '与另一件是同一张' })).status).toBe(200)
    await soon(72)
    expect((await listed(clerk)).items.some((row) => row.id === id)).toBe(false)
    expect((await doubts(clerk, id)).at(-1)!.flags[0]!.verdict).toBe('faked')
    const { body } = await clerk.get(`/api/case/${id}`)
    expect([body.state, (body.timeline as { type: string }[]).filter((entry) => entry.type === 'photo-judged').length]).toEqual(['handled', 2])
    // The unit hears of no doubt before, and reads in its own case what was said of its own photo.
    expect((await doubts(liaison, id)).every((one) => one.flags.length === 0)).toBe(true)
    expect((await liaison.get(`/api/case/${id}`)).body.judged).toBeUndefined()
  })
  test('of the report’s photos the unit hears not even the verdict: where they were taken leads to the reporter', async () => {
    await soon(80)
    const photo = await send(clerk, await exif(54, '2026:11:23 11:00:00', '18/1')), id = await caseAt('handling', hands(), { photos: [photo] })
    await soon(81)
    expect((await clerk.act(id, 'judge-photo', { sha256: photo, flag: 'elsewhere', verdict: 'fine', text: '远处拍的' })).status).toBe(200)
    const told = async (who: Client) => JSON.stringify((await who.get(`/api/case/${id}`)).body).includes('photo-judged')
    expect([await told(clerk), await told(liaison)]).toEqual([true, false])
  })
})

describe('a photo of before as a condition', () => {
  test('whoever was there must have it before filing; what was only told of may be filed, and whoever verifies or signs adds it', async () => {
    const made = (source: string) => clerk.post('/api/case', { source, text: '路口有垃圾', point: EAST })
    const unit = (await made('unit')).body.id, hotline = (await made('hotline')).body.id
    const refused = await clerk.act(unit, 'file', { condition: litter })
    expect([refused.status, refused.body.kind]).toEqual([422, 'case.before-missing'])
    expect((await clerk.act(unit, 'ask-verify', {})).status).toBe(200)
    expect((await inspector.act(unit, 'verify', { found: 'exists', text: '在', photos: [await send(inspector, await scene(61).jpeg().toBuffer())] })).status).toBe(200)
    expect((await clerk.act(unit, 'file', { condition: litter })).status).toBe(200)
    expect((await clerk.act(hotline, 'file', { condition: litter })).status).toBe(200)
    await clerk.act(hotline, 'dispatch', {})
    const photo = await send(liaison, await scene(62).jpeg().toBuffer())
    expect((await liaison.act(hotline, 'sign-for', { photos: [photo] })).status).toBe(200)
    expect((await clerk.get(`/api/case/${hotline}`)).body.before).toEqual([photo])
  })
})

describe('the copy that may leave the house', () => {
  const stripes = () => sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"><rect width="800" height="600" fill="#ddd"/>${Array.from({ length: 40 }, (_, n) => `<rect x="${n * 20}" y="0" width="10" height="600" fill="${n % 2 ? '#000' : '#b00'}"/>`).join('')}</svg>`)).jpeg({ quality: 95 }).toBuffer()
  const pixels = async (sha: string, at: { left: number; top: number; width: number; height: number }) => {
    const authorization = `Bearer ${(await newBearer(world.house.db, world.district, 'clerk', world.house.clock.now()))!}`
    const bytes = Buffer.from(await (await fetch(`${world.url}/api/file/${sha}`, { headers: { authorization } })).arrayBuffer())
    return await sharp(bytes).extract(at).greyscale().raw().toBuffer()
  }
  const rough = (raw: Buffer) => { let sum = 0; for (let n = 1; n < raw.length; n++) sum += Math.abs(raw[n]! - raw[n - 1]!); return sum / raw.length }

  test('is a file of its own with what was marked burnt out; the original stays, and is not public', async () => {
    const photo = await send(clerk, await stripes()), id = await caseAt('reported', hands(), { photos: [photo] })
    expect((await publicCopies(world.house.db, world.district, [photo])).size).toBe(0)
    const before = await pixels(photo, { left: 200, top: 200, width: 200, height: 100 })
    const marked = { regions: [{ shape: 'rectangle', x: 0.25, y: 0.333, w: 0.25, h: 0.17 }, { shape: 'ellipse', x: 0.7, y: 0.6, w: 0.2, h: 0.3 }] }
    const made = await clerk.post(`/api/file/${photo}/redaction`, marked)
    expect(made.status).toBe(200)
    const copy = made.body.public_sha256 as string
    expect(copy).not.toBe(photo)
    const burnt = await pixels(copy, { left: 205, top: 205, width: 190, height: 90 }), beside = await pixels(copy, { left: 20, top: 20, width: 150, height: 150 })
    // The stripes are gone where it was marked, and stand beside it.
    expect(rough(before)).toBeGreaterThan(10)
    expect(rough(burnt)).toBeLessThan(3)
    expect(rough(beside)).toBeGreaterThan(10)
    // Inside the ellipse, and in the corner of its box that lies outside it.
    expect(rough(await pixels(copy, { left: 610, top: 420, width: 60, height: 50 }))).toBeLessThan(3)
    expect(rough(await pixels(copy, { left: 561, top: 361, width: 16, height: 16 }))).toBeGreaterThan(10)
    expect(await pixels(photo, { left: 200, top: 200, width: 200, height: 100 })).toEqual(before)
    expect(Object.fromEntries((await world.house.db.selectFrom('file').select(['sha256', 'kind']).where('sha256', 'in', [photo, copy]).execute()).map((row) => [row.sha256, row.kind]))).toEqual({ [photo]: 'original', [copy]: 'public' })
    expect((await publicCopies(world.house.db, world.district, [photo])).get(photo)?.sha256).toBe(copy)
    // A copy is no twin of its original.
    expect((await flags(clerk, id))[0]).toMatchObject({ twins: [], more: 0 })
    expect(await world.house.db.selectFrom('file_hash').select('sha256').where('sha256', '=', copy).execute()).toEqual([])
  })
  test('nobody without an account is given the original or the copy; only who may, marks, and only what a case uses', async () => {
    const photo = await send(clerk, await scene(72).jpeg().toBuffer())
    const mark = (who: Client, sha: string, body: object = { regions: [{ shape: 'rectangle', x: 0, y: 0, w: 0.5, h: 0.5 }] }) => who.post(`/api/file/${sha}/redaction`, body)
    expect((await mark(clerk, photo)).status).toBe(404)
    await caseAt('dispatched', hands(), { photos: [photo] })
    expect([(await mark(liaison, photo)).status, (await mark(inspector, photo)).status]).toEqual([403, 403])
    expect((await mark(clerk, photo, { regions: [] })).body.kind).toBe('photo.nothing-marked')
    expect((await mark(clerk, photo, { regions: [{ shape: 'circle', x: 0, y: 0, w: 2, h: 0.5 }] })).status).toBe(422)
    const copy = (await mark(clerk, photo, { regions: [], nothing: true })).body.public_sha256 as string
    expect(copy).not.toBe(photo)
    // Of the copy no copy is made.
    expect((await mark(clerk, copy)).status).toBe(404)
    for (const sha of [photo, copy]) expect([(await knock(world.url, 'GET', `/api/file/${sha}`)).status, (await liaison.get(`/api/file/${sha}`)).status, (await urban.get(`/api/file/${sha}`)).status]).toEqual([401, 200, 404])
    // Marked anew, the older copy is nobody's.
    const again = (await mark(clerk, photo)).body.public_sha256 as string
    expect((await publicCopies(world.house.db, world.district, [photo])).get(photo)?.sha256).toBe(again)
    expect((await world.house.db.selectFrom('file_use').select('sha256').where('stream', '=', 'redaction').where('sha256', 'in', [copy, again]).execute()).map((row) => row.sha256)).toEqual([again])
  })
})
