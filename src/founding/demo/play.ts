// Plays the demo's days: every report goes its way through the real verbs, in the order of the hours, until now is reached.
import type { Actor } from '#kernel/actor.ts'
import type { BulkRunner } from '#kernel/bulk.ts'
import type { Verb } from '#kernel/verb.ts'
import { heap } from '#kernel/write/heap.ts'
import type { Case } from '../../case/state.ts'
import type { Atlas } from '../../directory/atlas.ts'
import type { Album, Picture } from './album.ts'
import type { Arrival } from './arrivals.ts'
import { diceOf, type Dice } from './dice.ts'
import { desk, MINUTE, office, outside, within } from './hours.ts'
import { shot, type Shot } from './scenes.ts'
import { shareUsed, temperOf } from './temper.ts'

export interface Stage {
  bulk: BulkRunner
  verbs: Readonly<Record<string, Verb>>
  actors(login: string): Actor
  atlas: Atlas
  /** Login of a member, by crew. */
  crews: ReadonlyMap<string, string>
  album: Album
  now: number
  /** Cases from here on have large pictures. */
  recent: number
  flush(): Promise<void>
}

interface Act { at: number; n: number; go(at: number): Promise<void> }
/** Facts in memory before they are written: larger batches write faster, smaller ones need less memory. */
const ACTS_A_FLUSH = 6_000
const PICTURES_AHEAD = 600

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
  for (let next = queue.pop(); next; next = queue.pop()) {
    // What would come after now has not happened: those cases stand where they stand.
    if (next.at > stage.now) continue
    await stage.bulk.ringUntil(new Date(next.at))
    await next.go(next.at)
    if (++acts % ACTS_A_FLUSH === 0) await writing.next()
  }
  await stage.bulk.ringUntil(new Date(stage.now))
  await writing.last()
  return acts
}
type Later = (at: number, go: (at: number) => Promise<void>) => void

/** One case on its way: its dice, its crop, its pictures. */
interface Way { stage: Stage; later: Later; arrival: Arrival; dice: Dice; how: Shot; after: Promise<Picture[]> | undefined; id: string; kase: Case; /** Who took it for a crew. */ crew?: string }
const inPerson = new Set(['patrol', 'inspection'])
const clerk = 'clerk'

async function act(way: Way, verb: string, login: string, input: object, at: number): Promise<void> {
  const done = await way.stage.bulk.run(way.stage.verbs[verb]!, way.id, input, { actor: way.stage.actors(login), at: new Date(at) })
  way.kase = done.state as Case
}
const conditionOf = ({ category, condition }: Arrival) => category.conditions.find((one) => one.id === condition)!
const quick = (way: Way) => ['urgent_hour', 'minute_on_shift'].includes(conditionOf(way.arrival).limit.kind)
/** Begun early and awaited late; what fails is told when it is awaited. */
function draw({ stage, arrival, how }: Pick<Way, 'stage' | 'arrival' | 'how'>, when: 'before' | 'after', many: number): Promise<Picture[]> {
  const size = arrival.at >= stage.recent ? 'large' : 'small'
  const all = Promise.all(Array.from({ length: many }, (_, n) =>
    stage.album.draw(arrival.scene, when, n === 0 ? how : { ...how, left: (how.left + 0.37 * n) % 1, scale: Math.max(0.5, how.scale - 0.11 * n) }, size)))
  all.catch(() => {})
  return all
}
const handIn = async (stage: Stage, drawn: Promise<Picture[]>, by: Actor, at: number): Promise<string[]> => (await drawn).map((picture) => stage.album.hand(picture, by.account!, new Date(at)))

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
  const login = arrival.source === 'patrol' && grid ? grid : ['inspection', 'patrol'].includes(arrival.source) ? 'inspector' : clerk
  const actor = stage.actors(login)
  const input = {
    source: arrival.source, text: arrival.text, point, placeText: arrival.placeText, category: { pack: arrival.pack, category: arrival.category.code },
    photos: await handIn(stage, before, actor, at),
  }
  const done = await stage.bulk.run(stage.verbs.report!, undefined, input, { actor, at: new Date(at) })
  const way: Way = { stage, later, arrival, dice, how, after: undefined, id: done.id, kase: done.state as Case }
  // Sent by the rules as it was reported.
  if (way.kase.unit) { called(way, at); return }
  const refused = { citizen: 0.07, hotline: 0.16 }[arrival.source as string] ?? 0.012
  const seen = at + dice.about(5, 0.6) * MINUTE
  later(quick(way) ? seen : within(seen, desk, dice.about(20) * MINUTE), dice.chance(refused) ? (then) => reject(way, then) : (then) => file(way, then))
}

/** Who walks the place. */
const gridWorker = ({ atlas }: Stage, area: string): string | undefined => {
  const community = atlas.lineage(area).find((one) => one.kind === 'community')
  return community && `grid.community-${community.code}`
}

const answers: readonly (readonly [{ reason: string; to?: string; text: string }, number])[] = [
  [{ reason: 'not-found', text: '到场看过，没有发现您说的情况；再看到请再告诉我们。' }, 4],
  [{ reason: 'repeated', text: '这处问题已经有人反映，正在办理，办好后一并答复。' }, 3],
  [{ reason: 'already-solved', text: '到场时已经清理好了，谢谢您的提醒。' }, 2],
  [{ reason: 'unclear', text: '地点说不清，电话没有联系上；请再告诉我们是哪条路、哪个门牌附近。' }, 2],
  [{ reason: 'referred', to: '人力资源和社会保障局', text: '您反映的事由人社部门办理，已转去，请留意他们的电话。' }, 1],
  [{ reason: 'referred', to: '教育局', text: '您反映的事由教育部门办理，已转去。' }, 1],
]
async function reject(way: Way, at: number): Promise<void> { await act(way, 'reject', clerk, way.dice.weighted(answers), at) }

async function file(way: Way, at: number): Promise<void> {
  await act(way, 'file', clerk, { condition: { pack: way.arrival.pack, category: way.arrival.category.code, condition: way.arrival.condition } }, at)
  if (way.kase.unit) { called(way, at); return }
  const next = at + way.dice.about(4, 0.5) * MINUTE
  way.later(quick(way) ? next : within(next, desk), (then) => dispatch(way, then))
}

/** A crew is called: a minute or so until somebody taps, later where the next shift has to begin. */
function called(way: Way, at: number): void {
  const call = way.kase.tenMinutes?.call, begins = call?.crew ? at : Math.max(at, Date.parse(call?.ring ?? ''))
  way.later((Number.isNaN(begins) ? at : begins) + way.dice.about(1.1, 0.7) * MINUTE, (then) => take(way, then))
}
async function take(way: Way, at: number): Promise<void> {
  // Meanwhile it may have been passed on by the clock.
  way.kase = way.stage.bulk.state('case', way.id) as Case
  const login = way.stage.crews.get(way.kase.tenMinutes?.call?.crew ?? '')
  if (!login) { await (way.kase.state === 'dispatched' ? signFor(way, at) : handing(way, at)); return }
  await act(way, 'take', login, {}, at)
  way.crew = login
  await handing(way, at)
}
async function handing(way: Way, at: number): Promise<void> {
  way.after = draw(way, 'after', way.kase.under!.evidence.handle)
  way.later(at + way.dice.about(3.2, 0.6) * MINUTE, (then) => handle(way, then))
}

const otherwise = ['产权单位不在本区，先由属地处理。', '该路段保洁已移交属地，按移交清单办。', '责任单位今天在别处抢修，属地先处置。']
async function dispatch(way: Way, at: number): Promise<void> {
  const { stage, dice } = way
  const territory = stage.atlas.territory(way.kase.area!)
  await act(way, 'dispatch', clerk, territory && dice.chance(0.03) ? { unit: territory.id, reason: dice.pick(otherwise) } : {}, at)
  const next = at + dice.about(quick(way) ? 2 : 14, 0.7) * MINUTE
  way.later(quick(way) ? next : within(next, office, dice.about(12) * MINUTE), (then) => signFor(way, then))
}
const liaison = (way: Way) => `liaison.${way.stage.atlas.units.get(way.kase.unit!)!.code}`
const temper = (way: Way) => temperOf(way.stage.atlas.units.get(way.kase.unit!)!.code)

async function signFor(way: Way, at: number): Promise<void> {
  await act(way, 'sign-for', liaison(way), {}, at)
  way.after = draw(way, 'after', way.kase.under!.evidence.handle)
  handleLater(way, at)
}

/** When the unit is done: a share of its limit, by daylight, and not past the end only because of the night. */
function handleLater(way: Way, at: number): void {
  const due = Date.parse(way.kase.handle!.due), begun = Date.parse(way.kase.handle!.start)
  const share = shareUsed(temper(way), way.dice)
  const wanted = Math.max(at + MINUTE, begun + share * (due - begun))
  const done = quick(way) ? wanted : within(wanted, outside, way.dice.about(30) * MINUTE)
  way.later(share < 1 && done > due ? Math.max(at + MINUTE, due - way.dice.between(1, 50) * MINUTE) : done, (then) => handle(way, then))
}

const results = ['已处理完毕，现场恢复。', '已到场处理，清理干净。', '处理好了，请核查。', '按要求整改到位。', '已修复，现场正常。']
async function handle(way: Way, at: number): Promise<void> {
  const login = way.crew ?? liaison(way)
  await act(way, 'handle', login, { text: way.dice.pick(results), photos: await handIn(way.stage, way.after!, way.stage.actors(login), at) }, at)
  way.later(within(at + way.dice.about(55, 0.6) * MINUTE, outside, way.dice.about(25) * MINUTE), (then) => check(way, then))
}

const fine = ['到场看过，已经办好。', '现场复核，符合结案条件。', '已恢复，与照片一致。']
const lacking = ['到场看，只办了一半，边上还有。', '现场仍有遗留，照片角度没有拍到。', '清了又有，没有从源头处理。']
async function check(way: Way, at: number): Promise<void> {
  const passed = way.kase.reworks >= 2 || way.dice.chance(temper(way).clean)
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
  const done = at + way.dice.about(70, 0.6) * MINUTE
  way.later(quick(way) ? at + way.dice.about(6) * MINUTE : within(done, outside, 20 * MINUTE), (then) => handle(way, then))
}
async function close(way: Way, at: number): Promise<void> {
  await act(way, 'close', clerk, { conditionMet: true, ...(way.arrival.source === 'citizen' || way.arrival.source === 'hotline' ? { text: '您反映的问题已经办好，请您看看；还有问题请再告诉我们。' } : {}) }, at)
}
