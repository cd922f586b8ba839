// Which area a point lies in, from the borders the map has loaded already: a word for a person, never a decision.
import type { Ground } from './base.ts'

function inRing(ring: GeoJSON.Position[], lon: number, lat: number): boolean {
  let inside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax = 0, ay = 0] = ring[i]!, [bx = 0, by = 0] = ring[j]!
    if (ay > lat !== by > lat && lon < ((bx - ax) * (lat - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}
const inPolygon = ([outer = [], ...holes]: GeoJSON.Position[][], lon: number, lat: number): boolean => inRing(outer, lon, lat) && !holes.some((hole) => inRing(hole, lon, lat))
const order = ['cell', 'grid', 'community', 'zone', 'subdistrict', 'district', 'city']

/** The smallest kind of area around the point; undefined outside, or where nothing is drawn. */
export function areaAround(areas: Ground | undefined, { lon, lat }: { lon: number; lat: number }): string | undefined {
  const around = (areas?.features ?? []).filter(({ geometry: g }) => (g.type === 'Polygon' ? inPolygon(g.coordinates, lon, lat) : g.type === 'MultiPolygon' && g.coordinates.some((each) => inPolygon(each, lon, lat))))
  const rank = (kind: string | undefined) => { const at = order.indexOf(kind ?? ''); return at < 0 ? order.length : at }
  return around.toSorted((a, b) => rank(a.properties.kind) - rank(b.properties.kind))[0]?.properties.name
}
