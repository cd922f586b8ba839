// A workbook given out: every value as the text or the number it is, so that a cell which begins with = stays the words it is.
import writeBook from 'write-excel-file/node'
import type { Answer } from '../route.ts'

export type Cell = string | number | null | undefined
/** A sheet of rows under a head that stays in sight, or one of sentences. */
export type OutSheet =
  | { name: string; head: readonly string[]; rows: readonly (readonly Cell[])[]; widths?: readonly number[]; /** Headings that must be filled in. */ needed?: readonly boolean[]; /** Columns that stay in sight. */ sticky?: number }
  | { name: string; sentences: readonly string[] }

const ink = '#0B5B5E', wash = '#E6F1F0', plain = '#F4F6F5'
const cellOf = (value: Cell) => (value === null || value === undefined || value === '' ? null : typeof value === 'number' ? { value, type: Number } : { value, type: String })

export async function writeSheets(sheets: readonly OutSheet[]): Promise<Uint8Array<ArrayBuffer>> {
  const made = sheets.map((sheet) => {
    if ('sentences' in sheet) return { sheet: sheet.name, columns: [{ width: 110 }], data: sheet.sentences.map((value, n) => [{ value, type: String, wrap: true, ...(n === 0 ? { fontWeight: 'bold' as const } : {}) }]) }
    const head = sheet.head.map((value, n) => ({ value, type: String, fontWeight: 'bold' as const, textColor: ink, backgroundColor: sheet.needed?.[n] ? wash : plain }))
    return { sheet: sheet.name, stickyRowsCount: 1, ...(sheet.sticky ? { stickyColumnsCount: sheet.sticky } : {}), ...(sheet.widths ? { columns: sheet.widths.map((width) => ({ width })) } : {}), data: [head, ...sheet.rows.map((row) => row.map(cellOf))] }
  })
  return new Uint8Array(await writeBook(made).toBuffer())
}

const mediaTypes = { xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', csv: 'text/csv; charset=utf-8', geojson: 'application/geo+json' } as const
/** The answer of a route that gives a file out; its kind is told by the end of its name, of which every letter is ours. */
export const asFile = (name: `${string}.${keyof typeof mediaTypes}`, content: Uint8Array<ArrayBuffer> | string): Answer =>
  ({ bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content, mediaType: mediaTypes[name.slice(name.lastIndexOf('.') + 1) as keyof typeof mediaTypes], headers: { 'content-disposition': `attachment; filename="${name}"` } })
