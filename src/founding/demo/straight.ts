// The straight way of a demo case: filed or rejected, dispatched, signed for, handled, checked, sent back or closed; at each turn it may leave it.
import { appeals, askedLast, whileHandling } from './asks.ts'
import { afterClosing, beforeSigning } from './detours.ts'
import { desk, MINUTE, office, outside, within } from './hours.ts'
import { honest } from './doubts.ts'
import { mistaken, placed, righted, voidWaits } from './mistakes.ts'
import { shareUsed } from './temper.ts'
import { helped, late, ordered, watched } from './together.ts'
import { closing, heard, refusedHeard } from './voice.ts'
import type { Outcome } from '../../pack/answers.ts'
import { act, can, clerk, answerTo, draw, gridWorker, handIn, leave, liaison, quick, seen, temper, type Turns, type Way } from './way.ts'

const answers: readonly (readonly [{ reason: string; to?: string; text: string }, number])[] = [
  [{ reason: 'not-found', text: '到场看过，没有发现您说的情况；再看到请再告诉我们。' }, 4],
  [{ reason: 'repeated', text: '这处问题已经有人反映，正在办理，办好后一并答复。' }, 3],
  [{ reason: 'already-solved', text: '到场时已经清理好了，谢谢您的提醒。' }, 2],
  [{ reason: 'unclear', text: '地点说不清，电话没有联系上；请再告诉我们是哪条路、哪个门牌附近。' }, 2],
  [{ reason: 'referred', to: '人力资源和社会保障局', text: '您反映的事由人社部门办理，已转去，请留意他们的电话。' }, 1],
  [{ reason: 'referred', to: '教育局', text: '您反映的事由教育部门办理，已转去。' }, 1],
]
export async function reject(way: Way, at: number): Promise<void> {
  const said = way.dice.weighted(answers)
  // The desk's own words, or the draft it is offered.
  await act(way, 'reject', clerk, way.dice.chance(0.5) ? { ...said, text: answerTo(way, said.reason as Outcome, at) } : said, at)
  refusedHeard(way, at)
}

export async function file(way: Way, at: number): Promise<void> {
  if (await placed(way, at, file)) return
  await act(way, 'file', clerk, { condition: mistaken(way) ?? { pack: way.arrival.pack, category: way.arrival.category.code, condition: way.arrival.condition } }, at)
  if (way.kase.unit) { called(way, at); return }
  const next = at + way.dice.about(4, 0.5) * MINUTE
  way.later(quick(way) ? next : within(next, desk), (then) => dispatch(way, then))
}

/** A crew is called: a minute or so until somebody taps, later where the next shift has to begin. */
export function called(way: Way, at: number): void {
  const call = way.kase.tenMinutes?.call, begins = call?.crew ? at : Math.max(at, Date.parse(call?.ring ?? ''))
  way.later((Number.isNaN(begins) ? at : begins) + way.dice.about(1.1, 0.7) * MINUTE, (then) => take(way, then))
}
async function take(way: Way, at: number): Promise<void> {
  // Meanwhile it may have been passed on by the clock.
  const login = way.stage.crews.get(seen(way).tenMinutes?.call?.crew ?? '')
  if (login && can(way, 'pass', login) && (way.dice.chance(PASSED) || way.stage.ends.first('pass', at))) {
    await act(way, 'pass', login, { text: way.dice.pick(['车坏了，正在等拖车。', '正在清另一处大件，走不开。']) }, at)
    called(way, at)
    return
  }
  if (login && can(way, 'take', login)) { await act(way, 'take', login, {}, at); way.crew = login }
  way.after = draw(way, 'after', way.kase.under!.evidence.handle)
  way.later(at + way.dice.about(3.2, 0.6) * MINUTE, (then) => handle(way, then))
}

/** Of calls. */
const PASSED = 0.04

const otherwise = ['产权单位不在本区，先由属地处理。', '该路段保洁已移交属地，按移交清单办。', '责任单位今天在别处抢修，属地先处置。']
export async function dispatch(way: Way, at: number, chosen?: { unit: string; reason: string }): Promise<void> {
  const { stage, dice } = way
  const territory = stage.atlas.territory(way.kase.area!)
  await act(way, 'dispatch', clerk, chosen ?? (territory && dice.chance(0.03) ? { unit: territory.id, reason: dice.pick(otherwise) } : {}), at)
  if (righted(way, at)) return
  if (!quick(way) && (voidWaits(way, at) || leave(way, 'unsigned-mine', at) || leave(way, 'unsigned', at))) return
  if (beforeSigning(way, at)) return
  signLater(way, at)
}
function signLater(way: Way, at: number): void {
  const { dice } = way
  const next = at + dice.about(quick(way) ? 2 : 14, 0.7) * MINUTE
  way.later(quick(way) ? next : within(next, office, dice.about(12) * MINUTE), (then) => signFor(way, then))
}

async function signFor(way: Way, at: number): Promise<void> {
  // Its time may have run out meanwhile, over a noon break or a holiday.
  if (seen(way).state === 'dispatched') await act(way, 'sign-for', liaison(way), await asFound(way, at), at)
  way.after = draw(way, 'after', way.kase.under!.evidence.handle)
  const on = (then: number) => handleLater(way, then)
  if (askedLast(way, at)) return
  ordered(way, at)
  watched(way, at)
  if (way.left) return
  if (!helped(way, at, on) && !whileHandling(way, at, on)) on(at)
}
/** What was only told of is photographed before the work begins. */
async function asFound(way: Way, at: number): Promise<{ photos?: string[] }> {
  if (way.kase.before.length > 0 || way.arrival.at < way.stage.recent || !way.dice.chance(0.8)) return {}
  const photos = await handIn(way.stage, draw(way, 'before', 1), way.stage.actors(liaison(way)), at)
  way.before = photos
  return { photos }
}
function again(way: Way, at: number): void {
  way.after = draw(way, 'after', way.kase.under!.evidence.handle)
  handleLater(way, at)
}

/** When the unit is done: a share of its limit, by daylight, and not past the end only because of the night. */
export function handleLater(way: Way, at: number): void {
  const due = Date.parse(way.kase.handle!.due), begun = Date.parse(way.kase.handle!.start)
  const share = shareUsed(temper(way), way.dice)
  if (share > 1) late(way, due)
  const wanted = Math.max(at + MINUTE, begun + share * (due - begun))
  const done = quick(way) ? wanted : within(wanted, outside, way.dice.about(30) * MINUTE)
  way.later(share < 1 && done > due ? Math.max(at + MINUTE, due - way.dice.between(1, 50) * MINUTE) : done, (then) => handle(way, then))
}

const results = ['已处理完毕，现场恢复。', '已到场处理，清理干净。', '处理好了，请核查。', '按要求整改到位。', '已修复，现场正常。']
export async function handle(way: Way, at: number): Promise<void> {
  const login = way.crew ?? liaison(way)
  if (seen(way).state === 'dispatched') await act(way, 'sign-for', login, {}, at)
  await act(way, 'handle', login, { text: way.dice.pick(results), photos: honest(way, await handIn(way.stage, way.after!, way.stage.actors(login), at), at) }, at)
  way.later(within(at + way.dice.about(55, 0.6) * MINUTE, outside, way.dice.about(25) * MINUTE), (then) => check(way, then))
}

const fine = ['到场看过，已经办好。', '现场复核，符合结案条件。', '已恢复，与照片一致。']
const lacking = ['到场看，只办了一半，边上还有。', '现场仍有遗留，照片角度没有拍到。', '清了又有，没有从源头处理。']
async function check(way: Way, at: number): Promise<void> {
  // What failed once fails again more easily, and is a matter of the head of the unit with the third time.
  const { reworks } = way.kase, stubborn = way.stage.ends.first(`failed-${reworks}`, at)
  const passed = reworks >= 3 || (!stubborn && way.dice.chance(reworks === 0 ? temper(way).clean : 0.82))
  // Who checks is of another unit than who handled: the office's own work is seen by the grid worker.
  const inspector = way.stage.actors('inspector')
  const login = inspector.unit === way.kase.unit || way.dice.chance(0.3) ? gridWorker(way.stage, way.kase.area!) ?? 'inspector' : 'inspector'
  await act(way, 'check', login, { passed, text: way.dice.pick(passed ? fine : lacking) }, at)
  const next = within(at + way.dice.about(12, 0.6) * MINUTE, desk, way.dice.about(15) * MINUTE)
  way.later(next, passed ? (then) => close(way, then) : (then) => rework(way, then))
}
async function rework(way: Way, at: number): Promise<void> {
  await act(way, 'rework', clerk, { text: way.dice.pick(['请把剩下的办完，补一张照片。', '请重新处理，办好后拍全景。']) }, at)
  way.how = { ...way.how, left: (way.how.left + 0.21) % 1, light: Math.min(1.1, way.how.light + 0.03) }
  way.after = draw(way, 'after', way.kase.under!.evidence.handle)
  if (way.kase.reworks >= 3) late(way, at)
  const done = at + way.dice.about(70, 0.6) * MINUTE
  way.later(quick(way) ? at + way.dice.about(6) * MINUTE : within(done, outside, 20 * MINUTE), (then) => handle(way, then))
}
async function close(way: Way, at: number): Promise<void> {
  const text = closing(way, at)
  await act(way, 'close', clerk, { conditionMet: true, ...(text ? { text } : {}) }, at)
  heard(way, at)
  if (!appeals(way, at)) afterClosing(way, at)
}

export const turns: Turns = { file, reject, dispatch, handleLater, signLater, again }
