// What citizens read, as data: states and steps in their words, and drafts of answers by outcome and category (packs/base/answers.yaml).
import { z } from 'zod'
import type { Said } from '#core/problem.ts'
import { faultsOf, place, type About } from './wording.ts'
import { inOrder, readYaml, type PackFault } from './yaml.ts'

const words = z.strictObject({ zh: z.string().trim().min(1).max(400), en: z.string().trim().min(1).max(600) })
/** How a report ends for whoever made it; `underway`: it has not. */
export const outcomes = ['underway', 'solved', 'referred', 'not-found', 'unclear', 'repeated', 'already-solved'] as const
export type Outcome = (typeof outcomes)[number]
const Answers = z.strictObject({
  states: z.record(z.string().max(40), words), steps: z.record(z.string().max(40), words), answers: z.record(z.enum(outcomes), words),
  categories: z.array(z.strictObject({ pack: z.string().max(64), category: z.string().max(64), outcome: z.enum(outcomes), ...words.shape })).max(1000),
})
export type Answers = z.infer<typeof Answers>

export const draftFields = ['what', 'place', 'date'] as const
const field = /\{([^{}]*)\}/g

export function readAnswers(text: string, file: string): { data?: Answers; faults: PackFault[] } {
  const { read, faults } = readYaml(text, file)
  if (!read) return { faults: inOrder(faults) }
  const about: About = { file, read, nameOf: (path) => path.map(String).join(' ') }
  const parsed = Answers.safeParse(read.raw)
  if (!parsed.success) return { faults: inOrder([...faults, ...faultsOf(parsed.error.issues, { ...about, schema: Answers })]) }
  const check = (path: (string | number)[], said: Said) => {
    for (const lang of ['zh', 'en'] as const) for (const [, name] of said[lang].matchAll(field)) {
      if (!(draftFields as readonly string[]).includes(name!)) faults.push(place(about, [...path, lang], { zh: `没有“${name}”这个字段；可用的有：${draftFields.join('、')}`, en: `there is no field "${name}"; there are: ${draftFields.join(', ')}` }))
    }
  }
  for (const outcome of outcomes) check(['answers', outcome], parsed.data.answers[outcome])
  parsed.data.categories.forEach((each, n) => { check(['categories', n], each) })
  return faults.length === 0 ? { data: parsed.data, faults } : { faults: inOrder(faults) }
}

/** The draft of an answer, its fields filled in; the category's own before the common one. What is not known leaves no hole behind. */
export function draftOf(answers: Answers, outcome: Outcome, of: { pack?: string | undefined; category?: string | undefined; what: Said; place: string; date: string }): Said {
  const own = answers.categories.find((each) => each.outcome === outcome && each.pack === of.pack && each.category === of.category)
  const said = own ?? answers.answers[outcome]
  const fill = (lang: 'zh' | 'en') => said[lang].replace(field, (_, name: string) => (name === 'what' ? of.what[lang] : name === 'place' ? of.place || (lang === 'en' ? 'the place you named' : '') : name === 'date' ? of.date : ''))
  return { zh: fill('zh'), en: fill('en') }
}
