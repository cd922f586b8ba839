// Plays the demo's days: every report goes its way through the real verbs, in the order of the hours, until now is reached.
import { Problem } from '#core/problem.ts'
import { heap } from '#kernel/write/heap.ts'
import type { Picture } from './album.ts'
import type { Arrival } from './arrivals.ts'
import { beforeFiling, onTheSpot } from './detours.ts'
import { diceOf, type Dice } from './dice.ts'
import { desk, MINUTE, within } from './hours.ts'
import { entered } from './mistakes.ts'
import { lookedThrough, nights } from './nights.ts'
import { joins, merges, remember } from './one.ts'
import { shot, type Shot } from './scenes.ts'
import { called, file, reject, turns } from './straight.ts'
import { told } from './told.ts'
import { clerk, conditionOf, draw, gridWorker, handIn, inPerson, quick, stranger, type Later, type Stage, type Way } from './way.ts'
import type { Case } from '../../case/state.ts'

interface Act { at: number; n: number; go(at: number): Promise<void> }
/** Facts in memory before they are written: larger batches write faster, smaller ones need less memory. */
const ACTS_A_FLUSH = 6_000
const PICTURES_AHEAD = 600
/** Of citizens' reports; the others are typed in at the desk. */
const BY_THE_DOOR = 0.66

/** Each flush is written while the story goes on, one at a time; what fails is told at the next. */
function flushes(stage: Stage): { next(): Promise<void>; last(): Promise<void> } {
  let running = Promise.resolve()
  const next = async () => {
    await running
    running = stage.flush()
    running.catch(() => {})
  }
  return { next, last: async () => { await next(); await running } }
}

export async function play(stage: Stage, all: readonly Arrival[]): Promise<number> {
  const queue = heap<Act>((a, b) => a.at - b.at || a.n - b.n)
  const writing = flushes(stage)
  stage.settle = () => writing.last()
  let n = 0, acts = 0
  const later: Later = (at, go) => { queue.push({ at: Math.round(at), n: n++, go }) }
  // Pictures of what is reported next are drawn while the story goes on.
  const drawing: (Ahead | undefined)[] = []
  const begin = (index: number) => {
    for (let ahead = drawing.length; ahead < Math.min(all.length, index + PICTURES_AHEAD); ahead++) drawing.push(drawAhead(stage, all[ahead]!, diceOf(ahead * 7919 + 17)))
    const arrival = all[index], ready = drawing[index]
    if (!arrival || !ready) return
    later(arrival.at, async (at) => {
      begin(index + 1)
      await report(stage, later, arrival, ready, at)
      drawing[index] = undefined
    })
  }
  begin(0)
  nights(stage, later)
  for (let next = queue.pop(); next; next = queue.pop()) {
    // What would come after now has not happened: those cases stand where they stand.
    if (next.at > stage.now) continue
    await stage.bulk.ringUntil(new Date(next.at))
    await next.go(next.at).catch((error: unknown) => { if (error instanceof Problem) stage.refused.push(`${new Date(next.at).toISOString()} ${error.body.kind}`); else throw error })
    if (++acts % ACTS_A_FLUSH === 0) await writing.next()
  }
  await stage.bulk.ringUntil(new Date(stage.now))
  await writing.last()
  await lookedThrough(stage, stage.doubts.splice(0), undefined, stage.now)
  return acts
}
interface Ahead { dice: Dice; how: Shot; before: Promise<Picture[]> }
function drawAhead(stage: Stage, arrival: Arrival, dice: Dice): Ahead {
  const how = shot(dice)
  const many = inPerson.has(arrival.source) ? Math.max(1, conditionOf(arrival).evidence.report) : arrival.source === 'citizen' && arrival.at >= stage.recent && dice.chance(0.6) ? 1 : 0
  return { dice, how, before: draw({ stage, arrival, how }, 'before', many) }
}

async function report(stage: Stage, later: Later, arrival: Arrival, { dice, how, before }: Ahead, at: number): Promise<void> {
  // A spot lies inside; a few steps away may be over the district's edge.
  const point = stage.atlas.areaAt(arrival.point.lon, arrival.point.lat) ? arrival.point : { lon: arrival.spot.lon, lat: arrival.spot.lat }
  const grid = gridWorker(stage, stage.atlas.areaAt(point.lon, point.lat)!.id)
  const login = arrival.source === 'patrol' && grid ? grid : ['inspection', 'patrol'].includes(arrival.source) ? 'inspector' : arrival.source === 'citizen' && dice.chance(BY_THE_DOOR) ? stranger : clerk
  const actor = stage.actors(login)
  const photos = await handIn(stage, before, actor, at)
  const { verb, input } = told(arrival, { login, point, photos }, dice, at)
  if (login === grid && actor.area && photos.length > 0 && await onTheSpot(stage, arrival, { dice, how }, login, input, at)) return
  if (await joins(stage, arrival, dice, { login, input }, at)) return
  const done = await stage.bulk.run(stage.verbs[verb]!, undefined, input, { actor, at: new Date(at) })
  const way: Way = { turns, stage, later, arrival, dice, how, after: undefined, id: done.id, kase: done.state as Case, before: photos }
  stage.ways.set(way.id, way)
  if (login === stranger && stage.ends.leave('code', at)) stage.papers.code(way.id, at)
  // Sent by the rules as it was reported.
  if (way.kase.unit) { called(way, at); return }
  remember(stage, way)
  // What has just come waits for the desk.
  if (!quick(way) && dice.chance(0.5) && stage.ends.leave('undecided', at)) return
  const refused = { citizen: 0.07, hotline: 0.16 }[arrival.source as string] ?? 0.012
  // Where minutes count, the desk looks at once.
  const seen = at + dice.about(quick(way) ? 1.8 : 5, 0.6) * MINUTE
  const decide = dice.chance(refused) ? reject : file
  later(quick(way) ? seen : within(seen, desk, dice.about(20) * MINUTE), async (then) => {
    if (entered(way, then) || await merges(way, then, decide)) return
    if (!(await beforeFiling(way, then, decide))) await decide(way, then)
  })
}
