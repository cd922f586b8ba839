// What those who reported a demo case say of its end, and what the office says to them: answers, ratings, disputes, calls.
import { DAY, desk, HOUR, MINUTE, within } from './hours.ts'
import { attempt, clerk, answerTo, leave, seen, stranger, unitCode, type Way } from './way.ts'

/** Of those who can. */
const RATED = 0.24, DISPUTED = 0.018, DISPUTED_REFUSAL = 0.03, CALLED = 0.16
/** Most who rate are content; whoever had to wait, or saw it sent back, less so. */
const scores = { fine: [[5, 58], [4, 27], [3, 9], [2, 3], [1, 3]], poor: [[5, 22], [4, 26], [3, 24], [2, 13], [1, 15]] } as const
const said: Record<number, readonly string[]> = {
  5: ['处理得很快，谢谢。', '当天就清了，满意。', '', '', ''], 4: ['', '', '办好了，希望常来看看。'], 3: ['清是清了，边上还有一点。', ''], 2: ['等了好几天。', '打了两次电话才来。'], 1: ['根本没弄干净。', '过两天又一样了。'],
}
const disputes = ['去看过了，只弄了一半，边上还是原样。', '照片拍的不是这一段，我说的是桥头那边。', '说办好了，今天去看还是老样子。']
const asks = '反映人给办理结果打了差评，请到现场再办一次，办好拍全景。'

const people: readonly string[] = ['citizen', 'hotline', 'media']
export const fromPeople = (way: Way): boolean => people.includes(way.arrival.source)
/** Or joined what a patrol had reported before. */
const awaited = (way: Way): boolean => fromPeople(way) || (seen(way).one?.also ?? []).some(({ source }) => people.includes(source))
const byCode = (way: Way): boolean => way.kase.reporter === null

/** The words with which it is closed; undefined where the answer comes later, or nobody waits for one. */
export function closing(way: Way, at: number): string | undefined {
  if (!awaited(way)) return undefined
  const left = leave(way, 'unanswered', at)
  if (!left && way.dice.chance(0.86) && !way.stage.ends.first('answered-later', at)) return answerTo(way, 'solved', at)
  if (!left) way.later(within(at + way.dice.about(2.5, 0.5) * HOUR, desk, way.dice.about(20) * MINUTE), async (then) => { if (seen(way).state === 'closed') await attempt(way, 'answer', clerk, { text: answerTo(way, 'solved', at) }, then) })
  return undefined
}

/** Behind a closing. */
export function heard(way: Way, at: number): void {
  const { dice, stage: { ends } } = way
  if (!fromPeople(way)) return
  if (way.kase.contactPhone && (dice.chance(CALLED) || ends.first('call', at))) called(way, at)
  if (!byCode(way)) return
  if (dice.chance(RATED) || ends.first('rating', at)) rated(way, at)
  const left = leave(way, 'disputed', at)
  if (left || ends.first('dispute', at) || ends.first('dispute-2', at) || dice.chance(DISPUTED)) disputed(way, at, left)
}
/** Behind a refusal to take it up. */
export function refusedHeard(way: Way, at: number): void {
  const { dice, stage: { ends } } = way
  if (!byCode(way) || !(dice.chance(DISPUTED_REFUSAL) || ends.first('dispute-refusal', at) || ends.first('dispute-refusal-2', at))) return
  way.later(at + dice.about(20, 0.6) * HOUR, async (then) => {
    if (then - at > 6.5 * DAY || !(await attempt(way, 'dispute', stranger, { text: '问题还在，我补充一下：就在门口左边那一排。' }, then))) return
    way.later(within(then + dice.about(40, 0.4) * MINUTE, desk, dice.about(15) * MINUTE), async (last) => {
      if (!dice.chance(0.5) && !ends.first('take-up', last)) { await attempt(way, 'refuse-dispute', clerk, { text: '我们又去看过一次，仍没有发现；请再告诉我们具体门牌。' }, last); return }
      if (await attempt(way, 'take-up', clerk, { text: '反映人补充了位置，重新受理。' }, last)) way.later(last + dice.about(6) * MINUTE, (next) => way.turns.file(way, next))
    })
  })
}

function rated(way: Way, at: number): void {
  const { dice } = way, score = dice.weighted(scores[way.kase.late === true || way.kase.reworks > 0 ? 'poor' : 'fine'])
  const text = dice.pick(said[score]!)
  way.later(at + dice.about(9, 1) * HOUR, async (then) => { if (then - at < 6.5 * DAY && seen(way).state === 'closed') await attempt(way, 'rate', stranger, { score, ...(text ? { text } : {}) }, then) })
}

function disputed(way: Way, at: number, left: boolean): void {
  const { dice, stage: { ends } } = way
  way.later(left ? at + dice.about(8, 0.3) * MINUTE : at + dice.about(18, 0.7) * HOUR, async (then) => {
    if (then - at > 6.5 * DAY || seen(way).state !== 'closed' || !(await attempt(way, 'dispute', stranger, { text: dice.pick(disputes) }, then)) || left) return
    way.later(within(then + dice.about(70, 0.5) * MINUTE, desk, dice.about(15) * MINUTE), async (last) => {
      if (seen(way).state !== 'closed') return
      if (!ends.first('reopened-dispute', last) && (dice.chance(0.45) || ends.first('upheld', last) || unitCode(way) === undefined)) { await attempt(way, 'refuse-dispute', clerk, { text: '我们到现场又看过，已经清空，照片附后；如又堆放请再告诉我们。' }, last); return }
      if (!(await attempt(way, 'reopen', clerk, { cause: 'dispute', text: asks }, last))) return
      way.turns.again(way, last)
    })
  })
}

/** 回访: the number is looked at with a reason, on the record; then the call. */
function called(way: Way, at: number): void {
  const { dice } = way
  way.later(within(at + dice.about(26, 0.4) * HOUR, desk, dice.about(30) * MINUTE), async (then) => {
    if (seen(way).state !== 'closed') return
    await attempt(way, 'reveal', clerk, { reason: '给反映人回访。' }, then)
    const reached = dice.chance(0.84), solved = dice.chance(0.94), satisfied = solved && dice.chance(0.93)
    await attempt(way, 'call-back', clerk, { reached, ...(reached ? { solved, satisfied, text: solved ? (satisfied ? '反映人表示满意。' : '办是办了，觉得慢。') : '反映人说还有一处没清。' } : {}) }, then + 4 * MINUTE)
  })
}
