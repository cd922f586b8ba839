// Is it known already? Asked while a report is being written, and of a case that may be another's double; and how near is near, a setting of the district.
import { z } from 'zod'
import { mask } from '#core/mask.ts'
import { tidy } from '#core/text.ts'
import { reachOf } from '#kernel/actor.ts'
import { change } from '#kernel/change.ts'
import { newId } from '#kernel/clock.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { titlesOf } from '../../directory/store.ts'
import { seesCase } from '../list.ts'
import { states } from '../life.ts'
import { Point } from '../words.ts'
import { caseAbout, similarTo, SimilarSettings, similarSettings } from './find.ts'
import { keepChange, lastChange, pairsWithin, replaceSimilar } from './store.ts'

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

const Why = z.string().trim().min(2).max(300).meta({ title: '为什么改', titleEn: 'Why' })
const settings = route({
  method: 'GET', path: '/api/settings/similar', name: 'settings.similar', permission: 'settings', title: { zh: '多近算相同', en: 'How near counts as the same' },
  answer: z.object({ ...SimilarSettings.shape, shipped: SimilarSettings, changed: z.object({ at: z.string(), by: Said.nullable(), why: z.string() }).nullable() }),
  run: async ({ actor }, { db }) => {
    const last = await lastChange(db, actor!.district, 'similar')
    return { json: { ...(await similarSettings(db, actor!.district)), shipped: SimilarSettings.parse({}), changed: last ? { at: last.made_at.toISOString(), by: (await titlesOf(db, actor!.district, [last.made_by])).get(last.made_by) ?? null, why: last.why } : null } }
  },
})
const Limits = z.strictObject({ metres: z.coerce.number().int().min(5).max(500).default(50), days: z.coerce.number().int().min(1).max(90).default(7) })
const preview = route({
  method: 'GET', path: '/api/settings/similar/preview', name: 'settings.preview-similar', permission: 'settings', title: { zh: '试算多近算相同', en: 'Try how near counts as the same' }, query: Limits,
  answer: z.object({ cases: z.int(), now: z.int(), tried: z.int() }),
  run: async ({ actor, query }, { db }) => {
    const before = await similarSettings(db, actor!.district), [now, tried] = [await pairsWithin(db, actor!.district, before.metres, before.days), await pairsWithin(db, actor!.district, query.metres, query.days)]
    return { json: { cases: now.cases, now: now.pairs, tried: tried.pairs } }
  },
})
const SetSimilar = SimilarSettings.extend({ why: Why })
const setSettings = route({
  method: 'POST', path: '/api/settings/similar', name: 'settings.set-similar', permission: 'settings', title: { zh: '改多近算相同', en: 'Change how near counts as the same' }, input: SetSimilar, answer: SimilarSettings,
  example: { metres: 50, citizenMetres: 150, days: 7, ownerDays: 30, why: '老城区楼距小' },
  run: async (asked, house) => {
    const { why, ...after } = parseInput(SetSimilar, asked.input), { district, account } = asked.actor!
    const answer = await change(asked, house, async (tx, now) => {
      const before = await similarSettings(tx, district)
      if (JSON.stringify(before) === JSON.stringify(after)) return { json: after, audit: [] }
      await replaceSimilar(tx, district, after)
      // The words of why stand beside the setting, not in the log.
      await keepChange(tx, district, { id: newId(now.getTime()), setting: 'similar', after, why: mask(tidy(why)).masked, made_by: account!, made_at: now })
      return { json: after, audit: [{ stream: 'district', id: district, facts: [{ type: 'similar-set', before, after } as { type: string }] }] }
    })
    house.memory.forget(`similar/${district}`)
    return answer
  },
})
export const oneRoutes = [similar, similarOne, settings, preview, setSettings]
