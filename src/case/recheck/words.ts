// The words of blind re-checks: what can be found.
import type { Said } from '#core/problem.ts'

export const recheckFindings = ['still-fine', 'not-done', 'faked'] as const
export type RecheckFinding = (typeof recheckFindings)[number]
export const recheckFindingNames: Record<RecheckFinding, Said> = {
  'still-fine': { zh: '仍然完好', en: 'Still fine' }, 'not-done': { zh: '没有办到位', en: 'Not done' }, faked: { zh: '结案造假', en: 'Faked' },
}
