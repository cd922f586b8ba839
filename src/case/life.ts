// The life of a case, said once as a table: which verb leads from which state to which. Guards, buttons, docs and tests read it.
import type { State } from './words.ts'

/** A verb that is not in the row of a state cannot happen there. A verb that leads to its own state leaves the state as it is. */
export const life = {
  reported: { locate: 'reported', file: 'filed', reject: 'rejected', reveal: 'reported' },
  filed: { locate: 'filed', dispatch: 'dispatched', reveal: 'filed' },
  dispatched: { 'sign-for': 'handling', reveal: 'dispatched' },
  handling: { handle: 'handled', reveal: 'handling' },
  handled: { check: 'checking', reveal: 'handled' },
  checking: { close: 'closed', rework: 'handling', reveal: 'checking' },
  closed: { reveal: 'closed' },
  rejected: { reveal: 'rejected' },
} as const satisfies Record<State, Record<string, State>>

/** The state in which a life begins, by `report`. */
export const firstState = 'reported' satisfies State

export const canHappen = (state: State, verb: string): boolean => Object.hasOwn(life[state], verb)
export const verbsIn = (state: State): string[] => Object.keys(life[state])
/** Verbs and the states they start from, for the docs and the tests of shut doors. */
export const statesOf = (verb: string): State[] => (Object.keys(life) as State[]).filter((state) => canHappen(state, verb))
/** Whoever holds the thing now must act; the others have ended. */
export const isOpen = (state: State): boolean => state !== 'closed' && state !== 'rejected'
