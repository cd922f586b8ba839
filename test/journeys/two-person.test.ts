// What takes two: administrators' roles, factors and passwords; who may be the second, once and under the state of now; a verb by two.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sweep } from '#kernel/sweep.ts'
import { routeOfTwoPersonVerb, twoPersonOfVerb } from '#kernel/two-person/verb.ts'
import { commands } from '../../src/case/commands.ts'
import { visitor } from '../cookies.ts'
import type { Client } from '../client.ts'
import { PASSWORD, smallDistrict, type World } from '../small-district.ts'

let world: World
let system: Client, security: Client, audit: Client, clerk: Client
const ids = new Map<string, string>()
let now = Date.parse('2026-11-23T01:30:00Z')
const wait = (seconds: number) => world.at(new Date(now += seconds * 1000).toISOString())
const sign = async () => { [system, security, audit, clerk] = await Promise.all(['admin-system', 'admin-security', 'admin-audit', 'clerk'].map((login) => world.as(login))) as [Client, Client, Client, Client] }
beforeAll(async () => {
  world = await smallDistrict()
  await sign()
  for (const one of (await security.get('/api/account')).body.items) ids.set(one.login, one.id)
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
const grant = (who: Client, login: string, roles: string[]) => who.post(`/api/account/${ids.get(login)}/roles`, { roles, reason: '人员调整' })
const rolesOf = async (login: string) => (await security.get('/api/account')).body.items.find((one: { login: string }) => one.login === login).roles

describe('roles', () => {
  test('of work are given by the security administrator alone, and whoever had old ones signs in anew', async () => {
    const old = await world.as('leader')
    expect((await grant(security, 'leader', ['clerk', 'leader'])).status).toBe(200)
    expect((await old.get('/api/session')).status).toBe(401)
    expect(await rolesOf('leader')).toEqual(['clerk', 'leader'])
    expect((await grant(security, 'leader', ['leader', 'clerk'])).body.kind).toBe('account.same-roles')
    expect((await grant(security, 'leader', ['leader'])).status).toBe(200)
    expect((await grant(security, 'admin-security', ['leader'])).body.kind).toBe('account.own-rights')
    for (const who of [system, audit, clerk]) expect((await grant(who, 'leader', ['clerk'])).status).toBe(403)
  })
  test('of an administrator wait for an administrator of another kind, who sees what will happen', async () => {
    const ordered = await grant(security, 'leader', ['admin-audit'])
    expect([ordered.status, await rolesOf('leader')]).toEqual([202, ['leader']])
    const id = ordered.body.pending
    const { body } = await system.get(`/api/approval/${id}`)
    expect(body).toMatchObject({ state: 'open', reason: '人员调整', can: ['approve', 'refuse'], against: null, about: { login: 'leader' } })
    expect(body.will.map((said: { zh: string }) => said.zh)).toEqual(['leader（leader）得到：审计管理员', 'leader（leader）失去：领导', expect.stringContaining('重新登录')])
    // Not by who ordered it, not by who reads nothing of it, not by nobody.
    expect((await security.post(`/api/approval/${id}/approve`)).body.kind).toBe('approval.second-person')
    for (const who of [clerk, await world.as('leader')]) expect((await who.post(`/api/approval/${id}/approve`)).body.kind).toBe('not-found')
    expect((await system.post(`/api/approval/${id}/withdraw`)).body.kind).toBe('approval.not-yours')
    expect((await system.post(`/api/approval/${id}/approve`)).body).toMatchObject({ state: 'approved' })
    expect(await rolesOf('leader')).toEqual(['admin-audit'])
    for (const step of ['approve', 'refuse']) expect((await system.post(`/api/approval/${id}/${step}`, step === 'refuse' ? { reason: 'x' } : {})).body.kind).toBe('approval.not-open')
    const { body: { items } } = await audit.get('/api/log?limit=20')
    expect(items.filter((row: { id: string }) => [id, ids.get('leader')].includes(row.id)).map((row: { type: string }) => row.type)).toEqual(expect.arrayContaining(['approved', 'ordered', 'roles-changed']))
    // Back again, approved by audit: the third signature where two are concerned.
    const back = await grant(security, 'leader', ['leader'])
    expect((await audit.post(`/api/approval/${back.body.pending}/approve`)).status).toBe(200)
    expect(await rolesOf('leader')).toEqual(['leader'])
  })
  test('of two kinds never meet in one account, nor in one person with two accounts; the last of a kind stays', async () => {
    expect((await grant(security, 'leader', ['admin-audit', 'admin-system'])).body.kind).toBe('account.one-admin')
    expect((await grant(security, 'admin-audit', ['leader'])).body.kind).toBe('account.last-admin')
    const { db } = world.house
    const { person } = await db.selectFrom('account').select('person').where('login', '=', 'admin-audit').executeTakeFirstOrThrow()
    const before = await db.selectFrom('account').select('person').where('login', '=', 'inspector').executeTakeFirstOrThrow()
    await db.updateTable('account').set({ person }).where('login', '=', 'inspector').execute()
    expect((await grant(security, 'inspector', ['admin-system'])).body.kind).toBe('account.one-admin-person')
    await db.updateTable('account').set(before).where('login', '=', 'inspector').execute()
  })
  test('by the same person under another account, or by the one concerned, nothing is approved', async () => {
    const { db } = world.house
    const id = (await grant(security, 'inspector', ['admin-system'])).body.pending
    const [mine, systems] = await Promise.all(['admin-security', 'admin-system'].map((login) => db.selectFrom('account').select('person').where('login', '=', login).executeTakeFirstOrThrow()))
    await db.updateTable('account').set({ person: mine!.person }).where('login', '=', 'admin-system').execute()
    expect((await system.post(`/api/approval/${id}/approve`)).body.kind).toBe('approval.second-person')
    await db.updateTable('account').set(systems!).where('login', '=', 'admin-system').execute()
    expect((await security.post(`/api/approval/${id}/withdraw`)).body.state).toBe('withdrawn')
    // About the system administrator: only the audit administrator is left.
    const about = (await security.post(`/api/account/${ids.get('admin-system')}/password`, { password: 'handed-over-7', reason: '忘了密码' })).body.pending
    expect((await system.post(`/api/approval/${about}/approve`)).body.kind).toBe('approval.second-person')
    expect((await audit.post(`/api/approval/${about}/refuse`, { reason: '没有核对本人' })).body.state).toBe('refused')
    expect((await security.get('/api/approval')).body.items[0]).toMatchObject({ state: 'refused', remark: '没有核对本人' })
  })
})

describe('an order', () => {
  test('is carried out once, however many approve at once', async () => {
    const id = (await grant(security, 'handler', ['admin-system'])).body.pending
    const all = await Promise.all([system, audit, system, audit, system].map((who) => who.post(`/api/approval/${id}/approve`)))
    expect(all.filter((reply) => reply.status === 200)).toHaveLength(1)
    const facts = await world.house.db.selectFrom('log').select('type').where('stream', '=', 'account').where('id', '=', ids.get('handler')!).where('type', '=', 'roles-changed').execute()
    expect(facts).toHaveLength(1)
    expect((await audit.post(`/api/approval/${(await grant(security, 'handler', ['handler'])).body.pending}/approve`)).status).toBe(200)
  })
  test('that no longer fits what is there is told, and not carried out', async () => {
    const id = (await grant(security, 'grid', ['admin-system'])).body.pending
    await grant(security, 'grid', ['grid', 'leader'])
    expect((await system.get(`/api/approval/${id}`)).body.against.zh).toContain('已经变过')
    expect((await system.post(`/api/approval/${id}/approve`)).body.kind).toBe('account.other-roles')
    expect(await rolesOf('grid')).toEqual(['grid', 'leader'])
    await security.post(`/api/approval/${id}/withdraw`)
  })
  test('of one who has lost the right since is not carried out', async () => {
    const id = (await grant(security, 'grid', ['admin-system'])).body.pending
    await world.house.db.updateTable('account').set({ active: false }).where('login', '=', 'admin-security').execute()
    world.house.sessions.forget()
    expect((await system.post(`/api/approval/${id}/approve`)).body.kind).toBe('approval.no-right')
    await world.house.db.updateTable('account').set({ active: true }).where('login', '=', 'admin-security').execute()
    await sign()
  })
  test('expires after a day, on the record', async () => {
    const id = (await grant(security, 'community', ['admin-system'])).body.pending
    await wait(86_400)
    await sign()
    expect((await system.get(`/api/approval/${id}`)).body).toMatchObject({ state: 'expired', can: [] })
    expect((await system.post(`/api/approval/${id}/approve`)).body.kind).toBe('approval.not-open')
    await sweep(world.house.db, world.district, world.house.clock.now())
    const { body: { items } } = await audit.get('/api/log?stream=approval')
    expect(items.find((row: { id: string; type: string }) => row.id === id && row.type === 'expired')).toBeDefined()
  })
  test('keeps its words out of the log, and loses them after ninety days while the chain stays whole', async () => {
    const { db } = world.house
    const id = (await grant(security, 'community', ['admin-system'])).body.pending
    await security.post(`/api/approval/${id}/withdraw`)
    expect(JSON.stringify(await db.selectFrom('log').select('data').where('stream', '=', 'approval').execute())).not.toContain('人员调整')
    await wait(91 * 86_400)
    await sweep(db, world.district, world.house.clock.now())
    await sign()
    expect(await db.selectFrom('approval').select(['input', 'reason']).where('id', '=', id).executeTakeFirst()).toEqual({ input: null, reason: null })
    expect((await audit.post('/api/log/verify')).body.broken).toEqual([])
    expect((await audit.get(`/api/approval/${id}`)).body).toMatchObject({ state: 'withdrawn', will: [] })
  })
})

describe('resets', () => {
  test('of an administrator’s password wait, hold no readable password, and end in a change', async () => {
    const given = 'handed-over-7'
    const { body } = await security.post(`/api/account/${ids.get('admin-system')}/password`, { password: given, reason: '忘了密码' })
    const kept = JSON.stringify(await world.house.db.selectFrom('approval').selectAll().execute())
    expect(kept).not.toContain(given)
    const shown = JSON.stringify((await audit.get(`/api/approval/${body.pending}`)).body)
    expect(shown).not.toMatch(/argon2id|handed/)
    expect((await audit.post(`/api/approval/${body.pending}/approve`)).status).toBe(200)
    const who = visitor(() => world.url)
    expect((await who.post('/api/session', { login: 'admin-system', password: PASSWORD })).status).toBe(401)
    expect((await who.post('/api/session', { login: 'admin-system', password: given })).body.owes).toBe('password')
    expect((await who.post('/api/session/password', { old: given, new: PASSWORD })).body.kind).toBe('password.used')
    expect((await who.post('/api/session/password', { old: given, new: 'quite-my-own-7' })).status).toBe(200)
    await sign()
  })
  test('of a working account’s password are the system administrator’s alone', async () => {
    for (const [who, status] of [[system, 200], [security, 403], [audit, 403], [clerk, 403]] as const) expect((await who.post(`/api/account/${ids.get('liaison')}/password`, { password: 'for-the-first-day-7', reason: '忘了' })).status).toBe(status)
    expect((await visitor(() => world.url).post('/api/session', { login: 'liaison', password: 'for-the-first-day-7' })).body.owes).toBe('password')
  })
  test('of a factor that is not there are refused at once', async () => {
    expect((await security.post(`/api/account/${ids.get('liaison')}/reset-factor`, { reason: '手机丢了' })).body.kind).toBe('account.no-factor')
  })
})

test('a verb that takes two puts an order in, shows what it will write, and runs once as its first person', async () => {
  const verb = { ...commands.find((one) => one.name === 'rework')!, twoPersons: true } as never
  const { route, order } = routeOfTwoPersonVerb(verb)
  expect([order.kind, order.ask, order.approve, route.path]).toEqual(['case.rework', ['case.rework'], ['case.rework-second'], '/api/case/{id}/rework'])
  const reject = twoPersonOfVerb(commands.find((one) => one.name === 'reject')! as never)
  const id = (await clerk.post('/api/case', { source: 'hotline', text: '一件事' })).body.id
  const { actorOf } = await import('#kernel/session.ts')
  const actor = (await actorOf(world.house.db, world.district, ids.get('clerk')!))!
  const input = reject.input.parse({ id, input: { reason: 'not-found', text: '没有发现，电话13812345678' } })
  const version = async () => (await clerk.get(`/api/case/${id}`)).body.version
  await world.house.db.transaction().execute(async (tx) => {
    const matter = { tx, house: world.house, district: world.district, actor, now: world.house.clock.now() }
    expect((await reject.foresee(matter, input)).map((said) => said.zh)).toEqual([expect.stringMatching(/^将记入：/)])
  })
  expect(await version()).toBe(1)
  await world.house.db.transaction().execute((tx) => reject.carryOut({ tx, house: world.house, district: world.district, actor, now: world.house.clock.now() }, input))
  expect((await clerk.get(`/api/case/${id}`)).body).toMatchObject({ version: 2, state: 'rejected' })
  await expect(world.house.db.transaction().execute((tx) => reject.foresee({ tx, house: world.house, district: world.district, actor, now: world.house.clock.now() }, input))).rejects.toMatchObject({ body: { status: 409 } })
})
