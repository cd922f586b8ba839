// Which grid a point lies in: even-odd ray casting over the district's polygons, in memory. Pure.

export type Ring = readonly (readonly [number, number])[]
export interface Shape { id: string; parent: string | null; kind: string; rings: readonly Ring[][]; box: [number, number, number, number] }

/** Reads GeoJSON Polygon or MultiPolygon; anything else has no inside and answers undefined. */
export function shapeOf(area: { id: string; parent: string | null; kind: string; geometry: unknown }): Shape | undefined {
  const geometry = area.geometry as { type?: string; coordinates?: unknown } | null
  const polygons = geometry?.type === 'Polygon' ? [geometry.coordinates as Ring[]] : geometry?.type === 'MultiPolygon' ? geometry.coordinates as Ring[][] : undefined
  if (!polygons) return undefined
  const box: [number, number, number, number] = [180, 90, -180, -90]
  for (const polygon of polygons) for (const [lon, lat] of polygon[0] ?? []) {
    if (lon < box[0]) box[0] = lon
    if (lat < box[1]) box[1] = lat
    if (lon > box[2]) box[2] = lon
    if (lat > box[3]) box[3] = lat
  }
  return { id: area.id, parent: area.parent, kind: area.kind, rings: polygons, box }
}

function inRing(lon: number, lat: number, ring: Ring): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i]!, [xj, yj] = ring[j]!
    if ((yi > lat) !== (yj > lat) && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) inside = !inside
  }
  return inside
}

const contains = (shape: Shape, lon: number, lat: number): boolean => {
  const [w, s, e, n] = shape.box
  if (lon < w || lon > e || lat < s || lat > n) return false
  // Outside the outer ring of every polygon, or inside a hole: not covered.
  return shape.rings.some(([outer, ...holes]) => outer !== undefined && inRing(lon, lat, outer) && !holes.some((hole) => inRing(lon, lat, hole)))
}

const depth: Record<string, number> = { city: 0, district: 1, subdistrict: 2, community: 3, grid: 4 }

/** The deepest area that covers the point, or undefined when the point lies outside the district. */
export function areaAt(shapes: readonly Shape[], lon: number, lat: number): Shape | undefined {
  let best: Shape | undefined
  for (const shape of shapes) {
    if (contains(shape, lon, lat) && (!best || (depth[shape.kind] ?? 9) > (depth[best.kind] ?? 9))) best = shape
  }
  return best
}

/** The line from an area up to the root, the area itself first. */
export function lineage<A extends { id: string; parent: string | null }>(all: ReadonlyMap<string, A>, id: string): A[] {
  const line: A[] = []
  for (let area = all.get(id); area && line.length < 20; area = area.parent === null ? undefined : all.get(area.parent)) line.push(area)
  return line
}
