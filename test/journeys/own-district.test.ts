// A district of one's own on an empty installation, over HTTP alone: the link, three administrators, a clerk, shapes, sheets, a calendar, a case.
import { fork, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import writeBook from 'write-excel-file/node'
import { fromWgs84, type Position } from '#core/coordinates.ts'
import { codeAt } from '#kernel/totp.ts'
import { visitor, type Visitor } from '../cookies.ts'
import type { Reply } from '../client.ts'
import { freshDatabase, type Fresh } from '../setup/database.ts'
import { shapefile, type Shp } from '../shapefile.ts'
import { raw } from './steps.ts'

const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts')
const PASSWORD = 'a-quiet-harbour-7', FIRST = 'handed-over-once-7'
let database: Fresh, folder: string, server: ChildProcess, url = '', said = ''
beforeAll(async () => {
  [database, folder] = [await freshDatabase(), await mkdtemp(join(tmpdir(), 'dianfan-own-'))]
  server = fork(main, ['serve'], { silent: true, env: { PATH: process.env.PATH, PORT: String(20_000 + Math.floor(Math.random() * 20_000)), DIANFAN_DEMO: '0', DIANFAN_DATA: folder, DATABASE_URL: database.url } })
  for (const stream of [server.stdout!, server.stderr!]) stream.on('data', (chunk: Buffer) => { said += chunk })
  for (let n = 0; n < 2400 && server.exitCode === null && !said.includes('Dianfan is ready at'); n++) await new Promise((again) => setTimeout(again, 50))
  url = /ready at (\S+)/.exec(said)?.[1] ?? ''
})
afterAll(async () => {
  const gone = new Promise((done) => server.once('exit', done))
  server?.kill('SIGTERM')
  await gone
  await database?.drop()
  await rm(folder, { recursive: true, force: true })
  // Nothing on the way was a fault of the machine.
  expect(said.split('\n').filter((line) => line.includes('"level":"fault"') || line.includes('"error"'))).toEqual([])
})

const who = new Map<string, Visitor>()
const as = (login: string): Visitor => who.get(login)!
async function enter(login: string, password: string): Promise<Reply> {
  who.set(login, visitor(() => url))
  return await as(login).post('/api/session', { login, password })
}
/** A file, as the desk's own page sends it. */
const send = (login: string, path: string, bytes: Uint8Array): Promise<Reply> =>
  raw(url, 'POST', path, { body: bytes as BodyInit, headers: { cookie: as(login).cookie(), 'content-type': 'application/octet-stream', 'sec-fetch-site': 'same-origin', 'idempotency-key': crypto.randomUUID() } })
const versioned = (login: string, path: string, version: number, body: object): Promise<Reply> =>
  raw(url, 'POST', path, { body: JSON.stringify(body), headers: { cookie: as(login).cookie(), 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', 'idempotency-key': crypto.randomUUID(), 'if-match': `"${version}"` } })
const act = async (login: string, id: string, verb: string, body: object = {}): Promise<Reply> => await versioned(login, `/api/case/${id}/${verb}`, (await as(login).get(`/api/case/${id}`)).body.version, body)
const bookOf = async (sheets: Record<string, string[][]>): Promise<Uint8Array> => await writeBook(Object.entries(sheets).map(([sheet, rows]) => ({ sheet, data: rows.map((row) => row.map((value) => ({ value, type: String }))) }))).toBuffer()
const fine = (reply: Reply): Reply => { if (reply.status >= 300) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`); return reply }

describe('the people', () => {
  test('three administrators come in by the link, which opens once, and set up their second factors', async () => {
    expect((await as0().get('/api/welcome')).body).toMatchObject({ setup: true, demo: false, district: null, accounts: [], password: null })
    const code = new URL(/\S+\/setup\?code=\S+/.exec(said)![0]).searchParams.get('code')
    const setup = (codeIn: string | null) => as0().post('/api/setup', { code: codeIn, district: { code: 'lake', zh: '湖东区', en: 'Lake East' }, accounts: ['admin-system', 'admin-security', 'admin-audit'].map((post) => ({ login: post.slice(6), post, password: PASSWORD })) })
    expect((await setup('guess')).body.kind).toBe('setup.refused')
    expect((await setup(code)).status).toBe(201)
    expect((await setup(code)).body.kind).toBe('setup.refused')
    for (const login of ['system', 'security', 'audit']) {
      expect(fine(await enter(login, PASSWORD)).body.owes).toBe('enrol')
      const { secret } = fine(await as(login).post('/api/session/second-factor', {})).body
      expect(fine(await as(login).post('/api/session/second-factor/confirm', { code: codeAt(secret, new Date()) })).body.recovery).toHaveLength(10)
    }
  })
  test('the clerk’s account is made by one, its rights given by another, its password by its owner', async () => {
    const made = fine(await as('system').post('/api/account', { login: 'desk', password: FIRST, title: { zh: '值班坐席', en: 'Desk' }, roles: ['clerk'] }))
    expect(made.body.pending).toBeDefined()
    expect((await as('system').post(`/api/approval/${made.body.pending}/approve`)).status).toBeGreaterThanOrEqual(400)
    expect(fine(await as('security').post(`/api/approval/${made.body.pending}/approve`)).body.state).toBe('approved')
    expect(fine(await enter('desk', FIRST)).body.owes).toBe('password')
    fine(await as('desk').post('/api/session/password', { old: FIRST, new: PASSWORD }))
    expect((await as('desk').get('/api/session')).body).toMatchObject({ owes: null, may: expect.arrayContaining(['ground.edit', 'directory.edit', 'calendar.edit', 'case.dispatch']) })
  })
})
const as0 = () => visitor(() => url)

type Ring = Position[]
const box = (w: number, s: number, e: number, n: number): Ring => [[w, s], [e, s], [e, n], [w, n], [w, s]]
const geojson = (...rows: [code: string, name: string, kind: string, parent: string, ring: Ring][]) => new TextEncoder().encode(JSON.stringify({
  type: 'FeatureCollection', features: rows.map(([code, name, kind, parent, ring]) => ({ type: 'Feature', properties: { 编码: code, 名称: name, 类型: kind, 上级: parent }, geometry: { type: 'Polygon', coordinates: [ring] } })),
}))

describe('the ground', () => {
  test('communities from a shapefile of the survey office: GBK, no .cpg, shifted coordinates; the list of faults says what to mend', async () => {
    const community = (code: string, name: string, ring: Ring): Shp => ({ rings: [ring.map((point) => fromWgs84(point, 'gcj02')).reverse()], props: { 编码: code, 名称: name, 类型: '社区', 上级: 'lake' } })
    const file = (second: Ring, code = 'nan') => shapefile([community('bei', '北社区', box(120.7, 31.3, 120.72, 31.31)), community(code, '南社区', second)], { encoding: 'gbk' })
    const at = '/api/ground/import?file=communities.zip&system=gcj02'
    const crossing: Ring = [[120.7, 31.29], [120.72, 31.3], [120.72, 31.29], [120.7, 31.3], [120.7, 31.29]]
    const wrong = await send('desk', at, file(crossing, ''))
    expect([wrong.status, wrong.body.kind]).toEqual([422, 'ground.faults'])
    expect(wrong.body.faults.map((fault: { kind: string }) => fault.kind).sort()).toEqual(expect.arrayContaining(['no-code']))
    const still = await send('desk', at, file(crossing))
    expect(still.body.faults).toMatchObject([{ kind: 'self-crossing', lon: expect.closeTo(120.71, 3), lat: expect.closeTo(31.295, 3) }])
    const done = fine(await send('desk', at, file(box(120.7, 31.29, 120.72, 31.3))))
    expect([done.body.encoding, done.body.counts.fresh, done.body.faults]).toEqual(['gb18030', 2, []])
  })
  test('grids from GeoJSON: an overlap and a gap come in and are listed, and a corrected file empties the list', async () => {
    const grids = (east: number) => geojson(
      ['bei-1', '北社区第1网格', '网格', '北社区', box(120.7, 31.3, 120.71, 31.31)], ['bei-2', '北社区第2网格', '网格', '北社区', box(east, 31.3, 120.72, 31.31)],
      ['nan-1', '南社区第1网格', '网格', 'nan', box(120.7, 31.29, 120.72, 31.3)])
    const faults = async () => (await as('desk').get('/api/ground/fault')).body.items.filter((fault: { level: string }) => fault.level !== 'note').map((fault: { kind: string; codes: string[] }) => [fault.kind, ...fault.codes])
    fine(await send('desk', '/api/ground/import?file=grids.geojson', grids(120.708)))
    expect(await faults()).toEqual([['overlap', 'bei-1', 'bei-2']])
    fine(await send('desk', '/api/ground/import?file=grids.geojson', grids(120.713)))
    expect(await faults()).toEqual([['gap', 'bei']])
    fine(await send('desk', '/api/ground/import?file=grids.geojson', grids(120.71)))
    expect(await faults()).toEqual([])
  })
  test('roads and landmarks: typing the name gives the point, and the grid it lies in', async () => {
    const layer = (name: string, coordinates: Position[]) => new TextEncoder().encode(JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: { name }, geometry: { type: 'LineString', coordinates } }] }))
    fine(await send('desk', '/api/ground/import?file=roads.geojson&what=road', layer('湖滨大道', [[120.702, 31.305], [120.708, 31.305]])))
    expect((await as('desk').get(`/api/place?q=${encodeURIComponent('湖滨')}`)).body.items).toMatchObject([{ name: '湖滨大道', lon: expect.closeTo(120.705, 3), area: { name: '北社区第1网格' } }])
  })
})

describe('units and people', () => {
  const sheets = (unit = '北社区居委会') => ({
    单位: [['单位代码', '单位名称', '类别', '辖区'], ['community-bei', '北社区居委会', '社区', 'bei'], ['community-nan', '南社区居委会', '社区', '南社区'], ['lake-clean', '湖东保洁公司', '公司', '']],
    岗位: [['岗位代码', '单位', '岗位名称', '职责类别'], ['bei-head', '北社区居委会', '书记', '责任人'], ['bei-liaison', '北社区居委会', '联络员', '联络员'], ['clean-liaison', 'lake-clean', '调度', '联络员']],
    人员: [['工号', '姓名', '手机', '单位'], ['B-1', '沈望川', '13912345678', unit], ['B-2', '顾南乔', '', '北社区居委会'], ['C-1', '陆听雨', '', '湖东保洁公司']],
    职责: [['岗位代码', '工号', '起始日'], ['bei-head', 'B-1', '2026-01-01'], ['clean-liaison', 'C-1', '2026-01-01']],
    网格员: [['网格代码', '工号', '起始日'], ['bei-1', 'B-2', '2026-01-01']],
  })
  const load = async (login: string, book: Record<string, string[][]>, dry = false) => await send(login, `/api/workbook/import?file=units.xlsx${dry ? '&dry-run=true' : ''}`, await bookOf(book))
  test('come in one workbook; the row that is wrong is named, and not the rows that speak of it', async () => {
    const wrong = await load('desk', sheets('北社区居委'))
    expect([wrong.status, wrong.body.faults.map((fault: { path: string }) => fault.path)]).toEqual([422, ['人员!D2']])
    expect(wrong.body.faults[0].said.zh).toContain('北社区居委会')
    expect(fine(await load('desk', sheets(), true)).body).toMatchObject({ dry_run: true, faults: [] })
    expect(fine(await load('desk', sheets())).body.faults).toEqual([])
    const posts = (await as('desk').get('/api/post?q=bei-liaison')).body.items
    expect(posts).toMatchObject([{ code: 'bei-liaison' }])
  })
  test('accounts come by the same sheet from the system administrator, and wait for rights and for their owners', async () => {
    const people = { 人员: [['工号', '姓名', '单位', '账号', '角色'], ['B-1', '沈望川', '北社区居委会', 'bei.head', '单位联络员'], ['C-1', '陆听雨', '湖东保洁公司', 'clean.desk', '单位联络员、处置人员']] }
    expect((await load('desk', people)).status).toBeGreaterThanOrEqual(400)
    expect(fine(await load('system', people)).body.accounts).toBe(2)
    const { items } = (await as('security').get('/api/approval')).body
    for (const one of items.filter((each: { state: string }) => each.state === 'open')) fine(await as('security').post(`/api/approval/${one.id}/approve`))
    const invited = fine(await as('system').post('/api/account/invite', {})).body.items as { login: string; code: string }[]
    expect(invited.map((one) => one.login).sort()).toEqual(['bei.head', 'clean.desk'])
    for (const { login, code } of invited) {
      fine(await as0().post('/api/invitation/accept', { code, password: PASSWORD }))
      expect(fine(await enter(login, PASSWORD)).body).toMatchObject({ owes: null, may: expect.arrayContaining(['case.sign-for']) })
    }
  })
})

describe('the work', () => {
  test('the office’s hours and next year’s holidays are entered, and the alarm of the year ends', async () => {
    const version = async () => (await as('desk').get('/api/calendar')).body.version as number
    const year = new Date().getUTCFullYear() + 1
    const change = { kind: 'year', year, off: [`${year}-01-01`], work: [] }
    fine(await versioned('desk', '/api/calendar/change', await version(), { change }))
    expect((await as('desk').get('/api/calendar/alarm')).body.years.map((one: { year: number }) => one.year)).not.toContain(year)
  })
  test('a case goes from report to its hands', async () => {
    const { body: made } = fine(await as('desk').post('/api/case', { source: 'hotline', text: '湖滨大道路口一堆垃圾没人清', point: { lon: 120.705, lat: 31.305 } }))
    const area = (await as('desk').get('/api/area')).body.items.find((one: { code: string }) => one.code === 'bei-1')
    expect((await as('desk').get(`/api/case/${made.id}`)).body.area).toBe(area.id)
    fine(await act('desk', made.id, 'file', { condition: { pack: 'fine-cleaning', category: 'waste.exposed', condition: 'heap' } }))
    const units = (await as('desk').get('/api/unit')).body.items as { id: string; code: string }[]
    fine(await act('desk', made.id, 'dispatch', { unit: units.find((one) => one.code === 'lake-clean')!.id, reason: '本区由湖东保洁公司负责' }))
    fine(await act('clean.desk', made.id, 'sign-for'))
    const { body } = await as('clean.desk').get(`/api/case/${made.id}`)
    expect([body.state, body.clocks.map((clock: { stage: string }) => clock.stage)]).toEqual(['handling', expect.arrayContaining(['handle'])])
  })
  test('where the rules name nobody, the community’s own unit answers, and says why', async () => {
    const { body: made } = fine(await as('desk').post('/api/case', { source: 'hotline', text: '楼道里堆了杂物', point: { lon: 120.705, lat: 31.305 } }))
    fine(await act('desk', made.id, 'file', { condition: backstop }))
    const sent = fine(await act('desk', made.id, 'dispatch'))
    expect(JSON.stringify(sent.body)).toContain('北社区')
    fine(await act('bei.head', made.id, 'sign-for'))
  })
  test('the office closes earlier from tomorrow: on the running server the deadline moves within seconds, once, and the unit hears of it', async () => {
    const { body: made } = fine(await as('desk').post('/api/case', { source: 'hotline', text: '楼道墙上贴满小广告', point: { lon: 120.705, lat: 31.305 } }))
    fine(await act('desk', made.id, 'file', { condition: { ...backstop, category: 'corridor.stained', condition: 'stained' } }))
    fine(await act('desk', made.id, 'dispatch'))
    const clock = async () => (await as('desk').get(`/api/case/${made.id}`)).body.clocks.find((one: { stage: string }) => one.stage === 'handle')
    const before = await clock()
    const { version, today } = (await as('desk').get('/api/calendar')).body
    const from = new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10)
    fine(await versioned('desk', '/api/calendar/change', version, { change: { kind: 'hours', from, hours: [[540, 720], [810, 1020]], week: [1, 2, 3, 4, 5], shifts: [[360, 1320]] } }))
    for (let n = 0; n < 100 && (await clock()).due === before.due; n++) await new Promise((again) => setTimeout(again, 200))
    const after = await clock()
    expect([Date.parse(before.due) - Date.parse(after.due), after.moved_from]).toEqual([30 * 60_000, before.due])
    // Three beats later it has not moved again.
    await new Promise((again) => setTimeout(again, 6_000))
    const { body } = await as('audit').get('/api/log?stream=case&limit=100')
    expect(body.items.filter((row: { id: string; type: string }) => row.id === made.id && row.type === 'recomputed')).toHaveLength(1)
    expect((await as('bei.head').get('/api/inbox')).body.items.filter((item: { kind: string }) => item.kind === 'case.recomputed' && JSON.stringify(item).includes(made.id))).toHaveLength(1)
  }, 60_000)
  test('everything is in the log, which is whole', async () => {
    expect((await as('audit').post('/api/log/verify')).body.broken).toEqual([])
  })
})
const backstop = { pack: 'beautiful-compounds', category: 'corridor.clutter', condition: 'clutter' }
