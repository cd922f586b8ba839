// 答复, 评价, 异议, 维持, 重新受理, 回访, 媒体: what the office says to whoever reported a case, and what comes back.
import { z } from 'zod'
import { freeText } from '#core/free.ts'
import { problem, type Problem } from '#core/problem.ts'
import { startClock } from '../clocks/watch.ts'
import { canHappen } from '../life.ts'
import * as wrong from '../problems.ts'
import { report } from '../report.ts'
import { clockworkOf } from '../settings.ts'
import type { Case } from '../state.ts'
import { stepVerb } from '../step.ts'
import * as words from '../words.ts'
import { disputeNow, ratedNow, replyMarks, VOICE_DAYS, voiceUntil, type VoiceFact } from './part.ts'

export const notEnded = problem('voice.not-ended', 409, () => ({ zh: '这件事还没有办完，办完后才能评价或提出异议。', en: 'This has not ended yet. Once it has, you may rate or dispute it.' }))
export const tooLate = problem('voice.too-late', 409, () => ({ zh: `办完${VOICE_DAYS}天以后不能再评价或提出异议。问题还在的，请重新反映。`, en: `It ended more than ${VOICE_DAYS} days ago and can no longer be rated or disputed. If the problem is there, report it again.` }))
export const ratedBefore = problem('voice.rated-before', 409, () => ({ zh: '这件事您已经评价过了。', en: 'You have rated this already.' }))
export const disputedBefore = problem('voice.disputed-before', 409, () => ({ zh: '这次办理结果您已经提出过异议。建设办会告诉您怎么处理。', en: 'You have disputed this outcome already. The office will tell you what comes of it.' }))
export const noDispute = problem('case.no-dispute', 409, () => ({ zh: '现在没有待定的异议。', en: 'No dispute is open now.' }))
export const noPhone = problem('case.no-phone', 409, () => ({ zh: '这件案件没有留电话，不能回访。', en: 'No phone was left with this case, so nobody can be called back.' }))

/** Whoever reported it stands outside the house: what stands against their word is said to them, not to a clerk. */
const ended = (verb: 'rate' | 'dispute', before: (kase: Case) => Problem | undefined) => (kase: Case): Problem | undefined => (canHappen(kase.state, verb) ? before(kase) : notEnded({}))
const inTime = (kase: Case, now: Date): void => { if (now.getTime() > voiceUntil(kase)!.getTime()) throw tooLate({}) }

export const answer = stepVerb('answer', {
  input: z.strictObject({ text: freeText(1000).meta({ free: 'text', max: 1000, title: '答复', titleEn: 'Answer', widget: 'textarea' }) }),
  decide: (_kase, input) => ({ type: 'answered', text: input.text }),
  example: { text: '您反映的垃圾已于11月23日清走，我们安排保洁员每天巡查两次。谢谢您。' },
})

export const Rate = z.strictObject({ score: z.int().min(1).max(5), text: freeText(500).optional().meta({ free: 'text', max: 500 }) })
export const rate = stepVerb('rate', {
  input: Rate, problems: [notEnded, tooLate, ratedBefore], guard: ended('rate', (kase) => (ratedNow(kase) ? ratedBefore({}) : undefined)),
  decide: (kase, input, { now }) => { inTime(kase, now); return { type: 'rated', score: input.score, ...(input.text ? { text: input.text } : {}) } },
})
export const Dispute = z.strictObject({ text: freeText(1000).meta({ free: 'text', max: 1000 }) })
export const dispute = stepVerb('dispute', {
  input: Dispute, problems: [notEnded, tooLate, disputedBefore], guard: ended('dispute', (kase) => (disputeNow(kase) ? disputedBefore({}) : undefined)),
  decide: (kase, input, { now }) => { inTime(kase, now); return { type: 'disputed', text: input.text } },
})

const openDispute = (kase: Case) => (disputeNow(kase) === 'open' ? undefined : noDispute({}))
export const refuseDispute = stepVerb('refuse-dispute', {
  input: z.strictObject({ text: freeText(1000).meta({ free: 'text', max: 1000, title: '给反映人的理由', titleEn: 'Reason, told to the reporter', widget: 'textarea' }) }),
  problems: [noDispute], guard: openDispute,
  decide: (_kase, input) => ({ type: 'dispute-refused', text: input.text }),
  example: { text: '我们到现场又看过，垃圾桶在收运时间内清空，没有堆放。' },
})
/** What was not filed has no unit to send it back to: it begins anew at the desk. */
export const takeUp = stepVerb('take-up', {
  input: z.strictObject({ text: freeText(500).meta({ free: 'text', max: 500, title: '为什么重新受理', titleEn: 'Why it is taken up again', widget: 'textarea' }) }),
  problems: [noDispute], guard: openDispute, facts: async (look) => await clockworkOf(look),
  decide: (_kase, input, { now, facts }) => ({ type: 'taken-up', text: input.text, clock: startClock('accept', now, facts.limits.accept, facts) }),
  example: { text: '反映人补充了地点，重新受理。' },
})

/** Run by the timer: whoever published it waits for a reply. */
export const warnReply = stepVerb('warn-reply', {
  input: z.strictObject({}),
  decide: (kase, _input, { now }) => {
    const due = kase.voice?.clip?.replyBy, come = replyMarks(kase).filter(({ at }) => at.getTime() <= now.getTime())
    return due === undefined ? [] : come.map(({ percent }): VoiceFact => (percent === 100 ? { type: 'reply-overdue', due } : { type: 'reply-near', percent, due }))
  },
})

const tick = (title: string, titleEn: string) => z.boolean().optional().meta({ widget: 'yes-no', title, titleEn })
export const callBack = stepVerb('call-back', {
  input: z.strictObject({
    reached: z.boolean().meta({ widget: 'yes-no', title: '接通了', titleEn: 'Reached' }), solved: tick('问题解决了', 'Solved'), satisfied: tick('满意', 'Satisfied'),
    text: freeText(500).optional().meta({ free: 'text', max: 500, title: '反映人怎么说', titleEn: 'What was said', widget: 'textarea' }),
  }),
  problems: [noPhone], guard: (kase) => (kase.contactPhone ? undefined : noPhone({})),
  // Nobody reached has said nothing.
  decide: (_kase, input) => ({ type: 'called-back', reached: input.reached, ...(input.reached && input.solved !== undefined ? { solved: input.solved } : {}), ...(input.reached && input.satisfied !== undefined ? { satisfied: input.satisfied } : {}), ...(input.text ? { text: input.text } : {}) }),
  example: { reached: true, solved: true, satisfied: true },
})

export const clip = stepVerb('clip', {
  input: words.Report.omit({ source: true, external: true, contactName: true, contactPhone: true, occurredAt: true }).extend({
    outlet: freeText(80).meta({ free: 'text', max: 80, title: '哪家媒体', titleEn: 'Outlet' }),
    on: z.iso.date().optional().meta({ widget: 'past-day', title: '刊播日期', titleEn: 'Published on' }),
    link: freeText(500).optional().meta({ free: 'text', max: 500, title: '链接或版面', titleEn: 'Link or page' }),
    replyBy: z.iso.datetime({ offset: true }).optional().meta({ widget: 'moment', title: '要在什么时候前回复媒体', titleEn: 'Reply to the outlet by' }),
  }),
  problems: [wrong.outsideDistrict, wrong.unknownArea, wrong.unknownCondition, wrong.unknownPhoto],
  facts: async (look, kase, input) => { const { outlet: _outlet, on: _on, link: _link, replyBy: _replyBy, ...said } = input; return { said: { ...said, source: 'media' as const }, reported: await report.facts!(look, kase, { ...said, source: 'media' }) } },
  decide: (kase, input, given) => {
    const seen = report.decide(kase, given.facts.said, { ...given, facts: given.facts.reported })
    return [...(Array.isArray(seen) ? seen : [seen]), { type: 'clipped', outlet: input.outlet, ...(input.on ? { on: input.on } : {}), ...(input.link ? { link: input.link } : {}), ...(input.replyBy ? { replyBy: new Date(input.replyBy).toISOString() } : {}) }]
  },
  example: { text: '报道说河边步道路灯有一半不亮。', placeText: '望河路步道', outlet: '本地晚报', on: '2026-11-20', replyBy: '2026-11-25T18:00:00+08:00' },
})
