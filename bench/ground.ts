// How many points a second find their grid: 600 drawn grids in a tree of four levels, points everywhere, one thread.
import { pathToFileURL } from 'node:url'
import { coverOf, shapeOf, type Shape } from '../src/directory/covers.ts'

const GRIDS = 600
const CORNERS = 24

/** A wavy sheet of 600 grids of 24 corners under 20 communities, a subdistrict and the district; every border shared to the last digit. */
export function sheetOfGrids(): { shapes: Shape[]; parents: Map<string, string | null>; w: number; s: number; e: number; n: number } {
  const [across, up, step, w, s] = [30, GRIDS / 30, 0.002, 120.69, 31.28]
  const corner = (i: number, j: number): [number, number] => [w + i * step + Math.sin(j * 0.7) * step * 0.2, s + j * step + Math.sin(i * 0.9) * step * 0.2]
  const a = CORNERS / 4
  const between = (p: [number, number], q: [number, number]) => Array.from({ length: a }, (_, k): [number, number] => [p[0] + ((q[0] - p[0]) * k) / a, p[1] + ((q[1] - p[1]) * k) / a])
  const ring = (i: number, j: number, di: number, dj: number) => { const at = [corner(i, j), corner(i + di, j), corner(i + di, j + dj), corner(i, j + dj)]; const points = at.flatMap((p, k) => between(p, at[(k + 1) % 4]!)); return [...points, points[0]!] }
  const drawn: { id: string; parent: string | null; kind: string; code: string; geometry: unknown }[] = [
    { id: 'd', parent: null, kind: 'district', code: 'd', geometry: { type: 'Polygon', coordinates: [ring(0, 0, across, up)] } },
    { id: 'z', parent: 'd', kind: 'subdistrict', code: 'z', geometry: { type: 'Polygon', coordinates: [ring(0, 0, across, up)] } },
  ]
  for (let c = 0; c < 20; c++) drawn.push({ id: `c${c}`, parent: 'z', kind: 'community', code: `c${c}`, geometry: { type: 'Polygon', coordinates: [ring((c % 5) * 6, Math.floor(c / 5) * 5, 6, 5)] } })
  for (let j = 0; j < up; j++) for (let i = 0; i < across; i++) drawn.push({ id: `g${i}-${j}`, parent: `c${Math.floor(i / 6) + 5 * Math.floor(j / 5)}`, kind: 'grid', code: `g${i}-${j}`, geometry: { type: 'Polygon', coordinates: [ring(i, j, 1, 1)] } })
  return { shapes: drawn.map((each) => shapeOf(each)!), parents: new Map(drawn.map((each) => [each.id, each.parent])), w, s, e: w + across * step, n: s + up * step }
}

/** Look-ups a second, the best of three rounds: the machine is shared. */
export function groundBench(points = 300_000): { lookupsPerSecond: number; grids: number; inside: number } {
  const { shapes, parents, w, s, e, n } = sheetOfGrids()
  const cover = coverOf(shapes, parents)
  let seed = 42
  const dice = () => { seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff; return seed / 0x7fffffff }
  const at = Float64Array.from({ length: points * 2 }, (_, i) => (i % 2 === 0 ? w + dice() * (e - w) : s + dice() * (n - s)))
  let best = Infinity, inside = 0
  for (let round = 0; round < 3; round++) {
    inside = 0
    const began = performance.now()
    for (let i = 0; i < at.length; i += 2) if (cover.at(at[i]!, at[i + 1]!)?.kind === 'grid') inside++
    best = Math.min(best, performance.now() - began)
  }
  return { lookupsPerSecond: Math.round((points / best) * 1000), grids: GRIDS, inside }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) console.log(JSON.stringify(groundBench()))
