// The main job on one small district: a city's standard and citizens' messages come in, become cases, and go round to the end.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../client.ts'
import { messagesFile, photo, standardFile } from '../files.ts'
import { smallDistrict, type World } from '../small-district.ts'

let world: World
let clerk: Client, liaison: Client, inspector: Client, grid: Client
beforeAll(async () => {
  world = await smallDistrict()
  ;[clerk, liaison, inspector, grid] = await Promise.all(['clerk', 'liaison', 'inspector', 'grid'].map((login) => world.as(login))) as [Client, Client, Client, Client]
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

const EAST = { lon: 120.715, lat: 31.285 }
const litter = { pack: 'fine-cleaning', category: 'waste.exposed', condition: 'heap' }
const put = async (who: Client) => (await who.send('/api/file', await photo())).body.sha256 as string

describe('a city’s own standard', () => {
  test('is read without keeping anything, then becomes version 1 of the local pack', async () => {
    const file = await standardFile()
    const dry = await clerk.send('/api/pack/import-standard?file=s.xlsx&dry-run=true', file)
    expect(dry.body).toMatchObject({ dry_run: true, version: null, counts: { majors: 2, minors: 3, conditions: 5 }, faults: [] })
    expect(dry.body.ambiguous.map((a: { word: string; reading: string }) => [a.word, a.reading])).toEqual([['天', 'work_day'], ['小时', 'work_hour'], ['紧急工作日', 'urgent_day']])
    expect((await clerk.get('/api/pack/local')).status).toBe(404)

    const done = await clerk.send('/api/pack/import-standard?file=s.xlsx', file)
    expect(done.body).toMatchObject({ version: 1, fresh: true })
    expect(done.body.unknownUnits).toEqual([{ name: '市排水中心', rows: 2 }, { name: '各产权单位', rows: 2 }])
    const again = await clerk.send('/api/pack/import-standard?file=s.xlsx', file)
    expect(again.body).toMatchObject({ version: 1, fresh: false })
  })
  test('another meaning of 天 makes version 2; version 1 is kept', async () => {
    const done = await clerk.send('/api/pack/import-standard?file=s.xlsx&day=natural_day', await standardFile())
    expect(done.body).toMatchObject({ version: 2, fresh: true })
    const before = await clerk.get('/api/pack/local?version=1'), now = await clerk.get('/api/pack/local')
    const limitOf = (reply: typeof now) => reply.body.content.categories[0].conditions.find((c: { id: string }) => c.id === '2').limit.kind
    expect([limitOf(before), limitOf(now)]).toEqual(['work_day', 'natural_day'])
  })
  test('a row that is not understood is named, and nothing is kept', async () => {
    const wrong = await clerk.send('/api/pack/import-standard?file=s.xlsx', await standardFile({ limit: '看情况' }))
    expect(wrong.status).toBe(422)
    expect(wrong.body.faults[0].path).toMatch(/部件!\w+4/)
    expect((await clerk.get('/api/pack/local')).body.version).toBe(2)
  })
  test('only who may import may import', async () => {
    expect((await liaison.send('/api/pack/import-standard?file=s.xlsx', await standardFile())).status).toBe(403)
  })
  test('what is no spreadsheet gets a sentence', async () => {
    const reply = await clerk.send('/api/pack/import-standard?file=s.xlsx', new TextEncoder().encode('%PDF-1.7 nothing'))
    expect(reply.status).toBeGreaterThanOrEqual(400)
    expect(reply.status).toBeLessThan(500)
    expect(reply.body.said.zh).toMatch(/表格|xlsx/)
  })
})

describe('citizens’ messages', () => {
  test('come in with their outside numbers; importing again adds nothing and says so', async () => {
    const file = await messagesFile()
    expect((await clerk.send('/api/case/import-messages?file=m.xlsx', file)).body).toMatchObject({ rows: 4, added: 4, existing: 0, faults: [] })
    expect((await clerk.send('/api/case/import-messages?file=m.xlsx', file)).body).toMatchObject({ rows: 4, added: 0, existing: 4 })
    const { body } = await clerk.get('/api/case?source=hotline&limit=10')
    expect(body.items.map((c: { external_number: string }) => c.external_number).sort()).toEqual(['1001', '1002', '1003', '1004'])
    expect(body.count).toEqual({ n: 4, more: false })
  })
  test('line breaks are readable and phone numbers masked for everyone', async () => {
    const { body: { items: [found] } } = await clerk.get('/api/case?q=1002')
    const { body } = await clerk.get(`/api/case/${found.id}`)
    expect(body.text).not.toMatch(/\t|\n\n|^\s/)
    expect(body.text).not.toContain('13812345678')
    expect(body.text).toMatch(/138\*+5678/)
    // Their own time is kept beside the time it came in; the clocks run from the latter.
    expect(body).toMatchObject({ occurred_at: '2026-11-20T10:30:00.000Z' })
    for (const path of ['/api/case?source=hotline', '/api/case/map', '/api/inbox']) expect(JSON.stringify((await clerk.get(path)).body)).not.toContain('13812345678')
  })
  test('a number is seen in clear only with the right, a reason, and a line in the log', async () => {
    const { body: { items: [found] } } = await clerk.get('/api/case?q=1002')
    expect((await clerk.get(`/api/case/${found.id}/clear`)).body.kind).toBe('case.reveal-first')
    expect((await clerk.act(found.id, 'reveal', { reason: '给反映人回电话' })).status).toBe(200)
    expect((await clerk.get(`/api/case/${found.id}/clear`)).body.text).toContain('13812345678')
    expect((await liaison.get(`/api/case/${found.id}/clear`)).status).toBe(403)
    expect((await clerk.get(`/api/case/${found.id}`)).body.timeline.at(-1)).toMatchObject({ type: 'revealed', text: '给反映人回电话' })
  })
  test('a matter of others is referred with a reason', async () => {
    const { body: { items: [found] } } = await clerk.get('/api/case?q=1003')
    expect((await clerk.act(found.id, 'reject', { reason: 'referred', text: '已转人社局。' })).body.kind).toBe('case.referral-needed')
    expect((await clerk.act(found.id, 'reject', { reason: 'referred', to: '人社局', text: '已转人社局。' })).body).toMatchObject({ state: 'rejected' })
  })
  test('without a place nothing is filed, and nothing is guessed', async () => {
    const { body: { items: [found] } } = await clerk.get('/api/case?q=1001')
    expect((await clerk.act(found.id, 'file', { condition: litter })).body.kind).toBe('case.place-missing')
    expect((await clerk.act(found.id, 'file', { condition: litter, point: { lon: 121.9, lat: 31.2 } })).body.kind).toBe('case.outside-district')
  })
})

describe('one case from report to end', () => {
  let id: string
  test('报 → 立：立案把处置时限和结案条件抄到案件上', async () => {
    await world.at('2026-11-23T09:30:00+08:00')
    const refused = await grid.post('/api/case', { source: 'patrol', text: '墙角有垃圾', point: EAST })
    expect(refused.body.kind).toBe('case.photo-needed')
    const made = await grid.post('/api/case', { source: 'patrol', text: '墙角有垃圾', point: EAST, photos: [await put(grid)] })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ version: 1, state: 'reported' })
    id = made.body.id
    expect((await clerk.act(id, 'file', { condition: litter })).body).toMatchObject({ state: 'filed' })
    expect((await clerk.get(`/api/case/${id}`)).body).toMatchObject({ area_name: '东社区第1网格', handling_limit: { kind: 'work_hour' }, under: { pack: 'fine-cleaning', version: 1 } })
  })
  test('派：说明单位、时限和因为；改派别的单位要写理由', async () => {
    const { body } = await clerk.get(`/api/case/${id}`)
    expect(body.proposal).toMatchObject({ unit: expect.any(String), because: { backstop: false, rule: { pack: 'fine-cleaning', row: 1 } } })
    const other = world.units.get('traffic-police')!
    expect((await clerk.act(id, 'dispatch', { unit: other })).body.kind).toBe('case.reason-needed')
    const sent = await clerk.act(id, 'dispatch')
    expect(sent.body).toMatchObject({ state: 'dispatched', unit: world.units.get('huanfa') })
    expect(sent.body.because.said.zh).toContain('环发公司')
  })
  test('the unit hears of it, signs and hands in with photos; without a photo it is refused', async () => {
    await world.at('2026-11-23T09:40:00+08:00')
    expect((await liaison.get('/api/inbox')).body).toMatchObject({ unread: 1, items: [{ kind: 'case.dispatched', stream_id: id }] })
    expect((await liaison.get('/api/case?mine=true')).body.items.map((c: { id: string }) => c.id)).toEqual([id])
    expect((await liaison.act(id, 'sign-for')).body).toMatchObject({ state: 'handling' })
    const bare = await liaison.act(id, 'handle', { text: '清了' })
    expect(bare.body).toMatchObject({ kind: 'case.evidence-missing', faults: [{ path: 'photos' }] })
    expect((await liaison.act(id, 'handle', { text: '清了', photos: ['f'.repeat(64)] })).body.kind).toBe('case.unknown-photo')
    expect((await liaison.act(id, 'handle', { text: '清了', photos: [await put(liaison)] })).body).toMatchObject({ state: 'handled' })
  })
  test('核查不能由处置单位做；没有通过就不能结案，只能返工，时钟接着走', async () => {
    expect((await liaison.act(id, 'check', { passed: true, text: '好了' })).status).toBe(403)
    expect((await inspector.act(id, 'check', { passed: false, text: '还有两袋' })).body).toMatchObject({ state: 'checking' })
    expect((await clerk.act(id, 'close', { conditionMet: true })).body.kind).toBe('case.check-first')
    const before = (await clerk.get(`/api/case/${id}`)).body
    await world.at('2026-11-23T14:00:00+08:00')
    expect((await clerk.act(id, 'rework', { text: '清完' })).body).toMatchObject({ state: 'handling' })
    const after = (await clerk.get(`/api/case/${id}`)).body
    expect(after).toMatchObject({ reworks: 1 })
    // ten minutes were used before 09:40; what was left then runs on from 14:00
    expect(Date.parse(after.handle_due_at)).toBeGreaterThan(Date.parse(before.handle_due_at))
  })
  test('超过处置时限，系统记一笔，办结后仍是超时', async () => {
    await world.at('2026-11-24T17:00:00+08:00')
    const { body } = await clerk.get(`/api/case/${id}`)
    expect(body.late).toBe(true)
    expect(body.timeline.filter((t: { type: string }) => t.type === 'lapsed').length).toBeGreaterThan(0)
    expect((await liaison.act(id, 'handle', { text: '清完了', photos: [await put(liaison)] })).status).toBe(200)
    expect((await inspector.act(id, 'check', { passed: true, text: '看过了' })).status).toBe(200)
    expect((await clerk.act(id, 'close', {})).body.faults).toMatchObject([{ path: 'conditionMet' }])
    expect((await clerk.act(id, 'close', { conditionMet: true })).body).toMatchObject({ state: 'closed' })
  })
  test('the timeline tells it in sentences, and the chain holds', async () => {
    const { body } = await clerk.get(`/api/case/${id}`)
    expect(body.timeline.map((t: { type: string }) => t.type).filter((t: string) => t !== 'lapsed' && t !== 'warned' && t !== 'supervised')).toEqual(['reported', 'filed', 'dispatched', 'signed-for', 'handled', 'checked', 'reworked', 'handled', 'checked', 'closed'])
    for (const entry of body.timeline) expect(entry.said.zh.length && entry.said.en.length).toBeGreaterThan(2)
    expect(body.can.map((c: { verb: string }) => c.verb)).toEqual(['answer', 'reopen', 'judge-photo', 'reveal'])
    const audit = await world.as('admin-audit')
    expect((await audit.post('/api/log/verify')).body).toMatchObject({ broken: [] })
  })
})

describe('the backstop', () => {
  test('清单上的名称还没对应单位时，由属地社区兜底；对应之后就派给它', async () => {
    await world.at('2026-11-25T09:30:00+08:00')
    const { body: pack } = await clerk.get('/api/pack/local')
    const drain = pack.content.categories.find((c: { rules: { to: string }[] }) => c.rules.some((rule) => rule.to === '市排水中心'))
    const report = async () => {
      const made = await clerk.post('/api/case', { source: 'hotline', text: '井盖没了', area: world.areas.get('east-2') })
      await clerk.act(made.body.id, 'file', { condition: { pack: 'local', category: drain.code, condition: '1' } })
      return made.body.id as string
    }
    const first = await clerk.act(await report(), 'dispatch')
    expect(first.body).toMatchObject({ unit: world.units.get('community-east'), because: { backstop: true, unmapped: ['市排水中心', '各产权单位'] } })
    expect((await clerk.post('/api/pack/map-unit', { name: '市排水中心', unit: world.units.get('planning-construction') })).status).toBe(200)
    const second = await clerk.act(await report(), 'dispatch')
    expect(second.body).toMatchObject({ unit: world.units.get('planning-construction'), because: { backstop: false } })
    expect((await clerk.get('/api/pack/local')).body.unmapped).toEqual([{ name: '各产权单位', rows: 1 }])
  })
})
