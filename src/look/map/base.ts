// The ground of the map: our own GeoJSON in the colours of the table, on one canvas; names as quiet labels. No outside tiles.
import L from 'leaflet'
import { colour, type Tint, type Token } from '../tokens.ts'
import type { Label, Labels } from './labels.ts'

type Feature = GeoJSON.Feature<GeoJSON.Geometry, Record<string, string | undefined>>
export type Ground = GeoJSON.FeatureCollection<GeoJSON.Geometry, Record<string, string | undefined>>

const width: Record<string, number> = { arterial: 11, street: 5, lane: 3 }
/** A road is as wide on the map as on the ground, so it grows with the zoom. */
const roadWidth = (level: string | undefined, zoom: number): number => Math.max(1, (width[level ?? 'street'] ?? 5) * 2 ** (zoom - 16.2))

/** Of one kind, what has an extent: a compound known by a point alone has only its name. */
const only = (all: Ground, kind: string): Ground => ({ ...all, features: all.features.filter((f) => f.properties.kind === kind && f.geometry.type !== 'Point') })
const ring = (geometry: GeoJSON.Geometry): GeoJSON.Position[] =>
  geometry.type === 'Polygon' ? geometry.coordinates[0] ?? [] : geometry.type === 'MultiPolygon' ? geometry.coordinates[0]?.[0] ?? [] : []
/** Middle of a ring by area; good enough for a name. */
function middle(geometry: GeoJSON.Geometry): L.LatLng {
  const points = ring(geometry)
  let twice = 0, x = 0, y = 0
  const [ox = 0, oy = 0] = points[0] ?? []
  points.forEach(([ax = 0, ay = 0], i) => {
    const [bx = 0, by = 0] = points[(i + 1) % points.length] ?? []
    const cross = (ax - ox) * (by - oy) - (bx - ox) * (ay - oy)
    twice += cross; x += (ax + bx - 2 * ox) * cross; y += (ay + by - 2 * oy) * cross
  })
  return L.latLng(oy + (twice ? y / (3 * twice) : 0), ox + (twice ? x / (3 * twice) : 0))
}

export function drawBase(map: L.Map, base: Ground, tint: Tint): () => void {
  const c = (token: Token) => colour(token, tint)
  const renderer = L.canvas({ padding: 0.4, pane: 'ground' })
  const flat = (kind: string, fill: Token, more: L.PathOptions = {}) =>
    L.geoJSON(only(base, kind), { pane: 'ground', interactive: false, style: { renderer, stroke: false, fill: true, fillColor: c(fill), fillOpacity: 1, ...more } } as L.GeoJSONOptions)
  const roads = (casing: boolean) => L.geoJSON(only(base, 'road'), { pane: 'ground', interactive: false, style: (f) => ({
    renderer, color: c(casing ? 'map-casing' : 'map-road'), opacity: 1, lineCap: 'round', weight: roadWidth((f as Feature).properties.level, map.getZoom()) + (casing ? 2 : 0),
  }) } as L.GeoJSONOptions)
  const casing = roads(true), road = roads(false)
  const layers: L.Layer[] = [flat('park', 'map-green'), flat('building', 'map-building'), flat('compound', 'map-land', { stroke: true, color: c('map-casing'), weight: 1, fillOpacity: 0.35 }), flat('water', 'map-water'), casing, road]

  for (const layer of layers) layer.addTo(map)
  const grow = () => {
    const zoom = map.getZoom()
    casing.setStyle((f) => ({ weight: roadWidth((f as Feature).properties.level, zoom) + 2 }))
    road.setStyle((f) => ({ weight: roadWidth((f as Feature).properties.level, zoom) }))
  }
  map.on('zoomend', grow)
  grow()
  return () => { map.off('zoomend', grow); for (const layer of layers) layer.remove() }
}

/** Names of the ground, each with its rank: landmarks over roads over waters over parks. */
export function namesOf(map: L.Map, base: Ground): Label[] {
  const names: Label[] = []
  for (const f of base.features) {
    const { name, kind = 'place', level } = f.properties
    if (!name) continue
    if (kind === 'road') { names.push(...alongRoad(map, f.geometry, name, level === 'arterial' ? 70 : 30)); continue }
    const at = f.geometry.type === 'Point' ? L.latLng(f.geometry.coordinates[1]!, f.geometry.coordinates[0]!) : middle(f.geometry)
    const [rank, from] = kind === 'water' ? [55, 15] : kind === 'park' ? [45, 15.5] : kind === 'compound' ? [40, 15.75] : [60, 15.5]
    // A park drawn and named again by a point is named once.
    if (names.some((other) => other.text === name && other.at.distanceTo(at) < 120)) continue
    names.push({ text: name, at, kind: kind === 'building' ? 'place' : kind, rank, from })
  }
  return names
}
function alongRoad(map: L.Map, geometry: GeoJSON.Geometry, text: string, rank: number): Label[] {
  const lines = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.type === 'MultiLineString' ? geometry.coordinates : []
  return lines.filter((points) => points.length > 1).flatMap((points) => [0.5, 0.22, 0.78].map((share, n): Label => {
    const i = Math.min(points.length - 2, Math.floor(points.length * share))
    const [ax = 0, ay = 0] = points[Math.max(0, i - 1)] ?? [], [bx = 0, by = 0] = points[i + 1] ?? []
    const a = map.project([ay, ax], 16), b = map.project([by, bx], 16)
    let turn = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI
    const steep = Math.abs(Math.abs(turn) - 90) < 45
    if (steep) turn = turn > 0 ? turn - 90 : turn + 90
    else if (turn > 90) turn -= 180
    else if (turn < -90) turn += 180
    return { text, at: L.latLng((ay + by) / 2, (ax + bx) / 2), kind: steep ? 'road up' : 'road', turn: Math.round(turn), rank: rank - n, from: 15 }
  }))
}

/** Kinds from the largest to the smallest; the borders of each are drawn thinner than those of the one above. */
const order = ['city', 'district', 'subdistrict', 'zone', 'community', 'grid', 'cell']
const stroke: Record<string, { weight: number; opacity: number; dashArray?: string }> = {
  city: { weight: 2, opacity: 0.5 }, district: { weight: 2, opacity: 0.5 }, subdistrict: { weight: 1.8, opacity: 0.5 }, zone: { weight: 1.3, opacity: 0.4, dashArray: '2 4' }, community: { weight: 1.3, opacity: 0.42, dashArray: '8 4 2 4' }, grid: { weight: 1, opacity: 0.3, dashArray: '3 3' }, cell: { weight: 0.8, opacity: 0.25, dashArray: '1 3' },
}
interface AreaLook { chosen: string | undefined; grids: boolean; names: boolean; borders: boolean; choose?: ((id: string) => void) | undefined }

/** Borders and names of the areas; the chosen one with a light fill and a firm line. With `choose`, a click on an area chooses it. */
export function drawAreas(map: L.Map, labels: Labels, areas: Ground, tint: Tint, { chosen, grids, names, borders, choose }: AreaLook): () => void {
  const accent = colour('accent', tint)
  const renderer = L.canvas({ padding: 0.4, pane: 'areas' })
  const small = (kind: string | undefined) => kind === 'grid' || kind === 'cell'
  const shown = areas.features.filter((f) => f.geometry.type !== 'Point' && f.properties.kind !== 'district' && f.properties.kind !== 'city' && (grids || !small(f.properties.kind)))
  const style = (f?: Feature): L.PathOptions => ({ renderer, color: accent, ...stroke[f?.properties.kind ?? ''] ?? stroke.community, fill: choose !== undefined, fillOpacity: 0, fillColor: accent } as L.PathOptions)
  const lines = borders || choose ? L.geoJSON({ ...areas, features: shown.toSorted((a, b) => order.indexOf(a.properties.kind ?? '') - order.indexOf(b.properties.kind ?? '')) } as Ground, {
    pane: 'areas', interactive: choose !== undefined, style,
    onEachFeature: (f: Feature, layer) => { if (choose) layer.on('click', (e) => { L.DomEvent.stopPropagation(e); choose(f.properties.id!) }) },
  } as L.GeoJSONOptions).addTo(map) : undefined
  labels.set('areas', names ? shown.map((f): Label => ({ text: small(f.properties.kind) ? shortName(f, areas) : f.properties.name ?? '', at: middle(f.geometry), kind: small(f.properties.kind) ? 'grid' : 'community', rank: small(f.properties.kind) ? 42 : 100, from: small(f.properties.kind) ? 14.5 : 11 })) : [])
  const own = chosen ? { ...areas, features: areas.features.filter((f) => f.properties.id === chosen || f.properties.code === chosen) } : undefined
  const fill = own && L.geoJSON(own, { pane: 'areas', interactive: false, style: { renderer, color: accent, weight: 2, opacity: 1, fillColor: accent, fillOpacity: 0.09 }, pointToLayer: (_f: Feature, at: L.LatLng) => L.circleMarker(at, { radius: 9, color: accent, pane: 'areas' }) } as unknown as L.GeoJSONOptions).addTo(map)
  return () => { lines?.remove(); labels.set('areas', []); fill?.remove() }
}
/** 石桥社区第1网格 inside 石桥社区 is 第1网格. */
function shortName(f: Feature, areas: Ground): string {
  const name = f.properties.name ?? ''
  const above = areas.features.find((each) => each.properties.id === f.properties.parent)?.properties.name
  return above && name.startsWith(above) && name.length > above.length ? name.slice(above.length) : name
}

/** The box of everything, to open the map on. */
export function boundsOf(areas: Ground | undefined): L.LatLngBounds | undefined {
  const bounds = areas && L.geoJSON(areas).getBounds()
  return bounds?.isValid() ? bounds : undefined
}
export function boundsIn(areas: Ground | undefined, id: string | undefined): L.LatLngBounds | undefined {
  return id === undefined || !areas ? undefined : boundsOf({ ...areas, features: areas.features.filter((f) => f.properties.id === id) })
}
