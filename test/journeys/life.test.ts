// The detours of a case, walked over HTTP: verified first, fixed on the spot, signed by time, returned, sent back, reopened, voided.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client, Reply } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, EAST, litter, put, WEST } from './steps.ts'

let world: World
let clerk: Client, unit: Client, urban: Client, checker: Client, grid: Client, leader: Client
const sign = async () => { [clerk, unit, urban, checker, grid, leader] = await Promise.all(['clerk', 'liaison', 'liaison.urban', 'inspector', 'grid', 'leader'].map((login) => world.as(login))) as [Client, Client, Client, Client, Client, Client] }
/** Moves the clock; whoever worked before goes on with a session of then. */
const at = async (text: string) => { await world.at(text); await sign() }
beforeAll(async () => { world = await smallDistrict(); await sign() })
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
const hands = () => ({ clerk, unit, checker })
const done = (reply: Reply) => { expect([reply.status, reply.body.kind ?? reply.body.state]).toEqual([expect.any(Number), expect.anything()]); expect(reply.status, JSON.stringify(reply.body).slice(0, 300)).toBeLessThan(300); return reply.body }
const one = async (id: string, who = clerk) => (await who.get(`/api/case/${id}`)).body
const clock = async (id: string, stage: string) => (await one(id)).clocks.find((row: { stage: string }) => row.stage === stage)
const waits = async (who: Client, id: string) => (await who.get('/api/case?mine=true&limit=100')).body.items.some((row: { id: string }) => row.id === id)

describe('核实 before filing', () => {
  let id: string
  test('the clerk sends it to the grid: the acceptance clock is held, the grid worker has it, nobody files it meanwhile', async () => {
    id = (await clerk.post('/api/case', { source: 'hotline', text: '菜场后门积水', point: EAST })).body.id
    expect((await clock(id, 'accept')).due).toBe('2026-11-23T03:30:00.000Z')
    await at('2026-11-23T10:00:00+08:00')
    expect(done(await clerk.act(id, 'ask-verify', { text: '看看还在不在' })).state).toBe('verifying')
    expect([await waits(grid, id), await waits(clerk, id)]).toEqual([true, false])
    expect((await clerk.act(id, 'file', { condition: litter })).body.kind).toBe('case.out-of-turn')
    expect((await one(id)).stage).toBe('verify')
    expect((await unit.act(id, 'verify', { found: 'exists', text: '在' })).status).toBe(403)
  })
  test('back with what was seen: the rest of the acceptance time runs on, and the photo stands with those of before', async () => {
    await at('2026-11-23T11:00:00+08:00')
    const sha = await put(grid)
    done(await grid.act(id, 'verify', { found: 'exists', text: '排水沟堵了', photos: [sha] }))
    const seen = await one(id)
    expect(seen).toMatchObject({ state: 'reported', stage: 'accept', flags: ['verified'] })
    expect(seen.before).toContain(sha)
    // Half an hour of two was used at ten; the other hour and a half runs from eleven, over the noon break.
    expect(await clock(id, 'accept')).toMatchObject({ due: '2026-11-23T06:00:00.000Z', used_minutes: 30, given_minutes: 120 })
    expect((await clock(id, 'verify'))).toMatchObject({ used_minutes: 60, late: false })
    expect(done(await clerk.act(id, 'file', { condition: litter })).state).toBe('filed')
  })
  test('nothing there: the clerk rejects it with an answer', async () => {
    const other = (await clerk.post('/api/case', { source: 'hotline', text: '说有狗', point: EAST })).body.id as string
    done(await clerk.act(other, 'ask-verify', {}))
    done(await checker.act(other, 'verify', { found: 'not-found', text: '没看到' }))
    expect(done(await clerk.act(other, 'reject', { reason: 'not-found', text: '到场看过，没有发现。' })).state).toBe('rejected')
    expect((await clerk.act(other, 'ask-verify', {})).body.kind).toBe('case.out-of-turn')
  })
})

describe('即查即改', () => {
  const body = async (more: object = {}) => ({ source: 'patrol', text: '两袋垃圾', point: EAST, photos: [await put(grid)], condition: litter, result: '清到桶里了', after: [await put(grid)], ...more })
  test('is reported and closed in one step, on time, by whoever found it', async () => {
    const made = await grid.post('/api/case/fix', await body())
    expect(made.status, JSON.stringify(made.body)).toBe(201)
    expect(await one(made.body.id)).toMatchObject({ state: 'closed', late: false, flags: ['fixed'], open: false, category: 'waste.exposed' })
    expect((await one(made.body.id)).timeline.map((row: { type: string }) => row.type)).toEqual(['reported', 'fixed'])
  })
  test('not with one photo for both, not without one of before, not outside the own area, not by a unit', async () => {
    const sha = await put(grid)
    expect((await grid.post('/api/case/fix', await body({ photos: [sha], after: [sha] }))).body.kind).toBe('case.same-photo')
    expect((await grid.post('/api/case/fix', await body({ photos: [] }))).body.faults.map((fault: { path: string }) => fault.path)).toEqual(['photos'])
    expect((await grid.post('/api/case/fix', await body({ point: WEST }))).status).toBe(403)
    expect((await unit.post('/api/case/fix', await body())).status).toBe(403)
  })
})

describe('签收 by time', () => {
  test('two open hours after the dispatch the case counts as signed for; the handling clock has not moved', async () => {
    await at('2026-11-23T13:30:00+08:00')
    const id = await caseAt('dispatched', hands())
    const before = await one(id)
    await at('2026-11-23T15:31:00+08:00')
    const after = await one(id)
    expect(after).toMatchObject({ state: 'handling', handle_due_at: before.handle_due_at })
    expect(after.timeline.at(-1)).toMatchObject({ type: 'signed-for', hand: 'system' })
    expect(after.timeline.map((row: { type: string }) => row.type)).toContain('lapsed')
  })
})

describe('回退', () => {
  const ask = { reason: 'not-mine', text: '这一段不归我们' }
  test('refused: the deadline stays, and the unit may not ask again', async () => {
    await at('2026-11-24T09:00:00+08:00')
    const id = await caseAt('handling', hands())
    const due = (await one(id)).handle_due_at
    expect(done(await unit.act(id, 'ask-return', { ...ask, to: world.units.get('urban-management') })).state).toBe('handling')
    expect([(await one(id)).flags, await waits(clerk, id)]).toEqual([['returning'], true])
    done(await clerk.act(id, 'refuse-return', { text: '移交没有办完' }))
    expect(await one(id)).toMatchObject({ flags: [], handle_due_at: due, state: 'handling' })
    expect((await unit.act(id, 'ask-return', ask)).body.kind).toBe('case.return-asked-before')
    expect((await clerk.act(id, 'uphold-return', {})).body.kind).toBe('case.no-return')
  })
  test('upheld: filed again, the next unit has the whole limit, the first sees it no more; after two upheld the third keeps it', async () => {
    const id = await caseAt('dispatched', hands())
    done(await unit.act(id, 'ask-return', ask))
    await at('2026-11-24T10:00:00+08:00')
    expect(done(await clerk.act(id, 'uphold-return', { text: '确实' })).state).toBe('filed')
    expect((await unit.get(`/api/case/${id}`)).status).toBe(404)
    done(await clerk.act(id, 'dispatch', { unit: world.units.get('urban-management'), reason: '按移交清单' }))
    const seen = await one(id)
    expect(seen).toMatchObject({ state: 'dispatched', flags: ['returned'], late: false, dispatched_at: '2026-11-24T02:00:00+00:00' })
    expect(await clock(id, 'handle')).toMatchObject({ start: '2026-11-24T02:00:00.000Z', used_minutes: 0 })
    done(await urban.act(id, 'ask-return', ask))
    done(await clerk.act(id, 'uphold-return', {}))
    done(await clerk.act(id, 'dispatch', { unit: world.units.get('community-west'), reason: '属地兜底' }))
    expect((await (await world.as('liaison.west')).act(id, 'ask-return', ask)).body.kind).toBe('case.return-settled')
  })
  test('asked too late it is refused with the moment it ended', async () => {
    const id = await caseAt('handling', hands())
    await at('2026-11-24T14:00:00+08:00')
    const late = await unit.act(id, 'ask-return', ask)
    expect(late.body.kind).toBe('case.return-too-late')
    expect(late.body.said.zh).toContain('2026-11-24 12:00')
  })
})

describe('重新办理 and 作废', () => {
  test('a closed case goes back to its unit with a new clock, and goes round again', async () => {
    await at('2026-11-25T09:00:00+08:00')
    const id = await caseAt('closed', hands())
    expect((await unit.act(id, 'reopen', { cause: 'office', text: '又堆上了' })).status).toBe(403)
    expect(done(await clerk.act(id, 'reopen', { cause: 'recheck', faked: true, text: '照片不是这里' })).state).toBe('handling')
    expect(await one(id)).toMatchObject({ open: true, late: false, ended_at: null, flags: ['reopened'], stage: 'handle' })
    expect(await waits(unit, id)).toBe(true)
    done(await unit.act(id, 'handle', { text: '清完了', photos: [await put(unit)] }))
    done(await checker.act(id, 'check', { passed: true, text: '好了' }))
    expect(done(await clerk.act(id, 'close', { conditionMet: true })).state).toBe('closed')
  })
  test('a case nobody handled cannot be reopened', async () => {
    const made = await grid.post('/api/case/fix', { source: 'patrol', text: '纸片', point: EAST, photos: [await put(grid)], condition: litter, result: '捡了', after: [await put(grid)] })
    expect((await clerk.act(made.body.id, 'reopen', { cause: 'office', text: '再看看' })).body.kind).toBe('case.no-unit')
  })
  test('voiding waits for a second person, then the case has ended and nothing more can be done with it', async () => {
    const id = await caseAt('handling', hands())
    const ordered = await clerk.act(id, 'void', { reason: 'mistake', text: '录了两遍', orderReason: '重复录入' })
    expect([ordered.status, (await one(id)).state]).toEqual([202, 'handling'])
    expect((await clerk.post(`/api/approval/${ordered.body.pending}/approve`)).body.kind).toBe('approval.second-person')
    const approved = await leader.post(`/api/approval/${ordered.body.pending}/approve`)
    expect(approved.status, JSON.stringify(approved.body)).toBe(200)
    expect(await one(id)).toMatchObject({ state: 'voided', open: false, stage: null, due_at: null })
    expect((await unit.act(id, 'handle', { text: 'x', photos: [await put(unit)] })).body.kind).toBe('case.out-of-turn')
  })
})
