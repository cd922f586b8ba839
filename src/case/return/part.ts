// 回退: a unit says that it is not its matter; the office upholds or refuses. The handling clock runs on until it is upheld.
import type { Said } from '#core/problem.ts'
import type { Part } from '../part.ts'
import type { Clock } from '../words.ts'

export const returnReasons = ['not-mine', 'wrong-place', 'no-such-thing'] as const
export type ReturnReason = (typeof returnReasons)[number]
export const returnReasonNames: Record<ReturnReason, Said> = {
  'not-mine': { zh: '不属本单位职责', en: 'Not this unit’s duty' }, 'wrong-place': { zh: '地点不对', en: 'The place is wrong' }, 'no-such-thing': { zh: '现场没有这个问题', en: 'Nothing of the kind is there' },
}

export type ReturnFact =
  | { type: 'return-asked'; unit: string; reason: ReturnReason; to?: string; text: string }
  | { type: 'return-upheld'; unit: string; text?: string; clock: Clock }
  | { type: 'return-refused'; unit: string; text: string }

export interface Returning {
  /** Units that have asked once; none may ask again. */
  asked: string[]
  /** Open: asked for and not decided. */
  open?: { unit: string; reason: ReturnReason; to?: string }
  /** How often a return was upheld: each was a wrong dispatch. */
  upheld: number
}
const had = (returning: Returning | undefined): Omit<Returning, 'open'> => ({ asked: returning?.asked ?? [], upheld: returning?.upheld ?? 0 })

export const returnPart: Part<ReturnFact> = {
  facts: {
    'return-asked': {
      says: { zh: '申请回退', en: 'asked to return it' }, hand: 'unit',
      evolve: (kase, fact) => ({ ...kase, returning: { ...had(kase.returning), asked: [...had(kase.returning).asked, fact.unit], open: { unit: fact.unit, reason: fact.reason, ...(fact.to ? { to: fact.to } : {}) } } }),
      said: (fact, names) => ({
        zh: `申请回退：${returnReasonNames[fact.reason].zh}${fact.to ? `，认为应由${names.unit(fact.to).zh}办` : ''}。处置时钟照走。`,
        en: `asked to return it: ${returnReasonNames[fact.reason].en.toLowerCase()}${fact.to ? `; ${names.unit(fact.to).en} should have it` : ''}. The handling clock runs on.`,
      }),
      text: (fact) => fact.text, tells: () => [{ kind: 'case.return-asked', toRole: 'clerk' }],
    },
    'return-upheld': {
      says: { zh: '同意回退', en: 'upheld the return' }, hand: 'office',
      evolve: (kase, fact) => {
        const { unit: _unit, because: _because, dispatchedAt: _at, handle: _handle, handleUsed: _used, ...rest } = kase
        // Another unit begins with a whole limit; that this one ran out is history of the wrong dispatch.
        return { ...rest, late: false, lapsed: kase.lapsed, state: 'filed', returning: { ...had(kase.returning), upheld: had(kase.returning).upheld + 1 }, running: [fact.clock] }
      },
      said: (fact, names) => ({ zh: `同意${names.unit(fact.unit).zh}回退，重新派遣；这次派遣记作派错。`, en: `upheld the return by ${names.unit(fact.unit).en}; it is dispatched anew and counts as a wrong dispatch.` }),
      text: (fact) => fact.text, tells: (fact) => [{ kind: 'case.return-upheld', toUnit: fact.unit }],
      clocks: (fact) => ({ stops: ['sign', 'handle'], starts: [fact.clock] }),
    },
    'return-refused': {
      says: { zh: '不同意回退', en: 'refused the return' }, hand: 'office',
      evolve: (kase) => ({ ...kase, returning: had(kase.returning) }),
      said: (fact, names) => ({ zh: `不同意${names.unit(fact.unit).zh}回退，处置时限不变。`, en: `refused the return by ${names.unit(fact.unit).en}; its deadline stays.` }),
      text: (fact) => fact.text, tells: (fact) => [{ kind: 'case.return-refused', toUnit: fact.unit }],
    },
  },
  flags: (kase) => [...(kase.returning?.open ? ['returning' as const] : []), ...(kase.returning?.upheld ? ['returned' as const] : [])],
}
