// 申请挂账 by the unit, 批准 or not by the office, 恢复 by the office or by the day. Once a case, a year at most, never without a measure that keeps it safe.
import { z } from 'zod'
import { resumeWatch, stopWatch } from '#core/clock/stopwatch.ts'
import { addDays, dayIn } from '#core/day.ts'
import { freeText } from '#core/free.ts'
import { problem } from '#core/problem.ts'
import { calendarOfStage, clockOf, watchIn } from '../clocks/watch.ts'
import { yearLater } from '../moment.ts'
import * as wrong from '../problems.ts'
import { clockworkOf, type Clockwork } from '../settings.ts'
import type { Case } from '../state.ts'
import { needPhotos, stepVerb } from '../step.ts'
import { photos, type Fact } from '../words.ts'
import { beginOf, suspensionReasonNames, suspensionReasons } from './part.ts'

export const suspendedBefore = problem('case.suspended-before', 409, () => ({
  zh: '这件案件已经挂过一次账，一件只能挂一次。', en: 'The case has been suspended before; each case may be once.',
}))
export const suspensionAsked = problem('case.suspension-asked', 409, () => ({ zh: '已经有一份挂账申请在等决定。', en: 'An ask to suspend it is waiting already.' }))
export const noSuspension = problem('case.no-suspension', 409, () => ({ zh: '现在没有待定的挂账申请。', en: 'Nobody asks to suspend it now.' }))
export const untilWrong = problem<{ first: string; last: string }>('case.suspension-day', 422, ({ first, last }) => ({
  zh: `恢复处置的日子要在${first}到${last}之间，最长一年。`, en: `The day on which handling goes on must be between ${first} and ${last}; a year at most.`,
}))
export const dayCame = problem<{ until: string }>('case.suspension-day-came', 409, ({ until }) => ({
  zh: `申请里的恢复日期${until}已经到了，不用再挂账。请不同意这份申请，需要的让单位重新申请。`, en: `The day asked for, ${until}, has come; there is nothing left to suspend. Refuse it, and let the unit ask anew if need be.`,
}))

export const askSuspension = stepVerb('ask-suspension', {
  input: z.strictObject({
    reason: z.enum(suspensionReasons).meta({ title: '原因', titleEn: 'What holds it up', names: suspensionReasonNames }),
    until: z.iso.date().meta({ widget: 'day', title: '哪天恢复处置', titleEn: 'Handling goes on on' }),
    measure: freeText(1000).meta({ free: 'text', max: 1000, title: '挂账期间的安全措施', titleEn: 'What keeps it safe meanwhile', widget: 'textarea' }),
    text: freeText(1000).optional().meta({ free: 'text', max: 1000, title: '说明', titleEn: 'Explanation', widget: 'textarea' }),
    photos: photos(0).optional().meta({ widget: 'photos', title: '照片', titleEn: 'Photos' }),
  }),
  problems: [suspendedBefore, suspensionAsked, untilWrong, wrong.unknownPhoto],
  guard: (kase) => (kase.suspension?.held ? suspendedBefore({}) : kase.suspension?.open ? suspensionAsked({}) : undefined),
  facts: async (look, _kase, input) => { needPhotos(look, input.photos ?? []) },
  decide: (kase, input, { now }) => {
    const today = dayIn(now), first = addDays(today, 1), last = yearLater(today)
    if (input.until < first || input.until > last) { const said = untilWrong({ first, last }).body.said; throw untilWrong({ first, last }, [{ path: 'until', said }]) }
    return { type: 'suspension-asked', unit: kase.unit!, reason: input.reason, until: input.until, measure: input.measure, photos: input.photos ?? [], ...(input.text ? { text: input.text } : {}) }
  },
  example: { reason: 'season', until: '2027-03-15', measure: '已设围挡和警示灯，每天早晚各巡一次。' },
})

export const suspend = stepVerb('suspend', {
  input: z.strictObject({ text: freeText(500).optional().meta({ free: 'text', max: 500, title: '意见', titleEn: 'Remark', widget: 'textarea' }) }),
  problems: [noSuspension, dayCame],
  guard: (kase) => (kase.suspension?.open ? undefined : noSuspension({})),
  facts: async (look) => await clockworkOf(look),
  decide: (kase, input, { now, facts }) => {
    const { unit, reason, until } = kase.suspension!.open!, handle = kase.handle!
    if (dayIn(now) >= until) throw dayCame({ until })
    const used = stopWatch(watchIn(kase, handle, facts), now, calendarOfStage('handle', kase.unit, facts))
    return { type: 'suspended', unit, reason, until, before: handle.due, held: { ...handle, used }, ...(input.text ? { text: input.text } : {}) }
  },
  example: { text: '同意，按所列措施落实。' },
})

export const refuseSuspension = stepVerb('refuse-suspension', {
  input: z.strictObject({ text: freeText(500).meta({ free: 'text', max: 500, title: '理由', titleEn: 'Reason', widget: 'textarea' }) }),
  problems: [noSuspension],
  guard: (kase) => (kase.suspension?.open ? undefined : noSuspension({})),
  decide: (kase, input) => ({ type: 'suspension-refused', unit: kase.suspension!.open!.unit, text: input.text }),
  example: { text: '现场可以先清理，不必等施工。' },
})

/** The rest runs from now; what had run out before stays run out. */
function goOn(kase: Case, now: Date, facts: Clockwork): Extract<Fact, { type: 'resumed' }> {
  const { clock: kept, from } = kase.suspension!.held!
  const clock = clockOf('handle', resumeWatch(watchIn(kase, kept, facts), kept.used ?? 0, now, calendarOfStage('handle', kase.unit, facts)))
  return { type: 'resumed', unit: kase.unit!, from: from.toISOString(), before: kept.due, after: clock.due, clock }
}

export const resume = stepVerb('resume', {
  input: z.strictObject({ text: freeText(500).optional().meta({ free: 'text', max: 500, title: '说明', titleEn: 'Remark', widget: 'textarea' }) }),
  facts: async (look) => await clockworkOf(look),
  decide: (kase, input, { now, facts }) => ({ ...goOn(kase, now, facts), ...(input.text ? { text: input.text } : {}) }),
  example: { text: '材料提前到了，可以动工。' },
})

/** 到期自动恢复, by the timer at the beginning of the day. */
export const autoResume = stepVerb('auto-resume', {
  input: z.strictObject({}),
  facts: async (look) => await clockworkOf(look),
  decide: (kase, _input, { now, facts }) => (now.getTime() >= beginOf(kase.suspension!.held!.until).getTime() ? { ...goOn(kase, now, facts), auto: true } : []),
})
