// An import of areas or of a map layer, as one transaction: read apart before, planned against what is there, written and recorded.
import { dayIn } from '#core/day.ts'
import { newId } from '#kernel/clock.ts'
import { problem } from '#core/problem.ts'
import type { Actor } from '#kernel/actor.ts'
import type { Db, Tx } from '#kernel/db.ts'
import { hashOf } from '#kernel/hash.ts'
import { nameId } from '#kernel/log.ts'
import type { Read } from './draft.ts'
import type { Piece } from './faults.ts'
import { fitApart } from './thread.ts'
import { MAX_FEATURES, MAX_TEXT, noLayer, planLayer, type Layer } from './layers.ts'
import { planAreas, type Area, type Next, type Plan } from './plan.ts'
import { bump, groundAreas, layerData, takeTurn, writeAreas, writeLayer } from './store.ts'
import type { GroundFault, LayerKind, System } from './words.ts'

export interface Wish { what: 'area' | LayerKind; system: System; missing: 'keep' | 'retire'; under: string | undefined; dryRun: boolean; bytes: Uint8Array }
export interface Imported {
  dry_run: boolean; what: string; system: string; edition: number
  format: string; encoding: string | null; projected: boolean; headings: string[]; columns: Record<string, string>
  counts: { read: number; fresh: number; changed: number; unchanged: number; gone: number; must: number; should: number; note: number }
  items: { code: string; name: string; kind: string; changes: string[] }[]
  gone: { code: string; name: string }[]
  faults: GroundFault[]
}
interface Work { json: Imported; audit: { stream: string; id: string; facts: { type: string }[] }[]; pieces?: Piece[]; touched?: string[] }

export const notFitting = problem('ground.faults', 422, () => ({
  zh: '文件里有必须先改的地方，一处也没有导入。请照下面的清单改好再来。', en: 'Some places in the file must be mended first; nothing was taken in. Mend what the list names and come again.',
}))
export const layerTooBig = problem('ground.layer-too-big', 422, () => ({
  zh: `图层太大：全部图层最多 ${MAX_FEATURES} 个要素、${MAX_TEXT / 1024 / 1024} MB。请先简化图形，或只导入需要的图层。`, en: `The layer is too big: at most ${MAX_FEATURES} features and ${MAX_TEXT / 1024 / 1024} MB in all layers. Simplify the shapes, or import only what is needed.`,
}))

const SHOWN = 500
const byLevel = { must: 0, should: 1, note: 2 }
const worst = (faults: readonly GroundFault[]) => [...faults].sort((a, b) => byLevel[a.level] - byLevel[b.level]).slice(0, SHOWN)
const stop = (faults: readonly GroundFault[]) => notFitting({}, worst(faults.filter((fault) => fault.level === 'must')).slice(0, 200))

/** In a transaction of its own; faults that must be mended stop it. */
export async function importGround(tx: Tx, by: { actor: Actor; now: Date }, read: Read, wish: Wish): Promise<Work> {
  const { district, account } = by.actor
  const edition = await takeTurn(tx, district, by.now)
  return wish.what === 'area' ? await areas(tx, { district, account, now: by.now, edition }, read, wish) : await layer(tx, { district, account, now: by.now, edition }, read, { ...wish, what: wish.what })
}
/** The same without writing, and without holding anybody up: whether the shapes fit together takes seconds, and is asked apart. */
export async function tryGround(db: Db, by: { actor: Actor; now: Date }, read: Read, wish: Wish): Promise<Imported> {
  const given = { district: by.actor.district, account: by.actor.account, now: by.now, edition: 0 }
  if (wish.what !== 'area') return (await layer(db, given, read, { ...wish, what: wish.what })).json
  const { json, pieces = [], touched = [] } = await areas(db, given, read, wish)
  const fits = touched.length > 0 ? await fitApart(pieces, '', touched) : []
  const more = counted(fits)
  return { ...json, faults: worst([...json.faults, ...fits]), counts: { ...json.counts, must: json.counts.must + more.must, should: json.counts.should + more.should, note: json.counts.note + more.note } }
}
interface By { district: string; account: string | null; now: Date; edition: number }

async function areas(tx: Tx | Db, by: By, read: Read, wish: Wish): Promise<Work> {
  const existing = await groundAreas(tx, by.district)
  const day = dayIn(by.now)
  const plan = planAreas(existing, read.drafts, { missing: wish.missing, under: wish.under, system: wish.system, day, newId: () => newId(by.now.getTime()) })
  const faults = [...read.faults, ...plan.faults.filter((fault) => !read.faults.some((other) => other.path === fault.path && other.kind === fault.kind))]
  if (!wish.dryRun && faults.some((fault) => fault.level === 'must')) throw stop(faults)
  const retired = wish.missing === 'retire' ? plan.gone : []
  const changing = plan.next.length + retired.length > 0
  const next = by.edition + (changing && !wish.dryRun ? 1 : 0)
  const told: Imported = {
    ...about(read, wish, next), items: plan.next.slice(0, SHOWN).map((area) => ({ code: area.code, name: area.name, kind: area.kind, changes: area.changes })), gone: plan.gone.slice(0, SHOWN).map(({ code, name }) => ({ code, name })),
    counts: { ...counted(faults), read: read.drafts.length, fresh: plan.next.filter((area) => !area.was).length, changed: plan.next.filter((area) => area.was).length, unchanged: plan.unchanged, gone: plan.gone.length },
    faults: worst(faults),
  }
  if (wish.dryRun) return { json: told, audit: [], pieces: piecesOf(existing, plan, retired, faults), touched: plan.next.map((area) => area.code) }
  if (!changing) return { json: told, audit: [] }
  const writing = tx as Tx
  await bump(writing, by.district, next, by.now)
  await writeAreas(writing, by.district, [...plan.next, ...retired.map((area) => ended(area, day))], { edition: next, account: by.account, at: by.now })
  const { fresh, changed } = told.counts
  return { json: told, audit: [{ stream: 'ground', id: nameId('ground', 'areas'), facts: [{ type: 'areas-imported', edition: next, system: wish.system, fresh, changed, retired: retired.length, file: hashOf(wish.bytes) } as { type: string }] }] }
}
export const ended = (area: Area, day: string): Omit<Next, 'was' | 'changes' | 'path'> => ({ ...area, valid_to: day, raw: null, raw_system: null })

/** The tree as it would be. An area that cannot be taken in stands as it was: what follows from its fault is told with the fault. */
function piecesOf(existing: readonly Area[], plan: Plan, retired: readonly Area[], faults: readonly GroundFault[]): Piece[] {
  const broken = new Set(faults.filter((fault) => fault.level === 'must').flatMap((fault) => fault.codes))
  const all = new Map(existing.filter((area) => area.valid_to === null).map((area) => [area.id, area]))
  for (const area of plan.next) if (!broken.has(area.code)) all.set(area.id, area)
  for (const area of retired) all.delete(area.id)
  return [...all.values()].map(pieceOf)
}
export const pieceOf = ({ id, code, name, kind, parent, geometry }: Area): Piece => ({ id, code, name, kind, parent, geometry })

async function layer(tx: Tx | Db, by: By, read: Read, wish: Wish & { what: LayerKind }): Promise<Work> {
  const before = (await layerData(tx, by.district, 'base') ?? noLayer) as Layer
  const plan = planLayer(before, wish.what, read.drafts, wish.missing)
  const faults = [...read.faults, ...plan.faults.filter((fault) => !read.faults.some((other) => other.path === fault.path && other.level === 'must'))]
  if (!wish.dryRun && faults.some((fault) => fault.level === 'must')) throw stop(faults)
  if (plan.layer.features.length > MAX_FEATURES || JSON.stringify(plan.layer).length > MAX_TEXT) throw layerTooBig({})
  const changing = plan.fresh + plan.gone > 0
  const next = by.edition + (changing && !wish.dryRun ? 1 : 0)
  const told: Imported = {
    ...about(read, wish, next), items: [], gone: [], counts: { ...counted(faults), read: read.drafts.length, fresh: plan.fresh, changed: 0, unchanged: plan.unchanged, gone: plan.gone }, faults: worst(faults),
  }
  if (wish.dryRun || !changing) return { json: told, audit: [] }
  const writing = tx as Tx
  await bump(writing, by.district, next, by.now)
  await writeLayer(writing, by.district, 'base', plan.layer)
  return { json: told, audit: [{ stream: 'ground', id: nameId('ground', 'layers'), facts: [{ type: 'layer-imported', edition: next, layer: wish.what, system: wish.system, fresh: plan.fresh, gone: plan.gone, file: hashOf(wish.bytes) } as { type: string }] }] }
}

const about = (read: Read, wish: Wish, edition: number) => ({
  dry_run: wish.dryRun, what: wish.what, system: wish.system, edition, format: read.format, encoding: read.encoding ?? null, projected: read.projected, headings: read.headings.slice(0, 100), columns: read.columns as Record<string, string>,
})
const counted = (faults: readonly GroundFault[]) => ({ must: faults.filter((f) => f.level === 'must').length, should: faults.filter((f) => f.level === 'should').length, note: faults.filter((f) => f.level === 'note').length })
