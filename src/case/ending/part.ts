// 作废 by two people, and 重新办理 of what was closed.
import type { Said } from '#core/problem.ts'
import type { Part } from '../part.ts'
import type { Clock } from '../words.ts'

export const voidReasons = ['mistake', 'test'] as const
export type VoidReason = (typeof voidReasons)[number]
export const voidReasonNames: Record<VoidReason, Said> = { mistake: { zh: '误录', en: 'Entered by mistake' }, test: { zh: '测试', en: 'A test' } }
export const reopenCauses = ['office', 'dispute', 'recheck'] as const
export type ReopenCause = (typeof reopenCauses)[number]
export const reopenCauseNames: Record<ReopenCause, Said> = { office: { zh: '建设办复查', en: 'The office looked again' }, dispute: { zh: '反映人有异议', en: 'The reporter disputes it' }, recheck: { zh: '盲样复核没有通过', en: 'A blind re-check failed' } }

export type EndingFact =
  | { type: 'voided'; reason: VoidReason; text: string }
  /** `faked`: closed on evidence that was not true. */
  | { type: 'reopened'; cause: ReopenCause; text: string; faked?: true; clock: Clock }
export interface Ending { voided?: VoidReason; reopened: number; faked: number; /** Who reopened it last. */ by?: string | null }

export const endingPart: Part<EndingFact, 'ending'> = {
  own: { ending: 'stays' },
  facts: {
    voided: {
      says: { zh: '作废', en: 'voided it' }, hand: 'office',
      evolve: (kase, fact, at) => ({ ...kase, state: 'voided', endedAt: at, running: [], ending: { reopened: 0, faked: 0, ...kase.ending, voided: fact.reason } }),
      said: (fact) => ({ zh: `作废（${voidReasonNames[fact.reason].zh}），不计入统计，记录保留。`, en: `voided it (${voidReasonNames[fact.reason].en.toLowerCase()}); it leaves the figures and stays on record.` }),
      text: (fact) => fact.text, tells: (_fact, kase) => (kase.unit ? [{ kind: 'case.voided', toUnit: kase.unit }] : []),
      clocks: () => ({ stops: ['accept', 'verify', 'dispatch', 'sign', 'handle', 'check', 'close'] }),
    },
    reopened: {
      says: { zh: '重新办理', en: 'reopened it' }, hand: 'office', turn: 'again',
      evolve: (kase, fact, _at, actor) => {
        return { ...kase, state: 'handling', handle: fact.clock, running: [fact.clock], warned: kase.warned.filter((mark) => !mark.startsWith('handle@')), ending: { ...kase.ending, reopened: (kase.ending?.reopened ?? 0) + 1, faked: (kase.ending?.faked ?? 0) + (fact.faked ? 1 : 0), by: actor } }
      },
      said: (fact) => ({ zh: `重新办理：${reopenCauseNames[fact.cause].zh}${fact.faked ? '；原来的结案依据不实' : ''}。处置时限重新起算。`, en: `reopened it: ${reopenCauseNames[fact.cause].en.toLowerCase()}${fact.faked ? '; what it was closed on was not true' : ''}. The handling clock starts anew.` }),
      text: (fact) => fact.text, tells: (_fact, kase) => (kase.unit ? [{ kind: 'case.reopened', toUnit: kase.unit }] : []),
      clocks: (fact) => ({ starts: [fact.clock] }),
    },
  },
  flags: (kase) => (kase.ending?.reopened ? ['reopened'] : []),
}
