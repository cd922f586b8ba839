// Figures: exact the moment something happens, whether the fold has been by or not, however it was cut off; equal to a naive recount after every step.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { replay } from '#kernel/proof/replay.ts'
import { derived, streams } from '../../src/app.ts'
import { canHappen } from '../../src/case/life.ts'
import { measures, type Measure } from '../../src/case/figures/flags.ts'
import { foldAll, foldOn } from '../../src/figure/fold.ts'
import { questionOf } from '../../src/figure/store.ts'
import { added, figuresOf, type Sums } from '../../src/figure/sums.ts'
import { indicatorKeys, type FigureRow, type Figures, type Variant } from '../../src/figure/words.ts'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { settled } from '../settled.ts'
import { caseAt, dice, EAST, litter, put, WEST, type Hands } from './steps.ts'

let world: World
let clerk: Client, hands: Hands, urban: Client, grid: Client, leader: Client
beforeAll(async () => {
  world = await smallDistrict()
  ;[clerk, urban, grid, leader] = await Promise.all(['clerk', 'liaison.urban', 'grid', 'leader'].map((login) => world.as(login))) as [Client, Client, Client, Client]
  hands = { clerk, unit: await world.as('liaison'), checker: await world.as('inspector') }
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

const MONTH = 'from=2026-11-01&to=2026-11-30'
const ask = async (query = `by=unit&${MONTH}`, who = clerk): Promise<Figures> => {
  const answer = await who.get(`/api/figure?${query}`)
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body as Figures
}
const fold = async () => { await settled(world.house.db); return await foldAll(world.house.db, world.district) }
const difference = async () => (await replay(world.house.db, world.district, streams, { derived })).differences

/**
 * The same figures by the plainest means: every case read from its row and its log, nothing summed before, nothing shared with the product but the names.
 */
interface Plain { reported: string; due: Date | null; dueDay: string | null; unit: string | null; area: string | null; source: string; count: Record<string, number> }
async function plainly(): Promise<Plain[]> {
  const { rows } = await sql<{ id: string; state: string; source: string; unit: string | null; area: string | null; reported: string; due: Date | null; due_day: string | null; late: boolean | null; reworks: number; filed: boolean; handled_at: Date | null; flags: string[]; types: string[]; reasons: string | null; handled_last: Date | null }>`
    select c.id, c.state, c.source, c.unit, c.area, to_char(c.reported_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as reported, c.handle_due_at as due, to_char(c.handle_due_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as due_day,
      c.late, c.reworks, c.filed_at is not null as filed, c.handled_at, c.flags, (select array_agg(l.type order by l.version) from log l where l.district = c.district and l.stream = 'case' and l.id = c.id) as types,
      (select max(l.data ->> 'reason') from log l where l.district = c.district and l.stream = 'case' and l.id = c.id and l.type = 'rejected') as reasons, c.handled_at as handled_last
    from case_now c where c.district = ${world.district} and c.state <> 'voided'`.execute(world.house.db)
  return rows.map((row) => {
    const times = (type: string) => row.types.filter((one) => one === type).length
    const handled = row.due !== null && ['handled', 'checking', 'closed'].includes(row.state), closed = row.due !== null && row.state === 'closed'
    const patrol = row.source === 'patrol'
    return {
      reported: row.reported, due: row.due, dueDay: row.due_day, unit: row.unit, area: row.area, source: row.source,
      count: {
        reported: 1, filed: +row.filed, rejected: +(row.state === 'rejected'), repeated: +(row.reasons === 'repeated'), collector_reported: +patrol, collector_filed: +(patrol && row.filed), missed: +(!patrol && row.filed),
        fixed: +(times('fixed') > 0), dispatches: times('dispatched'), wrong_dispatches: times('return-upheld'), dispatched: +(times('dispatched') > 0),
        due: +(row.due !== null), handled: +handled, on_time: +(handled && !row.late), closed: +closed, closed_on_time: +(closed && !row.late), reworked: +(handled && row.reworks > 0), reopened: +(times('reopened') > 0 && row.due !== null),
      },
    }
  })
}
const plainNames = ['reported', 'filed', 'rejected', 'repeated', 'collector_reported', 'collector_filed', 'missed', 'fixed', 'dispatches', 'wrong_dispatches', 'dispatched', 'due', 'handled', 'on_time', 'closed', 'closed_on_time', 'reworked', 'reopened'] as const
const onDue = new Set(['due', 'handled', 'on_time', 'closed', 'closed_on_time', 'reworked', 'reopened'])
const plainSums = (cases: readonly Plain[], from: string, to: string, now: Date): Record<string, number> => Object.fromEntries(plainNames.map((name) => [name, cases.reduce((sum, one) => {
  const counts = onDue.has(name) ? one.dueDay !== null && one.dueDay >= from && one.dueDay <= to && one.due!.getTime() <= now.getTime() : one.reported >= from && one.reported <= to
  return sum + (counts ? one.count[name]! : 0)
}, 0)]))
/** What can be told from those sums alone. */
const tellable = ['received', 'filing_rate', 'dispatch_accuracy', 'due', 'handling_rate', 'handling_on_time', 'closing_rate', 'closing_on_time', 'overdue', 'rework_rate', 'valid_report_rate', 'missed_rate', 'repeat_rate', 'self_handled'] as const
const told = (row: FigureRow | undefined) => Object.fromEntries(tellable.map((key) => [key, row ? [row.figures[key].n, row.figures[key].of] : undefined]))
const expected = (sums: Sums) => { const figures = figuresOf(sums, 'standard'); return Object.fromEntries(tellable.map((key) => [key, [figures[key].n, figures[key].of]])) }

async function sameAsPlainly(from: string, to: string): Promise<void> {
  const now = world.house.clock.now(), cases = await plainly()
  const table = await ask(`by=unit&from=${from}&to=${to}`)
  expect(told(table.total)).toEqual(expected(plainSums(cases, from, to, now)))
  for (const unit of new Set(cases.map((one) => one.unit))) {
    const sums = plainSums(cases.filter((one) => one.unit === unit), from, to, now)
    const row = table.items.find((one) => one.key === (unit ?? '00000000-0000-0000-0000-000000000000'))
    if (row) expect([unit, told(row)]).toEqual([unit, expected(sums)])
    else expect(Object.values(sums).every((n) => n === 0)).toBe(true)
  }
}

describe('a day of mixed lives', () => {
  test('a report counts the moment it is made, before any fold has been', async () => {
    const before = (await ask()).total.figures.received.n
    await clerk.post('/api/case', { source: 'hotline', text: '路口有一堆垃圾', point: EAST })
    expect((await ask()).total.figures.received.n).toBe(before + 1)
    expect(await world.house.db.selectFrom('roll_day').select('n').execute()).toEqual([])
    await fold()
    expect((await ask()).total.figures.received.n).toBe(before + 1)
    expect((await world.house.db.selectFrom('roll_day').select('n').execute()).length).toBeGreaterThan(0)
    // Done again it adds nothing.
    await world.house.db.updateTable('reader_cursor').set({ position: '' }).where('reader', '=', 'figure.fold').execute()
    await fold()
    expect((await ask()).total.figures.received.n).toBe(before + 1)
    expect(await difference()).toEqual([])
  })
  test('filed, rejected, returned, dispatched, handled late, reworked, closed, reopened, voided: each step as a recount says', async () => {
    const id = await caseAt('handling', hands)
    await sameAsPlainly('2026-11-01', '2026-11-30')
    const { body } = await clerk.get(`/api/case/${id}`)
    expect(body.handle_due_at).toBeTruthy()
    // The deadline passes: now it is due, and overdue.
    expect((await ask()).total.figures.due.n).toBe(0)
    await world.at(new Date(Date.parse(body.handle_due_at) + 60_000).toISOString())
    const huanfa = (await ask()).items.find((row) => row.key === world.units.get('huanfa'))!
    expect(huanfa.figures.overdue.n).toBe(1)
    expect(huanfa.figures.handling_on_time).toEqual({ value: 0, n: 0, of: 1, small: true })
    await hands.unit.act(id, 'handle', { text: '清走了', photos: [await put(hands.unit)] })
    await sameAsPlainly('2026-11-01', '2026-11-30')
    await hands.checker.act(id, 'check', { passed: false, text: '还有一袋' })
    await clerk.act(id, 'rework', { text: '再清一次' })
    await sameAsPlainly('2026-11-01', '2026-11-30')
    await hands.unit.act(id, 'handle', { text: '都清走了', photos: [await put(hands.unit)] })
    await hands.checker.act(id, 'check', { passed: true, text: '干净了' })
    await clerk.act(id, 'close', { conditionMet: true })
    await sameAsPlainly('2026-11-01', '2026-11-30')
    const after = (await ask()).total.figures
    expect(after).toMatchObject({ closing_rate: { value: 100 }, closing_on_time: { value: 0 }, rework_rate: { value: 100 }, overdue: { n: 0 } })
    expect(after.check_on_time.of).toBe(1)
    expect(after.handling_time.value).toBeGreaterThan(60)
    await clerk.act(id, 'reopen', { cause: 'office', faked: true, text: '复查不实' })
    await sameAsPlainly('2026-11-01', '2026-12-31')
    await fold()
    await sameAsPlainly('2026-11-01', '2026-12-31')
    expect(await difference()).toEqual([])
  })
  test('every number opens exactly the cases behind it', async () => {
    await caseAt('closed', hands)
    await caseAt('dispatched', hands, { point: WEST })
    await clerk.act(await caseAt('reported', hands), 'reject', { reason: 'repeated', text: '已有一件在办' })
    const table = await ask()
    const steps = ['dispatch_accuracy', 'handling_time']
    for (const row of [table.total, ...table.items]) for (const key of indicatorKeys) for (const part of ['n', 'of'] as const) {
      const figure = row.figures[key], count = part === 'n' ? figure.n : figure.of
      if (count === null || steps.includes(key)) continue
      const answer = await clerk.get(`/api/figure/cases?${row.open}&indicator=${key}&part=${part}&limit=100`)
      expect([row.zh, key, part, answer.body.items?.length]).toEqual([row.zh, key, part, count])
    }
    const page = (await clerk.get(`/api/figure/cases?${table.total.open}&indicator=received&limit=2`)).body
    const rest = (await clerk.get(`/api/figure/cases?${table.total.open}&indicator=received&limit=100&after=${page.next}`)).body
    expect(new Set([...page.items, ...rest.items].map((row: { id: string }) => row.id)).size).toBe(table.total.figures.received.n)
  })
  test('by area, category, source, day and post the lines add up to the district, and the variants are told apart', async () => {
    const whole = (await ask()).total.figures
    for (const by of ['area', 'category', 'source', 'day'] as const) {
      const table = await ask(`by=${by}&${MONTH}`)
      expect([by, table.items.reduce((sum, row) => sum + row.figures.received.n, 0), table.items.reduce((sum, row) => sum + row.figures.due.n, 0)]).toEqual([by, whole.received.n, whole.due.n])
      expect(table.total.figures).toEqual(whole)
    }
    expect((await ask(`by=category&level=pack&${MONTH}`)).items.map((row) => row.key)).toContain('fine-cleaning')
    expect((await ask(`by=area&level=grid&${MONTH}`)).items.map((row) => row.zh)).toContain('东社区第1网格')
    await world.house.db.insertInto('post').values({ district: world.district, id: '00000000-0000-7000-8000-00000000aaaa', code: 'h-1', unit: world.units.get('huanfa')!, zh: '联络员', en: 'Liaison', duty: 'liaison', area: null }).execute()
    world.house.memory.forget('roster/')
    const posts = await ask(`by=post&${MONTH}`), units = await ask()
    expect(posts.items.find((row) => row.key.endsWith('aaaa'))!.figures).toEqual(units.items.find((row) => row.key === world.units.get('huanfa'))!.figures)
    for (const variant of ['tianmen', 'jinhua'] as Variant[]) expect((await ask(`by=unit&${MONTH}&variant=${variant}`)).indicators.find((one) => one.key === 'closing_rate')!.because.zh).toMatch(variant === 'tianmen' ? /不扣除/ : /缓办/)
  })
  test('a period of months and days at its ends is the sum of its days', async () => {
    for (const [from, to] of [['2026-10-15', '2027-01-10'], ['2026-11-23', '2026-11-23'], ['2026-11-01', '2026-11-30'], ['2026-11-20', '2026-12-31'], ['2026-01-01', '2026-12-31']]) await sameAsPlainly(from!, to!)
    expect((await clerk.get('/api/figure?from=2026-12-01&to=2026-11-01')).body).toMatchObject({ kind: 'figure.wrong-period' })
    expect((await clerk.get('/api/figure?by=day&from=2024-12-01&to=2026-11-01')).status).toBe(400)
  })
  test('a unit sees its own lines and the district’s one; the grid worker sees the own area', async () => {
    const all = await ask(), mine = await ask(`by=unit&${MONTH}&days=true`, hands.unit)
    expect(mine.items.map((row) => row.key)).toEqual([world.units.get('huanfa')])
    expect(mine.own!.figures).toEqual(all.items.find((row) => row.key === world.units.get('huanfa'))!.figures)
    expect(mine.total.figures).toEqual(all.total.figures)
    const other = await ask(`by=unit&${MONTH}&unit=${world.units.get('huanfa')}`, urban)
    expect(other.items).toEqual([])
    expect((await urban.get(`/api/figure/cases?${MONTH}&indicator=received&unit=${world.units.get('huanfa')}`)).body.items).toEqual([])
    expect((await ask(`by=category&${MONTH}`, hands.unit)).items.reduce((sum, row) => sum + row.figures.received.n, 0)).toBe(mine.own!.figures.received.n)
    const east = await ask(`by=area&${MONTH}`, grid)
    expect(east.items.map((row) => row.zh)).toEqual(['东社区'])
    expect(mine.own!.days!.reduce((sum, one) => sum + one.reported, 0)).toBe(mine.own!.figures.received.n)
    expect((await (await world.as('admin-system')).get(`/api/figure?${MONTH}`)).status).toBe(403)
  })
  test('the workbook holds what the table says', async () => {
    const answer = await leader.get(`/api/figure/sheet?by=unit&${MONTH}&lang=en`)
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([200, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'attachment; filename="figures.xlsx"'])
  })
})

describe('the fold', () => {
  test('killed midway leaves nothing half done, and the figures are right all the while', async () => {
    await caseAt('closed', hands)
    await settled(world.house.db)
    const before = (await ask()).total.figures
    const rolled = async () => (await sql`select * from roll_month order by slice, month, unit, area, pack, category, source`.execute(world.house.db)).rows
    const was = await rolled()
    // Whatever it was doing last before it died: the mark in the log cannot be moved.
    await sql`create or replace function die() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$`.execute(world.house.db)
    await sql`create trigger die before update on reader_cursor for each row execute function die()`.execute(world.house.db)
    await expect(foldOn(world.house.db, world.district)).rejects.toThrow('killed')
    expect(await rolled()).toEqual(was)
    expect((await ask()).total.figures).toEqual(before)
    await sql`drop trigger die on reader_cursor`.execute(world.house.db)
    // Two at once, in small bites: one works, the other is not needed.
    for (let got = 1; got > 0;) got = (await Promise.all([foldOn(world.house.db, world.district, 3), foldOn(world.house.db, world.district, 3)])).reduce((sum, n) => sum + n, 0)
    expect(await rolled()).not.toEqual(was)
    expect((await ask()).total.figures).toEqual(before)
    expect(await difference()).toEqual([])
  })
  test('cases of an earlier release have no flags yet: the fold makes them', async () => {
    const before = (await ask()).total.figures
    const { db } = world.house
    for (const table of ['case_flag', 'case_counted', 'roll_day', 'roll_month'] as const) await db.deleteFrom(table).execute()
    await db.deleteFrom('reader_cursor').where('reader', '=', 'figure.fold').execute()
    await fold()
    expect((await ask()).total.figures).toEqual(before)
    expect(await difference()).toEqual([])
  })
  test('a sum bent by hand is named by a replay and mended by it', async () => {
    const { db } = world.house
    await sql`update roll_month set due = due + 1 where slice = 'd'`.execute(db)
    await sql`update case_counted set closed = 5 where id = (select id from case_counted order by id limit 1)`.execute(db)
    const found = await difference()
    expect(found.map((one) => one.table)).toEqual(expect.arrayContaining(['roll_month', 'case_counted']))
    expect(found.find((one) => one.table === 'roll_month')!.columns).toEqual(['due'])
    await replay(db, world.district, streams, { derived, write: true })
    expect(await difference()).toEqual([])
    // With a tail that is not folded: no difference either.
    await clerk.post('/api/case', { source: 'hotline', text: '还有一堆', point: EAST })
    expect(await difference()).toEqual([])
  })
  test('no plan of a question reads all cases', async () => {
    const { db } = world.house
    const base = { district: world.district, from: '2026-11-01', to: '2026-11-30', today: '2026-11-24', now: world.house.clock.now() }
    for (const by of [['unit'], ['area'], ['pack', 'category'], ['day'], []] as const) {
      const { text, values } = questionOf({ ...base, by, reach: { all: true, units: [], areas: [] } })
      const plan = await db.transaction().execute(async (tx) => {
        await sql`set local enable_seqscan = off`.execute(tx)
        const client = tx as unknown as { executeQuery(q: { sql: string; parameters: readonly unknown[]; query: object; queryId: object }): Promise<{ rows: { 'QUERY PLAN': string }[] }> }
        return (await client.executeQuery({ sql: `explain ${text}`, parameters: values, query: { kind: 'RawNode' }, queryId: { queryId: 'x' } } as never)).rows.map((row) => row['QUERY PLAN']).join('\n')
      })
      expect([by, /Seq Scan on (case_|log|roll_)/.exec(plan)?.[0]]).toEqual([by, undefined])
      expect(plan).toMatch(/Index.* on log_tail|log_tail on log/)
      expect(plan).not.toMatch(/case_now/)
    }
  })
})

describe('two hundred steps at random', () => {
  const SEED = Number(process.env.SEED ?? 20261123)
  test(`after every one the figures are what a recount says (seed ${SEED})`, async () => {
    const roll = dice(SEED), pick = <T>(all: readonly T[]): T => all[Math.floor(roll() * all.length)]!
    const liaisons: Record<string, Client> = { [world.units.get('huanfa')!]: hands.unit, [world.units.get('urban-management')!]: urban, [world.units.get('community-west')!]: await world.as('liaison.west') }
    const ids: string[] = []
    let now = world.house.clock.now().getTime(), done = 0, refused = 0
    const photoOf = await put(hands.unit), photoOfUrban = await put(urban), photoOfWest = await put(await world.as('liaison.west')), seen = await put(grid)
    const bodies: Record<string, (kase: any) => [Client, object] | undefined> = {
      'ask-verify': () => [clerk, {}], verify: () => [hands.checker, { found: pick(['exists', 'not-found']), text: '看过' }],
      file: () => [clerk, { condition: litter }], reject: () => [clerk, { reason: pick(['repeated', 'not-found', 'unclear']), text: '答复' }],
      dispatch: () => [clerk, roll() < 0.4 ? { unit: world.units.get('urban-management')!, reason: '试' } : {}],
      'sign-for': (kase) => liaisons[kase.unit] && [liaisons[kase.unit]!, {}], 'ask-return': (kase) => liaisons[kase.unit] && [liaisons[kase.unit]!, { reason: 'not-mine', text: '不是我的' }],
      'uphold-return': () => [clerk, {}], 'refuse-return': () => [clerk, { text: '就是你的' }],
      handle: (kase) => liaisons[kase.unit] && [liaisons[kase.unit]!, { text: '好了', photos: [kase.unit === world.units.get('huanfa') ? photoOf : kase.unit === world.units.get('urban-management') ? photoOfUrban : photoOfWest] }],
      check: () => [hands.checker, { passed: roll() < 0.7, text: '看过' }], rework: () => [clerk, { text: '再来' }], close: () => [clerk, { conditionMet: true }],
      reopen: () => [clerk, { cause: 'office', text: '再办', ...(roll() < 0.5 ? { faked: true } : {}) }],
    }
    for (let n = 0; n < 200; n++) {
      if (ids.length < 5 || roll() < 0.12) {
        const patrol = roll() < 0.4
        const made = await (patrol ? grid : clerk).post('/api/case', { source: patrol ? 'patrol' : pick(['hotline', 'citizen', 'media']), text: '路口有一堆', point: patrol || roll() < 0.7 ? EAST : WEST, ...(patrol ? { photos: [seen] } : {}) })
        expect(made.status).toBe(201)
        ids.push(made.body.id)
      } else {
        const id = pick(ids), { body } = await clerk.get(`/api/case/${id}`)
        const may = Object.keys(bodies).filter((one) => roll() < 0.03 || canHappen(body.state, one)), verb = pick(may.length > 0 ? may : ['close']), step = bodies[verb]!(body)
        if (step && (await step[0].act(id, verb, step[1])).status === 200) done++
        else refused++
      }
      if (roll() < 0.2) { now += Math.floor(roll() * 20 * 3_600_000); await world.at(new Date(now).toISOString()) }
      if (roll() < 0.25) { await settled(world.house.db); await foldOn(world.house.db, world.district, pick([1, 7, 500])) }
      await sameAsPlainly('2026-11-20', pick(['2026-11-30', '2026-12-31', '2027-01-05']))
    }
    expect(done).toBeGreaterThan(60)
    await fold()
    await sameAsPlainly('2026-11-01', '2027-03-31')
    expect(await difference()).toEqual([])
    // Nothing is kept that has no name.
    const { rows: [whole] } = await sql<Record<string, number>>`select * from roll_day where slice = 'd' limit 1`.execute(world.house.db)
    for (const measure of measures satisfies readonly Measure[]) expect(whole).toHaveProperty(measure)
    expect(added([{ due: 1 }, { due: 2 }])).toEqual({ due: 3 })
    expect(refused).toBeGreaterThan(0)
  }, 300_000)
})
