// What a unit may ask of the office, walked over HTTP: more time twice and no third, suspended over a weekend, a late result excused and still late.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client, Reply } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, put } from './steps.ts'

let world: World
let clerk: Client, unit: Client, urban: Client, head: Client, checker: Client, leader: Client
const sign = async () => { [clerk, unit, urban, head, checker, leader] = await Promise.all(['clerk', 'liaison', 'liaison.urban', 'unit-head', 'inspector', 'leader'].map((login) => world.as(login))) as [Client, Client, Client, Client, Client, Client] }
/** Moves the clock; whoever worked before goes on with a session of then. */
const at = async (text: string) => { await world.at(`${text.replace(' ', 'T')}:00+08:00`); await sign() }
beforeAll(async () => { world = await smallDistrict(); await sign() })
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
const hands = () => ({ clerk, unit, checker })
const done = (reply: Reply) => { expect(reply.status, JSON.stringify(reply.body).slice(0, 300)).toBeLessThan(300); return reply.body }
const one = async (id: string, who = clerk) => (await who.get(`/api/case/${id}`)).body
const handleClock = async (id: string) => (await one(id)).clocks.find((row: { stage: string }) => row.stage === 'handle')
const waits = async (who: Client, id: string) => (await who.get('/api/case?mine=true&limit=100')).body.items.some((row: { id: string }) => row.id === id)
const say = (iso: string) => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
const verbs = async (who: Client, id: string) => Object.fromEntries((await one(id, who)).can.map(({ verb, blocked }: { verb: string; blocked: object | null }) => [verb, blocked === null]))
const told = async (who: Client) => (await who.get('/api/inbox')).body.items.map((row: { kind: string; stream_id: string }) => `${row.kind} ${row.stream_id}`)
const fact = async (id: string, type: string) => (await world.house.db.selectFrom('log').select('data').where('id', '=', id).where('type', '=', type).orderBy('version').execute()).map((row) => row.data as Record<string, unknown>)

describe('延期', () => {
  let id: string, limit: { amount: number; kind: string }
  const ask = { amount: 1, text: '暴雨，机械进不了场，联系人13812345678' }
  test('asked by the liaison it waits for the unit head and for nobody else; the deadline has not moved', async () => {
    id = await caseAt('handling', hands())
    // Nothing is asked, so nothing asks to be decided.
    expect(Object.keys(await verbs(clerk, id)).filter((verb) => /^(uphold|refuse|grant|suspend)/.test(verb))).toEqual([])
    const before = await one(id)
    limit = before.handling_limit
    done(await unit.act(id, 'ask-extension', ask))
    expect(await one(id)).toMatchObject({ flags: ['extending', 'to-endorse'], asked: true, handle_due_at: before.handle_due_at, state: 'handling' })
    expect([await waits(head, id), await waits(clerk, id)]).toEqual([true, false])
    expect(Object.keys(await verbs(clerk, id)).filter((verb) => verb.endsWith('-extension'))).toEqual([])
    expect(await verbs(head, id)).toMatchObject({ 'endorse-extension': true, 'refuse-extension': true })
    expect((await clerk.act(id, 'grant-extension', {})).body.kind).toBe('case.head-first')
    expect((await unit.act(id, 'endorse-extension', {})).status).toBe(403)
    expect((await unit.act(id, 'ask-extension', ask)).body.kind).toBe('case.extension-asked')
    expect((await urban.act(id, 'ask-extension', ask)).status).toBe(404)
  })
  test('endorsed it waits for the office and no longer for the head', async () => {
    done(await head.act(id, 'endorse-extension', { text: '情况属实' }))
    expect([(await one(id)).flags, await waits(head, id), await waits(clerk, id)]).toEqual([['extending', 'endorsed'], false, true])
    await at('2026-11-23 09:31')
    expect(await told(clerk)).toContain(`case.extension-endorsed ${id}`)
  })
  test('granted the deadline moves by what was asked; the timeline says from when to when, and the phone is starred', async () => {
    const before = await handleClock(id)
    done(await clerk.act(id, 'grant-extension', {}))
    const after = await handleClock(id), seen = await one(id)
    expect(seen.flags).toEqual(['extended'])
    expect(seen.due_at).toBe(after.due.replace('.000Z', '+00:00'))
    expect(Date.parse(after.due)).toBeGreaterThan(Date.parse(before.due))
    expect([after.start, after.given_minutes > before.given_minutes]).toEqual([before.start, true])
    expect(seen.timeline.at(-1).said.zh).toContain(`从${say(before.due)}改到${say(after.due)}`)
    expect(seen.timeline.find((row: { type: string }) => row.type === 'extension-asked').text).not.toContain('13812345678')
    expect(await fact(id, 'extension-granted')).toMatchObject([{ unit: world.units.get('huanfa'), nth: 1, before: before.due, after: after.due }])
    expect(JSON.stringify(await fact(id, 'extension-asked'))).not.toContain('暴雨')
  })
  test('refused by the head, then by the office: neither counts; granted a second time; the third is not taken', async () => {
    const due = (await one(id)).due_at
    done(await unit.act(id, 'ask-extension', ask))
    done(await head.act(id, 'refuse-extension', { text: '人手够' }))
    done(await unit.act(id, 'ask-extension', ask))
    done(await head.act(id, 'endorse-extension', {}))
    expect((await head.act(id, 'refuse-extension', { text: 'x' })).body.kind).toBe('case.office-now')
    done(await clerk.act(id, 'refuse-extension', { text: '再抓紧' }))
    expect(await one(id)).toMatchObject({ due_at: due, flags: ['extended'] })
    done(await unit.act(id, 'ask-extension', { ...ask, amount: limit.amount }))
    done(await head.act(id, 'endorse-extension', {}))
    done(await clerk.act(id, 'grant-extension', {}))
    expect((await fact(id, 'extension-granted')).map((row) => row.nth)).toEqual([1, 2])
    expect((await unit.act(id, 'ask-extension', ask)).body.kind).toBe('case.extensions-over')
    expect(await verbs(unit, id)).toMatchObject({ 'ask-extension': false, handle: true })
  })
  test('more than the limit, or after the deadline, it is refused with a sentence', async () => {
    const other = await caseAt('handling', hands())
    const far = await unit.act(other, 'ask-extension', { amount: limit.amount + 1, text: 't' })
    expect([far.status, far.body.kind, far.body.faults[0].path]).toEqual([422, 'case.extension-too-long', 'amount'])
    await world.at(new Date(Date.parse((await one(other)).handle_due_at) + 60_000).toISOString())
    await sign()
    expect((await unit.act(other, 'ask-extension', ask)).body.kind).toBe('case.extension-too-late')
  })
  test('a unit without anybody who could endorse it is told at once', async () => {
    const away = await caseAt('handling', { ...hands(), unit: urban }, {}, { unit: world.units.get('urban-management'), reason: '由执法中队办' })
    expect((await urban.act(away, 'ask-extension', ask)).body.kind).toBe('case.nobody-endorses')
  })
  test('handed in before it is decided the ask lapses', async () => {
    const quick = await caseAt('handling', hands())
    done(await unit.act(quick, 'ask-extension', ask))
    done(await unit.act(quick, 'handle', { text: '清完了', photos: [await put(unit)] }))
    expect(await one(quick)).toMatchObject({ state: 'handled', flags: [], asked: false })
    expect((await one(quick)).timeline.at(-1)).toMatchObject({ type: 'extension-lapsed' })
    expect((await head.act(quick, 'endorse-extension', {})).body.kind).toBe('case.out-of-turn')
  })
})

describe('挂账', () => {
  let id: string, before: { due: string; used_minutes: number; given_minutes: number }
  const input = { reason: 'works', until: '2026-12-07', measure: '已设围挡和警示灯，每天两巡' }
  test('without a measure, for longer than a year, or until today it is not taken', async () => {
    await at('2026-12-04 09:00')
    id = await caseAt('handling', hands())
    const { measure: _measure, ...bare } = input
    expect((await unit.act(id, 'ask-suspension', bare)).status).toBe(422)
    for (const until of ['2026-12-04', '2027-12-05', '2026-02-30']) expect([until, (await unit.act(id, 'ask-suspension', { ...input, until })).status]).toEqual([until, 422])
    expect((await clerk.act(id, 'suspend', {})).body.kind).toBe('case.no-suspension')
  })
  test('refused once, asked again with a photo: the office has it, the clock runs on', async () => {
    done(await unit.act(id, 'ask-suspension', input))
    done(await clerk.act(id, 'refuse-suspension', { text: '先清一遍' }))
    const sha = await put(unit)
    done(await unit.act(id, 'ask-suspension', { ...input, photos: [sha] }))
    expect([(await one(id)).flags, await waits(clerk, id)]).toEqual([['suspending'], true])
    const asked = (await one(id)).timeline.at(-1)
    expect([asked.said.zh.includes('已设围挡和警示灯'), asked.photos]).toEqual([true, [sha]])
    expect((await clerk.get(`/api/file/${sha}`)).status).toBe(200)
  })
  test('suspended on Friday: no deadline, not among what is late, nobody’s next work; no clock rings over the weekend', async () => {
    await at('2026-12-04 11:00')
    before = await handleClock(id)
    expect(done(await clerk.act(id, 'suspend', { text: '同意' })).state).toBe('suspended')
    expect(await one(id)).toMatchObject({ state: 'suspended', open: true, due_at: null, handle_due_at: null, stage: null, flags: [] })
    expect([await waits(clerk, id), await waits(unit, id), await waits(head, id)]).toEqual([false, false, false])
    expect((await handleClock(id))).toMatchObject({ used_minutes: 120, given_minutes: before.given_minutes, late: false })
    expect((await unit.act(id, 'handle', { text: 'x', photos: [await put(unit)] })).body.kind).toBe('case.out-of-turn')
    await at('2026-12-06 23:59')
    expect((await one(id)).state).toBe('suspended')
    expect((await clerk.get('/api/case?late=true&open=true&limit=100')).body.items.map((row: { id: string }) => row.id)).not.toContain(id)
    expect(await fact(id, 'lapsed')).toEqual(expect.not.arrayContaining([expect.objectContaining({ stage: 'handle' })]))
  })
  test('a calendar changed meanwhile does not touch a clock that stands still', async () => {
    const { version } = (await clerk.get('/api/calendar')).body
    done(await clerk.post('/api/calendar/change', { change: { kind: 'hours', from: '2026-12-07', hours: [[540, 720], [810, 1020]], week: [1, 2, 3, 4, 5], shifts: [[360, 1320]], holidays: true } }, { version }))
    await world.at('2026-12-06T23:59:10+08:00'); await world.at('2026-12-06T23:59:20+08:00'); await sign()
    expect([(await one(id)).state, await fact(id, 'recomputed')]).toEqual(['suspended', []])
  })
  test('on Monday it is back in the unit’s hands with the rest of its time, by the timer and once', async () => {
    await at('2026-12-07 00:00')
    const seen = await one(id), clock = await handleClock(id)
    expect(seen).toMatchObject({ state: 'handling', stage: 'handle', flags: ['resumed'] })
    expect(seen.timeline.at(-1)).toMatchObject({ type: 'resumed', by: { zh: '系统' } })
    await at('2026-12-07 09:30')
    expect(await handleClock(id)).toMatchObject({ end: null, due: clock.due, used_minutes: 150, given_minutes: before.given_minutes })
    expect(await fact(id, 'resumed')).toMatchObject([{ auto: true, before: before.due, after: clock.due, unit: world.units.get('huanfa') }])
    expect(await told(unit)).toContain(`case.resumed ${id}`)
    expect((await unit.act(id, 'ask-suspension', { ...input, until: '2026-12-31' })).body.kind).toBe('case.suspended-before')
  })
  test('the office ends one sooner', async () => {
    const other = await caseAt('handling', hands())
    done(await unit.act(other, 'ask-suspension', { ...input, until: '2027-03-01' }))
    done(await clerk.act(other, 'suspend', {}))
    await at('2026-12-08 09:00')
    expect(done(await clerk.act(other, 'resume', { text: '材料到了' })).state).toBe('handling')
    expect(await world.house.db.selectFrom('timer').select('name').where('id', '=', other).where('name', '=', 'auto-resume').where('fired_at', 'is', null).execute()).toEqual([])
  })
})

describe('申诉', () => {
  const input = { about: 'late', reason: 'weather', text: '当晚红色预警，作业停了' }
  /** Handled after its deadline, and closed. */
  const lateCase = async (day: number) => {
    await at(`2026-12-${String(day).padStart(2, '0')} 09:00`)
    const id = await caseAt('handling', hands())
    await world.at(new Date(Date.parse((await one(id)).handle_due_at) + 3_600_000).toISOString())
    await sign()
    done(await unit.act(id, 'handle', { text: '清完了', photos: [await put(unit)] }))
    done(await checker.act(id, 'check', { passed: true, text: '好了' }))
    done(await clerk.act(id, 'close', { conditionMet: true }))
    return id
  }
  test('granted in two steps by people who had no part in the finding: still late, and exempt', async () => {
    const id = await lateCase(9)
    expect(await one(id)).toMatchObject({ late: true, state: 'closed', flags: ['supervised', 'unanswered'] })
    expect((await clerk.act(id, 'ask-appeal', input)).status).toBe(403)
    expect((await unit.act(id, 'ask-appeal', { ...input, about: 'faked' })).body.kind).toBe('case.appeal-not-so')
    done(await unit.act(id, 'ask-appeal', input))
    expect([(await one(id)).flags, await waits(head, id), await waits(leader, id)]).toEqual([['supervised', 'appealing', 'to-endorse', 'unanswered'], true, false])
    done(await head.act(id, 'endorse-appeal', {}))
    expect([await waits(head, id), await waits(leader, id)]).toEqual([false, true])
    expect((await clerk.act(id, 'grant-appeal', {})).body.kind).toBe('case.own-finding')
    done(await leader.act(id, 'grant-appeal', { text: '预警属实' }))
    expect(await one(id)).toMatchObject({ late: true, state: 'closed', flags: ['supervised', 'exempt', 'unanswered'], asked: true })
    expect((await unit.get('/api/case?flag=exempt')).body.items.map((row: { id: string }) => row.id)).toEqual([id])
    expect(await fact(id, 'appeal-granted')).toMatchObject([{ late: true, exempt: true, unit: world.units.get('huanfa'), about: 'late' }])
    expect((await unit.act(id, 'ask-appeal', input)).body.kind).toBe('case.appealed-before')
  })
  test('refused it is not brought a second time, and the finding stands', async () => {
    const id = await lateCase(14)
    done(await unit.act(id, 'ask-appeal', input))
    done(await head.act(id, 'endorse-appeal', {}))
    done(await leader.act(id, 'refuse-appeal', { text: '预警在到时以后' }))
    expect(await one(id)).toMatchObject({ late: true, flags: ['supervised', 'unanswered'] })
    expect((await unit.act(id, 'ask-appeal', input)).body.kind).toBe('case.appealed-before')
  })
  test('five work days after the closing it is too late; on time there is nothing to appeal', async () => {
    const id = await lateCase(16), inTime = await caseAt('closed', hands())
    expect((await unit.act(inTime, 'ask-appeal', input)).body.kind).toBe('case.nothing-to-appeal')
    await at('2026-12-30 09:00')
    const late = await unit.act(id, 'ask-appeal', input)
    expect([late.body.kind, late.body.said.zh.includes('5工作日')]).toEqual(['case.appeal-too-late', true])
  })
  test('rows follow from the log', async () => {
    expect((await (await world.as('admin-audit')).post('/api/log/verify')).body.broken).toEqual([])
  })
})
