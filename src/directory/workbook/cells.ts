// The rows of the workbook's sheets as named cells, and what can be wrong with one cell: said with its place and what would be right. Pure.
import { place } from '#core/columns.ts'
import { isDay, readDay, type Span } from '#core/day.ts'
import { near } from '#core/near.ts'
import type { Fault, Said } from '#core/problem.ts'
import type { Sheet } from '#core/sheet.ts'
import { book, columnsOf, headerOf, sheetNames, sheetOf, type SheetName } from './columns.ts'

/** What the file itself brings, by what it is called, and the faults that only follow from another row's. */
interface Named { names: Readonly<Record<string, ReadonlySet<string>>>; behind: Fault[] }

export class Row {
  readonly number: number
  readonly #cells: Record<string, string>
  readonly #columns: Record<string, number>
  readonly #sheet: string
  readonly #faults: Fault[]
  readonly #named: Named
  constructor(sheet: string, number: number, cells: Record<string, string>, columns: Record<string, number>, faults: Fault[], named: Named) {
    this.#sheet = sheet; this.number = number; this.#cells = cells; this.#columns = columns; this.#faults = faults; this.#named = named
  }
  /** Whether the sheet has the column at all; a column that is not there changes nothing. */
  has(column: string): boolean { return this.#columns[column] !== undefined }
  text(column: string): string { return this.#cells[column] ?? '' }
  at(column: string): string { return place(this.#sheet, this.number, this.#columns[column] ?? 0) }
  wrong(column: string, zh: string, en: string): undefined { return this.#told(this.#faults, column, zh, en) }
  #told(faults: Fault[], column: string, zh: string, en: string): undefined {
    faults.push({ path: this.at(column), said: { zh, en } })
    return undefined
  }
  /** Text of at most so many characters, and nothing a spreadsheet could take for a formula. */
  words(column: string, max: number, needed = false): string | undefined {
    const text = this.text(column)
    if (text === '') return needed ? this.wrong(column, '这一格必填。', 'This cell is needed.') : ''
    if (/^[=@]|^[+-](?![\d\s-]+$)/.test(text)) return this.wrong(column, '以 = + - @ 开头，像公式。请改成文字。', 'Begins with = + - or @ as a formula does. Write plain text.')
    if ([...text].length > max) return this.wrong(column, `最多${max}个字，这里有${[...text].length}个。`, `At most ${max} characters; here are ${[...text].length}.`)
    return text
  }
  code(column: string, pattern: RegExp, says: Said): string | undefined {
    const text = this.words(column, 63, true)
    if (text === undefined || pattern.test(text)) return text
    return this.wrong(column, `“${text.slice(0, 40)}”不能作代码：${says.zh}`, `"${text.slice(0, 40)}" cannot be a code: ${says.en}`)
  }
  /** One of a list, by its word in either language or its code. */
  oneOf<T extends string>(column: string, names: Record<T, Said>): T | undefined {
    const text = this.words(column, 60, true)
    if (!text) return undefined
    const found = (Object.keys(names) as T[]).find((code) => [code, names[code].zh, names[code].en].some((name) => name.toLowerCase() === text.toLowerCase()))
    if (found) return found
    const all = Object.values<Said>(names)
    const meant = near(text, all.flatMap((said) => [said.zh, said.en]))
    return this.wrong(column, `没有“${text.slice(0, 40)}”这一项${meant ? `；是不是“${meant}”` : ''}。可写：${all.map((said) => said.zh).join('、')}。`, `There is no "${text.slice(0, 40)}"${meant ? `; do you mean "${meant}"` : ''}. One of: ${all.map((said) => said.en).join(', ')}.`)
  }
  /** Something the directory knows, by what it is called; the nearest name is proposed. */
  known<T>(column: string, find: (text: string) => T | undefined, names: () => Iterable<string>, what: Said, text = this.words(column, 120)): T | undefined {
    if (!text) return undefined
    const found = find(text)
    if (found !== undefined) return found
    // It stands in this very file, in a row that is itself wrong: that row is told, not every row that speaks of it.
    const last = this.#named.names[what.en]?.has(text) ? this.#named.behind : this.#faults
    // Near names cost time; a file with hundreds of strangers has another trouble than a slip of the pen.
    const meant = this.#faults.length < 200 ? near(text, names()) : undefined
    return this.#told(last, column, `没有${what.zh}“${text.slice(0, 40)}”${meant ? `；是不是“${meant}”` : ''}。`, `There is no ${what.en} "${text.slice(0, 40)}"${meant ? `; do you mean "${meant}"` : ''}.`)
  }
  /** The days of a row; undefined when one is wrong. A missing column keeps what was there. */
  span(before: Span): Span | undefined {
    const one = (column: 'from' | 'to'): string | null | undefined => {
      if (!this.has(column)) return before[column]
      const text = this.text(column)
      if (text === '') return null
      const day = readDay(text)
      return day && isDay(day) ? day : this.wrong(column, `“${text.slice(0, 20)}”不是日期，请写成 2026-01-31。`, `"${text.slice(0, 20)}" is no day; write it as 2026-01-31.`)
    }
    const from = one('from'), to = one('to')
    if (from === undefined || to === undefined) return undefined
    if (from !== null && to !== null && to < from) return this.wrong('to', `截止日 ${to} 早于起始日 ${from}。`, `It ends on ${to}, before it begins on ${from}.`)
    return { from, to }
  }
}

/** Far above any district; keeps one request from holding up all others. */
const MOST = 5000
export interface Rows { rows: Record<SheetName, Row[]>; behind: Fault[]; notes: Fault[]; seen: SheetName[] }
/** Every sheet that is ours, row by row; blank rows are nothing. A sheet nobody knows is noted, a needed column that is missing is a fault. */
export function rowsOf(sheets: readonly Sheet[], faults: Fault[]): Rows {
  const rows = Object.fromEntries(sheetNames.map((name) => [name, [] as Row[]])) as Record<SheetName, Row[]>
  const notes: Fault[] = []
  const seen: SheetName[] = []
  const names = { unit: new Set<string>(), 'post code': new Set<string>(), 'staff number': new Set<string>() }
  const named: Named = { names, behind: [] }
  for (const sheet of sheets) {
    const name = sheetOf(sheet.name)
    if (!name) {
      if (!/^(说明|notes?|readme)/i.test(sheet.name)) notes.push({ path: sheet.name, said: { zh: `不认识的工作表，没有读。认识的有：${sheetNames.map((each) => book[each].zh).join('、')}。`, en: `Unknown sheet, not read. Known are: ${sheetNames.map((each) => book[each].en).join(', ')}.` } })
      continue
    }
    if (seen.includes(name)) { faults.push({ path: sheet.name, said: { zh: `“${book[name].zh}”有两张表，请合成一张。`, en: `"${book[name].en}" stands there twice; make it one sheet.` } }); continue }
    if (sheet.rows.every((row) => row.cells.every((cell) => cell === ''))) continue
    seen.push(name)
    const header = headerOf(sheet, name)
    const missing = columnsOf(name).filter(([column, about]) => about.needed && header?.columns[column] === undefined)
    if (!header || missing.length > 0) {
      faults.push({ path: place(sheet.name, header?.row.number ?? 1, 0), said: { zh: `缺少这几列：${missing.map(([, about]) => about.zh).join('、')}。请用模板里的表头。`, en: `These columns are missing: ${missing.map(([, about]) => about.en).join(', ')}. Use the headings of the template.` } })
      continue
    }
    for (const { column, heading } of header.others) notes.push({ path: place(sheet.name, header.row.number, column), said: { zh: `“${heading.slice(0, 40)}”这一列没有读。`, en: `The column "${heading.slice(0, 40)}" was not read.` } })
    if (sheet.rows.length > MOST + header.row.number) { faults.push({ path: sheet.name, said: { zh: `有${sheet.rows.length}行，一张表最多${MOST}行。请分几次导入。`, en: `${sheet.rows.length} rows; a sheet takes at most ${MOST}. Import it in parts.` } }); continue }
    const columns = header.columns as Record<string, number>
    for (const row of sheet.rows) {
      if (row.number <= header.row.number || row.cells.every((cell) => cell === '')) continue
      rows[name].push(new Row(sheet.name, row.number, Object.fromEntries(Object.entries(columns).map(([column, at]) => [column, row.cells[at] ?? ''])), columns, faults, named))
    }
  }
  for (const row of rows.units) for (const column of ['code', 'zh']) names.unit.add(row.text(column))
  for (const row of rows.posts) names['post code'].add(row.text('code'))
  for (const row of rows.people) names['staff number'].add(row.text('code'))
  if (seen.length === 0 && faults.length === 0) faults.push({ path: sheets[0]?.name ?? '', said: { zh: `没有找到可读的工作表。工作表名称要是：${sheetNames.map((each) => book[each].zh).join('、')}，至少一张。`, en: `No sheet to read. Sheets must be named ${sheetNames.map((each) => book[each].en).join(', ')}; at least one.` } })
  return { rows, notes, seen, behind: named.behind }
}
