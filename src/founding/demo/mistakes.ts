// What goes wrong at the demo's desk and is put right: entered twice and voided, a place set later, a category taken for another, a unit that then has to change.
import { desk, MINUTE, office, within } from './hours.ts'
import { act, attempt, clerk, leave, quick, seen, type Turn, type Way } from './way.ts'

const VOIDED = 0.003, MISFILED = 0.012

/** 作废: ordered by the desk, approved by the leader. Answers whether it is one of those. */
export function entered(way: Way, at: number): boolean {
  const { dice, stage } = way
  if (quick(way)) return false
  if (!dice.chance(VOIDED) && !stage.ends.first('void', at)) return false
  const { input, order } = voiding(way, at)
  const then = within(at + dice.about(70, 0.5) * MINUTE, desk, dice.about(20) * MINUTE)
  // What nobody has approved yet waits, for a day.
  if (then > stage.now) { stage.papers.order(order); return true }
  way.later(then, async (moment) => {
    await act(way, 'void', clerk, input, moment)
    stage.papers.order(order, { by: stage.actors('leader').account!, at: moment })
  })
  return true
}

function voiding({ stage, id, dice }: Way, at: number) {
  const input = { reason: dice.chance(0.8) ? 'mistake' : 'test', text: dice.pick(['同一件事录了两遍，没有照片，另一件照办。', '培训时录的，不是真的。']) }
  return { input, order: { kind: 'case.void', input: { id, input }, reason: '误录，请复核。', by: stage.actors(clerk).account!, at } }
}
/** Seen only when it had been given out; the second person has not looked yet. */
export function voidWaits(way: Way, at: number): boolean {
  if (quick(way) || !leave(way, 'void', at)) return false
  way.stage.papers.order(voiding(way, at).order)
  return true
}

/** 定位: what was told without a place that the map knows. */
export async function placed(way: Way, at: number, decide: Turn): Promise<boolean> {
  if (seen(way).area) return false
  await act(way, 'locate', clerk, { point: { lon: way.arrival.spot.lon, lat: way.arrival.spot.lat } }, at)
  way.later(at + way.dice.about(4) * MINUTE, (then) => decide(way, then))
  return true
}

/** Another everyday category of the same pack, of a like limit: what a desk takes for this one. */
export function mistaken(way: Way): { pack: string; category: string; condition: string } | undefined {
  const { dice, arrival, stage } = way
  if (quick(way) || !(dice.chance(MISFILED) || stage.ends.first('misfiled', arrival.at) || stage.ends.first('misfiled-2', arrival.at))) return undefined
  const others = stage.conditionsOf(arrival.pack).filter((one) => one.category !== arrival.category.code && ['work_day', 'work_hour'].includes(one.condition.limit.kind) && one.condition.evidence.report <= seen(way).before.length)
  if (others.length === 0) return undefined
  const { category, condition } = dice.pick(others)
  return { pack: arrival.pack, category, condition: condition.id }
}

/** 改类别 once somebody has seen it, and 改派 where the rules then name another unit. Answers whether that is under way. */
export function righted(way: Way, at: number): boolean {
  const { dice, arrival } = way
  if (way.kase.under!.category === arrival.category.code) return false
  way.later(within(at + dice.about(35, 0.4) * MINUTE, desk, dice.about(10) * MINUTE), async (then) => {
    await attempt(way, 'recategorise', clerk, { condition: { pack: arrival.pack, category: arrival.category.code, condition: arrival.condition }, text: '看照片是另一类，改过来。' }, then)
    way.later(within(then + dice.about(8) * MINUTE, office), async (last) => {
      await attempt(way, 'redispatch', clerk, { reason: '改了类别，按规则由这个单位办。' }, last)
      way.turns.signLater(way, last)
    })
  })
  return true
}
