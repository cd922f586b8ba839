// A district makes the rules its own: trials that file nothing, changes as versions, cases that keep theirs, suggestions that learn.
import writeBook from 'write-excel-file/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { learnDecisions } from '../../src/case/suggest/learning.ts'
import { installShipped } from '../../src/pack/store.ts'
import { settled } from '../settled.ts'
import { smallDistrict, type World } from '../small-district.ts'
import type { Client } from '../client.ts'
import { caseAt, EAST, litter, WEST } from './steps.ts'

let world: World, clerk: Client
beforeAll(async () => { world = await smallDistrict(); clerk = await world.as('clerk') })
afterAll(async () => { await world?.close(); expect(world?.faults ?? []).toEqual([]) })

const logRows = async () => Number((await sql<{ n: string }>`select count(*) as n from log`.execute(world.house.db)).rows[0]!.n)
const version = async (pack = 'fine-cleaning') => (await clerk.get(`/api/pack/${pack}`)).body.version as number
const change = async (categories: object[], more: object = {}, pack = 'fine-cleaning') => await clerk.post(`/api/pack/${pack}/change`, { seen: await version(pack), overlay: { categories }, why: '冬季作业时间短，电话13812345678', ...more })
const heap = (amount: number) => ({ code: 'waste.exposed', conditions: [{ id: 'heap', limit: { amount, kind: 'work_hour' } }] })

test('a trial says unit, limit, deadline and why, by point, area, owner and time, and leaves no trace', async () => {
  const before = await logRows()
  const { status, body } = await clerk.post('/api/pack/trial', { ...litter, point: EAST })
  expect([status, body.unit.code, body.backstop, body.category.version, body.conditions.length]).toEqual([200, 'huanfa', false, 1, 1])
  // Monday 09:30 and four working hours with the noon break: 15:00.
  expect(body.conditions[0]).toMatchObject({ id: 'heap', limit: { amount: 4, kind: 'work_hour' }, due: '2026-11-23T07:00:00.000Z', provisional: false })
  expect(body.rows).toEqual([{ row: 1, to: 'huanfa', fits: true, wins: true, said: { zh: '相符，由它决定', en: 'fits and decides' } }])
  expect((await clerk.post('/api/pack/trial', { pack: 'beautiful-compounds', category: 'corridor.clutter', point: WEST })).body).toMatchObject({ unit: { code: 'community-west' }, conditions: expect.any(Array) })
  expect((await clerk.post('/api/pack/trial', { ...litter, area: world.areas.get('y') })).body.area.code).toBe('y')
  expect((await clerk.post('/api/pack/trial', { ...litter, point: { lon: 100, lat: 30 } })).body.kind).toBe('pack.trial-outside')
  expect((await clerk.post('/api/pack/trial', litter)).body.kind).toBe('pack.trial-no-place')
  expect((await clerk.post('/api/pack/trial', { ...litter, category: 'none', point: EAST })).status).toBe(404)
  expect(await logRows()).toBe(before)
})

test('a change is tried first, installed with who, when and why, and every value says where it comes from', async () => {
  const effective = async () => (await clerk.get('/api/pack/fine-cleaning/effective')).body
  const limit = (body: { values: { category: string; condition: string; field: string }[] }) => body.values.find((each) => each.category === 'waste.exposed' && each.condition === 'heap' && each.field === 'limit')
  const shipped = limit(await effective()) as unknown as { origin: { file: string; line: number } }
  expect(shipped).toMatchObject({ value: { amount: 4, kind: 'work_hour' }, origin: { from: 'shipped', version: 1, file: 'packs/fine-cleaning/pack.yaml' } })
  const { readFile } = await import('node:fs/promises')
  const line = (await readFile(new URL('../../packs/fine-cleaning/pack.yaml', import.meta.url), 'utf8')).split('\n')[shipped.origin.line - 1]
  expect(line).toBe('        limit: 4 work_hour # city')

  const tried = await change([heap(6)], { dry_run: true })
  expect(tried.body).toMatchObject({ dry_run: true, version: null, faults: [], changes: [{ category: 'waste.exposed', condition: 'heap', field: 'limit', before: { zh: '4工作时' }, after: { zh: '6工作时' } }] })
  expect(await version()).toBe(1)

  const filed = await caseAt('filed', { clerk, unit: clerk, checker: clerk })
  const done = await change([heap(6)])
  expect([done.status, done.body.version]).toEqual([200, 2])
  expect(limit(await effective())).toMatchObject({ value: { amount: 6 }, below: { amount: 4 }, origin: { from: 'district', version: 2, by: { zh: 'clerk' }, why: '冬季作业时间短，电话138****5678' } })
  expect((await clerk.get('/api/pack/fine-cleaning')).body.versions[0]).toMatchObject({ version: 2, source: 'district', by: { zh: 'clerk' }, base_version: 1 })

  // The case filed before keeps version and limit through dispatch; a new one gets the new ones.
  await clerk.act(filed, 'dispatch')
  const old = (await clerk.get(`/api/case/${filed}`)).body
  expect(old).toMatchObject({ under: { version: 1 }, handling_limit: { amount: 4, kind: 'work_hour' }, handle_due_at: '2026-11-23T07:00:00+00:00', because: { rule: { version: 1 } } })
  const fresh = (await clerk.get(`/api/case/${await caseAt('dispatched', { clerk, unit: clerk, checker: clerk })}`)).body
  expect(fresh).toMatchObject({ under: { version: 2 }, handling_limit: { amount: 6, kind: 'work_hour' }, because: { rule: { version: 2 } } })
  expect((await clerk.get('/api/case/filed-under?pack=fine-cleaning')).body.items).toEqual([{ version: 2, category: 'waste.exposed', n: 1 }, { version: 1, category: 'waste.exposed', n: 1 }])

  // The log has who and what, and not a word of why.
  const { rows } = await sql<{ type: string; data: object }>`select type, data from log where stream = 'pack'`.execute(world.house.db)
  expect(rows).toEqual([{ type: 'changed', data: { pack: 'fine-cleaning', version: 2, changes: 1 } }])
})

test('who looked at an older version is told, and a change that changes nothing is none', async () => {
  expect((await clerk.post('/api/pack/fine-cleaning/change', { seen: 1, overlay: { categories: [heap(8)] }, why: '旧的' })).body).toMatchObject({ status: 409, kind: 'pack.moved-on' })
  expect((await change([heap(6)])).body.kind).toBe('pack.nothing-changed')
  expect((await (await world.as('leader')).post('/api/pack/fine-cleaning/change', { seen: 2, overlay: { categories: [] }, why: '不行' })).status).toBe(403)
  expect((await clerk.post('/api/pack/none/change', { seen: 1, overlay: { categories: [] }, why: '没有' })).status).toBe(404)
})

test.each([
  [{ code: 'waste.exposed', rules: [{ to: 'huanfaa' }] }, '是不是 huanfa'],
  [{ code: 'waste.exposed', rules: [{ to: 'huanfa', areas: ['eest'] }] }, '没有代码为 eest 的辖区；是不是 east？'],
  [{ code: 'waste.exposed', rules: [{ to: 'huanfa', areas: ['east'] }, { to: 'urban-management', areas: ['east-1'] }] }, '永远用不到'],
  [{ code: 'waste.exposed', rules: [{ to: 'huanfa' }, { to: 'urban-management' }] }, '自相矛盾'],
  [{ code: 'waste.exposd', off: true }, '方案里没有 waste.exposd'],
  [{ code: 'waste.exposed', conditions: [{ id: 'nothing', limit: { amount: 1, kind: 'work_day' } }] }, '方案里没有 waste.exposed nothing'],
])('a wrong change is refused in words: %j', async (category, said) => {
  const before = await version()
  const tried = await change([category], { dry_run: true })
  expect(JSON.stringify(tried.body.faults)).toContain(said)
  const refused = await change([category])
  expect([refused.status, JSON.stringify(refused.body.faults).includes(said), await version()]).toEqual([422, true, before])
})

test('rules by area, time and owner; when the place or the owner of a case changes, so does the proposal', async () => {
  const done = await change([heap(6), { code: 'bin.full', rules: [{ to: 'owner', owners: ['lanbo'] }, { to: 'urban-management', areas: ['west'], when: { hours: ['08:00-18:00'] } }, { to: 'all-communities', areas: ['west'] }, { to: 'huanfa' }] }])
  expect(done.status).toBe(200)
  const trial = async (more: object) => (await clerk.post('/api/pack/trial', { pack: 'fine-cleaning', category: 'bin.full', point: WEST, ...more })).body
  expect((await trial({})).unit.code).toBe('urban-management')
  expect((await trial({ at: '2026-11-23T20:00:00+08:00' })).unit.code).toBe('community-west')
  expect((await trial({ point: EAST })).unit.code).toBe('huanfa')
  const owned = await trial({ owner: world.units.get('lanbo') })
  expect([owned.unit.code, owned.rows.map((row: { wins: boolean }) => row.wins)]).toEqual(['lanbo', [true, false, false, false]])
  expect((await trial({ point: EAST })).rows.map((row: { said: { zh: string } }) => row.said.zh)).toEqual(['要看权属单位，这里没有给出', expect.stringContaining('不含这里'), expect.stringContaining('不含这里'), '相符，由它决定'])

  const made = await clerk.post('/api/case', { source: 'hotline', text: '果皮箱满了', point: WEST })
  const id = made.body.id as string
  await clerk.act(id, 'file', { condition: { pack: 'fine-cleaning', category: 'bin.full', condition: 'full' } })
  const proposed = async () => { const { body } = await clerk.get(`/api/case/${id}`); return [...world.units].find(([, unit]) => unit === body.proposal.unit)?.[0] }
  expect(await proposed()).toBe('urban-management')
  await clerk.act(id, 'locate', { point: EAST })
  expect(await proposed()).toBe('huanfa')
  await clerk.act(id, 'locate', { owner: world.units.get('lanbo') })
  expect(await proposed()).toBe('lanbo')
  expect((await clerk.get(`/api/case/${id}`)).body.timeline.at(-1).said.zh).toContain('写明权属单位是兰博公司')
  expect((await clerk.act(id, 'dispatch', { unit: world.units.get('huanfa') })).body.kind).toBe('case.reason-needed')
  expect((await clerk.act(id, 'dispatch')).status).toBe(200)
})

test('a category switched off is not offered any more; what was filed under it goes its way; an older version comes back as a new one', async () => {
  const filed = await caseAt('filed', { clerk, unit: clerk, checker: clerk })
  const before = await version()
  await change([{ code: 'waste.exposed', off: true }])
  expect((await clerk.get('/api/category?q=暴露垃圾')).body.items).toEqual([])
  const next = await clerk.post('/api/case', { source: 'hotline', text: '垃圾', point: EAST })
  expect((await clerk.act(next.body.id, 'file', { condition: litter })).body.kind).toBe('case.unknown-condition')
  expect((await clerk.act(filed, 'dispatch')).status).toBe(200)
  expect((await clerk.get('/api/pack/fine-cleaning/effective')).body.values.find((each: { field: string }) => each.field === 'off')).toMatchObject({ category: 'waste.exposed', value: true, origin: { from: 'district' } })
  const back = await clerk.post('/api/pack/fine-cleaning/restore', { seen: before + 1, version: 1, why: '试行结束' })
  expect([back.status, back.body.version]).toEqual([200, before + 2])
  const { body } = await clerk.get('/api/pack/fine-cleaning/effective')
  expect([body.overlay.categories, body.content.categories.find((each: { code: string }) => each.code === 'waste.exposed').conditions[0].limit.amount]).toEqual([[], 4])
  expect((await clerk.get('/api/pack/fine-cleaning')).body.versions.map((each: { version: number }) => each.version)).toEqual([5, 4, 3, 2, 1])
})

test('every category in every grid, with backstops and gaps counted; as a workbook; and a sheet of questions', async () => {
  const { body } = await clerk.get('/api/pack/matrix?pack=fine-cleaning')
  expect([body.areas.length, body.rows.length, body.counts]).toEqual([4, 14, { rule: 56, backstop: 0, nobody: 0, unmapped: 0 }])
  await change([{ code: 'bin.full', rules: [] }])
  expect((await clerk.get('/api/pack/matrix?pack=fine-cleaning')).body.counts).toEqual({ rule: 52, backstop: 4, nobody: 0, unmapped: 0 })
  const all = (await clerk.get('/api/pack/matrix')).body
  expect(all.rows.length).toBe(169)
  const file = await clerk.get('/api/pack/matrix?pack=fine-cleaning&as=xlsx')
  expect([file.status, file.headers.get('content-disposition'), String(file.body).slice(0, 2)]).toEqual([200, 'attachment; filename="fine-cleaning-matrix.xlsx"', 'PK'])
  const rows = [['类别', '网格'], ['暴露垃圾', '东社区第1网格'], ['果皮箱满溢', 'west-2'], ['暴漏垃圾', '东社区第1网格'], ['小广告', '东社区第9网格']]
  const sheet = new Uint8Array(await writeBook(rows.map((row) => row.map((value) => ({ value })))).toBuffer())
  const answer = (await clerk.send('/api/pack/trial-sheet', sheet)).body
  expect(answer.rows.map((row: { row: number; unit: string; kind: string }) => [row.row, row.unit, row.kind])).toEqual([[2, '环发公司', 'rule'], [3, '西社区', 'backstop']])
  expect(answer.faults.map((each: { said: { zh: string } }) => each.said.zh)).toEqual(['没有类别“暴漏垃圾”；是不是 暴露垃圾？', '没有辖区“东社区第9网格”；是不是 东社区第1网格？'])
})

test('a message finds its category with the words that led there, or is honestly not ours', async () => {
  const ask = async (text: string) => (await clerk.post('/api/category/suggest', { text })).body
  expect((await ask('公园里好多人遛大狗不用绳子')).items[0]).toMatchObject({ pack: 'responsible-dog-keeping', category: 'dog.no-lead', words: expect.arrayContaining(['狗…绳子']) })
  expect(await ask('老板拖着工资不发')).toMatchObject({ ours: false, elsewhere: { department: 'labour' } })
  expect(await ask('祝大家新年好')).toMatchObject({ ours: false, elsewhere: null })
  expect((await ask('')).ours).toBe(false)
})

test('what clerks decide is learned as counts of words, once each, and no name is among them', async () => {
  const text = '皮划艇码头又有人翻船，反映人欧阳建国，电话13812345678'
  const ask = async () => (await clerk.post('/api/category/suggest', { text: '皮划艇在码头翻船了' })).body
  expect((await ask()).items.some((each: { category: string }) => each.category === 'scenic.disorder')).toBe(false)
  for (let n = 0; n < 12; n++) {
    const made = await clerk.post('/api/case', { source: 'hotline', text: `${text}，第${n}次`, point: EAST })
    expect((await clerk.act(made.body.id, 'file', { condition: { pack: 'civic-etiquette', category: 'scenic.disorder', condition: (await clerk.get('/api/category?q=景区秩序')).body.items[0].conditions[0].id } })).status).toBe(200)
  }
  for (let n = 0; n < 12; n++) {
    const referred = await clerk.post('/api/case', { source: 'hotline', text: `入学名额第${n}问`, point: EAST })
    expect((await clerk.act(referred.body.id, 'reject', { reason: 'referred', to: '教育局', text: '已转' })).status).toBe(200)
  }
  await settled(world.house.db)
  let read = 0
  for (let n; (n = await learnDecisions(world.house.db, world.district, world.house.clock.now(), 5)) > 0;) read += n
  expect(read).toBeGreaterThanOrEqual(24)
  expect(await learnDecisions(world.house.db, world.district, world.house.clock.now())).toBe(0)
  const kept = await world.house.db.selectFrom('suggest_learned').select('learned').executeTakeFirstOrThrow()
  const learned = kept.learned as unknown as { messages: number; kinds: Record<string, { n: number; words: Record<string, number> }> }
  expect([learned.messages, learned.kinds['civic-etiquette/scenic.disorder']?.n, learned.kinds['-']?.n]).toEqual([read, 12, 12])
  expect(JSON.stringify(kept.learned)).not.toMatch(/欧阳|建国|138/)
  world.house.memory.forget('learned/')
  expect((await ask()).items[0]).toMatchObject({ category: 'scenic.disorder' })
})

test('a release that brings a pack anew keeps the district’s own layer over it', async () => {
  const before = (await clerk.get('/api/pack/smoke-free')).body
  const code = before.content.categories[0].code as string, id = before.content.categories[0].conditions[0].id as string
  expect((await change([{ code, conditions: [{ id, limit: { amount: 9, kind: 'work_hour' } }] }], {}, 'smoke-free')).status).toBe(200)
  const brought = { ...before.content, title: { zh: '控烟专项行动（新版）', en: 'Smoke-free, new' } }
  expect(await world.house.db.transaction().execute((tx) => installShipped(tx, world.district, brought, world.house.clock.now()))).toBe(4)
  world.house.memory.forget('packs/')
  const { body } = await clerk.get('/api/pack/smoke-free/effective')
  expect([body.version, body.base_version, body.content.title.zh, body.content.categories[0].conditions[0].limit.amount]).toEqual([4, 3, '控烟专项行动（新版）', 9])
  expect(body.values.find((each: { category: string; condition: string; field: string }) => each.category === code && each.condition === id && each.field === 'limit').origin).toMatchObject({ from: 'district', version: 2, by: { zh: 'clerk' } })
})
