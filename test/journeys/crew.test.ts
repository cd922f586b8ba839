// Ten minutes: litter goes to the crew on shift whose beat it lies in, is taken with one tap or passed on, and counts from the sighting to the cleared photo.
import sharp from 'sharp'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#kernel/clock.ts'
import { hashPassword } from '#kernel/password.ts'
import { replay } from '#kernel/proof/replay.ts'
import { tablesOf } from '#kernel/proof/tables.ts'
import { streams } from '../../src/app.ts'
import { addAccount } from '../../src/directory/store.ts'
import { forgetPlaces } from '../../src/directory/crew/store.ts'
import type { Client } from '../client.ts'
import { PASSWORD, smallDistrict, type World } from '../small-district.ts'
import { EAST, WEST } from './steps.ts'

let world: World, huanfa: string
const roaming = { pack: 'fine-cleaning', category: 'litter.roaming', condition: 'seen' }
const { condition: _condition, ...category } = roaming
const crews = new Map<string, string>(), beats = new Map<string, string>()
/** A photo of its own, taken at a moment as its metadata tell. */
let shade = 0
async function shot(who: Client, taken?: string): Promise<string> {
  shade += 3
  const image = sharp({ create: { width: 200, height: 150, channels: 3, background: { r: shade % 250, g: (shade * 7) % 250, b: 40 } } }).jpeg()
  const reply = await who.send('/api/file', await (taken ? image.withExif({ IFD2: { DateTimeOriginal: taken.replaceAll('-', ':').replace('T', ' ').slice(0, 19), OffsetTimeOriginal: '+08:00' } }) : image).toBuffer())
  expect(reply.status).toBe(201)
  return reply.body.sha256 as string
}
const one = async (who: Client, id: string) => (await who.get(`/api/case/${id}`)).body
const facts = async (id: string) => (await world.house.db.selectFrom('log').select(['type', 'data']).where('district', '=', world.district).where('stream', '=', 'case').where('id', '=', id).orderBy('version').execute()).map((row) => ({ type: row.type, ...(row.data as object) })) as ({ type: string } & Record<string, any>)[]
const told = async (kind: string, id: string) => (await sql<{ login: string }>`select a.login from inbox i join account a on a.district = i.district and a.id = i.account where i.district = ${world.district} and i.kind = ${kind} and i.stream_id = ${id} order by 1`.execute(world.house.db)).rows.map((row) => row.login)
const rowOf = (id: string) => world.house.db.selectFrom('case_minutes').selectAll().where('district', '=', world.district).where('id', '=', id).executeTakeFirst()
async function reported(who: Client, at: { lon: number; lat: number }, more: object = {}): Promise<string> {
  const made = await who.post('/api/case', { source: 'patrol', text: '路边有几只塑料袋', point: at, category, photos: [await shot(who)], ...more })
  expect(made.status).toBe(201)
  return made.body.id as string
}
const SQUARE = (w: number, s: number) => ({ type: 'Polygon', coordinates: [[[w, s], [w + 0.01, s], [w + 0.01, s + 0.01], [w, s + 0.01], [w, s]]] })

beforeAll(async () => {
  world = await smallDistrict()
  huanfa = world.units.get('huanfa')!
  const passwordHash = await hashPassword(PASSWORD)
  await world.house.db.transaction().execute(async (tx) => {
    for (const login of ['day.one', 'night.one', 'night.two']) await addAccount(tx, world.district, { id: newId(), person: newId(), login, zh: login, en: login, unit: huanfa, area: null, roles: ['handler'], passwordHash }, world.house.clock.now())
  })
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
const accountOf = async (login: string) => (await world.house.db.selectFrom('account').select('id').where('district', '=', world.district).where('login', '=', login).executeTakeFirstOrThrow()).id

describe('crews and beats', () => {
  test('the clerk sets rosters, the own unit makes its crews and beats; another unit sees and edits none of them', async () => {
    const [clerk, liaison, other] = [await world.as('clerk'), await world.as('liaison'), await world.as('liaison.urban')]
    const every = (window: [number, number]) => Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [window]]))
    for (const [crew, window] of [['早班', [360, 840]], ['夜班', [1320, 360]]] as const) {
      const { version } = (await clerk.get('/api/calendar')).body
      expect((await clerk.post('/api/calendar/change', { change: { kind: 'roster', unit: huanfa, crew, from: '2026-11-23', week: every([...window]) } }, { version })).status).toBe(200)
    }
    for (const [name, geometry, buffer_m] of [['东片', SQUARE(120.71, 31.28), 0], ['西片', SQUARE(120.69, 31.28), 0], ['学前街', { type: 'LineString', coordinates: [[120.7, 31.295], [120.705, 31.295]] }, 20]] as const) {
      const made = await liaison.post('/api/beat', { unit: huanfa, zh: name, geometry, buffer_m })
      expect(made.status).toBe(201)
      beats.set(name, made.body.id)
    }
    for (const [name, roster, members, on] of [['东片早班', '早班', ['day.one'], ['东片']], ['东片夜班', '夜班', ['night.one'], ['东片']], ['西片夜班', '夜班', ['night.two'], ['西片', '学前街']]] as const) {
      const made = await liaison.post('/api/crew', { unit: huanfa, zh: name, en: name, roster, members: await Promise.all(members.map(accountOf)), beats: on.map((each) => beats.get(each)!) })
      expect(made.status).toBe(201)
      crews.set(name, made.body.id)
    }
    const list = (await clerk.get('/api/crew')).body.items
    expect(list.map((crew: any) => [crew.zh, crew.on_shift !== null, crew.members.length])).toEqual(expect.arrayContaining([['东片早班', true, 1], ['东片夜班', false, 1], ['西片夜班', false, 1]]))
    expect((await other.get('/api/crew')).body.items).toEqual([])
    expect((await other.get('/api/beat')).body.items).toEqual([])
    expect((await other.post('/api/crew', { unit: huanfa, zh: '外人班', members: [] })).status).toBe(403)
    expect((await other.post(`/api/crew/${crews.get('东片早班')}/change`, { zh: '外人改' }, { version: 1 })).status).toBe(404)
    expect((await (await world.as('grid')).get('/api/crew')).status).toBe(403)
  })
  test('what is not the unit’s own is refused by its field; a stale change is told', async () => {
    const liaison = await world.as('liaison'), id = crews.get('东片早班')!
    const wrong = await liaison.post('/api/crew', { unit: huanfa, zh: '错班', roster: '晚班', members: [await accountOf('liaison.urban')], beats: [newId()] })
    expect([wrong.status, wrong.body.faults.map((fault: any) => fault.path).sort()]).toEqual([422, ['beats.0', 'members.0', 'roster']])
    expect((await liaison.post(`/api/crew/${id}/change`, { zh: '东片早班', roster: '早班' }, { version: 7 })).body.kind).toBe('version-stale')
    expect((await liaison.post(`/api/crew/${id}/change`, { zh: '东片早班' })).status).toBe(428)
  })
  test('beats come in from GeoJSON whole or not at all, and the same file again changes nothing', async () => {
    const liaison = await world.as('liaison')
    const file = (features: object[]) => new TextEncoder().encode(JSON.stringify({ type: 'FeatureCollection', features }))
    const feature = (name: string, geometry: object) => ({ type: 'Feature', properties: { 名称: name }, geometry })
    const line = { type: 'LineString', coordinates: [[120.7, 31.3], [120.702, 31.3]] }
    const path = `/api/beat/import?unit=${huanfa}`
    const broken = await liaison.send(path, file([feature('望河路', line), feature('', line), feature('点', { type: 'Point', coordinates: [120.7, 31.3] })]))
    expect([broken.status, broken.body.faults.map((fault: any) => fault.path)]).toEqual([422, ['要素 2', '要素 3']])
    expect((await liaison.send(path, file([feature('望河路', line)]))).body).toEqual({ made: 1, changed: 0 })
    expect((await liaison.send(path, file([feature('望河路', line)]))).body).toEqual({ made: 0, changed: 0 })
    expect((await liaison.send(path, new TextEncoder().encode('['.repeat(100_000)))).status).toBe(422)
  })
})

describe('the last known place', () => {
  const here = { lon: 120.716, lat: 31.286 }
  const all = () => world.house.db.selectFrom('crew_here').selectAll().where('district', '=', world.district).execute()
  test('off by default; the office cannot switch it on, the own unit can', async () => {
    const [clerk, liaison, day] = [await world.as('clerk'), await world.as('liaison'), await world.as('day.one')], id = crews.get('东片早班')!
    expect((await day.post('/api/crew/here', here, { key: null })).body.kind).toBe('crew.place-off')
    const now = (await clerk.get('/api/crew')).body.items.find((crew: any) => crew.id === id)
    const body = { zh: now.zh, en: now.en, roster: now.roster, members: now.members.map((one: any) => one.id), beats: now.beats }
    expect((await clerk.post(`/api/crew/${id}/change`, { ...body, place_on: true }, { version: now.version })).body.kind).toBe('crew.place-own-unit')
    expect((await liaison.post(`/api/crew/${id}/change`, { ...body, place_on: true }, { version: now.version })).status).toBe(200)
    expect((await liaison.post('/api/crew/here', here, { key: null })).body.kind).toBe('crew.not-a-member')
  })
  test('one row, overwritten; no line in the log, nothing in a backup, nobody outside the office and the own unit sees it', async () => {
    const [clerk, day, other] = [await world.as('clerk'), await world.as('day.one'), await world.as('liaison.urban')]
    const logged = async () => Number((await sql<{ n: string }>`select count(*) as n from log where district = ${world.district}`.execute(world.house.db)).rows[0]!.n)
    const before = await logged()
    for (const lat of [31.281, 31.282, 31.286]) expect((await day.post('/api/crew/here', { ...here, lat }, { key: null })).status).toBe(200)
    expect((await all()).map((row) => [row.crew, row.lon, row.lat])).toEqual([[crews.get('东片早班'), here.lon, here.lat]])
    expect(await logged()).toBe(before)
    for (const table of ['idempotency', 'outbox', 'kept_text']) expect(JSON.stringify((await sql`select to_jsonb(t) as row from ${sql.table(table)} t`.execute(world.house.db)).rows)).not.toContain('120.716')
    const seen = async (who: Client) => (await who.get('/api/crew')).body.items.filter((crew: any) => crew.here !== null).length
    expect([await seen(clerk), await seen(await world.as('liaison')), await seen(other)]).toEqual([1, 1, 0])
    const { Client: Pg } = (await import('pg')).default
    const pg = new Pg({ connectionString: world.house.config.databaseUrl! })
    await pg.connect()
    try { expect((await tablesOf(pg)).map((table) => table.name)).not.toContain('crew_here'); expect((await tablesOf(pg)).map((table) => table.name)).toContain('crew') } finally { await pg.end() }
  })
  test('erased when the shift ends, and refused after it', async () => {
    await world.at('2026-11-23T13:59:00+08:00')
    expect(await forgetPlaces(world.house.db, world.district, world.house.clock.now())).toBe(0)
    await world.at('2026-11-23T14:00:00+08:00')
    const clerk = await world.as('clerk'), day = await world.as('day.one')
    // Not read any more even before it is erased.
    expect((await clerk.get('/api/crew')).body.items.some((crew: any) => crew.here !== null)).toBe(false)
    expect(await forgetPlaces(world.house.db, world.district, world.house.clock.now())).toBe(1)
    expect(await all()).toEqual([])
    expect((await day.post('/api/crew/here', here, { key: null })).body.kind).toBe('crew.off-shift')
  })
})

describe('litter in a night shift over midnight', () => {
  test('a patrol’s report is filed, sent and called in one command: the crew whose beat covers the place', async () => {
    await world.at('2026-11-23T23:50:00+08:00')
    const grid = await world.as('grid'), night = await world.as('night.one'), id = await reported(grid, EAST, { photos: [await shot(grid, '2026-11-23T23:48:00')] })
    expect((await facts(id)).map((fact) => fact.type)).toEqual(['reported', 'filed', 'dispatched', 'crew-called'])
    expect((await facts(id))[1]).toMatchObject({ auto: true, sighted: { at: '2026-11-23T15:48:00.000Z', by: 'photo' } })
    expect((await facts(id))[3]).toMatchObject({ crew: crews.get('东片夜班'), metres: 0, beat: beats.get('东片'), shift: '22:00-06:00' })
    const kase = await one(night, id)
    // The clock from the sighting: ten minutes after 23:48.
    expect([kase.state, kase.handle_due_at.slice(0, 19), kase.flags]).toEqual(['dispatched', '2026-11-23T15:58:00', ['crew']])
    expect(kase.timeline.at(-1).said.zh).toContain('东片夜班当班（22:00-06:00），这里在它的路段“东片”里')
    await world.at('2026-11-23T23:50:02+08:00')
    expect(await told('case.crew-called', id)).toEqual(['night.one'])
    // Another crew of the same unit cannot take it.
    expect((await (await world.as('night.two')).act(id, 'take')).body.kind).toBe('case.not-your-crew')
    // One tap, after midnight.
    await world.at('2026-11-24T00:00:30+08:00')
  })
  test('one tap takes it and signs for it; the cleared photo decides, even when it is handed in after the limit', async () => {
    await world.at('2026-11-24T00:10:00+08:00')
    const grid = await world.as('grid'), night = await world.as('night.one'), id = await reported(grid, EAST)
    await world.at('2026-11-24T00:12:00+08:00')
    expect((await night.act(id, 'take')).body.state).toBe('handling')
    expect((await night.act(id, 'take')).body.kind).toBe('case.crew-not-called')
    // No signal until 00:22:30: the limit has run out by the clock, the photo says 00:18.
    await world.at('2026-11-24T00:22:30+08:00')
    expect((await one(night, id)).late).toBe(true)
    const done = await night.act(id, 'handle', { text: '捡净了', photos: [await shot(night, '2026-11-24T00:18:00')] })
    expect(done.status).toBe(200)
    expect((await facts(id)).at(-1)).toMatchObject({ type: 'handled', cleared: { at: '2026-11-23T16:18:00.000Z', by: 'photo', seconds: 480 } })
    expect((await one(night, id)).late).toBe(false)
    expect(await rowOf(id)).toMatchObject({ day: '2026-11-24', hour: 0, seconds: 480, cleared_by: 'photo', sighted_by: 'server', crew: crews.get('东片夜班'), beat: beats.get('东片'), shift: '22:00-06:00', counted: true })
  })
  test('three minutes without a tap: the next nearest by the timer, and when nobody is left the desk and the unit hear of it', async () => {
    await world.at('2026-11-24T01:00:00+08:00')
    const grid = await world.as('grid'), id = await reported(grid, EAST)
    await world.at('2026-11-24T01:02:59+08:00')
    expect((await facts(id)).at(-1)!.type).toBe('crew-called')
    await world.at('2026-11-24T01:03:00+08:00')
    expect((await facts(id)).slice(-2)).toMatchObject([{ type: 'crew-passed', why: 'time', crew: crews.get('东片夜班') }, { type: 'crew-called', crew: crews.get('西片夜班') }])
    expect((await facts(id)).at(-1)!.because.zh).toContain('前面叫的班组没有接')
    await world.at('2026-11-24T01:03:02+08:00')
    expect(await told('case.crew-called', id)).toEqual(['night.one', 'night.two'])
    // The first taps too late and is told.
    expect((await (await world.as('night.one')).act(id, 'take')).body.kind).toBe('case.not-your-crew')
    await world.at('2026-11-24T01:06:00+08:00')
    expect((await facts(id)).slice(-2).map((fact) => fact.type)).toEqual(['crew-passed', 'crew-missing'])
    await world.at('2026-11-24T01:06:02+08:00')
    expect(await told('case.crew-missing', id)).toEqual(expect.arrayContaining(['clerk', 'liaison']))
    const ring = await world.house.db.selectFrom('timer').select('name').where('district', '=', world.district).where('id', '=', id).where('name', '=', 'call-next').where('fired_at', 'is', null).execute()
    expect(ring).toEqual([])
  })
  test('a crew that cannot go passes it on at once', async () => {
    await world.at('2026-11-24T02:00:00+08:00')
    const grid = await world.as('grid'), id = await reported(grid, EAST)
    expect((await (await world.as('night.one')).act(id, 'pass', { text: '车坏了' })).status).toBe(200)
    expect((await facts(id)).slice(-2)).toMatchObject([{ type: 'crew-passed', why: 'cannot' }, { type: 'crew-called', crew: crews.get('西片夜班') }])
    expect((await (await world.as('night.two')).act(id, 'take')).status).toBe(200)
    // Taken: nobody is called any more.
    const before = (await facts(id)).length
    await world.at('2026-11-24T02:09:00+08:00')
    expect((await facts(id)).slice(before).filter((fact) => fact.type.startsWith('crew-'))).toEqual([])
  })
  test('between the shifts the crew is called when the next one begins, and the minutes begin with it', async () => {
    await world.at('2026-11-24T20:00:00+08:00')
    const grid = await world.as('grid'), id = await reported(grid, EAST)
    expect((await facts(id)).at(-1)).toMatchObject({ type: 'crew-awaited', from: '2026-11-24T14:00:00.000Z' })
    await world.at('2026-11-24T22:00:00+08:00')
    expect((await facts(id)).at(-1)).toMatchObject({ type: 'crew-called', crew: crews.get('东片夜班'), since: '2026-11-24T14:00:00.000Z' })
    const night = await world.as('night.one')
    await world.at('2026-11-24T22:01:00+08:00')
    await night.act(id, 'take')
    await world.at('2026-11-24T22:07:00+08:00')
    expect((await night.act(id, 'handle', { text: '捡了', photos: [await shot(night)] })).status).toBe(200)
    expect(await rowOf(id)).toMatchObject({ hour: 22, seconds: 420, cleared_by: 'server' })
    expect((await one(night, id)).late).toBe(false)
  })
  test('the clerk’s filing sends it as well; outside the certain rules a person dispatches, and other kinds of cases know nothing of crews', async () => {
    await world.at('2026-11-24T23:00:00+08:00')
    const clerk = await world.as('clerk')
    const made = await clerk.post('/api/case', { source: 'hotline', text: '马路上有饮料瓶', point: WEST })
    expect((await clerk.act(made.body.id, 'file', { condition: roaming })).body.state).toBe('dispatched')
    expect((await facts(made.body.id)).at(-1)).toMatchObject({ type: 'crew-called', crew: crews.get('西片夜班') })
    const heap = await clerk.post('/api/case', { source: 'hotline', text: '一堆垃圾', point: WEST })
    expect((await clerk.act(heap.body.id, 'file', { condition: { pack: 'fine-cleaning', category: 'waste.exposed', condition: 'heap' } })).body.state).toBe('filed')
    expect((await clerk.act(heap.body.id, 'dispatch')).body.state).toBe('dispatched')
    expect([(await facts(heap.body.id)).some((fact) => fact.type.startsWith('crew-')), await rowOf(heap.body.id)]).toEqual([false, undefined])
    // A unit without crews is chosen by hand: dispatched as ever, and still measured.
    const third = await clerk.post('/api/case', { source: 'hotline', text: '纸屑', point: WEST })
    await clerk.act(third.body.id, 'file', { condition: roaming })
    expect((await clerk.get(`/api/case/${third.body.id}`)).body.state).toBe('dispatched')
  })
})

describe('told as the crew’s channel is set', () => {
  test('a group robot once, an SMS to each member with a number; e-mail is not offered', async () => {
    await world.at('2026-11-25T01:00:00+08:00')
    const [system, liaison, grid] = [await world.as('admin-system'), await world.as('liaison'), await world.as('grid')]
    const channel = async (kind: string, name: string, fields: object) => { const made = await system.post('/api/notice/channel', { kind, name, fields }); expect(made.status).toBe(201); return made.body.id as string }
    const robot = await channel('wecom', '夜班群', { robot: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x' }), sms = await channel('sms', '短信', { url: 'https://sms.example.cn/send' })
    await channel('smtp', '邮件', { server: 'smtp.example.cn:465', security: 'tls', from: 'a@example.cn' })
    expect((await liaison.get('/api/notice/crew-channel')).body.items.map((one: any) => [one.kind, one.name]).sort()).toEqual([['sms', '短信'], ['wecom', '夜班群']])
    const put = async (id: string) => {
      const now = (await liaison.get('/api/crew')).body.items.find((crew: any) => crew.zh === '东片夜班')
      expect((await liaison.post(`/api/crew/${now.id}/change`, { zh: now.zh, en: now.en, roster: now.roster, channel: id, members: now.members.map((one: any) => one.id), beats: now.beats }, { version: now.version })).status).toBe(200)
    }
    const delivered = async (id: string) => (await world.house.db.selectFrom('delivery').select(['channel', 'receiver', 'kind', 'rule']).where('district', '=', world.district).where('stream_id', '=', id).execute())
    await put(robot)
    const first = await reported(grid, EAST)
    await world.at('2026-11-25T01:00:02+08:00')
    expect(await delivered(first)).toEqual([{ channel: robot, receiver: 'channel', kind: 'case.crew-called', rule: null }])
    await sql`update person set phone = '13800000001' where district = ${world.district} and id = (select person from account where district = ${world.district} and login = 'night.one')`.execute(world.house.db)
    await put(sms)
    const second = await reported(grid, EAST)
    await world.at('2026-11-25T01:00:04+08:00')
    expect(await delivered(second)).toEqual([{ channel: sms, receiver: `account:${await accountOf('night.one')}`, kind: 'case.crew-called', rule: null }])
    // Cleared at once, so that the figure below stays what it says.
    const night = await world.as('night.one')
    await world.at('2026-11-25T01:01:00+08:00')
    for (const id of [first, second]) { await night.act(id, 'take'); expect((await night.act(id, 'handle', { text: '好了', photos: [await shot(night)] })).status).toBe(200) }
  })
})

describe('the figure and the stopwatch', () => {
  const period = 'from=2026-11-23&to=2026-11-25'
  test('few are said to be few; each row opens its cases; what a unit may not see is not counted for it', async () => {
    const clerk = await world.as('clerk'), { cases, tests } = (await clerk.get(`/api/case/ten-minutes?${period}&by=hour`)).body
    expect(cases.total).toMatchObject({ few: true, share: null, p50: null, within: 4 })
    expect(tests.total.n).toBe(0)
    const midnight = cases.rows.find((row: any) => row.key === '0')
    const behind = (await clerk.get(`/api/case/ten-minutes/cases?${new URLSearchParams(midnight.filter).toString()}`)).body.items
    expect(behind.length).toBe(midnight.n + midnight.pending)
    expect(behind.every((row: any) => row.hour === 0)).toBe(true)
    expect((await (await world.as('liaison.urban')).get(`/api/case/ten-minutes?${period}`)).body.cases.total.n).toBe(0)
    expect((await clerk.get('/api/case/ten-minutes?from=2026-11-25&to=2026-11-23')).status).toBe(422)
  })
  test('with ten it has a share with its interval, and what lies there for longer counts', async () => {
    await world.at('2026-11-25T03:00:00+08:00')
    const grid = await world.as('grid'), ids: string[] = []
    for (let n = 0; n < 8; n++) ids.push(await reported(grid, EAST))
    await world.at('2026-11-25T03:02:00+08:00')
    const night = await world.as('night.one')
    for (const id of ids) { expect((await night.act(id, 'take')).status).toBe(200); expect((await night.act(id, 'handle', { text: '好了', photos: [await shot(night)] })).status).toBe(200) }
    const { cases } = (await (await world.as('clerk')).get(`/api/case/ten-minutes?${period}&by=shift`)).body
    expect(cases.total).toMatchObject({ n: 17, within: 12, open: 5, few: false, p50: 120, p90: null })
    expect(cases.total.share).toBeCloseTo(12 / 17, 9)
    expect(cases.total.low).toBeCloseTo(0.469, 3)
    expect(cases.total.high).toBeCloseTo(0.867, 3)
    expect(cases.rows.map((row: any) => row.key)).toEqual(['22:00-06:00'])
  })
  test('a voided case leaves the figure', async () => {
    const id = (await world.house.db.selectFrom('case_minutes').select('id').where('district', '=', world.district).where('seconds', 'is', null).limit(1).executeTakeFirstOrThrow()).id
    const { version } = (await (await world.as('clerk')).get(`/api/case/${id}`)).body
    const ordered = await (await world.as('clerk')).post(`/api/case/${id}/void`, { reason: 'test', text: '测试', orderReason: '测试录入' }, { version })
    expect(ordered.status).toBe(202)
    expect((await (await world.as('leader')).post(`/api/approval/${ordered.body.pending}/approve`, {})).body).toMatchObject({ state: 'voided' })
    expect((await rowOf(id))!.counted).toBe(false)
    expect((await (await world.as('clerk')).get(`/api/case/ten-minutes?${period}`)).body.cases.total.open).toBe(4)
  })
  test('the stopwatch is measured beside it and never mixed in', async () => {
    await world.at('2026-11-25T04:00:00+08:00')
    const inspector = await world.as('inspector'), clerk = await world.as('clerk')
    const before = (await clerk.get(`/api/case/ten-minutes?${period}`)).body.cases
    const place = async () => { const made = await inspector.post('/api/stopwatch', { point: EAST, photo: await shot(inspector) }); expect(made.status).toBe(201); return made.body.id as string }
    const [found, given, long] = [await place(), await place(), await place()]
    await world.at('2026-11-25T04:06:00+08:00')
    expect((await inspector.post(`/api/stopwatch/${found}/end`, { photo: await shot(inspector, '2026-11-25T04:05:00') })).body).toMatchObject({ state: 'cleared', seconds: 300, ended_by: 'photo' })
    expect((await inspector.post(`/api/stopwatch/${given}/end`, {})).body).toMatchObject({ state: 'given-up', seconds: 360 })
    expect((await inspector.post(`/api/stopwatch/${found}/end`, {})).body.kind).toBe('case.stopwatch-ended')
    expect((await clerk.post(`/api/stopwatch/${long}/end`, {})).status).toBe(403)
    await world.at('2026-11-25T04:12:00+08:00')
    await inspector.post(`/api/stopwatch/${long}/end`, {})
    const { cases, tests } = (await clerk.get(`/api/case/ten-minutes?${period}`)).body
    expect(cases.total).toEqual(before.total)
    // Given up after six minutes says nothing; after twelve it was not within ten.
    expect(tests.total).toMatchObject({ n: 2, within: 1, open: 1, pending: 1, few: true })
    expect(tests.rows.map((row: any) => row.key)).toEqual([beats.get('东片')])
    expect((await (await world.as('liaison')).get(`/api/case/ten-minutes?${period}`)).body.tests.total.n).toBe(0)
    expect((await (await world.as('liaison')).get('/api/stopwatch')).status).toBe(403)
  })
  test('a replay of the log makes the same rows', async () => {
    expect((await replay(world.house.db, world.district, streams)).differences).toEqual([])
  })
})

describe('what becomes litter, and what is none any more', () => {
  test('a case that becomes litter calls a crew, and one that is none any more tells it', async () => {
    await world.at('2026-11-28T23:10:00+08:00')
    const clerk = await world.as('clerk'), id = (await clerk.post('/api/case', { source: 'hotline', text: '一堆东西', point: EAST })).body.id as string
    const heap = { pack: 'fine-cleaning', category: 'waste.exposed', condition: 'heap' }
    await clerk.act(id, 'file', { condition: heap })
    await clerk.act(id, 'dispatch')
    expect((await clerk.act(id, 'recategorise', { condition: roaming, text: '去看了，是散落的垃圾' })).status).toBe(200)
    expect((await facts(id)).slice(-2)).toMatchObject([{ type: 'recategorised', sighted: { at: '2026-11-28T15:10:00.000Z', by: 'server' } }, { type: 'crew-called', crew: crews.get('东片夜班') }])
    expect(await rowOf(id)).toMatchObject({ limit_s: 600, counted: true, hour: 23 })
    expect((await one(await world.as('night.one'), id)).can.map((each: any) => each.verb)).toContain('take')
    // Not litter after all: the crew hears that it need not go, and the row counts no more.
    await world.at('2026-11-28T23:12:00+08:00')
    expect((await clerk.act(id, 'recategorise', { condition: heap })).status).toBe(200)
    expect((await facts(id)).at(-1)).toMatchObject({ type: 'crew-released', crew: crews.get('东片夜班') })
    expect(await rowOf(id)).toMatchObject({ counted: false })
    expect((await (await world.as('night.one')).act(id, 'take')).body.kind).toBe('case.crew-not-called')
    await world.at('2026-11-28T23:12:02+08:00')
    expect(await told('case.crew-released', id)).toEqual(['night.one'])
    // Litter again: called anew, counted again, from now.
    await world.at('2026-11-28T23:13:00+08:00')
    expect((await clerk.act(id, 'recategorise', { condition: roaming })).status).toBe(200)
    expect((await facts(id)).at(-1)).toMatchObject({ type: 'crew-called', since: '2026-11-28T15:13:00.000Z' })
    expect(await rowOf(id)).toMatchObject({ counted: true, limit_s: 600 })
  })
  test('a ten-minute case that was merged and is taken apart is filed anew: one row, called again', async () => {
    await world.at('2026-11-28T23:20:00+08:00')
    const [clerk, grid] = [await world.as('clerk'), await world.as('grid')], into = await reported(grid, EAST), id = await reported(grid, EAST)
    expect((await clerk.act(id, 'merge', { into })).status).toBe(200)
    expect((await facts(id)).at(-1)).toMatchObject({ type: 'crew-released' })
    expect(await rowOf(id)).toMatchObject({ counted: false })
    await world.at('2026-11-28T23:21:00+08:00')
    expect((await clerk.act(id, 'unmerge', { text: '不是同一处' })).status).toBe(200)
    expect((await one(clerk, id)).state).toBe('reported')
    expect((await clerk.act(id, 'file', { condition: roaming })).body.state).toBe('dispatched')
    expect((await facts(id)).at(-1)).toMatchObject({ type: 'crew-called', crew: crews.get('东片夜班') })
    expect(await rowOf(id)).toMatchObject({ counted: true, cleared_at: null })
  })
})
