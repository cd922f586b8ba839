// What a side process of a case brings: for each of its facts how it changes the case, how it is told, whom it concerns and which clocks it moves.
import type { Said } from '#core/problem.ts'
import type { Flag, Stage } from './life.ts'
import type { Case } from './state.ts'
import type { Clock } from './words.ts'

export interface Names { actor(id: string | null): Said; unit(id: string): Said; area(id: string): string; text(id: string | undefined): string | null }
/** Whose hands: colours the dot of the timeline. */
export type Hand = 'office' | 'unit' | 'check' | 'system' | 'reporter'
export interface Tell { kind: string; toUnit?: string; toRole?: string; toCrew?: string; /** Of the role only those nearest to this area. */ toArea?: string }
export interface FactOf<F extends { type: string }> {
  /** The end of "…, who ___": the timeline of the log, and the loser of a race. */
  says: Said
  hand: Hand
  /** Changes nothing of what an actor saw. */
  quiet?: true
  /** Said by or about whoever reported it: its words are not shown to the handling unit. */
  ofReporter?: true
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
export interface Part<F extends { type: string }> {
  facts: { [T in F['type']]: FactOf<Extract<F, { type: T }>> }
  /** Flags of a case that come from this process. */
  flags?(kase: Case): readonly Flag[]
  /** What follows when a step has left something of this process behind: an ask that nobody decided lapses, on record. */
  left?(kase: Case): F[]
  /** Timers that should be waiting; each name is a system verb's. */
  timers?(kase: Case): { name: string; dueAt: Date }[]
  /** Units beside the handling one that see the case and do their own steps of it. */
  supporters?(kase: Case): readonly string[]
  /** Units from which this process waits for something. */
  awaited?(kase: Case): readonly string[]
}
