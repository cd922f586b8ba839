// Blind re-checks: drawn so that the draw can be made again, given to somebody apart, seen by nobody of the unit until done; what failed asks the office and counts.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#kernel/clock.ts'
import { drawDue } from '../../src/case/recheck/round.ts'
import { addAccount } from '../../src/directory/store.ts'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, put, raw } from './steps.ts'

let world: World, clerk: Client, liaison: Client, handler: Client, inspector: Client, grid: Client, audit: Client, leader: Client
const closed: string[] = []
beforeAll(async () => {
  world = await smallDistrict()
  ;[clerk, liaison, handler, inspector, grid, audit, leader] = await Promise.all(['clerk', 'liaison', 'handler', 'inspector', 'grid', 'admin-audit', 'leader'].map((login) => world.as(login))) as [Client, Client, Client, Client, Client, Client, Client]
  // Somebody of the handling unit who could look, and must not.
  await world.house.db.transaction().execute((tx) => addAccount(tx, world.district, { id: newId(), person: newId(), login: 'inspector.own', zh: '本单位', en: 'Own', unit: world.units.get('huanfa')!, area: null, roles: ['inspector'], passwordHash: '-' }, world.house.clock.now()))
  for (let n = 0; n < 12; n++) closed.push(await caseAt('closed', { clerk, unit: liaison, checker: inspector }))
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
const draw = () => drawDue(world.house.db, world.district, world.house.clock.now())
const mine = async (who: Client) => (await who.get('/api/case/recheck/mine')).body.items as { id: string; day: string; number: string }[]
const accountOf = async (login: string) => (await world.house.db.selectFrom('account').select('id').where('login', '=', login).executeTakeFirstOrThrow()).id
const rate = async (who: Client) => (await who.get('/api/case/false-closing?from=2026-11-01&to=2026-12-31')).body
/** Everything an account can read that has to do with these cases, with what tells the time taken off. */
async function allThatIsSeen(who: Client): Promise<Record<string, unknown>> {
  const seen: Record<string, unknown> = {}
  const paths = [
    ...closed.flatMap((id) => [`/api/case/${id}`, `/api/case/${id}/evidence`]), '/api/case?limit=100', '/api/case?flag=rechecking', '/api/case?open=false&limit=100', '/api/case?mine=true', '/api/case/tally', '/api/case/map?box=120,31,121,32', '/api/case/flagged', '/api/case/recheck/mine',
    '/api/case/false-closing', '/api/case/false-closing/cases', '/api/case/recheck/draws', '/api/inbox', '/api/log', '/api/approval', '/api/session',
  ]
  for (const path of paths) {
    const { status, body } = await who.get(path)
    // Points of one moment come in whatever order the database meets them.
    if (Array.isArray(body.points)) body.points.sort((a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1))
    seen[path] = [status, JSON.parse(JSON.stringify(body).replace(/"(now|end|used_minutes|unread)":("[^"]*"|\d+)/g, '"$1":0'))]
  }
  return seen
}
let position = ''

test('before the day is over its nonce is bound; nothing is drawn yet', async () => {
  expect(await draw()).toBe(1)
  const rows = await world.house.db.selectFrom('recheck_draw').select(['commitment', 'n', 'drawn_at']).orderBy('day').execute()
  expect(rows.map((row) => row.n)).toEqual([0, null])
  expect(await draw()).toBe(0)
  const { body } = await audit.get('/api/log?stream=recheck&limit=100')
  expect(JSON.stringify(body)).toContain('recheck')
})

test('of what was closed yesterday some are drawn, once, by whichever server comes first; somebody apart is to look', async () => {
  await world.at('2026-11-24T00:10:00+08:00')
  const seenBefore = [await allThatIsSeen(liaison), await allThatIsSeen(handler)]
  position = (await liaison.get('/api/changes')).body.position as string
  const heardBefore = (await world.house.db.selectFrom('outbox').selectAll().execute()).length
  expect((await Promise.all([draw(), draw(), draw()])).reduce((sum, n) => sum + n, 0)).toBe(1)
  const rows = await world.house.db.selectFrom('recheck').selectAll().execute()
  // Five per cent of twelve, rounded up; the inspector checked them all, so the grid worker looks.
  expect(rows).toHaveLength(1)
  expect(closed).toContain(rows[0]!.case_id)
  expect([rows[0]!.unit, rows[0]!.checker]).toEqual([world.units.get('huanfa'), await accountOf('grid')])
  expect((await mine(grid)).map((row) => row.id)).toEqual([rows[0]!.case_id])
  expect(await mine(inspector)).toEqual([])
  // The handler sees nothing of it by any way: every answer is what it was, no notice was made, no news was heard.
  await world.at('2026-11-24T00:11:00+08:00')
  expect([await allThatIsSeen(liaison), await allThatIsSeen(handler)]).toEqual(seenBefore)
  expect((await liaison.get(`/api/changes?after=${position}`)).body.changed).toEqual([])
  expect((await world.house.db.selectFrom('outbox').selectAll().execute()).length).toBe(heardBefore)
  // Nor does anybody else who sees the case: only whom the draw named is offered it.
  const offered = async (who: Client) => ((await who.get(`/api/case/${rows[0]!.case_id}`)).body.can as { verb: string }[]).some((one) => one.verb === 'recheck')
  expect([await offered(grid), await offered(inspector), await offered(clerk)]).toEqual([true, false, false])
  expect((await rate(clerk)).units).toMatchObject([{ drawn: 1, done: 0, false: 0, few: true, share: null }])
  expect((await clerk.get('/api/case/false-closing/cases?from=2026-11-01&to=2026-12-31')).body.items).toEqual([])
})

test('the draw is derived again from what was stored, and what was bent is named', async () => {
  const held = async () => (await audit.get('/api/case/recheck/draws')).body.items as { day: string; faults: string[]; in_time: boolean; frame: number; n: number }[]
  expect((await held())[0]).toMatchObject({ day: '2026-11-23', faults: [], in_time: true, frame: 12, n: 1 })
  const [row] = await world.house.db.selectFrom('recheck').selectAll().execute(), other = closed.find((id) => id !== row!.case_id)!
  await world.house.db.updateTable('recheck').set({ case_id: other }).execute()
  expect((await held())[0]!.faults).toEqual(['sample'])
  await world.house.db.updateTable('recheck').set({ case_id: row!.case_id }).execute()
  const log = JSON.stringify((await world.house.db.selectFrom('log').select('data').where('stream', '=', 'recheck').execute()))
  for (const id of closed) expect(log).not.toContain(id)
  expect((await clerk.get('/api/case/recheck/draws')).status).toBe(403)
})

test('only whom it waits for does it; a claim that it is false needs a photo; a failed one asks the office, and now the unit reads it', async () => {
  const { id, day } = (await mine(grid))[0]!
  const other = closed.find((one) => one !== id)!
  expect([(await inspector.act(id, 'recheck', { found: 'still-fine', text: '好' })).status, (await grid.act(other, 'recheck', { found: 'still-fine', text: '好' })).body.kind, (await liaison.act(id, 'recheck', { found: 'still-fine', text: '好' })).status]).toEqual([403, 'case.no-recheck', 403])
  expect((await grid.act(id, 'recheck', { found: 'not-done', text: '还堆着' })).body.kind).toBe('case.photo-needed')
  expect((await grid.act(id, 'recheck', { found: 'not-done', text: '还堆着', photos: [await put(grid)] })).status).toBe(200)
  // Once, even before the readers of the log have read on.
  expect((await grid.act(id, 'recheck', { found: 'still-fine', text: '好' })).body.kind).toBe('case.no-recheck')
  expect(await mine(grid)).toEqual([])
  await world.at('2026-11-24T09:00:00+08:00')
  const { body } = await clerk.get(`/api/case/${id}`)
  expect([body.state, body.flags, body.asked]).toEqual(['closed', ['unanswered', 'rechecking'], true])
  expect(((await clerk.get('/api/case?mine=true')).body.items as { id: string }[]).map((row) => row.id)).toContain(id)
  expect(JSON.stringify((await liaison.get(`/api/case/${id}`)).body.timeline)).toContain('盲样复核')
  expect((await rate(leader)).units).toMatchObject([{ drawn: 1, done: 1, false: 1, few: true, share: null, low: null }])
  expect((await leader.get('/api/case/false-closing/cases?what=false&from=2026-11-01&to=2026-12-31')).body.items).toMatchObject([{ id, day, found: 'not-done' }])
  // Reopened for it, the case is handled again and no longer asked about.
  expect((await clerk.act(id, 'reopen', { cause: 'recheck', text: '请重做' })).status).toBe(200)
  expect((await clerk.get(`/api/case/${id}`)).body.flags).toEqual(['reopened'])
})

test('the office may leave it closed with a reason; the finding counts all the same', async () => {
  await world.at('2026-11-25T00:10:00+08:00')
  await draw()
  // Nothing was closed on that day: a draw of nothing, on record.
  expect((await audit.get('/api/case/recheck/draws')).body.items[0]).toMatchObject({ day: '2026-11-24', frame: 0, n: 0, faults: [] })
  await world.at('2026-11-25T10:00:00+08:00')
  await caseAt('closed', { clerk, unit: liaison, checker: inspector })
  await world.at('2026-11-26T00:10:00+08:00')
  await draw()
  const { id } = (await mine(grid))[0]!
  expect((await clerk.act(id, 'keep-closed', { text: '没有' })).body.kind).toBe('case.no-failed-recheck')
  expect((await grid.act(id, 'recheck', { found: 'faked', text: '照片是别处的', photos: [await put(grid)] })).status).toBe(200)
  expect((await clerk.act(id, 'keep-closed', { text: '结案后又有人堆放' })).status).toBe(200)
  await world.at('2026-11-26T09:00:00+08:00')
  expect([(await clerk.get(`/api/case/${id}`)).body.flags, (await rate(clerk)).units]).toMatchObject([['unanswered'], [{ drawn: 2, done: 2, false: 2, faked: 1 }]])
})

test('with ten and more there is a share with its interval; before that a unit has none', async () => {
  const { db } = world.house
  const spare = closed.slice(0, 10), unit = world.units.get('huanfa')!
  await db.deleteFrom('recheck').execute()
  await db.insertInto('recheck').values(spare.map((case_id, n) => ({ district: world.district, day: '2026-11-23', case_id, rank: n + 1, unit, checker: null, due_at: new Date(), found: n === 0 ? 'faked' : 'still-fine', done_at: new Date(Date.now() + n) }))).execute()
  const { units: [one], total } = await rate(clerk)
  expect([one.done, one.false, one.few, one.share]).toEqual([10, 1, false, 0.1])
  // Wilson, 1 of 10.
  expect([one.low.toFixed(4), one.high.toFixed(4)]).toEqual(['0.0179', '0.4042'])
  expect(total).toMatchObject({ done: 10, false: 1 })
  const pages: string[] = []
  for (let next: string | null = ''; next !== null;) { const { body } = await clerk.get(`/api/case/false-closing/cases?unit=${unit}&from=2026-11-01&to=2026-12-31&limit=3${next ? `&after=${next}` : ''}`); pages.push(...body.items.map((row: { id: string }) => row.id)); next = body.next }
  expect(pages.toSorted()).toEqual(spare.toSorted())
  expect((await clerk.get('/api/case/false-closing?from=2026-12-31&to=2026-01-01')).body.kind).toBe('figure.wrong-span')
  expect((await liaison.get('/api/case/false-closing')).status).toBe(403)
  expect((await raw(world.url, 'GET', '/api/case/false-closing')).status).toBe(401)
})

test('how much is drawn is a setting between five and ten per cent, and its change stands in the log', async () => {
  const admin = await world.as('admin-system'), right = { metres: 100, beforeHours: 24, clockMinutes: 5, recheckPercent: 10, recheckDays: 3 }
  expect((await admin.post('/api/settings/evidence', { ...right, recheckPercent: 11 })).status).toBe(422)
  expect((await admin.post('/api/settings/evidence', right)).status).toBe(200)
  expect((await admin.get('/api/settings/evidence')).body).toEqual(right)
  expect((await clerk.get('/api/settings/evidence')).status).toBe(403)
  expect(await world.house.db.selectFrom('log').select('type').where('type', '=', 'evidence-set').execute()).toHaveLength(1)
})

test('whom the draw names is told, and nobody else; not done in time it goes to somebody else of another unit, on record; with nobody left it stays', async () => {
  const { db } = world.house, inbox = async (login: string) => (await db.selectFrom('inbox').select(['kind', 'stream_id']).where('account', '=', await accountOf(login)).where('kind', 'like', 'case.recheck-%').orderBy('id').execute()).map((row) => `${row.kind} ${row.stream_id}`)
  await world.house.db.transaction().execute((tx) => addAccount(tx, world.district, { id: newId(), person: newId(), login: 'inspector.two', zh: '另一督查', en: 'Another', unit: world.units.get('urban-management')!, area: null, roles: ['inspector'], passwordHash: '-' }, world.house.clock.now()))
  await world.at('2026-12-14T09:00:00+08:00')
  const [desk, unit, one] = await Promise.all(['clerk', 'liaison', 'inspector'].map((login) => world.as(login))) as [Client, Client, Client]
  await draw()
  const id = await caseAt('closed', { clerk: desk, unit, checker: one })
  await world.at('2026-12-15T00:10:00+08:00')
  await draw()
  const row = () => db.selectFrom('recheck').selectAll().where('case_id', '=', id).where('day', '=', new Date('2026-12-14') as never).executeTakeFirstOrThrow()
  const first = (await row()).checker!, names = new Map(await Promise.all(['grid', 'inspector.two'].map(async (login) => [await accountOf(login), login] as const))), second = [...names.keys()].find((account) => account !== first)!
  expect(await inbox(names.get(first)!)).toContain(`case.recheck-drawn ${id}`)
  for (const login of ['liaison', 'handler', 'unit-head', 'clerk', 'inspector', 'inspector.own', names.get(second)!]) expect([login, (await inbox(login)).filter((line) => line.endsWith(id))]).toEqual([login, []])
  const due = (await row()).due_at
  await world.at(new Date(due.getTime() + 60_000).toISOString())
  await Promise.all([draw(), draw()])
  expect(await row()).toMatchObject({ checker: second, passed: [first] })
  expect([(await inbox(names.get(second)!)).filter((line) => line.endsWith(id)), (await inbox(names.get(first)!)).filter((line) => line.endsWith(id))]).toEqual([[`case.recheck-drawn ${id}`], [`case.recheck-drawn ${id}`, `case.recheck-taken ${id}`]])
  const handed = async () => (await db.selectFrom('log').select('data').where('stream', '=', 'recheck').where('type', '=', 'recheck-handed-on').orderBy('version').execute()).map((each) => each.data as { day: string; to: string }).filter((each) => each.day === '2026-12-14')
  expect(await handed()).toEqual([{ day: '2026-12-14', rank: 1, to: 'another' }])
  expect(((await (await world.as(names.get(first)!)).get('/api/case/recheck/mine')).body.items as { id: string }[]).map((each) => each.id)).not.toContain(id)
  await world.at(new Date((await row()).due_at.getTime() + 60_000).toISOString())
  await draw(); await draw()
  expect([await row(), (await handed()).map((each) => each.to)]).toMatchObject([{ checker: second, passed: [first, second] }, ['another', 'nobody-left']])
  // The draw itself is derived as before: who looks is no part of it.
  expect(((await (await world.as('admin-audit')).get('/api/case/recheck/draws')).body.items as { day: string; faults: string[] }[]).find((each) => each.day === '2026-12-14')!.faults).toEqual([])
})
