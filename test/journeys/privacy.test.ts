// Numbers of people stand in one erasable table and nowhere else, however they are written and by whatever door they come.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { EAST, litter, put } from './steps.ts'

let world: World
let clerk: Client, liaison: Client, inspector: Client
beforeAll(async () => {
  world = await smallDistrict()
  ;[clerk, liaison, inspector] = await Promise.all(['clerk', 'liaison', 'inspector'].map((login) => world.as(login))) as [Client, Client, Client]
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

const hanzi = (digits: string) => [...digits].map((d) => '零一二三四五六七八九'[Number(d)]).join('')
const wide = (digits: string) => [...digits].map((d) => String.fromCharCode(0xff10 + Number(d))).join('')
const cut = (digits: string, sign: string, ...at: number[]) => at.reduceRight((text, n) => text.slice(0, n) + sign + text.slice(n), digits)
/** Twenty ways to write down a number; each row its own number, so that what leaks names its way. */
const ways: [string, string][] = ([
  (d) => d, (d) => cut(d, ' ', 3, 7), (d) => cut(d, '-', 3, 7), (d) => cut(d, '.', 3, 7), (d) => `+86${d}`, (d) => `+86 ${cut(d, ' ', 3, 7)}`, (d) => `86${d}`, (d) => `0${d}`,
  wide, (d) => cut(wide(d), '－', 3, 7), hanzi, (d) => hanzi(d).replace(/^一/, '幺'), (d) => cut(d, '\u200b', 3, 7), (d) => cut(d, '\u00a0', 3, 7), (d) => cut(d, ' ', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
] as ((digits: string) => string)[]).map((way, n): [string, string] => { const digits = `138${String(27_310_591 + n * 1_046_713).padStart(8, '0')}`; return [digits, way(digits)] })
const ids: [string, string][] = ['320583199001011238', '11010519491231002X'].flatMap((id): [string, string][] => [[id, id], [id, cut(id, ' ', 6, 14)]]).concat([['320583198505052316', wide('320583198505052316')]])
const numbers = [...ways, ...ids]

/** The whole database but one table, as text; and the same with all digits made plain and everything between them gone. */
async function dump(): Promise<{ plain: string; digits: string }> {
  const { db } = world.house
  const { rows } = await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public' and tablename not in ('kept_text', 'pack_version', 'map_layer', 'area')`.execute(db)
  expect(rows.map((row) => row.name)).toEqual(expect.arrayContaining(['log', 'case_now', 'idempotency', 'outbox', 'inbox', 'external_ref']))
  const parts = await Promise.all(rows.map(async ({ name }) => (await sql<{ text: string | null }>`select string_agg(t::text, ' # ') as text from ${sql.table(name)} t`.execute(db)).rows[0]!.text ?? ''))
  const plain = parts.join(' # ')
  const digits = plain.normalize('NFKC').replace(/[零一幺二三四五六七八九]/g, (d) => ({ 幺: '1' })[d] ?? String('零一二三四五六七八九'.indexOf(d))).replace(/(?<=\d)[\s.\-\u200b]+(?=[\dXx])/g, '')
  return { plain, digits }
}
async function nothingInClear(): Promise<void> {
  const { plain, digits } = await dump()
  expect(numbers.filter(([bare, written]) => plain.includes(written) || plain.includes(bare) || digits.includes(bare)).map(([, written]) => written)).toEqual([])
}

describe('twenty spellings', () => {
  test('come in with a sheet and stay in their own table', async () => {
    expect(numbers).toHaveLength(20)
    const csv = ['留言编号,留言用户,联系电话,留言主题,留言时间,留言详情,一级分类,地点', ...numbers.map(([, written], n) => `N${n},王小二,${written},请回电${written},2026-11-20 18:30:00,"路灯不亮，我的号码 ${written}，谢谢",城乡建设 ${written},学前街 ${written}`)].join('\r\n')
    const key = 'import-of-numbers'
    expect((await clerk.send('/api/case/import-messages?file=m.csv&dry-run=true', new TextEncoder().encode(`\ufeff${csv}`))).body).toMatchObject({ added: 20, faults: [] })
    expect((await clerk.send('/api/case/import-messages?file=m.csv', new TextEncoder().encode(`\ufeff${csv}`), { key })).body).toMatchObject({ added: 20, faults: [] })
    await nothingInClear()
  })
  test('come in with a report, in every field that takes words', async () => {
    for (const [n, [, written]] of numbers.entries()) {
      const made = await clerk.post('/api/case', { source: 'hotline', text: `请回 ${written}`, title: `找 ${written}`, placeText: `门口 ${written}`, contactName: `王${written}`, contactPhone: written, external: { system: 'board', number: `B${n}`, class: `咨询 ${written}` } })
      expect(made.status).toBe(201)
    }
    await nothingInClear()
  })
  test('are written into every step of a life', async () => {
    const [, written] = numbers[2]!, words = `请联系 ${written}`
    const id = (await clerk.post('/api/case', { source: 'hotline', text: words, point: EAST })).body.id
    const all: [Client, string, object][] = [
      [clerk, 'locate', { placeText: words }], [clerk, 'file', { condition: litter, note: words }], [clerk, 'dispatch', { unit: world.units.get('urban-management'), reason: words }],
      [await world.as('liaison.urban'), 'sign-for', { note: words }], [await world.as('liaison.urban'), 'handle', { text: words, photos: [await put(await world.as('liaison.urban'))] }],
      [inspector, 'check', { passed: false, text: words }], [clerk, 'rework', { text: words }], [await world.as('liaison.urban'), 'handle', { text: words, photos: [await put(await world.as('liaison.urban'))] }],
      [inspector, 'check', { passed: true, text: words }], [clerk, 'close', { conditionMet: true, text: words }], [clerk, 'reveal', { reason: words }],
    ]
    for (const [who, verb, body] of all) expect([verb, (await who.act(id, verb, body)).status]).toEqual([verb, 200])
    const other = (await clerk.post('/api/case', { source: 'hotline', text: words })).body.id
    expect((await clerk.act(other, 'reject', { reason: 'referred', to: `教育局 ${written}`, text: words })).status).toBe(200)
    await world.at('2026-11-23T10:00:00+08:00')
    await nothingInClear()
  })
  test('are shown to nobody in a list, a search, a case or a map', async () => {
    const seen: string[] = []
    for (const who of [clerk, liaison, inspector]) {
      const { items } = (await who.get('/api/case?limit=100')).body
      seen.push(JSON.stringify(items), JSON.stringify((await who.get('/api/case/map')).body), JSON.stringify((await who.get('/api/inbox')).body), JSON.stringify((await who.get('/api/case?q=138')).body))
      for (const item of items.slice(0, 50)) seen.push(JSON.stringify((await who.get(`/api/case/${item.id}`)).body))
    }
    seen.push(JSON.stringify((await (await world.as('admin-audit')).get('/api/log?limit=200')).body))
    const text = seen.join('\n')
    expect(text).toContain('138')
    expect(numbers.filter(([bare, written]) => text.includes(written) || text.includes(bare)).map(([, written]) => written)).toEqual([])
  })
})

test('in clear only after a reason, for fifteen minutes, and only for whoever gave it', async () => {
  const id = (await clerk.post('/api/case', { source: 'hotline', text: '请回 13912345678' })).body.id
  expect((await clerk.act(id, 'reveal', { reason: ' \u200b ' })).body.faults).toMatchObject([{ path: 'reason' }])
  await clerk.act(id, 'reveal', { reason: '回电话' })
  expect((await clerk.get(`/api/case/${id}/clear`)).body.text).toBe('请回 13912345678')
  await world.at('2026-11-23T10:16:00+08:00')
  expect((await clerk.get(`/api/case/${id}/clear`)).body.kind).toBe('case.reveal-first')
})
test('what is erased is gone, and the chain still holds', async () => {
  const { db } = world.house
  const before = (await clerk.get('/api/case?limit=1')).body.items[0].id
  await db.updateTable('kept_text').set({ as_written: null, masked: null, salt: null, erased_at: world.house.clock.now() }).execute()
  expect((await (await world.as('admin-audit')).post('/api/log/verify')).body).toMatchObject({ broken: [] })
  const { status, body } = await clerk.get(`/api/case/${before}`)
  expect([status, body.text]).toEqual([200, null])
  expect((await clerk.act(before, 'reject', { reason: 'unclear', text: '已删除' })).status).toBe(200)
})
