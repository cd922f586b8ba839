// A report and its place: what somebody saw, where it is, and what is corrected about that.
import { dayIn } from '#core/day.ts'
import type { z } from 'zod'
import type { Look } from '#kernel/verb.ts'
import { shelfOf } from '../pack/store.ts'
import { startClock as start } from './clocks/watch.ts'
import { inMinutes } from './crew/part.ts'
import { filingOf } from './filing.ts'
import { namesPerson } from './outside-number.ts'
import * as wrong from './problems.ts'
import { compared } from './proposal.ts'
import { clockworkOf } from './settings.ts'
import { needPhotos, stepVerb } from './step.ts'
import { whereOf } from './where.ts'
import * as words from './words.ts'
import type { Fact } from './words.ts'

/** Whoever was there has a photo. */
export const seenInPerson: ReadonlySet<string> = new Set(['patrol', 'inspection'])

export const report = stepVerb('report', {
  input: words.Report,
  problems: [wrong.outsideDistrict, wrong.unknownArea, wrong.unknownCondition, wrong.unknownPhoto, wrong.photoNeeded, wrong.externalKnown, wrong.personalNumber],
  facts: async (look, _kase, input) => {
    needPhotos(look, input.photos ?? [])
    const day = dayIn(look.now).slice(2).replaceAll('-', '')
    const found = input.category && (await shelfOf(look)).category(input.category.pack, input.category.category)
    if (input.category && !found) throw wrong.unknownCondition({ ...input.category, condition: '-' }, [{ path: 'category', said: { zh: '没有这个类别。', en: 'There is no such category.' } }])
    const where = await whereOf(look, input)
    return {
      where, filing: await filedAtOnce(look, input, where), clockwork: await clockworkOf(look), category: found?.category,
      // Counted last, so that a refused report takes no number.
      number: `${day}-${String(await look.number(`case/${day}`)).padStart(4, '0')}`,
    }
  },
  decide: (_kase, input, { now, facts }): Fact[] => {
    const photos = input.photos ?? []
    if (input.external && namesPerson(input.external.number)) throw wrong.personalNumber({}, [{ path: 'external.number', said: wrong.personalNumber.example().said }])
    if (seenInPerson.has(input.source) && photos.length === 0) throw wrong.photoNeeded({}, [{ path: 'photos', said: wrong.photoNeeded.example().said }])
    return [{
      type: 'reported', number: facts.number, source: input.source, text: input.text, photos, clock: start('accept', now, facts.clockwork.limits.accept, facts.clockwork), ...facts.where,
      ...(input.title ? { title: input.title } : {}), ...(input.contactName ? { contactName: input.contactName } : {}), ...(input.contactPhone ? { contactPhone: input.contactPhone } : {}),
      ...(input.category && facts.category ? { category: { ...input.category, ...facts.category.title } } : {}),
      ...(input.external ? { external: { system: input.external.system, number: input.external.number, ...(input.external.class ? { class: input.external.class } : {}) } } : {}),
      ...(input.occurredAt ? { occurredAt: input.occurredAt } : {}),
    }, ...facts.filing]
  },
  example: { source: 'hotline', text: '路口两只垃圾桶满了，袋子堆到了人行道上。', placeText: '学前街与望河路口' },
})

/** 网格和督查亲眼看到的流动垃圾不等人工受理：the category's only limit counts minutes on shift and the rules name a unit with crews, so it is filed and sent as it is reported. */
async function filedAtOnce(look: Look, input: z.output<typeof words.Report>, where: { point?: words.Point; area?: string; owner?: string }): Promise<Fact[]> {
  if (!seenInPerson.has(input.source) || !input.category || !where.area || (input.photos ?? []).length === 0) return []
  const shelf = await shelfOf(look), conditions = shelf.category(input.category.pack, input.category.category)?.category.conditions ?? []
  // Between two conditions a person chooses.
  const found = conditions.length === 1 && inMinutes(conditions[0]) ? shelf.condition(input.category.pack, input.category.category, conditions[0]!.id) : undefined
  if (!found) return []
  const facts = await filingOf(look, found, { before: input.photos ?? [], reportedAt: look.now, ...(input.occurredAt ? { occurredAt: input.occurredAt } : {}), ...where }, { auto: true })
  return facts.some((fact) => fact.type === 'dispatched') ? facts : []
}

export const locate = stepVerb('locate', {
  input: words.Locate, problems: [wrong.outsideDistrict, wrong.unknownArea, wrong.unknownUnit, wrong.placeMissing],
  facts: async (look, kase, input) => {
    const where = await whereOf(look, input)
    // The rules read area and owner; a point inside the same area changes nothing for them.
    const fields = [...(where.area && where.area !== kase.area ? ['area' as const] : []), ...(where.owner && where.owner !== kase.owner ? ['owner' as const] : [])]
    const again = kase.under && fields.length > 0 ? await compared(look, kase, { under: kase.under, area: where.area ?? kase.area!, ...(where.owner ?? kase.owner ? { owner: (where.owner ?? kase.owner)! } : {}) }, fields) : undefined
    return { where, again }
  },
  decide: (_kase, _input, { facts: { where, again } }) => {
    if (!where.area && !where.placeText && !where.owner) throw wrong.placeMissing({})
    return { type: 'located', ...where, ...(again ? { again } : {}) }
  },
  example: { point: { lon: 120.71, lat: 31.3 } },
})

export type ReportInput = z.input<typeof words.Report>
