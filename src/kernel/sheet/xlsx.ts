// An .xlsx file as sheets of text: judged part by part first, then read by the library.
import { zipSync } from 'fflate'
import readBook, { type CellValue } from 'read-excel-file/universal'
import type { Sheet } from '#core/sheet.ts'
import { bomb, broken, limits, notASheet, tooLarge, tooMuch } from './problems.ts'
import { directory, inflated } from './zip.ts'

// What the library loses, and what is done about it:
// - merged cells: it shows the value in the top-left cell only, which is just what our readers want;
// - a number with a digits format (3 shown as "03" by the format `00`) comes as 3; readers of codes pad to two digits;
// - percent, currency and thousands formats are not shown: the bare number comes;
// - text runs split by CDATA keep only their last piece (no known program writes such cells);
// - a cell or row without its address is refused as out of place; Excel, WPS, LibreOffice and the usual libraries write addresses.

/** Folders that never hold cells, strings or styles; pictures, charts and comments are not inflated at all. */
const notRead = /^xl\/(media|drawings|theme|charts|chartsheets|comments|threadedComments|persons|pivot\w*|externalLinks|printerSettings|embeddings|ctrlProps|customXml|tables|revisions)\//
const isRead = (name: string) => /^xl\/(?:.*\/)?[^/]+\.xml$/.test(name) && !notRead.test(name) || name === 'xl/_rels/workbook.xml.rels'

export async function readXlsx(bytes: Uint8Array, file: string): Promise<Sheet[]> {
  const parts = directory(bytes, file)
  if (!parts.some((part) => part.name === 'xl/workbook.xml')) throw notASheet({ file, found: nameOf(parts.map((part) => part.name)) })
  const kept: Record<string, Uint8Array> = {}
  const count = { tags: 0, cells: 0, sheetBytes: 0, stringBytes: 0 }
  for (const part of parts.filter((part) => isRead(part.name))) {
    const isCells = !/^xl\/(sharedStrings|styles)[^/]*\.xml$/i.test(part.name)
    count[isCells ? 'sheetBytes' : 'stringBytes'] += part.size
    if (count.sheetBytes > limits.sheetBytes) throw tooLarge({ file, mb: Math.ceil(count.sheetBytes / 1024 / 1024), max: limits.sheetBytes / 1024 / 1024 })
    if (count.stringBytes > limits.stringBytes) throw tooLarge({ file, mb: Math.ceil(count.stringBytes / 1024 / 1024), max: limits.stringBytes / 1024 / 1024 })
    const xml = await inflated(bytes, part, file)
    judge(xml, part.name, count, file)
    kept[part.name] = xml
  }
  return sheetsOf(kept, file)
}

function nameOf(names: string[]): string {
  if (names.some((name) => name.startsWith('word/'))) return 'Word (.docx)'
  if (names.some((name) => name.startsWith('ppt/'))) return 'PowerPoint (.pptx)'
  if (names.includes('xl/workbook.bin')) return 'Excel (.xlsb)'
  if (names.includes('mimetype')) return 'OpenDocument (.ods)'
  return 'zip'
}

/** One pass over the raw XML, so that no address can make the library build a million empty rows, or columns up to XFD. */
function judge(xml: Uint8Array, name: string, count: { tags: number; cells: number }, file: string): void {
  // A byte a character: cheaper than decoding, and every name and address looked for is ASCII.
  const text = Buffer.from(xml.buffer, xml.byteOffset, xml.byteLength).toString('latin1')
  if (text.includes('<!DOCTYPE') || text.includes('<!ENTITY')) throw broken({ file, because: `${name}: DOCTYPE` })
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1))
    if (++count.tags > limits.tags) throw bomb({ file, because: `> ${limits.tags} XML tags` })
  if (name === 'xl/workbook.xml' && (text.match(/<(?:\w+:)?sheet\b/g) ?? []).length > limits.sheets) throw tooMuch({ place: file, what: 'sheets', max: limits.sheets })
  if (name.endsWith('.rels') && (text.match(/<(?:\w+:)?Relationship\b/g) ?? []).length > limits.parts) throw bomb({ file, because: `> ${limits.parts} relationships` })

  let rows = 0
  for (const [, tag, attributes] of text.matchAll(/<(?:\w+:)?(row|c)(?![\w:.-])([^>]*)>?/g)) {
    const address = addressIn(attributes ?? '')
    if (address === undefined) throw broken({ file, because: `${name}: <${tag}>` })
    if (tag === 'c' && ++count.cells > limits.cells) throw tooMuch({ place: file, what: 'cells', max: limits.cells })
    if (tag === 'row' && ++rows > limits.rows) throw tooMuch({ place: file, what: 'rows', max: limits.rows })
    const [, letters = '', digits] = /^([A-Z]{0,3})(\d{1,7})$/.exec(address) ?? []
    if (digits === undefined && address !== '') throw broken({ file, because: `${name}: ${address.slice(0, 20)}` })
    if (Number(digits ?? 0) > limits.rows) throw tooMuch({ place: file, what: 'rows', max: limits.rows })
    if (columnOf(letters) > limits.columns) throw tooMuch({ place: file, what: 'columns', max: limits.columns })
  }
}

/** The `r` of a tag whose attributes are written plainly; '' when it has none; undefined when they are not plain (then nothing may be trusted). */
function addressIn(attributes: string): string | undefined {
  const usual = /^ r="([A-Z]{0,3}\d{1,7})"(?: (?!r=)[a-z]+="[\w:. ]*")*\/?$/.exec(attributes)
  if (usual) return usual[1]
  let address = ''
  let rest = attributes
  for (const pattern = /^\s+([\w:.-]+)\s*=\s*(?:"([^"<&]*)"|'([^'<&]*)')/; ;) {
    const found = pattern.exec(rest)
    if (!found) return /^\s*\/?$/.test(rest) ? address : undefined
    if (found[1] === 'r' || found[1]?.endsWith(':r')) { if (address) return undefined; address = found[2] ?? found[3] ?? '' }
    rest = rest.slice(found[0].length)
  }
}
function columnOf(letters: string): number {
  let column = 0
  for (let i = 0; i < letters.length; i++) column = column * 26 + letters.charCodeAt(i) - 64
  return column
}

async function sheetsOf(kept: Record<string, Uint8Array>, file: string): Promise<Sheet[]> {
  // Handed on as a small stored zip of exactly the judged bytes: the library never meets the original directory.
  const zip = zipSync(kept, { level: 0 })
  try {
    const book = await readBook<string>(zip.buffer as ArrayBuffer, { trim: false, parseNumber: sayNumber })
    return book.map(({ sheet, data }) => ({
      name: sheet,
      // A chart sheet has no data.
      rows: (data ?? []).map((cells, index) => ({ number: index + 1, cells: cells.map(say) })),
    }))
  } catch (cause) {
    throw broken({ file, because: cause instanceof Error ? cause.message.slice(0, 120) : 'xlsx' })
  }
}

/** A number as a person sees it: 15 significant digits as Excel keeps them, no trailing zeros, no exponent for long numbers. */
export function sayNumber(raw: string): string {
  const value = Number(raw)
  if (!Number.isFinite(value)) return ''
  const seen = Number(value.toPrecision(15))
  return Number.isInteger(seen) ? BigInt(seen).toString() : String(seen)
}

function say(value: CellValue<string> | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (!(value instanceof Date)) return String(value)
  // The library cuts milliseconds off below; a second that is no whole fraction of a day would lose one.
  const date = new Date(Math.round(value.getTime() / 1000) * 1000)
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999) return ''
  const iso = date.toISOString()
  // A time of day without a date is a number below 1, which falls on the zeroth day of 1900.
  return date.getTime() < Date.UTC(1900, 0, 0) + 86_400_000 ? iso.slice(11, 19) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
}
