// The systems of coordinates a Chinese map may be in, and the way to WGS-84 and back, for server and browser.
import * as gcoordModule from 'gcoord'
import type { System } from './systems.ts'

type Crs = 'WGS84' | 'GCJ02' | 'BD09'
interface Kit { transform(point: [number, number], from: unknown, to: unknown): number[]; WGS84: unknown; GCJ02: unknown; BD09: unknown }
// The package is CommonJS to Node and a module to the bundler: its tools stand under `default` here, beside it there.
const kit = ('default' in gcoordModule && (gcoordModule.default as unknown as Kit).transform !== undefined ? gcoordModule.default : gcoordModule) as unknown as Kit

export type Position = [number, number]

/** A hundredth of a metre is finer than any survey of a grid, and the same point gives the same text every time. */
export const rounded = (value: number): number => Math.round(value * 1e7) / 1e7
const names: Record<System, Crs> = { wgs84: 'WGS84', cgcs2000: 'WGS84', gcj02: 'GCJ02', bd09: 'BD09' }
function turn(point: Position, from: System, to: System): Position {
  const [x, y] = names[from] === names[to] ? point : kit.transform([...point], kit[names[from]], kit[names[to]])
  return [rounded(x!), rounded(y!)]
}
/** CGCS2000 and WGS-84 differ by less than a decimetre, far below what a border of a grid is known to: one is taken for the other. */
export function toWgs84(point: Position, from: System): Position {
  if (names[from] === 'WGS84') return turn(point, from, 'wgs84')
  // The way back is a formula of its own, a decimetre off for BD-09: it is put right by the way there until both agree.
  let [lon, lat] = kit.transform([...point], kit[names[from]], kit.WGS84) as Position
  for (let n = 0; n < 4; n++) {
    const [x, y] = kit.transform([lon, lat], kit.WGS84, kit[names[from]]) as Position
    lon += point[0] - x
    lat += point[1] - y
  }
  return [rounded(lon), rounded(lat)]
}
export const fromWgs84 = (point: Position, to: System): Position => turn(point, 'wgs84', to)
