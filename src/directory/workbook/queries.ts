// The workbook over HTTP: a template, an export with its reason on record, an import tried first.
import { z } from 'zod'
import { freeText } from '#core/free.ts'
import { reachOf } from '#kernel/actor.ts'
import { change } from '#kernel/change.ts'
import { keepTexts, storeTexts } from '#kernel/kept.ts'
import { nameId } from '#kernel/log.ts'
import { route } from '#kernel/route.ts'
import { outsideReach } from '#kernel/run.ts'
import { busy, readSheetsApart, tooHeavy } from '#kernel/sheet-thread.ts'
import { sheetProblems } from '#kernel/sheet/problems.ts'
import { asFile } from '#kernel/sheet/write.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { flag } from '../fields.ts'
import { forgetRoster, readRoster } from '../duty/store.ts'
import { exampleRows, rowsFor, starred, withinReach, writeWorkbook } from './book.ts'
import { ALONE, inClear, mayTake, needsTwo, notAgreed, orderClear } from './clear.ts'
import { sheetNames } from './columns.ts'
import { importWorkbook } from './import.ts'

const template = route({
  method: 'GET', path: '/api/workbook/template', name: 'workbook.template', permission: 'directory.list', title: { zh: '下载模板', en: 'The template' },
  run: async () => asFile('dianfan-units-template.xlsx', await writeWorkbook(exampleRows())),
})

const Export = z.strictObject({ reason: freeText(200), clear: z.boolean().default(false), order: z.uuid().optional() })
/** Names are personal data: who took them, when and why stands in the log. Numbers go out in clear only where they may be seen in clear, only of those people, and many only by two. */
const out = route({
  method: 'POST', path: '/api/workbook/export', name: 'workbook.export', permission: 'person.export', limit: 'exports', keyed: false, problems: [needsTwo, notAgreed], title: { zh: '导出单位和人员', en: 'Export units and people' }, input: Export, example: { reason: '年度核对' },
  run: async (asked, house) => {
    const actor = asked.actor!
    const { input, kept } = keepTexts(Export, parseInput(Export, asked.input))
    if (input.clear) reachOf(actor, 'person.reveal')
    let bytes = new Uint8Array()
    await change(asked, house, async (tx, now) => {
      const whole = await readRoster(tx, actor.district)
      const roster = withinReach(whole, reachOf(actor, 'person.export'))
      const open = input.clear ? inClear(whole, actor) : new Set<string>()
      await mayTake(tx, actor, open.size, input.order, now)
      const phone = (written: string, person: string) => (open.has(person) ? written : starred(written))
      bytes = await writeWorkbook(rowsFor(roster, phone))
      const id = nameId('workbook', 'directory')
      await storeTexts(tx, { district: actor.district, stream: 'workbook', id }, kept, now)
      return { json: {}, audit: [{ stream: 'workbook', id, facts: [{ type: 'exported', people: roster.people.length, clear: open.size, ...(input.order && open.size > ALONE ? { approval: input.order } : {}), reason: input.reason } as { type: string }] }] }
    })
    return asFile('dianfan-units.xlsx', bytes)
  },
})

const Import = z.strictObject({ file: z.string().min(1).max(200).default('units.xlsx'), 'dry-run': flag.default(false) })
const Place = z.object({ path: z.string(), said: z.object({ zh: z.string(), en: z.string() }) })
const take = route({
  method: 'POST', path: '/api/workbook/import', name: 'workbook.import', permission: 'directory.edit', title: { zh: '导入单位和人员', en: 'Import units and people' }, problems: [...sheetProblems, tooHeavy, busy, outsideReach],
  query: Import, upload: { maxBytes: 20 * 1024 * 1024, mediaTypes: ['application/octet-stream'] },
  answer: z.object({ dry_run: z.boolean(), sheets: z.array(z.object({ sheet: z.enum(sheetNames), new: z.int(), changed: z.int(), unchanged: z.int(), ended: z.int() })), changes: z.int(), accounts: z.int(), faults: z.array(Place), notes: z.array(Place), roles: z.int(), waiting: z.int(), waits: z.array(Place), pending: z.uuid().optional() }),
  run: async (asked, house) => {
    const sheets = await readSheetsApart(asked.bytes, asked.query.file)
    // A trial is not kept under its key: what its faults quote may be somebody's name in the wrong column.
    if (asked.query['dry-run']) return { json: await house.db.transaction().execute((tx) => importWorkbook(tx, { actor: asked.actor!, now: house.clock.now(), house }, { sheets, dryRun: true })) }
    const answer = await change(asked, house, async (tx, now) => ({ json: await importWorkbook(tx, { actor: asked.actor!, now, house }, { sheets, dryRun: false }), audit: [] }))
    forgetRoster(house.memory, asked.actor!.district)
    house.sessions.forget()
    return answer
  },
})

export const workbookRoutes = [template, out, orderClear, take]
