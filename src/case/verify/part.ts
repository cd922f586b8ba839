// 核实, before filing: somebody near goes and looks whether it is there. Told facts, state and clocks.
import type { Said } from '#core/problem.ts'
import type { Part } from '../part.ts'
import type { Clock } from '../words.ts'

export const findings = ['exists', 'not-found', 'cannot-tell'] as const
export type Finding = (typeof findings)[number]
export const findingNames: Record<Finding, Said> = {
  exists: { zh: '属实', en: 'It is there' }, 'not-found': { zh: '现场没有', en: 'Not found' }, 'cannot-tell': { zh: '无法核实', en: 'Cannot be told' },
}

export type VerifyFact =
  /** `held`: the acceptance clock with what it had used. */
  | { type: 'verify-asked'; text?: string; held: Clock; clock: Clock }
  | { type: 'verified'; found: Finding; text: string; photos: string[]; clock: Clock }

export interface Verification { held: Clock; askedBy: string | null; found?: Finding; by?: string | null }

export const verifyPart: Part<VerifyFact, 'verification'> = {
  own: { verification: 'stays' },
  facts: {
    'verify-asked': {
      says: { zh: '派人核实', en: 'sent somebody to verify it' }, hand: 'office',
      evolve: (kase, fact, _at, actor) => ({ ...kase, state: 'verifying', verification: { held: fact.held, askedBy: actor }, warned: kase.warned.filter((mark) => !mark.startsWith('verify@')), running: [fact.clock] }),
      said: () => ({ zh: '派给所在网格核实，受理时钟暂停。', en: 'sent it to the grid to be verified; the acceptance clock is held.' }),
      text: (fact) => fact.text, tells: (_fact, kase) => (kase.area ? [{ kind: 'case.verify-asked', toRole: 'grid', toArea: kase.area }] : [{ kind: 'case.verify-asked', toRole: 'inspector' }]),
      clocks: (fact) => ({ stops: ['accept'], starts: [fact.clock] }),
    },
    verified: {
      says: { zh: '核实', en: 'verified it' }, hand: 'check',
      evolve: (kase, fact, _at, actor) => ({ ...kase, state: 'reported', verification: { ...kase.verification!, found: fact.found, by: actor }, before: [...kase.before, ...fact.photos], running: [fact.clock] }),
      said: (fact) => ({ zh: `核实：${findingNames[fact.found].zh}。`, en: `verified it: ${findingNames[fact.found].en.toLowerCase()}.` }),
      text: (fact) => fact.text, tells: () => [{ kind: 'case.verified', toRole: 'clerk' }],
      clocks: (fact) => ({ stops: ['verify'], on: [fact.clock] }),
    },
  },
  flags: (kase) => (kase.verification?.found ? ['verified'] : []),
}
