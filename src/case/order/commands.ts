// 交办 with a number of its own, and 签收交办单 by the unit it is addressed to.
import { z } from 'zod'
import { dayIn } from '#core/day.ts'
import { freeText } from '#core/free.ts'
import { Limit } from '#core/limit.ts'
import { problem } from '#core/problem.ts'
import { termFrom } from '../clocks/term.ts'
import { subtaskOf } from '../joint/part.ts'
import { clockworkOf } from '../settings.ts'
import { stepVerb } from '../step.ts'
import { openOrders } from './part.ts'

export const notAddressed = problem('case.order-stranger', 422, () => ({
  zh: '交办单只能发给主办单位或会办单位。请先派遣，或先邀请会办。', en: 'A sheet goes to the handling unit or to one that helps. Dispatch the case to it, or ask it to help, first.',
}))
export const noOrder = problem('case.no-order', 409, () => ({ zh: '没有等本单位签收的交办单。', en: 'No order waits for your unit to sign for it.' }))

export const order = stepVerb('order', {
  input: z.strictObject({
    unit: z.uuid().optional().meta({ widget: 'together', title: '交办给（不选即主办单位）', titleEn: 'To (else the handling unit)' }),
    text: freeText(2000).meta({ free: 'text', max: 2000, title: '办理要求', titleEn: 'What is required', widget: 'textarea' }),
    within: Limit.optional().meta({ widget: 'limit', title: '办理时限（不填同处置时限）', titleEn: 'Within (else the deadline it has)' }),
  }),
  problems: [notAddressed],
  facts: async (look, kase, input) => {
    const unit = input.unit ?? kase.unit!, part = subtaskOf(kase, unit)
    if (unit !== kase.unit && (!part || part.standing === 'excused')) throw notAddressed({}, [{ path: 'unit', said: notAddressed.example().said }])
    const clockwork = await clockworkOf(look), year = dayIn(look.now).slice(0, 4)
    const had = unit === kase.unit ? { start: kase.handle!.start, due: kase.handle!.due, limit: kase.under!.limit, provisional: kase.handle!.provisional } : part!.term
    // Asked last, so that a refusal leaves no gap in the numbers.
    return { unit, term: input.within ? termFrom(look.now, input.within, clockwork.calendarOf(unit)) : had, number: `交办〔${year}〕${await look.number(`order/${year}`)}号` }
  },
  decide: (_kase, input, { actor, facts }) => ({ type: 'order-issued', number: facts.number, unit: facts.unit, text: input.text, term: facts.term, ...(actor.unit ? { from: actor.unit } : {}) }),
  example: { text: '限期清理，举一反三排查同路段，办结后附前后对比照片。', within: { amount: 1, kind: 'work_day' } },
})

export const acknowledgeOrder = stepVerb('acknowledge-order', {
  input: z.strictObject({ note: freeText(500).optional().meta({ free: 'text', max: 500, title: '备注', titleEn: 'Note' }) }),
  problems: [noOrder],
  guard: (kase, actor) => (openOrders(kase, actor.unit).length > 0 ? undefined : noOrder({})),
  decide: (kase, input, { actor }) => ({ type: 'order-acknowledged', unit: actor.unit!, numbers: openOrders(kase, actor.unit).map((one) => one.number), ...(input.note ? { note: input.note } : {}) }),
  example: {},
})
