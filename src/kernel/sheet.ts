// Reads an uploaded spreadsheet, .xlsx or .csv, into sheets of clean text; refuses hostile and hopeless files with a reason.
import type { Sheet, SheetRow } from '#core/sheet.ts'
import { place } from '#core/columns.ts'
import { tidy } from '#core/text.ts'
import { readCsv } from './sheet/csv.ts'
import { empty, encrypted, limits, notASheet, oldFormat, tooLarge, tooMuch } from './sheet/problems.ts'
import { readXlsx } from './sheet/xlsx.ts'

/** Told apart by content: names lie, and offices rename .xls to .xlsx by hand. `fileName` only names the file to the person. */
export async function readSheets(bytes: Uint8Array, fileName: string): Promise<Sheet[]> {
  const file = tidy(fileName.slice(0, 200)) || '?'
  if (bytes.length > limits.fileBytes) throw tooLarge({ file, mb: Math.ceil(bytes.length / 1024 / 1024), max: limits.fileBytes / 1024 / 1024 })
  if (bytes.length === 0) throw empty({ file })
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) throw compound(bytes, file)
  const sheets = startsWith(bytes, [0x50, 0x4b]) ? await readXlsx(bytes, file) : readCsv(bytes, file)
  const clean = cleaned(sheets)
  if (clean.every((sheet) => sheet.rows.length === 0)) throw empty({ file })
  return clean
}

const startsWith = (bytes: Uint8Array, head: number[]) => head.every((byte, index) => bytes[index] === byte)

/** The old container of Office: .xls, an .xlsx under a password, or something else. Its directory names its streams in UTF-16. */
function compound(bytes: Uint8Array, file: string) {
  const has = (name: string) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from(name, 'utf16le'))
  if (has('EncryptedPackage')) return encrypted({ file })
  return has('Workbook') || has('Book') ? oldFormat({ file }) : notASheet({ file, found: 'Office 97–2003' })
}

/** Caps before cleaning: normalising long runs of marks is slow. Rows without text are left out; row numbers stay those of the file. */
function cleaned(sheets: Sheet[]): Sheet[] {
  let chars = 0
  // A shared string may stand in a million cells: cleaned once.
  const seen = new Map<string, string>()
  return sheets.map(({ name, rows }) => {
    const title = tidy(name.slice(0, 200)) || '?'
    const cell = (raw: string, row: number, column: number) => {
      if (raw === '') return ''
      if (raw.length > limits.cellChars) throw tooMuch({ place: place(title, row, column), what: 'characters in one cell', max: limits.cellChars })
      chars += raw.length
      if (chars > limits.chars) throw tooMuch({ place: title, what: 'characters', max: limits.chars })
      const known = seen.get(raw)
      if (known !== undefined) return known
      const text = tidy(raw)
      seen.set(raw, text)
      return text
    }
    const texts = rows.map((row): SheetRow => ({ number: row.number, cells: row.cells.map((raw, column) => cell(raw, row.number, column)) }))
    return { name: title, rows: texts.filter((row) => row.cells.some((text) => text !== '')) }
  })
}
