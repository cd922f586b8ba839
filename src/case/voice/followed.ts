// A case as whoever reported it may see it: where it stands, what was answered, what they may still say. No unit, no name, no text of the work. Pure.
import type { Said } from '#core/problem.ts'
import type { Recorded } from '#kernel/log.ts'
import type { Answers, Outcome } from '../../pack/answers.ts'
import { canHappen } from '../life.ts'
import type { Case } from '../state.ts'
import { rejectReasons, type Fact } from '../words.ts'
import { disputeNow, ratedNow, voiceUntil } from './part.ts'

export interface Followed {
  number: string; state: string; said: Said; reported_at: string; ended_at: string | null
  steps: { type: string; at: string; said: Said }[]
  /** What the office wrote to them, oldest first. */
  answers: { at: string; text: string }[]
  photos: string[]
  rate: boolean; dispute: boolean; until: string | null; score: number | null; disputed: 'open' | 'refused' | null
}
const toReporter = (fact: Fact): string | undefined => (fact.type === 'closed' || fact.type === 'rejected' || fact.type === 'answered' || fact.type === 'dispute-refused' ? fact.text : undefined)

export function followed(kase: Case, rows: readonly Recorded<Fact>[], { texts, answers, photos, now }: { texts: ReadonlyMap<string, string>; answers: Answers; photos: readonly string[]; now: Date }): Followed {
  const until = voiceUntil(kase), open = until !== undefined && now.getTime() <= until.getTime()
  return {
    number: kase.number, state: kase.state, said: answers.states[kase.state]!, reported_at: kase.reportedAt.toISOString(), ended_at: kase.endedAt?.toISOString() ?? null,
    steps: rows.flatMap(({ fact, at }) => { const said = answers.steps[fact.type]; return said ? [{ type: fact.type, at: at.toISOString(), said }] : [] }),
    answers: rows.flatMap(({ fact, at }) => { const text = texts.get(toReporter(fact) ?? ''); return text === undefined ? [] : [{ at: at.toISOString(), text }] }),
    photos: [...photos],
    rate: open && canHappen(kase.state, 'rate') && !ratedNow(kase), dispute: open && canHappen(kase.state, 'dispute') && disputeNow(kase) === undefined,
    until: until?.toISOString() ?? null, score: ratedNow(kase) ? kase.voice!.rated!.score : null, disputed: disputeNow(kase) ?? null,
  }
}

/** Which draft fits a case now. */
export function outcomeOf(kase: Case, rows: readonly Recorded<Fact>[]): Outcome {
  if (kase.state === 'closed' || (kase.state === 'checking' && kase.lastCheck?.passed)) return 'solved'
  const rejected = rows.findLast(({ fact }) => fact.type === 'rejected')?.fact
  return kase.state === 'rejected' && rejected?.type === 'rejected' && rejectReasons.includes(rejected.reason) ? rejected.reason : 'underway'
}
