// Finds the header row of a sheet made by people: a title above it, columns in any order, headings under other names.
import type { Sheet, SheetRow } from './sheet.ts'

/** The place of a cell as people name it: `部件!H12`. Column counts from 0. */
export function place(sheet: string, row: number, column: number): string {
  let letters = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + (rest - 1) % 26) + letters
  return `${sheet}!${letters}${row}`
}

export interface Header<Name extends string> {
  /** The last row of the header; data begin below it. */
  row: SheetRow
  /** Column of each name that was found. */
  columns: Partial<Record<Name, number>>
  /** Columns with a heading nobody asked for, with the heading as written. */
  others: { column: number; heading: string }[]
}

/** A heading without what varies between offices: blanks, full-width forms, brackets and what they hold. */
export const headingOf = (cell: string) => cell.normalize('NFKC').replace(/[\s*:]+/g, '').replace(/\((?:[^()]*)\)/g, '').toLowerCase()
const rowsSearched = 20
/** The lower line of a two-line header: 大类 over 代码 | 名称. */
const lowerLine = /^(代码|编码|编号|代号|名称)$/

/**
 * The row that names most columns, within the first rows. `names` lists synonyms per column, the best first:
 * where two columns of a sheet mean the same, the better synonym wins and the other is among `others`.
 */
export function findHeader<Name extends string>(sheet: Sheet, names: Record<Name, readonly string[]>): Header<Name> | undefined {
  let best: Header<Name> | undefined
  sheet.rows.slice(0, rowsSearched).forEach((row, index) => {
    const lower = sheet.rows[index + 1]
    const two = lower && lower.cells.filter((cell) => cell !== '').length > 1 && lower.cells.every((cell) => cell === '' || lowerLine.test(headingOf(cell)))
    const header = two ? columnsOf({ number: lower.number, cells: joined(row.cells, lower.cells) }, names) : columnsOf(row, names)
    if (!best || Object.keys(header.columns).length > Object.keys(best.columns).length) best = header
  })
  return best && Object.keys(best.columns).length > 0 ? best : undefined
}

function joined(upper: string[], lower: string[]): string[] {
  let group = ''
  return Array.from({ length: Math.max(upper.length, lower.length) }, (_, column) => {
    group = upper[column] || group
    return lower[column] ? group + lower[column] : upper[column] ?? ''
  })
}

function columnsOf<Name extends string>(row: SheetRow, names: Record<Name, readonly string[]>): Header<Name> {
  const columns: Partial<Record<Name, number>> = {}
  const headings = row.cells.map(headingOf)
  for (const name of Object.keys(names) as Name[])
    for (const synonym of names[name]) {
      const column = headings.indexOf(synonym)
      if (column < 0 || Object.values(columns).includes(column)) continue
      columns[name] = column
      break
    }
  const used = new Set<unknown>(Object.values(columns))
  const others = row.cells.flatMap((heading, column) => (heading === '' || used.has(column) ? [] : [{ column, heading }]))
  return { row, columns, others }
}
