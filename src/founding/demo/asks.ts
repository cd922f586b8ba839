// What units ask for in the demo: more time, to be suspended, to be excused for a late result; some are refused, some still wait when the story ends.
import { addDays, dayIn } from '#core/day.ts'
import { DAY, desk, MINUTE, office, within } from './hours.ts'
import { act, attempt, clerk, leave, liaison, quick, seen, type Way } from './way.ts'

/** Of dispatched cases, and of those that are works of a week or more; large cities report extension rates below one in a hundred, districts with old quarters more. */
const EXTENDED = 0.02, SUSPENDED = 0.02
/** Of late closings. */
const APPEALED = 0.2

const head = (way: Way): string => `unit-head.${way.stage.atlas.units.get(way.kase.unit!)!.code}`
const reasons = ['连日下雨，现场不具备条件。', '当事人外出，约好明天到场。', '要等产权单位到场配合。', '同一班组在抢修，人手调不过来。']
const holds = [
  { reason: 'works', text: '该路段列入整体改造，单独修会被再次开挖。', measure: '已设围挡和警示灯，每天早晚各巡一次。' }, { reason: 'season', text: '低温下不能施工，等气温回升。', measure: '已临时填平并立警示牌，每天看一次。' },
  { reason: 'budget', text: '更换费用已报批，等资金下达。', measure: '已临时加固，悬挂提示牌。' }, { reason: 'court', text: '产权有争议，正在协调。', measure: '已拉警戒线，由社区每天看护。' },
]

/** What has been asked for and waits for an answer when the story ends. */
export function askedLast(way: Way, at: number): boolean {
  const { dice } = way, { limit } = way.kase.under!, nobody = () => {}
  if (quick(way)) return false
  if (limit.kind === 'work_day' && limit.amount >= 5 && leave(way, 'suspending', at)) { way.later(within(at + dice.about(10, 0.5) * MINUTE, office), (then) => hold(way, then, nobody, true)); return true }
  const left = leave(way, 'to-endorse', at) ? 'to-endorse' : leave(way, 'endorsed', at) ? 'endorsed' : undefined
  if (left) way.later(within(at + dice.about(6, 0.3) * MINUTE, office), (then) => longer(way, then, nobody, left))
  return left !== undefined
}

/** Between signing and handling; `on` goes on with the handling. Answers whether the unit asks for anything. */
export function whileHandling(way: Way, at: number, on: (at: number) => void): boolean {
  const { dice } = way
  if (quick(way)) return false
  const { limit } = way.kase.under!, works = limit.kind === 'work_day' && limit.amount >= 5
  const { ends } = way.stage
  if (works && (dice.chance(SUSPENDED) || [1, 2, 3, 4].some((n) => ends.first(`hold-${n}`, at)))) { way.later(within(at + dice.about(70, 0.5) * MINUTE, office, dice.about(20) * MINUTE), (then) => hold(way, then, on, false)); return true }
  if (!dice.chance(EXTENDED)) return false
  const { start, due } = way.kase.handle!
  const wanted = Date.parse(start) + dice.about(55, 0.3) / 100 * (Date.parse(due) - Date.parse(start))
  way.later(within(Math.max(at + MINUTE, wanted), office, dice.about(10) * MINUTE), (then) => longer(way, then, on))
  return true
}

async function longer(way: Way, at: number, on: (at: number) => void, left?: 'to-endorse' | 'endorsed'): Promise<void> {
  const { dice } = way, kase = seen(way)
  // The deadline may have come in the night between.
  if (at >= Date.parse(kase.handle!.due)) { on(at); return }
  await act(way, 'ask-extension', liaison(way), { amount: 1 + Math.floor(dice.between(0, kase.under!.limit.amount)), text: dice.pick(reasons) }, at)
  if (left === 'to-endorse') return
  way.later(within(at + dice.about(left ? 8 : 35, 0.5) * MINUTE, office, dice.about(10) * MINUTE), async (then) => {
    if (!left && (!dice.chance(0.85) || way.stage.ends.first('longer-refused', then))) { await act(way, 'refuse-extension', head(way), { text: '调一个班过去，按原时限办。' }, then); on(then); return }
    await act(way, 'endorse-extension', head(way), {}, then)
    if (left) return
    way.later(within(then + dice.about(30, 0.5) * MINUTE, desk, dice.about(10) * MINUTE), async (last) => {
      if (dice.chance(0.85)) await act(way, 'grant-extension', clerk, { text: '情况属实，同意。' }, last)
      else await act(way, 'refuse-extension', clerk, { text: '条件具备，请抓紧办。' }, last)
      on(last)
    })
  })
}

async function hold(way: Way, at: number, on: (at: number) => void, left: boolean): Promise<void> {
  const { dice, stage: { ends } } = way, short = [1, 2].some((n) => ends.first(`short-hold-${n}`, at)), days = short ? 4 : Math.round(dice.between(4, 45)), until = addDays(dayIn(new Date(at)), days)
  await act(way, 'ask-suspension', liaison(way), { ...dice.pick(holds), until }, at)
  if (left) return
  way.later(within(at + dice.about(60, 0.5) * MINUTE, desk, dice.about(20) * MINUTE), async (then) => {
    if ((!short && !dice.chance(0.8)) || ends.first('hold-refused', then)) { await act(way, 'refuse-suspension', clerk, { text: '可以先清理，不必等。' }, then); on(then); return }
    await act(way, 'suspend', clerk, { text: '同意，措施要落实。' }, then)
    // What it waited for has come early, now and then.
    if (days > 6 && (dice.chance(0.25) || way.stage.ends.first('resumed', then) || way.stage.ends.first('resumed-2', then))) {
      way.later(within(then + dice.between(2, days - 2) * DAY, desk, dice.about(40) * MINUTE), async (last) => { if (await attempt(way, 'resume', clerk, { text: '条件具备了，恢复处置。' }, last)) on(last) })
      return
    }
    // The timer resumes it at the beginning of the day.
    way.later(within(Date.parse(`${until}T00:00:00+08:00`) + 2 * MINUTE, office, dice.about(40) * MINUTE), async (last) => { seen(way); on(last) })
  })
}

/** After a late closing: whoever filed and closed it does not decide, so the leader does. Answers whether the unit appeals. */
export function appeals(way: Way, at: number): boolean {
  const { dice } = way
  if (way.kase.late !== true || way.kase.appeal) return false
  const left = leave(way, 'to-endorse-appeal', at) ? 'to-endorse' : leave(way, 'endorsed-appeal', at) ? 'endorsed' : undefined
  if (!left && !dice.chance(APPEALED)) return false
  way.later(within(left ? at + dice.about(8, 0.3) * MINUTE : at + dice.between(1, 2) * DAY, office, left ? 0 : dice.about(30) * MINUTE), async (then) => {
    // Opened again meanwhile, it is another matter.
    if (!(await attempt(way, 'ask-appeal', liaison(way), { about: 'late', reason: dice.pick(['weather', 'blocked', 'others'] as const), text: dice.pick(['当天暴雨预警，按要求停工。', '现场被车辆占用，挪车后才进得去。', '要等供电部门停电配合。']) }, then))) return
    if (left === 'to-endorse') return
    way.later(within(then + dice.about(left ? 8 : 90, 0.5) * MINUTE, office, dice.about(20) * MINUTE), async (second) => {
      if (!(await attempt(way, 'endorse-appeal', head(way), {}, second)) || left) return
      way.later(within(second + dice.about(200, 0.5) * MINUTE, office, dice.about(30) * MINUTE), async (last) => {
        if (dice.chance(0.5)) await attempt(way, 'grant-appeal', 'leader', { text: '佐证齐全，予以豁免。' }, last)
        else await attempt(way, 'refuse-appeal', 'leader', { text: '事由发生在到时以后。' }, last)
      })
    })
  })
  return true
}
