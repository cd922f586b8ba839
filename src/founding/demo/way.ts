// One case of the demo on its way: who acts, what is drawn, and the few questions every step asks.
import { Problem } from '#core/problem.ts'
import type { Actor } from '#kernel/actor.ts'
import type { BulkRunner } from '#kernel/bulk.ts'
import { newId } from '#kernel/clock.ts'
import type { House } from '#kernel/house.ts'
import type { Verb } from '#kernel/verb.ts'
import type { PhotoFlag, Verdict } from '../../case/judging/words.ts'
import { canHappen, isOpen } from '../../case/life.ts'
import type { Case } from '../../case/state.ts'
import type { Atlas } from '../../directory/atlas.ts'
import { draftFor } from '../../case/voice/draft.ts'
import type { Answers, Outcome } from '../../pack/answers.ts'
import type { Album, Picture } from './album.ts'
import type { Arrival } from './arrivals.ts'
import type { Dice } from './dice.ts'
import type { End, Ends } from './ends.ts'
import type { Papers } from './papers.ts'
import type { Scene, Shot } from './scenes.ts'
import type { FilingCondition } from '../../pack/words.ts'
import { temperOf } from './temper.ts'

export interface Stage {
  house: House
  district: string
  bulk: BulkRunner
  verbs: Readonly<Record<string, Verb>>
  actors(login: string): Actor
  /** Login of an account. */
  loginOf(account: string): string
  atlas: Atlas
  answers: Answers
  /** Filing conditions of a pack. */
  conditionsOf(pack: string): readonly { category: string; condition: FilingCondition }[]
  /** Login of a member, by crew. */
  crews: ReadonlyMap<string, string>
  album: Album
  papers: Papers
  ends: Ends
  now: number
  /** Of the night from which on cases are drawn for a second look, and doubts about photos are looked for. */
  nights: number
  /** Cases from here on have large pictures. */
  recent: number
  flush(): Promise<void>
  /** Everything so far stands in the database. */
  settle(): Promise<void>
  /** All cases by id, and those that are open by spot and kind. */
  ways: Map<string, Way>
  open: Map<string, Way[]>
  /** Steps of the straight way that the house refused: none, or the story is wrong. The case then stays as it is. */
  refused: string[]
  /** Facts with photos that somebody will look at twice. */
  doubts: Doubt[]
  /** A photo of after by scene, for whoever hands in another's. */
  lastAfter: Map<Scene, { of: string; sha256: string }>
}
/** A fact whose photos are to be looked through, and what a person then says of it; undefined: nobody yet. */
export interface Doubt { id: string; type: 'handled' | 'photo-judged'; sha256: string; flag: PhotoFlag; verdict?: Verdict | undefined }
/** Does it then, in the order of the hours. */
export type Later = (at: number, go: (at: number) => Promise<void>) => void

/** One case on its way: its dice, its crop, its pictures. */
/** The turns of the straight way to which a detour comes back. */
export interface Turns { file: Turn; reject: Turn; dispatch(way: Way, at: number, chosen?: { unit: string; reason: string }): Promise<void>; handleLater(way: Way, at: number): void; signLater(way: Way, at: number): void; /** Opened again: handled once more. */ again(way: Way, at: number): void }
export type Turn = (way: Way, at: number) => Promise<void>
export interface Way { turns: Turns; stage: Stage; later: Later; arrival: Arrival; dice: Dice; how: Shot; after: Promise<Picture[]> | undefined; id: string; kase: Case; /** Photos of before. */ before: readonly string[]; /** Who took it for a crew. */ crew?: string; /** One thing of it is left as it is until now. */ left?: true }
export const inPerson = new Set(['patrol', 'inspection', 'unit'])
export const clerk = 'clerk'
/** Whoever reports without an account. */
export const stranger = '@stranger'

export async function act(way: Way, verb: string, login: string, input: object, at: number): Promise<void> {
  const done = await way.stage.bulk.run(way.stage.verbs[verb]!, way.id, input, { actor: way.stage.actors(login), at: new Date(at) })
  way.kase = done.state as Case
}
/** Whether this is left for a visitor of the demo: one thing of a case, and nothing whose time is long over. */
export function leave(way: Way, end: End, at: number): boolean {
  const { stage, kase } = way
  if (way.left || (isOpen(kase.state) && kase.handle && Date.parse(kase.handle.due) < stage.now + 30 * 60_000) || !stage.ends.leave(end, at, unitCode(way))) return false
  way.left = true
  return true
}
/** Whether this person could do it now: a side process may have been overtaken by the case. */
export function can(way: Way, verb: string, login: string): boolean {
  const kase = seen(way)
  return canHappen(kase.state, verb) && way.stage.verbs[verb]!.guard?.(kase, way.stage.actors(login)) === undefined
}
/** Does it if it is still to be done: what the case no longer allows does not happen. */
export async function attempt(way: Way, verb: string, login: string, input: object, at: number): Promise<boolean> {
  if (!can(way, verb, login)) return false
  try {
    await act(way, verb, login, input, at)
    return true
  } catch (error) {
    if (error instanceof Problem) return false
    throw error
  }
}
/** What the office writes to whoever reported it: the draft of the pack, as the desk offers it. */
export const answerTo = ({ kase, stage: { answers }, arrival }: Way, outcome: Outcome, at: number): string => draftFor(answers, kase, { outcome, place: arrival.placeText, day: new Date(at) }).zh
export const conditionOf = ({ category, condition }: Arrival) => category.conditions.find((one) => one.id === condition)!
export const quick = (way: Way) => ['urgent_hour', 'minute_on_shift'].includes(conditionOf(way.arrival).limit.kind)
/** Begun early and awaited late; what fails is told when it is awaited. */
export function draw({ stage, arrival, how }: Pick<Way, 'stage' | 'arrival' | 'how'>, when: 'before' | 'after', many: number): Promise<Picture[]> {
  const size = arrival.at >= stage.recent ? 'large' : 'small'
  const all = Promise.all(Array.from({ length: many }, (_, n) =>
    stage.album.draw(arrival.scene, when, n === 0 ? how : { ...how, left: (how.left + 0.37 * n) % 1, scale: Math.max(0.5, how.scale - 0.11 * n) }, size)))
  all.catch(() => {})
  return all
}
/** A stranger's photos are kept under their draft. */
export const handIn = async (stage: Stage, drawn: Promise<Picture[]>, by: Actor, at: number): Promise<string[]> => (await drawn).map((picture) => stage.album.hand(picture, by.account ?? newId(at), new Date(at)))

/** Who walks the place. */
export const gridWorker = ({ atlas }: Stage, area: string): string | undefined => {
  const community = atlas.lineage(area).find((one) => one.kind === 'community')
  return community && `grid.community-${community.code}`
}
export const unitCode = (way: Way): string | undefined => (way.kase.unit ? way.stage.atlas.units.get(way.kase.unit)?.code : undefined)
export const liaison = (way: Way): string => `liaison.${unitCode(way)!}`
export const temper = (way: Way) => temperOf(way.stage.atlas.units.get(way.kase.unit!)!.code)

/** As the case stands now: the clock may have moved it meanwhile. */
export function seen(way: Way): Case {
  way.kase = way.stage.bulk.state('case', way.id) as Case
  return way.kase
}
