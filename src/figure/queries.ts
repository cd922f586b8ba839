// The routes of figures: the table, its workbook, the cases behind a number, hot spots and what was proposed of them.
import { z } from 'zod'
import { dayIn } from '#core/day.ts'
import { reachOf } from '#kernel/actor.ts'
import { route } from '#kernel/route.ts'
import { asFile } from '#kernel/sheet/write.ts'
import { atlasOf } from '../directory/atlas.ts'
import { shelfOf } from '../pack/store.ts'
import { BehindQuery, casesBehind, dated } from './behind.ts'
import { hotSpots } from './hot-spots.ts'
import { proposals, proposedOf } from './list.ts'
import { figureSheet } from './sheet.ts'
import { checkPeriod, FigureQuery, figureTable, filterOf, wrongPeriod } from './tables.ts'
import { groupings, variants, type HotSpot, type ProposalKind } from './words.ts'

const Said = z.object({ zh: z.string(), en: z.string() })
const Row = z.object({
  key: z.string(), zh: z.string(), en: z.string(), open: z.string(), figures: z.record(z.string(), z.object({ value: z.number().nullable(), n: z.int(), of: z.int().nullable(), small: z.boolean() })),
  days: z.array(z.object({ day: z.string(), reported: z.int(), due: z.int(), on_time: z.int() })).optional(),
})
const Table = z.object({
  by: z.enum(groupings), from: z.string(), to: z.string(), variant: z.enum(variants), as_of: z.string(),
  indicators: z.array(z.object({ key: z.string(), title: Said, kind: z.enum(['share', 'count', 'minutes']), good: z.enum(['high', 'low']).nullable(), basis: z.enum(['reported', 'due']), because: Said })),
  total: Row, own: Row.nullable(), items: z.array(Row),
})

const table = route({
  method: 'GET', path: '/api/figure', name: 'figure.list', permission: 'figure.list', title: { zh: '指标', en: 'Figures' }, query: FigureQuery, answer: Table, problems: [wrongPeriod],
  run: async ({ actor, query }, house) => ({ json: await figureTable(house, actor!, query) }),
})
const sheet = route({
  method: 'GET', path: '/api/figure/sheet', name: 'figure.sheet', permission: 'figure.list', limit: 'exports', title: { zh: '导出指标', en: 'Export figures' }, problems: [wrongPeriod],
  query: FigureQuery.omit({ days: true }).extend({ lang: z.enum(['zh', 'en']).default('zh') }),
  run: async ({ actor, query }, house) => {
    const { lang, ...asked } = query as z.output<typeof FigureQuery> & { lang: 'zh' | 'en' }
    return asFile('figures.xlsx', await figureSheet(await figureTable(house, actor!, { ...asked, days: 'false' }), lang))
  },
})
const behind = route({
  method: 'GET', path: '/api/figure/cases', name: 'figure.cases', permission: 'figure.list', title: { zh: '指标背后的案件', en: 'The cases behind a figure' }, query: BehindQuery, problems: [wrongPeriod],
  answer: z.object({ items: z.array(z.object({ id: z.uuid(), number: z.string() }).loose()), next: z.string().nullable() }),
  run: async ({ actor, query }, { db, memory, clock }) => {
    const now = clock.now(), asked = dated(query as z.output<typeof BehindQuery>, now)
    checkPeriod(asked)
    const filter = filterOf(query, await atlasOf({ tx: db, district: actor!.district, memory }))
    return { text: await casesBehind(db, memory, actor!.district, asked, { ...filter, reach: reachOf(actor!, 'figure.list') }, { today: dayIn(now), now }) }
  },
})

const SPOTS_MAX = 100, CASES_MAX = 30
const Spot = z.object({
  id: z.uuid(), pack: z.string(), category: z.string(), zh: z.string(), en: z.string(), lon: z.number(), lat: z.number(), radius_m: z.int(), n: z.int(), open: z.int(), first: z.string(), last: z.string(), hours: z.array(z.int()),
  unit: z.string().nullable(), unit_zh: z.string().nullable(), unit_en: z.string().nullable(), area: z.string().nullable(), area_name: z.string().nullable(), photo: z.string().nullable(), cases: z.array(z.string()), proposed: z.array(z.string()),
})
/** Looked through anew at most every so often for one reach. */
const SPOTS_AGE_MS = 20_000
const spots = route({
  method: 'GET', path: '/api/figure/hot-spots', name: 'figure.hot-spots', permission: 'figure.list', title: { zh: '多发点位', en: 'Hot spots' },
  query: z.strictObject({ days: z.coerce.number().int().min(1).max(90).default(30), pack: z.string().max(64).optional(), category: z.string().max(64).optional() }), answer: z.object({ items: z.array(Spot), more: z.boolean() }),
  run: async ({ actor, query }, { db, memory, clock }) => {
    const reach = reachOf(actor!, 'figure.list'), { district } = actor!
    const found = await memory.recall(`figure/spots/${district}/${JSON.stringify([reach.all ? 'all' : reach, query])}`, SPOTS_AGE_MS, () => hotSpots(db, { district, now: clock.now(), ...query, reach }))
    const some = found.slice(0, SPOTS_MAX), atlas = await atlasOf({ tx: db, district, memory }), proposed = Map.groupBy(await proposedOf(db, district, some.map((one) => one.id)), (one) => one.first_case)
    const items: HotSpot[] = some.map((one) => {
      const unit = one.unit === null ? undefined : atlas.units.get(one.unit)
      return {
        ...one, first: one.first.toISOString(), last: one.last.toISOString(), unit_zh: unit?.zh ?? null, unit_en: unit?.en ?? null, area_name: one.area === null ? null : atlas.areas.get(one.area)?.name ?? null,
        cases: one.cases.slice(0, CASES_MAX), proposed: (proposed.get(one.id) ?? []).map(({ kind }) => kind as ProposalKind),
      }
    })
    return { json: { items, more: found.length > SPOTS_MAX } }
  },
})
const proposed = route({
  method: 'GET', path: '/api/figure/proposal', name: 'figure.proposals', permission: 'proposal.propose-project', title: { zh: '立项建议', en: 'Proposals' },
  answer: z.object({ items: z.array(z.object({
    id: z.uuid(), kind: z.string(), first_case: z.uuid(), pack: z.string(), category: z.string(), zh: z.string(), en: z.string(), unit_zh: z.string().nullable(), unit_en: z.string().nullable(), area_name: z.string().nullable(),
    lon: z.number(), lat: z.number(), n: z.int(), first_at: z.string(), last_at: z.string(), text: z.string().nullable(), proposed_at: z.string(),
  })) }),
  run: async ({ actor }, { db, memory }) => {
    const from = { tx: db, district: actor!.district, memory }, atlas = await atlasOf(from), shelf = await shelfOf(from)
    return { json: { items: (await proposals(db, actor!.district, 200)).map(({ version: _version, unit, area, first_at, last_at, proposed_at, ...row }) => {
      const title = shelf.category(row.pack, row.category)?.category.title, of = unit === null ? undefined : atlas.units.get(unit)
      return { ...row, zh: title?.zh ?? row.category, en: (title?.en ?? '') || row.category, unit_zh: of?.zh ?? null, unit_en: of?.en ?? null, area_name: area === null ? null : atlas.areas.get(area)?.name ?? null, first_at: first_at.toISOString(), last_at: last_at.toISOString(), proposed_at: proposed_at.toISOString() }
    }) } }
  },
})

export const queries = [table, sheet, behind, spots, proposed]
