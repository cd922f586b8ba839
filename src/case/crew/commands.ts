// 接单, 转下一班组, and the timer that calls the next crew.
import { z } from 'zod'
import { freeText } from '#core/free.ts'
import { problem } from '#core/problem.ts'
import type { Look } from '#kernel/verb.ts'
import { crewsOfAccount } from '../../directory/crew/store.ts'
import type { Case } from '../state.ts'
import { stepVerb } from '../step.ts'
import type { Fact } from '../words.ts'
import { callsFor } from './call.ts'

export const notCalled = problem('case.crew-not-called', 409, () => ({ zh: '现在没有叫班组，或已经有班组接了。', en: 'No crew is called now, or one has taken it.' }))
export const notYourCrew = problem('case.not-your-crew', 403, () => ({ zh: '现在叫的不是您的班组，或已经转给下一个。请看最新的一条。', en: 'It is not your crew that is called now, or it has gone to the next. See the latest line.' }))

const waiting = (kase: Case) => (kase.tenMinutes?.call?.crew && !kase.tenMinutes.call.took ? undefined : notCalled({}))
const where = (kase: Case) => ({ unit: kase.unit!, point: kase.point, area: kase.area, sighted: kase.tenMinutes!.sighted.at })
async function ofCrew(look: Look, kase: Case): Promise<void> {
  if (look.actor.account === null || !(await crewsOfAccount(look.tx, look.district, look.actor.account)).includes(kase.tenMinutes!.call!.crew!)) throw notYourCrew({})
}
const next = (look: Look, kase: Case): Promise<Fact[]> => callsFor(look, where(kase), [...kase.tenMinutes!.call!.passed, ...(kase.tenMinutes!.call!.crew ? [kase.tenMinutes!.call!.crew] : [])])

export const take = stepVerb('take', {
  input: z.strictObject({}), problems: [notCalled, notYourCrew], guard: waiting,
  facts: ofCrew, decide: (kase) => ({ type: 'crew-took', crew: kase.tenMinutes!.call!.crew! }), example: {},
})

export const pass = stepVerb('pass', {
  input: z.strictObject({ text: freeText(200).optional().meta({ free: 'text', max: 200, title: '为什么去不了', titleEn: 'Why not' }) }), problems: [notCalled, notYourCrew], guard: waiting,
  facts: async (look, kase) => { await ofCrew(look, kase); return await next(look, kase) },
  decide: (kase, input, { facts }) => [{ type: 'crew-passed', crew: kase.tenMinutes!.call!.crew!, why: 'cannot', ...(input.text ? { text: input.text } : {}) }, ...facts],
  example: { text: '车坏了，正在等拖车。' },
})

/** Run by the timer: nobody has taken it in time, or a shift begins. */
export const callNext = stepVerb('call-next', {
  input: z.strictObject({}),
  facts: async (look, kase) => (due(kase, look.now) ? await next(look, kase) : []),
  decide: (kase, _input, { now, facts }) => {
    const call = due(kase, now)
    return call ? [...(call.crew ? [{ type: 'crew-passed', crew: call.crew, why: 'time' } satisfies Fact] : []), ...facts] : []
  },
})
function due(kase: Case, now: Date) { const call = kase.tenMinutes?.call; return call?.ring !== undefined && !call.took && Date.parse(call.ring) <= now.getTime() ? call : undefined }
