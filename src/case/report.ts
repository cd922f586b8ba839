// A report and its place: what somebody saw, where it is, and what is corrected about that.
import type { z } from 'zod'
import type { Look } from '#kernel/verb.ts'
import { atlasOf } from '../directory/atlas.ts'
import { stands } from '../directory/ground/day.ts'
import { shelfOf } from '../pack/store.ts'
import { startClock as start } from './clocks/watch.ts'
import { namesPerson } from './outside-number.ts'
import * as wrong from './problems.ts'
import { compared } from './proposal.ts'
import { clockworkOf } from './settings.ts'
import { needPhotos, stepVerb } from './step.ts'
import * as words from './words.ts'

interface WhereInput { point?: words.Point | undefined; area?: string | undefined; placeText?: string | undefined; owner?: string | undefined }
/** A point decides its own area; an area alone is taken as it is; nothing is guessed. */
export async function whereOf(look: Look, input: WhereInput): Promise<{ point?: words.Point; area?: string; placeText?: string; owner?: string }> {
  const atlas = await atlasOf(look)
  if (input.owner && !atlas.units.has(input.owner)) throw wrong.unknownUnit({}, [{ path: 'owner', said: wrong.unknownUnit.example().said }])
  const placeText = { ...(input.placeText ? { placeText: input.placeText } : {}), ...(input.owner ? { owner: input.owner } : {}) }
  if (input.point) {
    const area = atlas.areaAt(input.point.lon, input.point.lat, look.now)
    if (!area) throw wrong.outsideDistrict({}, [{ path: 'point', said: wrong.outsideDistrict.example().said }])
    return { point: input.point, area: area.id, ...placeText }
  }
  if (input.area) {
    const area = atlas.areas.get(input.area)
    // One that has ended keeps its old cases and gets no new ones.
    if (!area || !stands(area, look.now)) throw wrong.unknownArea({}, [{ path: 'area', said: wrong.unknownArea.example().said }])
    return { area: input.area, ...placeText }
  }
  return placeText
}
/** Whoever was there has a photo. */
export const seenInPerson: ReadonlySet<string> = new Set(['patrol', 'inspection'])

export const report = stepVerb('report', {
  input: words.Report,
  problems: [wrong.outsideDistrict, wrong.unknownArea, wrong.unknownCondition, wrong.unknownPhoto, wrong.photoNeeded, wrong.externalKnown, wrong.personalNumber],
  facts: async (look, _kase, input) => {
    needPhotos(look, input.photos ?? [])
    const day = new Date(look.now.getTime() + 8 * 3_600_000).toISOString().slice(2, 10).replaceAll('-', '')
    const found = input.category && (await shelfOf(look)).category(input.category.pack, input.category.category)
    if (input.category && !found) throw wrong.unknownCondition({ ...input.category, condition: '-' }, [{ path: 'category', said: { zh: '没有这个类别。', en: 'There is no such category.' } }])
    return {
      where: await whereOf(look, input), clockwork: await clockworkOf(look), category: found?.category,
      // Counted last, so that a refused report takes no number.
      number: `${day}-${String(await look.number(`case/${day}`)).padStart(4, '0')}`,
    }
  },
  decide: (_kase, input, { now, facts }) => {
    const photos = input.photos ?? []
    if (input.external && namesPerson(input.external.number)) throw wrong.personalNumber({}, [{ path: 'external.number', said: wrong.personalNumber.example().said }])
    if (seenInPerson.has(input.source) && photos.length === 0) throw wrong.photoNeeded({}, [{ path: 'photos', said: wrong.photoNeeded.example().said }])
    return {
      type: 'reported', number: facts.number, source: input.source, text: input.text, photos, clock: start('accept', now, facts.clockwork.limits.accept, facts.clockwork), ...facts.where,
      ...(input.title ? { title: input.title } : {}), ...(input.contactName ? { contactName: input.contactName } : {}), ...(input.contactPhone ? { contactPhone: input.contactPhone } : {}),
      ...(input.category && facts.category ? { category: { ...input.category, ...facts.category.title } } : {}),
      ...(input.external ? { external: { system: input.external.system, number: input.external.number, ...(input.external.class ? { class: input.external.class } : {}) } } : {}),
      ...(input.occurredAt ? { occurredAt: input.occurredAt } : {}),
    }
  },
  example: { source: 'hotline', text: '路口两只垃圾桶满了，袋子堆到了人行道上。', placeText: '学前街与望河路口' },
})

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
