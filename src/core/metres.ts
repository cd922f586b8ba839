// How far two points of one district lie apart.

const RADIUS = 6_371_000

/** Whole metres; flat-earth sum, good to a metre in a thousand within a district. */
export function metresBetween(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const rad = Math.PI / 180, x = (b.lon - a.lon) * Math.cos(((a.lat + b.lat) / 2) * rad), y = b.lat - a.lat
  return Math.round(Math.hypot(x, y) * rad * RADIUS)
}
