// The map of the district: own ground, areas, pins by action and lateness, marks of faults, layers to switch, a legend in words; or one point to choose.
import L from 'leaflet'
import 'leaflet/dist/leaflet.css'
import './css/map.css'
import { useEffect, useRef, useState } from 'react'
import { Locate, Minus, Plus } from 'lucide-react'
import { Layers, useLayers } from './map/Layers.tsx'
import { ClockMark } from './Clock.tsx'
import { boundsIn, boundsOf, drawAreas, drawBase, namesOf } from './map/base.ts'
import { useGround, useSources } from './map/data.ts'
import { labelsOn, type Labels } from './map/labels.ts'
import { drawMarks, type Mark } from './map/marks.ts'
import { clusterIcon, gather, pinHtml, pinIcon, type Pin } from './map/pins.ts'
import { boundsOfShapes, drawDots, drawShapes, type DotOnMap, type ShapeOnMap } from './map/shapes.ts'
import { latenesses, type Lateness } from './status.ts'
import { nowMs } from './time.ts'
import { useTint } from './tint.ts'
import { useWords } from './words.ts'

export type { Pin, Mark }
interface Props {
  pins?: readonly Pin[]; chosen?: string | undefined; choose?: (id: string) => void
  /** Area drawn with a firm line. */
  area?: string | undefined
  /** Fit to the pins when they first come, instead of the whole district. */
  picked?: { lon: number; lat: number } | undefined; pick?: (point: { lon: number; lat: number }) => void
  legend?: boolean; more?: boolean
  /** Grids are drawn whatever the switcher says, a click on an area chooses it, and the map goes to the chosen one. */
  grids?: boolean; chooseArea?: (id: string) => void
  /** Faults, each a ring in its place; `at` is where the reader wants to look. */
  marks?: readonly Mark[]; chooseMark?: (n: number) => void; at?: { lon: number; lat: number; zoom?: number; n?: number } | undefined
  /** Beats and the like; the map goes to the chosen one, or with `toShapes` to all of them when it opens. */
  shapes?: readonly ShapeOnMap[]; chosenShape?: string | undefined; chooseShape?: (id: string) => void; toShapes?: boolean; dots?: readonly DotOnMap[]
}
const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches

export function MapView({ pins, chosen, choose, area, picked, pick, legend = true, more, grids, chooseArea, marks, chooseMark, at, shapes, chosenShape, chooseShape, toShapes, dots }: Props) {
  const { t, say } = useWords()
  const tint = useTint()
  const box = useRef<HTMLDivElement>(null)
  const [map, setMap] = useState<L.Map>()
  const [zoom, setZoom] = useState(0)
  const [labels, setLabels] = useState<Labels>()
  const { base, areas } = useGround()
  const sources = useSources()
  const layers = useLayers(sources)
  const act = useRef({ choose, pick, chooseArea, chooseMark, chooseShape })
  act.current = { choose, pick, chooseArea, chooseMark, chooseShape }

  useEffect(() => {
    const made = L.map(box.current!, { zoomControl: false, attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.75, minZoom: 11, maxZoom: 19, center: [31.27, 120.71], zoom: 14, preferCanvas: true, zoomAnimation: !calm(), fadeAnimation: false })
    // The ground may arrive after the borders; panes keep it below them all the same.
    for (const [pane, z] of [['ground', '300'], ['areas', '350'], ['names', '450']] as const) Object.assign(made.createPane(pane).style, { zIndex: z, pointerEvents: 'none' })
    made.on('click', (e) => act.current.pick?.({ lon: Number(e.latlng.lng.toFixed(6)), lat: Number(e.latlng.lat.toFixed(6)) }))
    made.on('zoomend moveend', () => setZoom((was) => was + 1))
    const watch = new ResizeObserver(() => made.invalidateSize({ animate: false }))
    watch.observe(box.current!)
    setMap(made)
    const names = labelsOn(made)
    setLabels(names)
    return () => { watch.disconnect(); names.remove(); made.remove() }
  }, [])

  const { ground, names, borders, grids: gridsOn, source } = layers.shown
  useEffect(() => (map && base && ground ? drawBase(map, base, tint) : undefined), [map, base, tint, ground])
  useEffect(() => { if (map && base) labels?.set('ground', names ? namesOf(map, base) : []) }, [map, base, labels, names])
  useEffect(() => {
    if (!map || !source) return
    // Few maps use tiles; whoever does not is not sent their code.
    let remove: (() => void) | undefined, gone = false
    void import('./map/tiles.ts').then(({ drawTiles }) => { if (!gone) remove = drawTiles(map, source) })
    return () => { gone = true; remove?.() }
  }, [map, source])
  const choosing = chooseArea !== undefined
  useEffect(() => (map && areas && labels ? drawAreas(map, labels, areas, tint, { chosen: area, grids: grids || gridsOn, names, borders, choose: choosing ? (id) => act.current.chooseArea?.(id) : undefined }) : undefined), [map, labels, areas, tint, area, grids, gridsOn, names, borders, choosing])
  useEffect(() => (map && marks ? drawMarks(map, marks, tint, at?.n, (n) => act.current.chooseMark?.(n)) : undefined), [map, marks, tint, at?.n])
  const choosingShape = chooseShape !== undefined
  useEffect(() => (map && shapes ? drawShapes(map, shapes, tint, chosenShape, choosingShape ? (id) => act.current.chooseShape?.(id) : undefined) : undefined), [map, shapes, tint, chosenShape, choosingShape])
  useEffect(() => (map && dots ? drawDots(map, dots) : undefined), [map, dots])
  useEffect(() => {
    const bounds = boundsOfShapes((shapes ?? []).filter((shape) => toShapes === true || shape.id === chosenShape))
    if (map && bounds) map.fitBounds(bounds, { animate: false, padding: [40, 40], maxZoom: 17 })
  }, [map, chosenShape, toShapes, areas === undefined])
  useEffect(() => { if (map && at) map.setView([at.lat, at.lon], at.zoom ?? 17.5, { animate: false }) }, [map, at])
  const whole = () => { const bounds = boundsOf(areas) ?? boundsOf(base); if (map && bounds) map.fitBounds(bounds, { animate: false, padding: [4, 4] }) }
  const there = pins?.find((each) => each.id === chosen)
  useEffect(() => {
    if (at) return
    if (picked && map) map.setView([picked.lat, picked.lon], 16.5, { animate: false })
    else if (!there) whole()
    // Opens once on the district or on the given point; later moves are the reader's own.
  }, [map, areas === undefined])
  useEffect(() => {
    const bounds = choosing && !at ? boundsIn(areas, area) : undefined
    // The card of the chosen area lies over the left third.
    const card = map && map.getSize().x > 800 ? 420 : 0
    if (map && bounds) map.fitBounds(bounds, { animate: false, paddingTopLeft: [40 + card, 40], paddingBottomRight: [60, 40], maxZoom: 17 })
  }, [map, area, choosing])

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
      <div ref={box} className="mapbox-map" role="application" aria-label={t(pick ? 'map.pick' : choosing ? 'map.areas' : 'map.label')}
        onKeyDown={(e) => { if (pick && map && e.key === 'Enter' && e.target === box.current) { e.preventDefault(); const { lat, lng } = map.getCenter(); pick({ lon: Number(lng.toFixed(6)), lat: Number(lat.toFixed(6)) }) } }} />
      {pick && <i className="mapcross" aria-hidden="true" />}
      <div className="maptools">
        <button type="button" onClick={() => map?.zoomIn()} aria-label={t('map.zoomIn')}><Plus size={18} /></button>
        <button type="button" onClick={() => map?.zoomOut()} aria-label={t('map.zoomOut')}><Minus size={18} /></button>
        <button type="button" onClick={whole} aria-label={t('map.whole')}><Locate size={18} /></button>
        <Layers layers={layers} sources={sources} fixedGrids={grids === true} />
      </div>
      {source && <p className="mapcredit">{source.attribution}　{source.number}</p>}
      {legend && !pick && (
        <ul className="maplegend" aria-label={t('map.legend')}>
          {(['late', 'due', 'ok', 'done'] as Lateness[]).map((lateness) => <li key={lateness}><ClockMark lateness={lateness} used={lateness === 'due' ? 0.86 : 0.35} size={14} />{say(latenesses[lateness])}</li>)}
        </ul>
      )}
      {more && <p className="mapnote">{t('map.more')}</p>}
    </div>
  )
}
