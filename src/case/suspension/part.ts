// 挂账: season, works, budget or a court hold a case up; the office suspends it until a day, once. The handling clock is kept and runs on with the rest.
import { dayNamed, startOfDay } from '#core/clock/calendar.ts'
import type { Said } from '#core/problem.ts'
import { canHappen, type Flag } from '../life.ts'
import { sayMoment } from '#core/day.ts'
import { refiled, type Part } from '../part.ts'
import type { Clock } from '../words.ts'

export const suspensionReasons = ['season', 'works', 'budget', 'court'] as const
export type SuspensionReason = (typeof suspensionReasons)[number]
export const suspensionReasonNames: Record<SuspensionReason, Said> = {
  season: { zh: '季节所限', en: 'The season' }, works: { zh: '等工程施工', en: 'Works to come' }, budget: { zh: '资金未到位', en: 'No budget yet' }, court: { zh: '诉讼、权属争议', en: 'A court or a dispute about ownership' },
}

export type SuspensionFact =
  /** `until`: the day on whose beginning it goes on, as 2027-03-01. `measure`: what keeps it safe meanwhile. */
  | { type: 'suspension-asked'; unit: string; reason: SuspensionReason; until: string; measure: string; text?: string; photos: string[] }
  /** `held`: the handling clock with what it had used; `before`: the deadline it had. */
  | { type: 'suspended'; unit: string; reason: SuspensionReason; until: string; before: string; held: Clock; text?: string }
  | { type: 'suspension-refused'; unit: string; text: string }
  | { type: 'suspension-lapsed'; unit: string }
  /** `from`: since when it was suspended; `before` and `after`: the deadline it had and the one it has now. */
  | { type: 'resumed'; unit: string; from: string; before: string; after: string; clock: Clock; auto?: true; text?: string }

export interface Suspension {
  open?: { unit: string; reason: SuspensionReason; until: string; by: string | null }
  /** Granted once, and no more; `to` as soon as it is over. */
  held?: { clock: Clock; until: string; from: Date; to?: Date }
}
const closed = ({ open: _open, ...rest }: Suspension = {}): Suspension => rest

export const suspensionPart: Part<SuspensionFact, 'suspension'> = {
  own: { suspension: { anew: 'goes' } },
  facts: {
    'suspension-asked': {
      says: { zh: '申请挂账', en: 'asked to suspend it' }, hand: 'unit', raises: 'suspending',
      evolve: (kase, fact, _at, actor) => ({ ...kase, suspension: { ...kase.suspension, open: { unit: fact.unit, reason: fact.reason, until: fact.until, by: actor } } }),
      said: (fact, names) => ({
        zh: `申请挂账到${fact.until}：${suspensionReasonNames[fact.reason].zh}。其间的安全措施：${names.text(fact.measure) ?? '（已清除）'}`,
        en: `asked to suspend it until ${fact.until}: ${suspensionReasonNames[fact.reason].en.toLowerCase()}. What keeps it safe meanwhile: ${names.text(fact.measure) ?? '(erased)'}`,
      }),
      text: (fact) => fact.text, tells: () => [{ kind: 'case.suspension-asked', toRole: 'clerk' }],
    },
    suspended: {
      says: { zh: '批准挂账', en: 'suspended it' }, hand: 'office',
      evolve: (kase, fact, at) => {
        // No deadline is left: it leaves what is due, and no calendar moves a clock that stands still.
        const { handle: _handle, ...rest } = kase
        return { ...rest, state: 'suspended', running: [], suspension: { ...closed(kase.suspension), held: { clock: fact.held, until: fact.until, from: at } } }
      },
      said: (fact) => ({ zh: `批准挂账到${fact.until}（${suspensionReasonNames[fact.reason].zh}），处置时钟停下，到那天自动恢复。原时限${sayMoment(fact.before)}。`, en: `suspended it until ${fact.until} (${suspensionReasonNames[fact.reason].en.toLowerCase()}); the handling clock stands still and runs on that day by itself. It was due at ${sayMoment(fact.before)}.` }),
      text: (fact) => fact.text, tells: (fact) => [{ kind: 'case.suspended', toUnit: fact.unit }],
      clocks: () => ({ stops: ['handle'] }),
    },
    'suspension-refused': {
      says: { zh: '不同意挂账', en: 'refused to suspend it' }, hand: 'office',
      evolve: (kase) => ({ ...kase, suspension: closed(kase.suspension) }),
      said: () => ({ zh: '不同意挂账，处置时钟一直在走。', en: 'refused to suspend it; the handling clock never stopped.' }),
      text: (fact) => fact.text, tells: (fact) => [{ kind: 'case.suspension-refused', toUnit: fact.unit }],
    },
    'suspension-lapsed': {
      says: { zh: '挂账申请失效', en: 'let the ask to suspend it lapse' }, hand: 'system',
      evolve: (kase) => ({ ...kase, suspension: closed(kase.suspension) }),
      said: () => ({ zh: '挂账申请还没有决定，案件已经往下走，申请失效。', en: 'went on with the case before the ask to suspend it was decided; it lapses.' }),
      tells: (fact) => [{ kind: 'case.suspension-lapsed', toUnit: fact.unit }],
    },
    resumed: {
      says: { zh: '恢复处置', en: 'resumed it' }, hand: 'office',
      evolve: (kase, fact, at) => ({ ...kase, state: 'handling', handle: fact.clock, running: [fact.clock], suspension: { ...kase.suspension, held: { ...kase.suspension!.held!, to: at } } }),
      said: (fact) => ({
        zh: `${fact.auto ? '挂账到期，自动恢复处置' : '恢复处置'}，时钟接着走，时限${sayMoment(fact.after)}。`, en: `${fact.auto ? 'The day of the suspension has come; handling goes on' : 'resumed it'}. The clock runs on with the rest; it is due at ${sayMoment(fact.after)}.`,
      }),
      text: (fact) => fact.text, tells: (fact) => [{ kind: 'case.resumed', toUnit: fact.unit }],
      clocks: (fact) => ({ on: [fact.clock] }),
    },
  },
  flags: ({ suspension }) => [...(suspension?.open ? ['suspending'] satisfies Flag[] : []), ...(suspension?.held?.to ? ['resumed'] satisfies Flag[] : [])],
  left: (kase, before) => {
    const open = kase.suspension?.open
    return open && !(canHappen(kase.state, 'suspend') && open.unit === kase.unit && !refiled(kase, before)) ? [{ type: 'suspension-lapsed', unit: open.unit }] : []
  },
  timers: ({ state, suspension }) => (suspension?.held && canHappen(state, 'auto-resume') ? [{ name: 'auto-resume', dueAt: beginOf(suspension.held.until) }] : []),
}

/** The first moment of a day, in China. */
export const beginOf = (day: string): Date => new Date(startOfDay(dayNamed(day)))
