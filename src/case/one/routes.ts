// Is it known already? Asked while a report is being written, and of a case that may be another's double; and how near is near, a setting of the district.
import { z } from 'zod'
import { reachOf } from '#kernel/actor.ts'
import { change } from '#kernel/change.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { seesCase } from '../list.ts'
import { states } from '../life.ts'
import { Point } from '../words.ts'
import { caseAbout, similarTo, SimilarSettings, similarSettings } from './find.ts'
import { replaceSimilar } from './store.ts'

const Said = z.object({ zh: z.string(), en: z.string() })
const Answer = z.object({ items: z.array(z.object({ id: z.uuid(), version: z.int(), number: z.string(), state: z.enum(states as [string, ...string[]]), score: z.int(), metres: z.int().nullable(), because: Said, join: z.boolean() }).loose()), beyond: z.int() })

const About = z.strictObject({
  point: Point.optional(), area: z.uuid().optional(), placeText: z.string().max(200).optional(), owner: z.uuid().optional(),
  category: z.strictObject({ pack: z.string().max(64), category: z.string().max(64) }).optional(), text: z.string().max(5000).optional(),
})
/** In the body, not in the address: what a citizen wrote leaves no trace in a log of addresses. */
const similar = route({
  method: 'POST', path: '/api/case/similar', name: 'case.similar', permission: 'case.report', keyed: false, limit: 'reads', title: { zh: '是不是已经有了', en: 'Is it known already' }, input: About, answer: Answer,
  example: { point: { lon: 120.71, lat: 31.3 }, text: '路口两只垃圾桶满了，袋子堆到了人行道上。' },
  run: async ({ actor, input }, house) => {
    const about = parseInput(About, input)
    return { json: await similarTo(house, actor!.district, { actor: actor!, reach: actor!.may.get('case.list') }, about, house.clock.now()) }
  },
})
const similarOne = route({
  method: 'GET', path: '/api/case/{id}/similar', name: 'case.similar-one', permission: 'case.list', title: { zh: '和它相似的在办案件', en: 'Open cases like this one' }, answer: Answer, problems: [notFound],
  run: async ({ actor, params }, house) => {
    const reach = reachOf(actor!, 'case.list'), id = params.id!
    const about = await seesCase(house.db, actor!, reach, id) ? await caseAbout(house.db, actor!.district, id) : undefined
    if (!about) throw notFound({ noun: 'case' })
    return { json: await similarTo(house, actor!.district, { actor: actor!, reach }, about, house.clock.now()) }
  },
})

const settings = route({
  method: 'GET', path: '/api/settings/similar', name: 'settings.similar', permission: 'settings', title: { zh: '多近算相同', en: 'How near counts as the same' }, answer: SimilarSettings,
  run: async ({ actor }, { db }) => ({ json: await similarSettings(db, actor!.district) }),
})
const setSettings = route({
  method: 'POST', path: '/api/settings/similar', name: 'settings.set-similar', permission: 'settings', title: { zh: '改多近算相同', en: 'Change how near counts as the same' }, input: SimilarSettings, answer: SimilarSettings,
  example: { metres: 50, citizenMetres: 150, days: 7, ownerDays: 30 },
  run: async (asked, house) => {
    const after = parseInput(SimilarSettings, asked.input), district = asked.actor!.district
    const answer = await change(asked, house, async (tx) => {
      const before = await similarSettings(tx, district)
      if (JSON.stringify(before) === JSON.stringify(after)) return { json: after, audit: [] }
      await replaceSimilar(tx, district, after)
      return { json: after, audit: [{ stream: 'district', id: district, facts: [{ type: 'similar-set', before, after } as { type: string }] }] }
    })
    house.memory.forget(`similar/${district}`)
    return answer
  },
})
export const oneRoutes = [similar, similarOne, settings, setSettings]
