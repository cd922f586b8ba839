// People over HTTP: within reach, numbers starred; made, changed, gone; a number in clear only with a reason that stands in the log.
import { z } from 'zod'
import { dayIn } from '#core/day.ts'
import { freeText } from '#core/free.ts'
import { reachOf } from '#kernel/actor.ts'
import { change } from '#kernel/change.ts'
import { keepTexts, storeTexts } from '#kernel/kept.ts'
import { route } from '#kernel/route.ts'
import { notFound, outsideReach } from '#kernel/run.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { Code, Day, days, doRow, Empty, flag, found, page, paged, Ref, touch, unitCode, Words } from '../fields.ts'
import { codeTaken, refuseTaken } from '../unit/queries.ts'
import { listPeople, personWritten } from './store.ts'

const Person = z.object({
  id: z.uuid(), code: z.string().nullable(), name: z.string().nullable(), phone: z.string().nullable(), unit: z.uuid().nullable(), unit_zh: z.string().nullable(), unit_en: z.string().nullable(), valid_from: z.string().nullable(), valid_to: z.string().nullable(),
  mine: z.boolean(), login: z.string().nullable(), active: z.boolean().nullable(), posts: z.array(z.object({ id: z.uuid(), zh: z.string(), en: z.string(), unit_zh: z.string(), unit_en: z.string() })),
})
const list = route({
  method: 'GET', path: '/api/person', name: 'person.list', permission: 'person.list', title: { zh: '人员', en: 'People' },
  query: z.strictObject({ ...page, unit: z.uuid().optional(), left: flag.optional() }), answer: z.object({ items: z.array(Person), next: z.string().nullable() }),
  run: async ({ actor, query }, { db, clock }) => ({ json: paged(await listPeople(db, actor!, reachOf(actor!, 'person.list'), actor!.may.get('directory.edit'), { ...query, unit: query.unit, left: query.left, after: query.after, day: dayIn(clock.now()), limit: query.limit + 1 }), query.limit, (person) => person.code) }),
})

const Phone = z.string().trim().max(24).regex(/^\+?[0-9][0-9 -]{4,22}$/)
const Make = z.strictObject({ code: Code, name: Words(40), phone: Empty(Phone), unit: Ref, valid_from: Empty(Day) })
const Change = z.strictObject({ name: Words(40).optional(), phone: Empty(Phone), unit: Ref, valid_from: Empty(Day), valid_to: Empty(Day) })
const names = { from: 'valid_from', to: 'valid_to' }
const place = (roster: { units: readonly { id: string; area: string | null }[] }, unit: string | null | undefined) => ({ units: [unit ?? null], area: roster.units.find((one) => one.id === unit)?.area ?? null })
const make = route({
  method: 'POST', path: '/api/person', name: 'person.make', permission: 'directory.edit', title: { zh: '登记人员', en: 'Register a person' }, input: Make, creates: true, problems: [codeTaken, outsideReach], answer: z.object({ id: z.uuid() }), example: { code: 'S-0107', name: '…', unit: '00000000-0000-7000-8000-000000000000' },
  run: async (asked, house) => {
    const input = parseInput(Make, asked.input)
    return await doRow(asked, house, 'people', (roster, reach) => {
      refuseTaken(roster.people.some((person) => person.code === input.code), input.code)
      touch(reach, place(roster, input.unit))
      return { code: input.code, name: input.name, phone: input.phone, unit: unitCode(roster, input.unit), ...days(input) }
    }, (plan) => ({ status: 201, json: { id: plan.people[0]!.id } }), names)
  },
})
const alter = route({
  method: 'POST', path: '/api/person/{id}/change', name: 'person.change', permission: 'directory.edit', title: { zh: '改人员', en: 'Change a person' }, input: Change, problems: [notFound, outsideReach], answer: z.object({ changed: z.boolean() }), example: { valid_to: '2026-12-31' },
  run: async (asked, house) => {
    const input = parseInput(Change, asked.input)
    return await doRow(asked, house, 'people', (roster, reach) => {
      const person = found(roster.people.find((one) => one.id === asked.params.id && one.code !== null && !one.erased), 'person')
      touch(reach, place(roster, person.unit), place(roster, input.unit === undefined ? person.unit : input.unit))
      return { code: person.code, name: input.name ?? person.name, phone: input.phone, unit: unitCode(roster, input.unit), ...days(input) }
    }, (plan) => ({ json: { changed: plan.people.length > 0 } }), names)
  },
})

const Reveal = z.strictObject({ reason: freeText(200) })
/** Not keyed: a kept answer would keep the number. Looking twice stands in the log twice. */
const reveal = route({
  method: 'POST', path: '/api/person/{id}/reveal', name: 'person.reveal', permission: 'person.reveal', keyed: false, title: { zh: '查看手机号', en: 'See a phone number' }, input: Reveal, problems: [notFound], answer: z.object({ name: z.string().nullable(), phone: z.string().nullable() }), example: { reason: '电话通知到场' },
  run: async (asked, house) => {
    const actor = asked.actor!
    const { input, kept } = keepTexts(Reveal, parseInput(Reveal, asked.input))
    let person: Awaited<ReturnType<typeof personWritten>>
    await change(asked, house, async (tx, now) => {
      person = found(await personWritten(tx, actor, reachOf(actor, 'person.reveal'), asked.params.id!), 'person')
      await storeTexts(tx, { district: actor.district, stream: 'person', id: person.id }, kept, now)
      return { json: {}, audit: [{ stream: 'person', id: person.id, facts: [{ type: 'revealed', reason: input.reason } as { type: string }] }] }
    })
    return { json: { name: person!.name, phone: person!.phone } }
  },
})

export const personRoutes = [list, make, alter, reveal]
