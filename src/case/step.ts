// How a step of the life is declared: its title and its shut doors come from the table, its own guard stands behind them.
import type { z } from 'zod'
import type { Problem } from '#core/problem.ts'
import type { Actor } from '#kernel/actor.ts'
import { verbsOn, type Companion, type Given, type Look, type ProblemKind, type Verb } from '#kernel/verb.ts'
import { canHappen, stateNames, steps, type Step, type StepName } from './life.ts'
import { leftOf } from './parts.ts'
import * as wrong from './problems.ts'
import { evolve, type Case } from './state.ts'
import { caseStream } from './stream.ts'
import type { Fact } from './words.ts'

const may = verbsOn(caseStream)

interface Declared<I extends z.ZodObject, X> {
  input: I
  twoPersons?: boolean
  facts?: (look: Look, kase: Case, input: z.output<I>) => Promise<X>
  beside?: (kase: Case, input: z.output<I>, id: string) => readonly Companion[]
  guard?: (kase: Case, actor: Actor) => Problem | undefined
  decide(kase: Case, input: z.output<I>, given: Given<X>): Fact | Fact[]
  problems?: readonly ProblemKind[]
  example?: z.input<I>
}

/** With what follows of itself: an ask that nobody decided lapses by the step that leaves it behind. */
function whole(kase: Case, facts: Fact | Fact[], now: Date, actor: string | null): Fact[] {
  const all = Array.isArray(facts) ? facts : [facts]
  const fold = (state: Case, fact: Fact) => evolve(state, fact, now, actor)
  return all.length === 0 ? all : [...all, ...leftOf(all.reduce(fold, kase), kase, fold)]
}

/** The verb of a row of the table. What the table refuses in this state is refused before anything of the verb is asked. */
export function stepVerb<I extends z.ZodObject, X = undefined>(name: StepName, declared: Declared<I, X>): Verb<Case, Fact, I, X> {
  const step: Step = steps[name]
  const makes = step.from !== 'nothing' ? false : name === 'report' ? true : 'named', system = step.system !== undefined
  const { guard, problems = [], decide, ...rest } = declared
  return may<I, X>(name, {
    ...rest, decide: makes ? decide : (kase, input, given) => whole(kase, decide(kase, input, given), given.now, given.actor.account), title: step.title, makes, system, problems: makes || system ? problems : [wrong.outOfTurn, ...problems],
    ...(makes || system ? (guard ? { guard } : {}) : {
      guard: (kase: Case, actor: Actor) => (canHappen(kase.state, name) ? guard?.(kase, actor)
        : wrong.outOfTurn({ verb: step.title.zh, verbEn: step.title.en, state: stateNames[kase.state].zh, stateEn: stateNames[kase.state].en })),
    }),
  })
}

/** These photos must have arrived. */
export const needPhotos = (look: Look, shas: readonly string[]): void => look.files(shas, () => wrong.unknownPhoto({}, [{ path: 'photos', said: wrong.unknownPhoto.example().said }]))
