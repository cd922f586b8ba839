// The ground of the map: our own GeoJSON in the colours of the table, on one canvas; names as quiet labels. No outside tiles.
import L from 'leaflet'
import { colour, type Tint, type Token } from '../tokens.ts'

type Feature = GeoJSON.Feature<GeoJSON.Geometry, Record<string, string | undefined>>
export type Ground = GeoJSON.FeatureCollection<GeoJSON.Geometry, Record<string, string | undefined>>

const width: Record<string, number> = { arterial: 11, street: 5, lane: 3 }
/** A road is as wide on the map as on the ground, so it grows with the zoom. */
const roadWidth = (level: string | undefined, zoom: number): number => Math.max(1, (width[level ?? 'street'] ?? 5) * 2 ** (zoom - 16.2))

const only = (all: Ground, kind: string): Ground => ({ ...all, features: all.features.filter((f) => f.properties.kind === kind) })
const label = (text: string, at: L.LatLngExpression, kind: string, turn = 0): L.Marker =>
  L.marker(at, { pane: 'names', interactive: false, keyboard: false, icon: L.divIcon({ className: `maplabel ${kind}`, iconSize: [0, 0], html: Object.assign(document.createElement('span'), { textContent: text, style: `transform:translate(-50%,-50%) rotate(${turn}deg)` }).outerHTML }) })

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
  const layers: L.Layer[] = [flat('park', 'map-green'), flat('building', 'map-building'), flat('water', 'map-water'), casing, road]

  const names = L.layerGroup()
  for (const f of base.features) {
    const { name, kind } = f.properties
    if (!name) continue
    if (kind === 'water') names.addLayer(label(name, middle(f.geometry), 'water'))
    else if (kind === 'park') names.addLayer(label(name, middle(f.geometry), 'park'))
    else if (f.geometry.type === 'Point') names.addLayer(label(name, [f.geometry.coordinates[1]!, f.geometry.coordinates[0]!], 'place'))
    else if (f.geometry.type === 'LineString') {
      const points = f.geometry.coordinates
      for (const share of [0.22, 0.5, 0.78]) {
        const i = Math.min(points.length - 2, Math.floor(points.length * share))
        const [ax = 0, ay = 0] = points[Math.max(0, i - 1)] ?? [], [bx = 0, by = 0] = points[i + 1] ?? []
        const a = map.project([ay, ax], 16), b = map.project([by, bx], 16)
        let turn = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI
        const steep = Math.abs(Math.abs(turn) - 90) < 45
        if (steep) turn = turn > 0 ? turn - 90 : turn + 90
        else if (turn > 90) turn -= 180
        else if (turn < -90) turn += 180
        names.addLayer(label(name, [(ay + by) / 2, (ax + bx) / 2], steep ? 'road up' : 'road', Math.round(turn)))
      }
    }
  }
  layers.push(names)
  for (const layer of layers) layer.addTo(map)
  const grow = () => {
    const zoom = map.getZoom()
    casing.setStyle((f) => ({ weight: roadWidth((f as Feature).properties.level, zoom) + 2 }))
    road.setStyle((f) => ({ weight: roadWidth((f as Feature).properties.level, zoom) }))
    map.getContainer().dataset.near = zoom >= 15.75 ? 'street' : zoom >= 15 ? 'quarter' : 'town'
  }
  map.on('zoomend', grow)
  grow()
  return () => { map.off('zoomend', grow); for (const layer of layers) layer.remove() }
}

/** Borders and names of communities; the chosen area with a light fill and a firm line. */
export function drawAreas(map: L.Map, areas: Ground, tint: Tint, chosen: string | undefined): () => void {
  const accent = colour('accent', tint)
  const renderer = L.canvas({ padding: 0.4, pane: 'areas' })
  const borders = L.geoJSON(only(areas, 'community'), { pane: 'areas', interactive: false, style: { renderer, fill: false, color: accent, opacity: 0.42, weight: 1.3, dashArray: '8 4 2 4' } } as L.GeoJSONOptions).addTo(map)
  const names = L.layerGroup(only(areas, 'community').features.map((f) => label(f.properties.name ?? '', middle(f.geometry), 'community'))).addTo(map)
  const own = chosen ? { ...areas, features: areas.features.filter((f) => f.properties.id === chosen || f.properties.code === chosen) } : undefined
  const fill = own && L.geoJSON(own, { pane: 'areas', interactive: false, style: { renderer, color: accent, weight: 2, opacity: 1, fillColor: accent, fillOpacity: 0.09 } } as L.GeoJSONOptions).addTo(map)
  return () => { borders.remove(); names.remove(); fill?.remove() }
}

/** The box of everything, to open the map on. */
export function boundsOf(areas: Ground | undefined): L.LatLngBounds | undefined {
  const bounds = areas && L.geoJSON(areas).getBounds()
  return bounds?.isValid() ? bounds : undefined
}
