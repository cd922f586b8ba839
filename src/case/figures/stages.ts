// How long each stage of a case took and whether it was in time, told from the clocks that ran before a fact and behind it. Pure.
import type { Stage } from '../life.ts'
import type { Case } from '../state.ts'

/** Minutes by the wall, over all stretches; `late` once one of them ended after its deadline. */
export interface Took { minutes: number; late: boolean }
export type Stages = Partial<Record<Stage, Took>>

/**
 * The case with what a fact says of its stages. No fact is named here: a clock that no longer runs has stopped, one that begins without anything used
 * begins anew. Signing and handling begin anew with another unit or a reopening, and only the last life counts; the office's own stages add up.
 */
export function measured(before: Case, next: Case, at: Date): Case {
  if (before.running === next.running) return next
  const stages: Stages = { ...next.stages }
  for (const clock of before.running) {
    // Moved by a calendar, it still runs from the same start.
    if (next.running.some((one) => one.stage === clock.stage && one.start === clock.start)) continue
    const had = stages[clock.stage]
    stages[clock.stage] = { minutes: (had?.minutes ?? 0) + Math.max(0, Math.round((at.getTime() - Date.parse(clock.start)) / 60_000)), late: (had?.late ?? false) || at.getTime() > Date.parse(clock.due) }
  }
  let dispatches = next.dispatches ?? 0
  for (const clock of next.running) {
    if (clock.used !== undefined || before.running.some((one) => one.stage === clock.stage && one.start === clock.start)) continue
    if (clock.stage === 'handle') { delete stages.handle; delete stages.sign }
    if (clock.stage === 'sign') dispatches++
  }
  return { ...next, stages, ...(dispatches > 0 ? { dispatches } : {}) }
}
