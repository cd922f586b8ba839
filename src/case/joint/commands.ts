// 邀请会办, 答复, 办完, 免办, 会议纪要: supporting units act on their own subtask and on nothing else.
import { sayMoment } from '#core/day.ts'
import { z } from 'zod'
import { freeText } from '#core/free.ts'
import { Limit } from '#core/limit.ts'
import { problem } from '#core/problem.ts'
import { atlasOf } from '../../directory/atlas.ts'
import { isOver, termFrom } from '../clocks/term.ts'
import * as wrong from '../problems.ts'
import { clockworkOf } from '../settings.ts'
import { needPhotos, stepVerb } from '../step.ts'
import type { Case } from '../state.ts'
import { photos } from '../words.ts'
import { answerNames, answers, lapsedNow, missing, silentNow, subtaskOf, type Asked, type JointFact } from './part.ts'

/** More than this round one table is a meeting of its own (the note then says who came). */
export const UNITS_MOST = 6

const joined = (names: { zh: string; en: string }[]) => ({ zh: names.map((one) => one.zh).join('、'), en: names.map((one) => one.en).join(', ') })
export const tooManyUnits = problem<{ most: number; asked: number }>('case.joint-most', 422, ({ most, asked }) => ({
  zh: `一件案件最多${most}个会办单位，这样就有${asked}个了。请减少，或另开专题会。`, en: `A case has at most ${most} supporting units; these would make ${asked}. Name fewer, or hold a meeting of its own.`,
}))
export const askedAlready = problem<{ zh: string; en: string }>('case.joint-asked', 409, ({ zh, en }) => ({
  zh: `${zh}已经在会办，或就是主办单位，不用再请。`, en: `${en}: already helping, or the handling unit itself; no need to ask again.`,
}))
export const noSubtask = problem('case.no-subtask', 409, () => ({ zh: '这件案件现在没有等本单位办的会办任务。', en: 'No subtask of this case waits for your unit now.' }))
export const saidBefore = problem<{ at: string }>('case.joint-answered', 409, ({ at }) => ({
  zh: `本单位已经答复过，或到${at}没有答复记作同意。任务办完后请“办完会办”；确实办不了的，请联系建设办。`, en: `Your unit has answered, or had not by ${at}, which is agreement. Finish the subtask; if it cannot be done, speak to the office.`,
}))
export const objectedBefore = problem('case.joint-objected-before', 409, () => ({ zh: '本单位已经提过一次异议，建设办仍请会办，不能再提。', en: 'Your unit has objected once and was asked again; it cannot object twice.' }))
export const reasonOfObjection = problem('case.joint-reason', 422, () => ({ zh: '有异议时请写明理由。', en: 'Give the reason of the objection.' }))
export const notJoint = problem('case.not-joint', 409, () => ({ zh: '这件案件没有会办任务。', en: 'This case has no subtasks.' }))
export const notedBefore = problem('case.joint-noted', 409, () => ({ zh: '会办会议纪要已经记过，一件案件只记一份。', en: 'The meeting note is written; a case has one.' }))
export const notThere = problem('case.joint-stranger', 422, () => ({ zh: '参加单位里有不是主办也不是会办的。请先邀请会办，再记纪要。', en: 'One of these units neither handles nor helps. Ask it to help first.' }))
export const jointOpen = problem<{ zh: string; en: string }>('case.joint-open', 409, ({ zh, en }) => ({
  zh: `会办还没有办完：${zh}。等它办完，或请建设办免去它的任务，再提交处置结果。`, en: `Still to be done by: ${en}. Wait for it, or ask the office to excuse it, then hand in the result.`,
}))
/** Why the result cannot be handed in yet. */
export const jointGuard = (kase: Case) => { const open = missing(kase); return open.length > 0 ? jointOpen(joined(open)) : undefined }

export const invite = stepVerb('invite', {
  input: z.strictObject({
    units: z.array(z.uuid()).min(1).max(UNITS_MOST).meta({ widget: 'units', title: '会办单位', titleEn: 'Supporting units' }),
    text: freeText(1000).meta({ free: 'text', max: 1000, title: '要做什么', titleEn: 'What they shall do', widget: 'textarea' }),
    limit: Limit.optional().meta({ widget: 'limit', title: '办理时限（不填同案件）', titleEn: 'Limit (else that of the case)' }),
    advice: z.boolean().optional().meta({ title: '只征求意见，不等它办完', titleEn: 'Advice only: the result need not wait for it' }),
  }),
  problems: [wrong.unknownUnit, tooManyUnits, askedAlready],
  facts: async (look) => ({ clockwork: await clockworkOf(look), units: (await atlasOf(look)).units }),
  decide: (kase, input, { now, facts }) => {
    const ids = [...new Set(input.units)], named = ids.map((id) => facts.units.get(id))
    if (named.some((unit) => !unit?.active)) throw wrong.unknownUnit({}, [{ path: 'units', said: wrong.unknownUnit.example().said }])
    const open = (unit: string) => ['asked', 'agreed', 'done'].includes(subtaskOf(kase, unit)?.standing ?? '')
    const twice = named.flatMap((unit) => (unit && (unit.id === kase.unit || open(unit.id)) ? [unit] : []))
    if (twice.length > 0) throw askedAlready(joined(twice), [{ path: 'units', said: askedAlready(joined(twice)).body.said }])
    const asked = new Set([...(kase.joint?.subtasks ?? []).filter((one) => one.standing !== 'excused').map((one) => one.unit), ...ids]).size
    if (asked > UNITS_MOST) throw tooManyUnits({ most: UNITS_MOST, asked }, [{ path: 'units', said: tooManyUnits({ most: UNITS_MOST, asked }).body.said }])
    return {
      type: 'joint-invited', text: input.text, ...(input.advice ? { advice: true } : {}),
      asked: named.map((unit): Asked => {
        const calendar = facts.clockwork.calendarOf(unit!.id)
        return { unit: unit!.id, zh: unit!.zh, en: unit!.en, answerBy: termFrom(now, facts.clockwork.limits.joint, calendar).due, term: termFrom(now, input.limit ?? kase.under!.limit, calendar) }
      }),
    }
  },
  example: { units: ['01890000-0000-7000-8000-000000000003'], text: '请现场指认地下管线，配合开挖。', limit: { amount: 4, kind: 'work_hour' } },
})

export const answerJoint = stepVerb('answer-joint', {
  input: z.strictObject({
    answer: z.enum(answers).meta({ title: '答复', titleEn: 'Answer', names: answerNames }),
    text: freeText(1000).optional().meta({ free: 'text', max: 1000, title: '说明（提异议要写理由）', titleEn: 'Remark (an objection needs its reason)', widget: 'textarea' }),
  }),
  problems: [noSubtask, saidBefore, objectedBefore, reasonOfObjection],
  guard: (kase, actor) => {
    const mine = subtaskOf(kase, actor.unit)
    return !mine || mine.standing === 'done' || mine.standing === 'excused' ? noSubtask({}) : mine.standing === 'asked' ? undefined : saidBefore({ at: sayMoment(mine.answerBy) })
  },
  decide: (kase, input, { actor, now }): JointFact => {
    const mine = subtaskOf(kase, actor.unit)!
    if (input.answer === 'accept') return { type: 'joint-agreed', unit: mine.unit, ...(input.text ? { text: input.text } : {}) }
    // The bell may be a moment behind: what came after the time is too late all the same.
    if (isOver(mine.answerBy, now)) throw saidBefore({ at: sayMoment(mine.answerBy) })
    if (mine.objected) throw objectedBefore({})
    if (!input.text) throw reasonOfObjection({}, [{ path: 'text', said: reasonOfObjection.example().said }])
    return { type: 'joint-objected', unit: mine.unit, text: input.text }
  },
  example: { answer: 'accept' },
})

export const finishJoint = stepVerb('finish-joint', {
  input: z.strictObject({
    text: freeText(2000).meta({ free: 'text', max: 2000, title: '办理情况', titleEn: 'What was done', widget: 'textarea' }),
    photos: photos(0).optional().meta({ widget: 'photos', title: '照片', titleEn: 'Photos' }),
  }),
  problems: [noSubtask, wrong.unknownPhoto],
  guard: (kase, actor) => (['asked', 'agreed'].includes(subtaskOf(kase, actor.unit)?.standing ?? '') ? undefined : noSubtask({})),
  facts: async (look, _kase, input) => { needPhotos(look, input.photos ?? []) },
  decide: (kase, input, { actor, now }) => ({ type: 'joint-finished', unit: actor.unit!, text: input.text, photos: input.photos ?? [], late: isOver(subtaskOf(kase, actor.unit)!.term.due, now) }),
  example: { text: '已到场指认管线，开挖段没有燃气管。' },
})

export const excuseJoint = stepVerb('excuse-joint', {
  input: z.strictObject({
    unit: z.uuid().meta({ widget: 'helper', title: '单位', titleEn: 'Unit' }),
    text: freeText(500).meta({ free: 'text', max: 500, title: '理由', titleEn: 'Reason', widget: 'textarea' }),
  }),
  problems: [notJoint, noSubtask],
  guard: (kase) => (kase.joint?.subtasks.some((one) => one.standing !== 'done' && one.standing !== 'excused') ? undefined : notJoint({})),
  decide: (kase, input) => {
    const standing = subtaskOf(kase, input.unit)?.standing
    if (!standing || standing === 'done' || standing === 'excused') throw notJoint({}, [{ path: 'unit', said: { zh: '这个单位没有还没办完的会办任务。', en: 'This unit has no open subtask.' } }])
    return { type: 'joint-excused', unit: input.unit, text: input.text }
  },
  example: { unit: '01890000-0000-7000-8000-000000000003', text: '开挖段没有该单位管线，无需会办。' },
})

export const noteJoint = stepVerb('note-joint', {
  input: z.strictObject({
    units: z.array(z.uuid()).min(1).max(UNITS_MOST + 1).meta({ widget: 'takers', title: '参加单位', titleEn: 'Who took part' }),
    text: freeText(3000).meta({ free: 'text', max: 3000, title: '纪要', titleEn: 'Note', widget: 'textarea' }),
  }),
  problems: [notJoint, notedBefore, notThere],
  guard: (kase) => (!kase.joint ? notJoint({}) : kase.joint.note ? notedBefore({}) : undefined),
  decide: (kase, input) => {
    const took = [...new Set(input.units)]
    if (took.some((unit) => unit !== kase.unit && !subtaskOf(kase, unit))) throw notThere({}, [{ path: 'units', said: notThere.example().said }])
    return { type: 'joint-noted', units: took, text: input.text }
  },
  example: { units: ['01890000-0000-7000-8000-000000000003'], text: '商定先迁管线，三日内回填。' },
})

/** Run by the timer: who has said nothing has agreed. */
export const consentByTime = stepVerb('consent-by-time', {
  input: z.strictObject({}),
  decide: (kase, _input, { now }) => silentNow(kase, now).map((one) => ({ type: 'joint-agreed', unit: one.unit, silent: true }) satisfies JointFact),
})
/** Run by the timer: writes down which subtasks have run out. */
export const lapseJoint = stepVerb('lapse-joint', {
  input: z.strictObject({}),
  decide: (kase, _input, { now }) => lapsedNow(kase, now).map((one) => ({ type: 'joint-lapsed', unit: one.unit, due: one.term.due }) satisfies JointFact),
})
