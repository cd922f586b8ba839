// 一事一案: similar open cases are offered, reports join, cases are merged and given back, and what the rules read runs again when it changes.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '#kernel/clock.ts'
import { replay } from '#kernel/proof/replay.ts'
import { verifyLog } from '#kernel/proof/verify.ts'
import { streams } from '../../src/app.ts'
import { addAccount } from '../../src/directory/store.ts'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, EAST, litter, put, WEST, type Hands } from './steps.ts'

let world: World
let clerk: Client, two: Client, grid: Client, unit: Client, inspector: Client, hands: Hands
beforeAll(async () => {
  world = await smallDistrict()
  await world.house.db.transaction().execute((tx) => addAccount(tx, world.district, { id: newId(), person: newId(), login: 'clerk.two', zh: '夜班坐席', en: 'Night desk', unit: world.units.get('improvement-office')!, area: null, roles: ['clerk'], passwordHash: '-' }, world.house.clock.now()))
  ;[clerk, two, grid, unit, inspector] = await Promise.all(['clerk', 'clerk.two', 'grid', 'liaison', 'inspector'].map((login) => world.as(login))) as [Client, Client, Client, Client, Client]
  hands = { clerk, unit, checker: inspector }
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

const near = (metres: number, from = EAST) => ({ lon: from.lon, lat: from.lat + metres / 111_195 })
/** Every test has a street of its own, so that the heaps of one are not the heaps of another. */
let street = 0
const heap = () => { const n = street++ % 42; return near(135 * (n % 7), { lon: 120.7108 + 0.0015 * Math.floor(n / 7), lat: 31.2808 }) }
const kind = { pack: litter.pack, category: litter.category }
const made = async (who: Client, body: object) => { const reply = await who.post('/api/case', body); expect([reply.status, reply.body.kind]).toEqual([201, undefined]); return reply.body as { id: string; number: string; version: number } }
const of = async (id: string, who = clerk) => (await who.get(`/api/case/${id}`)).body
const log = async (id: string) => (await world.house.db.selectFrom('log').select(['type', 'command', 'data']).where('id', '=', id).orderBy('version').execute())

describe('one heap, four who saw it', () => {
  test('two citizens, a hotline row and a patrol become one case with four reporters and two outside numbers', async () => {
    const at = heap(), sha = await put(grid)
    const first = await made(clerk, { source: 'citizen', text: '学前街口垃圾成堆，没人清', point: at, category: kind, contactName: '王芳', contactPhone: '13812345678' })
    // The second citizen is offered the first one's case while the report is written, and joins it.
    const offered = (await clerk.post('/api/case/similar', { point: near(18, at), text: '垃圾堆了一路，臭得很' }, { key: null })).body
    expect(offered.items).toMatchObject([{ id: first.id, number: first.number, state: 'reported', metres: 18, join: true }])
    expect(offered.items[0].because).toEqual({ zh: expect.stringMatching(/^距离18米，刚刚，同为暴露垃圾/), en: expect.stringMatching(/^18 m away, just now, also /) })
    const joined = await clerk.post(`/api/case/${first.id}/join`, { source: 'citizen', text: '垃圾堆了一路，臭得很', contactName: '李强', contactPhone: '13987654321', external: { system: 'app', number: 'APP-1' } }, { version: offered.items[0].version })
    expect(joined.body).toMatchObject({ id: first.id, number: first.number, state: 'reported', version: 2 })
    // The hotline's row became a case of its own and the patrol's another; the clerk sees that they are one.
    const hotline = await made(clerk, { source: 'hotline', text: '市民反映学前街口垃圾成堆', point: near(30, at), external: { system: 'hotline', number: 'HX-9' }, contactName: '赵敏', contactPhone: '13711112222' })
    const patrol = await made(grid, { source: 'patrol', text: '学前街口暴露垃圾', point: near(10, at), photos: [sha] })
    expect((await clerk.get(`/api/case/${hotline.id}/similar`)).body.items.map((each: { number: string }) => each.number).sort()).toEqual([first.number, patrol.number].sort())
    for (const each of [hotline, patrol]) expect((await clerk.act(each.id, 'merge', { into: first.id })).body).toMatchObject({ state: 'merged' })

    const one = await of(first.id)
    expect(one).toMatchObject({ state: 'reported', flags: ['several'], before: [sha], into: null })
    expect(one.also.map((each: any) => [each.source, each.number, each.external?.number ?? null, each.photos.length])).toEqual([['citizen', null, 'APP-1', 0], ['hotline', hotline.number, 'HX-9', 0], ['patrol', patrol.number, null, 1]])
    expect(one.also.map((each: any) => each.contact)).toEqual([{ name: '李**', phone: expect.stringMatching(/\*21$/) }, { name: '赵**', phone: expect.stringMatching(/\*22$/) }, { name: null, phone: null }])
    expect(one.also[1].text).toBe('市民反映学前街口垃圾成堆')
    expect((await of(hotline.id))).toMatchObject({ state: 'merged', open: false, stage: null, into: { id: first.id, number: first.number, state: 'reported', seen: true } })
    // Found by every number, and known to whoever brings one again.
    for (const number of ['APP-1', 'HX-9', patrol.number]) expect([number, (await clerk.get(`/api/case?q=${number}&open=true`)).body.items.map((row: any) => row.id)]).toEqual([number, [first.id]])
    expect((await clerk.post('/api/case', { source: 'hotline', text: '又来一次', external: { system: 'hotline', number: 'HX-9' } })).body.kind).toBe('case.external-known')
    expect((await clerk.post('/api/case', { source: 'citizen', text: '又来一次', external: { system: 'app', number: 'APP-1' } })).body.kind).toBe('case.external-known')
    // Both sides of a merge are one command.
    expect((await log(hotline.id)).at(-1)!.command).toBe((await log(first.id)).find((row) => row.type === 'took-in')!.command)
    // Nothing of people in the log.
    const { rows: [leak] } = { rows: [JSON.stringify([await log(first.id), await log(hotline.id)])] }
    for (const word of ['王芳', '李强', '赵敏', '13987654321', '13711112222', '臭得很']) expect(leak).not.toContain(word)
    // The unit sees how many, not who.
    for (const [verb, body] of [['file', { condition: litter }], ['dispatch', {}]] as const) expect((await clerk.act(first.id, verb, body)).status).toBe(200)
    const seen = await of(first.id, unit)
    expect(seen.also).toHaveLength(3)
    expect(seen.also.every((each: any) => each.contact === null)).toBe(true)
    expect(seen.timeline.find((each: any) => each.type === 'joined').by.zh).toBe('上报人')
  })

  test('a merge taken back gives photo, number and reporter back, and the case is decided on anew', async () => {
    const at = heap(), sha = await put(grid)
    const [a, b] = [await made(grid, { source: 'patrol', text: '一堆', point: at, photos: [sha], category: kind }), await made(clerk, { source: 'hotline', text: '另一堆', point: near(20, at), category: kind, external: { system: 'hotline', number: 'HX-BACK' } })]
    await clerk.act(a.id, 'file', { condition: litter })
    await clerk.act(a.id, 'dispatch')
    await clerk.act(a.id, 'merge', { into: b.id })
    expect(await of(b.id)).toMatchObject({ before: [sha], also: [{ number: a.number }] })
    expect((await world.house.db.selectFrom('outbox').select(['kind', 'to_unit']).where('stream_id', '=', a.id).where('kind', '=', 'case.merged').execute())).toEqual([{ kind: 'case.merged', to_unit: world.units.get('huanfa')! }])
    expect((await of(a.id)).can.map((each: any) => each.verb)).toEqual(['unmerge', 'judge-photo', 'reveal'])
    expect((await clerk.act(a.id, 'unmerge', { text: '路的另一侧' })).body).toMatchObject({ state: 'reported', unit: null })
    expect(await of(a.id)).toMatchObject({ state: 'reported', open: true, unit: null, filed_at: null, handle_due_at: null, stage: 'accept', category: litter.category, into: null })
    expect(await of(b.id)).toMatchObject({ before: [], also: [], flags: [], photo: null })
    expect((await clerk.get(`/api/case?q=${a.number}`)).body.items.map((row: any) => row.id)).toEqual([a.id])
    // And all the way again, under another unit if need be.
    for (const [verb, body] of [['file', { condition: litter }], ['dispatch', {}]] as const) expect((await clerk.act(a.id, verb, body)).status).toBe(200)
  })

  test('a merged report waits for no answer of its own; the case it went into waits for it, whoever found that one', async () => {
    const at = heap()
    const into = await caseAt('checking', hands, { source: 'inspection', text: '一堆', point: at, photos: [await put(clerk)] })
    const caller = await made(clerk, { source: 'hotline', text: '还是那堆', point: near(10, at), category: kind })
    expect((await clerk.act(caller.id, 'merge', { into })).body.state).toBe('merged')
    expect((await of(caller.id)).flags).not.toContain('unanswered')
    expect((await clerk.act(into, 'close', { conditionMet: true })).body.state).toBe('closed')
    expect((await of(into)).flags).toContain('unanswered')
    expect((await clerk.act(into, 'answer', { text: '清走了。' })).status).toBe(200)
    expect((await of(into)).flags).not.toContain('unanswered')
  })
  test('whoever joined goes on seeing it, wherever it is moved', async () => {
    const at = heap()
    const { id } = await made(clerk, { source: 'hotline', text: '一堆', point: at, category: kind })
    expect((await grid.act(id, 'join', { source: 'patrol', text: '我也看到' })).body.kind).toBe('case.photo-needed')
    expect((await grid.act(id, 'join', { source: 'patrol', text: '我也看到', photos: [await put(grid)] })).status).toBe(200)
    await clerk.act(id, 'locate', { point: WEST })
    expect((await grid.get(`/api/case/${id}`)).status).toBe(200)
    expect((await grid.get('/api/case?open=true')).body.items.some((row: any) => row.id === id)).toBe(true)
  })
  test('a report that joins does not stand in the way of whoever is at the case', async () => {
    const { id } = await made(clerk, { source: 'hotline', text: '一堆', point: heap(), category: kind })
    await clerk.act(id, 'join', { source: 'citizen', text: '我也看到' })
    expect((await clerk.post(`/api/case/${id}/file`, { condition: litter }, { version: 1 })).status).toBe(200)
  })
})

describe('what is refused, and where it went', () => {
  const pair = async (more: object = {}) => { const at = heap(); return [await made(clerk, { source: 'hotline', text: '甲', point: at, category: kind }), await made(clerk, { source: 'hotline', text: '乙', point: near(10, at), category: kind, ...more })] as const }
  test('into itself, into one that has ended, into one that went elsewhere', async () => {
    const [a, b] = await pair(), [c, d] = await pair()
    expect((await clerk.act(a.id, 'merge', { into: a.id })).body.kind).toBe('case.merge-self')
    await clerk.act(b.id, 'merge', { into: a.id })
    const elsewhere = (await clerk.act(c.id, 'merge', { into: b.id })).body
    expect([elsewhere.kind, elsewhere.said.zh.includes(a.number)]).toEqual(['case.merged-elsewhere', true])
    await clerk.act(d.id, 'reject', { reason: 'unclear', text: '说不清' })
    expect((await clerk.act(c.id, 'merge', { into: d.id })).body.kind).toBe('case.merge-ended')
    expect((await clerk.act(c.id, 'merge', { into: newId() })).status).toBe(404)
    expect((await clerk.act(b.id, 'join', { source: 'citizen', text: '我也看到' })).body.kind).toBe('case.out-of-turn')
    expect(await of(c.id)).toMatchObject({ state: 'reported', version: 1 })
  })
  test('further than 200 m, or of another category, only with a reason', async () => {
    const [a] = await pair(), far = await made(clerk, { source: 'hotline', text: '丙', point: WEST, category: kind })
    const refused = (await clerk.act(far.id, 'merge', { into: a.id })).body
    expect([refused.kind, refused.faults[0].path]).toEqual(['case.merge-reason', 'reason'])
    expect((await clerk.act(far.id, 'merge', { into: a.id, reason: '反映人说错了路口，电话核实过' })).status).toBe(200)
    const other = (await clerk.get('/api/category?q=单车')).body.items[0]
    const [b, c] = await pair({ category: { pack: other.pack, category: other.category } })
    expect((await clerk.act(c.id, 'merge', { into: b.id })).body.kind).toBe('case.merge-reason')
  })
  test('a chain is taken apart from its end', async () => {
    const [a, b] = await pair(), [c] = await pair()
    await clerk.act(a.id, 'merge', { into: b.id })
    await clerk.act(b.id, 'merge', { into: c.id, reason: '同一车倒的' })
    expect((await of(c.id)).also.map((each: any) => each.number)).toEqual([b.number, a.number])
    expect((await clerk.act(a.id, 'unmerge', { text: '不是' })).body.kind).toBe('case.unmerge-first')
    expect((await clerk.act(b.id, 'unmerge', { text: '不是' })).status).toBe(200)
    expect((await of(c.id)).also).toEqual([])
    expect((await of(b.id)).also.map((each: any) => each.number)).toEqual([a.number])
    expect((await clerk.act(a.id, 'unmerge', { text: '不是' })).status).toBe(200)
  })
  test('the version the clerk saw of the other case counts, when it is sent', async () => {
    const [a, b] = await pair()
    await clerk.act(b.id, 'file', { condition: litter })
    expect((await clerk.act(a.id, 'merge', { into: b.id, version: 1 })).body.kind).toBe('version-stale')
    expect((await clerk.act(a.id, 'merge', { into: b.id, version: 2 })).status).toBe(200)
  })
  test('only the clerk merges; a grid worker joins in the own area only', async () => {
    const [a, b] = await pair(), west = await made(clerk, { source: 'hotline', text: '西边', point: WEST, category: kind })
    for (const who of [grid, unit, inspector]) expect((await who.post(`/api/case/${a.id}/merge`, { into: b.id }, { version: 1 })).status).toBe(403)
    expect((await grid.post(`/api/case/${west.id}/join`, { source: 'citizen', text: '我也看到' }, { version: 1 })).status).toBe(404)
  })
  test('the same key merges once and answers the same', async () => {
    const [a, b] = await pair(), key = crypto.randomUUID()
    const [one, again] = [await clerk.post(`/api/case/${a.id}/merge`, { into: b.id }, { version: 1, key }), await clerk.post(`/api/case/${a.id}/merge`, { into: b.id }, { version: 1, key })]
    expect([one.status, again.body]).toEqual([200, one.body])
    expect((await log(b.id)).filter((row) => row.type === 'took-in')).toHaveLength(1)
  })
})

describe('at the same moment', () => {
  test('two clerks merge A into B and B into A, fifty times: one wins, never both, never a circle', async () => {
    const at = heap()
    const pairs = await Promise.all(Array.from({ length: 50 }, async (_, n) => await Promise.all([0, 1].map((m) => made(clerk, { source: 'hotline', text: `${n} ${m}`, point: near(m, at) })))))
    const replies = await Promise.all(pairs.map(async ([a, b]) => await Promise.all([clerk.post(`/api/case/${a!.id}/merge`, { into: b!.id }, { version: 1 }), two.post(`/api/case/${b!.id}/merge`, { into: a!.id }, { version: 1 })])))
    expect([...new Set(replies.map((both) => both.map((reply) => reply.status).sort().join()))]).toEqual(['200,409'])
    for (const [a, b] of pairs) {
      const [one, other] = [await log(a!.id), await log(b!.id)]
      expect([one, other].map((rows) => rows.map((row) => row.type).join()).sort()).toEqual(['reported,merged', 'reported,took-in'])
    }
  }, 120_000)
  test('three in a ring: never a circle', async () => {
    for (let n = 0; n < 10; n++) {
      const at = heap(), all = await Promise.all([0, 1, 2].map((m) => made(clerk, { source: 'hotline', text: `环${m}`, point: near(m, at) })))
      await Promise.all(all.map((each, m) => (m % 2 ? two : clerk).post(`/api/case/${each.id}/merge`, { into: all[(m + 1) % 3]!.id }, { version: 1 })))
      const into = new Map(await Promise.all(all.map(async (each) => [each.id, (await of(each.id)).into?.id as string | undefined] as const)))
      for (const { id } of all) { const way = [id]; for (let next = into.get(id); next; next = into.get(next)) { expect(way).not.toContain(next); way.push(next) } }
      expect([...into.values()].filter(Boolean).length).toBeGreaterThan(0)
    }
  }, 120_000)
  test('the other case is filed meanwhile: both happen, and no half of a merge is ever left', async () => {
    const pairs = await Promise.all(Array.from({ length: 25 }, async (_, n) => { const at = heap(); return [await made(clerk, { source: 'hotline', text: `甲${n}`, point: at, category: kind }), await made(clerk, { source: 'hotline', text: `乙${n}`, point: near(9, at), category: kind })] as const }))
    const replies = await Promise.all(pairs.map(async ([a, b]) => await Promise.all([clerk.post(`/api/case/${a.id}/merge`, { into: b.id }, { version: 1 }), two.post(`/api/case/${b.id}/file`, { condition: litter }, { version: 1 })])))
    expect([...new Set(replies.map((both) => both.map((reply) => reply.status).join()))]).toEqual(['200,200'])
    for (const [a, b] of pairs) expect([(await log(a.id)).filter((row) => row.type === 'merged').length, (await log(b.id)).map((row) => row.type).toSorted()]).toEqual([1, ['filed', 'reported', 'took-in']])
  }, 120_000)
  test('a case merged while it is dispatched: one of the two', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => caseAt('filed', hands, { point: heap() }))), target = await made(clerk, { source: 'hotline', text: '一堆', point: EAST, category: kind })
    const replies = await Promise.all(ids.map(async (id) => await Promise.all([clerk.post(`/api/case/${id}/dispatch`, {}, { version: 2 }), two.post(`/api/case/${id}/merge`, { into: target.id, reason: '同一件' }, { version: 2 })])))
    for (const both of replies) expect(both.map((reply) => reply.status).sort()).toEqual([200, 409])
    expect((await of(target.id)).also).toHaveLength(replies.filter(([, merged]) => merged.status === 200).length)
  }, 120_000)
})

describe('what is offered, and to whom', () => {
  test('beyond the reach only how many; other kinds, other places and old ones not at all', async () => {
    const at = near(40, WEST), sha = await put(clerk)
    const { id } = await made(clerk, { source: 'hotline', text: '垃圾成堆', point: at, category: kind, photos: [sha] })
    const about = { point: near(12, at), category: kind }
    const mine = (await clerk.post('/api/case/similar', about, { key: null })).body
    expect(mine.items.find((each: any) => each.id === id)).toMatchObject({ photo: sha, join: true })
    // A grid worker of the east stands in the west: that there is one, and not which.
    const theirs = (await grid.post('/api/case/similar', about, { key: null })).body
    expect(theirs.items).toEqual([])
    expect(theirs.beyond).toBe(mine.items.length + mine.beyond)
    expect((await clerk.post('/api/case/similar', { ...about, point: near(-60, at) }, { key: null })).body.items.some((each: any) => each.id === id)).toBe(false)
    const other = (await clerk.get('/api/category?q=单车')).body.items[0]
    expect((await clerk.post('/api/case/similar', { ...about, category: { pack: other.pack, category: other.category } }, { key: null })).body.items.some((each: any) => each.id === id)).toBe(false)
    expect((await (await world.as('leader')).post('/api/case/similar', about, { key: null })).status).toBe(403)
  })
  test('without a point: by the words of the place, and in the area', async () => {
    const area = world.areas.get('east-2')!
    const { id } = await made(clerk, { source: 'hotline', text: '垃圾成堆，没人清', area, placeText: '粮食局宿舍3幢楼下', category: kind })
    for (const about of [{ placeText: '粮食局宿舍3幢', text: '楼下垃圾成堆' }, { area, category: kind }]) expect([about, (await clerk.post('/api/case/similar', about, { key: null })).body.items.map((each: any) => each.id)]).toEqual([about, [id]])
    expect((await clerk.post('/api/case/similar', { placeText: '体育场', text: '楼下垃圾成堆' }, { key: null })).body.items).toEqual([])
  })
  test('how near and how long is a setting, on the record', async () => {
    const admin = await world.as('admin-system'), at = heap()
    const { id } = await made(clerk, { source: 'hotline', text: '垃圾成堆', point: at, category: kind })
    const asked = async () => (await clerk.post('/api/case/similar', { point: near(80, at), category: kind }, { key: null })).body.items.some((each: any) => each.id === id)
    expect(await asked()).toBe(false)
    expect((await admin.post('/api/settings/similar', { metres: 90, citizenMetres: 150, days: 7, ownerDays: 30, why: '试试' })).status).toBe(200)
    expect(await asked()).toBe(true)
    expect((await admin.post('/api/settings/similar', { metres: 50, citizenMetres: 150, days: 7, ownerDays: 30, why: '试试' })).status).toBe(200)
    expect((await world.house.db.selectFrom('log').select('type').where('type', '=', 'similar-set').execute())).toHaveLength(2)
    expect((await clerk.get('/api/settings/similar')).status).toBe(403)
  })
  test('of the same owner within thirty days, further around', async () => {
    const owner = world.units.get('urban-management')!, at = near(350, WEST)
    const [a, b] = [await made(clerk, { source: 'hotline', text: '箱体破损', point: at, category: kind }), await made(clerk, { source: 'hotline', text: '箱体破损', point: near(90, at), category: kind })]
    expect((await clerk.get(`/api/case/${a.id}/similar`)).body.items.map((each: any) => each.id)).not.toContain(b.id)
    for (const each of [a, b]) await clerk.act(each.id, 'locate', { owner })
    const [found] = (await clerk.get(`/api/case/${a.id}/similar`)).body.items
    expect([found.id, found.because.zh.includes('同一权属单位')]).toEqual([b.id, true])
  })
})

describe('what the rules read runs again', () => {
  const said = async (id: string, type: string) => (await of(id)).timeline.findLast((each: any) => each.type === type).said.zh as string
  test('another category after the dispatch: the clock starts anew, the unit stays, redispatch is offered', async () => {
    const id = await caseAt('dispatched', hands, { point: heap() }), before = await of(id)
    const other = (await clerk.get('/api/category?q=单车')).body.items[0], condition = { pack: other.pack, category: other.category, condition: other.conditions[0].id }
    expect((await clerk.act(id, 'recategorise', { condition: litter })).body.kind).toBe('case.same-condition')
    expect((await clerk.act(id, 'redispatch', { reason: '试一试' })).body.kind).toBe('case.still-right')
    expect((await clerk.act(id, 'recategorise', { condition, text: '其实是单车' })).status).toBe(200)
    const changed = await of(id)
    expect(changed).toMatchObject({ state: 'dispatched', unit: before.unit, category: other.category })
    expect(changed.handle_due_at).not.toBe(before.handle_due_at)
    expect(await said(id, 'recategorised')).toMatch(/类别变了，只重跑看它的规则（\d+条里的\d+条）：从.+变为.+处置时限按.+重新起算，从.+改到.+。/)
    expect(changed.flags).toEqual(['rerouted'])
    expect(changed.proposal.unit).not.toBe(before.unit)
    const done = await clerk.act(id, 'redispatch', { reason: '单车归城管' })
    expect(done.body).toMatchObject({ state: 'dispatched', unit: changed.proposal.unit })
    expect(await said(id, 'redispatched')).toMatch(/立案条件变了，处置时限重新起算/)
    expect((await of(id)).flags).toEqual([])
    expect((await unit.get(`/api/case/${id}`)).status).toBe(404)
  })
  test('another place after the dispatch: only the rules that read the place run, and the deadline stays', async () => {
    const id = await caseAt('dispatched', hands, { point: heap() }, { unit: world.units.get('community-east')!, reason: '社区先到' }), before = await of(id)
    await clerk.act(id, 'locate', { point: WEST })
    const facts = await log(id), located = facts.at(-1)!.data as any
    expect(located.again).toMatchObject({ fields: ['area'], before: expect.anything(), after: expect.anything() })
    expect(located.again.ran).toBeLessThanOrEqual(located.again.of)
    expect((await of(id))).toMatchObject({ unit: before.unit, handle_due_at: before.handle_due_at, flags: ['rerouted'] })
    expect((await clerk.act(id, 'redispatch', { reason: '换了地方' })).status).toBe(200)
    expect((await of(id)).handle_due_at).toBe(before.handle_due_at)
    expect(await said(id, 'redispatched')).toMatch(/处置时限不变/)
  })
  test('a point inside the same area runs nothing; before filing nothing is asked of the rules', async () => {
    const at = heap(), id = await caseAt('filed', hands, { point: at })
    await clerk.act(id, 'locate', { point: near(5, at) })
    expect((await log(id)).at(-1)!.data).not.toHaveProperty('again')
    const reported = await made(clerk, { source: 'hotline', text: '一堆', point: at, category: kind })
    const other = (await clerk.get('/api/category?q=单车')).body.items[0]
    await clerk.act(reported.id, 'recategorise', { condition: { pack: other.pack, category: other.category, condition: other.conditions[0].id } })
    expect(await of(reported.id)).toMatchObject({ state: 'reported', category: other.category, under: null })
  })
})

test('all of it is proven: rows follow from the log, and the log is whole', async () => {
  const { db } = world.house
  expect((await replay(db, world.district, streams)).differences).toEqual([])
  expect((await verifyLog(db, world.district)).broken).toEqual([])
})
