// 盲样复核: somebody of another unit looks again at a closed case. Until it is done nothing of it stands in the case; a failed one asks the office.
import type { Part } from '../part.ts'
import { recheckFindingNames, type RecheckFinding } from './words.ts'

export { recheckFindingNames, recheckFindings, type RecheckFinding } from './words.ts'

export type RecheckFact =
  /** `day`: whose closed cases it was drawn from. */
  | { type: 'rechecked'; day: string; found: RecheckFinding; text: string; photos: string[] }
  /** The office leaves it closed; what was found stays on record and in the figure. */
  | { type: 'kept-closed'; text: string }

export interface Rechecks { days: string[]; /** A failed one the office has not decided on. */ open?: RecheckFinding }

export const recheckPart: Part<RecheckFact, 'rechecks'> = {
  own: { rechecks: { again: (was) => was && { days: was.days } } },
  facts: {
    rechecked: {
      says: { zh: '做了盲样复核', en: 'did a blind re-check' }, hand: 'check', raises: 'rechecking',
      evolve: (kase, fact) => ({ ...kase, rechecks: { days: [...kase.rechecks?.days ?? [], fact.day], ...(fact.found === 'still-fine' ? {} : { open: fact.found }) } }),
      said: (fact) => ({ zh: `盲样复核（${fact.day}结案的抽样）：${recheckFindingNames[fact.found].zh}${fact.found === 'still-fine' ? '' : '，建议重新办理'}。`, en: `did a blind re-check (sample of what was closed on ${fact.day}): ${recheckFindingNames[fact.found].en.toLowerCase()}${fact.found === 'still-fine' ? '' : '; it should be reopened'}.` }),
      text: (fact) => fact.text, tells: (fact) => (fact.found === 'still-fine' ? [] : [{ kind: 'case.rechecked', toRole: 'clerk' }]),
    },
    'kept-closed': {
      says: { zh: '维持结案', en: 'left it closed' }, hand: 'office',
      evolve: (kase) => ({ ...kase, rechecks: { days: kase.rechecks?.days ?? [] } }),
      said: () => ({ zh: '维持结案。复核结论保留，仍计入统计。', en: 'left it closed. What the re-check found stays on record and in the figures.' }),
      text: (fact) => fact.text,
    },
  },
  // A case that is handled again is no longer asked about.
  flags: (kase) => (kase.rechecks?.open && kase.state === 'closed' ? ['rechecking'] : []),
}
