// What citizens read, as data: states and steps in their words, and drafts of answers by outcome and category (packs/base/answers.yaml).
import { z } from 'zod'
import { draftFields, fillDraft, strangeFields } from '#core/draft.ts'
import type { Said } from '#core/problem.ts'
import { faultsOf, place, type About } from './wording.ts'
import { inOrder, readYaml, type PackFault } from './yaml.ts'

const words = z.strictObject({ zh: z.string().trim().min(1).max(400), en: z.string().trim().min(1).max(600) })
/** How a report ends for whoever made it; `underway`: it has not. */
export const outcomes = ['underway', 'solved', 'referred', 'not-found', 'unclear', 'repeated', 'already-solved'] as const
export type Outcome = (typeof outcomes)[number]
export const outcomeNames: Record<Outcome, Said> = {
  underway: { zh: '还在办', en: 'Under way' }, solved: { zh: '办好了', en: 'Done' }, referred: { zh: '转给其他部门', en: 'Passed on' }, 'not-found': { zh: '现场没有发现', en: 'Not found on the spot' },
  unclear: { zh: '说不清时间地点', en: 'Place or matter unclear' }, repeated: { zh: '重复反映', en: 'Reported before' }, 'already-solved': { zh: '已经解决', en: 'Already solved' },
}
const Answers = z.strictObject({
  states: z.record(z.string().max(40), words), steps: z.record(z.string().max(40), words), answers: z.record(z.enum(outcomes), words),
  categories: z.array(z.strictObject({ pack: z.string().max(64), category: z.string().max(64), outcome: z.enum(outcomes), ...words.shape })).max(1000),
})
export type Answers = z.infer<typeof Answers>

export function readAnswers(text: string, file: string): { data?: Answers; faults: PackFault[] } {
  const { read, faults } = readYaml(text, file)
  if (!read) return { faults: inOrder(faults) }
  const about: About = { file, read, nameOf: (path) => path.map(String).join(' ') }
  const parsed = Answers.safeParse(read.raw)
  if (!parsed.success) return { faults: inOrder([...faults, ...faultsOf(parsed.error.issues, { ...about, schema: Answers })]) }
  const check = (path: (string | number)[], said: Said) => {
    for (const lang of ['zh', 'en'] as const) for (const name of strangeFields(said[lang])) faults.push(place(about, [...path, lang], noSuchField(name)))
  }
  for (const outcome of outcomes) check(['answers', outcome], parsed.data.answers[outcome])
  parsed.data.categories.forEach((each, n) => { check(['categories', n], each) })
  return faults.length === 0 ? { data: parsed.data, faults } : { faults: inOrder(faults) }
}

export const noSuchField = (name: string): Said => ({ zh: `没有“${name}”这个字段；可用的有：${draftFields.join('、')}`, en: `there is no field "${name}"; there are: ${draftFields.join(', ')}` })

/** One place of the drafts: an outcome, of every category (pack and category '') or of one. */
export interface OwnDraft { pack: string; category: string; outcome: Outcome; said: Said }
/** A district's own words over the shipped ones. */
export const laidOver = (answers: Answers, own: readonly OwnDraft[]): Answers => ({
  ...answers,
  answers: { ...answers.answers, ...Object.fromEntries(own.filter((one) => one.category === '').map((one) => [one.outcome, one.said])) },
  categories: [...own.filter((one) => one.category !== '').map(({ said, ...one }) => ({ ...one, ...said })), ...answers.categories],
})

/** The draft of an answer, its fields filled in; the category's own before the common one. What is not known leaves no hole behind. */
export function draftOf(answers: Answers, outcome: Outcome, of: { pack?: string | undefined; category?: string | undefined; what: Said; place: string; date: Said }): Said {
  const own = answers.categories.find((each) => each.outcome === outcome && each.pack === of.pack && each.category === of.category)
  const said = own ?? answers.answers[outcome]
  const fill = (lang: 'zh' | 'en') => fillDraft(said[lang], { what: of.what[lang], place: of.place || (lang === 'en' ? 'the place you named' : ''), date: of.date[lang] })
  return { zh: fill('zh'), en: fill('en') }
}
