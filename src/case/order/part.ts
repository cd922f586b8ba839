// 交办: a numbered sheet that hands a case over to a unit with what is required and by when; printed, and signed for.
import { sayMoment } from '#core/day.ts'
import type { Term } from '../clocks/term.ts'
import { subtaskOf } from '../joint/part.ts'
import { isOpen } from '../life.ts'
import type { Part } from '../part.ts'
import type { Case } from '../state.ts'

export type OrderFact =
  /** `number`: 交办〔2026〕17号, one row a year for the district. `from`: the unit of whoever ordered. */
  | { type: 'order-issued'; number: string; unit: string; from?: string; text: string; term: Term }
  | { type: 'order-acknowledged'; unit: string; numbers: string[]; note?: string }
  /** Never signed for, and no longer to be. */
  | { type: 'order-lapsed'; unit: string; numbers: string[] }

export interface OrderSheet { number: string; unit: string; from?: string; text: string; term: Term; at: string; acknowledgedAt?: string; over?: true }

export const openOrders = (kase: Case, unit: string | null): OrderSheet[] => kase.orders?.filter((one) => one.unit === unit && !one.acknowledgedAt && !one.over) ?? []

/** Whom a sheet can still be for: the unit that handles the case, or one that helps. */
const standsFor = (kase: Case, { unit }: OrderSheet): boolean => isOpen(kase.state) && (unit === kase.unit || (subtaskOf(kase, unit)?.standing ?? 'excused') !== 'excused')

export const orderPart: Part<OrderFact, 'orders'> = {
  own: { orders: 'stays' },
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
    'order-lapsed': {
      says: { zh: '交办单作罢', en: 'ended an order nobody had signed for' }, hand: 'system', quiet: true,
      evolve: (kase, fact) => ({ ...kase, orders: kase.orders!.map((one) => (fact.numbers.includes(one.number) ? { ...one, over: true } : one)) }),
      said: (fact, names) => ({ zh: `${names.unit(fact.unit).zh}没有签收${fact.numbers.join('、')}，案件已经往下走，不用再签收。`, en: `went on with the case before ${names.unit(fact.unit).en} had signed for ${fact.numbers.join(', ')}; it need not any more.` }),
      tells: (fact) => [{ kind: 'case.order-lapsed', toUnit: fact.unit }, { kind: 'case.order-lapsed', toRole: 'clerk' }],
    },
  },
  flags: (kase) => (kase.orders ? ['ordered'] : []),
  left: (kase) => [...Map.groupBy(kase.orders?.filter((one) => !one.acknowledgedAt && !one.over && !standsFor(kase, one)) ?? [], (one) => one.unit)]
    .map(([unit, sheets]) => ({ type: 'order-lapsed', unit, numbers: sheets.map((one) => one.number) })),
  awaited: (kase) => kase.orders?.filter((one) => !one.acknowledgedAt && !one.over && standsFor(kase, one)).map((one) => one.unit) ?? [],
}
