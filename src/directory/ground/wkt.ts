// A shape written into one cell: WKT, GeoJSON, or `经度,纬度;经度,纬度;…`. Pure.
import type { GroundRow } from './row.ts'
import { shape } from './geojson.ts'
import type { Coordinates, Geometry, Position } from './systems.ts'

type Found = Pick<GroundRow, 'geometry' | 'wrong'>
const wrong: Found = { wrong: { zh: '边界看不懂。可以写 WKT（POLYGON((经度 纬度, …))），或“经度,纬度;经度,纬度;…”。', en: 'The border is not understood. Write WKT (POLYGON((lon lat, …))) or "lon,lat;lon,lat;…".' } }
const types: Record<string, Geometry['type']> = { POINT: 'Point', LINESTRING: 'LineString', MULTILINESTRING: 'MultiLineString', POLYGON: 'Polygon', MULTIPOLYGON: 'MultiPolygon' }

export function shapeOfText(raw: string): Found {
  const text = raw.normalize('NFKC').replace(/^SRID=\d+;/i, '').trim()
  if (text.startsWith('{')) { try { return shape(JSON.parse(text)) } catch { return wrong } }
  const wkt = /^(POINT|LINESTRING|MULTILINESTRING|POLYGON|MULTIPOLYGON)\s*(?:Z|M|ZM)?\s*(\(.*\))$/is.exec(text)
  if (wkt) {
    const list = nested(wkt[2]!)
    const type = types[wkt[1]!.toUpperCase()]!
    const read = list && shape({ type, coordinates: type === 'Point' ? (list as Coordinates[])[0] : list })
    return read && !read.wrong ? read : wrong
  }
  const points = text.split(/[;\n|]+/).map((pair) => pair.trim()).filter((pair) => pair !== '').map((pair) => pair.split(/[,\s]+/).map(Number))
  if (points.length === 0 || points.some((pair) => pair.length !== 2 || pair.some(Number.isNaN))) return wrong
  return points.length === 1 ? { geometry: { type: 'Point', coordinates: points[0] as Position } } : { geometry: { type: 'Polygon', coordinates: [points as Position[]] } }
}

/** Brackets into lists, `x y [z]` into pairs. Without recursion: a cell may hold thousands of brackets. */
function nested(text: string): unknown[] | undefined {
  const root: unknown[] = []
  const open: unknown[][] = [root]
  for (const token of text.match(/[()]|[^(),]+/g) ?? []) {
    if (token === '(') { if (open.length > 5) return undefined; const inner: unknown[] = []; open.at(-1)!.push(inner); open.push(inner) }
    else if (token === ')') { open.pop(); if (open.length === 0) return undefined }
    else if (token.trim() !== '') {
      const numbers = token.trim().split(/\s+/).map(Number)
      if (numbers.length < 2 || numbers.length > 4) return undefined
      open.at(-1)!.push(numbers)
    }
  }
  return open.length === 1 ? root[0] as unknown[] : undefined
}
