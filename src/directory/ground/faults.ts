// What does not fit together on the ground: overlaps, gaps, children outside their parent, each with place and size. Pure, slow, run apart.
import Flatbush from 'flatbush'
import { difference, intersection, type Geom } from 'polyclip-ts'
import { faultOf } from './border.ts'
import { areaOf, middleOf, polygonsOf, widthOf, type Rings } from './measure.ts'
import type { Geometry } from './systems.ts'
import { kindName, type GroundFault } from './words.ts'

export interface Piece { id: string; code: string; name: string; kind: string; parent: string | null; geometry: Geometry | null }

/**
 * Two surveys of one wall differ by decimetres, so borders drawn twice leave slivers that no case ever falls into. Below one square metre
 * nothing is said. A strip thinner than half a metre, or anything below 25 m² (a parking space), is a note; what is larger should be mended.
 */
const tolerance = { silent: 1, small: 25, thin: 0.5 } as const

const boxOf = (polygons: readonly Rings[]): [number, number, number, number] => {
  const box: [number, number, number, number] = [180, 90, -180, -90]
  for (const [outer = []] of polygons) for (const [x, y] of outer) { box[0] = Math.min(box[0], x); box[1] = Math.min(box[1], y); box[2] = Math.max(box[2], x); box[3] = Math.max(box[3], y) }
  return box
}
const clip = (polygons: readonly Rings[]): Geom => polygons as unknown as Geom
interface Drawn { piece: Piece; polygons: Rings[]; box: [number, number, number, number] }

/** All disagreements of a set of areas, worst first. `only` keeps to those in which one of these codes takes part. */
export function faultsOf(pieces: readonly Piece[], only?: ReadonlySet<string>): GroundFault[] {
  const faults: GroundFault[] = []
  const byId = new Map(pieces.map((piece) => [piece.id, piece]))
  const drawn = new Map<string, Drawn>()
  for (const piece of pieces) {
    const polygons = polygonsOf(piece.geometry)
    if (polygons.length > 0) drawn.set(piece.id, { piece, polygons, box: boxOf(polygons) })
  }
  const asked = (...codes: string[]) => !only || codes.some((code) => only.has(code))
  for (const [parent, children] of Map.groupBy([...drawn.values()], (each) => each.piece.parent)) {
    overlaps(children, asked, faults)
    const above = parent === null ? undefined : drawn.get(parent)
    if (above) { outside(above, children, asked, faults); gaps(above, children, asked, faults) }
  }
  const names = Map.groupBy(pieces, (piece) => `${piece.parent} ${piece.name}`)
  for (const twins of names.values()) {
    if (twins.length > 1 && asked(...twins.map((twin) => twin.code))) faults.push(faultOf('same-name', 'note', { path: twins[0]!.code }, twins.map((twin) => twin.code), `同一个上级下面有 ${twins.length} 个“${twins[0]!.name}”，在名单里分不清。`, `${twins.length} areas named "${twins[0]!.name}" stand under one parent; lists cannot tell them apart.`))
  }
  const siblingsDrawn = new Set([...drawn.values()].map(({ piece }) => `${piece.parent} ${piece.kind}`))
  for (const piece of pieces) {
    if (!drawn.has(piece.id) && asked(piece.code) && siblingsDrawn.has(`${piece.parent} ${piece.kind}`) && byId.get(piece.parent ?? '')) faults.push(faultOf('no-shape', 'should', { path: piece.code }, [piece.code], `${piece.name}没有图形，同级的都有。落在这里的点会归到上级。`, `${piece.name} has no shape, its siblings do. Points there go to the parent.`))
  }
  const order = { must: 0, should: 1, note: 2 }
  return faults.sort((a, b) => order[a.level] - order[b.level] || (b.m2 ?? 0) - (a.m2 ?? 0) || (a.path < b.path ? -1 : 1))
}

function sized(left: Rings[]): { polygon: Rings; m2: number; level: 'should' | 'note' }[] {
  return left.map((polygon) => {
    const m2 = areaOf([polygon])
    return { polygon, m2, level: m2 < tolerance.small || widthOf([polygon]) < tolerance.thin ? 'note' as const : 'should' as const }
  }).filter(({ m2 }) => m2 >= tolerance.silent)
}
const MOST_CORNERS = 120
const six = (value: number) => Number(value.toFixed(6))
function place(polygon: Rings): Pick<GroundFault, 'lon' | 'lat' | 'ring'> {
  const [lon, lat] = middleOf({ type: 'Polygon', coordinates: polygon })
  const outer = polygon[0] ?? []
  return { lon: six(lon), lat: six(lat), ...(outer.length <= MOST_CORNERS ? { ring: outer.map(([x, y]): [number, number] => [six(x), six(y)]) } : {}) }
}
const square = (m2: number) => (m2 < 100 ? m2.toFixed(1) : Math.round(m2).toLocaleString('en'))

function overlaps(children: readonly Drawn[], asked: (...codes: string[]) => boolean, faults: GroundFault[]): void {
  if (children.length < 2) return
  const index = new Flatbush(children.length)
  for (const { box: [w, s, e, n] } of children) index.add(w, s, e, n)
  index.finish()
  for (const [i, one] of children.entries()) for (const j of index.search(...one.box)) {
    const other = children[j]!
    // Areas of two kinds under one parent (a zone beside grids) are two ways of dividing, not rivals.
    if (j <= i || one.piece.kind !== other.piece.kind || !asked(one.piece.code, other.piece.code)) continue
    for (const { polygon, m2, level } of sized(intersection(clip(one.polygons), clip(other.polygons)) as unknown as Rings[])) {
      const [a, b] = [one.piece, other.piece].sort((x, y) => (x.code < y.code ? -1 : 1)) as [Piece, Piece]
      faults.push(faultOf('overlap', level, { path: a.code }, [a.code, b.code], `${a.name}和${b.name}重叠 ${square(m2)} 平方米。改好之前，这里的点归${a.name}。`, `${a.name} and ${b.name} overlap by ${square(m2)} m². Until mended, points here go to ${a.name}.`, { ...place(polygon), m2: Math.round(m2 * 10) / 10 }))
    }
  }
}

function outside(above: Drawn, children: readonly Drawn[], asked: (...codes: string[]) => boolean, faults: GroundFault[]): void {
  for (const { piece, polygons } of children) {
    if (!asked(piece.code, above.piece.code)) continue
    for (const { polygon, m2, level } of sized(difference(clip(polygons), clip(above.polygons)) as unknown as Rings[])) {
      faults.push(faultOf('outside-parent', level, { path: piece.code }, [piece.code, above.piece.code], `${piece.name}有 ${square(m2)} 平方米在${above.piece.name}以外。`, `${square(m2)} m² of ${piece.name} lie outside ${above.piece.name}.`, { ...place(polygon), m2: Math.round(m2 * 10) / 10 }))
    }
  }
}

/** Children of one kind should cover their parent; which kind is taken from the most. */
function gaps(above: Drawn, children: readonly Drawn[], asked: (...codes: string[]) => boolean, faults: GroundFault[]): void {
  if (!asked(above.piece.code, ...children.map((child) => child.piece.code))) return
  const kinds = [...Map.groupBy(children, (child) => child.piece.kind)].sort((a, b) => b[1].length - a[1].length)
  const [kind, same] = kinds[0] ?? ['', []]
  if (same.length === 0) return
  for (const { polygon, m2, level } of sized(difference(clip(above.polygons), ...same.map((child) => clip(child.polygons))) as unknown as Rings[])) {
    const what = kindName(kind)
    faults.push(faultOf('gap', level, { path: above.piece.code }, [above.piece.code], `${above.piece.name}有 ${square(m2)} 平方米不属于任何${what.zh}。这里的点会归到${above.piece.name}。`, `${square(m2)} m² of ${above.piece.name} belong to no ${what.en.toLowerCase()}. Points here go to ${above.piece.name} itself.`, { ...place(polygon), m2: Math.round(m2 * 10) / 10 }))
  }
}
