// The ground brought in by a clerk: GeoJSON, shapefiles, sheets, in four systems; tried first, taken whole or not at all, mended, given out.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import writeBook from 'write-excel-file/node'
import { fromWgs84, toWgs84, type Position } from '#core/coordinates.ts'
import type { Client } from '../client.ts'
import { shapefile, shpOf, dbfOf, type Shp } from '../shapefile.ts'
import { smallDistrict, type World } from '../small-district.ts'

let world: World, clerk: Client
beforeAll(async () => { world = await smallDistrict(); clerk = await world.as('clerk') })
afterAll(async () => { await world?.close(); expect(world?.faults ?? []).toEqual([]) })

type Ring = Position[]
const box = (w: number, s: number, e: number, n: number): Ring => [[w, s], [e, s], [e, n], [w, n], [w, s]]
const feature = (code: string, ring: Ring, props: object = {}) => ({ type: 'Feature', properties: { code, name: `${code}网格`, kind: '网格', parent: 'east', ...props }, geometry: { type: 'Polygon', coordinates: [ring] } })
const geojson = (...features: unknown[]) => new TextEncoder().encode(JSON.stringify({ type: 'FeatureCollection', features }))
const load = (bytes: Uint8Array, query: Record<string, string> = {}, key?: string) => clerk.send(`/api/ground/import?${new URLSearchParams(query)}`, bytes, key ? { key } : {})
const trial = (bytes: Uint8Array, query: Record<string, string> = {}) => load(bytes, { 'dry-run': 'true', ...query })
const counts = (body: any) => [body.counts.fresh, body.counts.changed, body.counts.unchanged]
const areaOf = async (code: string) => (await clerk.get('/api/area?ended=true')).body.items.find((area: any) => area.code === code)
const kinds = (body: any) => body.faults.map((fault: any) => [fault.kind, fault.level, ...fault.codes])
const where = async (lon: number, lat: number) => { const { body } = await clerk.post('/api/case', { source: 'hotline', text: '一件事', point: { lon, lat } }); return (await clerk.get(`/api/case/${body.id}`)).body.area }

describe('an import', () => {
  const two = geojson(feature('n-1', box(120.71, 31.3, 120.715, 31.31)), feature('n-2', box(120.715, 31.3, 120.72, 31.31)))
  test('is tried without leaving anything, then taken in, and the same again changes nothing', async () => {
    expect(counts((await trial(two)).body)).toEqual([2, 0, 0])
    expect(await areaOf('n-1')).toBeUndefined()
    const done = await load(two, {}, 'import-once-0001')
    expect([done.status, counts(done.body), done.body.edition]).toEqual([200, [2, 0, 0], 1])
    expect((await load(two, {}, 'import-once-0001')).body).toEqual(done.body)
    const again = await load(two)
    expect([counts(again.body), again.body.edition]).toEqual([[0, 0, 2], 1])
    expect(await areaOf('n-1')).toMatchObject({ parent: world.areas.get('east'), kind: 'grid', name: 'n-1网格', m2: expect.closeTo(529_000, -4) })
    // At once, not five seconds later, a report of today lies in the new grid.
    expect(await where(120.717, 31.305)).toBe((await areaOf('n-2')).id)
  })
  test('stands in the log with numbers and a fingerprint, without names', async () => {
    const { body } = await (await world.as('admin-audit')).get('/api/log?stream=ground')
    expect(body.items[0]).toMatchObject({ type: 'areas-imported' })
    const row = await world.house.db.selectFrom('log').select('data').where('stream', '=', 'ground').executeTakeFirstOrThrow()
    expect(row.data).toMatchObject({ fresh: 2, changed: 0, retired: 0, system: 'wgs84', file: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(JSON.stringify(row.data)).not.toContain('网格')
  })
  test('keeps every version, with the shape as it was given', async () => {
    const given = box(...fromWgs84([120.71, 31.3], 'gcj02'), ...fromWgs84([120.7149, 31.31], 'gcj02'))
    await load(geojson(feature('n-1', given)), { system: 'gcj02' })
    const rows = await world.house.db.selectFrom('area_version').selectAll().where('code', '=', 'n-1').orderBy('edition').execute()
    expect(rows.map((row) => [row.edition, row.raw_system])).toEqual([[1, 'wgs84'], [2, 'gcj02']])
    expect((rows[1]!.raw as any).coordinates[0]).toEqual(given)
    expect((rows[1]!.geometry as any).coordinates[0][0]).toEqual(toWgs84(given[0]!, 'gcj02'))
    const one = (await clerk.get(`/api/area/${(await areaOf('n-1')).id}`)).body
    expect(one.versions.map((version: any) => [version.edition, version.system])).toEqual([[2, 'gcj02'], [1, 'wgs84']])
    expect(one.line.map((area: any) => area.code)).toEqual(['n-1', 'east', 'y'])
    expect(one.accounts.map((account: any) => account.zh)).toEqual(expect.arrayContaining(['grid', 'community']))
    await load(two)
  })
  test('of rows that must be mended takes in nothing and names each with its place', async () => {
    const bad = geojson(feature('ok-1', box(120.72, 31.3, 120.725, 31.31)), feature('', box(120.73, 31.3, 120.735, 31.31)), feature('ok-1', box(120.73, 31.3, 120.735, 31.31)), feature('b-3', [[120.7, 31.3], [120.71, 31.31], [120.71, 31.3], [120.7, 31.31], [120.7, 31.3]]),
      feature('b-4', box(31.3, 120.72, 31.31, 120.73)), feature('b-5', box(120.73, 31.3, 120.735, 31.31), { parent: '没有的社区' }), feature('b-6', box(120.73, 31.3, 120.735, 31.31), { kind: '单元' }), { type: 'Feature', properties: { code: 'b-7', name: 'n', kind: '网格' }, geometry: { type: 'LineString', coordinates: [[1, 2], [3, 4]] } })
    const { status, body } = await load(bad)
    expect([status, body.kind]).toEqual([422, 'ground.faults'])
    expect(body.faults.map((fault: any) => [fault.path, fault.kind]).sort()).toEqual([['要素 2', 'no-code'], ['要素 3', 'code-twice'], ['要素 4', 'self-crossing'], ['要素 5', 'swapped'], ['要素 6', 'parent-missing'], ['要素 7', 'no-kind'], ['要素 8', 'wrong-type']].sort())
    expect(await areaOf('ok-1')).toBeUndefined()
    expect((await trial(bad)).body.counts.must).toBe(7)
  })
  test('with an overlap comes in, the list names it with place and size, and mending it empties the list', async () => {
    const over = geojson(feature('n-2', box(120.7148, 31.3, 120.72, 31.31)))
    const tried = (await trial(over)).body
    expect(kinds(tried)).toEqual([['overlap', 'should', 'n-1', 'n-2']])
    expect(tried.faults[0]).toMatchObject({ lon: expect.closeTo(120.7149, 4), lat: expect.closeTo(31.305, 4), m2: expect.closeTo(21_100, -3) })
    expect((await clerk.get('/api/ground/fault')).body.items).toEqual([])
    await load(over)
    const listed = (await clerk.get('/api/ground/fault?level=should')).body
    expect([listed.count, kinds({ faults: listed.items }), listed.counts]).toEqual([1, [['overlap', 'should', 'n-1', 'n-2']], { must: 0, should: 1, note: 0 }])
    expect((await clerk.get('/api/ground/export?what=fault&format=csv')).body).toMatch(/应当改,相互重叠,n-1,n-2,120\.7149/)
    await load(two)
    expect((await clerk.get('/api/ground/fault')).body.count).toBe(0)
  })
  test('may end what the file lacks: not deleted, back by another import, and older cases keep it', async () => {
    const n2 = await areaOf('n-2'), caseArea = await where(120.717, 31.305)
    expect(caseArea).toBe(n2.id)
    const rest = geojson(feature('n-1', box(120.71, 31.3, 120.715, 31.31)), feature('east-1', box(120.71, 31.28, 120.72, 31.29)), feature('east-2', box(120.71, 31.29, 120.72, 31.3)), feature('west-1', box(120.69, 31.28, 120.7, 31.29), { parent: 'west' }), feature('west-2', box(120.69, 31.29, 120.7, 31.3), { parent: 'west' }))
    expect((await trial(rest, { missing: 'retire' })).body.gone.map((area: any) => area.code)).toEqual(['n-2'])
    await load(rest, { missing: 'retire' })
    expect((await clerk.get('/api/area')).body.items.some((area: any) => area.code === 'n-2')).toBe(false)
    expect(await areaOf('n-2')).toMatchObject({ id: n2.id, valid_to: '2026-11-23' })
    expect((await clerk.post('/api/case', { source: 'hotline', text: '又一件', point: { lon: 120.717, lat: 31.305 } })).body.kind).toBe('case.outside-district')
    expect((await load(two)).body.items.map((item: any) => [item.code, item.changes])).toEqual([['n-2', ['back']]])
    expect(await where(120.717, 31.305)).toBe(n2.id)
  })
  test('two at once take turns; both are in afterwards', async () => {
    const one = (n: number) => geojson(feature(`r-${n}`, box(120.73 + n * 0.005, 31.3, 120.735 + n * 0.005, 31.31)))
    const before = (await load(one(0))).body.edition
    const done = await Promise.all([load(one(1)), load(one(2))])
    expect(done.map((each) => each.status)).toEqual([200, 200])
    expect(done.map((each) => each.body.edition).sort((a, b) => a - b)).toEqual([before + 1, before + 2])
  })
})

describe('files as offices have them', () => {
  const shapes = (system: 'wgs84' | 'gcj02' | 'bd09' = 'wgs84', more: Record<string, string> = {}): Shp[] => [1, 2].map((n) => ({
    rings: [box(120.7 + n * 0.005, 31.32, 120.705 + n * 0.005, 31.33).map((point) => fromWgs84(point, system)).reverse()], props: { 编码: `s-${n}`, 名称: `石桥东里第${n}网格`, 类型: '网格', 上级: '东社区', ...more },
  }))
  test.each([['GBK without .cpg', { encoding: 'gbk' }], ['GBK with .cpg', { encoding: 'gbk', cpg: 'GBK' }], ['UTF-8 with .cpg', { cpg: 'UTF-8' }], ['UTF-8 without .cpg', {}], ['GBK whose .cpg lies', { encoding: 'gbk', cpg: 'UTF-8' }]] as const)('a shapefile in %s', async (_what, how) => {
    const { body } = await trial(shapefile(shapes(), how))
    expect([body.format, body.encoding, body.columns, kinds(body)]).toEqual(['shapefile', 'encoding' in how ? 'gb18030' : 'utf-8', { code: '编码', name: '名称', kind: '类型', parent: '上级' }, []])
    expect(body.items).toMatchObject([{ code: 's-1', name: '石桥东里第1网格', kind: 'grid' }, { code: 's-2' }])
  })
  test.each(['wgs84', 'gcj02', 'bd09'] as const)('in %s lands in the same place', async (system) => {
    await load(shapefile(shapes(system), { encoding: 'gbk' }), { system })
    const area = await areaOf('s-1')
    expect([area.lon, area.lat]).toEqual([expect.closeTo(120.7075, 5), expect.closeTo(31.325, 5)])
    expect(counts((await trial(shapefile(shapes('wgs84')), { system: 'cgcs2000' })).body)).toEqual([0, 0, 2])
  })
  test('a projection in metres is undone by its .prj, and without it refused with the way out', async () => {
    const projected: Shp[] = [{ rings: [[[569_000, 3_465_000], [569_000, 3_466_000], [570_000, 3_466_000], [570_000, 3_465_000], [569_000, 3_465_000]]], props: { bm: 'p-1', mc: '投影网格', lx: '网格' } }]
    const prj = 'PROJCS["CGCS2000_3_Degree_GK_CM_120E",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    const { body } = await trial(shapefile(projected, { prj }), { system: 'cgcs2000' })
    expect([body.projected, body.counts.must]).toEqual([true, 0])
    await load(shapefile(projected, { prj }), { system: 'cgcs2000' })
    expect(await areaOf('p-1')).toMatchObject({ lon: expect.closeTo(120.728, 2), lat: expect.closeTo(31.31, 2), m2: expect.closeTo(1_000_000, -4) })
    expect((await trial(shapefile(projected))).body.faults.map((fault: any) => fault.kind)).toEqual(['in-metres'])
  })
  test('a sheet: WKT, a list of points, a middle alone, a new name alone; headings settled by hand', async () => {
    const rows = [['网格台账'], ['网格编码', '网格名称', '级别', '上级名称', '边界', '经度', '纬度'], ['x-1', '东里一', '网格', '东社区', 'POLYGON((120.7 31.34, 120.705 31.34, 120.705 31.35, 120.7 31.35, 120.7 31.34))', '', ''], ['x-2', '东里二', '网格', '东社区', '120.705,31.34;120.71,31.34;120.71,31.35;120.705,31.35', '', ''], ['x-3', '东里三', '微网格', 'x-1', '', '120.702', '31.345'], ['s-1', '改了名', '', '', '', '', '']]
    const book = await writeBook([{ sheet: '台账', data: rows.map((row) => row.map((value) => (value === '' ? null : { value }))) as never }]).toBuffer()
    const { body } = await load(book, { file: '台账.xlsx' })
    expect([body.format, body.items.map((item: any) => [item.code, item.changes])]).toEqual(['sheet', [['x-1', ['new']], ['x-2', ['new']], ['x-3', ['new']], ['s-1', ['name']]]])
    expect(await areaOf('x-3')).toMatchObject({ m2: null, lon: 120.702, lat: 31.345, parent: (await areaOf('x-1')).id })
    expect(kinds(body)).toEqual([['ring-closed', 'note', 'x-2']])
    const csv = new TextEncoder().encode('甲,乙,编码\nq-1,某网格,别的\n')
    expect(kinds((await trial(csv, { file: 'a.csv', kind: 'grid' })).body)).toEqual([['no-name', 'must', '别的']])
    expect((await trial(csv, { file: 'a.csv', kind: 'grid', 'col-code': '甲', 'col-name': '乙' })).body.items).toMatchObject([{ code: 'q-1', name: '某网格' }])
  })
  test('what goes out comes in again without a change, in every system, as map and as sheet', async () => {
    for (const [format, system] of [['geojson', 'wgs84'], ['geojson', 'gcj02'], ['geojson', 'bd09'], ['xlsx', 'cgcs2000'], ['xlsx', 'gcj02']] as const) {
      const answer = await fetch(`${world.url}/api/ground/export?format=${format}&system=${system}`, { headers: { authorization: `Bearer ${await bearer()}` } })
      expect(answer.headers.get('content-disposition')).toMatch(/attachment; filename="areas-/)
      const { body } = await trial(new Uint8Array(await answer.arrayBuffer()), { system, file: `a.${format}` })
      expect([format, system, body.counts.fresh, body.counts.changed, body.counts.must]).toEqual([format, system, 0, 0, 0])
      expect(body.counts.unchanged).toBeGreaterThan(10)
    }
  })
  const bearer = async () => { const { newBearer } = await import('#kernel/session.ts'); return await newBearer(world.house.db, world.district, 'clerk', world.house.clock.now()) }
  test('the demo district, turned into GCJ-02 and into a GBK shapefile without .cpg, comes back where it was', async () => {
    const { features } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'demo', 'district', 'areas.geojson'), 'utf8')) as { features: any[] }
    const below = features.filter((each) => each.properties.kind !== 'district')
    const zip = shapefile(below.map((each) => ({ rings: each.geometry.coordinates.map((ring: Ring) => ring.map((point) => fromWgs84(point, 'gcj02'))), props: { bm: each.properties.code, mc: each.properties.name, lx: each.properties.kind === 'grid' ? '网格' : '社区', sjbm: each.properties.parent === 'x' ? 'y' : each.properties.parent } })), { encoding: 'gbk' })
    const { body } = await load(zip, { system: 'gcj02' })
    expect([counts(body), body.encoding, body.counts.must]).toEqual([[60, 0, 0], 'gb18030', 0])
    const faults = (await clerk.get('/api/ground/fault?limit=500')).body.items.filter((fault: any) => fault.codes.some((code: string) => /^(shiqiao|donghe|xinhe|liuxiang|yingyue|huwan)/.test(code)))
    // Sixty shapes that went through two systems fit together to the square metre among themselves; only our own little squares lie below them.
    expect(faults.filter((fault: any) => fault.codes.every((code: string) => /^(shiqiao|donghe|xinhe|liuxiang|yingyue|huwan)/.test(code)))).toEqual([])
    expect(await areaOf('shiqiao-01')).toMatchObject({ name: '石桥社区第1网格', lon: expect.closeTo(120.7, 2) })
  })
})

describe('layers and names', () => {
  const road = (name: string, ...line: Position[]) => ({ type: 'Feature', properties: { name, type: '主干道' }, geometry: { type: 'LineString', coordinates: line } })
  test('roads and landmarks come in by the same door, and typing a name gives the point', async () => {
    const roads = geojson(road('学前街', [120.7, 31.285], [120.73, 31.285]), road('望河路', [120.712, 31.27], [120.712, 31.3]))
    expect((await load(roads, { what: 'road' })).body.counts).toMatchObject({ fresh: 2, unchanged: 0 })
    expect((await load(roads, { what: 'road' })).body.counts).toMatchObject({ fresh: 0, unchanged: 2 })
    await load(new TextEncoder().encode('名称,类型,经度,纬度\nx湖菜场,农贸市场,120.715,31.285\n学前街小学,学校,120.695,31.285\n'), { what: 'place', file: 'places.csv' })
    const find = async (q: string) => (await clerk.get(`/api/place?q=${encodeURIComponent(q)}`)).body.items
    expect((await find('菜场'))[0]).toMatchObject({ name: 'x湖菜场', kind: 'place', lon: 120.715, lat: 31.285, area: { id: world.areas.get('east-1') } })
    expect((await find('学前街与望河路'))[0]).toMatchObject({ kind: 'crossing', lon: 120.712, lat: 31.285 })
    expect((await find('east-2'))[0]).toMatchObject({ kind: 'grid' })
    expect((await clerk.get('/api/layer/base')).body.features.length).toBe(4)
    expect((await load(geojson(road('学前街', [120.7, 31.285], [120.73, 31.285])), { what: 'road', missing: 'retire' })).body.counts).toMatchObject({ gone: 1, unchanged: 1 })
    expect((await find('望河路'))).toEqual([])
  })
  test('names are found only where the permission reaches', async () => {
    const { db } = world.house
    await db.updateTable('role_permission').set({ scope: 'area' }).where('role', '=', 'grid').where('permission', '=', 'directory.list').execute()
    world.house.sessions.forget()
    const grid = await world.as('grid')
    expect((await grid.get('/api/place?q=x湖菜场')).body.items.map((item: any) => item.name)).toEqual(['x湖菜场'])
    // Its road runs through the own area, the school itself lies in another.
    expect((await grid.get('/api/place?q=学前街小学')).body.items.map((item: any) => item.name)).not.toContain('学前街小学')
    expect((await clerk.get('/api/place?q=学前街小学')).body.items[0].name).toBe('学前街小学')
  })
})

describe('one area, by hand', () => {
  test('code, name and parent are corrected; of two at once the second is told', async () => {
    const { id } = await areaOf('n-1')
    const { body: it } = await clerk.get(`/api/area/${id}`)
    const right = { code: 'n-1a', name: '新名', kind: 'grid', parent: it.parent, edition: it.edition }
    const done = await clerk.post(`/api/area/${id}/amend`, right)
    expect([done.status, (await areaOf('n-1a')).name]).toEqual([200, '新名'])
    expect((await clerk.post(`/api/area/${id}/amend`, { ...right, name: '更新的名' })).body.kind).toBe('area.changed-meanwhile')
    const { edition } = done.body
    expect((await clerk.post(`/api/area/${id}/amend`, { ...right, code: 'n-2', edition })).body.kind).toBe('area.code-taken')
    expect((await clerk.post(`/api/area/${id}/amend`, { ...right, kind: 'community', parent: (await areaOf('n-2')).id, edition })).body.kind).toBe('area.tree')
    expect((await clerk.post(`/api/area/${id}/amend`, { ...right, parent: id, edition })).body.faults[0].said.zh).toContain('回到了它自己')
    expect((await clerk.post(`/api/area/${world.areas.get('y')}/amend`, { code: 'y', name: 'y区', kind: 'district', parent: id, edition: 0 })).body.kind).toBe('area.tree')
  })
  test('an end and a return; not while something below is alive, never the topmost', async () => {
    const { id } = await areaOf('n-1a')
    expect((await clerk.post(`/api/area/${id}/retire`, { to: '2026-11-23' })).status).toBe(200)
    expect((await areaOf('n-1a')).valid_to).toBe('2026-11-23')
    expect((await clerk.post(`/api/area/${id}/retire`, { to: null })).status).toBe(200)
    expect((await areaOf('n-1a')).valid_to).toBe(null)
    expect((await clerk.post(`/api/area/${world.areas.get('east')}/retire`, { to: '2026-11-23' })).body.kind).toBe('area.tree')
    expect((await clerk.post(`/api/area/${world.areas.get('y')}/retire`, { to: '2026-11-23' })).body.kind).toBe('area.tree')
  })
  test('an end that lies ahead holds from its day on', async () => {
    const n2 = await areaOf('n-2')
    await clerk.post(`/api/area/${n2.id}/retire`, { to: '2026-11-25' })
    expect(await where(120.717, 31.305)).toBe(n2.id)
    await world.at('2026-11-25T09:30:00+08:00')
    expect((await clerk.post('/api/case', { source: 'hotline', text: '后来的', point: { lon: 120.717, lat: 31.305 } })).body.kind).not.toBeUndefined()
    expect((await clerk.get('/api/area')).body.items.some((area: any) => area.code === 'n-2')).toBe(false)
  })
})

describe('background maps', () => {
  const source = { id: 'a', name: '底图', kind: 'xyz', url: 'https://tiles.example.cn/{z}/{x}/{y}.png', system: 'gcj02', number: 'GS(2026)1号', attribution: '某单位', on: true }
  test('are off until the settings say so; then the pages may load pictures from exactly those hosts', async () => {
    const csp = async () => (await fetch(`${world.url}/`)).headers.get('content-security-policy')!.split('; ').find((part) => part.startsWith('img-src'))
    expect([await csp(), (await clerk.get('/api/map/source')).body]).toEqual(["img-src 'self' data: blob:", { on: [], all: null }])
    const system = await world.as('admin-system')
    expect((await clerk.post('/api/map/source', { sources: [source] })).body.kind).toBe('not-allowed')
    expect((await system.post('/api/map/source', { sources: [{ ...source, url: "https://a.cn; script-src 'unsafe-inline'/{z}/{x}/{y}" }] })).body.faults[0].path).toBe('sources.0.url')
    expect((await system.post('/api/map/source', { sources: [source, { ...source, id: 'b', url: 'https://other.example.cn/{z}/{x}/{y}', on: false }] })).status).toBe(200)
    expect(await csp()).toBe("img-src 'self' data: blob: https://tiles.example.cn")
    expect((await clerk.get('/api/map/source')).body).toMatchObject({ on: [{ id: 'a', system: 'gcj02', number: 'GS(2026)1号', layers: [{ url: 'https://{h}/{z}/{x}/{y}.png', hosts: ['tiles.example.cn'] }] }], all: null })
    expect((await system.get('/api/map/source')).body.all.length).toBe(2)
    await system.post('/api/map/source', { sources: [] })
    expect(await csp()).toBe("img-src 'self' data: blob:")
  })
})

describe('hostile and broken files', () => {
  const text = (value: string) => new TextEncoder().encode(value)
  const good = [{ rings: [box(120.7, 31.32, 120.705, 31.33)], props: { code: 'h', name: 'h' } }]
  const shp = shpOf(good), dbf = dbfOf([{ code: 'h', name: 'h' }], text)
  const zip = (parts: Record<string, Uint8Array>) => zipSync(parts)
  const patched = (bytes: Uint8Array, at: number, value: number, little = true) => { const copy = bytes.slice(); new DataView(copy.buffer).setInt32(at, value, little); return copy }
  const files: [string, () => Uint8Array][] = [
    ['nothing', () => new Uint8Array()], ['JSON cut off', () => text('{"type":"FeatureCollection","features":[')], ['no GeoJSON', () => text('{"a":1}')], ['brackets a hundred thousand deep', () => text('['.repeat(100_000))], ['objects a hundred thousand deep', () => text('{"a":'.repeat(100_000))],
    ['coordinates a thousand deep', () => geojson({ type: 'Feature', properties: { code: 'h', name: 'h', kind: '网格' }, geometry: { type: 'Polygon', coordinates: JSON.parse('['.repeat(1000) + ']'.repeat(1000)) } })],
    ['numbers as words', () => geojson(feature('h', [['120.7', '31.3'], ['120.71', '31.3'], ['120.71', '31.31'], ['120.7', '31.3']] as never))], ['1e999', () => text(JSON.stringify({ type: 'FeatureCollection', features: [feature('h', box(120.7, 31.3, 120.71, 31.31))] }).replace('120.7,', '1e999,'))],
    ['features that are none', () => text('{"type":"FeatureCollection","features":[1,null,"x",[],{}]}')], ['__proto__', () => text('{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"__proto__":{"code":"x"},"constructor":"y"},"geometry":{"type":"toString","coordinates":[]}}]}')],
    ['too many features', () => text(`{"type":"FeatureCollection","features":[${'{},'.repeat(70_000)}{}]}`)], ['too many points', () => geojson({ type: 'Feature', properties: { code: 'h' }, geometry: { type: 'LineString', coordinates: Array.from({ length: 620_000 }, () => [1, 2]) } })],
    ['a lone .shp', () => shp], ['a zip without .shp', () => zip({ 'a.txt': text('x') })], ['a zip with two .shp', () => zip({ 'a.shp': shp, 'b.shp': shp })], ['no .dbf', () => zip({ 'a.shp': shp })], ['.shp cut off', () => zip({ 'a.shp': shp.subarray(0, 150), 'a.dbf': dbf })], ['.dbf cut off', () => zip({ 'a.shp': shp, 'a.dbf': dbf.subarray(0, 60) })],
    ['a .dbf of four thousand million rows', () => zip({ 'a.shp': shp, 'a.dbf': patched(dbf, 4, -1) })], ['a .dbf with another number of rows', () => zip({ 'a.shp': shp, 'a.dbf': dbfOf([{ code: '1', name: 'a' }, { code: '2', name: 'b' }], text) })],
    ['a record as long as it likes', () => zip({ 'a.shp': patched(shp, 104, 0x3fffffff, false), 'a.dbf': dbf })], ['a record of no length', () => zip({ 'a.shp': patched(shp, 104, 0, false), 'a.dbf': dbf })], ['two thousand million points', () => zip({ 'a.shp': patched(shp, 148, 0x7fffffff), 'a.dbf': dbf })], ['minus one part', () => zip({ 'a.shp': patched(shp, 144, -1), 'a.dbf': dbf })], ['a part that starts behind the end', () => zip({ 'a.shp': patched(shp, 152, 1000), 'a.dbf': dbf })],
    ['a shape of a kind nobody knows', () => zip({ 'a.shp': patched(shp, 32, 99), 'a.dbf': dbf })], ['a bomb', () => zip({ 'a.shp': new Uint8Array(8 * 1024 * 1024), 'a.dbf': dbf })], ['a zip cut off', () => shapefile(good as Shp[]).subarray(0, 200)], ['a .prj of nonsense', () => zip({ 'a.shp': patched(shp, 32, 99), 'a.dbf': dbf, 'a.prj': text('PROJCS['.repeat(3000)) })],
    ['a sheet of nothing', () => text('a,b\n1,2\n')], ['WKT of ten thousand brackets', () => text(`编码,名称,类型,边界\nh,h,网格,"POLYGON${'('.repeat(10_000)}"\n`)], ['a picture', () => new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0])],
  ]
  test.each(files)('%s: refused with a reason, nothing kept', async (_what, make) => {
    const { status, body } = await load(make())
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(body.said.zh && body.said.en).toBeTruthy()
    expect(await areaOf('h')).toBeUndefined()
  })
})
