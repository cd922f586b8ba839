// A beat as a shape on the ground: whether it covers a point, and how far a point lies from it. Pure; flat within a district.
import Flatbush from 'flatbush'

type Position = readonly [number, number]
export type BeatShape =
  | { type: 'Polygon' | 'MultiLineString'; coordinates: readonly (readonly Position[])[] }
  | { type: 'MultiPolygon'; coordinates: readonly (readonly (readonly Position[])[])[] }
  | { type: 'LineString'; coordinates: readonly Position[] }
export interface Beat { id: string; unit: string; zh: string; en: string; shape: BeatShape; /** Metres to either side of a line, or around a polygon. */ buffer: number }
export interface Place { lon: number; lat: number }

const METRES_A_DEGREE = 111_319.49

const isPolygon = (shape: BeatShape) => shape.type === 'Polygon' || shape.type === 'MultiPolygon'
export const linesOf = (shape: BeatShape): readonly (readonly Position[])[] =>
  shape.type === 'LineString' ? [shape.coordinates] : shape.type === 'MultiPolygon' ? shape.coordinates.flat() : shape.coordinates

/** Whole metres from the beat, 0 within it. */
export function metresTo({ shape, buffer }: Pick<Beat, 'shape' | 'buffer'>, { lon, lat }: Place): number {
  const east = METRES_A_DEGREE * Math.cos((lat * Math.PI) / 180)
  let least = Infinity, inside = false
  for (const line of linesOf(shape)) {
    for (let i = 1; i < line.length; i++) {
      // The point is the middle of the world.
      const x1 = (line[i - 1]![0] - lon) * east, y1 = (line[i - 1]![1] - lat) * METRES_A_DEGREE, x2 = (line[i]![0] - lon) * east, y2 = (line[i]![1] - lat) * METRES_A_DEGREE
      if (y1 > 0 !== y2 > 0 && x1 + ((x2 - x1) * -y1) / (y2 - y1) > 0) inside = !inside
      const long = (x2 - x1) ** 2 + (y2 - y1) ** 2, share = long === 0 ? 0 : Math.max(0, Math.min(1, -(x1 * (x2 - x1) + y1 * (y2 - y1)) / long))
      least = Math.min(least, Math.hypot(x1 + share * (x2 - x1), y1 + share * (y2 - y1)))
    }
  }
  // Holes need no care of their own: a ray into one crosses an outer and an inner border.
  return inside && isPolygon(shape) ? 0 : Math.max(0, Math.round(least - buffer))
}

export interface Beats { /** Those that cover the point, the smallest id first. */ at(place: Place): Beat[]; all: readonly Beat[] }
/** Beats of a district, indexed by their boxes with the buffer around them. */
export function beatsOf(all: readonly Beat[]): Beats {
  const sorted = [...all].sort((a, b) => (a.id < b.id ? -1 : 1))
  if (sorted.length === 0) return { at: () => [], all: [] }
  const index = new Flatbush(sorted.length)
  for (const { shape, buffer } of sorted) {
    const points = linesOf(shape).flat(), lons = points.map((p) => p[0]), lats = points.map((p) => p[1])
    const north = (buffer + 1) / METRES_A_DEGREE, east = north / Math.cos((Math.max(...lats.map(Math.abs)) * Math.PI) / 180)
    index.add(Math.min(...lons) - east, Math.min(...lats) - north, Math.max(...lons) + east, Math.max(...lats) + north)
  }
  index.finish()
  return { all: sorted, at: (place) => index.search(place.lon, place.lat, place.lon, place.lat).sort((a, b) => a - b).map((n) => sorted[n]!).filter((beat) => metresTo(beat, place) === 0) }
}
