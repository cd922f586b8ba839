// Getting in, staying in, being put out: passwords, lock-out, cookies, tokens, administrators, the first link.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newBearer } from '#kernel/session.ts'
import { newSetupCode } from '../../src/founding/setup.ts'
import { client, type Client } from '../client.ts'
import { PASSWORD, smallDistrict, type World } from '../small-district.ts'
import { raw } from './steps.ts'

let world: World
let system: Client, security: Client
let now = Date.parse('2026-11-23T01:30:00Z')
beforeAll(async () => {
  world = await smallDistrict()
  ;[system, security] = await Promise.all(['admin-system', 'admin-security'].map((login) => world.as(login))) as [Client, Client]
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
const enter = (login: string, password = PASSWORD) => client(world.url, undefined).post('/api/session', { login, password })
const wait = (seconds: number) => world.at(new Date(now += seconds * 1000).toISOString())
const cookieOf = (reply: { headers: Headers }) => reply.headers.get('set-cookie')!

describe('signing in', () => {
  test('with the right password answers who one is and what one may, and sets a cookie scripts cannot read', async () => {
    const reply = await enter(' Clerk ')
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({ login: 'clerk', district: { code: 'y' }, unit: { zh: expect.any(String) } })
    expect(reply.body.may).toContain('case.dispatch')
    expect(cookieOf(reply)).toMatch(/^dianfan_session=[\w.-]{80}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800$/)
    const cookie = cookieOf(reply).split(';')[0]!
    expect((await raw(world.url, 'GET', '/api/session', { headers: { cookie } })).body.login).toBe('clerk')
    expect(JSON.stringify(reply.body)).not.toContain(PASSWORD)
  })
  test('over TLS the cookie is Secure and bound to the host, and a planted plain one counts for nothing', async () => {
    const plain = cookieOf(await enter('leader')).split(';')[0]!
    world.house.config.url = world.url.replace('http:', 'https:')
    try {
      const set = cookieOf(await enter('leader'))
      expect(set).toMatch(/^__Host-dianfan_session=.*; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800; Secure$/)
      expect((await raw(world.url, 'GET', '/api/session', { headers: { cookie: set.split(';')[0]! } })).status).toBe(200)
      expect((await raw(world.url, 'GET', '/api/session', { headers: { cookie: plain } })).status).toBe(401)
      expect((await raw(world.url, 'GET', '/api/health/live')).headers.get('strict-transport-security')).toContain('max-age')
    } finally { world.house.config.url = world.url }
  })
  test('a wrong password and an account that does not exist get word for word the same answer', async () => {
    const [wrong, nobody] = [await enter('handler', 'not-the-password'), await enter('no-such-account', 'not-the-password')]
    expect([wrong.status, nobody.status]).toEqual([401, 401])
    expect(nobody.body).toEqual(wrong.body)
  })
  test('after five wrong tries the wait grows, 2, 4, 8 … seconds, for an unknown account too; the right password helps only after it', async () => {
    for (const login of ['grid', 'a-stranger']) {
      // The limit of one address, which counts over ten minutes, is another matter.
      await wait(601)
      for (let n = 0; n < 5; n++) expect((await enter(login, 'wrong-wrong-1')).status).toBe(401)
      for (const seconds of [2, 4, 8, 16]) {
        const locked = await enter(login, login === 'grid' ? PASSWORD : 'wrong-wrong-1')
        expect([locked.status, locked.body.kind, locked.body.details.seconds, locked.headers.get('retry-after')]).toEqual([429, 'sign-in.locked', seconds, String(seconds)])
        expect(locked.body.said.zh).toContain(`${seconds} 秒`)
        await wait(seconds)
        expect((await enter(login, 'wrong-wrong-1')).status).toBe(401)
      }
    }
    for (let n = 0; n < 8; n++) { await wait(900); expect((await enter('grid', 'wrong-wrong-1')).status).toBe(401) }
    expect((await enter('grid')).body.details.seconds).toBe(900)
    await wait(901)
    expect((await enter('grid')).status).toBe(200)
    // The count begins anew.
    for (let n = 0; n < 4; n++) await enter('grid', 'wrong-wrong-1')
    expect((await enter('grid')).status).toBe(200)
  })
  test('twenty-five guesses at once get no more looks than five', async () => {
    await wait(601)
    const all = await Promise.all(Array.from({ length: 25 }, (_, n) => enter('inspector', `guess-number-${n}`)))
    expect(all.filter((reply) => reply.status === 401)).toHaveLength(5)
    expect(all.filter((reply) => reply.status === 429)).toHaveLength(20)
    await wait(601)
    expect((await enter('inspector')).status).toBe(200)
  })
  test('a mistake after a day without any is the first again', async () => {
    await wait(601)
    for (let n = 0; n < 5; n++) await enter('liaison', 'wrong-wrong-1')
    await wait(25 * 3600)
    expect([(await enter('liaison', 'wrong-wrong-1')).status, (await enter('liaison')).status]).toEqual([401, 200])
  })
  test('signing out ends the token at once', async () => {
    const cookie = cookieOf(await enter('leader')).split(';')[0]!
    const out = await raw(world.url, 'DELETE', '/api/session', { headers: { cookie, 'sec-fetch-site': 'same-origin' } })
    expect([out.status, cookieOf(out)]).toEqual([200, expect.stringContaining('Max-Age=0')])
    expect((await raw(world.url, 'GET', '/api/session', { headers: { cookie } })).status).toBe(401)
  })
  test('a session ends after twelve idle hours and after a week in any case; a token for scripts lives ninety days', async () => {
    const cookie = cookieOf(await enter('leader')).split(';')[0]!, script = (await newBearer(world.house.db, world.district, 'leader', world.house.clock.now()))!
    const alive = async () => (await raw(world.url, 'GET', '/api/session', { headers: { cookie } })).status
    for (let n = 0; n < 14; n++) { await wait(11.9 * 3600); expect(await alive()).toBe(200) }
    await wait(1.5 * 3600)
    expect(await alive()).toBe(401)
    const idle = cookieOf(await enter('leader')).split(';')[0]!
    await wait(12.1 * 3600)
    expect((await raw(world.url, 'GET', '/api/session', { headers: { cookie: idle } })).status).toBe(401)
    expect((await client(world.url, script).get('/api/session')).status).toBe(200)
    await wait(90 * 86_400)
    expect((await client(world.url, script).get('/api/session')).status).toBe(401)
    ;[system, security] = await Promise.all(['admin-system', 'admin-security'].map((login) => world.as(login))) as [Client, Client]
  })
  test.each(['Bearer', 'Bearer x', 'Bearer %E0%A4%A', 'Bearer ../../etc', `Bearer ${'a'.repeat(36)}.${'b'.repeat(43)}`, 'Basic Y2xlcms6eA=='])('a token like “%s” is no token', async (authorization) => {
    expect((await raw(world.url, 'GET', '/api/session', { headers: { authorization } })).body.kind).toBe('not-signed-in')
  })
})

describe('accounts', () => {
  const fresh = { login: 'new.clerk', password: 'a-good-long-phrase', title: { zh: '坐席', en: 'Clerk' }, roles: ['clerk'] }
  test.each([['too short', 'Ab1!xyz9q'], ['of one kind and no phrase', 'qvzjkxwpmd'], ['one sign again and again', 'aaaaaaaaaaaaaaaaaaaa'], ['with the account name in it', 'x-NEW.clerk-2026'], ['a common one with a number hung on', 'Password-2026'], ['a run of the keyboard', 'Qwertyuiop1'], ['a birthday', '19900131-x'], ['a pattern repeated', 'ab1!ab1!ab1!']])('a password that is %s is refused', async (_why, password) => {
    expect((await system.post('/api/account', { ...fresh, password })).body.kind).toBe('password.weak')
  })
  test('the powers of two administrators never meet in one account, nor mix with work', async () => {
    for (const roles of [['admin-system', 'admin-audit'], ['admin-security', 'clerk']]) expect((await system.post('/api/account', { ...fresh, roles })).body.kind).toBe('account.one-admin')
    expect((await (await world.as('leader')).get('/api/account')).status).toBe(403)
    expect((await system.post('/api/account', { ...fresh, roles: ['king'] })).body.kind).toBe('account.unknown-role')
    expect((await system.post('/api/account', { ...fresh, unit: world.areas.get('east') })).body.faults).toMatchObject([{ path: 'unit' }])
  })
  test('a new one is made without rights: its roles wait for the security administrator; it cannot be made twice, and chooses its own password first', async () => {
    const made = await system.post('/api/account', { ...fresh, roles: ['clerk', 'clerk'] })
    expect([made.status, typeof made.body.pending]).toEqual([201, 'string'])
    expect((await system.post('/api/account', fresh)).body.kind).toBe('account.login-taken')
    const first = await enter('new.clerk', fresh.password)
    expect([first.status, first.body.owes, first.body.may]).toEqual([200, 'password', []])
    const as = (cookie: string) => ({ cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }), cookie = cookieOf(first).split(';')[0]!
    expect((await raw(world.url, 'GET', '/api/inbox', { headers: { cookie } })).body.kind).toBe('session.half-way')
    expect((await raw(world.url, 'POST', '/api/session/password', { headers: as(cookie), body: JSON.stringify({ old: fresh.password, new: fresh.password }) })).body.kind).toBe('password.used')
    const own = await raw(world.url, 'POST', '/api/session/password', { headers: as(cookie), body: JSON.stringify({ old: fresh.password, new: 'my-own-words-7' }) })
    expect(own.status).toBe(200)
    // The secret of half way is void; the new one holds no rights yet.
    expect((await raw(world.url, 'GET', '/api/session', { headers: { cookie } })).status).toBe(401)
    const whole = cookieOf(own).split(';')[0]!
    expect((await raw(world.url, 'GET', '/api/session', { headers: { cookie: whole } })).body).toMatchObject({ owes: null, may: [] })
    expect((await security.post(`/api/approval/${made.body.pending}/approve`)).status).toBe(200)
    expect((await raw(world.url, 'GET', '/api/session', { headers: { cookie: whole } })).status).toBe(401)
    expect((await enter('new.clerk', 'my-own-words-7')).body.may).toContain('case.dispatch')
  })
  test('locking one ends its sessions and tokens at once and is written down; unlocking lets it sign in again', async () => {
    const { body: { items } } = await security.get('/api/account')
    const id = items.find((account: { login: string }) => account.login === 'handler').id
    const cookie = cookieOf(await enter('handler')).split(';')[0]!, script = await world.as('handler')
    expect((await security.post(`/api/account/${id}/lock`, { active: false })).body).toEqual({ active: false })
    expect([(await raw(world.url, 'GET', '/api/session', { headers: { cookie } })).status, (await script.get('/api/session')).status, (await enter('handler')).status]).toEqual([401, 401, 401])
    expect(await newBearer(world.house.db, world.district, 'handler', world.house.clock.now())).toBeUndefined()
    expect((await security.post(`/api/account/${id}/lock`, { active: true })).status).toBe(200)
    expect((await enter('handler')).status).toBe(200)
    const log = (await (await world.as('admin-audit')).get('/api/log?stream=account')).body.items
    expect(log.filter((row: { id: string }) => row.id === id).map((row: { type: string }) => row.type)).toEqual(['unlocked', 'locked'])
  })
})

describe('the first link', () => {
  const three = (code: string) => ({ code, district: { code: 'n', zh: 'n区', en: 'District n' }, accounts: ['admin-system', 'admin-security', 'admin-audit'].map((post) => ({ login: `first-${post}`, password: 'a-good-long-phrase', post })) })
  test('needs three people, one a post, and opens nothing where a district stands', async () => {
    const code = await newSetupCode(world.house.db, world.house.clock.now()), nobody = client(world.url, undefined)
    const same = three(code)
    same.accounts[2]!.post = 'admin-system'
    expect((await nobody.post('/api/setup', same)).body.kind).toBe('setup.three-people')
    expect((await nobody.post('/api/setup', { ...three(code), accounts: three(code).accounts.slice(1) })).status).toBe(422)
    expect((await nobody.post('/api/setup', three('guessed'))).body.kind).toBe('setup.refused')
    expect((await nobody.post('/api/setup', three(code))).body.kind).toBe('setup.refused')
  })
  test('on an empty installation it works once, even when pressed twice; an older link is void', async () => {
    const { db, clock } = world.house
    const old = await newSetupCode(db, clock.now()), code = await newSetupCode(db, clock.now())
    await db.deleteFrom('district').execute()
    const nobody = client(world.url, undefined)
    expect((await nobody.post('/api/setup', three(old))).status).toBe(403)
    const both = await Promise.all([nobody.post('/api/setup', three(code)), nobody.post('/api/setup', three(code))])
    expect(both.map((reply) => reply.status).sort()).toEqual([201, 403])
    expect((await nobody.post('/api/setup', three(code))).status).toBe(403)
    const me = (await enter('first-admin-audit', 'a-good-long-phrase')).body
    // Nothing works before the second factor is there.
    expect([me.district.code, me.owes, me.may]).toEqual(['n', 'enrol', []])
  })
})
