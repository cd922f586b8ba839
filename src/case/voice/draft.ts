// The draft of an answer to whoever reported a case: the district's words for its outcome, filled with what the case is about. Pure.
import { sayDay } from '#core/day.ts'
import type { Said } from '#core/problem.ts'
import { draftOf, type Answers, type Outcome } from '../../pack/answers.ts'
import type { Case } from '../state.ts'

/** `day`: when it was put right, or answered. */
export function draftFor(answers: Answers, kase: Case, { outcome, place, day }: { outcome: Outcome; place: string; day: Date }): Said {
  const kind = kase.under ?? kase.category
  return draftOf(answers, outcome, { pack: kind?.pack, category: kind?.category, what: { zh: kind?.zh ?? '', en: kind?.en || (kind?.zh ?? 'your matter') }, place, date: sayDay(day) })
}
