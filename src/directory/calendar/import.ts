// Rosters from a sheet: one row a crew with the windows of each weekday; every row that is wrong is named, and then none is kept.
import { z } from 'zod'
import { findHeader, place } from '#core/columns.ts'
import { dayIn, readDay } from '#core/day.ts'
import type { Fault, Said } from '#core/problem.ts'
import { route } from '#kernel/route.ts'
import { stale, versionNeeded } from '#kernel/run.ts'
import { busy, readSheetsApart, tooHeavy } from '#kernel/sheet-thread.ts'
import { sheetProblems } from '#kernel/sheet/problems.ts'
import { aliases, units } from '../store.ts'
import { applied, faultsOf } from './book.ts'
import { calendarWrong } from './problems.ts'
import { makeChanges } from './routes.ts'
import { readBook } from './store.ts'
import { Change, readSpans } from './words.ts'

/** More crews than a district has. */
const ROWS_MAX = 500
const names = {
  unit: ['单位', '责任单位', '单位名称', 'unit'], crew: ['班组', '班次', '班', 'crew'], from: ['生效日期', '生效日', '从', 'from'],
  d1: ['周一', '星期一', 'monday', 'mon'], d2: ['周二', '星期二', 'tuesday', 'tue'], d3: ['周三', '星期三', 'wednesday', 'wed'], d4: ['周四', '星期四', 'thursday', 'thu'],
  d5: ['周五', '星期五', 'friday', 'fri'], d6: ['周六', '星期六', 'saturday', 'sat'], d7: ['周日', '星期日', '星期天', 'sunday', 'sun'],
} as const
type Column = keyof typeof names
/** Words for a free day in such sheets. */
const isFree = (text: string) => /^(休|休息|-|—|\/|off)?$/i.test(text)

export const rosterImport = route({
  method: 'POST', path: '/api/roster/import', name: 'roster.import', permission: 'calendar.edit', title: { zh: '导入班次', en: 'Import rosters' }, versioned: true,
  problems: [...sheetProblems, tooHeavy, busy, calendarWrong, stale, versionNeeded],
  query: z.strictObject({ file: z.string().min(1).max(200).default('rosters.xlsx'), 'dry-run': z.enum(['true', 'false']).default('false') }),
  upload: { maxBytes: 5 * 1024 * 1024, mediaTypes: ['application/octet-stream'] },
  answer: z.object({ rows: z.int(), crews: z.int(), faults: z.array(z.object({ path: z.string(), said: z.object({ zh: z.string(), en: z.string() }) })) }),
  run: async (asked, house) => {
    const sheets = await readSheetsApart(asked.bytes, asked.query.file), district = asked.actor!.district
    const [all, named, now] = [await units(house.db, district), await aliases(house.db, district), dayIn(house.clock.now())]
    const unitOf = (text: string) => all.find((unit) => unit.zh === text || unit.en.toLowerCase() === text.toLowerCase() || unit.code === text)?.id ?? named.get(text)
    const faults: Fault[] = [], changes: Change[] = [], places: string[] = []
    let book = await readBook(house.db, district), read = 0
    for (const sheet of sheets) {
      const header = findHeader<Column>(sheet, names)
      const missing = (['unit', 'crew', 'from'] as const).filter((name) => header?.columns[name] === undefined)
      if (!header || missing.length > 0) { faults.push({ path: sheet.name, said: { zh: `没有找到表头：${missing.map((name) => names[name][0]).join('、')}。第一行写“单位、班组、生效日期、周一……周日”。`, en: `No header found for: ${missing.join(', ')}. The first row should read unit, crew, from, Monday … Sunday.` } }); continue }
      read++
      const rows = sheet.rows.filter((each) => each.number > header.row.number)
      if (rows.length > ROWS_MAX) faults.push({ path: place(sheet.name, rows[ROWS_MAX]!.number, 0), said: { zh: `一张表最多${ROWS_MAX}行，这张有${rows.length}行。请分成几份导入。`, en: `A sheet may hold ${ROWS_MAX} rows; this one has ${rows.length}. Import it in parts.` } })
      for (const row of rows.slice(0, ROWS_MAX)) {
        const cell = (name: Column) => { const column = header.columns[name]; return column === undefined ? '' : (row.cells[column] ?? '').trim() }
        const wrong = (name: Column, said: Said) => { faults.push({ path: place(sheet.name, row.number, header.columns[name] ?? 0), said }) }
        const before = faults.length
        const unit = unitOf(cell('unit')), from = readDay(cell('from'))
        if (!unit) wrong('unit', { zh: `没有叫“${cell('unit').slice(0, 40)}”的单位`, en: `there is no unit called "${cell('unit').slice(0, 40)}"` })
        if (!from) wrong('from', { zh: '应是存在的日子，写作 2027-01-04', en: 'should be a day that exists, written 2027-01-04' })
        if (cell('crew') === '' || cell('crew').length > 40) wrong('crew', { zh: '班组要有名称，不超过40个字', en: 'a crew needs a name of at most 40 characters' })
        const week: Record<string, [number, number][]> = {}
        for (const day of [1, 2, 3, 4, 5, 6, 7] as const) {
          const text = cell(`d${day}`), spans = isFree(text) ? [] : readSpans(text)
          if (!spans || spans.length > 4) wrong(`d${day}`, { zh: `“${text.slice(0, 40)}”应写作 06:00-14:00，几段用逗号隔开；休息留空`, en: `"${text.slice(0, 40)}" should read 06:00-14:00, several separated by commas; leave a free day empty` })
          else if (spans.length > 0) week[day] = spans as [number, number][]
        }
        if (faults.length > before) continue
        const parsed = Change.safeParse({ kind: 'roster', unit, crew: cell('crew'), from, week })
        if (!parsed.success) { wrong('from', { zh: '这一天不存在', en: 'this day does not exist' }); continue }
        const found = faultsOf(book, parsed.data, now, { unit: () => true })
        for (const fault of found) {
          const day = /^change\.week\.(\d)/.exec(fault.path)?.[1]
          wrong(day ? (`d${day}` as Column) : 'from', fault.said)
        }
        if (found.length > 0) continue
        book = applied(book, parsed.data)
        changes.push(parsed.data)
        places.push(place(sheet.name, row.number, header.columns.unit!))
      }
    }
    // No sheet of rosters at all: refused, not a sheet with mistakes.
    if (read === 0) throw calendarWrong({ n: faults.length }, faults)
    const answer = { rows: changes.length + new Set(faults.map((fault) => fault.path.replace(/[A-Z]+(\d+)$/, '$1'))).size, crews: changes.length, faults }
    if (asked.query['dry-run'] === 'true' || faults.length > 0 || changes.length === 0) return { json: answer }
    await makeChanges(asked, house, changes, places)
    return { json: answer }
  },
})
