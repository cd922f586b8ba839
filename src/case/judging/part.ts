// 判定照片: what a person says of a doubt about a photo. It stands on record and changes nothing by itself.
import type { Part } from '../part.ts'
import { photoFlagNames, verdictNames, type PhotoFlag, type Verdict } from './flags.ts'

export type JudgingFact = { type: 'photo-judged'; sha256: string; flag: PhotoFlag; verdict: Verdict; text: string }
/** By photo and flag; the last word counts, the earlier ones stay in the log. */
export type Judged = Readonly<Record<string, Verdict>>
export const judgedKey = (sha256: string, flag: string): string => `${sha256}/${flag}`

export const judgingPart: Part<JudgingFact, 'judged'> = {
  own: { judged: 'stays' },
  facts: {
    'photo-judged': {
      says: { zh: '判定了照片', en: 'judged a photo' }, hand: 'check',
      // What somebody else is just doing with the case does not hang on it.
      quiet: true,
      evolve: (kase, fact) => ({ ...kase, judged: { ...kase.judged, [judgedKey(fact.sha256, fact.flag)]: fact.verdict } }),
      said: (fact) => ({ zh: `判定照片“${photoFlagNames[fact.flag].zh}”：${verdictNames[fact.verdict].zh}。`, en: `judged a photo ("${photoFlagNames[fact.flag].en.toLowerCase()}"): ${verdictNames[fact.verdict].en.toLowerCase()}.` }),
      text: (fact) => fact.text,
    },
  },
}
