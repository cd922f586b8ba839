// Units, posts and people over HTTP: a workbook goes out, is changed, comes back; days decide who answers; nobody sees more people than their own.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import writeBook from 'write-excel-file/node'
import { verifyLog } from '#kernel/proof/verify.ts'
import { readSheets } from '#kernel/sheet.ts'
import { turnDays } from '../../src/directory/workbook/import.ts'
import type { Client, Reply } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'

let world: World
let clerk: Client, system: Client
const said: string[] = []
const speak = { log: console.log, error: console.error }
beforeAll(async () => {
  for (const name of ['log', 'error'] as const) console[name] = (...words: unknown[]) => { said.push(words.map(String).join(' ')) }
  world = await smallDistrict()
  ;[clerk, system] = [await world.as('clerk'), await world.as('admin-system')]
})
afterAll(async () => {
  Object.assign(console, speak)
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

const bookOf = async (sheets: Record<string, string[][]>): Promise<Uint8Array> => await writeBook(Object.entries(sheets).map(([sheet, rows]) => ({ sheet, data: rows.map((row) => row.map((value) => ({ value, type: String }))) }))).toBuffer()
const send = (who: Client, bytes: Uint8Array, dry = false): Promise<Reply> => who.send(`/api/workbook/import?file=units.xlsx${dry ? '&dry-run=true' : ''}`, bytes)
const bytesOf = async (login: string, body: object): Promise<{ status: number; sheets: Record<string, string[][]> }> => {
  const { newBearer } = await import('#kernel/session.ts')
  const token = await newBearer(world.house.db, world.district, login, world.house.clock.now())
  const answer = await fetch(`${world.url}/api/workbook/export`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })
  if (answer.status !== 200) return { status: answer.status, sheets: {} }
  const sheets = await readSheets(new Uint8Array(await answer.arrayBuffer()), 'units.xlsx')
  return { status: 200, sheets: Object.fromEntries(sheets.filter((sheet) => sheet.name !== '说明').map((sheet) => [sheet.name, sheet.rows.map((row) => row.cells)])) }
}
const PHONE = '13912345678', EAST_PHONE = '13712349999'
const first = () => ({
  单位: [['单位代码', '单位名称', '类别', '辖区'], ['fire-station', '消防站', '部门', ''], ['first-school', '第一小学', '学校', '']],
  岗位: [['岗位代码', '单位', '岗位名称', '职责类别'], ['fire-head', '消防站', '站长', '责任人'], ['fire-liaison', '消防站', '联络员', '联络员'], ['east-head', '东社区', '书记', '责任人'], ['east-liaison', '东社区', '联络员', '联络员']],
  人员: [['工号', '姓名', '手机', '单位', '账号', '角色'], ['F-1', '沈望川', PHONE, '消防站', '', ''], ['F-2', '顾南乔', '', '消防站', '', ''], ['E-1', '陆听雨', EAST_PHONE, '东社区', '', ''], ['G-1', '叶知秋', '', '东社区', '', '']],
  职责: [['岗位代码', '工号', '起始日', '截止日'], ['fire-head', 'F-1', '2026-01-01', '2026-11-30'], ['fire-head', 'F-2', '2026-12-01', ''], ['east-head', 'E-1', '2026-01-01', '']],
  网格员: [['网格代码', '工号', '起始日'], ['east-1', 'G-1', '2026-06-01'], ['east-2', '', '']],
})
const names = /沈望川|顾南乔|陆听雨|叶知秋|13912345678|13712349999|年度核对|电话通知/

describe('one workbook for all of it', () => {
  test('a dry run tells what would be and changes nothing; then it is done; the same file again is nothing', async () => {
    const bytes = await bookOf(first())
    const trial = await send(clerk, bytes, true)
    expect(trial.body).toMatchObject({ dry_run: true, faults: [], accounts: 0 })
    const counts = Object.fromEntries(trial.body.sheets.map((one: { sheet: string; new: number; unchanged: number }) => [one.sheet, [one.new, one.unchanged]]))
    expect(counts).toEqual({ units: [2, 0], posts: [4, 0], people: [4, 0], duties: [3, 0], grids: [1, 0] })
    expect((await clerk.get('/api/person?q=F-1')).body.items).toEqual([])
    expect((await send(clerk, bytes)).body).toMatchObject({ dry_run: false, faults: [] })
    const log = await world.house.db.selectFrom('log').select('version').execute()
    expect((await send(clerk, bytes)).body).toMatchObject({ changes: 0 })
    expect((await world.house.db.selectFrom('log').select('version').execute()).length).toBe(log.length)
  })
  test('export, change one row, dry run, apply, and the same again is nothing; rows that are not sent stay', async () => {
    const { sheets } = await bytesOf('clerk', { reason: '年度核对' })
    expect(sheets.人员!.find((row) => row[0] === 'F-1')![2]).toBe('*********78')
    expect(sheets.网格员!.map((row) => row[0] + (row[2] || ' 空缺'))).toEqual(['网格代码 Grid code工号 Staff number', 'east-1G-1', 'east-2 空缺', 'west-1 空缺', 'west-2 空缺'])
    const row = sheets.人员!.find((one) => one[0] === 'F-2')!
    row[1] = '顾南乔（代）'
    const bytes = await bookOf(sheets)
    const trial = (await send(clerk, bytes, true)).body
    expect(trial.faults).toEqual([])
    expect(trial.sheets.map((one: { changed: number }) => one.changed).join()).toBe('0,0,0,1,0,0')
    expect((await send(clerk, bytes)).body.changes).toBe(1)
    expect((await send(clerk, bytes)).body.changes).toBe(0)
    // The starred number left the number alone.
    expect((await clerk.post(`/api/person/${(await clerk.get('/api/person?q=F-1')).body.items[0].id}/reveal`, { reason: '电话通知到场' })).body.phone).toBe(PHONE)
    expect((await send(clerk, await bookOf({ 人员: [['工号', '姓名'], ['F-2', '顾南乔']] }))).body.changes).toBe(1)
  })
  test('one wrong row refuses everything and names sheet, row and column', async () => {
    const wrong = { ...first(), 人员: [...first().人员, ['N-1', '新来的', '12', '消防栈', '', '']] }
    const done = await send(clerk, await bookOf(wrong))
    expect(done.status).toBe(422)
    expect(done.body.faults.map((fault: { path: string; said: { zh: string } }) => `${fault.path} ${fault.said.zh}`)).toEqual(['人员!C6 不是电话号码。请只写数字和短横，如 0512-66668888。', '人员!D6 没有单位“消防栈”；是不是“消防站”。'])
    expect((await clerk.get('/api/person?q=N-1')).body.items).toEqual([])
  })
  test('who may not, may not: no import for a liaison, no export, no clear numbers for the system administrator, only the own people for a community', async () => {
    const [liaison] = [await world.as('liaison')]
    expect((await send(liaison, await bookOf(first()))).status).toBe(403)
    expect((await bytesOf('liaison', { reason: '看看' })).status).toBe(403)
    expect((await bytesOf('admin-system', { reason: '看看', clear: true })).status).toBe(403)
    expect((await clerk.post('/api/workbook/export', {})).status).toBe(422)
    const east = (await bytesOf('community', { reason: '核对' })).sheets
    expect(east.人员!.slice(1).map((row) => row[0])).toEqual(expect.arrayContaining(['E-1', 'G-1', 'community']))
    expect(east.人员!.some((row) => row[0]!.startsWith('F-'))).toBe(false)
    expect(east.单位!.map((row) => row[0]).slice(1)).toEqual(['community-east'])
    expect(JSON.stringify(east)).not.toContain(EAST_PHONE)
    expect(JSON.stringify((await bytesOf('clerk', { reason: '核对', clear: true })).sheets)).toContain(EAST_PHONE)
  })
})

describe('many numbers in clear', () => {
  const wide = Array.from({ length: 30 }, (_, n) => [`L-${n + 1}`, `名册${n + 1}`, `1380000${String(1000 + n)}`, '第一小学'])
  const sheet = (many: number) => bookOf({ 人员: [['工号', '姓名', '手机', '单位'], ...wide.slice(0, many)] })
  const clear = async (order?: string) => await bytesOf('clerk', { reason: '通讯录', clear: true, ...(order ? { order } : {}) })
  const whole = (sheets: Record<string, string[][]>) => sheets.人员!.filter((row) => /^1\d{10}$/.test(row[2]!)).length
  test('up to twenty one person takes out alone; with the twenty-first it takes a second', async () => {
    // Two of the workbook before have a number; eighteen more make twenty.
    expect((await send(clerk, await sheet(18))).status).toBe(200)
    expect(whole((await clear()).sheets)).toBe(20)
    expect((await clerk.post('/api/workbook/order-clear', { reason: '通讯录' })).body.kind).toBe('workbook.alone')
    expect((await send(clerk, await sheet(19))).status).toBe(200)
    const refused = await clerk.post('/api/workbook/export', { reason: '通讯录', clear: true })
    expect([refused.status, refused.body.kind]).toEqual([403, 'workbook.needs-two'])
    expect(refused.body.said.zh).toContain('21 个人')
    // Starred, the whole list stays one person's work.
    expect((await bytesOf('clerk', { reason: '核对' })).status).toBe(200)
  })
  test('ordered, agreed to by somebody else, taken once, by who ordered it, within a day, and no wider than was agreed', async () => {
    const order = async () => (await clerk.post('/api/workbook/order-clear', { reason: '防汛通讯录' })).body.pending as string
    const agree = async (id: string) => await (await world.as('admin-audit')).post(`/api/approval/${id}/approve`)
    expect((await system.post('/api/workbook/order-clear', { reason: '通讯录' })).status).toBe(403)
    const id = await order()
    expect((await clear(id)).status).toBe(409)
    expect((await clerk.post(`/api/approval/${id}/approve`)).status).toBe(403)
    expect((await system.get(`/api/approval/${id}`)).body).toMatchObject({ reason: '防汛通讯录', will: [{ zh: '21 个人的姓名和手机全号写进一个文件。' }, { zh: expect.stringContaining('一次') }] })
    expect((await agree(id)).body).toMatchObject({ state: 'approved', people: 21 })
    // Not by whoever agreed, nor by anybody else.
    expect((await bytesOf('admin-audit', { reason: '通讯录', clear: true, order: id })).status).toBe(403)
    const [one, two] = await Promise.all([clear(id), clear(id)])
    expect([one.status, two.status].sort()).toEqual([200, 409])
    expect(whole((one.status === 200 ? one : two).sheets)).toBe(21)
    expect((await clear(id)).status).toBe(409)
    const facts = (await world.house.db.selectFrom('log').select(['type', 'data']).where('stream', '=', 'workbook').where('type', 'in', ['export-agreed', 'exported']).execute()).filter((row) => JSON.stringify(row.data).includes(id))
    expect(facts.map((row) => row.type).sort()).toEqual(['export-agreed', 'exported'])
    // More people since than were agreed to.
    const wider = await order()
    await agree(wider)
    expect((await send(clerk, await sheet(30))).status).toBe(200)
    expect((await clear(wider)).status).toBe(409)
    const late = await order()
    await agree(late)
    await world.at('2026-11-24T09:31:00+08:00')
    clerk = await world.as('clerk'); system = await world.as('admin-system')
    expect((await clear(late)).status).toBe(409)
    await world.at('2026-11-23T09:30:00+08:00')
    clerk = await world.as('clerk'); system = await world.as('admin-system')
  })
})

describe('days decide', () => {
  const chain = async (who: Client, query: string) => (await who.get(`/api/duty?${query}`)).body.steps.map((step: { duty: string; vacant: boolean; holders: { name: string | null }[] }) => `${step.duty} ${step.vacant ? '空缺' : step.holders.map((one) => one.name ?? '·').join()}`)
  test('the head of November, the head of December, and before anybody came', async () => {
    const unit = (await clerk.get('/api/unit/search?q=消防站')).body.items[0].id
    expect(await chain(clerk, `unit=${unit}`)).toEqual(['duty-holder 沈望川', 'deputy 空缺', 'liaison 空缺'])
    expect(await chain(clerk, `unit=${unit}&on=2026-12-01`)).toEqual(['duty-holder 顾南乔', 'deputy 空缺', 'liaison 空缺'])
    expect(await chain(clerk, `unit=${unit}&on=2025-12-31`)).toEqual(['duty-holder 空缺', 'deputy 空缺', 'liaison 空缺'])
    expect(await chain(clerk, `area=${world.areas.get('east-1')}`)).toEqual(['grid-worker 叶知秋', 'duty-holder 陆听雨', 'deputy 空缺', 'liaison 空缺'])
    // Another unit's liaison sees who answers by post, not by name.
    expect(await chain(await world.as('liaison'), `unit=${unit}`)).toEqual(['duty-holder ·', 'deputy 空缺', 'liaison 空缺'])
  })
  test('vacancies: grids without a worker, units without a first hand, what ends within thirty days', async () => {
    const { kinds, items } = (await clerk.get('/api/vacancy?kind=ends-soon')).body
    expect(kinds).toMatchObject({ 'no-grid-worker': 3, 'ends-soon': 1, 'group-empty': 2 })
    expect(items).toMatchObject([{ post_said: { zh: '站长' }, name: '沈望川', day: '2026-11-30' }])
    const page = (await clerk.get('/api/vacancy?kind=no-duty-holder&limit=5')).body
    expect([page.items.length, page.next]).toEqual([5, '5'])
  })
  test('whoever leaves keeps their history; the account is ended when the day is over, not deleted', async () => {
    const people = (await system.get('/api/person?q=E-1')).body.items
    expect((await send(system, await bookOf({ 人员: [['工号', '姓名', '单位', '账号', '角色'], ['E-1', '陆听雨', '东社区', 'lu.tingyu', '社区工作者']] }))).body).toMatchObject({ accounts: 1 })
    const invited = (await system.post('/api/account/invite', {})).body.items
    expect(invited).toMatchObject([{ login: 'lu.tingyu', name: '陆听雨', code: expect.stringMatching(/^[2-9A-Z]{4}(-[2-9A-Z]{4}){3}$/) }])
    // Asked again, the first code is worth nothing; a used one neither.
    const again = (await system.post('/api/account/invite', {})).body.items[0].code as string
    const nobody = { get: clerk.get, post: async (path: string, body: object) => { const answer = await fetch(`${world.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }); return { status: answer.status, body: await answer.json() as any } } }
    expect((await nobody.post('/api/invitation', { code: invited[0].code })).status).toBe(422)
    // Through a proxy on this machine all have one address: the slips of others do not count against whoever holds the right code.
    for (let n = 0; n < 12; n++) expect((await nobody.post('/api/invitation', { code: `AAAA-BBBB-CCCC-${1000 + n}` })).body.kind).toBe('invitation.bad-code')
    expect((await nobody.post('/api/invitation', { code: again.toLowerCase().replaceAll('-', ' ') })).body).toMatchObject({ login: 'lu.tingyu' })
    expect((await nobody.post('/api/invitation/accept', { code: again, password: 'short' })).body.kind).toBe('password.weak')
    const both = await Promise.all([1, 2].map(() => nobody.post('/api/invitation/accept', { code: again, password: 'one-good-phrase-7' })))
    expect(both.map((reply) => reply.status).sort()).toEqual([200, 422])
    expect((await nobody.post('/api/session', { login: 'lu.tingyu', password: 'one-good-phrase-7' })).status).toBe(200)
    expect((await nobody.post('/api/invitation/accept', { code: again, password: 'another-phrase-8' })).status).toBe(422)
    // Gone on the 24th: still in on the last day.
    const lu = await world.as('lu.tingyu')
    expect((await clerk.post(`/api/person/${people[0].id}/change`, { valid_to: '2026-11-24' })).body).toEqual({ changed: true })
    expect((await lu.get('/api/session')).status).toBe(200)
    await world.at('2026-11-25T00:30:00+08:00')
    await world.house.db.transaction().execute((tx) => turnDays(tx, world.district, world.house.clock.now()))
    world.house.sessions.forget()
    world.house.memory.forget('')
    expect((await lu.get('/api/session')).status).toBe(401)
    expect((await clerk.get('/api/person?q=E-1&left=true')).body.items).toMatchObject([{ login: 'lu.tingyu', active: false, valid_to: '2026-11-24' }])
    const head = (await clerk.get('/api/post?q=east-head')).body.items[0]
    expect([head.holders, (await clerk.get(`/api/post/${head.id}/history`)).body.items.map((one: { name: string }) => one.name)]).toEqual([[], ['陆听雨']])
  })
  test('a unit that has ended answers for nothing new, and keeps its name', async () => {
    const unit = (await clerk.get('/api/unit/search?q=第一小学')).body.items[0]
    expect((await clerk.get('/api/group')).body.items.find((group: { code: string }) => group.code === 'all-schools').members).toMatchObject([{ code: 'first-school' }])
    expect((await clerk.post(`/api/unit/${unit.id}/change`, { valid_to: '2026-11-24' })).status).toBe(200)
    expect((await clerk.get('/api/unit/search?q=第一小学')).body.items[0].active).toBe(false)
    expect((await clerk.get('/api/group')).body.items.find((group: { code: string }) => group.code === 'all-schools').members).toEqual([])
  })
})

describe('by hand, row by row', () => {
  test('the forms keep the rules of the sheets, and name the field', async () => {
    const huanfa = world.units.get('huanfa')!
    const made = await clerk.post('/api/post', { code: 'huanfa-head', unit: huanfa, zh: '总经理', en: 'Manager', duty: 'duty-holder' })
    expect(made.status).toBe(201)
    expect((await clerk.post('/api/post', { code: 'huanfa-head', unit: huanfa, zh: '总经理', duty: 'duty-holder' })).body.kind).toBe('directory.code-taken')
    const [one, two] = await Promise.all(['H-1', 'H-2'].map(async (code) => (await clerk.post('/api/person', { code, name: code, unit: huanfa })).body.id as string))
    expect((await clerk.post(`/api/post/${made.body.id}/appoint`, { person: one, from: '2026-11-01' })).status).toBe(200)
    expect((await clerk.post(`/api/post/${made.body.id}/appoint`, { person: two, from: '2026-11-20' })).body.faults).toMatchObject([{ path: 'person', said: { zh: '总经理从 2026-11-01 到 现在 由 H-1 担任，时间重叠。先给那一行写上截止日。' } }])
    const holder = (await clerk.get('/api/post?q=huanfa-head')).body.items[0].holders[0].id
    expect((await clerk.post(`/api/post/${made.body.id}/dismiss`, { holder, to: '2026-11-19' })).body).toEqual({ changed: true })
    expect((await clerk.post(`/api/post/${made.body.id}/appoint`, { person: two, from: '2026-11-20' })).status).toBe(200)
    expect((await clerk.get('/api/post?q=huanfa-head')).body.items[0].holders).toMatchObject([{ name: 'H-2' }])
    expect((await clerk.post(`/api/unit/${huanfa}/change`, { parent: huanfa })).body.faults).toMatchObject([{ path: 'parent' }])
    expect((await clerk.post(`/api/unit/${huanfa}/alias`, { name: '环卫' })).body.aliases).toEqual(['环卫'])
    expect((await clerk.get('/api/unit/search?q=环卫')).body.items).toMatchObject([{ code: 'huanfa' }])
    expect((await clerk.post(`/api/unit/${world.units.get('lanbo')}/alias`, { name: '环卫' })).body.kind).toBe('unit.alias-taken')
    expect((await clerk.post(`/api/unit/${huanfa}/drop-alias`, { name: '环卫' })).body.aliases).toEqual([])
    expect((await clerk.post('/api/group', { code: 'all-windows', zh: '有公共服务窗口的部门单位', members: [huanfa, world.units.get('lanbo')] })).status).toBe(200)
    expect((await clerk.get('/api/group')).body.items.find((group: { code: string }) => group.code === 'all-windows').members.map((unit: { code: string }) => unit.code)).toEqual(['huanfa', 'lanbo'])
  })
  test('a community sees its own people only, and never a whole number', async () => {
    const items = (await (await world.as('community')).get('/api/person?limit=200')).body.items as { code: string; phone: string | null }[]
    expect(items.map((person) => person.code)).toEqual(expect.arrayContaining(['E-1', 'G-1']))
    expect(items.some((person) => /^[FH]-/.test(person.code))).toBe(false)
    expect(items.find((person) => person.code === 'E-1')!.phone).toBe('*********99')
    const fire = (await clerk.get('/api/person?q=F-1')).body.items[0].id
    expect((await (await world.as('community')).post(`/api/person/${fire}/reveal`, { reason: '想看' })).status).toBe(403)
    expect((await (await world.as('grid')).get('/api/person')).status).toBe(403)
  })
  test('pages by code: every one once', async () => {
    const seen: string[] = []
    for (let after = ''; ;) {
      const { body } = await clerk.get(`/api/person?limit=3&after=${encodeURIComponent(after)}`)
      seen.push(...body.items.map((person: { code: string }) => person.code))
      if (body.next === null) break
      after = body.next
    }
    expect([seen.length, new Set(seen).size]).toEqual([(await clerk.get('/api/person?limit=200')).body.items.length, seen.length])
  })
})

test('neither the log nor the kept answers nor the output of the server hold a name, a number, a reason or a code', async () => {
  const { db } = world.house
  const log = await db.selectFrom('log').selectAll().execute()
  expect(log.some((row) => row.type === 'revealed') && log.some((row) => row.type === 'exported') && log.some((row) => row.type === 'invited') && log.some((row) => row.type === 'appointed')).toBe(true)
  expect(JSON.stringify(log)).not.toMatch(names)
  expect(JSON.stringify(await db.selectFrom('idempotency').selectAll().execute())).not.toMatch(names)
  expect(JSON.stringify(await db.selectFrom('invitation').selectAll().execute())).not.toMatch(/[2-9A-Z]{4}-[2-9A-Z]{4}/)
  expect(said.join('\n')).not.toMatch(names)
  // What thousands of rows wrote at once is chained like everything else.
  expect((await verifyLog(db, world.district)).broken).toEqual([])
})
