// GeoJSON as rows: features in any nesting people export, properties as text, shapes checked for their form.
import type { GroundFile, GroundRow } from './row.ts'
import { caps, notGround, tooManyShapes, valueOf } from './row.ts'
import type { Coordinates, Geometry } from './systems.ts'

const depths: Record<Geometry['type'], number> = { Point: 1, LineString: 2, MultiLineString: 3, Polygon: 3, MultiPolygon: 4 }
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

export function rowsOfGeoJson(bytes: Uint8Array, file: string): GroundFile {
  const { text, encoding } = decoded(bytes, file)
  let read: unknown
  // A hundred thousand open brackets end the parser's stack, not the server: this runs in a thread of its own.
  try { read = JSON.parse(text) } catch { throw notGround({ file, because: '不是合法的 JSON，或层次太深', becauseEn: 'it is not valid JSON, or nested too deeply' }) }
  const features = isRecord(read) && read.type === 'FeatureCollection' && Array.isArray(read.features) ? read.features as unknown[]
    : isRecord(read) && read.type === 'Feature' ? [read] : Array.isArray(read) ? read as unknown[] : undefined
  if (!features) throw notGround({ file, because: '不是 GeoJSON 的 FeatureCollection', becauseEn: 'it is no FeatureCollection of GeoJSON' })
  if (features.length > caps.features) throw tooManyShapes({ file, what: '要素', whatEn: 'features', max: caps.features })
  const headings = new Set<string>()
  const rows = features.map((feature, n): GroundRow => {
    const path = `要素 ${n + 1}`
    if (!isRecord(feature)) return { path, props: {}, wrong: { zh: '这一项不是要素。', en: 'This entry is no feature.' } }
    const props: Record<string, string> = Object.create(null) as Record<string, string>
    for (const [name, value] of Object.entries(isRecord(feature.properties) ? feature.properties : {}).slice(0, caps.properties)) { const key = name.slice(0, 100); headings.add(key); props[key] = valueOf(value) }
    return { path, props, ...shape(feature.geometry) }
  })
  return { format: 'geojson', headings: [...headings].slice(0, 500), rows, encoding }
}

function decoded(bytes: Uint8Array, file: string): { text: string; encoding: string } {
  for (const encoding of ['utf-8', 'gb18030']) {
    try { return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding } } catch { /* The next one. */ }
  }
  throw notGround({ file, because: '文字编码不是 UTF-8 或 GB18030', becauseEn: 'its text is neither UTF-8 nor GB18030' })
}

/** The form alone: right type, lists as deep as the type says, pairs of numbers. Values are judged later, with the system known. */
export function shape(geometry: unknown): Pick<GroundRow, 'geometry' | 'wrong'> {
  if (geometry === null || geometry === undefined) return { geometry: null }
  if (!isRecord(geometry) || typeof geometry.type !== 'string') return { wrong: { zh: '图形不是一个 GeoJSON 几何。', en: 'The shape is no GeoJSON geometry.' } }
  if (!Object.hasOwn(depths, geometry.type)) return { wrong: { zh: `不认识的图形类型“${geometry.type.slice(0, 30)}”。可用点、线、面和多面。`, en: `Unknown shape type "${geometry.type.slice(0, 30)}". Points, lines and polygons are taken.` } }
  const type = geometry.type as Geometry['type']
  const coordinates = clean(geometry.coordinates, depths[type])
  return coordinates === undefined || coordinates.length === 0 ? { wrong: { zh: `“${type}”的坐标层次不对，或里面没有数字。`, en: `The coordinates of this ${type} are nested wrongly, or hold no numbers.` } } : { geometry: { type, coordinates } }
}
/** Lists of lists of pairs, exactly `depth` deep; heights are dropped. A value that is no number becomes NaN and is told by name. */
function clean(value: unknown, depth: number): Coordinates[] | [number, number] | undefined {
  if (!Array.isArray(value)) return undefined
  if (depth === 1) return value.length >= 2 && value.length <= 4 ? [Number(typeof value[0] === 'number' ? value[0] : NaN), Number(typeof value[1] === 'number' ? value[1] : NaN)] : undefined
  const out: Coordinates[] = []
  for (const inner of value) { const one = clean(inner, depth - 1); if (one === undefined) return undefined; out.push(one) }
  return out
}
