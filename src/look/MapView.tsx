// The map of the district: own ground, pins by action and lateness, clusters, zoom tools, a legend in words; or one point to choose.
import L from 'leaflet'
import 'leaflet/dist/leaflet.css'
import './css/map.css'
import { useEffect, useRef, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Locate, Minus, Plus } from 'lucide-react'
import { ask } from './api.ts'
import { ClockMark } from './Clock.tsx'
import { boundsOf, drawAreas, drawBase, type Ground } from './map/base.ts'
import { clusterIcon, gather, pinHtml, pinIcon, type Pin } from './map/pins.ts'
import { latenesses, type Lateness } from './status.ts'
import { nowMs } from './time.ts'
import { useTint } from './tint.ts'
import { useWords } from './words.ts'

export type { Pin }
interface Props {
  pins?: readonly Pin[]; chosen?: string | undefined; choose?: (id: string) => void
  /** Area drawn with a firm line. */
  area?: string | undefined
  /** Fit to the pins when they first come, instead of the whole district. */
  picked?: { lon: number; lat: number } | undefined; pick?: (point: { lon: number; lat: number }) => void
  legend?: boolean; more?: boolean
}
const steady = { staleTime: Infinity, gcTime: Infinity }
const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches

export function MapView({ pins, chosen, choose, area, picked, pick, legend = true, more }: Props) {
  const { t, say } = useWords()
  const tint = useTint()
  const box = useRef<HTMLDivElement>(null)
  const [map, setMap] = useState<L.Map>()
  const [zoom, setZoom] = useState(0)
  const base = useQuery({ queryKey: ['layer', 'base'], queryFn: () => ask<Ground>('/api/layer/base'), ...steady }).data
  const areas = useQuery({ queryKey: ['layer', 'areas'], queryFn: () => ask<Ground>('/api/layer/areas'), ...steady }).data
  const act = useRef({ choose, pick })
  act.current = { choose, pick }

  useEffect(() => {
    const made = L.map(box.current!, { zoomControl: false, attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.75, minZoom: 11, maxZoom: 19, center: [31.27, 120.71], zoom: 14, preferCanvas: true, zoomAnimation: !calm(), fadeAnimation: false })
    // The ground may arrive after the borders; panes keep it below them all the same.
    for (const [pane, z] of [['ground', '300'], ['areas', '350'], ['names', '450']] as const) Object.assign(made.createPane(pane).style, { zIndex: z, pointerEvents: 'none' })
    made.on('click', (e) => act.current.pick?.({ lon: Number(e.latlng.lng.toFixed(6)), lat: Number(e.latlng.lat.toFixed(6)) }))
    made.on('zoomend moveend', () => setZoom((was) => was + 1))
    const watch = new ResizeObserver(() => made.invalidateSize({ animate: false }))
    watch.observe(box.current!)
    setMap(made)
    return () => { watch.disconnect(); made.remove() }
  }, [])

  useEffect(() => (map && base ? drawBase(map, base, tint) : undefined), [map, base, tint])
  useEffect(() => (map && areas ? drawAreas(map, areas, tint, area) : undefined), [map, areas, tint, area])
  const whole = () => { const bounds = boundsOf(areas); if (map && bounds) map.fitBounds(bounds, { animate: false, padding: [4, 4] }) }
  const there = pins?.find((each) => each.id === chosen)
  useEffect(() => {
    if (picked && map) map.setView([picked.lat, picked.lon], 16.5, { animate: false })
    else if (!there) whole()
    // Opens once on the district or on the given point; later moves are the reader's own.
  }, [map, areas])

  useEffect(() => {
    if (!map || !pins) return
    const group = L.layerGroup().addTo(map)
    for (const cluster of gather(map, pins, chosen, nowMs())) {
      const only = cluster.pins.length === 1 ? cluster.pins[0] : undefined
      if (only) {
        const title = `${only.pin.name} ${say(latenesses[only.lateness])}`
        const on = only.pin.id === chosen
        L.marker(cluster.at, { icon: pinIcon(only.pin, only.lateness, on), title, alt: title, keyboard: true, riseOnHover: true, zIndexOffset: on ? 1000 : only.lateness === 'late' ? 200 : 0 })
          .on('click', () => act.current.choose?.(only.pin.id)).addTo(group)
      } else {
        const title = t('map.cluster', { n: cluster.pins.length, late: cluster.pins.filter((p) => p.lateness === 'late').length })
        L.marker(cluster.at, { icon: clusterIcon(cluster), title, alt: title, keyboard: true })
          .on('click', () => map.fitBounds(L.latLngBounds(cluster.pins.map(({ pin }) => [pin.lat, pin.lon])), { padding: [60, 60], maxZoom: 18 })).addTo(group)
      }
    }
    return () => { group.remove() }
  }, [map, pins, chosen, zoom, t, say])

  useEffect(() => {
    const pin = there
    if (!map || !pin) return
    const size = map.getSize(), seen = map.latLngToContainerPoint([pin.lat, pin.lon])
    // A chosen pin under the floating card (lower 40 %) or outside is brought into the upper half.
    if (map.getZoom() < 15.5) map.setView(map.unproject(map.project([pin.lat, pin.lon], 16).add([0, size.y * 0.12]), 16), 16, { animate: false })
    else if (seen.x < 40 || seen.x > size.x - 40 || seen.y < 90 || seen.y > size.y * 0.6) map.panBy(seen.subtract([size.x / 2, size.y * 0.38]), { animate: !calm(), duration: 0.2 })
  }, [map, there?.id])

  useEffect(() => {
    if (!map || !picked) return
    const marker = L.marker([picked.lat, picked.lon], { keyboard: false, icon: L.divIcon({ className: 'pin on picked', iconSize: [44, 48], iconAnchor: [22, 46], html: pinHtml('none', 'ok') }) }).addTo(map)
    return () => { marker.remove() }
  }, [map, picked])

  return (
    <div className="mapbox" data-pick={pick ? '' : undefined}>
      <div ref={box} className="mapbox-map" role="application" aria-label={t(pick ? 'map.pick' : 'map.label')} />
      <div className="maptools">
        <button type="button" onClick={() => map?.zoomIn()} aria-label={t('map.zoomIn')}><Plus size={18} /></button>
        <button type="button" onClick={() => map?.zoomOut()} aria-label={t('map.zoomOut')}><Minus size={18} /></button>
        <button type="button" onClick={whole} aria-label={t('map.whole')}><Locate size={18} /></button>
      </div>
      {legend && !pick && (
        <ul className="maplegend" aria-label={t('map.legend')}>
          {(['late', 'due', 'ok', 'done'] as Lateness[]).map((lateness) => <li key={lateness}><ClockMark lateness={lateness} used={lateness === 'due' ? 0.86 : 0.35} size={14} />{say(latenesses[lateness])}</li>)}
        </ul>
      )}
      {more && <p className="mapnote">{t('map.more')}</p>}
    </div>
  )
}
