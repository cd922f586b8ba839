// Is this shape a shape: numbers, order, ends, crossings. Each fault with its place. Pure.
import Flatbush from 'flatbush'
import { areaOf, middleOf, polygonsOf } from './measure.ts'
import { positions, type Geometry, type Position } from './systems.ts'
import type { FaultKind, GroundFault, Level } from './words.ts'

/** A box around the country; a point outside is a slip, not a place. */
const china = { w: 73, s: 3, e: 136, n: 54 }
const inChina = ([lon, lat]: Position) => lon >= china.w && lon <= china.e && lat >= china.s && lat <= china.n

export interface Where { path: string; code: string; name: string }
export const faultOf = (kind: FaultKind, level: Level, where: { path: string }, codes: string[], zh: string, en: string, more: Pick<GroundFault, 'lon' | 'lat' | 'm2' | 'ring'> = {}): GroundFault =>
  ({ kind, level, path: where.path, codes, said: { zh, en }, ...more })

/** What is wrong with the numbers, before any conversion. One fault a shape: the rest would follow from it. */
export function numbersOf(geometry: Geometry, where: Where): GroundFault | undefined {
  const code = where.code ? [where.code] : []
  for (const position of positions(geometry.coordinates)) {
    const [x, y] = position
    if (!Number.isFinite(x) || !Number.isFinite(y)) return faultOf('not-numbers', 'must', where, code, '坐标里有不是数字的值。请检查后重新导出。', 'A coordinate is no number. Check and export again.')
    if (inChina(position)) continue
    if (Math.abs(x) > 400 || Math.abs(y) > 400) return faultOf('in-metres', 'must', where, code, `坐标（${Math.round(x)}，${Math.round(y)}）以米为单位，是投影坐标。请导出为经纬度，或在 shp 的压缩包里带上 .prj。`, `The coordinates (${Math.round(x)}, ${Math.round(y)}) are metres of a projection. Export as longitude and latitude, or put the .prj into the zip.`)
    if (inChina([y, x])) return faultOf('swapped', 'must', where, code, `经纬度写反了：先经度（约 73–136），后纬度（约 3–54），这里是（${x}，${y}）。`, `Longitude and latitude are swapped: longitude (73–136) comes first, here it is (${x}, ${y}).`, { lon: y, lat: x })
    return faultOf('outside-china', 'must', where, code, `坐标（${x}，${y}）在中国以外。请检查坐标系和数值。`, `The point (${x}, ${y}) lies outside China. Check the system and the numbers.`, Math.abs(x) <= 180 && Math.abs(y) <= 90 ? { lon: x, lat: y } : {})
  }
  return undefined
}

const same = (a: Position | undefined, b: Position | undefined) => a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1]

/** Rings closed and without doubled points; told when something had to be closed. */
export function tidied(geometry: Geometry): { geometry: Geometry; closed: boolean } {
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return { geometry, closed: false }
  let closed = false
  const polygons = polygonsOf(geometry).map((rings) => rings.map((ring) => {
    const points = ring.filter((point, i) => i === 0 || !same(point, ring[i - 1])).map(([x, y]): Position => [x, y])
    if (points.length > 0 && !same(points[0], points.at(-1))) { closed = true; points.push([...points[0]!]) }
    return points
  }))
  return { geometry: polygons.length === 1 ? { type: 'Polygon', coordinates: polygons[0]! } : { type: 'MultiPolygon', coordinates: polygons }, closed }
}

/** Rings that are none, and borders that cross themselves, after tidying. */
export function borderOf(geometry: Geometry, where: Where): GroundFault[] {
  const at = ([lon, lat]: Position) => ({ lon, lat })
  const faults: GroundFault[] = []
  for (const rings of polygonsOf(geometry)) for (const [n, ring] of rings.entries()) {
    const part = n === 0 ? '' : '（孔洞）'
    if (ring.length < 4) { faults.push(faultOf('too-few-points', 'must', where, [where.code], `边界${part}只有 ${Math.max(0, ring.length - 1)} 个不同的点，至少要三个。`, `The border has ${Math.max(0, ring.length - 1)} different points; three are needed.`, ring[0] ? at(ring[0]) : {})); continue }
    const crossing = crossingOf(ring)
    // A line run forth and back meets itself everywhere; that is no crossing but no area. A bow whose halves cancel out has both.
    if (areaOf([[ring]]) < 1 && (!crossing || flat(ring))) { faults.push(faultOf('no-area', 'must', where, [where.code], `边界${part}围不出面积，缩成了一条线。`, 'The border encloses nothing; it has shrunk to a line.', at(ring[0]!))); continue }
    if (crossing) faults.push(faultOf('self-crossing', 'must', where, [where.code], `边界${part}在这里和自己相交。请在制图软件里改成不交叉的边界。`, 'The border crosses itself here. Draw it without a crossing.', at(crossing)))
  }
  if (faults.length === 0 && polygonsOf(geometry).length > 0 && areaOf(polygonsOf(geometry)) < 1) faults.push(faultOf('no-area', 'must', where, [where.code], '减去孔洞后没有面积。', 'Nothing is left when the holes are taken off.', at(middleOf(geometry))))
  return faults
}

/** All points on one line, as far as numbers tell. */
function flat(ring: readonly Position[]): boolean {
  const [a, b] = [ring[0]!, ring.find((point) => !same(point, ring[0]))!]
  return ring.every((point) => Math.abs(side(a, b, point)) < 1e-13)
}

/** Where a ring meets itself away from the ends of neighbouring edges: a crossing, or a vertex passed twice. */
function crossingOf(ring: readonly Position[]): Position | undefined {
  const n = ring.length - 1
  const index = new Flatbush(n)
  for (let i = 0; i < n; i++) { const [a, b] = [ring[i]!, ring[i + 1]!]; index.add(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])) }
  index.finish()
  for (let i = 0; i < n; i++) {
    const [a, b] = [ring[i]!, ring[i + 1]!]
    for (const j of index.search(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]))) {
      if (j <= i) continue
      const found = meet(a, b, ring[j]!, ring[j + 1]!)
      if (!found) continue
      // Neighbours share one end; more than that is a spike that runs back over itself.
      const shared = j === i + 1 ? b : i === 0 && j === n - 1 ? a : undefined
      if (shared && same(found, shared) && !overlapping(a, b, ring[j]!, ring[j + 1]!)) continue
      return found
    }
  }
  return undefined
}
const side = (a: Position, b: Position, p: Position) => (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
const between = (a: Position, b: Position, p: Position) => p[0] >= Math.min(a[0], b[0]) && p[0] <= Math.max(a[0], b[0]) && p[1] >= Math.min(a[1], b[1]) && p[1] <= Math.max(a[1], b[1])
/** Where two stretches meet, ends included. */
export function meet(a: Position, b: Position, c: Position, d: Position): Position | undefined {
  const [p, q, r, s] = [side(c, d, a), side(c, d, b), side(a, b, c), side(a, b, d)]
  if (((p > 0 && q < 0) || (p < 0 && q > 0)) && ((r > 0 && s < 0) || (r < 0 && s > 0))) { const share = p / (p - q); return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])] }
  if (r === 0 && between(a, b, c)) return c
  if (s === 0 && between(a, b, d)) return d
  if (p === 0 && between(c, d, a)) return a
  if (q === 0 && between(c, d, b)) return b
  return undefined
}
/** Two neighbouring edges on one line, running back. */
function overlapping(a: Position, b: Position, c: Position, d: Position): boolean {
  if (side(a, b, c) !== 0 || side(a, b, d) !== 0) return false
  const dot = (b[0] - a[0]) * (d[0] - c[0]) + (b[1] - a[1]) * (d[1] - c[1])
  return dot < 0
}
