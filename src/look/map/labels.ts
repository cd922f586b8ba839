// Names on the map that never lie on each other: each has a rank, and what would touch a better one waits for a nearer look.
import L from 'leaflet'

export interface Label { text: string; at: L.LatLng; kind: string; /** Degrees; a road runs along its line. */ turn?: number; rank: number; /** Zoom from which it may be shown. */ from: number }
export interface Box { x: number; y: number; w: number; h: number }
interface Look { size: number; spacing: number }
const looks: Record<string, Look> = { community: { size: 14, spacing: 0.06 }, road: { size: 11, spacing: 0.45 }, 'road up': { size: 11, spacing: 0.2 }, water: { size: 12, spacing: 0.3 } }
/** A name is repeated along a road, but not next to itself. */
const APART = 260
const AIR = 5

/** The box a name will take on the screen: 汉字 are as wide as they are high, letters about half. */
export function boxOf(label: Label, at: { x: number; y: number }): Box {
  const { size, spacing } = looks[label.kind] ?? { size: 11, spacing: 0 }
  const long = [...label.text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e80 ? size : size * 0.58) + size * spacing, 0)
  const [w0, h0] = label.kind.endsWith('up') ? [size, long] : [long, size]
  const a = ((label.turn ?? 0) * Math.PI) / 180, c = Math.abs(Math.cos(a)), s = Math.abs(Math.sin(a))
  const w = w0 * c + h0 * s, h = w0 * s + h0 * c
  return { x: at.x - w / 2, y: at.y - h / 2, w, h }
}
const touch = (a: Box, b: Box) => a.x < b.x + b.w + AIR && b.x < a.x + a.w + AIR && a.y < b.y + b.h + AIR && b.y < a.y + a.h + AIR

/** Which of the names fit, best rank first; `taken` is space that is not free. */
export function fitting<T extends Label>(labels: readonly T[], zoom: number, place: (label: T) => { x: number; y: number }, taken: readonly Box[] = []): T[] {
  const boxes: Box[] = [...taken]
  const shown: { label: T; x: number; y: number }[] = []
  for (const label of [...labels].filter((each) => zoom >= each.from).sort((a, b) => b.rank - a.rank || (a.text < b.text ? -1 : 1))) {
    const at = place(label), box = boxOf(label, at)
    if (boxes.some((other) => touch(box, other))) continue
    if (shown.some((other) => other.label.text === label.text && Math.hypot(other.x - at.x, other.y - at.y) < APART)) continue
    boxes.push(box)
    shown.push({ label, ...at })
  }
  return shown.map(({ label }) => label)
}

const marker = ({ text, at, kind, turn = 0 }: Label): L.Marker =>
  L.marker(at, { pane: 'names', interactive: false, keyboard: false, icon: L.divIcon({ className: `maplabel ${kind}`, iconSize: [0, 0], html: Object.assign(document.createElement('span'), { textContent: text, style: `transform:translate(-50%,-50%) rotate(${turn}deg)` }).outerHTML }) })

export interface Labels { set(group: string, labels: readonly Label[]): void; remove(): void }
/** Groups of names (the ground's, the areas') share one map and one space. */
export function labelsOn(map: L.Map): Labels {
  const groups = new Map<string, readonly Label[]>()
  const layer = L.layerGroup().addTo(map)
  let shown = new Map<Label, L.Marker>()
  // A page that is left takes its map away before the names of its areas are called back.
  let gone = false
  const draw = () => {
    if (gone || !map.getSize().x) return
    const view = map.getBounds().pad(0.25)
    const near = [...groups.values()].flat().filter((label) => view.contains(label.at))
    const next = new Set(fitting(near, map.getZoom(), (label) => map.latLngToContainerPoint(label.at)))
    for (const [label, old] of shown) if (!next.has(label)) { old.remove(); shown.delete(label) }
    for (const label of next) if (!shown.has(label)) { const fresh = marker(label); layer.addLayer(fresh); shown.set(label, fresh) }
  }
  map.on('zoomend moveend resize', draw)
  return {
    set(group, labels) { groups.set(group, labels); draw() },
    remove() { gone = true; map.off('zoomend moveend resize', draw); layer.remove(); shown = new Map() },
  }
}
