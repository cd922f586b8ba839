// The side processes of a case, together: a fact that is not of the straight way is said in the part it belongs to.
import { endingPart, type EndingFact } from './ending/part.ts'
import { fixPart, type FixFact } from './on-the-spot/part.ts'
import { asking, type Flag } from './life.ts'
import type { FactOf, Part } from './part.ts'
import { returnPart, type ReturnFact } from './return/part.ts'
import type { Case } from './state.ts'
import { verifyPart, type VerifyFact } from './verify/part.ts'
import { voicePart, type VoiceFact } from './voice/part.ts'

export type PartFact = VerifyFact | FixFact | ReturnFact | EndingFact | VoiceFact
const parts: readonly Part<any>[] = [verifyPart, fixPart, returnPart, endingPart, voicePart]
export const partFacts = { ...verifyPart.facts, ...fixPart.facts, ...returnPart.facts, ...endingPart.facts, ...voicePart.facts } satisfies { [T in PartFact['type']]: FactOf<Extract<PartFact, { type: T }>> }

export const factOf = <F extends PartFact>(fact: F): FactOf<F> => partFacts[fact.type] as unknown as FactOf<F>
/** Whether a fact belongs to a part. */
export const isPartFact = (fact: { type: string }): fact is PartFact => Object.hasOwn(partFacts, fact.type)
export const flagsOf = (kase: Case): Flag[] => parts.flatMap((part) => part.flags?.(kase) ?? [])
/** Whether somebody is asked for a decision beside the state. */
export const isAsked = (flags: readonly Flag[]): boolean => flags.some((flag) => asking.includes(flag))
export const timersOf = (kase: Case): { name: string; dueAt: Date }[] => parts.flatMap((part) => part.timers?.(kase) ?? [])
