// The side processes of a case, together: a fact that is not of the straight way is said in the part it belongs to.
import { appealPart, type AppealFact } from './appeal/part.ts'
import { crewPart, type CrewFact } from './crew/part.ts'
import { endingPart, type EndingFact } from './ending/part.ts'
import { extensionPart, type ExtensionFact } from './extension/part.ts'
import { fixPart, type FixFact } from './on-the-spot/part.ts'
import { asking, type Flag } from './life.ts'
import type { FactOf, Part } from './part.ts'
import { returnPart, type ReturnFact } from './return/part.ts'
import type { Case } from './state.ts'
import { suspensionPart, type SuspensionFact } from './suspension/part.ts'
import { verifyPart, type VerifyFact } from './verify/part.ts'

export type PartFact = VerifyFact | FixFact | ReturnFact | ExtensionFact | SuspensionFact | AppealFact | CrewFact | EndingFact
const parts: readonly Part<any>[] = [verifyPart, fixPart, returnPart, extensionPart, suspensionPart, appealPart, crewPart, endingPart]
export const partFacts = { ...verifyPart.facts, ...fixPart.facts, ...returnPart.facts, ...extensionPart.facts, ...suspensionPart.facts, ...appealPart.facts, ...crewPart.facts, ...endingPart.facts } satisfies { [T in PartFact['type']]: FactOf<Extract<PartFact, { type: T }>> }

export const factOf = <F extends PartFact>(fact: F): FactOf<F> => partFacts[fact.type] as unknown as FactOf<F>
/** Whether a fact belongs to a part. */
export const isPartFact = (fact: { type: string }): fact is PartFact => Object.hasOwn(partFacts, fact.type)
export const flagsOf = (kase: Case): Flag[] => parts.flatMap((part) => part.flags?.(kase) ?? [])
/** Whether somebody is asked for a decision beside the state. */
export const isAsked = (flags: readonly Flag[]): boolean => flags.some((flag) => asking.includes(flag))
/** Facts that follow of themselves when a step leaves an open ask behind. */
export const leftOf = (kase: Case): PartFact[] => parts.flatMap((part) => (part.left?.(kase) ?? []) as PartFact[])
export const timersOf = (kase: Case): { name: string; dueAt: Date }[] => parts.flatMap((part) => part.timers?.(kase) ?? [])
