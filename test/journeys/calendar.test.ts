// The calendar as the office lives it: a year that is missing, entered and settled; hours and rosters of units; what is refused; warnings once each.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fireDue } from '#kernel/tick.ts'
import { verbOfTimer } from '../../src/app.ts'
import { keepClocksRight, raiseMissingYears, scheduleRecompute } from '../../src/case/clocks/recompute.ts'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, EAST, litter, put, type Hands } from './steps.ts'

let world: World
let clerk: Client, liaison: Client, audit: Client, hands: Hands
beforeAll(async () => {
  world = await smallDistrict()
  await signIn()
})
async function signIn(): Promise<void> {
  ;[clerk, liaison, audit] = await Promise.all(['clerk', 'liaison', 'admin-audit'].map((login) => world.as(login))) as [Client, Client, Client]
  hands = { clerk, unit: liaison, checker: await world.as('inspector') }
}
afterAll(async () => {
  expect((await audit?.post('/api/log/verify'))?.body.broken).toEqual([])
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

const say = (iso: string) => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
const at = async (text: string) => { await world.at(`${text.replace(' ', 'T')}:00+08:00`); await signIn() }
/** Time goes on by seconds, so that reactions and timers of a change are done. */
const settle = async () => { for (let n = 0; n < 3; n++) await world.at(new Date(world.house.clock.now().getTime() + 2000).toISOString()) }
const version = async () => (await clerk.get('/api/calendar')).body.version as number
const edit = async (change: object, who = clerk) => await who.post('/api/calendar/change', { change }, { version: await version() })
const facts = async (id: string, type: string) => (await world.house.db.selectFrom('log').select(['data', 'version', 'actor']).where('id', '=', id).where('type', '=', type).orderBy('version').execute()).map((row): Record<string, any> => ({ ...(row.data as object), version: row.version, actor: row.actor }))
const clockOf = async (id: string, stage: string) => (await clerk.get(`/api/case/${id}`)).body.clocks.find((clock: { stage: string }) => clock.stage === stage)
const base = { hours: [[540, 720], [810, 1050]], week: [1, 2, 3, 4, 5], shifts: [[360, 1320]] }
const new2027 = { kind: 'year', year: 2027, off: ['2027-01-01', '2027-01-02', '2027-01-03', '2027-02-05', '2027-02-08', '2027-02-09', '2027-02-10', '2027-02-11'], work: ['2027-01-30'], hours: {} }

describe('一个区的上班时间', () => {
  test('单位自己的日历从定下的那天起算，派给它的案件按它的钟走', async () => {
    const huanfa = world.units.get('huanfa')!
    expect((await edit({ kind: 'hours', unit: huanfa, from: '2026-11-24', hours: [[360, 840]], week: [1, 2, 3, 4, 5, 6, 7], shifts: base.shifts, holidays: false })).status).toBe(200)
    await settle()
    const made = await caseAt('dispatched', hands)
    // Monday 09:30, one work_day: the condition's own limit, by the unit's own closing time on Tuesday.
    const clock = await clockOf(made, 'handle')
    expect([clock.limit.kind, clock.provisional]).toEqual([clock.limit.kind, false])
    const urban = await caseAt('dispatched', { ...hands, unit: await world.as('liaison.urban') }, {}, { unit: world.units.get('urban-management')!, reason: '试一下' })
    const [mine, theirs] = [await clockOf(made, 'sign'), await clockOf(urban, 'sign')]
    expect([say(mine.due), say(theirs.due)]).toEqual(['2026-11-23 11:30', '2026-11-23 11:30'])
    await at('2026-11-24 06:30')
    const early = await caseAt('dispatched', hands), other = await caseAt('dispatched', hands, {}, { unit: world.units.get('urban-management')!, reason: '试一下' })
    // Two work hours to sign: the company is open at 06:30, urban management opens at nine.
    expect([say((await clockOf(early, 'sign')).due), say((await clockOf(other, 'sign')).due)]).toEqual(['2026-11-24 08:30', '2026-11-24 11:00'])
    // The office's own clocks follow the district's hours.
    expect(say((await clockOf(early, 'accept')).due)).toBe('2026-11-24 11:00')
  })

  test('今天改了下午的上班时间，正在走的时钟作为一件事移动，写明前后和原因；过了的不动', async () => {
    await at('2026-11-25 09:00')
    const late = await caseAt('reported', hands), long = await caseAt('reported', hands)
    await at('2026-11-25 16:40')
    const open = await caseAt('reported', hands)
    expect(say((await clockOf(open, 'accept')).due)).toBe('2026-11-26 10:10')
    const change = { kind: 'hours', from: '2026-11-25', ...base, hours: [[540, 720], [810, 1020]] }
    const trial = await clerk.post('/api/calendar/preview', { change }, { key: null })
    expect([trial.status, trial.body.faults]).toEqual([200, undefined])
    expect(trial.body.items.find((item: { id: string }) => item.id === open)).toMatchObject({ stage: 'accept', why: 'moved' })
    expect(say(trial.body.items.find((item: { id: string }) => item.id === open).after)).toBe('2026-11-26 10:40')
    expect(trial.body.items.some((item: { id: string }) => item.id === late || item.id === long)).toBe(false)
    // A trial writes nothing.
    expect(say((await clockOf(open, 'accept')).due)).toBe('2026-11-26 10:10')
    expect((await edit(change)).status).toBe(200)
    await settle()
    const [moved, ...more] = await facts(open, 'recomputed')
    expect([say(moved!.before), say(moved!.after), moved!.stage, moved!.actor, more.length]).toEqual(['2026-11-26 10:10', '2026-11-26 10:40', 'accept', null, 0])
    expect(moved!.because.zh).toBe('本区自2026-11-25起的上班时间改了')
    expect(await clockOf(open, 'accept')).toMatchObject({ moved_from: moved!.before })
    expect(await facts(late, 'recomputed')).toEqual([])
    const timers = await world.house.db.selectFrom('timer').select(['name', 'due_at']).where('id', '=', open).where('stream', '=', 'case').where('fired_at', 'is', null).orderBy('due_at').execute()
    expect(timers.map((timer) => [timer.name, say(timer.due_at.toISOString())])).toEqual([['warn', '2026-11-26 09:40'], ['lapse', '2026-11-26 10:40']])
    const { body } = await clerk.get(`/api/case/${open}`)
    expect(body.timeline.at(-1).said.zh).toBe('因为本区自2026-11-25起的上班时间改了，受理时限从2026-11-26 10:10改到2026-11-26 10:40。')
  })

  test('看过的那一版之后只是时限动了，人的一步照样办成', async () => {
    await at('2026-11-25 16:45')
    const id = await caseAt('reported', hands)
    expect((await edit({ kind: 'hours', from: '2026-11-25', ...base, hours: [[540, 720], [810, 1050]] })).status).toBe(200)
    await settle()
    expect(await facts(id, 'recomputed')).toHaveLength(1)
    expect((await clerk.post(`/api/case/${id}/file`, { condition: litter }, { version: 1 })).status).toBe(200)
  })
})

describe('缺一年', () => {
  let id: string
  test('十月起，或有时限伸进去，就告诉坐席，只告诉一次；不猜，照样立案派遣，时限标暂算', async () => {
    await at('2026-12-22 09:30')
    // A limit of fifteen work days that reaches into 2027.
    const made = await clerk.post('/api/case', { source: 'hotline', text: '违法搭建', point: EAST })
    id = made.body.id
    const shelf = (await clerk.get('/api/pack')).body
    expect(JSON.stringify(shelf)).toContain('fine-cleaning')
    await clerk.act(id, 'file', { condition: await longest() })
    await clerk.act(id, 'dispatch', { unit: world.units.get('urban-management')!, reason: '由它办' })
    const handle = await clockOf(id, 'handle')
    expect(handle).toMatchObject({ provisional: true })
    const { body } = await clerk.get('/api/calendar/alarm')
    expect(body.years).toEqual([{ year: 2027, why: 'reached', cases: expect.any(Number) }])
    expect(body.years[0].cases).toBeGreaterThanOrEqual(1)
    expect(await raiseMissingYears(world.house.db, world.district, world.house.clock.now())).toEqual([2027])
    expect(await raiseMissingYears(world.house.db, world.district, world.house.clock.now())).toEqual([])
    await settle()
    expect((await clerk.get('/api/inbox')).body.items.filter((item: { kind: string }) => item.kind === 'calendar.year-missing')).toHaveLength(1)
    expect((await (await world.as('grid')).get('/api/calendar/alarm')).status).toBe(403)
  })
  test('坐席录入这一年：时限作为一件事移动，不再暂算；再来一次什么也不动', async () => {
    const before = await clockOf(id, 'handle')
    expect((await edit(new2027)).status).toBe(200)
    await settle()
    const after = await clockOf(id, 'handle'), moves = (await facts(id, 'recomputed')).filter((fact) => fact.stage === 'handle')
    expect(moves).toHaveLength(1)
    expect([moves[0]!.before, moves[0]!.after, moves[0]!.because.zh]).toEqual([before.due, after.due, '录入2027年的节假日和调休'])
    expect([after.provisional, Date.parse(after.due) > Date.parse(before.due)]).toEqual([false, true])
    // New Year's Day is off; the first work days of the year are 4 to 8 January.
    expect(say(after.due)).toBe(expected)
    expect(await world.house.db.transaction().execute((tx) => scheduleRecompute(tx, world.district, world.house.clock.now()))).toBe(0)
    await keepClocksRight(world.house.db, world.district, world.house.clock.now())
    expect((await edit(new2027)).status).toBe(200)
    await settle()
    expect((await facts(id, 'recomputed')).filter((fact) => fact.stage === 'handle')).toHaveLength(1)
    expect((await clerk.get('/api/calendar/alarm')).body.years).toEqual([])
    // The unit hears that its deadline moved.
    const told = await world.house.db.selectFrom('outbox').select('to_unit').where('stream_id', '=', id).where('kind', '=', 'case.recomputed').execute()
    expect(told).toEqual([{ to_unit: world.units.get('urban-management')! }])
  })
  let expected = ''
  /** The filing condition with the longest limit in work days among the shipped packs, and what it should come to. */
  async function longest() {
    const rows = await world.house.db.selectFrom('pack_version').select(['pack', 'content']).where('district', '=', world.district).execute()
    const all = rows.flatMap((row) => (row.content as any).categories.flatMap((category: any) => category.conditions.map((one: any) => ({ pack: row.pack, category: category.code, condition: one.id, limit: one.limit }))))
    const { limit, ...condition } = all.filter((one: any) => one.limit.kind === 'work_day' && one.limit.amount <= 15).sort((a: any, b: any) => b.limit.amount - a.limit.amount)[0]
    expected = { 15: '2027-01-13 17:30', 10: '2027-01-06 17:30' }[limit.amount as 10 | 15]!
    return condition
  }
})

describe('提醒', () => {
  test('一半和八成各提醒一次：返工不再提醒已提醒过的，时限移动也不重复', async () => {
    await at('2026-12-23 08:00')
    const unit = world.units.get('urban-management')!
    const urban = await world.as('liaison.urban')
    const id = (await clerk.post('/api/case', { source: 'hotline', text: '路口垃圾', point: EAST })).body.id as string
    await clerk.act(id, 'file', { condition: litter })
    await clerk.act(id, 'dispatch', { unit, reason: '由它办' })
    const handle = await clockOf(id, 'handle')
    const warned = async () => (await facts(id, 'warned')).filter((fact) => fact.stage === 'handle').map((fact) => fact.percent)
    const half = (await facts(id, 'dispatched'))[0]!.clock.warn
    expect(half.map((each: { percent: number }) => each.percent)).toEqual([50, 80])
    await urban.act(id, 'sign-for')
    await world.at(half[0].at)
    expect(await warned()).toEqual([50])
    await world.at(new Date(Date.parse(half[0].at) + 60_000).toISOString())
    expect(await warned()).toEqual([50])
    // Handed in after half; the check fails; it runs on with the rest and warns of the second mark only.
    await signIn()
    const hand = await world.as('liaison.urban')
    await hand.act(id, 'handle', { text: '清了', photos: [await put(hand)] })
    await (await world.as('inspector')).act(id, 'check', { passed: false, text: '还有' })
    await clerk.act(id, 'rework', { text: '再清' })
    const again = (await facts(id, 'reworked'))[0]!.clock
    expect([again.used > 0, again.warn.map((each: { percent: number }) => each.percent)]).toEqual([true, [80]])
    await world.at(again.warn[0].at)
    expect(await warned()).toEqual([50, 80])
    await world.at(new Date(Date.parse(again.due) + 1000).toISOString())
    expect(await warned()).toEqual([50, 80])
    expect((await facts(id, 'lapsed')).filter((fact) => fact.stage === 'handle')).toHaveLength(1)
    await signIn()
    const clock = await clockOf(id, 'handle')
    expect([clock.warned, clock.given_minutes, clock.limit]).toEqual([[50, 80], handle.given_minutes, handle.limit])
    // At four fifths the unit hears, at the whole the unit and the desk.
    const told = await world.house.db.selectFrom('outbox').select(['kind', 'to_unit', 'to_role']).where('stream_id', '=', id).where('kind', 'in', ['case.warned', 'case.lapsed']).execute()
    expect(told.filter((row) => row.kind === 'case.warned' && row.to_unit === unit).length).toBeGreaterThanOrEqual(1)
    expect(told.filter((row) => row.kind === 'case.lapsed' && row.to_unit === unit)).toHaveLength(1)
  })
  test('several servers at one moment warn once', async () => {
    await at('2026-12-24 09:00')
    const id = await caseAt('reported', hands)
    const later = { ...world.house, clock: { now: () => new Date('2026-12-24T10:30:00+08:00') } }
    await Promise.all([1, 2, 3].map(() => fireDue(later, world.district, verbOfTimer, 100, () => {})))
    await fireDue(later, world.district, verbOfTimer)
    expect((await facts(id, 'warned')).map((fact) => fact.percent)).toEqual([50])
  })
})

describe('班次', () => {
  test('当班分钟按单位的班次走，过零点也算；问得出此刻谁当班', async () => {
    await at('2026-12-24 09:10')
    const unit = world.units.get('huanfa')!
    expect((await edit({ kind: 'roster', unit, crew: '夜班', from: '2026-12-25', week: { 5: [[1320, 360]] } })).status).toBe(200)
    const who = async (text: string) => (await clerk.get(`/api/unit/${unit}/on-shift?at=${encodeURIComponent(`${text}:00+08:00`)}`)).body.crews.map((each: { crew: string; from: string; to: string }) => [each.crew, say(each.from), say(each.to)])
    const night = [['夜班', '2026-12-25 22:00', '2026-12-26 06:00']]
    expect([await who('2026-12-25T21:59'), await who('2026-12-25T22:00'), await who('2026-12-26T05:59'), await who('2026-12-26T06:00')]).toEqual([[], night, night, []])
    expect((await edit({ kind: 'roster-day', unit, crew: '夜班', day: '2026-12-25', windows: [] })).status).toBe(200)
    expect(await who('2026-12-25T23:00')).toEqual([])
    expect((await edit({ kind: 'roster-day', unit, crew: '没有的班', day: '2026-12-25', windows: [] })).body.faults[0].said.zh).toContain('没有“没有的班”')
  })
})

describe('改不得的', () => {
  test.each([
    ['重叠的时间', { kind: 'hours', from: '2027-01-04', ...base, hours: [[540, 720], [700, 1050]] }, 'change.hours.1', /重叠/],
    ['跨零点的上班时间', { kind: 'hours', from: '2027-01-04', ...base, hours: [[1320, 360]] }, 'change.hours.0', /先开始后结束/],
    ['从昨天起', { kind: 'hours', from: '2026-12-01', ...base }, 'change.from', /已经过去/],
    ['同一天又放又补', { ...new2027, work: ['2027-01-01'] }, 'change.work.0', /不能既放假又上班/],
    ['别的年份', { ...new2027, off: [...new2027.off, '2028-02-01'] }, 'change.off.8', /不在2027年/],
    ['写了两次', { ...new2027, off: [...new2027.off, '2027-01-01'] }, 'change.off.8', /写了两次/],
    ['没有元旦', { ...new2027, off: ['2027-05-01'] }, 'change.off', /没有元旦/],
    ['放假的日子另定时间', { ...new2027, hours: { '2027-01-01': [[540, 600]] } }, 'change.hours.2027-01-01', /不上班/],
    ['改过去的日子', { kind: 'year', year: 2026, off: ['2026-01-01'], work: [], hours: {} }, 'change.off', /已经过去/],
    ['班次自己重叠', { kind: 'roster', unit: 'huanfa', crew: '早班', from: '2027-01-04', week: { 1: [[1320, 360]], 2: [[300, 600]] } }, 'change.week.2.0', /重叠/],
    ['周日夜班与周一早班重叠', { kind: 'roster', unit: 'huanfa', crew: '早班', from: '2027-01-04', week: { 7: [[1320, 360]], 1: [[300, 600]] } }, 'change.week.1.0', /重叠/],
    ['没有的单位', { kind: 'follow', unit: '00000000-0000-7000-8000-000000000001', from: '2027-01-04' }, 'change.unit', /没有这个单位/],
  ] as [string, Record<string, unknown>, string, RegExp][])('%s被拒绝，说明在哪里、该怎样', async (_name, change, path, said) => {
    const before = await version()
    const reply = await edit({ ...change, ...(change.unit === 'huanfa' ? { unit: world.units.get('huanfa')! } : {}) })
    expect([reply.status, reply.body.kind]).toEqual([422, 'calendar.wrong'])
    const fault = reply.body.faults.find((each: { path: string }) => each.path === path)
    expect([path, fault?.said.zh]).toEqual([path, expect.stringMatching(said)])
    expect(fault.said.en).toBeTruthy()
    expect(await version()).toBe(before)
  })
  test('没有版本、旧版本、没有权限', async () => {
    expect((await clerk.post('/api/calendar/change', { change: new2027 })).body.kind).toBe('version-needed')
    expect((await clerk.post('/api/calendar/change', { change: new2027 }, { version: 0 })).body.kind).toBe('version-stale')
    expect((await edit(new2027, liaison)).status).toBe(403)
  })
  test('每次改动都在审计里，写着谁、改了什么', async () => {
    const { body } = await audit.get('/api/log?stream=calendar&limit=100')
    expect(body.items.map((item: { type: string }) => item.type)).toEqual(expect.arrayContaining(['year-set', 'hours-set', 'roster-set', 'roster-day-set', 'year-missing']))
    const { changes } = (await clerk.get('/api/calendar')).body
    expect(changes.find((change: { type: string }) => change.type === 'roster-set')).toMatchObject({ by: { zh: 'clerk' }, said: { zh: '环发公司自2026-12-25起的班次改了' } })
  })
})

describe('各环节时限', () => {
  test('系统管理员改时限：只管以后开始的时钟，审计里有前后', async () => {
    await at('2026-12-25 09:00')
    const system = await world.as('admin-system')
    const before = await caseAt('reported', hands)
    const limits = (await system.get('/api/settings/stages')).body
    expect((await system.post('/api/settings/stages', { ...limits, accept: { amount: 5, kind: 'urgent_hour' } })).status).toBe(200)
    const after = await caseAt('reported', hands)
    expect([say((await clockOf(before, 'accept')).due), say((await clockOf(after, 'accept')).due)]).toEqual(['2026-12-25 11:00', '2026-12-25 14:00'])
    expect((await clockOf(before, 'accept')).limit).toEqual({ amount: 2, kind: 'work_hour' })
    for (const wrong of [{ ...limits, accept: { amount: 0, kind: 'work_hour' } }, { ...limits, accept: { amount: 2, kind: 'hours' } }, { accept: limits.accept }]) expect((await system.post('/api/settings/stages', wrong)).status).toBe(422)
    expect((await clerk.post('/api/settings/stages', limits)).status).toBe(403)
    const [fact] = await facts(world.district, 'stages-set')
    expect([fact!.before.accept, fact!.after.accept]).toEqual([{ amount: 2, kind: 'work_hour' }, { amount: 5, kind: 'urgent_hour' }])
  })
})
