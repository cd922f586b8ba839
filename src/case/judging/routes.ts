// 照片存疑: the cases with doubts about their photos that nobody has judged.
import { z } from 'zod'
import { reachOf } from '#kernel/actor.ts'
import { route } from '#kernel/route.ts'
import { readCursor, writeCursor } from '#kernel/scope.ts'
import { atlasOf } from '../../directory/atlas.ts'
import { badCursor } from '../list.ts'
import { photoFlags } from './flags.ts'
import { flaggedCases } from './store.ts'

export const flagged = route({
  method: 'GET', path: '/api/case/flagged', name: 'case.flagged', permission: 'case.judge-photo', title: { zh: '照片存疑的案件', en: 'Cases with doubtful photos' }, problems: [badCursor],
  query: z.strictObject({ unit: z.uuid().optional(), flag: z.enum(photoFlags).optional(), after: z.string().max(300).optional(), limit: z.coerce.number().int().min(1).max(100).default(30) }),
  answer: z.object({ items: z.array(z.object({ id: z.uuid(), number: z.string(), flags: z.array(z.enum(photoFlags)), n: z.int(), photo: z.string() }).loose()), next: z.string().nullable(), by_unit: z.array(z.object({ unit: z.uuid().nullable(), unit_zh: z.string().nullable(), unit_en: z.string().nullable(), n: z.int() })).nullable() }),
  run: async ({ actor, query }, house) => {
    const after = query.after === undefined ? undefined : readCursor(query.after)
    if (query.after !== undefined && !after) throw badCursor({})
    const [{ rows, byUnit }, atlas] = await Promise.all([flaggedCases(house.db, actor!, reachOf(actor!, 'case.judge-photo'), { unit: query.unit, flag: query.flag, limit: query.limit + 1, after }), atlasOf({ tx: house.db, district: actor!.district, memory: house.memory })])
    const named = (unit: string | null) => ({ unit_zh: unit ? atlas.units.get(unit)?.zh ?? null : null, unit_en: unit ? atlas.units.get(unit)?.en ?? null : null })
    const last = rows.length > query.limit ? rows[query.limit - 1] : undefined
    return { json: {
      items: rows.slice(0, query.limit).map(({ exact: _exact, found: _found, ...row }) => ({ ...row, ...named(row.unit), area_name: row.area ? atlas.areas.get(row.area)?.name ?? null : null })),
      next: last ? writeCursor(last.exact, last.id) : null, by_unit: byUnit?.map((row) => ({ ...row, ...named(row.unit) })) ?? null,
    } }
  },
})
