// Sessions seen and ended, limits by account and address, what is due erased, and equal answers for those who are not there.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#kernel/clock.ts'
import { httpApp } from '#kernel/http.ts'
import { keep, storeTexts } from '#kernel/kept.ts'
import { replay } from '#kernel/proof/replay.ts'
import { eraseDue, foreseeErasure } from '#kernel/register/retention.ts'
import { listen } from '#kernel/serve.ts'
import { setSecurity } from '#kernel/owed.ts'
import { retention, routes, streams } from '../../src/app.ts'
import type { Client } from '../client.ts'
import { visitor, type Visitor } from '../cookies.ts'
import { PASSWORD, smallDistrict, type World } from '../small-district.ts'
import { caseAt, put, raw } from './steps.ts'

let world: World, security: Client, audit: Client
let now = Date.parse('2026-11-23T01:30:00Z')
const wait = (seconds: number) => world.at(new Date(now += seconds * 1000).toISOString())
const ids = new Map<string, string>()
beforeAll(async () => {
  world = await smallDistrict()
  ;[security, audit] = [await world.as('admin-security'), await world.as('admin-audit')]
  for (const one of (await security.get('/api/account')).body.items) ids.set(one.login, one.id)
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
async function enter(login: string, headers: Record<string, string> = { 'user-agent': CHROME }): Promise<Visitor> {
  const who = visitor(() => world.url, headers)
  expect((await who.post('/api/session', { login, password: PASSWORD })).status).toBe(200)
  return who
}

describe('sessions', () => {
  test('are seen by their owner without anything secret, ended one by one or all at once, within the moment', async () => {
    const [here, there, third] = [await enter('leader'), await enter('leader', { 'user-agent': 'Mozilla/5.0 (Linux; Android 14) Chrome/140 Mobile MicroMessenger/8' }), await enter('leader')]
    const { body } = await here.get('/api/session/security')
    expect(body.sessions.map((one: { device: string }) => one.device).sort()).toEqual(['Android · 微信 WeChat', 'Windows · Chrome', 'Windows · Chrome'])
    expect(body.sessions.filter((one: { here: boolean }) => one.here)).toHaveLength(1)
    for (const secret of [here, there, third].map((who) => who.cookie().split('.')[1]!)) expect(JSON.stringify(body)).not.toContain(secret)
    const phone = body.sessions.find((one: { device: string }) => one.device.startsWith('Android')).id
    // Somebody else's session is not there for me.
    expect((await (await enter('handler')).post('/api/session/end', { id: phone })).status).toBe(404)
    expect((await here.post('/api/session/end', { id: phone })).body).toEqual({ ended: 1 })
    expect([(await there.get('/api/session')).status, (await third.get('/api/session')).status]).toEqual([401, 200])
    expect((await here.post('/api/session/end', {})).body.ended).toBe(1)
    expect([(await here.get('/api/session')).status, (await third.get('/api/session')).status]).toEqual([200, 401])
    expect((await audit.get('/api/log?stream=session')).body.items.map((row: { type: string }) => row.type)).toContain('ended')
  })
  test('of others are seen and ended by the security administrator only, tokens of scripts too', async () => {
    const who = await enter('inspector'), script = await world.as('inspector'), id = ids.get('inspector')
    const { body: { items } } = await security.get(`/api/account/${id}/session`)
    expect(items.map((one: { kind: string }) => one.kind).sort()).toEqual(['bearer', 'session'])
    for (const other of [audit, await world.as('admin-system'), script]) expect((await other.get(`/api/account/${id}/session`)).status).toBe(403)
    expect((await security.post(`/api/account/${id}/end-sessions`, {})).body).toEqual({ ended: 2 })
    expect([(await who.get('/api/session')).status, (await script.get('/api/session')).status]).toEqual([401, 401])
  })
  test('begin with a new secret: one planted before signing in opens nothing, and the old one of this browser ends', async () => {
    const who = await enter('community'), planted = who.cookie()
    await who.post('/api/session', { login: 'grid', password: PASSWORD })
    expect((await who.get('/api/session')).body.login).toBe('grid')
    const other = visitor(() => world.url); other.adopt(planted)
    expect((await other.get('/api/session')).status).toBe(401)
  })
  test('of administrators end sooner, and the rule can be changed by the security administrator alone, never to go without factors', async () => {
    const rules = { factorFor: ['admin-system', 'admin-security', 'admin-audit'], idleMinutes: 60, adminIdleMinutes: 10, absoluteHours: 24 }
    for (const who of [audit, await world.as('admin-system'), await world.as('clerk')]) expect((await who.post('/api/security', rules)).status).toBe(403)
    expect((await security.post('/api/security', { ...rules, factorFor: [] })).body.kind).toBe('security.admins-need-factor')
    expect((await security.post('/api/security', rules)).status).toBe(200)
    const who = await enter('leader')
    await wait(59 * 60)
    expect((await who.get('/api/session')).status).toBe(200)
    await wait(61 * 60)
    expect((await who.get('/api/session')).status).toBe(401)
    await world.house.db.transaction().execute((tx) => setSecurity(tx, world.district, { factorFor: [], idleMinutes: 720, adminIdleMinutes: 30, absoluteHours: 168 }))
  })
})

describe('limits', () => {
  const second = async (change: Partial<World['house']['config']>, work: (url: string) => Promise<void>) => {
    const house = { ...world.house, config: { ...world.house.config, limits: { 'sign-in': 3, anonymous: 5, reads: 4, writes: 2, uploads: 1, exports: 1 }, ...change } }
    const listening = await listen(httpApp({ routes, house }), { ...house.config, port: 0 })
    house.config.url = `http://127.0.0.1:${listening.port}`
    try { await work(house.config.url) } finally { await listening.close() }
  }
  const knock = async (url: string, path: string, n: number, headers: Record<string, string>) => (await Promise.all(Array.from({ length: n }, () => raw(url, 'GET', path, { headers })))).map((reply) => reply.status)
  test('of an account are its own, told with the seconds to wait, and give back with time', async () => {
    const [a, b] = [await enter('leader'), await enter('handler')]
    await second({}, async (url) => {
      const mine = await knock(url, '/api/inbox', 10, { cookie: a.cookie() })
      expect([mine.filter((status) => status === 200).length, mine.filter((status) => status === 429).length]).toEqual([4, 6])
      expect(await knock(url, '/api/inbox', 1, { cookie: b.cookie() })).toEqual([200])
      const { headers, body } = await raw(url, 'GET', '/api/inbox', { headers: { cookie: a.cookie() } })
      expect([headers.get('retry-after'), body.kind, body.said.zh]).toEqual(['15', 'too-many', expect.stringContaining('每分钟最多 4 次')])
      await wait(15)
      expect((await raw(url, 'GET', '/api/inbox', { headers: { cookie: a.cookie() } })).status).toBe(200)
    })
  })
  test('of an address count the proxy’s word only where the proxy is trusted, and only its last entry', async () => {
    const from = (address: string) => ({ 'x-forwarded-for': address })
    await second({ trustProxy: true }, async (url) => {
      expect((await knock(url, '/api/welcome', 8, from('203.0.113.7'))).filter((status) => status === 429)).toHaveLength(3)
      // What the client wrote in front of it changes nothing.
      expect(await knock(url, '/api/welcome', 2, from('198.51.100.1, 203.0.113.7'))).toEqual([429, 429])
      expect(await knock(url, '/api/welcome', 1, from('203.0.113.8'))).toEqual([200])
    })
    await second({ trustProxy: false }, async (url) => { expect(new Set(await knock(url, '/api/welcome', 8, from('203.0.113.7')))).toEqual(new Set([200])) })
  })
  test('slow down spraying: many accounts tried from one address', async () => {
    await second({ trustProxy: true, limits: undefined }, async (url) => {
      const guess = (login: string, address: string) => raw(url, 'POST', '/api/session', { headers: { 'content-type': 'application/json', 'x-forwarded-for': address }, body: JSON.stringify({ login, password: 'Spring-2026' }) })
      for (let n = 0; n < 30; n++) expect((await guess(`nobody-${n}`, '198.51.100.9')).status).toBe(401)
      expect((await guess('nobody-x', '198.51.100.9')).status).toBe(429)
      // A neighbour in the same network still may: it has a larger count of its own.
      expect((await guess('nobody-y', '198.51.100.200')).status).toBe(401)
    })
  }, 120_000)
})

test('an account that is not there costs the same time as one that is', async () => {
  const time = async (login: string) => { const began = performance.now(); await visitor(() => world.url).post('/api/session', { login, password: 'not-the-Password' }); return performance.now() - began }
  const median = (all: number[]) => all.sort((a, b) => a - b)[Math.floor(all.length / 2)]!
  const [there, not]: [number[], number[]] = [[], []]
  for (let n = 0; n < 12; n++) { await wait(901); there.push(await time('community')); not.push(await time(`nobody-${n}`)) }
  // One hash each; a look-up without one would be ten times faster.
  expect(median(not) / median(there)).toBeGreaterThan(0.4)
  expect(median(not) / median(there)).toBeLessThan(2.5)
})

test('what is past its time is counted, erased on the record, and the chain stays whole', async () => {
  const [clerk, unit, checker] = [await world.as('clerk'), await world.as('liaison'), await world.as('inspector')]
  const hands = { clerk, unit, checker }
  const shared = await put(clerk)
  const id = await caseAt('closed', hands, { contactName: '王小明', contactPhone: '13812345678', photos: [shared] }), open = await caseAt('filed', hands, { contactPhone: '13812345679', photos: [shared] })
  const { db, clock } = world.house
  await db.updateTable('person').set({ name: '李四', phone: '13912345678' }).where('id', '=', (await db.selectFrom('account').select('person').where('login', '=', 'liaison.west').executeTakeFirstOrThrow()).person).execute()
  await security.post(`/api/account/${ids.get('liaison.west')}/lock`, { active: false })
  // Somebody of a sheet, without an account, whose last day is over; and what photos of both cases told of their taking.
  const leaver = newId()
  await db.insertInto('person').values({ district: world.district, id: leaver, code: 'W-9', name: '赵六', phone: '13612345678', valid_to: '2026-11-22' }).execute()
  await db.insertInto('invitation').values({ district: world.district, account: ids.get('liaison.west')!, code_hash: 'x', created_at: clock.now(), expires_at: clock.now() }).execute()
  const own = (await db.selectFrom('file_use').select('sha256').where('stream_id', '=', id).where('sha256', '!=', shared).executeTakeFirstOrThrow()).sha256
  await db.updateTable('file_meta').set({ taken_at: clock.now(), lon: 120.7, lat: 31.3, accuracy_m: 8, device: 'phone' }).where('sha256', 'in', [shared, own]).execute()
  await world.house.db.transaction().execute((tx) => storeTexts(tx, { district: world.district, stream: 'person', id: leaver }, [keep('text', '查看理由一句')], clock.now()))
  const none = { 'ended-cases': 0, 'gone-staff': 0, 'gone-numbers': 0, 'old-reasons': 0, 'old-codes': 0 }
  const counts = async () => Object.fromEntries((await foreseeErasure(db, world.district, retention, clock.now())).map((one) => [one.name, one.due]))
  expect(await counts()).toEqual({ ...none, 'gone-staff': 0, 'ended-cases': 0 })
  await wait(181 * 86_400)
  expect(await counts()).toEqual({ ...none, 'gone-staff': 2, 'ended-cases': 0 })
  await wait(185 * 86_400)
  expect(await counts()).toEqual({ ...none, 'gone-staff': 2, 'ended-cases': 1 })
  const [one, two] = await Promise.all([eraseDue(world.house, world.district, retention), eraseDue(world.house, world.district, retention)])
  expect(['gone-staff', 'ended-cases'].map((name) => one[name]! + two[name]!)).toEqual([2, 1])
  expect(await counts()).toEqual(none)
  const left = JSON.stringify(await db.selectFrom('kept_text').selectAll().execute()) + JSON.stringify(await db.selectFrom('person').selectAll().execute())
  expect(left).not.toMatch(/13812345678|王小明|李四|13912345678|赵六|13612345678/)
  expect(left).toContain('13812345679')
  ;[audit] = [await world.as('admin-audit')]
  expect((await audit.post('/api/log/verify')).body.broken).toEqual([])
  const again = await world.as('clerk')
  expect([(await again.get(`/api/case/${id}`)).status, (await again.get(`/api/case/${open}`)).status]).toEqual([200, 200])
  expect((await audit.get('/api/log?stream=erasure')).body.items).toHaveLength(3)
  expect((await (await world.as('admin-system')).get('/api/retention')).body.items.map((rule: { due: number }) => rule.due)).toEqual([0, 0, 0, 0, 0])
  // The photos stay; when and where they were taken is left only of the one that an open case uses, too.
  const traces = await db.selectFrom('file_meta').select(['sha256', 'taken_at', 'lon', 'accuracy_m', 'device']).where('sha256', 'in', [shared, own]).execute()
  expect(traces.find((one) => one.sha256 === own)).toMatchObject({ taken_at: null, lon: null, accuracy_m: null, device: 'unknown' })
  expect(traces.find((one) => one.sha256 === shared)).toMatchObject({ lon: 120.7, device: 'phone' })
  expect(await db.selectFrom('invitation').selectAll().where('account', '=', ids.get('liaison.west')!).execute()).toEqual([])
  // The staff number stays three years longer, so that an old sheet brings nobody back; reasons lose their words after three years.
  expect((await db.selectFrom('person').select('code').where('id', '=', leaver).executeTakeFirstOrThrow()).code).toBe('W-9')
  expect(left).toContain('查看理由一句')
  await wait(1096 * 86_400)
  expect(await counts()).toMatchObject({ 'gone-numbers': 2, 'old-reasons': expect.any(Number) })
  await eraseDue(world.house, world.district, retention)
  expect(await db.selectFrom('person').select(['code', 'unit', 'valid_to']).where('id', '=', leaver).executeTakeFirstOrThrow()).toEqual({ code: null, unit: null, valid_to: null })
  expect(JSON.stringify(await db.selectFrom('kept_text').select('as_written').execute())).not.toContain('查看理由一句')
  expect((await counts())['old-reasons']).toBe(0)
  // Lists and searches are made of masked words: after an erasure they still are what the log says.
  expect((await replay(db, world.district, streams)).differences).toEqual([])
})
test('who looked at personal data, how often, is told to the audit administrator alone', async () => {
  const clerk = await world.as('clerk')
  const id = (await clerk.post('/api/case', { source: 'hotline', text: '一件事', contactPhone: '13812345670' })).body.id
  for (const reason of ['回访', '再次回访']) expect((await clerk.act(id, 'reveal', { reason })).status).toBe(200)
  expect((await (await world.as('admin-audit')).get('/api/register/reveals')).body.items).toMatchObject([{ account: ids.get('clerk'), times: 2, things: 1 }])
  for (const who of ['clerk', 'admin-system', 'admin-security', 'leader']) expect((await (await world.as(who)).get('/api/register/reveals')).status).toBe(403)
  const { body: { items } } = await clerk.get('/api/register')
  expect(items.length).toBeGreaterThan(15)
})
