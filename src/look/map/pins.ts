// Pins: glyph = action, shape and colour = lateness; near ones gather into a white disc with a ring split late, due, rest.
import L from 'leaflet'
import { latenesses, read, type Lateness, type Timed } from '../status.ts'

export interface Pin extends Timed { id: string; lon: number; lat: number; action?: string | null; number?: string; name: string; stage?: string | null }
export interface Placed { pin: Pin; lateness: Lateness }
export interface Cluster { at: L.LatLng; pins: Placed[] }

const glyphs: Record<string, string> = {
  environment: '<path d="M8.6 9.5h6.8M9.4 9.5l.5 5.7h4.2l.5-5.7M10.8 9.5V8.2h2.4v1.3M11.2 11.3v2.3M12.8 11.3v2.3"/>',
  traffic: '<path d="M8.5 14.2v-2.6l1-2.6h5l1 2.6v2.6zM8.5 11.8h7M10 14.2v.9M14 14.2v.9M10.1 13h.01M13.9 13h.01"/>',
  order: '<path d="m12 7.8 3.3 1.2v2.6c0 2-1.4 3.2-3.3 4-1.9-.8-3.3-2-3.3-4V9z"/>',
  none: '<circle cx="12" cy="11.5" r="2.2"/>',
}
const drop = 'M12 2.2a9.2 9.2 0 0 1 9.2 9.2c0 4.6-4.4 7.9-9.2 13.2-4.8-5.3-9.2-8.6-9.2-13.2A9.2 9.2 0 0 1 12 2.200z'
const square = 'M4.8 2.200h14.400a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2h-3.600L12 24.600l-3.6-4.400H4.800a2 2 0 0 1-2-2v-14a2 2 0 0 1 2-2z'

export function pinHtml(action: string | null | undefined, lateness: Lateness): string {
  if (lateness === 'done') return '<svg viewBox="0 0 24 26"><circle cx="12" cy="12" r="8.5" fill="var(--surface)" stroke="var(--accent)" stroke-width="2"/><path d="m8.2 12.3 2.7 2.7 5-5.5" fill="none" stroke="var(--accent)" stroke-width="2"/></svg>'
  const shape = lateness === 'late' ? square : drop
  return `<svg viewBox="0 0 24 26"><path d="${shape}" fill="var(--${latenesses[lateness].pin})" stroke="var(--pin-edge)" stroke-width="1.3"/><g fill="none" stroke="var(--pin-ink)" stroke-width="1.3" stroke-linecap="round" stroke-linejoin="round">${glyphs[action ?? 'none'] ?? glyphs.none}</g></svg>`
}
export function pinIcon(pin: Pin, lateness: Lateness, chosen: boolean): L.DivIcon {
  const size = chosen ? 44 : 30
  return L.divIcon({ className: `pin t-${lateness}${chosen ? ' on' : ''}`, html: pinHtml(pin.action, lateness), iconSize: [size, size * 26 / 24], iconAnchor: [size / 2, size * (lateness === 'done' ? 0.54 : 1.02)] })
}

/** Pins of one screen gathered by closeness in pixels; the chosen one always stands alone. */
export function gather(map: L.Map, pins: readonly Pin[], chosen: string | undefined, now: number): Cluster[] {
  const reach = map.getZoom() >= 18 ? 0 : 40
  const found: (Cluster & { x: number; y: number; alone: boolean })[] = []
  for (const pin of pins) {
    const at = L.latLng(pin.lat, pin.lon), { x, y } = map.project(at), alone = pin.id === chosen
    const placed = { pin, lateness: read(pin, now).lateness }
    const near = alone ? undefined : found.find((each) => !each.alone && Math.abs(each.x - x) < reach && Math.abs(each.y - y) < reach)
    if (near) near.pins.push(placed)
    else found.push({ at, x, y, alone, pins: [placed] })
  }
  return found
}
export function clusterIcon({ pins }: Cluster): L.DivIcon {
  const n = pins.length, late = pins.filter((p) => p.lateness === 'late').length, due = pins.filter((p) => p.lateness === 'due').length
  const round = 2 * Math.PI * 17
  const arc = (from: number, share: number, fill: string) => share ? `<circle cx="20" cy="20" r="17" fill="none" stroke="var(--${fill})" stroke-width="3.5" stroke-dasharray="${share * round} ${round}" transform="rotate(${from * 360 - 90} 20 20)"/>` : ''
  return L.divIcon({ className: 'cluster', iconSize: [40, 40], html: `<svg viewBox="0 0 40 40"><circle cx="20" cy="20" r="18.5" fill="var(--surface)"/>${arc(0, 1, 'ring-rest')}${arc(0, late / n, 'late')}${arc(late / n, due / n, 'due-f')}<text x="20" y="25" text-anchor="middle">${n}</text></svg>` })
}
