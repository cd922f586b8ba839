// What is asked about blind re-checks: mine, the false-closing rate by unit with the cases behind it, and whether each draw holds.
import { z } from 'zod'
import { addDays, dayIn, isDay } from '#core/day.ts'
import { problem } from '#core/problem.ts'
import { wilson } from '#core/wilson.ts'
import { reachOf } from '#kernel/actor.ts'
import { route } from '#kernel/route.ts'
import { readCursor, writeCursor } from '#kernel/scope.ts'
import { atlasOf } from '../../directory/atlas.ts'
import { badCursor } from '../list.ts'
import { faultsOf } from './draw.ts'
import { doneRechecks, drawsOf, falseClosings, myRechecks } from './store.ts'

/** Fewer say nothing of a unit. */
export const FEW = 10
const DAYS = 90
const Day = z.string().max(10).refine(isDay)
export const wrongSpan = problem('figure.wrong-span', 422, () => ({ zh: '起止日期不对：“从”不能晚于“到”，最长三年。', en: 'The days are wrong: "from" may not lie after "to", and at most three years may lie between.' }))
const spanOf = (query: { from?: string | undefined; to?: string | undefined }, now: Date) => {
  const to = query.to ?? dayIn(now), from = query.from ?? addDays(to, -DAYS)
  if (from > to || addDays(from, 1100) < to) throw wrongSpan({})
  return { from, to }
}

const mine = route({
  method: 'GET', path: '/api/case/recheck/mine', name: 'case.recheck-mine', permission: 'case.recheck', title: { zh: '待我复核', en: 'My blind re-checks' },
  answer: z.object({ items: z.array(z.object({ id: z.uuid(), number: z.string(), day: z.string(), due_at: z.string(), late: z.boolean() }).loose()) }),
  run: async ({ actor }, house) => {
    const atlas = await atlasOf({ tx: house.db, district: actor!.district, memory: house.memory })
    return { json: { items: (await myRechecks(house.db, actor!, house.clock.now(), 100)).map((row) => ({ ...row, due_at: row.due_at.toISOString(), area_name: row.area ? atlas.areas.get(row.area)?.name ?? null : null })) } }
  },
})

const Share = z.object({ drawn: z.int(), done: z.int(), false: z.int(), faked: z.int(), share: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable(), few: z.boolean() })
const figure = route({
  method: 'GET', path: '/api/case/false-closing', name: 'case.false-closing', permission: 'case.false-closing', title: { zh: '假结案率', en: 'False closings by unit' }, problems: [wrongSpan],
  query: z.strictObject({ from: Day.optional(), to: Day.optional() }), answer: z.object({ from: z.string(), to: z.string(), total: Share, units: z.array(Share.extend({ unit: z.uuid().nullable(), unit_zh: z.string().nullable(), unit_en: z.string().nullable() })) }),
  run: async ({ actor, query }, house) => {
    const { from, to } = spanOf(query, house.clock.now())
    const [rows, atlas] = await Promise.all([falseClosings(house.db, actor!, reachOf(actor!, 'case.false-closing'), from, to), atlasOf({ tx: house.db, district: actor!.district, memory: house.memory })])
    const share = (row: { drawn: number; done: number; false: number; faked: number }) => {
      const few = row.done < FEW, range = few ? undefined : wilson(row.false, row.done)
      return { drawn: row.drawn, done: row.done, false: row.false, faked: row.faked, share: few ? null : row.false / row.done, low: range?.low ?? null, high: range?.high ?? null, few }
    }
    const sum = (of: 'drawn' | 'done' | 'false' | 'faked') => rows.reduce((all, row) => all + row[of], 0)
    const units = rows.map((row) => ({ unit: row.unit, unit_zh: row.unit ? atlas.units.get(row.unit)?.zh ?? null : null, unit_en: row.unit ? atlas.units.get(row.unit)?.en ?? null : null, ...share(row) }))
    // Those that can be compared first, the worst of them on top; without a rank, for their intervals overlap.
    return { json: { from, to, total: share({ drawn: sum('drawn'), done: sum('done'), false: sum('false'), faked: sum('faked') }), units: units.sort((a, b) => Number(a.few) - Number(b.few) || (b.share ?? 0) - (a.share ?? 0) || b.done - a.done) } }
  },
})
const behind = route({
  method: 'GET', path: '/api/case/false-closing/cases', name: 'case.false-closing-cases', permission: 'case.false-closing', title: { zh: '假结案率背后的案件', en: 'The cases behind the rate' }, problems: [wrongSpan, badCursor],
  query: z.strictObject({ from: Day.optional(), to: Day.optional(), unit: z.union([z.uuid(), z.literal('none')]).optional(), what: z.enum(['done', 'false']).default('done'), after: z.string().max(300).optional(), limit: z.coerce.number().int().min(1).max(100).default(30) }),
  answer: z.object({ items: z.array(z.object({ id: z.uuid(), number: z.string(), day: z.string(), found: z.string(), done_at: z.string() }).loose()), next: z.string().nullable() }),
  run: async ({ actor, query }, house) => {
    const after = query.after === undefined ? undefined : readCursor(query.after)
    if (query.after !== undefined && !after) throw badCursor({})
    const rows = await doneRechecks(house.db, actor!, reachOf(actor!, 'case.false-closing'), { ...spanOf(query, house.clock.now()), unit: query.unit === 'none' ? undefined : query.unit, nobody: query.unit === 'none', onlyFalse: query.what === 'false', limit: query.limit + 1, after })
    const last = rows.length > query.limit ? rows[query.limit - 1] : undefined
    return { json: { items: rows.slice(0, query.limit).map(({ exact: _exact, ...row }) => ({ ...row, done_at: row.done_at.toISOString() })), next: last ? writeCursor(last.exact, last.id) : null } }
  },
})

const draws = route({
  method: 'GET', path: '/api/case/recheck/draws', name: 'case.recheck-draws', permission: 'log.verify', title: { zh: '盲样抽签，重新推算', en: 'The draws, derived again' },
  answer: z.object({ items: z.array(z.object({ day: z.string(), commitment: z.string(), nonce: z.string(), frame: z.int(), frame_hash: z.string(), seed: z.string(), percent: z.int(), n: z.int(), result_hash: z.string(), committed_at: z.string(), drawn_at: z.string(), in_time: z.boolean(), faults: z.array(z.string()) })) }),
  run: async ({ actor }, house) => ({ json: { items: (await drawsOf(house.db, actor!.district, 62)).map((row) => ({
    day: row.day, commitment: row.commitment, nonce: row.nonce, frame: row.frame.split('\n').length - 1, frame_hash: row.frame_hash, seed: row.seed, percent: row.percent, n: row.n, result_hash: row.result_hash,
    committed_at: row.committed_at.toISOString(), drawn_at: row.drawn_at.toISOString(), in_time: dayIn(row.committed_at) <= row.day, faults: faultsOf(row, row.sample),
  })) } }),
})
export const recheckRoutes = [mine, figure, behind, draws]
