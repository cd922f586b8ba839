// The second factor: asked of administrators before anything else, each code good once, recovery, guessing, and what a stolen database gives.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { setSecurity } from '#kernel/owed.ts'
import { seal, unseal } from '#kernel/secret.ts'
import { codeAt, stepOf } from '#kernel/totp.ts'
import { rescue } from '../../src/directory/rescue.ts'
import { visitor, type Visitor } from '../cookies.ts'
import { PASSWORD, smallDistrict, type World } from '../small-district.ts'

let world: World
let now = Date.parse('2026-11-23T01:30:00Z')
const ADMINS = ['admin-system', 'admin-security', 'admin-audit']
beforeAll(async () => {
  world = await smallDistrict()
  await world.house.db.transaction().execute((tx) => setSecurity(tx, world.district, { factorFor: ADMINS, idleMinutes: 720, adminIdleMinutes: 30, absoluteHours: 168 }))
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
const wait = (seconds: number) => world.at(new Date(now += seconds * 1000).toISOString())
const code = (secret: string, shift = 0) => codeAt(secret, new Date(now + shift * 1000))
async function enter(login: string): Promise<{ who: Visitor; body: any }> {
  const who = visitor(() => world.url)
  const { body } = await who.post('/api/session', { login, password: PASSWORD })
  return { who, body }
}
async function enrol(login: string): Promise<{ who: Visitor; secret: string; recovery: string[] }> {
  const { who } = await enter(login)
  const { body: { secret } } = await who.post('/api/session/second-factor', {})
  const { body: { recovery } } = await who.post('/api/session/second-factor/confirm', { code: code(secret) })
  await wait(30)
  return { who, secret, recovery }
}

describe('an administrator', () => {
  let secret = '', recovery: string[] = []
  test('sets up a second factor before anything else works; the codes of recovery are shown once', async () => {
    const { who, body } = await enter('admin-system')
    expect([body.owes, body.may]).toEqual(['enrol', []])
    for (const path of ['/api/account', '/api/unit', '/api/inbox', '/api/approval', '/api/session/security', '/api/changes']) expect([path, (await who.get(path)).body.kind]).toEqual([path, 'session.half-way'])
    expect((await who.post('/api/account', {})).body.kind).toBe('session.half-way')
    expect((await who.post('/api/session/second-factor/confirm', { code: '123456' })).body.kind).toBe('second-factor.none')
    const begun = await who.post('/api/session/second-factor', {})
    secret = begun.body.secret
    expect(begun.body.address).toMatch(/^otpauth:\/\/totp\/.*admin-system\?.*secret=[A-Z2-7]{32}/)
    expect((await who.post('/api/session/second-factor/confirm', { code: '000000' })).body.kind).toBe('second-factor.wrong')
    expect((await who.get('/api/account')).status).toBe(403)
    const before = who.cookie()
    const done = await who.post('/api/session/second-factor/confirm', { code: code(secret) })
    recovery = done.body.recovery
    expect([done.status, recovery.length, new Set(recovery).size]).toEqual([200, 10, 10])
    expect((await who.get('/api/account')).status).toBe(200)
    // The secret of half way opens nothing any more.
    const old = visitor(() => world.url); old.adopt(before)
    expect((await old.get('/api/session')).status).toBe(401)
  })
  test('gives a code at each sign-in; the same code twice, also at once, is good once', async () => {
    const [a, b] = [await enter('admin-system'), await enter('admin-system')]
    expect(a.body.owes).toBe('code')
    // The code that confirmed it is spent.
    expect((await a.who.post('/api/session/second-factor/prove', { code: code(secret) })).body.kind).toBe('second-factor.wrong')
    await wait(30)
    const mine = code(secret)
    const both = await Promise.all([a.who.post('/api/session/second-factor/prove', { code: mine }), b.who.post('/api/session/second-factor/prove', { code: mine })])
    expect(both.map((reply) => reply.status).sort()).toEqual([200, 422])
    const again = await enter('admin-system')
    expect((await again.who.post('/api/session/second-factor/prove', { code: mine })).status).toBe(422)
    // One step back is a phone a little late, but older than one already taken is a replay.
    expect((await again.who.post('/api/session/second-factor/prove', { code: code(secret, -30) })).status).toBe(422)
    expect((await again.who.post('/api/session/second-factor/prove', { code: code(secret, 30) })).status).toBe(200)
    await wait(90)
  })
  test.each([[-60, 422], [60, 422], [-30, 200], [30, 200]])('a phone %i seconds off: %i', async (shift, status) => {
    await wait(120)
    const { who } = await enter('admin-system')
    expect((await who.post('/api/session/second-factor/prove', { code: code(secret, shift) })).status).toBe(status)
  })
  test('a recovery code opens once, however it is typed, and is written down', async () => {
    const one = recovery[0]!
    expect((await (await enter('admin-system')).who.post('/api/session/second-factor/prove', { code: ` ${one.toUpperCase().replace('-', ' ')}` })).status).toBe(200)
    expect((await (await enter('admin-system')).who.post('/api/session/second-factor/prove', { code: one })).status).toBe(422)
    const { body: { items } } = await (await world.as('admin-audit')).get('/api/log?stream=account')
    expect(items.map((row: { type: string }) => row.type)).toContain('recovery-code-used')
  })
  test('guessing is stopped after five, at once or in a row, over all sessions of the account', async () => {
    // A day without a try: the count is at nought.
    await wait(86_400)
    await wait(3600)
    const { who } = await enter('admin-system')
    const all = await Promise.all(Array.from({ length: 25 }, (_, n) => who.post('/api/session/second-factor/prove', { code: String(n).padStart(6, '0') })))
    expect(all.filter((reply) => reply.status === 422)).toHaveLength(5)
    const locked = await (await enter('admin-system')).who.post('/api/session/second-factor/prove', { code: code(secret) })
    expect([locked.status, locked.body.kind]).toEqual([429, 'sign-in.locked'])
    const security = await world.as('admin-security')
    const id = (await security.get('/api/account')).body.items.find((one: { login: string }) => one.login === 'admin-system').id
    expect((await security.post(`/api/account/${id}/unlock`)).body).toEqual({ unlocked: true })
    expect((await who.post('/api/session/second-factor/prove', { code: code(secret) })).status).toBe(200)
  })
  test('cannot take it off, and ends after thirty idle minutes', async () => {
    await wait(60)
    const { who } = await enter('admin-system')
    await who.post('/api/session/second-factor/prove', { code: code(secret) })
    await wait(60)
    expect((await who.post('/api/session/second-factor/remove', { code: code(secret) })).body.kind).toBe('second-factor.needed')
    await wait(29 * 60)
    expect((await who.get('/api/session')).status).toBe(200)
    await wait(31 * 60)
    expect((await who.get('/api/session')).status).toBe(401)
  })
})

describe('whoever wants one', () => {
  test('sets it up with the password once more, sees the other sessions end, and takes it off with a code', async () => {
    await wait(60)
    const { who } = await enter('clerk'), other = await enter('clerk')
    expect((await who.post('/api/session/second-factor', {})).body.kind).toBe('password.wrong-old')
    const { body: { secret } } = await who.post('/api/session/second-factor', { password: PASSWORD })
    expect((await who.post('/api/session/second-factor/confirm', { code: code(secret) })).status).toBe(200)
    expect((await other.who.get('/api/session')).status).toBe(401)
    expect((await who.post('/api/session/second-factor', { password: PASSWORD })).body.kind).toBe('second-factor.there')
    expect((await who.get('/api/session/security')).body.factor).toMatchObject({ on: true, recoveryLeft: 10, needed: false })
    await wait(60)
    expect((await who.post('/api/session/second-factor/remove', { code: '000000' })).status).toBe(422)
    expect((await who.post('/api/session/second-factor/remove', { code: code(secret) })).status).toBe(200)
    expect((await enter('clerk')).body.owes).toBe(null)
  })
  test('with a token for scripts no factor is set up, nor half a session finished', async () => {
    const script = await world.as('clerk')
    for (const path of ['', '/confirm', '/prove']) expect((await script.post(`/api/session/second-factor${path}`, path === '' ? {} : { code: '123456' })).status).toBeGreaterThanOrEqual(400)
  })
})

test('whoever takes the database reads no secret: sealed for its account, with a key that stands elsewhere and only its owner reads', async () => {
  const { secret } = await enrol('admin-security')
  const rows = await world.house.db.selectFrom('second_factor').selectAll().execute()
  expect(JSON.stringify(rows)).not.toContain(secret)
  const { config } = world.house
  expect(statSync(join(config.data, 'secret.key')).mode & 0o777).toBe(0o600)
  const sealed = seal(config, 'a/b', 'words')
  expect(unseal(config, 'a/b', sealed)).toBe('words')
  expect(() => unseal(config, 'a/c', sealed)).toThrow(/key/)
  expect(() => unseal({ ...config, secretKey: 'x'.repeat(40) }, 'a/b', sealed)).toThrow(/key/)
  const codes = await world.house.db.selectFrom('recovery_code').selectAll().execute()
  expect(codes.every((row) => /^[0-9a-f]{64}$/.test(row.code_hash))).toBe(true)
  const log = JSON.stringify(await world.house.db.selectFrom('log').select('data').execute()) + JSON.stringify(await world.house.db.selectFrom('idempotency').selectAll().execute())
  expect(log).not.toContain(secret)
})
test('the sums are those of RFC 6238', () => {
  // Appendix B, SHA-1, the last six of its eight digits.
  const rfc = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  for (const [seconds, digits] of [[59, '287082'], [1111111109, '081804'], [1234567890, '005924'], [2000000000, '279037']] as const) {
    expect(codeAt(rfc, new Date(seconds * 1000))).toBe(digits)
    expect(stepOf(rfc, digits, new Date(seconds * 1000))).toBe(Math.floor(seconds / 30))
  }
  expect(stepOf(rfc, '28708', new Date(59_000))).toBeUndefined()
})

describe('when no administrator can sign in any more', () => {
  test('whoever has the server lets one in: a password for once, no factor, all sessions ended, on the record', async () => {
    const { who } = await enrol('admin-audit')
    expect((await who.get('/api/log')).status).toBe(200)
    await expect(rescue(world.house, world.district, 'clerk')).rejects.toMatchObject({ body: { kind: 'rescue.no-admin' } })
    await expect(rescue(world.house, world.district, 'nobody')).rejects.toMatchObject({ body: { kind: 'rescue.no-admin' } })
    const password = await rescue(world.house, world.district, 'admin-audit')
    world.house.sessions.forget()
    expect((await who.get('/api/log')).status).toBe(401)
    const again = visitor(() => world.url)
    expect((await again.post('/api/session', { login: 'admin-audit', password: PASSWORD })).status).toBe(401)
    const { body } = await again.post('/api/session', { login: 'admin-audit', password })
    // The password first, then the factor, then work.
    expect([body.owes, body.may]).toEqual([expect.stringMatching(/password|enrol/), []])
    const { rows } = await sql<{ data: object; actor: string | null }>`select data, actor from log where stream = 'account' and type = 'rescued'`.execute(world.house.db)
    expect(rows).toEqual([{ data: { factor: true, sessions: expect.any(Number) }, actor: null }])
    expect(JSON.stringify(rows)).not.toContain(password)
  })
})
