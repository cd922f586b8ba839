// 判定照片 by the office or an inspector, never by the unit whose photo it is.
import { z } from 'zod'
import { freeText } from '#core/free.ts'
import { problem } from '#core/problem.ts'
import { stepVerb } from '../step.ts'
import { photoFlagNames, photoFlags, verdictNames, verdicts } from './flags.ts'
import { hasFlag } from './store.ts'

export const noFlag = problem('case.no-flag', 422, () => ({ zh: '这张照片没有这项疑点。请刷新后再看。', en: 'There is no such doubt about this photo. Refresh and look again.' }))
export const ownEvidence = problem('case.own-evidence', 403, () => ({ zh: '不能判定本单位案件的照片，请由建设办或其他单位的巡查员判定。', en: 'You may not judge photos of your own unit’s case; the office or another unit’s inspector does.' }))

export const judgePhoto = stepVerb('judge-photo', {
  input: z.strictObject({
    sha256: z.string().regex(/^[0-9a-f]{64}$/).meta({ widget: 'hidden' }),
    flag: z.enum(photoFlags).meta({ title: '疑点', titleEn: 'Doubt', names: photoFlagNames }),
    verdict: z.enum(verdicts).meta({ title: '判定', titleEn: 'Verdict', names: verdictNames }),
    text: freeText(500).meta({ free: 'text', max: 500, title: '依据', titleEn: 'Why', widget: 'textarea' }),
  }),
  problems: [noFlag, ownEvidence], guard: (kase, actor) => (actor.unit !== null && actor.unit === kase.unit ? ownEvidence({}) : undefined),
  facts: async (look, _kase, input) => {
    // The verb's own case; its id comes with the decision, so the photo and the flag are looked up over the cases that use it.
    return await hasFlag(look.tx, look.district, input.sha256, input.flag)
  },
  decide: (_kase, input, { facts, id }) => {
    if (!facts.includes(id)) throw noFlag({}, [{ path: 'flag', said: noFlag.example().said }])
    return { type: 'photo-judged', sha256: input.sha256, flag: input.flag, verdict: input.verdict, text: input.text }
  },
  example: { sha256: 'a'.repeat(64), flag: 'elsewhere', verdict: 'fine', text: '桥上拍的，案件点落在桥下，到场看过。' },
})
