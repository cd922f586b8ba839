// The demo: a district on an empty database, and some days of its life made by running the real verbs under a moved clock.
import { ranBetween, type Calendar } from '#core/deadline.ts'
import { newId, type Clock } from '#kernel/clock.ts'
import type { House } from '#kernel/house.ts'
import { putPicture } from '#kernel/files.ts'
import { act, type Occasion } from '#kernel/run.ts'
import { actorOf } from '#kernel/session.ts'
import { fireDue, nextTimer } from '#kernel/tick.ts'
import type { Actor } from '#kernel/actor.ts'
import type { Verb } from '#kernel/verb.ts'
import { commands, lapse, warn } from '../case/commands.ts'
import { clockworkOf } from '../case/settings.ts'
import { atlasOf, type Atlas } from '../directory/atlas.ts'
import { shelfOf } from '../pack/store.ts'
import { seedAccounts, seedAreas } from './demo/district.ts'
import { seedPeople } from './demo/people.ts'
import { lives, type Life, type Reached } from './demo/lives.ts'
import { photograph, shot } from './demo/scenes.ts'
import { finished, foundDistrict } from './found.ts'

const verbs = Object.fromEntries(commands.map((verb) => [verb.name, verb as Verb]))

/** A fixed seed: the same demo on every machine (mulberry32). */
function diceOf(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const order: Reached[] = ['reported', 'filed', 'dispatched', 'handling', 'handled', 'checked', 'closed']
const MINUTE = 60_000

/** A step of one case: who does what, when, in simulated time. */
interface Step { at: number; kase: number; run(id: string | undefined, at: Date): Promise<string> }

export async function foundDemo(house: House, say: (line: string) => void): Promise<void> {
  const began = performance.now()
  const now = house.clock.now()
  const district = await house.db.transaction().execute(async (tx) => {
    const id = await foundDistrict(tx, { code: 'x', zh: 'x区', en: 'District x', demo: true }, now)
    const areas = await seedAreas(tx, id, now)
    await seedAccounts(tx, id, areas, now)
    await seedPeople(tx, id, now)
    return id
  })
  house.memory.forget('')
  const atlas = await atlasOf({ tx: house.db, district, memory: house.memory })
  const actors = await cast(house, district)
  const steps = (await Promise.all(lives.map((life, n) => script(house, district, atlas, actors, life, n, now)))).flat().sort((a, b) => a.at - b.at)
  const ids = new Map<number, string>()
  for (const step of steps) {
    await ringUntil(house, district, step.at)
    ids.set(step.kase, await step.run(ids.get(step.kase), new Date(step.at)))
  }
  await ringUntil(house, district, now.getTime())
  await finished(house.db, district)
  say(`演示区已备好：${lives.length} 件案件 · the demo district is ready: ${lives.length} cases (${((performance.now() - began) / 1000).toFixed(1)} s)`)
}

/** Whatever ran out before this moment is written down first, at the moment it ran out, as it would have been. */
async function ringUntil(house: House, district: string, until: number): Promise<void> {
  for (;;) {
    const due = await nextTimer(house.db, district)
    if (!due || due.getTime() > until) return
    const clock: Clock = { now: () => due }
    await fireDue({ db: house.db, clock, memory: house.memory }, district, (_stream, name) => (name === 'warn' ? warn : lapse) as Verb, 1000)
  }
}

async function cast(house: House, district: string): Promise<(login: string) => Actor> {
  const rows = await house.db.selectFrom('account').select(['id', 'login']).where('district', '=', district).execute()
  const actors = new Map<string, Actor>()
  for (const row of rows) actors.set(row.login, (await actorOf(house.db, district, row.id))!)
  return (login) => {
    const actor = actors.get(login)
    if (!actor) throw new Error(`the demo has no account ${login}`)
    return actor
  }
}

async function script(house: House, district: string, atlas: Atlas, actors: (login: string) => Actor, life: Life, n: number, now: Date): Promise<Step[]> {
  const dice = diceOf(n * 7919 + 17)
  const point = somewhere(atlas, dice)
  const area = atlas.areaAt(point.lon, point.lat)!
  const community = atlas.areas.get(area.parent!)!
  const { calendar } = await clockworkOf({ tx: house.db, district, memory: house.memory })
  const shelf = await shelfOf({ tx: house.db, district, memory: house.memory })
  const found = shelf.packs.flatMap((pack) => pack.content.categories.filter((c) => c.title.zh === life.category).map((category) => ({ pack, category })))[0]
  if (!found) throw new Error(`no shipped pack has the category ${life.category}`)
  const { pack, category } = found
  const how = shot(dice)
  const grid = actors(`grid.community-${community.code}`)
  const reporter = life.source === 'patrol' ? grid : life.source === 'inspection' ? actors('inspector') : actors('clerk')

  // Cases of earlier days begin between 9 and 11 in the morning, those of today within the last hours.
  const start = life.daysAgo === 0 ? now.getTime() - (15 + dice() * 90) * MINUTE
    : workDayBefore(now, life.daysAgo, calendar) + (9 * 60 + 5 + dice() * 80) * MINUTE
  let at = start
  const steps: Step[] = []
  const step = (after: number, verb: string, actor: Actor, input: (photos: string[]) => object, photo?: 'before' | 'after') => {
    at = Math.min(at + after * MINUTE, now.getTime() - 1000)
    steps.push({ at, kase: n, run: async (id, when) => {
      const photos = photo ? [(await putPicture(house.db, house.files, actor, await photograph(life.scene, photo, how), when)).sha256] : []
      const version = id && (await house.db.selectFrom('case_now').select('version').where('district', '=', district).where('id', '=', id).executeTakeFirstOrThrow()).version
      const occasion: Occasion = { actor, now: when, command: newId(when.getTime()), memory: house.memory }
      const done = await house.db.transaction().execute((tx) => act(tx, { verb: verbs[verb]!, id, input: input(photos), expected: version || undefined }, occasion))
      return done.id
    } })
  }
  const far = order.indexOf(life.reached === 'failed' ? 'checked' : life.reached === 'rejected' ? 'reported' : life.reached)
  const unit = () => atlas.units.get(unitOf.id!)!
  const unitOf: { id?: string } = {}
  const liaison = async (): Promise<Actor> => actors(`liaison.${unit().code}`)

  step(0, 'report', reporter, (photos) => ({ source: life.source, text: life.text, point, placeText: nearRoad(n), category: { pack: pack.pack, category: category.code }, photos }), 'before')
  if (life.reached === 'rejected') step(12, 'reject', actors('clerk'), () => ({ reason: 'not-found', text: '到场看过，没有发现您说的情况；再看到请再告诉我们。' }))
  if (far >= 1) step(6 + dice() * 12, 'file', actors('clerk'), () => ({ condition: { pack: pack.pack, category: category.code, condition: category.conditions[0]!.id } }))
  if (far >= 2) {
    step(3 + dice() * 6, 'dispatch', actors('clerk'), () => ({}))
    const dispatched = steps.at(-1)!
    const run = dispatched.run
    dispatched.run = async (id, when) => {
      const done = await run(id, when)
      unitOf.id = (await house.db.selectFrom('case_now').select('unit').where('district', '=', district).where('id', '=', done).executeTakeFirstOrThrow()).unit!
      return done
    }
  }
  // The unit is known only once the case is dispatched, so its people are looked up when their turn comes.
  const unitStep = (after: number, verb: string, input: (photos: string[]) => object, photo?: 'after') => {
    step(after, verb, grid, input, photo)
    const mine = steps.at(-1)!
    mine.run = async (id, when) => {
      const actor = await liaison()
      const photos = photo ? [(await putPicture(house.db, house.files, actor, await photograph(life.scene, photo, { ...how, left: Math.min(1, how.left + dice() * 0.1) }), when)).sha256] : []
      const { version } = await house.db.selectFrom('case_now').select('version').where('district', '=', district).where('id', '=', id!).executeTakeFirstOrThrow()
      return (await house.db.transaction().execute((tx) => act(tx, { verb: verbs[verb]!, id, input: input(photos), expected: version }, { actor, now: when, command: newId(when.getTime()), memory: house.memory }))).id
    }
  }
  const checker = actors('inspector')
  if (far >= 3) unitStep(2 + dice() * 3, 'sign-for', () => ({}))
  if (far >= 4) unitStep(life.late ? 60 * 20 : life.category === '流动性垃圾' ? 3 : 25 + dice() * 60, 'handle', (photos) => ({ text: life.done, photos }), 'after')
  if (far >= 5 && (life.reworked || life.reached === 'failed')) step(30, 'check', checker, () => ({ passed: false, text: life.missing }))
  if (life.reworked) {
    step(5, 'rework', actors('clerk'), () => ({ text: '请把剩下的清完，补一张照片。' }))
    unitStep(20, 'handle', (photos) => ({ text: '剩下的也清走了。', photos }), 'after')
  }
  if (far >= 5 && life.reached !== 'failed') step(35, 'check', checker, () => ({ passed: true, text: '到场看过，已经办好。' }))
  if (far >= 6) step(10, 'close', actors('clerk'), () => ({ conditionMet: true, text: '已经办好，请您看看。' }))
  return steps
}

const roads = ['望河路北侧', '学前街南侧', '集贤街口', '码头路西侧', '湖滨路旁', '石桥路东侧']
const nearRoad = (n: number) => roads[n % roads.length]!

const CHINA = 8 * 3_600_000
/** Midnight in China of the n-th work day before today. */
function workDayBefore(now: Date, n: number, calendar: Calendar): number {
  let day = Math.floor((now.getTime() + CHINA) / 86_400_000)
  for (let left = n; left > 0;) {
    day--
    const midnight = day * 86_400_000 - CHINA
    if (ranBetween(new Date(midnight), new Date(midnight + 86_400_000), 'work_hour', calendar) > 0) left--
  }
  return day * 86_400_000 - CHINA
}

/** A point inside some grid. */
function somewhere(atlas: Atlas, dice: () => number): { lon: number; lat: number } {
  for (;;) {
    const lon = 120.698 + dice() * 0.022, lat = 31.284 + dice() * 0.02
    if (atlas.areaAt(lon, lat)?.kind === 'grid') return { lon: Number(lon.toFixed(6)), lat: Number(lat.toFixed(6)) }
  }
}
