// What happens beside the straight way: looked at first, put right on the spot, not signed for, sent back, opened again. The share of each is that of a quiet district.
import type { Arrival } from './arrivals.ts'
import type { Dice } from './dice.ts'
import { DAY, desk, MINUTE, office, outside, within } from './hours.ts'
import type { Shot } from './scenes.ts'
import { act, attempt, clerk, draw, gridWorker, handIn, leave, liaison, quick, seen, type Stage, type Turn, type Way } from './way.ts'

/** 即查即改: of what a grid worker finds, so much is put right at once (Xuchang had one in six). */
const FIXED = 0.16
const fixes = ['随手清到桶里了。', '当场请店家收回店内。', '扶正摆齐了。', '劝导后当场改正。']
export async function onTheSpot(stage: Stage, arrival: Arrival, { dice, how }: { dice: Dice; how: Shot }, login: string, input: object, at: number): Promise<boolean> {
  if (!dice.chance(FIXED)) return false
  const actor = stage.actors(login)
  const after = await handIn(stage, draw({ stage, arrival, how }, 'after', 1), actor, at)
  const { category: _category, ...said } = input as { category?: unknown }
  await stage.bulk.run(stage.verbs.fix!, undefined, { ...said, condition: { pack: arrival.pack, category: arrival.category.code, condition: arrival.condition }, result: dice.pick(fixes), after }, { actor, at: new Date(at) })
  return true
}

/** 核实: what people tell is looked at first, now and then; whoever was to be refused is looked for in vain. */
export async function beforeFiling(way: Way, at: number, decide: Turn): Promise<boolean> {
  const { dice, arrival, stage } = way, { file, reject } = way.turns
  if (!['citizen', 'hotline', 'media'].includes(arrival.source) || quick(way) || !dice.chance(decide === reject ? 0.6 : 0.12)) return false
  await act(way, 'ask-verify', clerk, dice.chance(0.5) ? { text: '请到现场看看情况是否属实。' } : {}, at)
  const walker = gridWorker(stage, seen(way).area!) ?? 'inspector'
  way.later(within(at + dice.about(50, 0.5) * MINUTE, outside, dice.about(20) * MINUTE), async (then) => {
    const found = decide === file ? 'exists' : dice.chance(0.8) ? 'not-found' : 'cannot-tell'
    await act(way, 'verify', walker, { found, text: found === 'exists' ? '到场看过，情况属实。' : found === 'not-found' ? '到场看过，没有发现。' : '地点说不清，问了附近的人也不知道。' }, then)
    way.later(within(then + dice.about(15, 0.6) * MINUTE, desk, dice.about(15) * MINUTE), async (later) => { await decide(way, later) })
  })
  return true
}

const notMine = ['这一段已移交给养护单位，附移交清单。', '产权不在我单位，请派产权单位。', '该处属物业管理范围。']
/** Between dispatch and signing: some are not signed for in time, a few are said to be somebody else's. */
export function beforeSigning(way: Way, at: number): boolean {
  const { dice, stage } = way, { dispatch, handleLater } = way.turns
  if (quick(way)) return false
  if (dice.chance(0.02)) {
    // Nobody looks; the clock signs.
    const due = Date.parse(way.kase.running.find((clock) => clock.stage === 'sign')!.due)
    way.later(due + 2 * MINUTE, async (then) => { way.after = draw(way, 'after', seen(way).under!.evidence.handle); handleLater(way, then) })
    return true
  }
  const limit = way.kase.returning?.asked.length ?? 0
  const left = limit === 0 && leave(way, 'returning', at)
  if (limit > 0 || (!left && !dice.chance(0.025))) return false
  const territory = stage.atlas.territory(way.kase.area!)
  way.later(within(at + dice.about(left ? 10 : 20, 0.4) * MINUTE, office, dice.about(8) * MINUTE), async (then) => {
    const kase = seen(way)
    // The window to ask may have closed over a night.
    if (kase.state !== 'dispatched' || then - at > 100 * MINUTE) { way.after = draw(way, 'after', kase.under!.evidence.handle); handleLater(way, then); return }
    await act(way, 'ask-return', liaison(way), { reason: 'not-mine', text: dice.pick(notMine), ...(territory && territory.id !== kase.unit ? { to: territory.id } : {}) }, then)
    if (left) return
    way.later(within(then + dice.about(25, 0.5) * MINUTE, desk, dice.about(10) * MINUTE), async (later) => {
      if (!dice.chance(0.6) || !territory || territory.id === seen(way).unit) {
        await act(way, 'refuse-return', clerk, { text: '按权责清单仍由你单位处置。' }, later)
        way.after = draw(way, 'after', way.kase.under!.evidence.handle)
        handleLater(way, later)
        return
      }
      await act(way, 'uphold-return', clerk, {}, later)
      way.later(within(later + dice.about(6) * MINUTE, desk), async (last) => { await dispatch(way, last, { unit: territory.id, reason: '回退属实，先由属地处置。' }) })
    })
  })
  return true
}

/** 重新办理: looked at again some days later, and not done. */
export function afterClosing(way: Way, at: number): void {
  const { dice } = way
  if ((way.kase.ending?.reopened ?? 0) > 0 || !dice.chance(0.004)) return
  way.later(within(at + dice.between(1, 6) * DAY, desk, dice.about(30) * MINUTE), async (then) => {
    const faked = dice.chance(0.3)
    if (!(await attempt(way, 'reopen', clerk, { cause: 'office', ...(faked ? { faked: true } : {}), text: faked ? '照片不是这个地方，请到现场处理。' : '复查时又堆上了，请再处理一次。' }, then))) return
    way.turns.again(way, then)
  })
}
