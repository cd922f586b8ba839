// 即查即改: found and put right in one go by whoever found it; closed at once, and drawn for a blind re-check like any other.
import { sayLimit } from '#core/clock-kind.ts'
import type { Part } from '../part.ts'
import type { FiledUnder } from '../words.ts'

/** Both photos within half an hour and thirty metres (domain §4.2 row 2). */
export const SPOT_MINUTES = 30
export const SPOT_METRES = 30

export type FixFact =
  /** `minutes` and `metres` between the photos as they tell it; absent where a photo does not tell. `unit`: whoever put it right works there. */
  { type: 'fixed'; under: FiledUnder; unit?: string; text: string; photos: string[]; minutes?: number; metres?: number }

export const fixPart: Part<FixFact, 'fixedOnSpot'> = {
  own: { fixedOnSpot: 'stays' },
  facts: {
    fixed: {
      says: { zh: '当场办结', en: 'put it right on the spot' }, hand: 'check',
      evolve: (kase, fact, at, actor) => ({ ...kase, state: 'closed', under: fact.under, ...(fact.unit ? { unit: fact.unit } : {}), after: fact.photos, filedBy: actor, filedAt: at, handledAt: at, endedAt: at, running: [], late: false, fixedOnSpot: true }),
      said: (fact) => {
        const told = fact.minutes !== undefined && fact.metres !== undefined
        return {
          zh: `当场整改办结（“${fact.under.conditionZh}”，照常派遣的时限是${sayLimit(fact.under.limit).zh}）${told ? `；前后两张照片相隔${fact.minutes}分钟、${fact.metres}米` : '；照片没有记下拍摄时间或位置'}。`,
          en: `put it right on the spot ("${fact.under.conditionEn || fact.under.conditionZh}", otherwise ${sayLimit(fact.under.limit).en})${told ? `; the photos are ${fact.minutes} minutes and ${fact.metres} m apart` : '; the photos do not tell when or where they were taken'}.`,
        }
      },
      text: (fact) => fact.text, clocks: () => ({ stops: ['accept'] }),
    },
  },
  flags: (kase) => (kase.fixedOnSpot ? ['fixed'] : []),
}
