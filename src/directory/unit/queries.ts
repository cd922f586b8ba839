// Units over HTTP: found, looked at, made, changed and ended; the names they go by elsewhere; groups and their members.
import { z } from 'zod'
import { dayIn, during } from '#core/day.ts'
import { problem } from '#core/problem.ts'
import { reachOf } from '#kernel/actor.ts'
import { change } from '#kernel/change.ts'
import { route } from '#kernel/route.ts'
import { notFound, outsideReach } from '#kernel/run.ts'
import { parseInput, wrongInput } from '#kernel/wrong-input.ts'
import { membersOf } from '../duty/roster.ts'
import { forgetRoster, rosterOf } from '../duty/store.ts'
import { areaCode, Code, Day, days, doRow, Empty, flag, found, page, paged, Ref, touch, unitCode, Words } from '../fields.ts'
import { atlasOf } from '../atlas.ts'
import { mapAlias } from '../store.ts'
import { unitCode as codeOfUnit, unitKinds } from '../words.ts'
import { aliasesOf, dropAlias, listUnits } from './store.ts'

const Row = z.object({ id: z.uuid(), code: z.string(), zh: z.string(), en: z.string(), kind: z.string(), area: z.uuid().nullable(), parent: z.uuid().nullable(), active: z.boolean(), valid_from: z.string().nullable(), valid_to: z.string().nullable() })
const search = route({
  method: 'GET', path: '/api/unit/search', name: 'unit.search', permission: 'directory.list', title: { zh: '找单位', en: 'Find units' },
  query: z.strictObject({ ...page, kind: z.enum(unitKinds).optional(), active: flag.optional() }), answer: z.object({ items: z.array(Row.extend({ aliases: z.int() })), next: z.string().nullable() }),
  run: async ({ actor, query }, { db }) => ({ json: paged(await listUnits(db, actor!.district, { ...query, kind: query.kind, active: query.active, after: query.after, limit: query.limit + 1 }), query.limit, (unit) => unit.code) }),
})
const Brief = z.object({ id: z.uuid(), zh: z.string(), en: z.string() })
const get = route({
  method: 'GET', path: '/api/unit/{id}', name: 'unit.get', permission: 'directory.list', title: { zh: '一个单位', en: 'One unit' }, problems: [notFound],
  answer: Row.extend({ area_name: z.string().nullable(), parent_unit: Brief.nullable(), children: z.array(Brief), groups: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() })), aliases: z.array(z.string()) }),
  run: async ({ actor, params }, { db, memory, clock }) => {
    const roster = await rosterOf({ tx: db, district: actor!.district, memory })
    const { from, to, ...unit } = found(roster.units.find((one) => one.id === params.id), 'unit')
    const brief = (one: { id: string; zh: string; en: string } | undefined) => (one ? { id: one.id, zh: one.zh, en: one.en } : null)
    const today = dayIn(clock.now())
    return { json: {
      ...unit, valid_from: from, valid_to: to, active: during({ from, to }, today), area_name: roster.areas.find((area) => area.id === unit.area)?.name ?? null,
      parent_unit: brief(roster.units.find((one) => one.id === unit.parent)), children: roster.units.filter((one) => one.parent === unit.id).map(brief),
      groups: roster.groups.filter((group) => membersOf(group, roster.units, today).some((member) => member.id === unit.id)).map(({ code, zh, en }) => ({ code, zh, en })), aliases: await aliasesOf(db, actor!.district, unit.id),
    } }
  },
})

const body = { zh: Words(60), en: Empty(Words(80)), kind: z.enum(unitKinds), parent: Ref, area: Ref, valid_from: Empty(Day), valid_to: Empty(Day) }
const Make = z.strictObject({ code: z.string().trim().regex(codeOfUnit), ...body })
const Change = z.strictObject({ ...body, zh: body.zh.optional(), kind: body.kind.optional() })
export const codeTaken = problem<{ code: string }>('directory.code-taken', 409, ({ code }) => ({ zh: `代码 ${code} 已经有了。请换一个，或去改原来的那个。`, en: `The code ${code} is taken. Choose another, or change what has it.` }))
export const refuseTaken = (is: boolean, code: string) => { if (is) throw codeTaken({ code }, [{ path: 'code', said: codeTaken({ code }).body.said }]) }
const names = { from: 'valid_from', to: 'valid_to' }
const Made = z.object({ id: z.uuid() })
const make = route({
  method: 'POST', path: '/api/unit', name: 'unit.make', permission: 'directory.edit', title: { zh: '新建单位', en: 'Make a unit' }, input: Make, creates: true, problems: [codeTaken, outsideReach], answer: Made, example: { code: 'fire-station', zh: '消防站', en: 'Fire station', kind: 'department' },
  run: async (asked, house) => {
    const input = parseInput(Make, asked.input)
    return await doRow(asked, house, 'units', (roster, reach) => {
      refuseTaken(roster.units.some((unit) => unit.code === input.code), input.code)
      touch(reach, { units: [input.parent ?? null], area: input.area ?? null })
      return { ...input, parent: unitCode(roster, input.parent), area: areaCode(roster, input.area), ...days(input) }
    }, (plan) => ({ status: 201, json: { id: plan.units[0]!.id } }), names)
  },
})
const alter = route({
  method: 'POST', path: '/api/unit/{id}/change', name: 'unit.change', permission: 'directory.edit', title: { zh: '改单位', en: 'Change a unit' }, input: Change, problems: [notFound, outsideReach], answer: z.object({ changed: z.boolean() }), example: { valid_to: '2026-12-31' },
  run: async (asked, house) => {
    const input = parseInput(Change, asked.input)
    return await doRow(asked, house, 'units', (roster, reach) => {
      const unit = found(roster.units.find((one) => one.id === asked.params.id), 'unit')
      touch(reach, { units: [unit.id], area: unit.area }, ...(input.area ? [{ units: [unit.id], area: input.area }] : []))
      return { code: unit.code, zh: input.zh ?? unit.zh, en: input.en === undefined ? unit.en : input.en, kind: input.kind ?? unit.kind, parent: unitCode(roster, input.parent), area: areaCode(roster, input.area), ...days(input) }
    }, (plan) => ({ json: { changed: plan.units.length > 0 } }), names)
  },
})

const aliasTaken = problem<{ unit: string; unitEn: string }>('unit.alias-taken', 409, ({ unit, unitEn }) => ({ zh: `这个名称已经对应“${unit}”。先在那里去掉，再加到这里。`, en: `This name already means "${unitEn}". Take it off there first.` }))
const Alias = z.strictObject({ name: Words(120) })
const Names = z.object({ aliases: z.array(z.string()) })
const alias = (verb: 'alias' | 'drop-alias', title: { zh: string; en: string }) => route({
  method: 'POST', path: `/api/unit/{id}/${verb}`, name: `unit.${verb}`, permission: 'directory.edit', title, input: Alias, problems: [notFound, aliasTaken, outsideReach], answer: Names, example: { name: '市排水服务中心' },
  run: async (asked, house) => {
    const { name } = parseInput(Alias, asked.input)
    const actor = asked.actor!
    const answer = await change(asked, house, async (tx, now) => {
      const atlas = await atlasOf({ tx, district: actor.district, memory: house.memory })
      const unit = found(atlas.units.get(asked.params.id!), 'unit')
      touch(reachOf(actor, 'directory.edit'), { units: [unit.id], area: unit.area })
      if (verb === 'alias') {
        const other = atlas.unitNamed(name)
        if (other && other.id !== unit.id) throw aliasTaken({ unit: other.zh, unitEn: other.en }, [{ path: 'name', said: aliasTaken({ unit: other.zh, unitEn: other.en }).body.said }])
        await mapAlias(tx, actor.district, name, unit.id, actor.account, now)
      } else if (!(await dropAlias(tx, actor.district, unit.id, name))) throw notFound({ noun: 'name' })
      // A name of a unit in somebody's sheet is no personal data; it stands in the log as it does when a pack is mapped.
      return { json: { aliases: await aliasesOf(tx, actor.district, unit.id) }, audit: [{ stream: 'unit', id: unit.id, facts: [{ type: verb === 'alias' ? 'name-mapped' : 'name-unmapped', name } as { type: string }] }] }
    })
    forgetRoster(house.memory, actor.district)
    return answer
  },
})

const Group = z.object({ code: z.string(), zh: z.string(), en: z.string(), auto: z.string().nullable(), members: z.array(Brief.extend({ code: z.string() })) })
const groups = route({
  method: 'GET', path: '/api/group', name: 'group.list', permission: 'directory.list', title: { zh: '单位组', en: 'Groups of units' }, answer: z.object({ items: z.array(Group) }),
  run: async ({ actor }, { db, memory, clock }) => {
    const roster = await rosterOf({ tx: db, district: actor!.district, memory })
    return { json: { items: roster.groups.map((group) => ({ code: group.code, zh: group.zh, en: group.en, auto: group.auto, members: membersOf(group, roster.units, dayIn(clock.now())).map(({ id, code, zh, en }) => ({ id, code, zh, en })) })) } }
  },
})
const SaveGroup = z.strictObject({ code: Code.toLowerCase(), zh: Words(60), en: Empty(Words(80)), auto: Empty(z.enum(unitKinds)), members: z.array(z.uuid()).max(500).optional() })
const saveGroup = route({
  method: 'POST', path: '/api/group', name: 'group.save', permission: 'directory.edit', title: { zh: '改单位组', en: 'Set a group' }, input: SaveGroup, problems: [outsideReach], answer: z.object({ code: z.string() }), example: { code: 'all-schools', zh: '各学校', en: 'All schools', auto: 'school' },
  run: async (asked, house) => {
    const input = parseInput(SaveGroup, asked.input)
    return await doRow(asked, house, 'groups', (roster, reach) => {
      if (!reach.all) throw outsideReach({})
      const strangers = (input.members ?? []).flatMap((id, n) => (roster.units.some((unit) => unit.id === id) ? [] : [{ path: `members.${n}`, said: { zh: '没有这个单位。', en: 'There is no such unit.' } }]))
      if (strangers.length > 0) throw wrongInput({}, strangers)
      return { code: input.code, zh: input.zh, en: input.en, auto: input.auto, members: input.auto ? '' : input.members?.map((id) => unitCode(roster, id)).join('、') }
    }, () => ({ json: { code: input.code } }))
  },
})

export const unitRoutes = [search, get, make, alter, alias('alias', { zh: '加一个别名', en: 'Add a name' }), alias('drop-alias', { zh: '去掉一个别名', en: 'Take a name off' }), groups, saveGroup]
