// What can be asked about cases, and the import of messages: the routes beside the verbs.
import { z } from 'zod'
import { reachOf } from '#kernel/actor.ts'
import { change } from '#kernel/change.ts'
import { route } from '#kernel/route.ts'
import { busy, readSheetsApart, tooHeavy } from '#kernel/sheet-thread.ts'
import { sheetProblems } from '#kernel/sheet/problems.ts'
import { notFound } from '#kernel/run.ts'
import { handsOf } from '#kernel/write/hands.ts'
import { lend } from '#kernel/write/numbers.ts'
import { detailOf } from './detail.ts'
import { importMessages } from './import.ts'
import { suggestRoute } from './suggest/route.ts'
import { badCursor, listCases, ListQuery, openUnder, tally } from './list.ts'
import { caseClusters, casePoints, ClusterQuery, MapQuery } from './on-map.ts'
import { stateNames, sourceNames } from './words.ts'

const Row = z.object({ id: z.uuid(), version: z.int(), number: z.string(), state: z.enum(Object.keys(stateNames) as [string, ...string[]]) }).loose()
const List = z.object({ items: z.array(Row), next: z.string().nullable(), count: z.object({ n: z.int(), more: z.boolean() }) })
const Said = z.object({ zh: z.string(), en: z.string() })
const PlaceFault = z.object({ path: z.string(), said: Said })

const list = route({
  method: 'GET', path: '/api/case', name: 'case.list', permission: 'case.list', title: { zh: '案件列表', en: 'List cases' }, query: ListQuery, answer: List, problems: [badCursor],
  run: async ({ actor, query }, { db, clock, memory }) => ({ text: await listCases(db, memory, actor!, reachOf(actor!, 'case.list'), query, clock.now()) }),
})
const map = route({
  method: 'GET', path: '/api/case/map', name: 'case.map', permission: 'case.list', title: { zh: '地图上的案件', en: 'Cases on the map' }, query: MapQuery,
  answer: z.object({ points: z.array(Row.partial().loose()), more: z.boolean() }),
  run: async ({ actor, query }, { db, clock, memory }) => ({ text: await casePoints(db, memory, actor!, reachOf(actor!, 'case.list'), query, clock.now()) }),
})
const waiting = route({
  method: 'GET', path: '/api/case/tally', name: 'case.tally', permission: 'case.list', title: { zh: '等我办的', en: 'What waits for me' },
  answer: z.object({ waiting: z.int(), late: z.int(), next_due: z.string().nullable(), by_state: z.record(z.string(), z.object({ n: z.int(), late: z.int() })) }),
  run: async ({ actor }, { db, clock }) => ({ text: await tally(db, actor!, reachOf(actor!, 'case.list'), clock.now()) }),
})
const one = route({
  method: 'GET', path: '/api/case/{id}', name: 'case.get', permission: 'case.list', title: { zh: '一个案件', en: 'One case' }, answer: Row, problems: [notFound],
  run: async ({ actor, params }, house) => {
    const detail = await detailOf(house, actor!, reachOf(actor!, 'case.list'), params.id!)
    if (!detail) throw notFound({ noun: 'case' })
    return { text: detail.text, headers: { etag: `"${detail.version}"` } }
  },
})
const clusters = route({
  method: 'GET', path: '/api/case/clusters', name: 'case.clusters', permission: 'case.list', title: { zh: '地图上的案件，按格合并', en: 'Cases on the map, gathered in cells' }, query: ClusterQuery,
  answer: z.object({ clusters: z.array(z.object({ lon: z.number(), lat: z.number(), n: z.int(), open: z.int(), late: z.int() })) }),
  run: async ({ actor, query }, { db, clock, memory }) => ({ text: await caseClusters(db, memory, actor!, reachOf(actor!, 'case.list'), query, clock.now()) }),
})
const names = route({
  method: 'GET', path: '/api/case/names', name: 'case.names', title: { zh: '状态与来源的名称', en: 'Names of states and sources' },
  answer: z.object({ states: z.record(z.string(), Said), sources: z.record(z.string(), Said) }),
  run: async () => ({ json: { states: stateNames, sources: sourceNames } }),
})
const messages = route({
  method: 'POST', path: '/api/case/import-messages', name: 'case.import-messages', permission: 'case.import', title: { zh: '导入热线和留言', en: 'Import messages' }, problems: [...sheetProblems, tooHeavy, busy],
  query: z.strictObject({ file: z.string().min(1).max(200).default('messages.xlsx'), 'dry-run': z.enum(['true', 'false']).default('false'), system: z.string().regex(/^[\w-]{1,40}$/).default('hotline') }),
  upload: { maxBytes: 20 * 1024 * 1024, mediaTypes: ['application/octet-stream'] },
  answer: z.object({
    rows: z.int(), added: z.int(), existing: z.int(), faults: z.array(PlaceFault), notes: z.array(PlaceFault), not_ours: z.int(),
    understood: z.array(z.object({ row: z.int(), number: z.string(), title: z.string(), ours: z.boolean(), zh: z.string(), en: z.string(), score: z.int(), words: z.array(z.string()), known: z.boolean() })),
  }),
  run: async (asked, house) => {
    const sheets = await readSheetsApart(asked.bytes, asked.query.file)
    // Not held in the transaction: whoever reports meanwhile must not wait for the end of a sheet.
    const numbers = lend(handsOf(house.db).numbers)
    return await change(asked, house, async (tx, now) => {
      const done = await importMessages(tx, { actor: asked.actor!, now, memory: house.memory, numbers }, { sheets, system: asked.query.system, dryRun: asked.query['dry-run'] === 'true' })
      return { json: done, audit: [] }
    }).catch((error: unknown) => { numbers.undo(); throw error })
  },
})

// Literal paths stand before `{id}`, so that "map" is not taken for an id.
const filedUnder = route({
  method: 'GET', path: '/api/case/filed-under', name: 'case.filed-under', permission: 'case.list', title: { zh: '在办案件用的是哪一版', en: 'Which versions open cases stand under' }, query: z.strictObject({ pack: z.string().max(64) }),
  answer: z.object({ items: z.array(z.object({ version: z.int(), category: z.string(), n: z.int() })) }),
  run: async ({ actor, query }, { db }) => ({ json: { items: await openUnder(db, actor!, reachOf(actor!, 'case.list'), query.pack) } }),
})

export const queries = [list, map, clusters, waiting, names, messages, suggestRoute, filedUnder, one]
