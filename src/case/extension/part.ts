// 延期: a unit asks for more time before its clock runs out; its head, then the office. What is granted makes the handling clock longer.
import { sayLimit } from '#core/clock-kind.ts'
import type { Limit } from '#core/limit.ts'
import { canHappen, type Flag } from '../life.ts'
import { refiled, type Part } from '../part.ts'
import type { Case } from '../state.ts'
import { sayMoment } from '#core/day.ts'
import { refusedBy, type Step } from '../ask-steps.ts'
import type { Clock } from '../words.ts'

export type ExtensionFact =
  /** `due`: the deadline at that moment. */
  | { type: 'extension-asked'; unit: string; more: Limit; text: string; due: string }
  | { type: 'extension-endorsed'; unit: string; text?: string }
  /** `nth`: of this handling clock; `clock`: as it runs from here, with what it had used. */
  | { type: 'extension-granted'; unit: string; more: Limit; nth: number; before: string; after: string; text?: string; clock: Clock }
  | { type: 'extension-refused'; unit: string; step: Step; text: string }
  | { type: 'extension-lapsed'; unit: string }

export interface Extension {
  open?: { unit: string; more: Limit; by: string | null; endorsedBy?: string | null }
  /** How often in the whole case; how often of the clock that runs now, the clock says itself. */
  granted: number
}
const decided = (kase: Case): Extension => ({ granted: kase.extension?.granted ?? 0 })

/** Shares that were told of and lie ahead again are told of again. */
function warnedBehind(kase: Case, clock: Clock, at: Date): string[] {
  const ahead = (clock.warn ?? []).filter((mark) => Date.parse(mark.at) > at.getTime()).map(({ percent }) => `${clock.stage}@${percent}`)
  return kase.warned.filter((mark) => !ahead.includes(mark))
}

export const extensionPart: Part<ExtensionFact, 'extension'> = {
  own: { extension: { anew: 'goes' } },
  facts: {
    'extension-asked': {
      says: { zh: '申请延期', en: 'asked for more time' }, hand: 'unit', raises: 'extending',
      evolve: (kase, fact, _at, actor) => ({ ...kase, extension: { ...decided(kase), open: { unit: fact.unit, more: fact.more, by: actor } } }),
      said: (fact) => ({ zh: `申请延期${sayLimit(fact.more).zh}，等单位负责人审核。决定以前时限不变，还是${sayMoment(fact.due)}。`, en: `asked for ${sayLimit(fact.more).en} more; the unit head looks at it first. Until it is decided the deadline stays ${sayMoment(fact.due)}.` }),
      text: (fact) => fact.text, tells: (fact) => [{ kind: 'case.extension-asked', toUnit: fact.unit }],
    },
    'extension-endorsed': {
      says: { zh: '审核同意延期', en: 'endorsed the extension' }, hand: 'unit', backs: 'extending',
      evolve: (kase, _fact, _at, actor) => ({ ...kase, extension: { ...decided(kase), open: { ...kase.extension!.open!, endorsedBy: actor } } }),
      said: () => ({ zh: '单位审核同意延期，报建设办批准。', en: 'endorsed the extension for the unit; the office decides.' }),
      text: (fact) => fact.text, tells: () => [{ kind: 'case.extension-endorsed', toRole: 'clerk' }],
    },
    'extension-granted': {
      says: { zh: '批准延期', en: 'granted the extension' }, hand: 'office',
      evolve: (kase, fact, at) => ({
        ...kase, extension: { granted: decided(kase).granted + 1 }, handle: fact.clock, warned: warnedBehind(kase, fact.clock, at),
        running: kase.running.map((clock) => (clock.stage === fact.clock.stage ? fact.clock : clock)),
        // Asked in time and granted after the old deadline: what was noted stays in the log, the verdict is by the new one.
        ...(kase.late ? { late: at.getTime() > Date.parse(fact.after) } : {}),
      }),
      said: (fact) => ({ zh: `批准延期${sayLimit(fact.more).zh}（第${fact.nth}次），处置时限从${sayMoment(fact.before)}改到${sayMoment(fact.after)}。`, en: `granted ${sayLimit(fact.more).en} more (extension ${fact.nth}); the deadline moves from ${sayMoment(fact.before)} to ${sayMoment(fact.after)}.` }),
      text: (fact) => fact.text, tells: (fact) => [{ kind: 'case.extension-granted', toUnit: fact.unit }],
      clocks: (fact) => ({ on: [fact.clock] }),
    },
    'extension-refused': {
      says: { zh: '不同意延期', en: 'refused the extension' }, hand: 'office',
      evolve: (kase) => ({ ...kase, extension: decided(kase) }),
      said: (fact) => ({ zh: `${refusedBy[fact.step].zh}不同意延期，处置时限不变；不计次数。`, en: `refused the extension (${refusedBy[fact.step].en}); the deadline stays, and it does not count.` }),
      text: (fact) => fact.text, tells: (fact) => [{ kind: 'case.extension-refused', toUnit: fact.unit }],
    },
    'extension-lapsed': {
      says: { zh: '延期申请失效', en: 'let the ask for more time lapse' }, hand: 'system',
      evolve: (kase) => ({ ...kase, extension: decided(kase) }),
      said: () => ({ zh: '延期申请还没有决定，案件已经往下走，申请失效；不计次数。', en: 'went on with the case before the ask for more time was decided; it lapses and does not count.' }),
      tells: (fact) => [{ kind: 'case.extension-lapsed', toUnit: fact.unit }],
    },
  },
  flags: ({ extension }) => [
    ...(extension?.open ? ['extending', 'endorsedBy' in extension.open ? 'endorsed' : 'to-endorse'] satisfies Flag[] : []), ...(extension?.granted ? ['extended' as const] : []),
  ],
  // It was asked by this unit, for this clock.
  left: (kase, before) => {
    const open = kase.extension?.open
    return open && !(canHappen(kase.state, 'grant-extension') && open.unit === kase.unit && !refiled(kase, before)) ? [{ type: 'extension-lapsed', unit: open.unit }] : []
  },
  barred: ({ extension }) => (extension?.open ? [extension.open.by, extension.open.endorsedBy] : []),
}
