// Beside the handling, over HTTP: units that help each with its part, an order on a numbered sheet, supervision up to a leader's words; and who sees what of it.
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#kernel/clock.ts'
import { newBearer } from '#kernel/session.ts'
import { addAccount } from '../../src/directory/store.ts'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, put, type Hands } from './steps.ts'

let world: World, hands: Hands
let clerk: Client, liaison: Client, handler: Client, urban: Client, west: Client, plan: Client, market: Client, leader: Client
const unit = (code: string) => world.units.get(code)!
beforeAll(async () => {
  world = await smallDistrict()
  const { db, clock } = world.house
  for (const [login, code] of [['liaison.plan', 'planning-construction'], ['liaison.market', 'market-supervision']] as const) {
    await db.transaction().execute((tx) => addAccount(tx, world.district, { id: newId(), person: newId(), login, zh: login, en: login, unit: unit(code), area: null, roles: ['liaison'], passwordHash: '-' }, clock.now()))
  }
  await sign()
})
/** Bearer tokens end with the day: everybody signs in again. */
async function sign(): Promise<void> {
  ;[clerk, liaison, handler, urban, west, plan, market, leader] = await Promise.all(['clerk', 'liaison', 'handler', 'liaison.urban', 'liaison.west', 'liaison.plan', 'liaison.market', 'leader'].map((login) => world.as(login))) as [Client, Client, Client, Client, Client, Client, Client, Client]
  hands = { clerk, unit: liaison, checker: await world.as('inspector') }
}
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
const see = async (who: Client, id: string) => (await who.get(`/api/case/${id}`)).body
const kind = async (reply: Promise<{ status: number; body: { kind?: string } }>) => { const { status, body } = await reply; return [status, body.kind] }
const facts = async (id: string, type: string): Promise<Record<string, any>[]> => (await world.house.db.selectFrom('log').select('data').where('id', '=', id).where('type', '=', type).orderBy('version').execute()).map((row) => row.data as Record<string, any>)
const told = async (id: string, what: string) => (await world.house.db.selectFrom('outbox').select(['to_unit', 'to_role']).where('stream_id', '=', id).where('kind', '=', what).execute()).map((row) => row.to_role ?? [...world.units].find(([, one]) => one === row.to_unit)![0]).sort()
const ids = async (who: Client, query: string): Promise<string[]> => (await who.get(`/api/case?limit=100&${query}`)).body.items.map((row: { id: string }) => row.id)

describe('会办', () => {
  let id: string, sha: string
  beforeAll(async () => {
    await world.at('2026-11-23T09:30:00+08:00')
    sha = await put(clerk)
    id = await caseAt('handling', hands, { photos: [sha], contactName: '王小明', contactPhone: '13812345678' })
  })
  test('before they are asked the other units see nothing; asked, they see it and may do their own part and nothing else', async () => {
    expect((await urban.get(`/api/case/${id}`)).status).toBe(404)
    expect((await clerk.act(id, 'invite', { units: [unit('urban-management'), unit('community-west'), unit('planning-construction')], text: '请到场配合，分清各自管段', limit: { amount: 2, kind: 'work_day' } })).status).toBe(200)
    for (const who of [urban, west, plan]) {
      const seen = await see(who, id)
      expect(seen.can.map((each: { verb: string }) => each.verb)).toEqual(['answer-joint', 'finish-joint'])
      expect(seen.flags).toContain('joint')
      expect(await ids(who, 'open=true')).toEqual([id])
      expect(await ids(who, 'mine=true')).toEqual([id])
      expect((await who.get('/api/case/tally')).body.waiting).toBe(1)
      expect((await who.get('/api/case/map')).body.points.map((one: { id: string }) => one.id)).toEqual([id])
      expect((await who.get(`/api/file/${sha}`)).status).toBe(200)
      // No more of people than the handling unit sees.
      expect([seen.contact, seen.timeline[0].by.zh]).toEqual([{ name: null, phone: null }, '上报人'])
      expect((await who.get(`/api/case/${id}/clear`)).status).toBe(403)
      for (const [verb, body] of [['handle', { text: '清了', photos: [await put(who)] }], ['ask-return', { reason: 'not-mine', text: '不是我们' }], ['sign-for', {}], ['acknowledge-supervision', {}], ['reply-supervision', { text: '好' }]] as const) expect([verb, ...await kind(who.act(id, verb, body))]).toEqual([verb, 403, 'not-allowed'])
    }
    expect(await told(id, 'case.joint-invited')).toEqual(['community-west', 'planning-construction', 'urban-management'])
  })
  test('a third unit sees nothing, and a supporter sees no other case', async () => {
    const other = await caseAt('handling', hands)
    expect([(await market.get(`/api/case/${id}`)).status, await ids(market, ''), await ids(market, 'mine=true')]).toEqual([404, [], []])
    expect([(await market.get(`/api/file/${sha}`)).status, (await market.post(`/api/case/${id}/finish-joint`, { text: '好' }, { version: 6 })).status]).toEqual([404, 404])
    expect([(await urban.get(`/api/case/${other}`)).status, await ids(urban, '')]).toEqual([404, [id]])
  })
  test('who is asked twice, who leads, who is nobody, and a seventh unit are refused where they stand', async () => {
    const ask = (...units: string[]) => kind(clerk.act(id, 'invite', { units, text: '请配合' }))
    expect(await ask(unit('urban-management'))).toEqual([409, 'case.joint-asked'])
    expect(await ask(unit('huanfa'))).toEqual([409, 'case.joint-asked'])
    expect(await ask(newId())).toEqual([422, 'case.unknown-unit'])
    expect(await ask(unit('lanbo'), unit('property-office'), unit('police-station'), unit('traffic-police'))).toEqual([422, 'case.joint-most'])
  })
  test('the result waits for every part and says whose; an objection asks the office, once', async () => {
    const result = { text: '清走了', photos: [await put(liaison)] }
    const refused = await liaison.act(id, 'handle', result)
    expect([refused.status, refused.body.kind, refused.body.said.zh]).toEqual([409, 'case.joint-open', '会办还没有办完：城管中队、西社区、规划建设局。等它办完，或请建设办免去它的任务，再提交处置结果。'])
    expect((await see(liaison, id)).can.find((each: { verb: string }) => each.verb === 'handle').blocked.zh).toContain('西社区')
    expect(await kind(west.act(id, 'answer-joint', { answer: 'object' }))).toEqual([422, 'case.joint-reason'])
    expect((await west.act(id, 'answer-joint', { answer: 'object', text: '这一段不在我社区' })).status).toBe(200)
    expect([await ids(clerk, 'flag=objecting'), (await ids(clerk, 'mine=true')).includes(id), await told(id, 'case.joint-objected')]).toEqual([[id], true, ['clerk', 'huanfa']])
    expect(await ids(west, 'mine=true')).toEqual([])
    // Asked again, it cannot object again.
    expect((await clerk.act(id, 'invite', { units: [unit('community-west')], text: '请认定界线' })).status).toBe(200)
    expect(await kind(west.act(id, 'answer-joint', { answer: 'object', text: '还是不在' }))).toEqual([409, 'case.joint-objected-before'])
    expect((await plan.act(id, 'finish-joint', { text: '界线已标出', photos: [await put(plan)] })).status).toBe(200)
    expect(await kind(plan.act(id, 'finish-joint', { text: '再交一次' }))).toEqual([409, 'case.no-subtask'])
    expect((await liaison.act(id, 'handle', result)).body.said.zh).toMatch(/^会办还没有办完：城管中队、西社区。/)
  })
  test('到时不答复就是同意, at the second and not before', async () => {
    // Asked at 09:30 with four work hours: 15:00.
    await world.at('2026-11-23T15:00:00+08:00')
    expect(await facts(id, 'joint-agreed')).toEqual([])
    await world.at('2026-11-23T15:00:01+08:00')
    expect((await facts(id, 'joint-agreed')).map((fact) => [fact.unit, fact.silent]).sort()).toEqual([[unit('urban-management'), true], [unit('community-west'), true]].sort())
    expect(await kind(urban.act(id, 'answer-joint', { answer: 'object', text: '不同意' }))).toEqual([409, 'case.joint-answered'])
    const row = (await see(clerk, id)).together.joint.subtasks.find((one: { unit: string }) => one.unit === unit('urban-management'))
    expect([row.standing, row.silent, row.text]).toEqual(['agreed', true, '请到场配合，分清各自管段'])
    expect((await urban.act(id, 'finish-joint', { text: '已配合清理' })).status).toBe(200)
  })
  test('the own clock of a part lapses for its unit, not for the others', async () => {
    // The second asking of the west gave it the limit of the case: four work hours, over at 15:00.
    expect((await facts(id, 'joint-lapsed')).map((fact) => fact.unit)).toEqual([unit('community-west')])
    expect(await told(id, 'case.joint-lapsed')).toEqual(['clerk', 'community-west'])
  })
  test('excused by the office with a reason, a unit is out of it and the result goes in; one meeting note', async () => {
    expect((await clerk.act(id, 'excuse-joint', { unit: unit('community-west'), text: '界线查清，不在该社区' })).status).toBe(200)
    expect([(await west.get(`/api/case/${id}`)).status, await ids(west, '')]).toEqual([404, []])
    expect(await kind(clerk.act(id, 'note-joint', { units: [unit('market-supervision')], text: '商定' }))).toEqual([422, 'case.joint-stranger'])
    expect((await clerk.act(id, 'note-joint', { units: [unit('huanfa'), unit('urban-management')], text: '商定夜间清运' })).status).toBe(200)
    expect(await kind(clerk.act(id, 'note-joint', { units: [unit('huanfa')], text: '再记' }))).toEqual([409, 'case.joint-noted'])
    expect((await liaison.act(id, 'handle', { text: '清走了', photos: [await put(liaison)] })).body.state).toBe('handled')
    expect((await see(urban, id)).can).toEqual([])
    expect((await see(urban, id)).timeline.some((entry: { said: { zh: string } }) => entry.said.zh === '会办会议纪要，参加单位：环发公司、城管中队。')).toBe(true)
  })
  test('advice does not hold the result up, and can still come behind it', async () => {
    const other = await caseAt('handling', hands)
    await clerk.act(other, 'invite', { units: [unit('urban-management')], text: '请提意见', advice: true })
    expect((await liaison.act(other, 'handle', { text: '清走了', photos: [await put(liaison)] })).status).toBe(200)
    expect((await urban.act(other, 'finish-joint', { text: '建议加装护栏' })).status).toBe(200)
  })
})

describe('交办', () => {
  let id: string
  beforeAll(async () => { id = await caseAt('handling', hands, { placeText: '菜场后门', photos: [await put(clerk)] }) })
  test('the sheets of a year are numbered without gaps, also where one is refused and where ten come at once', async () => {
    expect(await kind(clerk.act(id, 'order', { unit: unit('market-supervision'), text: '请办' }))).toEqual([422, 'case.order-stranger'])
    for (const text of ['请当天清理，联系人13812345678\n办结后附照片 <&>', '请再排查同路段']) expect((await clerk.act(id, 'order', { text, within: { amount: 1, kind: 'work_day' } })).status).toBe(200)
    expect((await see(clerk, id)).together.orders.map((one: { number: string }) => one.number)).toEqual(['交办〔2026〕1号', '交办〔2026〕2号'])
    const others = await Promise.all(Array.from({ length: 10 }, () => caseAt('handling', hands)))
    await Promise.all(others.map((other) => clerk.act(other, 'order', { text: '请办' })))
    const numbers = (await Promise.all(others.map((other) => facts(other, 'order-issued')))).flat().map((fact) => Number(/〕(\d+)号/.exec(fact.number)![1])).sort((a, b) => a - b)
    expect(numbers).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
  })
  test('the sheet comes as a document: number, unit, requirements, table and photo, nobody’s phone', async () => {
    const { url } = world, file = async (who: Client, path: string) => await who.get(path)
    expect((await file(market, `/api/case/${id}/order/1.docx`)).status).toBe(404)
    for (const sheet of ['3.docx', '0.docx', '1.pdf', '1']) expect([sheet, (await file(clerk, `/api/case/${id}/order/${sheet}`)).status]).toEqual([sheet, 404])
    const token = await tokenOf('liaison')
    const answer = await fetch(`${url}/api/case/${id}/order/1.docx`, { headers: { authorization: `Bearer ${token}` } })
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([200, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'attachment; filename="order-2026-1.docx"'])
    const parts = unzipSync(new Uint8Array(await answer.arrayBuffer()))
    const text = [...strFromU8(parts['word/document.xml']!).matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map((found) => found[1]!)
    expect(text.slice(0, 4)).toEqual(['建设办', '交办〔2026〕1号', expect.stringMatching(/^关于办理“.+”问题的交办单$/), ''])
    for (const wanted of ['环发公司：', '办结后附照片 &lt;&amp;&gt;', '处置时限', '4工作时', '接收单位（盖章）：　　　　　　接收人：']) expect(text).toContain(wanted)
    expect(text.some((line) => line.includes('菜场后门'))).toBe(true)
    expect(text.join('')).not.toContain('13812345678')
    expect(Object.keys(parts).filter((name) => name.startsWith('word/media/'))).toHaveLength(1)
    const english = unzipSync(new Uint8Array(await (await fetch(`${url}/api/case/${id}/order/1.docx?lang=en`, { headers: { authorization: `Bearer ${token}` } })).arrayBuffer()))
    expect(strFromU8(english['word/document.xml']!)).toContain('2. The case')
  })
  test('the unit signs for what was sent to it, once', async () => {
    expect((await see(liaison, id)).flags).toContain('ordered')
    expect(await kind(handler.act(id, 'acknowledge-order'))).toEqual([403, 'not-allowed'])
    expect((await liaison.act(id, 'acknowledge-order')).status).toBe(200)
    expect((await facts(id, 'order-acknowledged'))[0]!.numbers).toEqual(['交办〔2026〕1号', '交办〔2026〕2号'])
    expect(await kind(liaison.act(id, 'acknowledge-order'))).toEqual([409, 'case.no-order'])
    expect((await see(clerk, id)).together.orders[0].acknowledged_at).not.toBeNull()
  })
  test('a unit that helps signs for its own', async () => {
    await clerk.act(id, 'invite', { units: [unit('urban-management')], text: '请配合' })
    expect((await clerk.act(id, 'order', { unit: unit('urban-management'), text: '请夜间值守' })).status).toBe(200)
    expect(await kind(liaison.act(id, 'acknowledge-order'))).toEqual([409, 'case.no-order'])
    expect((await urban.act(id, 'acknowledge-order')).status).toBe(200)
  })
})

describe('督办', () => {
  let id: string
  const levels = async (of = id) => (await facts(of, 'supervised')).map((fact) => [fact.level, fact.cause])
  beforeAll(async () => {
    await world.at('2026-11-24T09:30:00+08:00')
    await sign()
    id = await caseAt('handling', hands)
  })
  test('at four fifths a reminder, at the end of the limit a notice, each once and by itself', async () => {
    // Four work hours from 09:30: 192 of 240 minutes at 14:12, over at 15:00.
    await world.at('2026-11-24T14:11:59+08:00')
    expect(await levels()).toEqual([])
    await world.at('2026-11-24T14:12:00+08:00')
    expect([await levels(), (await see(clerk, id)).flags]).toEqual([[[1, 'near-due']], ['supervised']])
    // The warning told the unit already.
    expect([await told(id, 'case.warned'), await told(id, 'case.supervised')]).toEqual([['huanfa'], []])
    expect(await kind(clerk.act(id, 'supervise', { level: '1', text: '快' }))).toEqual([409, 'case.supervised-already'])
    expect((await liaison.act(id, 'acknowledge-supervision')).status).toBe(200)
    expect(await kind(liaison.act(id, 'acknowledge-supervision'))).toEqual([409, 'case.no-supervision'])
    expect((await see(clerk, id)).flags).toEqual([])
    await world.at('2026-11-24T15:00:01+08:00')
    expect([await levels(), await told(id, 'case.supervised')]).toEqual([[[1, 'near-due'], [2, 'overdue']], ['huanfa']])
    expect((await see(liaison, id)).timeline.at(-1).said.zh).toBe('督办环发公司（二级：超时通报单位负责人），因为处置超时。')
  })
  test('the third level is a person’s: a leader orders with a reply; never two open of the same level', async () => {
    expect(await kind(liaison.act(id, 'supervise', { level: '3', text: '自己督办自己' }))).toEqual([403, 'not-allowed'])
    expect(await kind(leader.act(id, 'supervise', { level: '3', text: ' ' }))).toEqual([422, 'wrong-input'])
    expect((await leader.act(id, 'supervise', { level: '3', text: '请负责人到场，说明原因', reply: { amount: 4, kind: 'work_hour' } })).status).toBe(200)
    expect(await kind(clerk.act(id, 'supervise', { level: '3', text: '再批' }))).toEqual([409, 'case.supervised-already'])
    const [order] = (await see(liaison, id)).together.supervision.filter((one: { level: number }) => one.level === 3)
    // From 15:00:01, two and a half hours today and one and a half tomorrow.
    expect([order.text, order.reply_by, order.open]).toEqual(['请负责人到场，说明原因', '2026-11-25T02:30:01.000Z', true])
    expect((await liaison.act(id, 'acknowledge-supervision')).status).toBe(200)
    expect((await facts(id, 'supervision-acknowledged')).at(-1)!.levels).toEqual([2, 3])
    // Known is not replied.
    expect(await kind(leader.act(id, 'supervise', { level: '3', text: '再批' }))).toEqual([409, 'case.supervised-already'])
  })
  test('no reply in time is noted at the second, told to leader and office, and the reply says that it is late', async () => {
    await liaison.act(id, 'handle', { text: '清走了', photos: [await put(liaison)] })
    await world.at('2026-11-25T10:30:01+08:00')
    await sign()
    expect(await facts(id, 'supervision-lapsed')).toEqual([])
    await world.at('2026-11-25T10:30:02+08:00')
    expect((await facts(id, 'supervision-lapsed')).map((fact) => fact.level)).toEqual([3])
    expect(await told(id, 'case.supervision-lapsed')).toEqual(['clerk', 'huanfa', 'leader'])
    // Handed in, and still waited for.
    expect(await ids(liaison, 'mine=true')).toContain(id)
    expect(await kind(handler.act(id, 'reply-supervision', { text: '好' }))).toEqual([403, 'not-allowed'])
    expect((await liaison.act(id, 'reply-supervision', { text: '已到场，增派两人', photos: [await put(liaison)] })).status).toBe(200)
    expect([(await facts(id, 'supervision-replied')).map((fact) => [fact.level, fact.late]), await ids(liaison, 'mine=true')]).toEqual([[[3, true]], expect.not.arrayContaining([id])])
    expect(await kind(liaison.act(id, 'reply-supervision', { text: '再回' }))).toEqual([409, 'case.no-reply-asked'])
  })
  test('三次核查不通过 is a notice to the head of the unit', async () => {
    const other = await caseAt('handling', hands)
    for (const n of [1, 2, 3]) {
      expect(await levels(other)).toEqual([])
      await liaison.act(other, 'handle', { text: `第${n}次`, photos: [await put(liaison)] })
      await hands.checker.act(other, 'check', { passed: false, text: '没有清' })
      expect((await clerk.act(other, 'rework', { text: '再清' })).status).toBe(200)
    }
    expect(await levels(other)).toEqual([[2, 'failed-checks']])
  })
})

const tokenOf = async (login: string): Promise<string> => (await newBearer(world.house.db, world.district, login, world.house.clock.now()))!
