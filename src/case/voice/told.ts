// Which facts are told to whoever reported a case, over the channel the office has set up for it: by kind, once each, and only where there is a number.
import type { Tell } from '../part.ts'
import type { Case } from '../state.ts'

/** Nobody holds this role: it stands for whoever reported the case. */
export const REPORTER = 'reporter'
const kinds: Record<string, string> = {
  reported: 'reporter.received', filed: 'reporter.accepted', rejected: 'reporter.rejected', closed: 'reporter.closed', answered: 'reporter.answered',
  reopened: 'reporter.reopened', 'taken-up': 'reporter.reopened', 'dispute-refused': 'reporter.dispute-refused',
}
/** A hotline has told its own caller that the message arrived. */
export const tellsReporter = (fact: { type: string }, kase: Case): Tell[] => {
  const kind = kase.contactPhone ? kinds[fact.type] : undefined
  return kind && (fact.type !== 'reported' || kase.source === 'citizen') ? [{ kind, toRole: REPORTER }] : []
}
