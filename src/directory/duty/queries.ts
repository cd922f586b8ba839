// Posts over HTTP, who holds them, the chain of a place at a day, and everything vacant or about to be.
import { z } from 'zod'
import { dayIn } from '#core/day.ts'
import { reachOf, type Actor } from '#kernel/actor.ts'
import type { House } from '#kernel/house.ts'
import { route } from '#kernel/route.ts'
import { notFound, outsideReach } from '#kernel/run.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { withinReach } from '../workbook/book.ts'
import { areaCode, Code, Day, days, doRow, Empty, flag, found, page, paged, Ref, touch, unitCode, Words } from '../fields.ts'
import { codeTaken, refuseTaken } from '../unit/queries.ts'
import { duties, vacancyKinds } from '../words.ts'
import { chainOf, vacanciesOf, type Roster } from './roster.ts'
import { historyOf, listPosts, rosterOf } from './store.ts'

const Holder = z.object({ id: z.uuid(), person: z.uuid(), name: z.string().nullable(), from: z.string(), to: z.string().nullable() })
const Post = z.object({
  id: z.uuid(), code: z.string(), zh: z.string(), en: z.string(), duty: z.enum(duties), unit: z.uuid(), unit_zh: z.string(), unit_en: z.string(), area: z.uuid().nullable(), area_name: z.string().nullable(),
  valid_from: z.string().nullable(), valid_to: z.string().nullable(), mine: z.boolean(), holders: z.array(Holder),
})
const list = route({
  method: 'GET', path: '/api/post', name: 'post.list', permission: 'directory.list', title: { zh: '岗位', en: 'Posts' },
  query: z.strictObject({ ...page, unit: z.uuid().optional(), area: z.uuid().optional(), duty: z.enum(duties).optional(), vacant: flag.default(false), on: Day.optional() }), answer: z.object({ items: z.array(Post), next: z.string().nullable() }),
  run: async ({ actor, query }, { db, clock }) => ({ json: paged(await listPosts(db, actor!, actor!.may.get('person.list'), actor!.may.get('directory.edit'), { ...query, unit: query.unit, area: query.area, duty: query.duty, after: query.after, day: query.on ?? dayIn(clock.now()), limit: query.limit + 1 }), query.limit, (post) => post.code) }),
})
const history = route({
  method: 'GET', path: '/api/post/{id}/history', name: 'post.history', permission: 'directory.list', title: { zh: '历任', en: 'Everybody who held it' }, problems: [notFound], answer: z.object({ items: z.array(Holder) }),
  run: async ({ actor, params }, { db }) => ({ json: { items: await historyOf(db, actor!, actor!.may.get('person.list'), params.id!) } }),
})

const body = { zh: Words(60), en: Empty(Words(80)), duty: z.enum(duties), area: Ref, valid_from: Empty(Day), valid_to: Empty(Day) }
const Make = z.strictObject({ code: Code, unit: z.uuid(), ...body })
const Change = z.strictObject({ ...body, zh: body.zh.optional(), duty: body.duty.optional(), unit: z.uuid().optional() })
const names = { from: 'valid_from', to: 'valid_to' }
const where = (roster: Roster, unit: string, area: string | null | undefined) => ({ units: [unit], area: area ?? roster.units.find((one) => one.id === unit)?.area ?? null })
const make = route({
  method: 'POST', path: '/api/post', name: 'post.make', permission: 'directory.edit', title: { zh: '新建岗位', en: 'Make a post' }, input: Make, creates: true, problems: [codeTaken, outsideReach], answer: z.object({ id: z.uuid() }),
  example: { code: 'huanfa-head', unit: '00000000-0000-7000-8000-000000000000', zh: '总经理', en: 'General manager', duty: 'duty-holder' },
  run: async (asked, house) => {
    const input = parseInput(Make, asked.input)
    return await doRow(asked, house, 'posts', (roster, reach) => {
      refuseTaken(roster.posts.some((post) => post.code === input.code), input.code)
      touch(reach, where(roster, input.unit, input.area))
      return { ...input, unit: unitCode(roster, input.unit), area: areaCode(roster, input.area), ...days(input) }
    }, (plan) => ({ status: 201, json: { id: plan.posts[0]!.id } }), names)
  },
})
const alter = route({
  method: 'POST', path: '/api/post/{id}/change', name: 'post.change', permission: 'directory.edit', title: { zh: '改岗位', en: 'Change a post' }, input: Change, problems: [notFound, outsideReach], answer: z.object({ changed: z.boolean() }), example: { valid_to: '2026-12-31' },
  run: async (asked, house) => {
    const input = parseInput(Change, asked.input)
    return await doRow(asked, house, 'posts', (roster, reach) => {
      const post = found(roster.posts.find((one) => one.id === asked.params.id), 'post')
      touch(reach, where(roster, post.unit, post.area), where(roster, input.unit ?? post.unit, input.area === undefined ? post.area : input.area))
      return { code: post.code, zh: input.zh ?? post.zh, en: input.en === undefined ? post.en : input.en, duty: input.duty ?? post.duty, unit: unitCode(roster, input.unit ?? post.unit), area: areaCode(roster, input.area === undefined ? post.area : input.area), ...days(input) }
    }, (plan) => ({ json: { changed: plan.posts.length > 0 } }), names)
  },
})
const Appoint = z.strictObject({ person: z.uuid(), from: Day.optional(), to: Empty(Day) })
const appoint = route({
  method: 'POST', path: '/api/post/{id}/appoint', name: 'post.appoint', permission: 'directory.edit', title: { zh: '任职', en: 'Appoint' }, input: Appoint, problems: [notFound, outsideReach], answer: z.object({ id: z.uuid().nullable() }),
  example: { person: '00000000-0000-7000-8000-000000000000', from: '2026-11-23' },
  run: async (asked, house) => {
    const input = parseInput(Appoint, asked.input)
    return await doRow(asked, house, 'duties', (roster, reach) => {
      const post = found(roster.posts.find((one) => one.id === asked.params.id), 'post')
      touch(reach, where(roster, post.unit, post.area))
      return { post: post.code, person: roster.people.find((person) => person.id === input.person)?.code ?? input.person, from: input.from ?? null, to: input.to }
    }, (plan) => ({ json: { id: plan.holders[0]?.id ?? null } }))
  },
})
const Dismiss = z.strictObject({ holder: z.uuid(), to: Day })
const dismiss = route({
  method: 'POST', path: '/api/post/{id}/dismiss', name: 'post.dismiss', permission: 'directory.edit', title: { zh: '卸任', en: 'End an appointment' }, input: Dismiss, problems: [notFound, outsideReach], answer: z.object({ changed: z.boolean() }),
  example: { holder: '00000000-0000-7000-8000-000000000000', to: '2026-11-30' },
  run: async (asked, house) => {
    const input = parseInput(Dismiss, asked.input)
    return await doRow(asked, house, 'duties', (roster, reach) => {
      const post = found(roster.posts.find((one) => one.id === asked.params.id), 'post')
      const holder = found(roster.holders.find((one) => one.id === input.holder && one.post === post.id), 'holder')
      touch(reach, where(roster, post.unit, post.area))
      return { post: post.code, person: roster.people.find((person) => person.id === holder.person)?.code ?? null, from: holder.from, to: input.to }
    }, (plan) => ({ json: { changed: plan.holders.length > 0 } }))
  },
})

/** Names only of people the reader may see; the ids of the others are withheld too. */
function shown(roster: Roster, actor: Actor) {
  const reach = actor.may.get('person.list')
  const people = new Map((reach ? withinReach(roster, reach).people : []).map((person) => [person.id, person]))
  const of = <T extends { id: string }>(all: readonly T[], id: string | null) => all.find((one) => one.id === id)
  const said = (thing: { zh: string; en: string } | undefined) => (thing ? { zh: thing.zh, en: thing.en } : null)
  return { name: (id: string | null) => people.get(id ?? '')?.name ?? null, unit: (id: string | null) => said(of(roster.units, id)), area: (id: string | null) => of(roster.areas, id)?.name ?? null, post: (id: string | null) => said(of(roster.posts, id)) }
}
const read = (actor: Actor, { db, memory }: House) => rosterOf({ tx: db, district: actor.district, memory })

const Said = z.object({ zh: z.string(), en: z.string() }).nullable()
const chain = route({
  method: 'GET', path: '/api/duty', name: 'duty.chain', permission: 'directory.list', title: { zh: '责任链', en: 'The chain of duty' }, problems: [notFound],
  query: z.strictObject({ unit: z.uuid().optional(), area: z.uuid().optional(), on: Day.optional() }),
  answer: z.object({ on: z.string(), steps: z.array(z.object({ duty: z.enum(duties), vacant: z.boolean(), unit: z.uuid().nullable(), unit_said: Said, area: z.uuid().nullable(), area_name: z.string().nullable(), post: z.uuid().nullable(), post_said: Said, holders: z.array(Holder) })) }),
  run: async ({ actor, query }, house) => {
    const roster = await read(actor!, house)
    const on = query.on ?? dayIn(house.clock.now())
    // Nothing asked: the district as a whole.
    const area = query.area ?? roster.areas.find((one) => one.parent === null)?.id
    if (query.unit ? !roster.units.some((unit) => unit.id === query.unit) : !roster.areas.some((one) => one.id === area)) throw notFound({ noun: 'unit|area' })
    const show = shown(roster, actor!)
    const steps = chainOf(roster, query.unit ? { unit: query.unit } : { area: area! }, on)
    return { json: { on, steps: steps.map(({ post, holders, ...step }) => ({ ...step, unit_said: show.unit(step.unit), area_name: show.area(step.area), post: post?.id ?? null, post_said: post && { zh: post.zh, en: post.en }, holders: holders.map(({ id, person, from, to }) => ({ id, person, name: show.name(person), from, to })) })) } }
  },
})
const Vacant = z.object({ kind: z.enum(vacancyKinds), unit: z.uuid().nullable(), unit_said: Said, area: z.uuid().nullable(), area_name: z.string().nullable(), post: z.uuid().nullable(), post_said: Said, person: z.uuid().nullable(), name: z.string().nullable(), group: z.string().nullable(), group_said: Said, day: z.string().nullable() })
const vacancies = route({
  method: 'GET', path: '/api/vacancy', name: 'vacancy.list', permission: 'directory.list', title: { zh: '空缺', en: 'Vacancies' },
  query: z.strictObject({ q: page.q, limit: page.limit, after: z.coerce.number().int().min(0).max(1_000_000).default(0), kind: z.enum(vacancyKinds).optional(), unit: z.uuid().optional() }),
  answer: z.object({ items: z.array(Vacant), next: z.string().nullable(), kinds: z.record(z.string(), z.int()), on: z.string() }),
  run: async ({ actor, query }, house) => {
    const roster = await read(actor!, house)
    const on = dayIn(house.clock.now())
    const show = shown(roster, actor!)
    const reach = reachOf(actor!, 'directory.list')
    // 离岗未销号 names a person by what is said of them: only for those who may see people.
    const all = vacanciesOf(roster, on).filter((one) => (reach.all || (one.unit !== null && reach.units.includes(one.unit)) || (one.area !== null && reach.areas.includes(one.area))) && (query.unit === undefined || one.unit === query.unit) && (one.kind !== 'left-with-account' || actor!.may.has('person.list')))
      .map((one) => { const group = roster.groups.find((each) => each.code === one.group); return { ...one, unit_said: show.unit(one.unit), area_name: show.area(one.area), post_said: show.post(one.post), name: show.name(one.person), group_said: group ? { zh: group.zh, en: group.en } : null } })
      .filter((one) => query.q === '' || [one.unit_said?.zh, one.unit_said?.en, one.area_name, one.post_said?.zh, one.name, one.group_said?.zh].some((text) => text?.toLowerCase().includes(query.q.toLowerCase())))
    const kinds = Object.fromEntries(vacancyKinds.map((kind) => [kind, all.filter((one) => one.kind === kind).length]))
    const some = query.kind ? all.filter((one) => one.kind === query.kind) : all
    return { json: { items: some.slice(query.after, query.after + query.limit), next: some.length > query.after + query.limit ? String(query.after + query.limit) : null, kinds, on } }
  },
})

export const dutyRoutes = [list, history, make, alter, appoint, dismiss, chain, vacancies]
