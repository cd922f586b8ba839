// One case of the demo on its way: who acts, what is drawn, and the few questions every step asks.
import type { Actor } from '#kernel/actor.ts'
import type { BulkRunner } from '#kernel/bulk.ts'
import type { Verb } from '#kernel/verb.ts'
import type { Case } from '../../case/state.ts'
import type { Atlas } from '../../directory/atlas.ts'
import type { Album, Picture } from './album.ts'
import type { Arrival } from './arrivals.ts'
import type { Dice } from './dice.ts'
import type { Shot } from './scenes.ts'
import { temperOf } from './temper.ts'

export interface Stage {
  bulk: BulkRunner
  verbs: Readonly<Record<string, Verb>>
  actors(login: string): Actor
  atlas: Atlas
  album: Album
  now: number
  /** Cases from here on have large pictures. */
  recent: number
  flush(): Promise<void>
}
/** Does it then, in the order of the hours. */
export type Later = (at: number, go: (at: number) => Promise<void>) => void

/** One case on its way: its dice, its crop, its pictures. */
export interface Way { stage: Stage; later: Later; arrival: Arrival; dice: Dice; how: Shot; after: Promise<Picture[]> | undefined; id: string; kase: Case }
export const inPerson = new Set(['patrol', 'inspection'])
export const clerk = 'clerk'

export async function act(way: Way, verb: string, login: string, input: object, at: number): Promise<void> {
  const done = await way.stage.bulk.run(way.stage.verbs[verb]!, way.id, input, { actor: way.stage.actors(login), at: new Date(at) })
  way.kase = done.state as Case
}
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
export const handIn = async (stage: Stage, drawn: Promise<Picture[]>, by: Actor, at: number): Promise<string[]> => (await drawn).map((picture) => stage.album.hand(picture, by.account!, new Date(at)))

/** Who walks the place. */
export const gridWorker = ({ atlas }: Stage, area: string): string | undefined => {
  const community = atlas.lineage(area).find((one) => one.kind === 'community')
  return community && `grid.community-${community.code}`
}
export const liaison = (way: Way): string => `liaison.${way.stage.atlas.units.get(way.kase.unit!)!.code}`
export const temper = (way: Way) => temperOf(way.stage.atlas.units.get(way.kase.unit!)!.code)

/** As the case stands now: the clock may have moved it meanwhile. */
export function seen(way: Way): Case {
  way.kase = way.stage.bulk.state('case', way.id) as Case
  return way.kase
}
