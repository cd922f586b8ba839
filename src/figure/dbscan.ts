// DBSCAN over a grid: places where at least so many points lie near each other, however they hang together. Pure; metres, within one district.

export interface Place { lon: number; lat: number }
const METRES_PER_DEGREE = 111_195

/** For each point the number of its cluster, or -1: noise. Clusters are numbered in the order of their first point. `least` counts the point itself. */
export function dbscan(points: readonly Place[], { metres, least }: { metres: number; least: number }): Int32Array {
  const label = new Int32Array(points.length).fill(-1)
  if (points.length === 0) return label
  // One scale for the whole district, so that near is the same both ways.
  const scale = Math.cos((points.reduce((sum, point) => sum + point.lat, 0) / points.length) * (Math.PI / 180)) * METRES_PER_DEGREE
  const xs = Float64Array.from(points, (point) => point.lon * scale), ys = Float64Array.from(points, (point) => point.lat * METRES_PER_DEGREE)
  // Cells as wide as the reach: whatever is near lies in one of nine.
  const cells = new Map<string, number[]>()
  const at = (n: number) => [Math.floor(xs[n]! / metres), Math.floor(ys[n]! / metres)] as const
  for (let n = 0; n < points.length; n++) {
    const key = at(n).join()
    const cell = cells.get(key)
    if (cell) cell.push(n)
    else cells.set(key, [n])
  }
  const near = (n: number): number[] => {
    const [x, y] = at(n), found: number[] = []
    for (let dx = -1; dx <= 1; dx++) for (let dy = -1; dy <= 1; dy++) for (const other of cells.get(`${x + dx},${y + dy}`) ?? []) {
      if ((xs[n]! - xs[other]!) ** 2 + (ys[n]! - ys[other]!) ** 2 <= metres * metres) found.push(other)
    }
    return found
  }
  const seen = new Uint8Array(points.length)
  let cluster = 0
  for (let n = 0; n < points.length; n++) {
    if (seen[n]) continue
    seen[n] = 1
    const around = near(n)
    if (around.length < least) continue
    label[n] = cluster
    // A point with enough around it carries the cluster on; one with fewer belongs to it and ends it.
    for (let queue = around; queue.length > 0;) {
      const next: number[] = []
      for (const other of queue) {
        if (label[other] === -1) label[other] = cluster
        if (seen[other]) continue
        seen[other] = 1
        const more = near(other)
        if (more.length >= least) next.push(...more)
      }
      queue = next
    }
    cluster++
  }
  return label
}
