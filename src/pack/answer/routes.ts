// Drafts of answers over HTTP: what is in force and where from; a district writes its own with a reason, or goes back to the shipped one.
import { z } from 'zod'
import { draftFields, strangeFields } from '#core/draft.ts'
import { mask } from '#core/mask.ts'
import { tidy } from '#core/text.ts'
import { change } from '#kernel/change.ts'
import { newId } from '#kernel/clock.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { parseInput, wrongInput } from '#kernel/wrong-input.ts'
import { titlesOf } from '../../directory/store.ts'
import { noSuchField, outcomeNames, outcomes, type Outcome } from '../answers.ts'
import { nothingChanged } from '../change.ts'
import { shippedFiles } from '../shipped-files.ts'
import { shelfOf } from '../store.ts'
import { addAnswer, forgetAnswers, newestAnswers } from './store.ts'

const Said = z.object({ zh: z.string(), en: z.string() })
const list = route({
  method: 'GET', path: '/api/pack/answers', name: 'pack.answers', permission: 'pack.list', title: { zh: '答复模板', en: 'Drafts of answers' },
  answer: z.object({
    fields: z.array(z.string()), outcomes: z.array(z.object({ outcome: z.enum(outcomes), zh: z.string(), en: z.string() })),
    items: z.array(z.object({ pack: z.string(), category: z.string(), outcome: z.enum(outcomes), what: Said.nullable(), said: Said, shipped: Said.nullable(), own: z.boolean(), why: z.string().nullable(), by: Said.nullable(), at: z.string().nullable() })),
  }),
  run: async ({ actor }, { db, memory }) => {
    const { district } = actor!, [{ answers }, changes, shelf] = [await shippedFiles(), await newestAnswers(db, district), await shelfOf({ tx: db, district, memory })]
    const titles = await titlesOf(db, district, [...new Set(changes.map((one) => one.made_by))])
    const places = new Map<string, { pack: string; category: string; outcome: Outcome; shipped: { zh: string; en: string } | null }>()
    const put = (pack: string, category: string, outcome: Outcome, shipped: { zh: string; en: string } | null) => { const key = `${category === '' ? 0 : 1}/${pack}/${category}/${outcomes.indexOf(outcome)}`; if (!places.has(key)) places.set(key, { pack, category, outcome, shipped }) }
    for (const outcome of outcomes) put('', '', outcome, answers?.answers[outcome] ?? null)
    for (const { pack, category, outcome, zh, en } of answers?.categories ?? []) put(pack, category, outcome, { zh, en })
    for (const one of changes) put(one.pack, one.category, one.outcome, null)
    const items = [...places.values()].flatMap((place) => {
      const last = changes.find((one) => one.pack === place.pack && one.category === place.category && one.outcome === place.outcome), own = last?.zh != null && last.en !== null
      const said = own ? { zh: last.zh!, en: last.en! } : place.shipped
      const found = place.category === '' ? undefined : shelf.category(place.pack, place.category)?.category
      // What was written for a category and taken back has nothing left to say.
      return said ? [{ ...place, said, own, what: place.category === '' ? null : found ? found.title : { zh: place.category, en: place.category }, why: last?.why ?? null, by: last ? titles.get(last.made_by) ?? null : null, at: last?.made_at.toISOString() ?? null }] : []
    })
    return { json: { fields: [...draftFields], outcomes: outcomes.map((outcome) => ({ outcome, ...outcomeNames[outcome] })), items } }
  },
})

const Set_ = z.strictObject({
  pack: z.string().max(64).default(''), category: z.string().max(64).default(''), outcome: z.enum(outcomes),
  words: z.strictObject({ zh: z.string().trim().min(2).max(400), en: z.string().trim().min(2).max(600) }).nullable(), why: z.string().trim().min(2).max(300).meta({ title: '为什么改', titleEn: 'Why' }),
})
const set = route({
  method: 'POST', path: '/api/pack/answers', name: 'pack.set-answer', permission: 'pack.change', title: { zh: '改答复模板', en: 'Change a draft of an answer' }, input: Set_, problems: [notFound, nothingChanged], answer: z.object({ id: z.uuid() }),
  example: { outcome: 'solved', words: { zh: '您反映的{place}{what}问题，已于{date}处理完，请您看看。', en: 'What you reported ({what}, {place}) was dealt with on {date}. Have a look.' }, why: '说得更短' },
  run: async (asked, house) => {
    const { district, account } = asked.actor!, { pack, category, outcome, words, why } = parseInput(Set_, asked.input)
    const faults = (['zh', 'en'] as const).flatMap((lang) => strangeFields(words?.[lang] ?? '').map((name) => ({ path: `words.${lang}`, said: noSuchField(name) })))
    if (faults.length > 0) throw wrongInput({}, faults)
    const answer = await change(asked, house, async (tx, now) => {
      if ((pack === '') !== (category === '') || (category !== '' && !(await shelfOf({ tx, district, memory: house.memory })).category(pack, category))) throw notFound({ noun: 'category' })
      const last = (await newestAnswers(tx, district)).find((one) => one.pack === pack && one.category === category && one.outcome === outcome), { answers } = await shippedFiles()
      const shipped = category === '' ? answers?.answers[outcome] : answers?.categories.find((one) => one.pack === pack && one.category === category && one.outcome === outcome)
      const before = last?.zh != null ? { zh: last.zh, en: last.en } : shipped ? { zh: shipped.zh, en: shipped.en } : null
      const after = words ?? (shipped ? { zh: shipped.zh, en: shipped.en } : null)
      if (before?.zh === after?.zh && before?.en === after?.en) throw nothingChanged({})
      const id = newId(now.getTime())
      await addAnswer(tx, district, { id, pack, category, outcome, zh: words && tidy(words.zh), en: words && tidy(words.en), why: mask(tidy(why)).masked, made_by: account!, made_at: now })
      return { json: { id }, audit: [{ stream: 'pack-answer', id, facts: [{ type: words ? 'answer-written' : 'answer-taken-back', pack, category, outcome } as { type: string }] }] }
    })
    forgetAnswers(house.memory, district)
    return answer
  },
})
export const answerRoutes = [list, set]
