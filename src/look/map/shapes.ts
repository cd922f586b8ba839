// Stretches drawn over the ground: polygons and lines of crews, the chosen one firm, each with its name; and dots for where somebody is.
import L from 'leaflet'
import { colour, type Tint } from '../tokens.ts'

export interface ShapeOnMap { id: string; geometry: { type: string; coordinates: unknown }; title: string; /** Worked at this moment. */ on?: boolean }

/** Lines are drawn as wide as they are seen, not as wide as their buffer is. */
export function drawShapes(map: L.Map, shapes: readonly ShapeOnMap[], tint: Tint, chosen: string | undefined, choose: ((id: string) => void) | undefined): () => void {
  const group = L.layerGroup().addTo(map)
  const renderer = L.canvas({ padding: 0.4, pane: 'areas' })
  const [now, idle] = [colour('accent', tint), colour('ink-3', tint)]
  for (const { id, geometry, title, on } of shapes) {
    const picked = id === chosen, line = geometry.type.endsWith('LineString')
    const layer = L.geoJSON(geometry as GeoJSON.Geometry, { pane: 'areas', interactive: choose !== undefined, style: { renderer, color: on ? now : idle, weight: (line ? 5 : 2) + (picked ? 2 : 0), opacity: on || picked ? 0.95 : 0.6, fillColor: on ? now : idle, fillOpacity: picked ? 0.28 : 0.12, ...(on ? {} : { dashArray: line ? '1 9' : '6 5' }) } } as L.GeoJSONOptions)
    if (title) layer.bindTooltip(title, { sticky: true })
    if (choose) layer.on('click', (e) => { L.DomEvent.stopPropagation(e); choose(id) })
    layer.addTo(group)
  }
  return () => { group.remove() }
}
/** The box of some shapes, to go to them. */
export function boundsOfShapes(shapes: readonly ShapeOnMap[]): L.LatLngBounds | undefined {
  if (shapes.length === 0) return undefined
  const bounds = L.featureGroup(shapes.map((shape) => L.geoJSON(shape.geometry as GeoJSON.Geometry))).getBounds()
  return bounds.isValid() ? bounds : undefined
}
export interface DotOnMap { lon: number; lat: number; title: string }
export function drawDots(map: L.Map, dots: readonly DotOnMap[]): () => void {
  const group = L.layerGroup().addTo(map)
  for (const { lon, lat, title } of dots) L.marker([lat, lon], { title, alt: title, keyboard: true, zIndexOffset: 500, icon: L.divIcon({ className: 'crewdot', iconSize: [28, 28], html: '<i></i>' }) }).bindTooltip(title).addTo(group)
  return () => { group.remove() }
}
