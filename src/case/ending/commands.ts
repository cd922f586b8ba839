// 作废 takes two people; 重新办理 gives the unit a new handling clock.
import { z } from 'zod'
import { freeText } from '#core/free.ts'
import { problem } from '#core/problem.ts'
import { startClock } from '../clocks/watch.ts'
import { callsFor } from '../crew/call.ts'
import { clockworkOf } from '../settings.ts'
import { stepVerb } from '../step.ts'
import { reopenCauseNames, reopenCauses, voidReasonNames, voidReasons } from './part.ts'

export const voidCase = stepVerb('void', {
  twoPersons: true,
  input: z.strictObject({
    reason: z.enum(voidReasons).meta({ title: '原因', titleEn: 'Reason', names: voidReasonNames }),
    text: freeText(500).meta({ free: 'text', max: 500, title: '说明', titleEn: 'Explanation', widget: 'textarea' }),
  }),
  decide: (_kase, input) => ({ type: 'voided', reason: input.reason, text: input.text }),
  example: { reason: 'mistake', text: '同一件事录了两遍，没有照片，另一件照办。' },
})

export const noUnit = problem('case.no-unit', 409, () => ({ zh: '这件案件没有处置单位，不能重新办理。请另立一件。', en: 'No unit handled this case, so it cannot be reopened. Report it anew.' }))

export const reopen = stepVerb('reopen', {
  input: z.strictObject({
    cause: z.enum(reopenCauses).meta({ title: '为什么', titleEn: 'Why', names: reopenCauseNames }),
    faked: z.boolean().optional().meta({ title: '原来的结案依据不实', titleEn: 'What it was closed on was not true' }),
    text: freeText(1000).meta({ free: 'text', max: 1000, title: '要求', titleEn: 'What is to be done', widget: 'textarea' }),
  }),
  problems: [noUnit], guard: (kase) => (kase.unit && kase.under ? undefined : noUnit({})),
  // Where a crew was sent to clear it one is sent again: nobody waits for whoever went home.
  facts: async (look, kase) => ({ clockwork: await clockworkOf(look), calls: kase.unit && kase.tenMinutes ? await callsFor(look, { unit: kase.unit, point: kase.point, area: kase.area, sighted: look.now.toISOString() }) : [] }),
  decide: (kase, input, { now, facts }) => [{ type: 'reopened', cause: input.cause, text: input.text, clock: startClock('handle', now, kase.under!.limit, facts.clockwork, kase.unit), ...(input.faked ? { faked: true } : {}) }, ...facts.calls],
  example: { cause: 'office', text: '复查时墙角仍有堆放，请重新清理。' },
})
