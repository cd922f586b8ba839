// A district's own words to those who report: written with a reason over the shipped drafts, for every category or one, in force at the next answer, taken back.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, litter } from './steps.ts'

let world: World, clerk: Client, unit: Client, checker: Client, id: string
beforeAll(async () => {
  world = await smallDistrict()
  ;[clerk, unit, checker] = await Promise.all(['clerk', 'liaison', 'inspector'].map((login) => world.as(login))) as [Client, Client, Client]
  id = await caseAt('closed', { clerk, unit, checker }, { placeText: '菜场后门' })
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
const draft = async (of = id) => (await clerk.get(`/api/case/${of}`)).body.answer_draft as { zh: string; en: string }
const listed = async (who = clerk) => (await who.get('/api/pack/answers')).body.items as { category: string; outcome: string; said: { zh: string }; shipped: object | null; own: boolean; why: string | null; by: { zh: string } | null }[]
const own = { pack: litter.pack, category: litter.category, outcome: 'solved', words: { zh: '{place}的{what}，{date}清走了。', en: '{what} at {place}: gone since {date}.' }, why: '说得更短' }

test('the shipped drafts are there, each in both languages, with day and place of the case', async () => {
  expect(await draft()).toEqual({ zh: '您反映的菜场后门垃圾堆放，已于11月23日清运干净、冲洗地面，并经核查。我们会加密这一段的巡查；如果又有堆放，请在7天内告诉我们。', en: expect.stringContaining('at 菜场后门 was cleared and the ground washed on 23 November') })
  const all = await listed()
  expect(all.filter((one) => one.category === '').map((one) => one.outcome)).toEqual(['underway', 'solved', 'referred', 'not-found', 'unclear', 'repeated', 'already-solved'])
  expect(all.some((one) => one.own)).toBe(false)
})
test('words of one’s own count from the next answer on, for that category and no other, with who and why', async () => {
  expect((await clerk.post('/api/pack/answers', own)).status).toBe(200)
  expect(await draft()).toEqual({ zh: '菜场后门的暴露垃圾，11月23日清走了。', en: 'Exposed waste at 菜场后门: gone since 23 November.' })
  expect((await listed()).find((one) => one.category === litter.category && one.outcome === 'solved')).toMatchObject({ own: true, why: '说得更短', by: { zh: 'clerk' }, shipped: { zh: expect.stringContaining('清运干净') } })
  expect((await listed()).find((one) => one.category === '' && one.outcome === 'solved')!.own).toBe(false)
  // For every category: where one has its own, those come first.
  expect((await clerk.post('/api/pack/answers', { outcome: 'solved', words: { zh: '办好了。', en: 'Done.' }, why: '试行' })).status).toBe(200)
  expect((await draft()).zh).toContain('清走了')
  const other = await clerk.post('/api/pack/answers', { pack: litter.pack, category: 'bin.full', outcome: 'underway', words: { zh: '正在清。', en: 'Being emptied.' }, why: '常有人问' })
  expect([other.status, (await listed()).find((one) => one.category === 'bin.full' && one.outcome === 'underway')?.shipped]).toEqual([200, null])
})
test('refused where it stands: a field that does not exist, no reason, one language only, the same again, a category nobody knows, a role that may not', async () => {
  const wrong = async (body: object, who = clerk) => { const { status, body: { kind, faults } } = await who.post('/api/pack/answers', body); return [status, kind, ...(faults ?? []).map((fault: { path: string }) => fault.path)] }
  expect(await wrong({ ...own, words: { zh: '{name}你好', en: 'Dear {name}' } })).toEqual([422, 'wrong-input', 'words.zh', 'words.en'])
  expect(await wrong({ ...own, why: ' ' })).toEqual([422, 'wrong-input', 'why'])
  expect(await wrong({ ...own, words: { zh: '好了' } })).toEqual([422, 'wrong-input', 'words.en'])
  expect(await wrong(own)).toEqual([422, 'pack.nothing-changed'])
  expect(await wrong({ ...own, category: 'no.such' })).toEqual([404, 'not-found'])
  expect(await wrong({ ...own, pack: '' })).toEqual([404, 'not-found'])
  expect(await wrong({ ...own, why: '我来改' }, unit)).toEqual([403, 'not-allowed'])
})
test('taken back, the shipped words are in force again; the log holds that it was done and no word of why', async () => {
  expect((await clerk.post('/api/pack/answers', { ...own, words: null, why: '改回去，联系人13812345678' })).status).toBe(200)
  expect((await draft()).zh).toContain('清运干净')
  const rows = await world.house.db.selectFrom('log').select(['type', 'data']).where('district', '=', world.district).where('stream', '=', 'pack-answer').execute()
  expect(rows.map((row) => row.type).sort()).toEqual(['answer-taken-back', 'answer-written', 'answer-written', 'answer-written'])
  for (const word of ['说得更短', '改回去', '清走了', '13812345678']) expect(JSON.stringify(rows)).not.toContain(word)
  expect((await world.house.db.selectFrom('pack_answer').select('why').execute()).map((row) => row.why).join()).not.toContain('13812345678')
})
test('how near counts as the same: tried before it is changed, with a reason, shown with who and why', async () => {
  const admin = await world.as('admin-system'), near = { metres: 40, citizenMetres: 150, days: 7, ownerDays: 30 }
  for (const text of ['一堆', '又一堆']) await clerk.post('/api/case', { source: 'hotline', text, point: { lon: 120.712, lat: text === '一堆' ? 31.283 : 31.28355 }, category: { pack: litter.pack, category: litter.category } })
  // 61 metres apart.
  const preview = async (metres: number) => (await admin.get(`/api/settings/similar/preview?metres=${metres}&days=7`)).body
  expect([await preview(60), await preview(62)]).toEqual([{ cases: 2, now: 0, tried: 0 }, { cases: 2, now: 0, tried: 1 }])
  expect([(await admin.post('/api/settings/similar', near)).body.faults[0].path, (await admin.post('/api/settings/similar', { ...near, why: '老城区楼距小' })).status]).toEqual(['why', 200])
  expect((await admin.get('/api/settings/similar')).body).toMatchObject({ metres: 40, shipped: { metres: 50 }, changed: { why: '老城区楼距小', by: { zh: 'admin-system' } } })
})
