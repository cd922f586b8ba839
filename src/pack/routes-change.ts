// The routes of a district's own changes: what is in force and where from, a change tried and made, an older version taken back.
import { z } from 'zod'
import { change } from '#kernel/change.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { answerRoutes } from './answer/routes.ts'
import { changePack, movedOn, nothingChanged, restorePack } from './change.ts'
import { effectiveOf } from './effective.ts'
import { groundsOf } from './grounds.ts'
import { Overlay } from './overlay.ts'
import { packSchema } from './schema.ts'
import { forgetShelf } from './store.ts'
import { PackContent } from './words.ts'

const Said = z.object({ zh: z.string(), en: z.string() })
const Changes = z.array(z.object({ category: z.string(), condition: z.string().nullable(), field: z.string(), zh: z.string(), en: z.string(), before: Said, after: Said }))
const Done = z.object({ dry_run: z.boolean(), version: z.int().nullable(), base_version: z.int(), changes: Changes, gone: z.array(z.string()), faults: z.array(z.object({ path: z.string(), said: Said })) })
const why = z.string().trim().min(2).max(300).meta({ title: '为什么改', titleEn: 'Why' })
const seen = z.int().min(1).max(2_147_483_647)

const effective = route({
  method: 'GET', path: '/api/pack/{pack}/effective', name: 'pack.effective', permission: 'pack.list', title: { zh: '现行规则与出处', en: 'What is in force and where it comes from' }, problems: [notFound],
  answer: z.object({
    pack: z.string(), version: z.int(), base_version: z.int(), content: PackContent, overlay: Overlay,
    values: z.array(z.object({ category: z.string(), condition: z.string().nullable(), field: z.string(), value: z.unknown(), below: z.unknown(), origin: z.object({ from: z.enum(['shipped', 'sheet', 'district']), version: z.int(), file: z.string().nullable(), line: z.int().nullable(), at: z.string(), by: Said.nullable(), why: z.string().nullable() }) })),
  }),
  run: async ({ actor, params }, { db, memory }) => ({ json: await effectiveOf({ tx: db, district: actor!.district, memory }, params.pack!) }),
})

const Change = z.strictObject({ seen, overlay: Overlay, why, dry_run: z.boolean().optional() })
const edit = route({
  method: 'POST', path: '/api/pack/{pack}/change', name: 'pack.change', permission: 'pack.change', title: { zh: '改规则', en: 'Change a pack' }, input: Change, problems: [notFound, movedOn, nothingChanged], answer: Done,
  example: { seen: 1, overlay: { categories: [{ code: 'waste.exposed', conditions: [{ id: 'heap', limit: { amount: 6, kind: 'work_hour' } }] }] }, why: '冬季作业时间短', dry_run: true },
  run: async (asked, house) => {
    const answer = await change(asked, house, async (tx, now) => {
      const { seen: version, overlay, why: reason, dry_run } = parseInput(Change, asked.input)
      return await changePack(tx, { actor: asked.actor!, now, memory: house.memory }, { pack: asked.params.pack!, seen: version, overlay, why: reason, dryRun: dry_run ?? false })
    })
    forgetShelf(house.memory, asked.actor!.district)
    return answer
  },
})

const Restore = z.strictObject({ seen, version: seen, why })
const restore = route({
  method: 'POST', path: '/api/pack/{pack}/restore', name: 'pack.restore', permission: 'pack.change', title: { zh: '恢复旧版', en: 'Take an older version back' }, input: Restore, problems: [notFound, movedOn, nothingChanged], answer: Done,
  example: { seen: 2, version: 1, why: '试行结束' },
  run: async (asked, house) => {
    const answer = await change(asked, house, async (tx, now) => {
      const given = parseInput(Restore, asked.input)
      return await restorePack(tx, { actor: asked.actor!, now, memory: house.memory }, { pack: asked.params.pack!, ...given })
    })
    forgetShelf(house.memory, asked.actor!.district)
    return answer
  },
})

const schema = route({
  method: 'GET', path: '/api/pack/schema', name: 'pack.schema', permission: 'pack.list', title: { zh: '方案文件的格式', en: 'The shape of a pack file' }, answer: z.record(z.string(), z.unknown()),
  run: async () => ({ json: packSchema() }),
})

const groups = route({
  method: 'GET', path: '/api/pack/groups', name: 'pack.groups', permission: 'pack.list', title: { zh: '成组的单位', en: 'Groups of units' }, answer: z.object({ items: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string(), members: z.int() })) }),
  run: async ({ actor }, { db, memory }) => ({ json: { items: [...(await groundsOf({ tx: db, district: actor!.district, memory })).groups.values()].map(({ code, name, members }) => ({ code, ...name, members: members.length })) } }),
})

export const changes = [schema, groups, ...answerRoutes, effective, edit, restore]
