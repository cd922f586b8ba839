// One declaration per verb: from it come the route, the OpenAPI entry, the permission, the audit row and the form.
import type { z } from 'zod'
import type { Problem, Said } from '#core/problem.ts'
import type { Actor, Whereabouts } from './actor.ts'
import type { Db, Tx } from './db.ts'
import type { Recorded } from './log.ts'
import type { Memory } from './memory.ts'
import type { RowWrite } from './write/writing.ts'

/** A kind of problem a verb can answer; its example stands in the OpenAPI description. */
export interface ProblemKind { kind: string; status: number; example(): { said: Said } }

/** A thing with a life: its state is folded from the log, and a plain row is written beside it for lists. */
export interface Stream<S, F extends { type: string }> {
  name: string
  title: Said
  start: S
  evolve(state: S, fact: F, at: Date, actor: string | null): S
  /** For one verb: a unit may answer for one step and only look on at the others. */
  whereabouts(state: S, verb: string): Whereabouts
  /** The plain row (and whatever lists read) as it shall be written with these facts, in the verb's own transaction. Pure; `texts` are masked copies of what this command brought, by id. */
  rows(ref: { district: string; id: string }, state: S, recorded: readonly Recorded<F>[], texts: ReadonlyMap<string, string>): RowWrite[]
  /** The tables `rows` speaks of, for a replay to compare; `of` marks this stream's rows in a table that others share. */
  tables: readonly { name: string; of?: Readonly<Record<string, string>> }[]
  /** The timers that should be waiting now; the table is made equal to this whenever it changes. */
  timers?(state: S): { name: string; dueAt: Date }[]
  /** Who must hear of a fact; becomes outbox rows in the same transaction. */
  tells?(fact: F, state: S): { kind: string; toUnit?: string; toRole?: string; toCrew?: string; toArea?: string }[]
  /** What the answer of every verb says of the new state. */
  brief(state: S): Record<string, unknown>
  /** Facts that change nothing of what an actor saw (a limit noted as run out, a look at personal data): an older version is still good enough behind them. */
  quiet: readonly F['type'][]
  /** A fact as the end of "…, who ___": used to tell the loser of a race what happened. */
  says: Record<F['type'], Said>
}

export interface Look {
  /** Where to read: the pool, or the transaction that is open. */
  tx: Db | Tx
  district: string
  now: Date
  actor: Actor
  memory: Memory
  /** The next number in the row of this name. Ask last: what is refused gives it to the next who asks. */
  number(name: string): Promise<number>
  /** These photos must have arrived: looked at in the statement that writes, so it costs nothing of its own. */
  files(shas: readonly string[], missing: () => Problem): void
  /** The things of `beside` as they stand, in its order: what the decision saw of them is what is written behind. */
  beside: readonly Standing[]
}
/** Another thing that the same command acts on. */
export interface Standing { id: string; version: number; state: any }
/** What the same command does to another thing; with `expected`, only while that thing is what the person saw. */
export interface Companion { verb: Verb; id: string; input: unknown; expected?: number | undefined }
export interface Given<X> { now: Date; actor: Actor; facts: X; id: string }

export interface Verb<S = any, F extends { type: string } = any, I extends z.ZodObject = any, X = any> {
  stream: Stream<S, F>
  name: string
  title: Said
  input: I
  /** It makes a new thing instead of acting on one: by `POST /api/{noun}`, or, where a noun is made in more ways than one (`'named'`), by `POST /api/{noun}/{verb}`. */
  makes: boolean | 'named'
  /** Run by timers only: no route, no permission. */
  system: boolean
  /** Ordered by one and approved by another person: `permission` orders, `<permission>-second` approves. */
  twoPersons?: boolean
  permission: string
  /** What it does to other things in the same transaction, all or nothing; reached by this verb's own permission. Called before the guard. */
  beside?: ((state: S, input: z.output<I>, id: string) => readonly Companion[]) | undefined
  /** Facts from the database that the decision needs; reads only. */
  facts?: ((look: Look, state: S, input: z.output<I>) => Promise<X>) | undefined
  /** Why this actor may not do it in this state, beyond permission; drives `can` and is checked before `decide`. */
  guard?: ((state: S, actor: Actor) => Problem | undefined) | undefined
  /** Pure: no clock, no database, no dice. */
  decide(state: S, input: z.output<I>, given: Given<X>): F | F[]
  problems: readonly ProblemKind[]
  /** Example input for the description. */
  example?: z.input<I> | undefined
}

type Declaration<S, F extends { type: string }, I extends z.ZodObject, X> = {
  title: Said
  input: I
  makes?: boolean | 'named'
  system?: boolean
  twoPersons?: boolean
  beside?: (state: S, input: z.output<I>, id: string) => readonly Companion[]
  facts?: (look: Look, state: S, input: z.output<I>) => Promise<X>
  guard?: (state: S, actor: Actor) => Problem | undefined
  decide(state: S, input: z.output<I>, given: Given<X>): F | F[]
  problems?: readonly ProblemKind[]
  example?: z.input<I>
}

/** Binds declarations to a stream, so that TypeScript keeps the literal types of its facts. */
export const verbsOn = <S, F extends { type: string }>(stream: Stream<S, F>) =>
  <I extends z.ZodObject, X = undefined>(name: string, declared: Declaration<S, F, I, X>): Verb<S, F, I, X> => ({
    stream, name, makes: false, system: false, problems: [], permission: `${stream.name}.${name}`, ...declared,
  })
