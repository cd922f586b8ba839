// 申诉 by the handling unit within its window, 审核 by its head, decided by the office: by nobody whose own finding is disputed.
import { z } from 'zod'
import { sayLimit } from '#core/clock-kind.ts'
import { dueAt } from '#core/deadline.ts'
import { freeText } from '#core/free.ts'
import { problem, type Problem } from '#core/problem.ts'
import type { Actor } from '#kernel/actor.ts'
import { sayMoment } from '#core/day.ts'
import * as wrong from '../problems.ts'
import { clockworkOf } from '../settings.ts'
import type { Case } from '../state.ts'
import { needPhotos, stepVerb } from '../step.ts'
import { headFirst, mayEndorse, mayGrant, mayRefuse, needHead, nobodyEndorses, officeNow, ownAsk, refusing } from '../two-steps.ts'
import { photos } from '../words.ts'
import { appealMatterNames, appealMatters, appealReasonNames, appealReasons, foundBy, type AppealMatter } from './part.ts'

export const appealTooLate = problem<{ until: string; limit: { zh: string; en: string } }>('case.appeal-too-late', 409, ({ until, limit }) => ({
  zh: `结案后${limit.zh}以内可以申诉，${until}已经过了。`, en: `An appeal may be brought within ${limit.en} of the closing; that ended at ${until}.`,
}))
export const appealedBefore = problem('case.appealed-before', 409, () => ({ zh: '这件案件已经申诉过并有了决定，一件只能申诉一次。', en: 'The case has been appealed and decided; each case may be once.' }))
export const appealWaiting = problem('case.appeal-waiting', 409, () => ({ zh: '申诉已经提出，在等决定。', en: 'The appeal has been brought and is waiting.' }))
export const noAppeal = problem('case.no-appeal', 409, () => ({ zh: '现在没有待定的申诉。', en: 'There is no appeal to decide.' }))
export const nothingToAppeal = problem('case.nothing-to-appeal', 409, () => ({
  zh: '这件案件没有超时，也没有被重新办理，不用申诉。', en: 'The case is neither late nor was it reopened; there is nothing to appeal.',
}))
export const notSo = problem<{ about: string; aboutEn: string }>('case.appeal-not-so', 422, ({ about, aboutEn }) => ({
  zh: `这件案件没有“${about}”这项认定，请换一项。`, en: `Nothing of the kind is held against this case: ${aboutEn}. Choose another.`,
}))
export const otherUnit = problem('case.appeal-other-unit', 403, () => ({ zh: '只有处置这件案件的单位可以申诉。', en: 'Only the unit that handled the case may appeal.' }))
export const ownFinding = problem('case.own-finding', 403, () => ({
  zh: '这件案件是您立案、结案或退回重新办理的，申诉要由建设办的另一个人或领导决定。', en: 'You filed, closed or reopened this case; somebody else of the office, or a leader, decides about the appeal.',
}))

/** What stands against the unit; each can be appealed. */
const against: Record<AppealMatter, (kase: Case) => boolean> = { late: (kase) => kase.late === true, reopened: (kase) => (kase.ending?.reopened ?? 0) > 0, faked: (kase) => (kase.ending?.faked ?? 0) > 0 }
const openOf = (kase: Case) => kase.appeal?.open
const judge = (kase: Case, actor: Actor): Problem | undefined => (actor.account !== null && foundBy(kase).includes(actor.account) ? ownFinding({}) : undefined)
const remark = z.strictObject({ text: freeText(500).optional().meta({ free: 'text', max: 500, title: '意见', titleEn: 'Remark', widget: 'textarea' }) })

export const askAppeal = stepVerb('ask-appeal', {
  input: z.strictObject({
    about: z.enum(appealMatters).meta({ title: '对哪一项不服', titleEn: 'Against what', names: appealMatterNames }),
    reason: z.enum(appealReasons).meta({ title: '原因', titleEn: 'Reason', names: appealReasonNames }),
    text: freeText(1000).meta({ free: 'text', max: 1000, title: '说明', titleEn: 'Explanation', widget: 'textarea' }),
    photos: photos(0).optional().meta({ widget: 'photos', title: '佐证照片', titleEn: 'Photos' }),
  }),
  problems: [appealTooLate, appealedBefore, appealWaiting, nothingToAppeal, notSo, otherUnit, nobodyEndorses, wrong.unknownPhoto],
  guard: (kase, actor) => (!kase.unit || actor.unit !== kase.unit ? otherUnit({}) : kase.appeal?.decided ? appealedBefore({}) : openOf(kase) ? appealWaiting({}) : appealMatters.some((about) => against[about](kase)) ? undefined : nothingToAppeal({})),
  facts: async (look, kase, input) => { needPhotos(look, input.photos ?? []); await needHead(look, 'appeal', kase.unit!); return await clockworkOf(look) },
  decide: (kase, input, { now, facts }) => {
    const until = dueAt(kase.endedAt!, facts.limits.appeal, facts.calendarOf(kase.unit)).at
    if (now.getTime() > until.getTime()) throw appealTooLate({ until: sayMoment(until), limit: sayLimit(facts.limits.appeal) })
    if (!against[input.about](kase)) { const { zh, en } = appealMatterNames[input.about]; throw notSo({ about: zh, aboutEn: en }, [{ path: 'about', said: notSo({ about: zh, aboutEn: en }).body.said }]) }
    return {
      type: 'appeal-asked', unit: kase.unit!, about: input.about, reason: input.reason, text: input.text, photos: input.photos ?? [], late: kase.late ?? false, closed: kase.endedAt!.toISOString(),
      ...(kase.handle ? { due: kase.handle.due } : {}), ...(kase.handledAt ? { handled: kase.handledAt.toISOString() } : {}),
    }
  },
  example: { about: 'late', reason: 'weather', text: '当晚暴雨红色预警，作业按要求停了。' },
})

export const endorseAppeal = stepVerb('endorse-appeal', {
  input: remark, problems: [noAppeal, officeNow, ownAsk],
  guard: (kase, actor) => { const open = openOf(kase); return open ? mayEndorse(open, actor) : noAppeal({}) },
  decide: (kase, input) => ({ type: 'appeal-endorsed', unit: openOf(kase)!.unit, ...(input.text ? { text: input.text } : {}) }),
  example: {},
})

export const grantAppeal = stepVerb('grant-appeal', {
  input: remark, problems: [noAppeal, headFirst, ownAsk, ownFinding],
  guard: (kase, actor) => { const open = openOf(kase); return open ? mayGrant(open, actor) ?? judge(kase, actor) : noAppeal({}) },
  decide: (kase, input) => ({ type: 'appeal-granted', unit: openOf(kase)!.unit, about: openOf(kase)!.about, late: kase.late ?? false, exempt: true, ...(input.text ? { text: input.text } : {}) }),
  example: { text: '预警记录属实。' },
})

export const refuseAppeal = stepVerb('refuse-appeal', {
  input: z.strictObject({ text: freeText(500).meta({ free: 'text', max: 500, title: '理由', titleEn: 'Reason', widget: 'textarea' }) }),
  problems: [noAppeal, headFirst, officeNow, ownAsk, ownFinding],
  guard: (kase, actor) => {
    const open = openOf(kase)
    return open ? mayRefuse('appeal', open, kase, actor) ?? (refusing(open) === 'office' ? judge(kase, actor) : undefined) : noAppeal({})
  },
  decide: (kase, input) => ({ type: 'appeal-refused', unit: openOf(kase)!.unit, about: openOf(kase)!.about, step: refusing(openOf(kase)!), text: input.text }),
  example: { text: '预警在到时以后才发布。' },
})
