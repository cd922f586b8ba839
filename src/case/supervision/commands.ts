// 督办 by the office or a leader; 知悉 and 回复 by the unit; what was not replied to in time is noted by the timer.
import { z } from 'zod'
import { freeText } from '#core/free.ts'
import { Limit } from '#core/limit.ts'
import { problem } from '#core/problem.ts'
import { termFrom } from '../clocks/term.ts'
import * as wrong from '../problems.ts'
import { clockworkOf } from '../settings.ts'
import { needPhotos, stepVerb } from '../step.ts'
import { photos } from '../words.ts'
import { levelNames, levels, openItems, repliesLapsed, toAcknowledge, toReply, type Level, type SupervisionFact } from './part.ts'

/** A leader's order is replied to within this, where the order says nothing else. */
export const REPLY: Limit = { amount: 1, kind: 'work_day' }

export const supervisedAlready = problem<{ level: number }>('case.supervised-already', 409, ({ level }) => ({
  zh: `这件案件的${level}级督办还没有了结，不能再发同一级。等单位知悉或回复，或升一级。`, en: `Supervision of level ${level} is still open here; there is never a second of the same level. Wait for the unit, or use a higher level.`,
}))
export const noSupervision = problem('case.no-supervision', 409, () => ({ zh: '没有等本单位知悉的督办。', en: 'No supervision waits to be acknowledged by your unit.' }))
export const noReplyAsked = problem('case.no-reply-asked', 409, () => ({ zh: '没有等本单位回复的督办。', en: 'No supervision waits for a reply of your unit.' }))

export const supervise = stepVerb('supervise', {
  input: z.strictObject({
    level: z.enum(levels).meta({ title: '级别', titleEn: 'Level', names: levelNames as unknown as Record<string, { zh: string; en: string }> }),
    text: freeText(1000).meta({ free: 'text', max: 1000, title: '督办要求或领导批示', titleEn: 'What is asked, or the leader’s words', widget: 'textarea' }),
    reply: Limit.optional().meta({ widget: 'limit', title: '回复时限（三级不填为1工作日）', titleEn: 'Reply within (level 3: one work day unless said)' }),
  }),
  problems: [supervisedAlready],
  facts: async (look) => await clockworkOf(look),
  decide: (kase, input, { now, facts }) => {
    const level = Number(input.level) as Level, within = input.reply ?? (level === 3 ? REPLY : undefined)
    if (openItems(kase).some((one) => one.level === level)) throw supervisedAlready({ level }, [{ path: 'level', said: supervisedAlready({ level }).body.said }])
    return { type: 'supervised', level, cause: 'person', unit: kase.unit!, text: input.text, ...(within ? { reply: termFrom(now, within, facts.calendarOf(kase.unit)) } : {}) }
  },
  example: { level: '3', text: '请主要负责人到场，今天清理到位并书面说明。', reply: { amount: 4, kind: 'work_hour' } },
})

export const acknowledgeSupervision = stepVerb('acknowledge-supervision', {
  input: z.strictObject({ text: freeText(500).optional().meta({ free: 'text', max: 500, title: '备注', titleEn: 'Note' }) }),
  problems: [noSupervision],
  guard: (kase, actor) => (actor.unit === kase.unit && toAcknowledge(kase).length > 0 ? undefined : noSupervision({})),
  decide: (kase, input) => ({ type: 'supervision-acknowledged', unit: kase.unit!, levels: [...new Set(toAcknowledge(kase).map((one) => one.level))].toSorted((a, b) => a - b), ...(input.text ? { text: input.text } : {}) }),
  example: {},
})

export const replySupervision = stepVerb('reply-supervision', {
  input: z.strictObject({
    text: freeText(2000).meta({ free: 'text', max: 2000, title: '回复', titleEn: 'Reply', widget: 'textarea' }),
    photos: photos(0).optional().meta({ widget: 'photos', title: '照片', titleEn: 'Photos' }),
  }),
  problems: [noReplyAsked, wrong.unknownPhoto],
  guard: (kase, actor) => (actor.unit === kase.unit && toReply(kase) ? undefined : noReplyAsked({})),
  facts: async (look, _kase, input) => { needPhotos(look, input.photos ?? []) },
  decide: (kase, input, { now }) => {
    const { level, reply } = toReply(kase)!
    return { type: 'supervision-replied', unit: kase.unit!, level, text: input.text, photos: input.photos ?? [], late: now.getTime() > Date.parse(reply!.due) }
  },
  example: { text: '已到场，当天清理完毕，增派两人夜间巡查。' },
})

/** Run by the timer: no reply by the time it was asked for. */
export const superviseByTime = stepVerb('supervise-by-time', {
  input: z.strictObject({}),
  decide: (kase, _input, { now }) => repliesLapsed(kase, now).map((one) => ({ type: 'supervision-lapsed', unit: one.unit, level: one.level, due: one.reply!.due }) satisfies SupervisionFact),
})
