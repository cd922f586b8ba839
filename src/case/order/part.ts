// 交办: a numbered sheet that hands a case over to a unit with what is required and by when; printed, and signed for.
import { sayMoment } from '#core/day.ts'
import type { Term } from '../clocks/term.ts'
import { isOpen } from '../life.ts'
import type { Part } from '../part.ts'
import type { Case } from '../state.ts'

export type OrderFact =
  /** `number`: 交办〔2026〕17号, one row a year for the district. `from`: the unit of whoever ordered. */
  | { type: 'order-issued'; number: string; unit: string; from?: string; text: string; term: Term }
  | { type: 'order-acknowledged'; unit: string; numbers: string[]; note?: string }

export interface OrderSheet { number: string; unit: string; from?: string; text: string; term: Term; at: string; acknowledgedAt?: string }

export const openOrders = (kase: Case, unit: string | null): OrderSheet[] => kase.orders?.filter((one) => one.unit === unit && !one.acknowledgedAt) ?? []

export const orderPart: Part<OrderFact> = {
  facts: {
    'order-issued': {
      says: { zh: '交办', en: 'ordered it by a numbered sheet' }, hand: 'office', quiet: true,
      evolve: (kase, { number, unit, from, text, term }, at) => ({ ...kase, orders: [...kase.orders ?? [], { number, unit, text, term, at: at.toISOString(), ...(from ? { from } : {}) }] }),
      said: (fact, names) => ({ zh: `以${fact.number}交办${names.unit(fact.unit).zh}，${sayMoment(fact.term.due)}前办完。`, en: `ordered it to ${names.unit(fact.unit).en} as ${fact.number}, to be done by ${sayMoment(fact.term.due)}.` }),
      text: (fact) => fact.text, tells: (fact) => [{ kind: 'case.order-issued', toUnit: fact.unit }],
    },
    'order-acknowledged': {
      says: { zh: '签收交办单', en: 'signed for the order' }, hand: 'unit', quiet: true,
      evolve: (kase, fact, at) => ({ ...kase, orders: kase.orders!.map((one) => (fact.numbers.includes(one.number) ? { ...one, acknowledgedAt: at.toISOString() } : one)) }),
      said: (fact, names) => ({ zh: `${names.unit(fact.unit).zh}签收${fact.numbers.join('、')}。`, en: `${names.unit(fact.unit).en} signed for ${fact.numbers.join(', ')}.` }),
      text: (fact) => fact.note, tells: () => [{ kind: 'case.order-acknowledged', toRole: 'clerk' }],
    },
  },
  flags: (kase) => (kase.orders ? ['ordered'] : []),
  awaited: (kase) => (isOpen(kase.state) ? kase.orders?.filter((one) => !one.acknowledgedAt).map((one) => one.unit) ?? [] : []),
}
