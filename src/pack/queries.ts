// What can be asked about packs, and the two changes of this room: a city's standard comes in, a unit name is mapped.
import { z } from 'zod'
import { change } from '#kernel/change.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { busy, readSheetsApart, tooHeavy } from '#kernel/sheet-thread.ts'
import { sheetProblems } from '#kernel/sheet/problems.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { problem } from '#core/problem.ts'
import { atlasOf, forgetAtlas } from '../directory/atlas.ts'
import { mapAlias, titlesOf } from '../directory/store.ts'
import { importStandard } from './import.ts'
import { changes } from './routes-change.ts'
import { trials } from './routes-trial.ts'
import { possible } from './standard/limits.ts'
import { groundsOf } from './grounds.ts'
import { searchCategories } from './search.ts'
import { contentOf, forgetShelf, shelfOf, versions } from './store.ts'
import { unmappedIn } from './unmapped.ts'
import { PackContent } from './words.ts'

const Said = z.object({ zh: z.string(), en: z.string() })
const Place = z.object({ path: z.string(), said: Said })
const Unmapped = z.object({ name: z.string(), rows: z.int() })

const list = route({
  method: 'GET', path: '/api/pack', name: 'pack.list', permission: 'pack.list', title: { zh: '方案', en: 'Packs' },
  answer: z.object({ items: z.array(z.object({ pack: z.string(), version: z.int(), zh: z.string(), en: z.string(), action: z.string().nullable(), categories: z.int(), conditions: z.int(), installed_at: z.string(), source: z.string(), unmapped: z.int() })) }),
  run: async ({ actor }, { db, memory }) => {
    const from = { tx: db, district: actor!.district, memory }
    const [shelf, atlas, groups] = [await shelfOf(from), await atlasOf(from), new Set((await groundsOf(from)).groups.keys())]
    return { json: { items: shelf.packs.map(({ pack, version, source, installedAt, content }) => ({
      pack, version, zh: content.title.zh, en: content.title.en, action: content.action ?? null, categories: content.categories.length,
      conditions: content.categories.reduce((n, c) => n + c.conditions.length, 0), installed_at: installedAt, source, unmapped: unmappedIn(content, atlas, groups).length,
    })) } }
  },
})
const one = route({
  method: 'GET', path: '/api/pack/{pack}', name: 'pack.get', permission: 'pack.list', title: { zh: '一个方案', en: 'One pack' }, problems: [notFound],
  query: z.strictObject({ version: z.coerce.number().int().min(1).max(2_147_483_647).optional() }),
  answer: z.object({ pack: z.string(), version: z.int(), versions: z.array(z.object({ version: z.int(), source: z.string(), installed_at: z.string(), by: Said.nullable(), why: z.string().nullable(), base_version: z.int().nullable() })), content: PackContent, unmapped: z.array(Unmapped) }),
  run: async ({ actor, params, query }, { db, memory }) => {
    const from = { tx: db, district: actor!.district, memory }
    const all = await versions(db, actor!.district, params.pack!)
    const version = query.version ?? all[0]?.version
    const content = version === undefined ? undefined : await contentOf(db, actor!.district, params.pack!, version)
    if (!content) throw notFound({ noun: 'pack' })
    const titles = await titlesOf(db, actor!.district, [...new Set(all.flatMap((each) => each.installed_by ?? []))])
    const told = all.map(({ installed_by, overlay: _overlay, ...each }) => ({ ...each, by: installed_by ? titles.get(installed_by) ?? null : null }))
    return { json: { pack: params.pack, version, versions: told, content, unmapped: unmappedIn(content, await atlasOf(from), new Set((await groundsOf(from)).groups.keys())) } }
  },
})
const categories = route({
  method: 'GET', path: '/api/category', name: 'category.list', permission: 'pack.list', title: { zh: '查类别', en: 'Find a category' },
  query: z.strictObject({ q: z.string().trim().max(60).default(''), limit: z.coerce.number().int().min(1).max(200).default(40) }),
  answer: z.object({ items: z.array(z.object({ pack: z.string(), category: z.string(), zh: z.string(), en: z.string() }).loose()) }),
  run: async ({ actor, query }, { db, memory }) => ({ json: { items: searchCategories((await shelfOf({ tx: db, district: actor!.district, memory })).packs, query.q, query.limit) } }),
})

const Import = z.strictObject({
  file: z.string().min(1).max(200).default('standard.xlsx'), pack: z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/).default('local'),
  'dry-run': z.enum(['true', 'false']).default('false'),
  day: z.enum(possible.天).optional(), hour: z.enum(possible.小时).optional(), 'urgent-day': z.enum(possible.紧急工作日).optional(),
})
const standard = route({
  method: 'POST', path: '/api/pack/import-standard', name: 'pack.import-standard', permission: 'pack.import', title: { zh: '导入立案标准', en: 'Import a filing standard' }, problems: [...sheetProblems, tooHeavy, busy],
  query: Import, upload: { maxBytes: 20 * 1024 * 1024, mediaTypes: ['application/octet-stream'] },
  answer: z.object({
    dry_run: z.boolean(), pack: z.string(), version: z.int().nullable(), fresh: z.boolean(), counts: z.object({ majors: z.int(), minors: z.int(), conditions: z.int() }),
    ambiguous: z.array(z.object({ word: z.string(), rows: z.int(), reading: z.string(), isDefault: z.boolean(), param: z.string(), choices: z.array(z.string()) })), unknownUnits: z.array(Unmapped), notes: z.array(Place), faults: z.array(Place),
  }),
  run: async (asked, house) => {
    const { query } = asked
    const sheets = await readSheetsApart(asked.bytes, query.file)
    const answer = await change(asked, house, async (tx, now) => {
      const done = await importStandard(tx, { actor: asked.actor!, now, memory: house.memory }, {
        sheets, fileName: query.file, pack: query.pack, dryRun: query['dry-run'] === 'true',
        readings: { ...(query.day ? { 天: query.day } : {}), ...(query.hour ? { 小时: query.hour } : {}), ...(query['urgent-day'] ? { 紧急工作日: query['urgent-day'] } : {}) },
      })
      return { json: done, audit: [] }
    })
    forgetShelf(house.memory, asked.actor!.district)
    return answer
  },
})

const unknownUnit = problem('pack.unknown-unit', 422, () => ({ zh: '没有这个单位。请从单位表里选一个。', en: 'There is no such unit. Choose one from the list.' }))
const MapUnit = z.strictObject({ name: z.string().trim().min(1).max(120), unit: z.uuid() })
const mapUnit = route({
  method: 'POST', path: '/api/pack/map-unit', name: 'pack.map-unit', permission: 'pack.map-unit', title: { zh: '对应单位名称', en: 'Map a unit name' }, input: MapUnit, problems: [unknownUnit],
  answer: z.object({ name: z.string(), unit: z.uuid() }), example: { name: '市排水服务中心', unit: '00000000-0000-7000-8000-000000000000' },
  run: async (asked, house) => {
    const actor = asked.actor!
    const answer = await change(asked, house, async (tx, now) => {
      const { name, unit } = parseInput(MapUnit, asked.input)
      const atlas = await atlasOf({ tx, district: actor.district, memory: house.memory })
      if (!atlas.units.has(unit)) throw unknownUnit({}, [{ path: 'unit', said: unknownUnit.example().said }])
      await mapAlias(tx, actor.district, name, unit, actor.account, now)
      return { json: { name, unit }, audit: [{ stream: 'unit', id: unit, facts: [{ type: 'name-mapped', name } as { type: string }] }] }
    })
    forgetAtlas(house.memory, actor.district)
    return answer
  },
})

export const queries = [list, standard, mapUnit, ...changes, ...trials, one, categories]
