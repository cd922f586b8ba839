// One door for rights: by workbook, by changing an account, by making one or by invitation nobody becomes more than the security administrator says.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import writeBook from 'write-excel-file/node'
import type { Client, Reply } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'

let world: World
let clerk: Client, system: Client, security: Client, audit: Client
const ids = new Map<string, string>()
const fresh = async () => { for (const one of (await security.get('/api/account?limit=200')).body.items) ids.set(one.login, one.id) }
beforeAll(async () => {
  world = await smallDistrict()
  ;[clerk, system, security, audit] = await Promise.all(['clerk', 'admin-system', 'admin-security', 'admin-audit'].map((login) => world.as(login))) as [Client, Client, Client, Client]
  await fresh()
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
const head = ['工号', '姓名', '单位', '账号', '角色']
const bookOf = async (...rows: string[][]): Promise<Uint8Array> => await writeBook([{ sheet: '人员', data: [head, ...rows].map((row) => row.map((value) => ({ value, type: String }))) }]).toBuffer()
const send = async (who: Client, rows: string[][], dry = false): Promise<Reply> => await who.send(`/api/workbook/import?file=units.xlsx${dry ? '&dry-run=true' : ''}`, await bookOf(...rows))
const rolesOf = async (login: string): Promise<string[]> => (await security.get(`/api/account?q=${login}&limit=200`)).body.items.find((one: { login: string }) => one.login === login)?.roles
const said = (reply: Reply) => (reply.body.faults ?? []).map((fault: { said: { zh: string } }) => fault.said.zh).join()
const everybody = async () => JSON.stringify(await world.house.db.selectFrom('account_role').selectAll().orderBy('account').orderBy('role').execute())

describe('a workbook of the system administrator', () => {
  test('says in its trial what would wait, brings people and accounts in, and their roles wait as one order', async () => {
    const rows = [['T-1', '甲一', '环发公司', 'jia.yi', '单位联络员'], ['T-2', '乙二', '环发公司', 'yi.er', '处置人员']]
    const trial = await send(system, rows, true)
    expect(trial.body).toMatchObject({ dry_run: true, faults: [], accounts: 2, roles: 2, waiting: 2, waits: [{ path: '人员!E2', said: { zh: 'jia.yi：无 → 单位联络员' } }, { path: '人员!E3' }] })
    expect((await security.get('/api/approval')).body.items).toEqual([])
    const done = await send(system, rows)
    expect(done.body).toMatchObject({ faults: [], accounts: 2, waiting: 2, pending: expect.any(String) })
    expect([await rolesOf('jia.yi'), await rolesOf('yi.er')]).toEqual([[], []])
    // Sent again, or as it was exported, it asks for nothing a second time.
    for (const again of [rows, [['T-1', '甲一', '环发公司', 'jia.yi', '']]]) expect((await send(system, again)).body).toMatchObject({ faults: [], changes: 0, waiting: 0 })
    // Whoever comes in meanwhile, comes in with nothing.
    await system.post('/api/account/invite', {})
    expect((await (await world.as('jia.yi')).get('/api/case')).status).toBe(403)

    const { body } = await security.get(`/api/approval/${done.body.pending}`)
    expect([body.title.zh, body.can, body.will.map((one: { zh: string }) => one.zh)]).toEqual(['成批改角色', ['approve', 'refuse'], ['环发公司单位联络员（jia.yi）：无 → 单位联络员', '环发公司处置人员（yi.er）：无 → 处置人员', expect.stringContaining('重新登录')]])
    for (const who of [system, clerk]) expect((await who.post(`/api/approval/${done.body.pending}/approve`)).status).toBeGreaterThanOrEqual(403)
    // The audit administrator reads it and may not approve it: giving rights is not theirs.
    expect((await audit.post(`/api/approval/${done.body.pending}/approve`)).body.kind).toBe('approval.no-right')
    const old = await world.as('jia.yi')
    expect((await security.post(`/api/approval/${done.body.pending}/approve`)).body).toMatchObject({ state: 'approved', accounts: 2 })
    expect([await rolesOf('jia.yi'), await rolesOf('yi.er')]).toEqual([['liaison'], ['handler']])
    // Whoever was signed in before is out.
    expect((await old.get('/api/session')).status).toBe(401)
    const facts = (await audit.get('/api/log?limit=50')).body.items.filter((row: { type: string }) => row.type === 'roles-changed')
    expect(facts).toHaveLength(2)
    await fresh()
  })
  test('that no longer fits what is there is carried out for nobody', async () => {
    const { body: { pending } } = await send(system, [['T-1', '甲一', '环发公司', 'jia.yi', '处置人员'], ['T-2', '乙二', '环发公司', 'yi.er', '单位联络员']])
    expect((await security.post(`/api/account/${ids.get('yi.er')}/roles`, { roles: ['leader'], reason: '借调' })).status).toBe(200)
    expect((await security.post(`/api/approval/${pending}/approve`)).body).toMatchObject({ kind: 'account.other-roles', faults: [{ path: 'yi.er' }] })
    expect([await rolesOf('jia.yi'), await rolesOf('yi.er')]).toEqual([['liaison'], ['leader']])
    expect((await system.post(`/api/approval/${pending}/withdraw`)).status).toBe(200)
  })
  test('is not approved by a person it is about, under whatever account', async () => {
    const { db } = world.house
    const mine = await db.selectFrom('account').select('person').where('login', '=', 'admin-security').executeTakeFirstOrThrow(), was = await db.selectFrom('account').select('person').where('login', '=', 'jia.yi').executeTakeFirstOrThrow()
    const { body: { pending } } = await send(system, [['T-1', '甲一', '环发公司', 'jia.yi', '处置人员']])
    await db.updateTable('account').set(mine).where('login', '=', 'jia.yi').execute()
    expect((await security.post(`/api/approval/${pending}/approve`)).body.kind).toBe('approval.second-person')
    // Nor does the security administrator give roles to a second account of their own.
    expect((await security.post(`/api/account/${ids.get('jia.yi')}/roles`, { roles: ['clerk'], reason: '方便' })).body.kind).toBe('account.own-rights')
    await db.updateTable('account').set(was).where('login', '=', 'jia.yi').execute()
    await system.post(`/api/approval/${pending}/withdraw`)
  })
})

describe('nobody becomes more', () => {
  const doors: [string, (who: Client, login: string, role: [code: string, zh: string]) => Promise<Reply>][] = [
    ['workbook', async (who, login, [, zh]) => await send(who, [[login.startsWith('T-') ? login : login, login, '', login, zh]])],
    ['account.change', async (who, login, [code]) => await who.post(`/api/account/${ids.get(login)}/change`, { roles: [code] })],
    ['account.roles', async (who, login, [code]) => await who.post(`/api/account/${ids.get(login)}/roles`, { roles: [code], reason: '想要' })],
  ]
  const wanted: [string, string][] = [['clerk', '值班坐席'], ['admin-security', '安全管理员'], ['admin-audit', '审计管理员']]
  const logins = ['clerk', 'leader', 'liaison', 'handler', 'grid', 'inspector', 'community', 'admin-system', 'admin-security', 'admin-audit']
  test.each(doors)('by %s: every role of the district, for itself and for another, before a second person has said yes', async (_name, door) => {
    const before = await everybody()
    for (const login of logins.filter((one) => one !== 'admin-security')) {
      const who = await world.as(login)
      for (const target of [login, 'handler']) {
        for (const role of wanted) {
          const reply = await door(who, target, role)
          expect([login, target, role[0], reply.status < 500]).toEqual([login, target, role[0], true])
          expect([login, target, role[0], await everybody()]).toEqual([login, target, role[0], before])
        }
      }
    }
    // For itself not the security administrator either.
    for (const role of wanted) { await door(security, 'admin-security', role); expect(await everybody()).toBe(before) }
    for (const one of (await security.get('/api/approval?state=open')).body.items) expect((await security.post(`/api/approval/${one.id}/refuse`, { reason: '没有说明' })).status).toBe(200)
  }, 120_000)
  test('a sheet neither makes nor unmakes an administrator, nor ends one by a last day', async () => {
    expect(said(await send(system, [['T-9', '某', '', 'mou', '审计管理员']]))).toContain('三个管理员')
    expect(said(await send(system, [['admin-audit', '', '', 'admin-audit', '领导']]))).toContain('三个管理员')
    const person = (await clerk.get('/api/person?q=admin-security')).body.items[0].id
    const ended = await clerk.post(`/api/person/${person}/change`, { valid_to: '2026-11-01' })
    expect([ended.status, said(ended)]).toEqual([422, expect.stringContaining('收回他的管理员角色')])
    expect((await security.get('/api/session')).status).toBe(200)
  })
  test('the system administrator changes neither the roles, the unit nor the area of the own account', async () => {
    const reply = await system.post(`/api/account/${ids.get('admin-system')}/change`, { area: world.areas.get('east') })
    expect([reply.status, said(reply)]).toEqual([422, '不能改自己账号的角色、单位和辖区。请由另一名管理员来做。'])
  })
  test('who handles does not check: not by sheet, not by form, not by the security administrator, not with a second account', async () => {
    const both = '不能由同一个人担任：处置和核查要分开'
    expect(said(await send(system, [['T-1', '甲一', '环发公司', 'jia.yi', '单位联络员、巡查员']]))).toContain(both)
    expect(said(await system.post(`/api/account/${ids.get('handler')}/change`, { roles: ['handler', 'grid'] }))).toContain(both)
    const given = await security.post(`/api/account/${ids.get('handler')}/roles`, { roles: ['handler', 'inspector'], reason: '人手不够' })
    expect([given.status, given.body.kind]).toEqual([422, 'account.roles-apart'])
    expect((await system.post('/api/account', { login: 'both.hands', password: 'hands-Both-77', title: { zh: '两手', en: 'Both' }, roles: ['handler', 'inspector'] })).body.kind).toBe('account.roles-apart')
    const { db } = world.house
    const person = (await db.selectFrom('account').select('person').where('login', '=', 'inspector').executeTakeFirstOrThrow()), was = await db.selectFrom('account').select('person').where('login', '=', 'leader').executeTakeFirstOrThrow()
    await db.updateTable('account').set(person).where('login', '=', 'leader').execute()
    expect((await security.post(`/api/account/${ids.get('leader')}/roles`, { roles: ['handler'], reason: '兼任' })).body.kind).toBe('account.roles-apart')
    await db.updateTable('account').set(was).where('login', '=', 'leader').execute()
    // Both may be had beside what does not clash.
    expect((await security.post(`/api/account/${ids.get('leader')}/roles`, { roles: ['leader', 'inspector'], reason: '兼任' })).status).toBe(200)
    expect((await security.post(`/api/account/${ids.get('leader')}/roles`, { roles: ['leader'], reason: '不再兼任' })).status).toBe(200)
  })
  test('changing an account changes its title at once, and its roles wait', async () => {
    const changed = await system.post(`/api/account/${ids.get('handler')}/change`, { title: '环发保洁', roles: ['liaison'] })
    expect(changed.body).toMatchObject({ changed: true, waiting: 1, pending: expect.any(String) })
    expect((await security.get('/api/account?q=handler')).body.items[0]).toMatchObject({ zh: '环发保洁', roles: ['handler'] })
    expect((await security.post(`/api/approval/${changed.body.pending}/approve`)).status).toBe(200)
    expect(await rolesOf('handler')).toEqual(['liaison'])
    // An order of one to come back needs no second: the security administrator gives it.
    expect((await security.post(`/api/account/${ids.get('handler')}/roles`, { roles: ['handler'], reason: '改回' })).status).toBe(200)
  })
  test('a code of invitation opens no administrator: that first password takes two', async () => {
    await send(system, [['T-5', '丙五', '', 'bing.wu', '领导']])
    await fresh()
    const { body: { items: [invited] } } = await system.post('/api/account/invite', { accounts: [ids.get('bing.wu')] })
    const { body: { pending } } = await security.post(`/api/account/${ids.get('bing.wu')}/roles`, { roles: ['admin-audit'], reason: '接任审计' })
    expect((await audit.post(`/api/approval/${pending}/approve`)).status).toBeLessThan(500)
    for (const who of [system, audit]) await who.post(`/api/approval/${pending}/approve`)
    expect(await rolesOf('bing.wu')).toEqual(['admin-audit'])
    const nobody = async (path: string, body: object) => { const answer = await fetch(`${world.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }); return { status: answer.status, body: await answer.json() as { kind?: string } } }
    // The code that was out before is worth nothing now, and no new one is made.
    expect((await nobody('/api/invitation/accept', { code: invited.code, password: 'mine-Alone-77' })).body.kind).toBe('invitation.bad-code')
    expect((await system.post('/api/account/invite', { accounts: [ids.get('bing.wu')] })).body.kind).toBe('invitation.nobody')
    const order = await security.post(`/api/account/${ids.get('bing.wu')}/password`, { password: 'handed-Over-77', reason: '第一个密码' })
    expect(order.status).toBe(202)
    expect((await system.post(`/api/approval/${order.body.pending}/approve`)).status).toBe(200)
    expect((await nobody('/api/session', { login: 'bing.wu', password: 'handed-Over-77' })).status).toBe(200)
  })
})
