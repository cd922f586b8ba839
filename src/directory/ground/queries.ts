// The routes of the ground: import, faults, one area and its changes, names to points, what goes out, sources of tiles.
import { z } from 'zod'
import { dayIn } from '#core/day.ts'
import { problem } from '#core/problem.ts'
import { reachOf } from '#kernel/actor.ts'
import { change } from '#kernel/change.ts'
import { nameId } from '#kernel/log.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { busy, tooHeavy } from '#kernel/sheet-thread.ts'
import { sheetProblems } from '#kernel/sheet/problems.ts'
import { asFile } from '#kernel/sheet/write.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { atlasOf, forgetAtlas } from '../atlas.ts'
import { changeArea, areaProblems, Amend, Retire, retireArea } from './amend.ts'
import { isOver } from './day.ts'
import { areasAsGeoJson, areasAsXlsx, faultsAsCsv, faultsAsXlsx } from './export.ts'
import { fieldNames, type Field } from './fields.ts'
import { gazetteerFor, groundFaults } from './ground.ts'
import { importGround, layerTooBig, notFitting, tryGround } from './import.ts'
import { notGround, tooManyShapes } from './row.ts'
import { accountsAt, groundAreas, tileSettings, versionsOf, writeTiles } from './store.ts'
import { readApart } from './thread.ts'
import { faultsOfTiles, sourcesOf, templatesOf, Tiles } from './tiles.ts'
import { areaKinds, faultKinds, layerKinds, levels, systems, type TileSource } from './words.ts'

const GroundFaultShape = z.object({
  kind: z.enum(faultKinds), level: z.enum(levels), path: z.string(), codes: z.array(z.string()), lon: z.number().optional(), lat: z.number().optional(), m2: z.number().optional(), ring: z.array(z.tuple([z.number(), z.number()])).optional(), said: z.object({ zh: z.string(), en: z.string() }),
})
const Column = z.string().min(1).max(100).optional()
const Import = z.strictObject({
  file: z.string().min(1).max(200).default('ground.geojson'), what: z.enum(['area', ...layerKinds]).default('area'), system: z.enum(systems).default('wgs84'),
  missing: z.enum(['keep', 'retire']).default('keep'), kind: z.enum(areaKinds).optional(), under: z.string().max(60).optional(), 'dry-run': z.enum(['true', 'false']).default('false'),
  ...(Object.fromEntries(Object.keys(fieldNames).map((field) => [`col-${field}`, Column])) as Record<`col-${Field}`, typeof Column>),
})
const Counts = z.object({ read: z.int(), fresh: z.int(), changed: z.int(), unchanged: z.int(), gone: z.int(), must: z.int(), should: z.int(), note: z.int() })
const importRoute = route({
  method: 'POST', path: '/api/ground/import', name: 'ground.import', permission: 'ground.edit', title: { zh: '导入辖区或图层', en: 'Import areas or a map layer' },
  problems: [...sheetProblems, tooHeavy, busy, notGround, tooManyShapes, notFitting, layerTooBig], query: Import, upload: { maxBytes: 20 * 1024 * 1024, mediaTypes: ['application/octet-stream'] },
  answer: z.object({
    dry_run: z.boolean(), what: z.string(), system: z.string(), edition: z.int(), format: z.string(), encoding: z.string().nullable(), projected: z.boolean(), headings: z.array(z.string()), columns: z.record(z.string(), z.string()),
    counts: Counts, items: z.array(z.object({ code: z.string(), name: z.string(), kind: z.string(), changes: z.array(z.string()) })), gone: z.array(z.object({ code: z.string(), name: z.string() })), faults: z.array(GroundFaultShape),
  }),
  run: async (asked, house) => {
    const { query } = asked, actor = asked.actor!
    const columns = Object.fromEntries(Object.keys(fieldNames).flatMap((field) => { const heading = query[`col-${field}`] as string | undefined; return heading === undefined ? [] : [[field, heading]] })) as Partial<Record<Field, string>>
    const read = await readApart(asked.bytes, query.file, { what: query.what, system: query.system, columns, kind: query.kind })
    const wish = { what: query.what, system: query.system, missing: query.missing, under: query.under, dryRun: query['dry-run'] === 'true', bytes: asked.bytes }
    if (wish.dryRun) return { json: await tryGround(house.db, { actor, now: house.clock.now() }, read, wish) }
    const answer = await change(asked, house, (tx, now) => importGround(tx, { actor, now }, read, wish))
    forgetAtlas(house.memory, actor.district)
    house.sessions.forget()
    return answer
  },
})

const faults = route({
  method: 'GET', path: '/api/ground/fault', name: 'ground.faults', permission: 'directory.list', title: { zh: '地图问题', en: 'Faults of the ground' }, problems: [tooHeavy],
  query: z.strictObject({ level: z.enum(levels).optional(), kind: z.enum(faultKinds).optional(), code: z.string().max(60).optional(), from: z.coerce.number().int().min(0).max(1_000_000).default(0), limit: z.coerce.number().int().min(1).max(500).default(100) }),
  answer: z.object({ items: z.array(GroundFaultShape), count: z.int(), counts: z.object({ must: z.int(), should: z.int(), note: z.int() }) }),
  run: async ({ actor, query }, { db, memory, clock }) => {
    const all = await groundFaults({ memory, tx: db, district: actor!.district }, clock.now())
    const some = all.filter((fault) => (!query.level || fault.level === query.level) && (!query.kind || fault.kind === query.kind) && (!query.code || fault.codes.includes(query.code)))
    const of = (level: string) => all.filter((fault) => fault.level === level).length
    return { json: { items: some.slice(query.from, query.from + query.limit), count: some.length, counts: { must: of('must'), should: of('should'), note: of('note') } } }
  },
})

const out = route({
  method: 'GET', path: '/api/ground/export', name: 'ground.export', permission: 'directory.list', title: { zh: '导出辖区或问题清单', en: 'Give out areas or faults' }, problems: [tooHeavy],
  query: z.strictObject({ what: z.enum(['area', 'fault']).default('area'), format: z.enum(['geojson', 'xlsx', 'csv']).default('xlsx'), system: z.enum(systems).default('wgs84'), ended: z.enum(['true', 'false']).default('false') }),
  run: async ({ actor, query }, { db, memory, clock }) => {
    const day = dayIn(clock.now())
    if (query.what === 'fault') {
      const all = await groundFaults({ memory, tx: db, district: actor!.district }, clock.now())
      return query.format === 'csv' ? asFile(`faults-${day}.csv`, faultsAsCsv(all)) : asFile(`faults-${day}.xlsx`, await faultsAsXlsx(all))
    }
    const areas = (await groundAreas(db, actor!.district)).filter((area) => query.ended === 'true' || !isOver(area, day))
    return query.format === 'geojson' ? asFile(`areas-${query.system}-${day}.geojson`, areasAsGeoJson(areas, query.system)) : asFile(`areas-${query.system}-${day}.xlsx`, await areasAsXlsx(areas, query.system))
  },
})

const Title = z.object({ zh: z.string(), en: z.string() })
const oneArea = route({
  method: 'GET', path: '/api/area/{id}', name: 'area.get', permission: 'directory.list', title: { zh: '一个辖区', en: 'One area' }, problems: [notFound],
  answer: z.object({
    id: z.uuid(), parent: z.uuid().nullable(), kind: z.string(), code: z.string(), name: z.string(), m2: z.number().nullable(), lon: z.number().nullable(), lat: z.number().nullable(), valid_from: z.string().nullable(), valid_to: z.string().nullable(), edition: z.int(),
    line: z.array(z.object({ id: z.uuid(), code: z.string(), name: z.string(), kind: z.string() })), below: z.int(), unit: z.object({ id: z.uuid(), zh: z.string(), en: z.string(), own: z.boolean() }).nullable(),
    accounts: z.array(Title.extend({ area: z.string(), own: z.boolean(), roles: z.array(Title) })), versions: z.array(z.object({ edition: z.int(), at: z.string(), name: z.string(), by: Title.nullable(), drawn: z.boolean(), system: z.string().nullable() })),
  }),
  run: async ({ actor, params }, { db, memory, clock }) => {
    const district = actor!.district, day = dayIn(clock.now())
    const atlas = await atlasOf({ tx: db, district, memory })
    const area = atlas.areas.get(params.id!)
    if (!area) throw notFound({ noun: 'area' })
    const line = atlas.lineage(area.id), versions = await versionsOf(db, district, area.id)
    const unit = atlas.territory(area.id)
    const accounts = await accountsAt(db, district, line.map((each) => each.id))
    return { json: {
      ...area, edition: versions[0]?.edition ?? 0, line: line.map(({ id, code, name, kind }) => ({ id, code, name, kind })), below: [...atlas.areas.values()].filter((each) => each.parent === area.id && !isOver(each, day)).length,
      unit: unit ? { id: unit.id, zh: unit.zh, en: unit.en, own: unit.area === area.id } : null,
      accounts: accounts.map((account) => ({ zh: account.zh, en: account.en, roles: account.roles, area: atlas.areas.get(account.area)?.name ?? '', own: account.area === area.id })),
      versions: versions.map((version) => ({ edition: version.edition, at: version.changed_at.toISOString(), name: version.name, by: version.by_zh === null ? null : { zh: version.by_zh, en: version.by_en ?? '' }, drawn: version.drawn, system: version.raw_system })),
    } }
  },
})

const amend = route({
  method: 'POST', path: '/api/area/{id}/amend', name: 'area.amend', permission: 'ground.edit', title: { zh: '改辖区', en: 'Correct an area' }, input: Amend, problems: [notFound, ...areaProblems], answer: z.object({ id: z.uuid(), edition: z.int() }),
  example: { code: 'shiqiao-01', name: '石桥社区第1网格', kind: 'grid', parent: '00000000-0000-7000-8000-000000000000', edition: 1 },
  run: async (asked, house) => {
    const input = parseInput(Amend, asked.input)
    const answer = await change(asked, house, (tx, now) => changeArea(tx, { actor: asked.actor!, now }, asked.params.id!, input))
    forgetAtlas(house.memory, asked.actor!.district)
    house.sessions.forget()
    return answer
  },
})
const retire = route({
  method: 'POST', path: '/api/area/{id}/retire', name: 'area.retire', permission: 'ground.edit', title: { zh: '停用或恢复辖区', en: 'End an area, or bring it back' }, input: Retire, problems: [notFound, ...areaProblems], answer: z.object({ id: z.uuid(), edition: z.int() }), example: { to: '2026-12-01' },
  run: async (asked, house) => {
    const input = parseInput(Retire, asked.input)
    const answer = await change(asked, house, (tx, now) => retireArea(tx, { actor: asked.actor!, now }, asked.params.id!, input))
    forgetAtlas(house.memory, asked.actor!.district)
    house.sessions.forget()
    return answer
  },
})

const places = route({
  method: 'GET', path: '/api/place', name: 'place.find', permission: 'directory.list', title: { zh: '按名字找地点', en: 'Find a place by name' },
  query: z.strictObject({ q: z.string().trim().max(60).default(''), limit: z.coerce.number().int().min(1).max(50).default(12) }),
  answer: z.object({ items: z.array(z.object({ name: z.string(), kind: z.string(), lon: z.number(), lat: z.number(), area: z.object({ id: z.uuid(), name: z.string() }).nullable() })) }),
  run: async ({ actor, query }, { db, memory, clock }) => {
    const from = { tx: db, district: actor!.district, memory }, reach = reachOf(actor!, 'directory.list')
    const [gazetteer, atlas, now] = [await gazetteerFor(from), await atlasOf(from), clock.now()]
    // Whoever may only see some areas finds only what lies in them: more are looked up than shown, so that the limit holds.
    const items = gazetteer.find(query.q, reach.all ? query.limit : 500).map(({ name, kind, lon, lat }) => { const area = atlas.areaAt(lon, lat, now); return { name, kind, lon, lat, area: area ? { id: area.id, name: area.name } : null } })
    return { json: { items: items.filter((item) => reach.all || (item.area !== null && reach.areas.includes(item.area.id))).slice(0, query.limit) } }
  },
})

const Saved = z.object({ id: z.string(), name: z.string() }).loose()
const sources = route({
  method: 'GET', path: '/api/map/source', name: 'map.sources', permission: 'directory.list', title: { zh: '底图图源', en: 'Sources of the background map' },
  answer: z.object({ on: z.array(z.object({ id: z.string(), name: z.string(), system: z.string(), number: z.string(), attribution: z.string(), minZoom: z.int(), maxZoom: z.int(), layers: z.array(z.object({ url: z.string(), hosts: z.array(z.string()) })) })), all: z.array(Saved).nullable() }),
  run: async ({ actor }, { db }) => {
    const all = sourcesOf((await tileSettings(db, actor!.district))[0])
    const on = all.filter((source) => source.on).map((source) => ({ id: source.id, name: source.name, system: source.system, number: source.number, attribution: source.attribution, minZoom: source.minZoom, maxZoom: source.maxZoom, layers: templatesOf(source) }))
    return { json: { on, all: actor!.may.has('settings') ? all : null } }
  },
})
const wrongTiles = problem('map.wrong-source', 422, () => ({ zh: '有的图源填得不对，没有保存。', en: 'Some sources are not right; nothing was saved.' }))
const setSources = route({
  method: 'POST', path: '/api/map/source', name: 'map.set-sources', permission: 'settings', title: { zh: '设定底图图源', en: 'Set the background map' }, input: Tiles, problems: [wrongTiles], answer: z.object({ saved: z.int() }),
  example: { sources: [{ id: 'tianditu', name: '天地图', kind: 'tianditu', key: 'the-key-of-the-site', style: 'vec', system: 'cgcs2000', number: '审图号', attribution: '天地图', on: true }] },
  run: async (asked, house) => {
    const input = parseInput(Tiles, asked.input)
    const list = input.sources as TileSource[]
    const wrong = faultsOfTiles(list)
    if (wrong.length > 0) throw wrongTiles({}, wrong)
    const answer = await change(asked, house, async (tx) => {
      await writeTiles(tx, asked.actor!.district, { sources: list })
      return { json: { saved: list.length }, audit: [{ stream: 'ground', id: nameId('ground', 'tiles'), facts: [{ type: 'tiles-set', sources: list.map(({ id, kind, on }) => ({ id, kind, on })) } as { type: string }] }] }
    })
    house.memory.forget('tiles')
    return answer
  },
})

export const groundRoutes = [importRoute, faults, out, oneArea, amend, retire, places, sources, setSources]
