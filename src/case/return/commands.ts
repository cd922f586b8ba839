// 申请回退, 同意, 不同意: within its window, once for each unit; what was disputed twice goes to the territory's unit and stays there.
import { z } from 'zod'
import { sayLimit } from '#core/clock-kind.ts'
import { dueAt } from '#core/deadline.ts'
import { freeText } from '#core/free.ts'
import { problem } from '#core/problem.ts'
import { atlasOf } from '../../directory/atlas.ts'
import { startClock } from '../clocks/watch.ts'
import { sayMoment } from '#core/day.ts'
import * as wrong from '../problems.ts'
import { clockworkOf } from '../settings.ts'
import { stepVerb } from '../step.ts'
import { returnReasonNames, returnReasons } from './part.ts'

/** After so many upheld returns the next unit keeps it: the territory backs it (domain §4.2 row 8). */
export const RETURNS_MOST = 2

export const windowOver = problem<{ until: string; limit: { zh: string; en: string } }>('case.return-too-late', 409, ({ until, limit }) => ({
  zh: `派出后${limit.zh}以内可以申请回退，${until}已经过了。请照常处置；确实不该由本单位办的，请联系建设办。`, en: `A return may be asked for within ${limit.en} of the dispatch; that ended at ${until}. Handle it; if it is not yours, speak to the office.`,
}))
export const askedBefore = problem('case.return-asked-before', 409, () => ({
  zh: '本单位已经申请过一次回退。一件案件每个单位只能申请一次。', en: 'This unit has asked to return the case before; each unit may ask once.',
}))
export const returnsOver = problem('case.return-settled', 409, () => ({
  zh: `这件案件已经回退过${RETURNS_MOST}次，由建设办指定，不能再回退。`, en: `The case has been returned ${RETURNS_MOST} times; the office has settled who handles it, and it cannot be returned again.`,
}))
export const noReturn = problem('case.no-return', 409, () => ({ zh: '现在没有待定的回退申请。', en: 'No return is asked for now.' }))

export const askReturn = stepVerb('ask-return', {
  input: z.strictObject({
    reason: z.enum(returnReasons).meta({ title: '原因', titleEn: 'Reason', names: returnReasonNames }),
    to: z.uuid().optional().meta({ widget: 'unit', title: '认为应由谁办', titleEn: 'Who should have it' }),
    text: freeText(1000).meta({ free: 'text', max: 1000, title: '说明', titleEn: 'Explanation', widget: 'textarea' }),
  }),
  problems: [windowOver, askedBefore, returnsOver, wrong.unknownUnit],
  guard: (kase) => ((kase.returning?.upheld ?? 0) >= RETURNS_MOST ? returnsOver({}) : kase.unit && kase.returning?.asked.includes(kase.unit) ? askedBefore({}) : undefined),
  facts: async (look, _kase, input) => {
    if (input.to && !(await atlasOf(look)).units.get(input.to)?.active) throw wrong.unknownUnit({}, [{ path: 'to', said: wrong.unknownUnit.example().said }])
    return await clockworkOf(look)
  },
  decide: (kase, input, { now, facts }) => {
    const from = Math.max(kase.dispatchedAt!.getTime(), Date.parse(kase.returning?.since ?? '') || 0), { at } = dueAt(new Date(from), facts.limits.return, facts.calendarOf(kase.unit))
    if (now.getTime() > at.getTime()) throw windowOver({ until: sayMoment(at), limit: sayLimit(facts.limits.return) })
    return { type: 'return-asked', unit: kase.unit!, reason: input.reason, text: input.text, ...(input.to ? { to: input.to } : {}) }
  },
  example: { reason: 'not-mine', text: '这一段已移交市政公用公司养护，附移交清单号。' },
})

export const upholdReturn = stepVerb('uphold-return', {
  input: z.strictObject({ text: freeText(500).optional().meta({ free: 'text', max: 500, title: '意见', titleEn: 'Remark', widget: 'textarea' }) }),
  problems: [noReturn], guard: (kase) => (kase.returning?.open ? undefined : noReturn({})),
  facts: async (look) => await clockworkOf(look),
  decide: (kase, input, { now, facts }) => ({ type: 'return-upheld', unit: kase.returning!.open!.unit, clock: startClock('dispatch', now, facts.limits.dispatch, facts), ...(input.text ? { text: input.text } : {}) }),
  example: {},
})

export const refuseReturn = stepVerb('refuse-return', {
  input: z.strictObject({ text: freeText(500).meta({ free: 'text', max: 500, title: '理由', titleEn: 'Reason', widget: 'textarea' }) }),
  problems: [noReturn], guard: (kase) => (kase.returning?.open ? undefined : noReturn({})),
  decide: (kase, input) => ({ type: 'return-refused', unit: kase.returning!.open!.unit, text: input.text }),
  example: { text: '移交手续还没有办完，仍由你单位处置。' },
})
