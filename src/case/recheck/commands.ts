// 盲样复核 by whoever the draw named, and 维持结案 by the office where it does not reopen.
import { z } from 'zod'
import { freeText } from '#core/free.ts'
import { problem } from '#core/problem.ts'
import * as wrong from '../problems.ts'
import { needPhotos, stepVerb } from '../step.ts'
import { photos } from '../words.ts'
import { recheckFindingNames, recheckFindings } from './part.ts'
import { waitingFor } from './store.ts'

export const noRecheck = problem('case.no-recheck', 403, () => ({ zh: '这件案件没有待您做的盲样复核。', en: 'No blind re-check of this case waits for you.' }))
export const noFailed = problem('case.no-failed-recheck', 409, () => ({ zh: '没有待定的复核结论。', en: 'No failed re-check waits for a decision.' }))

export const recheck = stepVerb('recheck', {
  input: z.strictObject({
    found: z.enum(recheckFindings).meta({ title: '复核结论', titleEn: 'Found', names: recheckFindingNames }),
    text: freeText(1000).meta({ free: 'text', max: 1000, title: '看到什么', titleEn: 'What was seen', widget: 'textarea' }),
    photos: photos(0).optional().meta({ widget: 'photos', title: '现场照片', titleEn: 'Photos' }),
  }),
  problems: [noRecheck, wrong.ownWork, wrong.unknownPhoto, wrong.photoNeeded],
  guard: (kase, actor) => ((actor.unit !== null && actor.unit === kase.unit) || actor.account === kase.filedBy || actor.account === kase.lastCheck?.by ? wrong.ownWork({}) : undefined),
  facts: async (look, _kase, input) => { needPhotos(look, input.photos ?? []); return await waitingFor(look.tx, look.district, look.actor.account!) },
  decide: (kase, input, { facts, id }) => {
    const waiting = facts.find((row) => row.case_id === id && !kase.rechecks?.days.includes(row.day))
    if (!waiting) throw noRecheck({})
    // Who says that somebody else's closing is false shows it.
    if (input.found !== 'still-fine' && !input.photos?.length) throw wrong.photoNeeded({}, [{ path: 'photos', said: wrong.photoNeeded.example().said }])
    return { type: 'rechecked', day: waiting.day, found: input.found, text: input.text, photos: input.photos ?? [] }
  },
  example: { found: 'still-fine', text: '到场看过，没有再堆放。' },
})

export const keepClosed = stepVerb('keep-closed', {
  input: z.strictObject({ text: freeText(500).meta({ free: 'text', max: 500, title: '理由', titleEn: 'Reason', widget: 'textarea' }) }),
  problems: [noFailed], guard: (kase) => (kase.rechecks?.open ? undefined : noFailed({})),
  decide: (_kase, input) => ({ type: 'kept-closed', text: input.text }),
  example: { text: '结案后当天又有人堆放，另立案处理。' },
})
