// One problem, one case in the demo: a second report of what is open joins it, or becomes a case and is merged; now and then that was wrong.
import { DAY, desk, MINUTE, within } from './hours.ts'
import type { Arrival } from './arrivals.ts'
import type { Dice } from './dice.ts'
import { isOpen } from '../../case/life.ts'
import { attempt, clerk, quick, seen, type Stage, type Turn, type Way } from './way.ts'

const key = ({ spot, pack, category }: Arrival) => `${spot.lon},${spot.lat}/${pack}/${category.code}`
/** Open for a few days at most: later it is another heap. */
const SAME = 3 * DAY

export function remember(stage: Stage, way: Way): void {
  const of = key(way.arrival), there = stage.open.get(of) ?? []
  there.push(way)
  stage.open.set(of, there)
}
/** The open case a report is about. */
export function sameAs(stage: Stage, arrival: Arrival, at: number, but?: Way): Way | undefined {
  const there = stage.open.get(key(arrival))?.filter((way) => at - way.arrival.at < SAME && isOpen(seen(way).state)) ?? []
  stage.open.set(key(arrival), there)
  return there.find((way) => way !== but && !way.kase.one?.into && !['handled', 'checking', 'suspended'].includes(way.kase.state))
}
/** The desk sees it as it is told. */
export async function joins(stage: Stage, arrival: Arrival, dice: Dice, told: { login: string; input: object }, at: number): Promise<boolean> {
  if (!['hotline', 'citizen', 'unit', 'inspection'].includes(arrival.source) || told.login.startsWith('@')) return false
  const way = sameAs(stage, arrival, at)
  if (!way || quick(way) || !(dice.chance(0.75) || stage.ends.first('join', at))) return false
  const { source, text, photos, contactName, contactPhone } = told.input as Record<string, unknown>
  return await attempt(way, 'join', told.login, { source, text, photos, ...(contactName ? { contactName } : {}), ...(contactPhone ? { contactPhone } : {}) }, at)
}
/** The desk sees it before it decides. Answers whether it went into another. */
export async function merges(way: Way, at: number, decide: Turn): Promise<boolean> {
  const { dice, stage } = way
  if (quick(way)) return false
  const into = sameAs(stage, way.arrival, at, way)
  if (!into || into.arrival.at > way.arrival.at || !(await attempt(way, 'merge', clerk, { into: into.id }, at))) return false
  if (dice.chance(0.05) || stage.ends.first('unmerge', at)) {
    way.later(within(at + dice.about(90, 0.5) * MINUTE, desk, dice.about(20) * MINUTE), async (then) => {
      if (await attempt(way, 'unmerge', clerk, { text: '到场看不是同一堆，在路的另一侧。' }, then)) way.later(then + dice.about(8) * MINUTE, (last) => decide(way, last))
    })
  }
  return true
}
