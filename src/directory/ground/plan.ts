// What an import would make of the tree: new, changed, unchanged, gone; and what is wrong with codes and parents. Pure.
import { faultOf } from './border.ts'
import { isOver } from './day.ts'
import type { Draft } from './draft.ts'
import { areaOf, metres, middleOf, polygonsOf } from './measure.ts'
import { positions, type Geometry } from './systems.ts'
import { areaKinds, kindName, type AreaKind, type GroundFault, type System } from './words.ts'

export interface Area {
  id: string; parent: string | null; kind: string; code: string; name: string
  geometry: Geometry | null; lon: number | null; lat: number | null; m2: number | null
  valid_from: string | null; valid_to: string | null
}
export interface Next extends Area { path: string; raw: Geometry | null; raw_system: System | null; was: Area | undefined; changes: Change[] }
export type Change = 'new' | 'name' | 'kind' | 'parent' | 'shape' | 'middle' | 'days' | 'back'
export interface Plan { next: Next[]; unchanged: number; gone: Area[]; faults: GroundFault[] }

const rank = (kind: string) => areaKinds.indexOf(kind as AreaKind)

export interface PlanOptions { missing: 'keep' | 'retire'; under?: string | undefined; system: System; day: string; newId: () => string }

export function planAreas(existing: readonly Area[], drafts: readonly Draft[], options: PlanOptions): Plan {
  const faults: GroundFault[] = []
  const byCode = new Map(existing.map((area) => [area.code, area]))
  const root = existing.find((area) => area.parent === null)
  const ids = new Map<string, string>()
  const taken = new Map<string, Draft>()
  for (const draft of drafts) {
    if (draft.code === '') continue
    const twin = taken.get(draft.code)
    if (twin) faults.push(faultOf('code-twice', 'must', draft, [draft.code], `编码 ${draft.code} 在${twin.path}已经用过。一个编码只能是一个辖区。`, `The code ${draft.code} stands at ${twin.path} already. One code, one area.`))
    else { taken.set(draft.code, draft); ids.set(draft.code, byCode.get(draft.code)?.id ?? options.newId()) }
  }
  const kindOf = (code: string) => taken.get(code)?.kind || byCode.get(code)?.kind || ''
  const parentOf = parents(existing, taken, options, root, faults)

  const next: Next[] = []
  let unchanged = 0
  for (const draft of taken.values()) {
    const was = byCode.get(draft.code)
    const kind = draft.kind || was?.kind || ''
    const name = draft.name || was?.name || ''
    if (name === '') faults.push(faultOf('no-name', 'must', draft, [draft.code], `${draft.code} 没有名称。`, `${draft.code} has no name.`))
    if (kind === '' && !faults.some((fault) => fault.kind === 'no-kind' && fault.path === draft.path)) faults.push(faultOf('no-kind', 'must', draft, [draft.code], `${name || draft.code}没有类型。加一列“类型”，或在上面选“都是什么”。`, `${name || draft.code} has no kind. Add a column, or choose above what all rows are.`))
    const above = parentOf(draft)
    if (above !== undefined && above !== null && kind !== '') {
      const parentKind = kindOf(above)
      if (parentKind !== '' && rank(parentKind) > rank(kind)) faults.push(faultOf('parent-lower', 'must', draft, [draft.code, above], `${name}是${kindName(kind).zh}，上级 ${above} 却是${kindName(parentKind).zh}。`, `${name} is a ${kindName(kind).en.toLowerCase()}, its parent ${above} a ${kindName(parentKind).en.toLowerCase()}.`))
    }
    const made = merged(draft, was, { id: ids.get(draft.code)!, name, kind, parent: above ? ids.get(above) ?? byCode.get(above)!.id : above === undefined ? was?.parent ?? root?.id ?? null : null }, options)
    if (made.changes.length === 0) unchanged++
    else next.push(made)
  }
  // Of every kind the file speaks of, the root and whatever still has something below it stay.
  const kinds = new Set([...taken.values()].map((draft) => draft.kind || byCode.get(draft.code)?.kind))
  const candidates = existing.filter((area) => kinds.has(area.kind) && area.parent !== null && !taken.has(area.code) && !isOver(area, options.day))
  const gone = options.missing === 'retire' ? candidates : []
  const tree = new Map<string, Area>(existing.map((area) => [area.id, area]))
  for (const area of next) tree.set(area.id, area)
  shapeOfTree(tree, new Set(gone.map((area) => area.id)), next, options.day, faults)
  return { next, unchanged, gone: options.missing === 'retire' ? gone : candidates, faults }
}

/** Finds what the rows call their parent: a code, else the one area of that name; nothing said means what it was, or the root. */
function parents(existing: readonly Area[], taken: ReadonlyMap<string, Draft>, options: PlanOptions, root: Area | undefined, faults: GroundFault[]): (draft: Draft) => string | null | undefined {
  const codeOf = new Map(existing.map((area) => [area.id, area.code]))
  const codes = new Set([...existing.map((area) => area.code), ...taken.keys()])
  const byName = new Map<string, Set<string>>()
  for (const { name, code, kind } of [...existing, ...taken.values()]) if (name && kind !== 'cell') byName.set(name, (byName.get(name) ?? new Set()).add(code))
  return (draft) => {
    const was = existing.find((area) => area.code === draft.code)
    const said = draft.parent || (was ? '' : draft.kind === 'city' ? '' : options.under ?? '')
    if (said === '') return was ? (was.parent === null ? null : codeOf.get(was.parent)!) : draft.kind === 'city' ? null : root && root.code !== draft.code ? root.code : null
    if (codes.has(said)) return said
    const named = [...(byName.get(said) ?? [])]
    if (named.length === 1) return named[0]
    faults.push(faultOf('parent-missing', 'must', draft, draft.code ? [draft.code] : [], named.length > 1 ? `上级“${said.slice(0, 40)}”有 ${named.length} 个同名的，请写编码。` : `上级“${said.slice(0, 40)}”不存在：文件里没有，系统里也没有。`, named.length > 1 ? `${named.length} areas are called "${said.slice(0, 40)}"; write the code.` : `The parent "${said.slice(0, 40)}" is neither in the file nor in the system.`))
    return undefined
  }
}

const CLOSE = 3e-7
function sameShape(a: Geometry, b: Geometry): boolean {
  const [ones, others] = [[...positions(a.coordinates)], [...positions(b.coordinates)]]
  return a.type === b.type && ones.length === others.length && ones.every(([x, y], i) => Math.abs(x - others[i]![0]) < CLOSE && Math.abs(y - others[i]![1]) < CLOSE)
}
const text = (value: unknown) => JSON.stringify(value)
function merged(draft: Draft, was: Area | undefined, said: { id: string; name: string; kind: string; parent: string | null }, options: PlanOptions): Next {
  // There and back through another system moves a point by a centimetre: that is no other border.
  const sent = draft.geometry && draft.geometry.type !== 'Point' ? draft.geometry : undefined
  const drawn = sent && was?.geometry && sameShape(sent, was.geometry) ? was.geometry : sent
  const geometry = drawn ?? was?.geometry ?? null
  const point = draft.geometry ? middleOf(draft.geometry) : undefined
  const [lon, lat] = drawn ? middleOf(drawn) : point && !geometry ? point : [was?.lon ?? null, was?.lat ?? null]
  const round = (value: number | null) => (value === null ? null : Math.round(value * 1e6) / 1e6)
  const changes: Change[] = []
  const next: Next = {
    ...said, code: draft.code, path: draft.path, geometry, lon: round(lon), lat: round(lat), m2: geometry ? Math.round(areaOf(polygonsOf(geometry))) : null, was, changes,
    valid_from: draft.from || was?.valid_from || null, valid_to: draft.to || null,
    raw: draft.raw ?? null, raw_system: draft.raw ? options.system : null,
  }
  if (!was) { changes.push('new'); return next }
  // Whoever sends a retired area again, without an end, wants it back.
  if (was.valid_to !== null && next.valid_to === null) changes.push('back')
  else if (was.valid_from !== next.valid_from || was.valid_to !== next.valid_to) changes.push('days')
  if (was.name !== next.name) changes.push('name')
  if (was.kind !== next.kind) changes.push('kind')
  if (was.parent !== next.parent) changes.push('parent')
  if (text(was.geometry) !== text(next.geometry)) changes.push('shape')
  else if (!geometry && (was.lon !== next.lon || was.lat !== next.lat)) changes.push('middle')
  return next
}

/** One root, no circles, nothing alive below something ended; and nothing 100 km away from all the rest. */
export function shapeOfTree(tree: ReadonlyMap<string, Area>, gone: ReadonlySet<string>, changed: readonly (Area & { path: string })[], day: string, faults: GroundFault[]): void {
  const alive = [...tree.values()].filter((area) => !gone.has(area.id) && !isOver(area, day))
  const roots = alive.filter((area) => area.parent === null)
  if (roots.length > 1) faults.push(faultOf('two-roots', 'must', { path: roots.find((area) => changed.some((each) => each.id === area.id))?.code ?? roots[1]!.code }, roots.map((area) => area.code), `有 ${roots.length} 个没有上级的辖区：${roots.slice(0, 5).map((area) => area.name).join('、')}。只能有一个顶级，其余请写上级。`, `${roots.length} areas have no parent: ${roots.slice(0, 5).map((area) => area.name).join(', ')}. Only one may; give the others a parent.`))
  for (const area of changed) {
    const seen = new Set<string>([area.id])
    for (let up = area.parent; up !== null; up = tree.get(up)?.parent ?? null) {
      if (seen.has(up)) { faults.push(faultOf('circle', 'must', area, [area.code], `${area.name}的上级一路往上又回到了它自己。`, `The parents of ${area.name} lead back to itself.`)); break }
      seen.add(up)
    }
  }
  for (const area of alive) {
    const above = area.parent === null ? undefined : tree.get(area.parent)
    if (above && (gone.has(above.id) || isOver(above, day))) faults.push(faultOf('parent-missing', 'must', { path: changed.find((each) => each.id === area.id)?.path ?? area.code }, [area.code, above.code], `${area.name}的上级${above.name}已停用或将停用。请先给它换上级，或一起停用。`, `The parent of ${area.name}, ${above.name}, has ended or would end. Give it another parent, or end both.`))
  }
  const middles = alive.filter((area) => area.lon !== null && area.lat !== null && area.parent !== null)
  const sorted = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
  const middle: [number, number] = [sorted(middles.map((area) => area.lon!)), sorted(middles.map((area) => area.lat!))]
  for (const area of changed) if (area.lon !== null && area.lat !== null && middles.length > 2 && metres([area.lon, area.lat], middle) > FAR) faults.push(faultOf('far-away', 'should', area, [area.code], `${area.name}离其他辖区 ${Math.round(metres([area.lon, area.lat], middle) / 1000)} 公里。请检查坐标系和数值。`, `${area.name} lies ${Math.round(metres([area.lon, area.lat], middle) / 1000)} km from the rest. Check the system and the numbers.`, { lon: area.lon, lat: area.lat }))
}
const FAR = 100_000
