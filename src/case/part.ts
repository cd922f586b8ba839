// What a side process of a case brings: for each of its facts how it changes the case, how it is told, whom it concerns and which clocks it moves.
import type { Said } from '#core/problem.ts'
import type { Flag, Stage } from './life.ts'
import type { Case } from './state.ts'
import type { Clock } from './words.ts'

export interface Names { actor(id: string | null): Said; unit(id: string): Said; area(id: string): string; text(id: string | undefined): string | null }
/** Whose hands: colours the dot of the timeline. */
export type Hand = 'office' | 'unit' | 'check' | 'system' | 'reporter'
/** Where a case turns round: it leaves its unit for another, begins anew at the desk, is handled again by the same unit. */
export type Turn = 'leaves' | 'anew' | 'again'
/** What becomes of one field of a case in a turn; a turn that is not named leaves it as it is. */
export type Onward<T> = 'stays' | { readonly [K in Turn]?: 'goes' | ((was: T | undefined, kase: Case) => T | undefined) }
/** What it is filed under has changed: what was asked under the old condition is asked of another thing. */
export const refiled = (kase: Case, before: Case): boolean => kase.under !== before.under
export interface Tell { kind: string; toUnit?: string; toRole?: string; toCrew?: string; /** Of the role only those nearest to this area. */ toArea?: string }
export interface FactOf<F extends { type: string }> {
  /** The end of "…, who ___": the timeline of the log, and the loser of a race. */
  says: Said
  hand: Hand
  /** Changes nothing of what an actor saw. */
  quiet?: true
  /** Said by or about whoever reported it: its words are not shown to the handling unit. */
  ofReporter?: true
  /** Raises a flag that waits for somebody: whoever decides reads this fact. */
  raises?: Flag
  /** Speaks for what was raised, one step before the decision. */
  backs?: Flag
  /** With this fact the case turns round: every field goes on as it says itself, before the fact has its effect. */
  turn?: Turn
  evolve(kase: Case, fact: F, at: Date, actor: string | null): Case
  /** A whole sentence of the timeline, without its subject. */
  said(fact: F, names: Names): Said
  /** The kept text that is shown under the sentence. */
  text?(fact: F): string | undefined
  /** Who must hear of it; `kase` is the case behind the fact. */
  tells?(fact: F, kase: Case): Tell[]
  /** Clocks of the case's page: which stop here, which run from here (`on` = with what they had used), which are counted from nothing (`anew`); by whose calendar. */
  clocks?(fact: F): { stops?: readonly Stage[]; starts?: readonly Clock[]; on?: readonly Clock[]; anew?: readonly Stage[]; unit?: string }
}
export interface Part<F extends { type: string }, K extends keyof Case = never> {
  /** Its own fields of the case, and how each goes on when the case turns round. A field nobody answers for does not compile (onward.ts). */
  own: { readonly [P in K]: Onward<Case[P]> }
  facts: { [T in F['type']]: FactOf<Extract<F, { type: T }>> }
  /** Flags of a case that come from this process. */
  flags?(kase: Case): readonly Flag[]
  /** What follows when a step has left something of this process behind: an ask that nobody decided lapses, on record. `before` is the case as the step found it. */
  left?(kase: Case, before: Case): F[]
  /** Timers that should be waiting; each name is a system verb's. */
  timers?(kase: Case): { name: string; dueAt: Date }[]
  /** Units beside the handling one that see the case and do their own steps of it. */
  supporters?(kase: Case): readonly string[]
  /** Units from which this process waits for something. */
  awaited?(kase: Case): readonly string[]
  /** Accounts that may not decide what it asks: the case does not wait for them. */
  barred?(kase: Case): readonly (string | null | undefined)[]
}
