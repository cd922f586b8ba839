// Faults of the ground as rings in their places, the chosen one larger; each can be reached and pressed by keyboard.
import L from 'leaflet'
import { colour, type Tint } from '../tokens.ts'

export interface Mark { lon: number; lat: number; level: 'must' | 'should' | 'note'; title: string; ring?: [number, number][] | undefined }

export function drawMarks(map: L.Map, marks: readonly Mark[], tint: Tint, chosen: number | undefined, choose: (n: number) => void): () => void {
  const group = L.layerGroup().addTo(map)
  const renderer = L.canvas({ padding: 0.4, pane: 'areas' })
  const inks = { must: colour('late', tint), should: colour('due-f', tint), note: colour('line-3', tint) }
  marks.forEach(({ lon, lat, level, title, ring }, n) => {
    const on = n === chosen
    if (ring) L.polygon(ring.map(([x, y]): L.LatLngTuple => [y, x]), { renderer, pane: 'areas', interactive: false, color: inks[level], weight: on ? 3 : 1.5, fillOpacity: on ? 0.35 : 0.2 }).addTo(group)
    L.marker([lat, lon], { title, alt: title, keyboard: true, zIndexOffset: on ? 1000 : level === 'must' ? 200 : 0, icon: L.divIcon({ className: `groundmark ${level}${on ? ' on' : ''}`, iconSize: [28, 28], html: '<i></i>' }) }).on('click', () => choose(n)).addTo(group)
  })
  return () => { group.remove() }
}
