// 申请延期 before the clock runs out, 审核 by the unit head, 批准 by the office: at most the limit once more each time, at most twice a clock.
import { z } from 'zod'
import { sayLimit } from '#core/clock-kind.ts'
import { extendWatch } from '#core/clock/stopwatch.ts'
import { freeText } from '#core/free.ts'
import { problem } from '#core/problem.ts'
import { calendarOfStage, clockOf, watchIn } from '../clocks/watch.ts'
import { sayMoment } from '#core/day.ts'
import { clockworkOf } from '../settings.ts'
import { hasLapsed, type Case } from '../state.ts'
import { stepVerb } from '../step.ts'
import { headFirst, mayEndorse, mayGrant, mayRefuse, needHead, nobodyEndorses, officeNow, ownAsk, refusing } from '../two-steps.ts'

/** So often a handling clock is made longer (domain §4.2, 延期). */
export const EXTENSIONS_MOST = 2

export const extensionTooLate = problem<{ due: string }>('case.extension-too-late', 409, ({ due }) => ({
  zh: `处置时限${due}已经过了，延期要在到时以前申请。请尽快办结；确有原因的，结案后可以申诉。`, en: `The deadline passed at ${due}; more time must be asked for before it. Finish it soon; after closing the unit may appeal.`,
}))
export const extensionTooLong = problem<{ limit: { zh: string; en: string } }>('case.extension-too-long', 422, ({ limit }) => ({
  zh: `一次最多延长一个原时限，就是${limit.zh}。`, en: `Each time at most the original limit is added: ${limit.en}.`,
}))
export const extensionsOver = problem('case.extensions-over', 409, () => ({
  zh: `已经批准过${EXTENSIONS_MOST}次延期，不能再延。受季节、工程、资金或诉讼所限的，可以申请挂账。`, en: `It has been extended ${EXTENSIONS_MOST} times and cannot be again. If the season, works, budget or a court hold it up, ask to suspend it.`,
}))
export const extensionAsked = problem('case.extension-asked', 409, () => ({ zh: '已经有一份延期申请在等决定。', en: 'An ask for more time is waiting already.' }))
export const noExtension = problem('case.no-extension', 409, () => ({ zh: '现在没有待定的延期申请。', en: 'No extension is asked for now.' }))

const remark = z.strictObject({ text: freeText(500).optional().meta({ free: 'text', max: 500, title: '意见', titleEn: 'Remark', widget: 'textarea' }) })
const openOf = (kase: Case) => kase.extension?.open

export const askExtension = stepVerb('ask-extension', {
  input: z.strictObject({
    amount: z.int().min(1).max(3650).meta({ widget: 'more', title: '延长多少', titleEn: 'How much more' }),
    text: freeText(1000).meta({ free: 'text', max: 1000, title: '理由', titleEn: 'Reason', widget: 'textarea' }),
  }),
  problems: [extensionTooLate, extensionTooLong, extensionsOver, extensionAsked, nobodyEndorses],
  guard: (kase) => (openOf(kase) ? extensionAsked({}) : (kase.handle!.extended?.length ?? 0) >= EXTENSIONS_MOST ? extensionsOver({}) : hasLapsed(kase, kase.handle!) ? extensionTooLate({ due: sayMoment(kase.handle!.due) }) : undefined),
  facts: async (look, kase) => { await needHead(look, 'extension', kase.unit!) },
  decide: (kase, input, { now }) => {
    const { limit } = kase.under!, { due } = kase.handle!
    if (now.getTime() > Date.parse(due)) throw extensionTooLate({ due: sayMoment(due) })
    if (input.amount > limit.amount) { const far = extensionTooLong({ limit: sayLimit(limit) }); throw extensionTooLong({ limit: sayLimit(limit) }, [{ path: 'amount', said: far.body.said }]) }
    return { type: 'extension-asked', unit: kase.unit!, more: { amount: input.amount, kind: limit.kind }, text: input.text, due }
  },
  example: { amount: 2, text: '暴雨，排水井积水没退，机械进不了场。' },
})

export const endorseExtension = stepVerb('endorse-extension', {
  input: remark, problems: [noExtension, officeNow, ownAsk],
  guard: (kase, actor) => { const open = openOf(kase); return open ? mayEndorse(open, actor) : noExtension({}) },
  decide: (kase, input) => ({ type: 'extension-endorsed', unit: openOf(kase)!.unit, ...(input.text ? { text: input.text } : {}) }),
  example: {},
})

export const grantExtension = stepVerb('grant-extension', {
  input: remark, problems: [noExtension, headFirst, ownAsk],
  guard: (kase, actor) => { const open = openOf(kase); return open ? mayGrant(open, actor) : noExtension({}) },
  facts: async (look) => await clockworkOf(look),
  decide: (kase, input, { facts }) => {
    const { unit, more } = openOf(kase)!, before = kase.handle!
    const clock = clockOf('handle', extendWatch(watchIn(kase, before, facts), more, calendarOfStage('handle', kase.unit, facts)))
    return { type: 'extension-granted', unit, more, nth: clock.extended!.length, before: before.due, after: clock.due, clock, ...(input.text ? { text: input.text } : {}) }
  },
  example: { text: '情况属实，同意。' },
})

export const refuseExtension = stepVerb('refuse-extension', {
  input: z.strictObject({ text: freeText(500).meta({ free: 'text', max: 500, title: '理由', titleEn: 'Reason', widget: 'textarea' }) }),
  problems: [noExtension, headFirst, officeNow, ownAsk],
  guard: (kase, actor) => { const open = openOf(kase); return open ? mayRefuse('extension', open, kase, actor) : noExtension({}) },
  decide: (kase, input) => ({ type: 'extension-refused', unit: openOf(kase)!.unit, step: refusing(openOf(kase)!), text: input.text }),
  example: { text: '今天人手够，按原时限办。' },
})
