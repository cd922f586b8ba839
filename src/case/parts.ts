// The side processes of a case, together: a fact that is not of the straight way is said in the part it belongs to.
import { appealPart, type AppealFact } from './appeal/part.ts'
import { againPart, type AgainFact } from './again/part.ts'
import { crewPart, type CrewFact } from './crew/part.ts'
import { endingPart, type EndingFact } from './ending/part.ts'
import { extensionPart, type ExtensionFact } from './extension/part.ts'
import { onePart, type OneFact } from './one/part.ts'
import { fixPart, type FixFact } from './on-the-spot/part.ts'
import { asking, type Flag } from './life.ts'
import { jointPart, type JointFact } from './joint/part.ts'
import { orderPart, type OrderFact } from './order/part.ts'
import { judgingPart, type JudgingFact } from './judging/part.ts'
import type { FactOf, Part } from './part.ts'
import { recheckPart, type RecheckFact } from './recheck/part.ts'
import { returnPart, type ReturnFact } from './return/part.ts'
import type { Case } from './state.ts'
import { suspensionPart, type SuspensionFact } from './suspension/part.ts'
import { supervisionPart, type SupervisionFact } from './supervision/part.ts'
import { verifyPart, type VerifyFact } from './verify/part.ts'
import { voicePart, type VoiceFact } from './voice/part.ts'

export type PartFact = VerifyFact | FixFact | ReturnFact | JointFact | OrderFact | SupervisionFact | ExtensionFact | SuspensionFact | AppealFact | CrewFact | EndingFact | VoiceFact | RecheckFact | JudgingFact | OneFact | AgainFact
const parts: readonly Part<any>[] = [verifyPart, fixPart, returnPart, jointPart, orderPart, supervisionPart, extensionPart, suspensionPart, appealPart, crewPart, endingPart, voicePart, recheckPart, judgingPart, onePart, againPart]
export const partFacts = { ...verifyPart.facts, ...fixPart.facts, ...returnPart.facts, ...jointPart.facts, ...orderPart.facts, ...supervisionPart.facts, ...extensionPart.facts, ...suspensionPart.facts, ...appealPart.facts, ...crewPart.facts, ...endingPart.facts, ...voicePart.facts, ...recheckPart.facts, ...judgingPart.facts, ...onePart.facts, ...againPart.facts } satisfies { [T in PartFact['type']]: FactOf<Extract<PartFact, { type: T }>> }

/** The fields of a case that belong to a side process, and how each goes on. */
export const ownOfParts = { ...verifyPart.own, ...fixPart.own, ...returnPart.own, ...jointPart.own, ...orderPart.own, ...supervisionPart.own, ...extensionPart.own, ...suspensionPart.own, ...appealPart.own, ...crewPart.own, ...endingPart.own, ...voicePart.own, ...recheckPart.own, ...judgingPart.own, ...onePart.own, ...againPart.own }

export const factOf = <F extends PartFact>(fact: F): FactOf<F> => partFacts[fact.type] as unknown as FactOf<F>
/** Whether a fact belongs to a part. */
export const isPartFact = (fact: { type: string }): fact is PartFact => Object.hasOwn(partFacts, fact.type)
export const flagsOf = (kase: Case): Flag[] => parts.flatMap((part) => part.flags?.(kase) ?? [])
/** Whether somebody is asked for a decision beside the state. */
export const isAsked = (flags: readonly Flag[]): boolean => flags.some((flag) => asking.includes(flag))
/** Facts that follow of themselves when a step leaves an open ask behind; each part finds the case as those before it have left it. */
export function leftOf(kase: Case, before: Case, fold: (kase: Case, fact: PartFact) => Case): PartFact[] {
  const all: PartFact[] = []
  for (const part of parts) all.push(...((part.left?.(all.reduce(fold, kase), before) ?? []) as PartFact[]))
  return all
}
/** Who may not decide what is asked; each once. */
export const barredOf = (kase: Case): string[] => [...new Set(parts.flatMap((part) => part.barred?.(kase) ?? []).filter((account) => typeof account === 'string'))]
export const timersOf = (kase: Case): { name: string; dueAt: Date }[] => parts.flatMap((part) => part.timers?.(kase) ?? [])
/** Units beside the handling one that see the case; each once. */
export const supportersOf = (kase: Case): string[] => [...new Set(parts.flatMap((part) => part.supporters?.(kase) ?? []))]
/** Units from which something is waited for beside the state; each once. */
export const awaitedOf = (kase: Case): string[] => [...new Set(parts.flatMap((part) => part.awaited?.(kase) ?? []))]
