// Sums on shapes: metres, square metres, the middle, a point inside. Flat within a district, which is exact to a thousandth. Pure.
import type { Geometry, Position } from './systems.ts'

const METRES_A_DEGREE = 111_319.49
export type Rings = Position[][]

export const polygonsOf = (geometry: Geometry | null | undefined): Rings[] =>
  geometry?.type === 'Polygon' ? [geometry.coordinates as Rings] : geometry?.type === 'MultiPolygon' ? geometry.coordinates as unknown as Rings[] : []

/** Twice the signed area of a ring in square degrees, counted from its first point so that no digits are lost. */
function twice(ring: readonly Position[]): number {
  const [ox, oy] = ring[0] ?? [0, 0]
  let sum = 0
  for (let i = 0; i < ring.length; i++) {
    const [ax, ay] = ring[i]!, [bx, by] = ring[(i + 1) % ring.length]!
    sum += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy)
  }
  return sum
}
const squareMetres = (ring: readonly Position[]): number => Math.abs(twice(ring) / 2) * METRES_A_DEGREE ** 2 * Math.cos(((ring[0]?.[1] ?? 0) * Math.PI) / 180)

/** Outer rings less their holes. */
export const areaOf = (polygons: readonly Rings[]): number =>
  polygons.reduce((sum, [outer = [], ...holes]) => sum + squareMetres(outer) - holes.reduce((inner, hole) => inner + squareMetres(hole), 0), 0)

function around(polygons: readonly Rings[]): number {
  let sum = 0
  for (const rings of polygons) for (const ring of rings) for (let i = 1; i < ring.length; i++) sum += metres(ring[i - 1]!, ring[i]!)
  return sum
}
/** How wide a thin shape is, about: a strip of a × b has the area ab and a border of 2a + 2b. */
export const widthOf = (polygons: readonly Rings[]): number => { const border = around(polygons); return border === 0 ? 0 : (2 * areaOf(polygons)) / border }

export function metres([ax, ay]: Position, [bx, by]: Position): number {
  const x = (bx - ax) * Math.cos((((ay + by) / 2) * Math.PI) / 180)
  return Math.hypot(x, by - ay) * METRES_A_DEGREE
}

/** The middle by area; of a point, itself; of a line, the point half way. */
export function middleOf(geometry: Geometry): Position {
  if (geometry.type === 'Point') return geometry.coordinates as Position
  if (geometry.type === 'LineString') return halfWay(geometry.coordinates as Position[])
  if (geometry.type === 'MultiLineString') return halfWay((geometry.coordinates as Position[][]).toSorted((a, b) => lengthOf(b) - lengthOf(a))[0] ?? [[0, 0]])
  const largest = polygonsOf(geometry).toSorted((a, b) => areaOf([b]) - areaOf([a]))[0]
  return largest ? insideOf(largest) : [0, 0]
}
const lengthOf = (line: readonly Position[]): number => line.reduce((sum, point, i) => (i === 0 ? 0 : sum + metres(line[i - 1]!, point)), 0)
function halfWay(line: readonly Position[]): Position {
  let left = lengthOf(line) / 2
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1]!, line[i]!], step = metres(a, b)
    if (step >= left && step > 0) return [a[0] + (b[0] - a[0]) * (left / step), a[1] + (b[1] - a[1]) * (left / step)]
    left -= step
  }
  return line[0]!
}

/** The middle by area where it lies inside, else the middle of the widest stretch at its height: a place to point at. */
function insideOf(rings: Rings): Position {
  const outer = rings[0] ?? []
  const [ox, oy] = outer[0] ?? [0, 0]
  const sum = twice(outer)
  let x = 0, y = 0
  outer.forEach(([ax, ay], i) => {
    const [bx, by] = outer[(i + 1) % outer.length]!
    const cross = (ax - ox) * (by - oy) - (bx - ox) * (ay - oy)
    x += (ax + bx - 2 * ox) * cross; y += (ay + by - 2 * oy) * cross
  })
  const middle: Position = sum === 0 ? [ox, oy] : [ox + x / (3 * sum), oy + y / (3 * sum)]
  const crossings = rings.flatMap((ring) => ring.flatMap(([ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length]!
    return (ay > middle[1]) !== (by > middle[1]) ? [ax + ((bx - ax) * (middle[1] - ay)) / (by - ay)] : []
  })).sort((a, b) => a - b)
  let best: [number, number] | undefined
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [from, to] = [crossings[i]!, crossings[i + 1]!]
    if (middle[0] >= from && middle[0] <= to) return middle
    if (!best || to - from > best[1] - best[0]) best = [from, to]
  }
  return best ? [(best[0] + best[1]) / 2, middle[1]] : middle
}
