// One area corrected by hand, or ended, or brought back: the tree must still be a tree afterwards.
import { z } from 'zod'
import { dayIn } from '#core/day.ts'
import { problem } from '#core/problem.ts'
import type { Actor } from '#kernel/actor.ts'
import type { Tx } from '#kernel/db.ts'
import { notFound } from '#kernel/run.ts'
import { wrongInput } from '#kernel/wrong-input.ts'
import { shapeOfTree, type Area } from './plan.ts'
import { bump, groundAreas, takeTurn, versionsOf, writeAreas } from './store.ts'
import { areaKinds, kindName, type AreaKind, type GroundFault } from './words.ts'

const Day = z.iso.date()
export const Amend = z.strictObject({
  code: z.string().trim().min(1).max(60), name: z.string().trim().min(1).max(120), kind: z.enum(areaKinds), parent: z.uuid().nullable(), from: Day.nullable().optional(),
  /** The edition of the area that was corrected; a newer one is not written over. */
  edition: z.int().min(0).max(2_147_483_647),
})
export const Retire = z.strictObject({ to: Day.nullable() })

export const codeTaken = problem<{ code: string }>('area.code-taken', 409, ({ code }) => ({ zh: `编码 ${code} 已经有辖区用了。请换一个。`, en: `The code ${code} is taken. Choose another.` }))
const meanwhile = problem('area.changed-meanwhile', 409, () => ({ zh: '这个辖区刚被别人改过。请看过新的再改。', en: 'Somebody has just changed this area. Look at it again first.' }))
const wouldBreak = problem('area.tree', 422, () => ({ zh: '这样改，辖区的上下级就接不上了，没有保存。', en: 'The tree of areas would not hold together; nothing was saved.' }))
export const areaProblems = [codeTaken, meanwhile, wouldBreak]

interface By { actor: Actor; now: Date }
interface Done { json: { id: string; edition: number }; audit: { stream: string; id: string; facts: { type: string }[] }[] }

export async function changeArea(tx: Tx, by: By, id: string, input: z.output<typeof Amend>): Promise<Done> {
  const { before, all, turn } = await found(tx, by, id)
  if (((await versionsOf(tx, by.actor.district, id))[0]?.edition ?? 0) !== input.edition) throw meanwhile({})
  if (all.some((area) => area.id !== id && area.code === input.code)) throw codeTaken({ code: input.code }, [{ path: 'code', said: codeTaken({ code: input.code }).body.said }])
  if (input.parent !== null && !all.some((area) => area.id === input.parent)) throw wrongInput({}, [{ path: 'parent', said: { zh: '没有这个上级。', en: 'There is no such parent.' } }])
  const after: Area = { ...before, code: input.code, name: input.name, kind: input.kind, parent: input.parent, valid_from: input.from === undefined ? before.valid_from : input.from }
  if (JSON.stringify(after) === JSON.stringify(before)) return { json: { id, edition: input.edition }, audit: [] }
  const above = all.find((area) => area.id === input.parent)
  if (above && areaKinds.indexOf(above.kind as AreaKind) > areaKinds.indexOf(input.kind)) throw wouldBreak({}, [{ path: 'parent', said: { zh: `${above.name}是${kindName(above.kind).zh}，不能在${kindName(input.kind).zh}上面。`, en: `${above.name} is a ${kindName(above.kind).en.toLowerCase()} and cannot stand above a ${kindName(input.kind).en.toLowerCase()}.` } }])
  return await write(tx, by, turn, all, after, { type: 'area-amended', changed: (['code', 'name', 'kind', 'parent', 'valid_from'] as const).filter((field) => before[field] !== after[field]) } as { type: string })
}

export async function retireArea(tx: Tx, by: By, id: string, input: z.output<typeof Retire>): Promise<Done> {
  const { before, all, turn } = await found(tx, by, id)
  if (before.valid_to === input.to) return { json: { id, edition: turn }, audit: [] }
  if (input.to !== null && before.valid_from !== null && input.to < before.valid_from) throw wrongInput({}, [{ path: 'to', said: { zh: '停用日期早于启用日期。', en: 'It would end before it begins.' } }])
  if (before.parent === null && input.to !== null) throw wouldBreak({}, [{ path: 'to', said: { zh: '顶级辖区不能停用。', en: 'The topmost area cannot end.' } }])
  return await write(tx, by, turn, all, { ...before, valid_to: input.to }, { type: input.to === null ? 'area-restored' : 'area-retired', ...(input.to === null ? {} : { to: input.to }) } as { type: string })
}

async function found(tx: Tx, by: By, id: string): Promise<{ before: Area; all: Area[]; turn: number }> {
  const turn = await takeTurn(tx, by.actor.district, by.now)
  const all = await groundAreas(tx, by.actor.district)
  const before = all.find((area) => area.id === id)
  if (!before) throw notFound({ noun: 'area' })
  return { before, all, turn }
}

async function write(tx: Tx, by: By, turn: number, all: readonly Area[], after: Area, fact: { type: string }): Promise<Done> {
  const tree = new Map(all.map((area) => [area.id, area]))
  tree.set(after.id, after)
  const faults: GroundFault[] = []
  shapeOfTree(tree, new Set(), [{ ...after, path: after.code }], dayIn(by.now), faults)
  // An end in the future ends the children too: they are looked at as on that day.
  if (after.valid_to !== null) shapeOfTree(tree, new Set(), [{ ...after, path: after.code }], after.valid_to, faults)
  const must = faults.filter((fault) => fault.level === 'must')
  if (must.length > 0) throw wouldBreak({}, must.slice(0, 50).map(({ path, said }) => ({ path, said })))
  const edition = turn + 1
  await bump(tx, by.actor.district, edition, by.now)
  await writeAreas(tx, by.actor.district, [{ ...after, raw: null, raw_system: null }], { edition, account: by.actor.account, at: by.now })
  return { json: { id: after.id, edition }, audit: [{ stream: 'area', id: after.id, facts: [{ ...fact, edition } as { type: string }] }] }
}
