// The routes of trials: one question, a sheet of questions, and every category in every place. They read only.
import { z } from 'zod'
import { problem } from '#core/problem.ts'
import type { Reading } from '#kernel/memory.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { busy, readSheetsApart, tooHeavy } from '#kernel/sheet-thread.ts'
import { sheetProblems } from '#kernel/sheet/problems.ts'
import { asFile, writeSheets } from '#kernel/sheet/write.ts'
import { parseInput, wrongInput } from '#kernel/wrong-input.ts'
import { groundsOf } from './grounds.ts'
import { shelfOf } from './store.ts'
import { matrixOf, trialOf } from './trial.ts'
import { matrixSheet, readAsking } from './trial-sheet.ts'

const outside = problem('pack.trial-outside', 422, () => ({ zh: '这个地点不在本区范围内。请在地图上点本区之内，或选一个辖区。', en: 'This place is outside the district. Choose a point inside it, or an area.' }))
const noPlace = problem('pack.trial-no-place', 422, () => ({ zh: '还没有地点。请在地图上点一下，或选一个辖区。', en: 'There is no place yet. Choose a point on the map, or an area.' }))

const Said = z.object({ zh: z.string(), en: z.string() })
const Trial = z.strictObject({
  pack: z.string().max(64), category: z.string().max(64), condition: z.string().max(64).optional(),
  point: z.strictObject({ lon: z.number().min(73).max(136), lat: z.number().min(3).max(54) }).optional(), area: z.uuid().optional(), owner: z.uuid().optional(), at: z.iso.datetime({ offset: true }).optional(),
})
const Unit = z.object({ id: z.uuid(), code: z.string(), zh: z.string(), en: z.string() })
const TrialAnswer = z.object({
  unit: Unit.nullable(), because: z.object({ said: Said, backstop: z.boolean() }).loose().nullable(), backstop: z.boolean(), area: z.object({ id: z.uuid(), code: z.string(), name: z.string() }),
  category: z.object({ pack: z.string(), version: z.int(), code: z.string(), zh: z.string(), en: z.string() }),
  conditions: z.array(z.object({ id: z.string(), zh: z.string(), en: z.string(), limit: z.object({ amount: z.int(), kind: z.string() }), due: z.string(), provisional: z.boolean() })),
  rows: z.array(z.object({ row: z.int(), to: z.string(), fits: z.boolean(), wins: z.boolean(), said: Said })),
})

const trial = route({
  method: 'POST', path: '/api/pack/trial', name: 'pack.trial', permission: 'pack.list', keyed: false, title: { zh: '试派：会派给谁，为什么', en: 'Trial: who would get it, and why' },
  input: Trial, problems: [notFound, outside, noPlace], answer: TrialAnswer, example: { pack: 'fine-cleaning', category: 'waste.exposed', point: { lon: 120.71, lat: 31.3 } },
  run: async ({ actor, input }, { db, memory, clock }) => {
    const given = parseInput(Trial, input)
    const look: Reading = { tx: db, district: actor!.district, memory }
    const { atlas } = await groundsOf(look)
    const at = given.at ? new Date(given.at) : clock.now()
    const area = given.point ? atlas.areaAt(given.point.lon, given.point.lat, at)?.id : given.area
    if (given.point && !area) throw outside({}, [{ path: 'point', said: outside.example().said }])
    if (!area) throw noPlace({}, [{ path: 'area', said: noPlace.example().said }])
    if (given.owner && !atlas.units.has(given.owner)) throw notFound({ noun: 'unit' })
    const answer = await trialOf(look, { pack: given.pack, category: given.category, condition: given.condition, area, owner: given.owner, at })
    if (!answer) throw notFound({ noun: 'category' })
    return { json: answer }
  },
})

const Query = z.strictObject({ pack: z.string().max(64).optional(), as: z.enum(['json', 'xlsx']).default('json') })
const Cell = z.object({ unit: z.string().nullable(), kind: z.enum(['rule', 'backstop', 'nobody']), row: z.int().nullable(), unmapped: z.boolean() })
const matrix = route({
  method: 'GET', path: '/api/pack/matrix', name: 'pack.matrix', permission: 'pack.list', title: { zh: '每类每格归谁', en: 'Every category in every place' }, query: Query, problems: [notFound],
  answer: z.object({ areas: z.array(z.object({ code: z.string(), name: z.string() })), rows: z.array(z.object({ pack: z.string(), category: z.string(), zh: z.string(), en: z.string(), cells: z.array(Cell) })), counts: z.record(z.string(), z.int()) }),
  run: async ({ actor, query }, { db, memory, clock }) => {
    const look: Reading = { tx: db, district: actor!.district, memory }
    const [grounds, shelf] = [await groundsOf(look), await shelfOf(look)]
    const packs = query.pack === undefined ? shelf.packs : shelf.packs.filter((each) => each.pack === query.pack)
    if (packs.length === 0) throw notFound({ noun: 'pack' })
    const found = matrixOf(grounds, packs, clock.now())
    if (query.as === 'json') return { json: found }
    const unitName = (code: string) => grounds.atlas.unitByCode.get(code)?.zh ?? code
    return asFile(`${query.pack ?? 'packs'}-matrix.xlsx`, await writeSheets([matrixSheet(found, unitName)]))
  },
})

const sheet = route({
  method: 'POST', path: '/api/pack/trial-sheet', name: 'pack.trial-sheet', permission: 'pack.list', keyed: false, title: { zh: '成批试派', en: 'Trials from a sheet' }, problems: [...sheetProblems, tooHeavy, busy],
  query: z.strictObject({ file: z.string().min(1).max(200).default('trial.xlsx'), as: z.enum(['json', 'xlsx']).default('json') }), upload: { maxBytes: 5 * 1024 * 1024, mediaTypes: ['application/octet-stream'] },
  answer: z.object({ rows: z.array(z.object({ row: z.int(), category: z.string(), area: z.string(), unit: z.string().nullable(), kind: z.enum(['rule', 'backstop', 'nobody']), said: Said })), counts: z.record(z.string(), z.int()), faults: z.array(z.object({ path: z.string(), said: Said })) }),
  run: async ({ actor, bytes, query }, { db, memory, clock }) => {
    const sheets = await readSheetsApart(bytes, query.file)
    const look: Reading = { tx: db, district: actor!.district, memory }
    const [grounds, shelf] = [await groundsOf(look), await shelfOf(look)]
    const at = clock.now()
    const { asking, faults } = readAsking(sheets, shelf, grounds.atlas, at)
    const counts = { rule: 0, backstop: 0, nobody: 0 }
    const rows = []
    for (const each of asking) {
      const found = await trialOf(look, { pack: each.pack, category: each.category, area: each.area, at })
      const kind = !found?.unit ? 'nobody' as const : found.backstop ? 'backstop' as const : 'rule' as const
      counts[kind]++
      rows.push({ row: each.row, category: found?.category.zh ?? each.category, area: found?.area.name ?? '', unit: found?.unit?.zh ?? null, kind, said: found?.because?.said ?? { zh: '没有单位负责这里。', en: 'Nobody answers here.' } })
    }
    if (query.as === 'json') return { json: { rows, counts, faults } }
    if (faults.length > 0) throw wrongInput({}, faults.slice(0, 200))
    return asFile('trial.xlsx', await writeSheets([{ name: '试派结果', head: ['行', '类别', '辖区', '单位', '依据', '为什么'], rows: rows.map((each) => [each.row, each.category, each.area, each.unit, { rule: '权责清单', backstop: '属地兜底', nobody: '无人负责' }[each.kind], each.said.zh]), sticky: 1 }]))
  },
})

export const trials = [trial, matrix, sheet]
