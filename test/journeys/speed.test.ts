// What keeps it fast, held by tests that do not need a quiet machine: plans, statements a request, batches that keep their promises, search.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import pg from 'pg'
import { newId } from '#kernel/clock.ts'
import { statementsSent } from '#kernel/db.ts'
import { runVerb } from '#kernel/run.ts'
import { actorOf } from '#kernel/session.ts'
import type { Verb } from '#kernel/verb.ts'
import { writerOn } from '#kernel/write/lanes.ts'
import type { Writing } from '#kernel/write/writing.ts'
import { file } from '../../src/case/filing.ts'
import { report } from '../../src/case/report.ts'
import { addAccount } from '../../src/directory/store.ts'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, EAST, litter, type Hands } from './steps.ts'

let world: World
let clerk: Client, two: Client, hands: Hands
beforeAll(async () => {
  world = await smallDistrict()
  await world.house.db.transaction().execute((tx) => addAccount(tx, world.district, { id: newId(), person: newId(), login: 'clerk.two', zh: '夜班坐席', en: 'Night desk', unit: world.units.get('improvement-office')!, area: null, roles: ['clerk'], passwordHash: '-' }, world.house.clock.now()))
  ;[clerk, two] = await Promise.all(['clerk', 'clerk.two'].map((login) => world.as(login))) as [Client, Client]
  hands = { clerk, unit: await world.as('liaison'), checker: await world.as('inspector') }
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

/** Every statement sent over the pool while `work` runs, with its values. */
async function overheard(work: () => Promise<unknown>): Promise<{ text: string; values: unknown[] }[]> {
  const heard: { text: string; values: unknown[] }[] = []
  const real = pg.Client.prototype.query as (...all: unknown[]) => unknown
  pg.Client.prototype.query = function (this: pg.Client, ...all: unknown[]) {
    const one = all[0] as { text?: string; values?: unknown[] }
    if (typeof one === 'object' && one.text) heard.push({ text: one.text, values: one.values ?? [] })
    return real.apply(this, all)
  } as never
  try { await work() } finally { pg.Client.prototype.query = real as never }
  return heard
}

describe('search', () => {
  const find = async (q: string, more = '') => ((await clerk.get(`/api/case?q=${encodeURIComponent(q)}${more}`)).body.items as { id: string }[]).map((row) => row.id)
  let bike: string, heap: string
  beforeAll(async () => {
    bike = (await clerk.post('/api/case', { source: 'hotline', text: '体育场路口共享单车倒了一地，打 13812345678 找王女士。Broken E-Bike, 100% sure', placeText: '粮食局宿舍3幢', point: EAST })).body.id
    heap = (await clerk.post('/api/case', { source: 'hotline', text: '桥下的建筑垃圾堆了三天', point: EAST, external: { system: 'hotline', number: 'HX-2026-77' } })).body.id
  })
  test('finds any two characters inside a sentence, in title, text, place, category and numbers', async () => {
    for (const word of ['育场', '单车倒', '局宿', '3幢', 'e-bike', 'BROKEN']) expect([word, await find(word)]).toEqual([word, [bike]])
    for (const word of ['下的', '筑垃圾堆了三天', 'hx-2026']) expect([word, await find(word)]).toEqual([word, [heap]])
    expect(await find('垃圾 三天')).toEqual([heap])
    expect(await find('三天 单车')).toEqual([])
    const { number } = (await clerk.get(`/api/case/${bike}`)).body
    expect(await find(number)).toEqual([bike])
    expect(await find('不在这里')).toEqual([])
  })
  test('finds nothing by what is masked, and takes signs of patterns for what they are', async () => {
    expect(await find('13812345678')).toEqual([])
    expect(await find('1234')).toEqual([])
    expect(await find('100%')).toEqual([bike])
    expect(await find('%_')).toEqual([])
    expect(await find('"\\{},')).toEqual([])
  })
  test('a summary is never cut through a sign, and quotes and backslashes come back as they were', async () => {
    const text = `${'路'.repeat(79)}🐈猫`
    const { id } = (await clerk.post('/api/case', { source: 'hotline', text })).body
    const { id: other } = (await clerk.post('/api/case', { source: 'hotline', text: '写着"别停\\车"的\t牌子', placeText: '墙上\n第二行' })).body
    const { items } = (await clerk.get('/api/case?limit=2')).body
    expect(items.map((row: { id: string; summary: string; place: string | null }) => [row.id, row.summary, row.place])).toEqual([[other, '写着"别停\\车"的 牌子', '墙上\n第二行'], [id, '路'.repeat(79), null]])
    expect((await clerk.get(`/api/case/${other}`)).body).toMatchObject({ summary: '写着"别停\\车"的 牌子', place: '墙上\n第二行', area_name: null, unit_zh: null })
  })
  test('one character is looked for among the newest', async () => {
    expect(await find('幢')).toEqual([bike])
    expect(await find('鲸')).toEqual([])
  })
  test('follows a moved place and the category it was filed under', async () => {
    const { version } = (await clerk.get(`/api/case/${heap}`)).body
    await clerk.post(`/api/case/${heap}/locate`, { point: EAST, placeText: '青龙桥北堍' }, { version })
    expect(await find('北堍')).toEqual([heap])
    await clerk.post(`/api/case/${heap}/file`, { condition: litter }, { version: version + 1 })
    expect(await find('暴露垃圾')).toEqual([heap])
    expect(await find('三天', '&open=false')).toEqual([])
    expect(await find('三天', '&open=true')).toEqual([heap])
  })
  test('keeps to the reach of who asks', async () => {
    const handler = await world.as('handler')
    expect((await handler.get(`/api/case?q=${encodeURIComponent('建筑垃圾')}`)).body.items).toEqual([])
  })
  test('page by page gives each once, newest first, and the total of the first page', async () => {
    const ids: string[] = []
    for (let n = 0; n < 7; n++) ids.unshift((await clerk.post('/api/case', { source: 'hotline', text: `第${n}只走失的乌龟`, point: EAST })).body.id)
    const seen: string[] = []
    for (let after = '', rounds = 0; rounds < 9; rounds++) {
      const { items, next, count } = (await clerk.get(`/api/case?q=${encodeURIComponent('乌龟')}&limit=3${after}`)).body
      expect(count).toEqual({ n: 7, more: false })
      seen.push(...items.map((row: { id: string }) => row.id))
      if (next === null) break
      after = `&after=${encodeURIComponent(next)}`
    }
    expect(seen).toEqual(ids)
  })
})

describe('two statements a request, at most', () => {
  const count = async (work: () => Promise<{ status: number }>) => { const before = statementsSent(); const { status } = await work(); return [status, statementsSent() - before] }
  test('to open, to list, to look at the map, to report, to move on', async () => {
    const { db, district } = { ...world.house, district: world.district }
    const sha = 'cd'.repeat(32)
    await db.insertInto('file').values({ district, sha256: sha, media_type: 'image/jpeg', bytes: 1, width: 1, height: 1, put_at: world.house.clock.now() }).execute()
    const id = await caseAt('filed', hands)
    // What changes slowly is in memory by now.
    for (const path of [`/api/case/${id}`, '/api/case', '/api/case?q=垃圾', '/api/case/map', '/api/case/tally', '/api/case/clusters']) await clerk.get(path)
    for (const path of [`/api/case/${id}`, '/api/case?limit=20', '/api/case?open=true&late=true', `/api/case?q=${encodeURIComponent('垃圾')}`, '/api/case/map', '/api/case/tally', '/api/case/clusters']) {
      const [status, n] = await count(() => clerk.get(path))
      expect([path, status, n! <= 1]).toEqual([path, 200, true])
    }
    const report = { source: 'patrol', text: '路口有一堆', point: EAST, photos: [sha], contactPhone: '13812345678' }
    expect(await count(() => clerk.post('/api/case', report))).toEqual([201, 2])
    expect(await count(() => clerk.post(`/api/case/${id}/dispatch`, {}, { version: 2 }))).toEqual([200, 2])
  })
  test('many at the same moment share them', async () => {
    const { db, clock, memory } = world.house
    const account = (await db.selectFrom('account').select('id').where('login', '=', 'clerk').executeTakeFirstOrThrow()).id
    const actor = (await actorOf(db, world.district, account))!
    const run = (verb: Verb, id: string | undefined, input: object, expected?: number) => runVerb(db, { verb, id, input, expected }, { actor, now: clock.now(), command: newId(), memory }, { key: newId(), requestHash: 'x' })
    let before = statementsSent()
    const all = await Promise.all(Array.from({ length: 60 }, (_, n) => run(report as Verb, undefined, { source: 'hotline', text: `同时的第${n}件`, point: EAST })))
    expect(statementsSent() - before).toBeLessThan(12)
    const ids = all.map((one) => (JSON.parse(one.answer) as { id: string }).id)
    before = statementsSent()
    await Promise.all(ids.map((id) => run(file as Verb, id, { condition: litter }, 1)))
    expect(statementsSent() - before).toBeLessThan(12)
  })
})

describe('a batch', () => {
  test('两名坐席同时派两百件：每件恰好一人派成', async () => {
    const ids = await Promise.all(Array.from({ length: 200 }, () => caseAt('filed', hands)))
    const replies = await Promise.all(ids.flatMap((id) => [clerk.post(`/api/case/${id}/dispatch`, {}, { version: 2 }), two.post(`/api/case/${id}/dispatch`, {}, { version: 2 })]))
    const byCase = ids.map((_, n) => [replies[2 * n]!.status, replies[2 * n + 1]!.status].sort().join())
    expect([...new Set(byCase)]).toEqual(['200,409'])
    const rows = await world.house.db.selectFrom('log').select(['id']).where('type', '=', 'dispatched').where('id', 'in', ids).execute()
    expect(rows.length).toBe(200)
  }, 120_000)
  test('one that cannot be written does not hurt the others, and is told why', async () => {
    const bodies = Array.from({ length: 40 }, (_, n) => ({ source: 'hotline', text: `第${n}件`, point: EAST, ...(n % 8 === 3 ? { photos: ['ef'.repeat(32)] } : {}), ...(n % 10 === 6 ? { external: { system: 'hotline', number: 'same' } } : {}) }))
    const replies = await Promise.all(bodies.map((body) => clerk.post('/api/case', body)))
    const kinds = replies.map((reply) => (reply.status === 201 ? 'made' : reply.body.kind))
    expect(kinds.filter((kind) => kind === 'case.unknown-photo')).toHaveLength(5)
    expect(kinds.filter((kind) => kind === 'case.external-known')).toHaveLength(3)
    expect(kinds.filter((kind) => kind === 'made')).toHaveLength(32)
    const numbers = replies.filter((reply) => reply.status === 201).map((reply) => reply.body.number)
    expect(new Set(numbers).size).toBe(32)
  })
  test('the same request sent again and again amid others has one effect and one answer', async () => {
    const keys = Array.from({ length: 12 }, () => crypto.randomUUID())
    const sends = keys.flatMap((key, n) => Array.from({ length: 4 }, () => ({ key, body: { source: 'hotline', text: `重发${n}`, point: EAST } })))
    const replies = await Promise.all(sends.map(({ key, body }) => clerk.post('/api/case', body, { key })))
    expect(replies.map((reply) => reply.status)).toEqual(sends.map(() => 201))
    for (const [n] of keys.entries()) expect(new Set(replies.slice(n * 4, n * 4 + 4).map((reply) => reply.body.id)).size).toBe(1)
    expect((await clerk.get(`/api/case?q=${encodeURIComponent('重发')}`)).body.count.n).toBe(12)
  })
  test('two writings about one thing never travel together, and keep their order', async () => {
    const { db } = world.house, district = world.district
    const write = (id: string, version: number): Writing => ({
      district, stream: 'probe', id, at: new Date(0), texts: [], rows: [], fresh: true, outbox: [], files: [],
      log: [{ district, stream: 'probe', id, version, type: 'noted', data: {}, actor: null, at: new Date(0), command: newId(), hash: `x${version}` }],
    })
    const writer = writerOn(db), id = newId()
    await Promise.all([1, 2, 3, 4, 5].map((version) => writer.write(write(id, version))))
    const rows = await sql<{ version: number; tx: string }>`select version, tx::text as tx from log where id = ${id}::uuid order by tx, version`.execute(db)
    expect(rows.rows.map((row) => row.version)).toEqual([1, 2, 3, 4, 5])
    expect(new Set(rows.rows.map((row) => row.tx)).size).toBe(5)
    // Different things do travel together.
    const others = Array.from({ length: 20 }, () => newId())
    await Promise.all(others.map((other) => writer.write(write(other, 1))))
    const txs = await sql<{ n: number }>`select count(distinct tx::text)::int as n from log where id = any(${others}::uuid[])`.execute(db)
    expect(txs.rows[0]!.n).toBeLessThan(5)
    await sql`delete from log where stream = 'probe'`.execute(db)
  })
})

describe('at twenty thousand cases', () => {
  beforeAll(async () => {
    const { db } = world.house
    const { rows: [one] } = await sql<{ id: string }>`select id from case_now where unit is not null and cell is not null order by number limit 1`.execute(db)
    const copy = (table: string, changes: string) => sql.raw(`insert into ${table} select t.* from ${table} o cross join generate_series(1, 20000) n, lateral jsonb_populate_record(o, ${changes}) t where o.id = '${one!.id}'`).execute(db)
    const id = `md5(n::text)::uuid`, at = `(timestamptz '2026-11-20' - make_interval(mins => n * 20))`, month = `to_char(${at} + interval '8 hours', 'YYYYMM')::int`
    await copy('case_now', `jsonb_build_object('id', ${id}, 'number', 'x' || n, 'reported_at', ${at}, 'ym', ${month}, 'open', n % 50 = 0, 'state', case when n % 50 = 0 then 'dispatched' else 'closed' end, 'cell', o.cell + n % 40, 'unit', case when n % 3 = 0 then o.unit end)`)
    await copy('case_search', `jsonb_build_object('id', ${id}, 'reported_at', ${at}, 'ym', ${month}, 'report', 'x' || n || E'\\n第' || n || case when n % 900 = 1 then '件旧沙发' else '件垃圾' end)`)
    await sql.raw(`insert into log (district, stream, id, version, type, data, at, command, hash) select '${world.district}', 'case', md5(n::text)::uuid, v, 'noted', '{}', now(), md5(n::text)::uuid, 'x' from generate_series(1, 20000) n, generate_series(1, 6) v`).execute(db)
    await sql`vacuum analyze`.execute(db)
    // Such a past does not come by verbs: the oldest month is remembered for a minute.
    world.house.memory.forget('case/oldest')
  }, 180_000)

  test('no hot question and no hot write reads a whole table', async () => {
    const { db } = world.house
    const id = await caseAt('filed', hands)
    const asks: [string, () => Promise<unknown>][] = [
      ['open', () => clerk.get(`/api/case/${id}`)], ['newest', () => clerk.get('/api/case?limit=20')], ['open work', () => clerk.get(`/api/case?open=true&late=true&unit=${world.units.get('huanfa')}`)],
      ['ended', () => clerk.get('/api/case?open=false&limit=20')], ['by deadline', () => clerk.get('/api/case?open=true&sort=due')],
      // A unit also sees what it helps with.
      ['a unit’s open work', () => hands.unit.get('/api/case?open=true&sort=due')], ['what waits for a unit', () => hands.unit.get('/api/case?mine=true&limit=20')], ['a unit’s count', () => hands.unit.get('/api/case/tally')], ['search', () => clerk.get(`/api/case?q=${encodeURIComponent('旧沙发')}`)],
      ['map', () => clerk.get('/api/case/map?days=30&box=120.71,31.28,120.72,31.29')], ['report', () => clerk.post('/api/case', { source: 'hotline', text: '又一件', point: EAST })],
      ['dispatch', () => clerk.post(`/api/case/${id}/dispatch`, {}, { version: 2 })],
      ['similar', () => clerk.post('/api/case/similar', { point: EAST, text: '路口有一堆垃圾' }, { key: null })], ['similar by words', () => clerk.post('/api/case/similar', { placeText: '粮食局宿舍3幢', area: world.areas.get('east-1'), text: '路口有一堆垃圾' }, { key: null })],
      ['similar to one', () => clerk.get(`/api/case/${id}/similar`)], ['merge', async () => clerk.act(await caseAt('filed', hands), 'merge', { into: id })],
    ]
    const client = new pg.Client({ connectionString: world.house.config.databaseUrl })
    await client.connect()
    try {
      await client.query('set plan_cache_mode = force_generic_plan')
      for (const [name, ask] of asks) {
        const heard = (await overheard(ask)).filter(({ text }) => /case_now|\blog\b|case_search/.test(text))
        expect([name, heard.length > 0]).toEqual([name, true])
        for (const [n, { text, values }] of heard.entries()) {
          await client.query('begin')
          // As a plan for any values, which is what a named statement runs with.
          await client.query(`prepare p${n} as ${text}`)
          const types = values.map((value) => (value === null ? 'null' : pg.escapeLiteral(Array.isArray(value) ? `{${value.map((one) => `"${String(one).replace(/["\\]/g, '\\$&')}"`).join(',')}}` : value instanceof Date ? value.toISOString() : String(value))))
          const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain execute p${n}${types.length ? `(${types.join(', ')})` : ''}`)
          await client.query('rollback')
          await client.query('deallocate all')
          const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
          expect([name, /Seq Scan on (case_now|log|case_search|kept_text)\b/.exec(plan)?.[0] ?? 'none', text.slice(0, 60)]).toEqual([name, 'none', text.slice(0, 60)])
        }
      }
    } finally { await client.end() }
    expect(db).toBeDefined()
  }, 120_000)
  test('a step takes back the timers of its own case by their key, however many wait', async () => {
    const id = await caseAt('filed', hands), client = new pg.Client({ connectionString: world.house.config.databaseUrl })
    await client.connect()
    try {
      await client.query(`insert into timer (district, stream, id, name, due_at) select $1, 'waits', gen_random_uuid(), 'never', '2199-01-01' from generate_series(1, 8000)`, [world.district])
      await client.query('analyze timer')
      const [written] = (await overheard(() => clerk.post(`/api/case/${id}/dispatch`, {}, { version: 2 }))).filter(({ text }) => text.includes('delete from timer'))
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${written!.text.replace(/\$(\d+)/g, (_, n: string) => pg.escapeLiteral(String(written!.values[Number(n) - 1])))}`)
      expect(/(Seq Scan on timer|using timer_due)\b.*/.exec(rows.map((row) => row['QUERY PLAN']).join('\n'))?.[0] ?? 'by key').toBe('by key')
      // Whatever the server is set to: compiled, a fold of a second's steps took longer than the steps.
      expect((await sql`show jit`.execute(world.house.db)).rows).toEqual([{ jit: 'off' }])
    } finally {
      await client.query(`delete from timer where district = $1 and stream = 'waits'`, [world.district])
      await client.end()
    }
  })
  test('what is known already is looked for in a few cells, whatever the district holds', async () => {
    const client = new pg.Client({ connectionString: world.house.config.databaseUrl })
    await client.connect()
    try {
      // A corner where nothing stands, in a cell beside those of the twenty thousand.
      const [asked] = (await overheard(() => clerk.post('/api/case/similar', { point: { lon: 120.7151, lat: 31.2995 }, text: '路口有一堆垃圾' }, { key: null }))).filter(({ text }) => text.includes('c.cell'))
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number } }] }>(`explain (analyze, buffers, format json) ${asked!.text}`, asked!.values)
      const text = JSON.stringify(rows[0]!['QUERY PLAN']), { Plan: plan } = rows[0]!['QUERY PLAN'][0]
      expect([/case_open_cell/.test(text), /"Seq Scan","[^}]*"Relation Name":"case_now"/.test(text)]).toEqual([true, false])
      expect(plan['Shared Hit Blocks'] + plan['Shared Read Blocks']).toBeLessThan(100)
    } finally { await client.end() }
  })
  test('a word is found, or not found, without reading the cases', async () => {
    const { db } = world.house
    const find = async (q: string) => { const { body } = await clerk.get(`/api/case?limit=20&q=${encodeURIComponent(q)}`); return [body.items.length, body.count.n, body.count.more] }
    expect(await find('旧沙发')).toEqual([20, 23, false])
    expect(await find('垃圾')).toEqual([20, 100, true])
    expect(await find('没有这样的词')).toEqual([0, 0, false])
    const buffers = async (q: string) => {
      const [one] = (await overheard(() => clerk.get(`/api/case?limit=20&q=${encodeURIComponent(q)}`))).filter(({ text }) => text.includes('case_search'))
      const client = new pg.Client({ connectionString: world.house.config.databaseUrl })
      await client.connect()
      try {
        const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number } }] }>(`explain (analyze, buffers, format json) ${one!.text}`, one!.values)
        const plan = rows[0]!['QUERY PLAN'][0].Plan
        return plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
      } finally { await client.end() }
    }
    // The table of the words alone has some hundreds of pages; a word that is nowhere touches a few pages a month.
    expect(await buffers('没有这样的词')).toBeLessThan(400)
    expect(await buffers('旧沙发')).toBeLessThan(1_000)
    expect(db).toBeDefined()
  })
})

test('the audit pages through what arrived together without losing a row', async () => {
  const audit = await world.as('admin-audit')
  await Promise.all(Array.from({ length: 30 }, (_, n) => clerk.post('/api/case', { source: 'hotline', text: `一起来的${n}`, point: EAST })))
  const seen: string[] = []
  for (let after = '', rounds = 0; rounds < 40; rounds++) {
    const { items, next } = (await audit.get(`/api/log?limit=7${after}`)).body
    seen.push(...items.map((row: { stream: string; id: string; version: number }) => `${row.stream}/${row.id}/${row.version}`))
    if (next === null || seen.length >= 200) break
    after = `&after=${encodeURIComponent(next)}`
  }
  expect(new Set(seen).size).toBe(seen.length)
  const { rows } = await sql<{ row: string }>`select stream || '/' || id || '/' || version as row from log where district = ${world.district} order by district desc, tx desc, stream desc, id desc, version desc limit ${seen.length}`.execute(world.house.db)
  expect(seen).toEqual(rows.map((row) => row.row))
})
