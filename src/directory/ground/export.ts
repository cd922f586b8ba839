// The ground given out: areas as GeoJSON or xlsx in any system of coordinates, faults as xlsx or csv. What goes out can come in again.
import { csvOf } from '#core/csv.ts'
import { writeSheets } from '#kernel/sheet/write.ts'
import { fromWgs84, positions, turned, type Geometry, type Position } from './systems.ts'
import type { Area } from './plan.ts'
import { faultNames, kindName, type GroundFault, type System } from './words.ts'

const inSystem = (geometry: Geometry | null, system: System) => geometry && turned(geometry, (position) => fromWgs84(position, system))

/** The stated system is written where programs look for it, and beside it in words: GCJ-02 and BD-09 have no official name. */
export function areasAsGeoJson(areas: readonly Area[], system: System): string {
  const code = new Map(areas.map((area) => [area.id, area.code]))
  const crs = system === 'cgcs2000' ? { crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } } } : {}
  return JSON.stringify({ type: 'FeatureCollection', ...crs, system, features: areas.map((area) => ({
    type: 'Feature',
    properties: { code: area.code, name: area.name, kind: area.kind, ...(area.parent ? { parent: code.get(area.parent) ?? '' } : {}), ...(area.m2 === null ? {} : { m2: area.m2 }), ...(area.valid_from ? { valid_from: area.valid_from } : {}), ...(area.valid_to ? { valid_to: area.valid_to } : {}) },
    geometry: inSystem(area.geometry, system) ?? (area.lon === null || area.lat === null ? null : { type: 'Point', coordinates: fromWgs84([area.lon, area.lat], system) }),
  })) })
}

const CELL = 32_000
function wktOf(geometry: Geometry): string {
  const pair = ([x, y]: Position) => `${x} ${y}`
  const ring = (points: Position[]) => `(${points.map(pair).join(', ')})`
  if (geometry.type === 'Polygon') return `POLYGON(${(geometry.coordinates as Position[][]).map(ring).join(', ')})`
  if (geometry.type === 'MultiPolygon') return `MULTIPOLYGON(${(geometry.coordinates as unknown as Position[][][]).map((rings) => `(${rings.map(ring).join(', ')})`).join(', ')})`
  return `POINT(${pair([...positions(geometry.coordinates)][0] ?? [0, 0])})`
}

/** A border too long for one cell stays out; an import without it keeps the border there is. */
export async function areasAsXlsx(areas: readonly Area[], system: System): Promise<Uint8Array<ArrayBuffer>> {
  const byId = new Map(areas.map((area) => [area.id, area]))
  const rows = areas.map((area) => {
    const above = area.parent ? byId.get(area.parent) : undefined
    const wkt = area.geometry ? wktOf(inSystem(area.geometry, system)!) : ''
    const middle = area.lon === null || area.lat === null ? undefined : fromWgs84([area.lon, area.lat], system)
    return [area.code, area.name, kindName(area.kind).zh, above?.code, above?.name, area.m2, middle?.[0], middle?.[1], area.valid_from, area.valid_to, wkt.length > CELL ? '' : wkt]
  })
  return await writeSheets([{ name: '辖区', head: ['编码', '名称', '类型', '上级编码', '上级名称', '面积（平方米）', '经度', '纬度', '启用日期', '停用日期', '边界'], rows, widths: [18, 24, 10, 18, 24, 14, 12, 12, 12, 12, 60] }])
}

const faultHeadings = ['程度', '问题', '编码', '另一个', '经度', '纬度', '面积（平方米）', '说明', 'In English']
const levelNames = { must: '必须改', should: '应当改', note: '提示' } as const
const faultCells = (fault: GroundFault) => [levelNames[fault.level], faultNames[fault.kind].zh, fault.codes[0] ?? '', fault.codes[1] ?? '', fault.lon, fault.lat, fault.m2, fault.said.zh, fault.said.en]
export const faultsAsXlsx = (faults: readonly GroundFault[]): Promise<Uint8Array<ArrayBuffer>> =>
  writeSheets([{ name: '地图问题', head: faultHeadings, rows: faults.map(faultCells), widths: [10, 14, 18, 18, 12, 12, 14, 60, 60] }])
export const faultsAsCsv = (faults: readonly GroundFault[]): string => csvOf([faultHeadings, ...faults.map(faultCells)])
