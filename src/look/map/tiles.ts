// Tiles of others below our own ground, when the district has switched them on; those in GCJ-02 are moved to where they belong.
import L from 'leaflet'
import { fromWgs84 } from '#core/coordinates.ts'

export interface Source { id: string; name: string; system: string; number: string; attribution: string; minZoom: number; maxZoom: number; layers: { url: string; hosts: string[] }[] }

interface Inner { _setZoomTransform(level: unknown, center: L.LatLng, zoom: number): void; _getTiledPixelBounds(center: L.LatLng): L.Bounds }
const inner = L.TileLayer.prototype as unknown as Inner
const moved = ({ lat, lng }: L.LatLng): L.LatLng => { const [x, y] = fromWgs84([lng, lat], 'gcj02'); return L.latLng(y, x) }
/** The map stays in WGS-84; only the picture below it is asked for, and laid down, where GCJ-02 says the middle of the view is. */
const Shifted = L.TileLayer.extend({
  _setZoomTransform(this: L.TileLayer, level: unknown, center: L.LatLng, zoom: number) { inner._setZoomTransform.call(this as never, level, moved(center), zoom) },
  _getTiledPixelBounds(this: L.TileLayer, center: L.LatLng) { return inner._getTiledPixelBounds.call(this as never, moved(center)) },
}) as unknown as new (url: string, options: L.TileLayerOptions) => L.TileLayer

export function drawTiles(map: L.Map, source: Source): () => void {
  const layers = source.layers.map(({ url, hosts }) => {
    const options = { pane: 'tilePane', minNativeZoom: source.minZoom, maxNativeZoom: source.maxZoom, maxZoom: 20, h: ({ x, y }: { x: number; y: number }) => hosts[(x + y) % hosts.length] ?? hosts[0] } as L.TileLayerOptions
    return source.system === 'gcj02' ? new Shifted(url, options) : L.tileLayer(url, options)
  })
  for (const layer of layers) layer.addTo(map)
  return () => { for (const layer of layers) layer.remove() }
}
