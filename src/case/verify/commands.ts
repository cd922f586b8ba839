// 派人核实 and 核实: the acceptance clock waits while somebody goes and looks.
import { z } from 'zod'
import { freeText } from '#core/free.ts'
import { resumeWatch, stopWatch } from '#core/clock/stopwatch.ts'
import { calendarOfStage, clockOf, startClock, watchIn } from '../clocks/watch.ts'
import * as wrong from '../problems.ts'
import { clockworkOf } from '../settings.ts'
import { needPhotos, stepVerb } from '../step.ts'
import { photos } from '../words.ts'
import { findingNames, findings } from './part.ts'

export const askVerify = stepVerb('ask-verify', {
  input: z.strictObject({ text: freeText(500).optional().meta({ free: 'text', max: 500, title: '要核实什么', titleEn: 'What to look for', widget: 'textarea' }) }),
  facts: async (look) => await clockworkOf(look),
  decide: (kase, input, { now, facts }) => {
    const accept = kase.running.find((clock) => clock.stage === 'accept')!
    const used = stopWatch(watchIn(kase, accept, facts), now, calendarOfStage('accept', undefined, facts))
    return { type: 'verify-asked', held: { ...accept, used }, clock: startClock('verify', now, facts.limits.verify, facts), ...(input.text ? { text: input.text } : {}) }
  },
  example: { text: '看看菜场后门的积水还在不在。' },
})

export const verify = stepVerb('verify', {
  input: z.strictObject({
    found: z.enum(findings).meta({ title: '现场情况', titleEn: 'On the spot', names: findingNames }),
    text: freeText(1000).meta({ free: 'text', max: 1000, title: '看到什么', titleEn: 'What was seen', widget: 'textarea' }),
    photos: photos(0).optional().meta({ widget: 'photos', title: '现场照片', titleEn: 'Photos' }),
  }),
  problems: [wrong.unknownPhoto, wrong.photoNeeded],
  facts: async (look, _kase, input) => { needPhotos(look, input.photos ?? []); return await clockworkOf(look) },
  decide: (kase, input, { now, facts }) => {
    const { held } = kase.verification!
    const calendar = calendarOfStage('accept', undefined, facts)
    return { type: 'verified', found: input.found, text: input.text, photos: input.photos ?? [], clock: clockOf('accept', resumeWatch(watchIn(kase, held, facts), held.used ?? 0, now, calendar)) }
  },
  example: { found: 'exists', text: '到场看过，后门排水沟堵了。' },
})
