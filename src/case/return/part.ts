// 回退: a unit says that it is not its matter; the office upholds or refuses. The handling clock runs on until it is upheld.
import type { Said } from '#core/problem.ts'
import { canHappen } from '../life.ts'
import { refiled, type Part } from '../part.ts'
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
  /** `again`: through no doing of the unit, which may ask once more. */
  | { type: 'return-lapsed'; unit: string; again?: true }

export interface Returning {
  /** Units that have asked once; none may ask again. */
  asked: string[]
  /** Open: asked for and not decided. */
  open?: { unit: string; reason: ReturnReason; to?: string }
  /** Since when a unit whose ask lapsed through no doing of its own may ask again. */
  since?: string
  /** How often a return was upheld: each was a wrong dispatch. */
  upheld: number
}
const had = (returning: Returning | undefined): Omit<Returning, 'open'> => { const { open: _open, ...rest } = returning ?? { asked: [], upheld: 0 }; return rest }

export const returnPart: Part<ReturnFact, 'returning'> = {
  own: {
    // A unit that begins anew may ask; that it was dispatched wrongly before stays true.
    returning: { anew: (was) => was && { asked: [], upheld: was.upheld } },
  },
  facts: {
    'return-asked': {
      says: { zh: '申请回退', en: 'asked to return it' }, hand: 'unit', raises: 'returning',
      evolve: (kase, fact) => ({ ...kase, returning: { ...had(kase.returning), asked: [...had(kase.returning).asked, fact.unit], open: { unit: fact.unit, reason: fact.reason, ...(fact.to ? { to: fact.to } : {}) } } }),
      said: (fact, names) => ({
        zh: `申请回退：${returnReasonNames[fact.reason].zh}${fact.to ? `，认为应由${names.unit(fact.to).zh}办` : ''}。处置时钟照走。`,
        en: `asked to return it: ${returnReasonNames[fact.reason].en.toLowerCase()}${fact.to ? `; ${names.unit(fact.to).en} should have it` : ''}. The handling clock runs on.`,
      }),
      text: (fact) => fact.text, tells: () => [{ kind: 'case.return-asked', toRole: 'clerk' }],
    },
    'return-upheld': {
      says: { zh: '同意回退', en: 'upheld the return' }, hand: 'office', turn: 'leaves',
      // Another unit begins with a whole limit; that this one ran out is history of the wrong dispatch.
      evolve: (kase, fact) => ({ ...kase, late: false, state: 'filed', returning: { ...had(kase.returning), upheld: had(kase.returning).upheld + 1 }, running: [fact.clock] }),
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
    'return-lapsed': {
      says: { zh: '回退申请失效', en: 'let the ask to return it lapse' }, hand: 'system',
      evolve: (kase, fact, at) => {
        const { asked, ...rest } = had(kase.returning)
        return { ...kase, returning: fact.again ? { ...rest, asked: asked.filter((unit) => unit !== fact.unit), since: at.toISOString() } : { ...rest, asked } }
      },
      said: (fact, names) => ({
        zh: `${names.unit(fact.unit).zh}的回退申请还没有决定，案件已经往下走，申请失效${fact.again ? '；需要的可以重新申请' : ''}。`,
        en: `went on with the case before the ask of ${names.unit(fact.unit).en} to return it was decided; it lapses${fact.again ? ', and the unit may ask anew' : ''}.`,
      }),
      tells: (fact) => [{ kind: 'case.return-lapsed', toUnit: fact.unit }],
    },
  },
  // A unit that hands in its result has taken the case after all; of whatever else happens to its ask it is not to blame.
  left: (kase, before) => {
    const open = kase.returning?.open
    if (!open || (canHappen(kase.state, 'uphold-return') && open.unit === kase.unit && !refiled(kase, before))) return []
    return [{ type: 'return-lapsed', unit: open.unit, ...(open.unit === kase.unit && kase.handledAt === before.handledAt ? { again: true as const } : {}) }]
  },
  flags: (kase) => [...(kase.returning?.open ? ['returning' as const] : []), ...(kase.returning?.upheld ? ['returned' as const] : [])],
}
