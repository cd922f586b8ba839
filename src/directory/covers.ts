// Which grid a point lies in: even-odd ray casting behind an index of boxes, in memory. Pure.
import Flatbush from 'flatbush'

export type Ring = readonly (readonly [number, number])[]
export interface Shape {
  id: string; parent: string | null; kind: string; code: string; from: string | null; to: string | null
  box: [number, number, number, number]
  /** x1 y1 x2 y2 of every edge of every ring, the lower end first: a shared border gives the same sum from both sides. */
  edges: Float64Array
}
interface Drawn { id: string; parent: string | null; kind: string; code?: string; valid_from?: string | null; valid_to?: string | null; geometry: unknown }

/** Reads GeoJSON Polygon or MultiPolygon; anything else has no inside and answers undefined. */
export function shapeOf(area: Drawn): Shape | undefined {
  const geometry = area.geometry as { type?: string; coordinates?: unknown } | null
  const polygons = geometry?.type === 'Polygon' ? [geometry.coordinates as Ring[]] : geometry?.type === 'MultiPolygon' ? geometry.coordinates as Ring[][] : undefined
  if (!polygons) return undefined
  const box: [number, number, number, number] = [180, 90, -180, -90]
  const edges: number[] = []
  for (const ring of polygons.flat()) ring.forEach(([x1, y1], i) => {
    box[0] = Math.min(box[0], x1); box[1] = Math.min(box[1], y1); box[2] = Math.max(box[2], x1); box[3] = Math.max(box[3], y1)
    const [x2, y2] = ring[(i + 1) % ring.length]!
    if (y1 <= y2) edges.push(x1, y1, x2, y2)
    else edges.push(x2, y2, x1, y1)
  })
  return { id: area.id, parent: area.parent, kind: area.kind, code: area.code ?? area.id, from: area.valid_from ?? null, to: area.valid_to ?? null, box, edges: Float64Array.from(edges) }
}

/** Holes need no care of their own: a ray into one crosses an outer and an inner border. */
function covers({ edges }: Shape, lon: number, lat: number): boolean {
  let inside = false
  for (let i = 0; i < edges.length; i += 4) {
    const low = edges[i + 1]!, high = edges[i + 3]!
    // A level edge is crossed by no level ray. A point as high as the lower end belongs to the edge, as high as the upper end does not: one border, one owner.
    if (lat < low || lat >= high) continue
    if (lon < edges[i]! + ((edges[i + 2]! - edges[i]!) * (lat - low)) / (high - low)) inside = !inside
  }
  return inside
}

/** Two decimetres: a point on the outer border belongs to somebody too. */
const NEAR = 2e-6
function near({ edges }: Shape, lon: number, lat: number): boolean {
  for (let i = 0; i < edges.length; i += 4) {
    const [x1, y1, x2, y2] = [edges[i]!, edges[i + 1]!, edges[i + 2]!, edges[i + 3]!]
    const long = (x2 - x1) ** 2 + (y2 - y1) ** 2
    const share = long === 0 ? 0 : Math.max(0, Math.min(1, ((lon - x1) * (x2 - x1) + (lat - y1) * (y2 - y1)) / long))
    if (Math.hypot(x1 + share * (x2 - x1) - lon, y1 + share * (y2 - y1) - lat) <= NEAR) return true
  }
  return false
}

export interface Cover {
  /**
   * The deepest area that covers the point, or undefined outside the district. On a border, and where two overlap, always the same one:
   * the deeper, then the smaller code. `day` (2026-11-23) asks for the areas of that day; without it, for those that have no end.
   */
  at(lon: number, lat: number, day?: string): Shape | undefined
  size: number
}

const nothing: readonly Shape[] = []

/** Depth is counted in the tree, so a district may have as many levels as it likes. */
export function coverOf(shapes: readonly Shape[], parents: ReadonlyMap<string, string | null>): Cover {
  const depth = (id: string) => { let n = 0; for (let up = parents.get(id); up && n < 40; up = parents.get(up)) n++; return n }
  const depths = new Map(shapes.map((shape) => [shape.id, depth(shape.id)]))
  const sorted = [...shapes].sort((a, b) => depths.get(b.id)! - depths.get(a.id)! || (a.code < b.code ? -1 : a.code > b.code ? 1 : a.id < b.id ? -1 : 1))
  if (sorted.length === 0) return { at: () => undefined, size: 0 }
  const index = new Flatbush(sorted.length)
  for (const { box: [w, s, e, n] } of sorted) index.add(w, s, e, n)
  index.finish()
  const valid = (shape: Shape, day: string | undefined) => (day === undefined ? shape.to === null : (shape.from === null || shape.from <= day) && (shape.to === null || shape.to > day))
  // A raster over the index: what may cover a point of a cell is asked once, the best first, so that a point in a grid never walks the long border of its district.
  const side = Math.max(8, Math.min(256, Math.ceil(Math.sqrt(sorted.length) * 4)))
  const [w, s, e, n] = [index.minX - NEAR, index.minY - NEAR, index.maxX + NEAR, index.maxY + NEAR]
  const across = (e - w) / side, up = (n - s) / side
  const cells: (Shape[] | undefined)[] = Array.from({ length: side * side })
  const candidates = (lon: number, lat: number): readonly Shape[] => {
    if (!(lon >= w && lon <= e && lat >= s && lat <= n)) return nothing
    const x = Math.min(side - 1, Math.floor((lon - w) / across)), y = Math.min(side - 1, Math.floor((lat - s) / up))
    return cells[y * side + x] ??= index.search(w + x * across - NEAR, s + y * up - NEAR, w + (x + 1) * across + NEAR, s + (y + 1) * up + NEAR).sort((a, b) => a - b).map((each) => sorted[each]!)
  }
  return {
    size: sorted.length,
    at(lon, lat, day) {
      const some = candidates(lon, lat)
      for (const shape of some) { const [l, b, r, u] = shape.box; if (lon >= l && lon <= r && lat >= b && lat <= u && valid(shape, day) && covers(shape, lon, lat)) return shape }
      for (const shape of some) { const [l, b, r, u] = shape.box; if (lon >= l - NEAR && lon <= r + NEAR && lat >= b - NEAR && lat <= u + NEAR && valid(shape, day) && near(shape, lon, lat)) return shape }
      return undefined
    },
  }
}

/** The line from an area up to the root, the area itself first. */
export function lineage<A extends { id: string; parent: string | null }>(all: ReadonlyMap<string, A>, id: string): A[] {
  const line: A[] = []
  for (let area = all.get(id); area && line.length < 40; area = area.parent === null ? undefined : all.get(area.parent)) line.push(area)
  return line
}
