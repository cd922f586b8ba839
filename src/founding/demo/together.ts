// What others do beside the unit that has a demo case: helpers with their own part, numbered orders, supervision and what the unit says to it.
import { subtaskOf } from '../../case/joint/part.ts'
import { desk, HOUR, MINUTE, office, within } from './hours.ts'
import { attempt, can, clerk, leave, liaison, quick, seen, type Way } from './way.ts'

/** Of dispatched cases; whatever a leader points out is handed over by a numbered sheet. */
const JOINT = 0.008, ORDERED: Partial<Record<string, number>> = { leader: 1, media: 0.4 }, ORDERED_ELSE = 0.006, WATCHED = 0.003
/** Of those that run late. */
const LEADERS = 0.12, ACKNOWLEDGED = 0.75

const partners = ['urban-management', 'traffic-police', 'planning-construction', 'property-office', 'market-supervision']
const tasks = ['请到场指认本单位设施，配合处置。', '请同时清理相邻路段，避免反弹。', '请派人维持现场秩序，配合作业。', '请核对产权并出具意见。']
const objections = ['该处没有本单位设施，附图说明。', '不在本单位管理范围内，请另请单位。']
const parts = ['已到场配合，指认完毕。', '相邻路段同步清理完毕。', '已派两人到场维持秩序，作业完成后撤离。']
const notes = ['商定先清理、后修复，明确由主办单位每周回看一次。', '三方到场确认：由主办单位收尾，社区每日巡看。']

/** 会办, between signing and handling. Answers whether others are asked to help; `on` goes on when they are done. */
export function helped(way: Way, at: number, on: (at: number) => void): boolean {
  const { dice, stage: { atlas, ends } } = way
  if (quick(way)) return false
  const territory = atlas.territory(way.kase.area!)
  const pool = [...new Set([...partners.flatMap((code) => [...atlas.units.values()].find((unit) => unit.code === code) ?? []), ...(territory ? [territory] : [])])].filter((unit) => unit.active && unit.id !== way.kase.unit)
  if (pool.length === 0) return false
  const asked = leave(way, 'joint-asked', at), objecting = !asked && leave(way, 'objecting', at)
  if (!asked && !objecting && !ends.first('joint', at) && !dice.chance(JOINT)) return false
  // The liaison of the sign-in page is of the urban management.
  const mine = pool.find((unit) => unit.code === 'urban-management')
  const chosen = asked && mine ? [mine] : [dice.pick(pool), ...(dice.chance(0.3) ? [dice.pick(pool)] : [])].filter((unit, n, all) => all.indexOf(unit) === n)
  // Little time for a part, and some are not done in it.
  const short = !asked && !objecting && ([1, 2, 3].some((n) => ends.first(`short-part-${n}`, at)) || dice.chance(0.2))
  way.later(within(at + dice.about(asked || objecting ? 12 : 30, 0.3) * MINUTE, desk), async (then) => {
    if (!(await attempt(way, 'invite', clerk, { units: chosen.map((unit) => unit.id), text: dice.pick(tasks), ...(short ? { limit: { amount: 1, kind: 'work_hour' } } : {}) }, then))) { on(then); return }
    let left = chosen.length
    const done = async (last: number) => {
      if (--left > 0) return
      if (dice.chance(0.45) || way.stage.ends.first('joint-note', last)) await attempt(way, 'note-joint', clerk, { units: [way.kase.unit!, ...chosen.map((unit) => unit.id)].filter((unit) => unit === way.kase.unit || subtaskOf(way.kase, unit) !== undefined), text: dice.pick(notes) }, last)
      on(last)
    }
    if (asked) return
    chosen.forEach((unit, n) => { helper(way, unit.id, `liaison.${unit.code}`, then, objecting && n === 0 ? 'left' : undefined, done) })
  })
  return true
}

function helper(way: Way, unit: string, login: string, at: number, how: 'left' | undefined, done: (at: number) => Promise<void>): void {
  const { dice, stage: { ends } } = way
  const finish = (from: number, hours: number) => {
    way.later(within(from + dice.about(hours, 0.4) * HOUR, office, dice.about(20) * MINUTE), async (then) => {
      await attempt(way, 'finish-joint', login, { text: dice.pick(parts) }, then)
      await done(then)
    })
  }
  const roll = dice()
  if (how === undefined && roll < 0.4 && !ends.first('objection', at)) {
    // Silence is agreement, once its time is over.
    way.later(Date.parse(subtaskOf(seen(way), unit)!.answerBy) + 2 * MINUTE, (then) => { finish(then, 2); return Promise.resolve() })
    return
  }
  const objects = how === 'left' || roll > 0.85 || (roll > 0.4 && ends.first('objection-2', at))
  way.later(within(at + dice.about(how === 'left' ? 15 : 50, 0.4) * MINUTE, office, dice.about(10) * MINUTE), async (then) => {
    if (!objects) {
      if (subtaskOf(seen(way), unit)?.standing === 'asked') await attempt(way, 'answer-joint', login, { answer: 'accept' }, then)
      finish(then, 2.5)
      return
    }
    if (subtaskOf(seen(way), unit)?.standing !== 'asked' || !(await attempt(way, 'answer-joint', login, { answer: 'object', text: dice.pick(objections) }, then))) { finish(then, 2); return }
    if (how === 'left') return
    way.later(within(then + dice.about(40, 0.4) * MINUTE, desk, dice.about(10) * MINUTE), async (last) => {
      if (dice.chance(0.65) || ends.first('excused', last)) { await attempt(way, 'excuse-joint', clerk, { unit, text: '现场确认与该单位无关。' }, last); await done(last); return }
      await attempt(way, 'invite', clerk, { units: [unit], text: '请仍到场一次，现场说明情况。' }, last)
      finish(last, 3)
    })
  })
}

const required = ['限期清理，举一反三排查同路段，办结后附前后对比照片。', '请主要负责同志过问，办结情况书面报建设办。', '请当天到场，处置结果告诉反映人。']
/** 交办 beside the handling, which does not wait for it. */
export function ordered(way: Way, at: number): void {
  const { dice, stage: { ends } } = way
  if (quick(way)) return
  const left = leave(way, 'ordered', at)
  if (!left && !ends.first('order', at) && !dice.chance(ORDERED[way.arrival.source] ?? ORDERED_ELSE)) return
  way.later(within(at + dice.about(left ? 8 : 25, 0.4) * MINUTE, desk), async (then) => {
    if (!(await attempt(way, 'order', clerk, { text: dice.pick(required), ...(dice.chance(0.4) ? { within: { amount: 1, kind: 'work_day' } } : {}) }, then)) || left) return
    way.later(within(then + dice.about(60, 0.5) * MINUTE, office, dice.about(15) * MINUTE), async (last) => { await attempt(way, 'acknowledge-order', liaison(way), {}, last) })
  })
}

const words = ['群众反映集中，请今天到场、当天办结并回复。', '已经超时，请主要负责人过问并说明原因。', '举一反三，同类问题一并排查，限时回复。']
const replies = ['已到场，当天清理完毕，增派两人夜间巡查。', '因当事人多次不在家延误，今天已约定上门，明天上午办结。', '已约谈养护班组，调整巡查时段，问题已整改。']
/** 督办 of what the office or a leader watches anyway. */
export function watched(way: Way, at: number): void {
  const { dice, stage: { ends } } = way
  if (quick(way)) return
  const left = leave(way, 'supervised', at)
  if (left || ends.first('leaders-order', at)) { order3(way, at + dice.about(10, 0.3) * MINUTE, left); return }
  if (!dice.chance(WATCHED) && !ends.first('supervision', at)) return
  way.later(within(at + dice.about(90, 0.4) * MINUTE, desk, dice.about(20) * MINUTE), async (then) => {
    if (await attempt(way, 'supervise', clerk, { level: dice.chance(0.5) ? '1' : '2', text: '这处反映较多，请抓紧。' }, then)) acknowledge(way, then)
  })
}
/** Behind a deadline that was missed, or a third check that failed: the clock has told the head of the unit; now and then a leader writes on it. */
export function late(way: Way, due: number): void {
  const { dice, stage: { ends } } = way
  acknowledge(way, due)
  if (!quick(way) && (dice.chance(LEADERS) || ends.first('late-order', due))) order3(way, due + dice.about(3, 0.4) * HOUR, false)
}
function order3(way: Way, at: number, left: boolean): void {
  const { dice } = way
  way.later(within(at, office, dice.about(15) * MINUTE), async (then) => {
    const silent = !left && (dice.chance(0.15) || way.stage.ends.first('no-reply', then) || way.stage.ends.first('no-reply-2', then))
    if (!(await attempt(way, 'supervise', 'leader', { level: '3', text: dice.pick(words), ...(!left && (silent || dice.chance(0.4)) ? { reply: { amount: 2, kind: 'work_hour' } } : {}) }, then))) return
    acknowledge(way, then)
    if (left || silent) return
    way.later(within(then + dice.about(3, 0.5) * HOUR, office, dice.about(20) * MINUTE), async (last) => { if (can(way, 'reply-supervision', liaison(way))) await attempt(way, 'reply-supervision', liaison(way), { text: dice.pick(replies) }, last) })
  })
}
function acknowledge(way: Way, at: number): void {
  const { dice } = way
  if (!dice.chance(ACKNOWLEDGED)) return
  way.later(within(at + dice.about(35, 0.5) * MINUTE, office, dice.about(15) * MINUTE), async (then) => { if (seen(way).unit) await attempt(way, 'acknowledge-supervision', liaison(way), {}, then) })
}
