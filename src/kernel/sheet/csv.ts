// A .csv file as one sheet of text: the encoding and the separator found out, quotes and line breaks inside cells kept.
import { CsvError, parse } from 'csv-parse/sync'
import type { Sheet } from '#core/sheet.ts'
import { broken, limits, notASheet, tooMuch } from './problems.ts'

export function readCsv(bytes: Uint8Array, file: string): Sheet[] {
  let text = decode(bytes, file)
  // Excel's own hint about the separator stands in the first line and is no row.
  const hint = /^sep=([,;\t])\r?\n/i.exec(text)
  if (hint) text = text.slice(hint[0].length)
  return [{ name: file.replace(/^.*[\\/]/, '').replace(/\.\w{1,5}$/, ''), rows: rowsOf(text, hint?.[1] ?? separatorOf(text), file) }]
}

/** UTF-16 with its mark, UTF-8 with or without, else GB18030, which every GBK and GB2312 file also is. */
function decode(bytes: Uint8Array, file: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  if (bytes.includes(0)) throw notASheet({ file, found: 'binary' })
  const utf8 = strict('utf-8', bytes)
  if (utf8 !== undefined) return plain(utf8, file)
  const gb = strict('gb18030', bytes)
  // Chinese UTF-8 with one damaged byte often reads as GB18030 too, as nonsense: mostly good UTF-8 is never taken for GB18030.
  const { wide, bad } = damageOf(bytes)
  if (gb === undefined || bad * 10 < wide) {
    // Random bytes (a picture, a program) are bad everywhere; a sheet has a few damaged places.
    if (gb === undefined && bad * 2 > wide) throw notASheet({ file, found: 'binary' })
    throw broken({ file, because: 'UTF-8' })
  }
  return plain(gb, file)
}

/** How many characters outside ASCII the bytes give as UTF-8, and how many are none; the beginning tells enough. */
function damageOf(bytes: Uint8Array): { wide: number; bad: number } {
  const text = new TextDecoder('utf-8').decode(bytes.length > 1_000_000 ? bytes.subarray(0, 1_000_000) : bytes)
  const found = { wide: 0, bad: 0 }
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 0x7f) found.wide++
    if (text.charCodeAt(i) === 0xfffd) found.bad++
  }
  return found
}

function strict(encoding: string, bytes: Uint8Array): string | undefined {
  try { return new TextDecoder(encoding, { fatal: true }).decode(bytes) } catch { return undefined }
}

/** Text, but of another kind: saying which saves a person a guess. Many offices' systems export a web page named .xls. */
function plain(text: string, file: string): string {
  const head = text.slice(0, 1000).trimStart()
  if (/^%PDF-/.test(head)) throw notASheet({ file, found: 'PDF' })
  if (/^(<!doctype html|<html|<table|<head)/i.test(head)) throw notASheet({ file, found: 'HTML' })
  if (/^<\?xml/i.test(head)) throw notASheet({ file, found: 'XML' })
  if (/^\{\\rtf/.test(head)) throw notASheet({ file, found: 'RTF' })
  if ((text.slice(0, 4000).match(/[\u0001-\u0008\u000e-\u001a\u007f]/g)?.length ?? 0) > 20) throw notASheet({ file, found: 'binary' })
  return text
}

/** The separator that cuts most of the first lines into the same number of cells; a comma when none does. */
export function separatorOf(text: string): ',' | ';' | '\t' {
  let best: ',' | ';' | '\t' = ','
  let bestScore = 0
  for (const separator of [',', '\t', ';'] as const) {
    const counts = countsOf(text.slice(0, 65_536), separator).filter((count) => count > 0)
    const times = new Map<number, number>()
    for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1)
    // A table has one width in every line, and the more cells the surer: commas inside sentences vary from line to line.
    const score = Math.max(0, ...[...times].map(([count, lines]) => lines * lines * Math.min(count, 12)))
    if (score > bestScore) { best = separator; bestScore = score }
  }
  return best
}

/** Separators outside quotes, line by line. */
function countsOf(text: string, separator: string): number[] {
  const counts = [0]
  let quoted = false
  for (const char of text) {
    if (char === '"') quoted = !quoted
    else if (quoted) continue
    else if (char === '\n') { counts.push(0); if (counts.length > 200) break }
    else if (char === separator) counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1
  }
  return counts
}

function rowsOf(text: string, delimiter: string, file: string) {
  let cells = 0
  try {
    const records: string[][] = parse(text, {
      delimiter, bom: true, relax_quotes: true, relax_column_count: true, to: limits.rows + 1,
      max_record_size: limits.lineChars,
      // Refuses cell by cell, while reading: a line of twenty million commas never becomes a row.
      cast: (value, { index, records }) => {
        if (index >= limits.columns) throw tooMuch({ place: `${file}!${records + 1}`, what: 'columns', max: limits.columns })
        if (++cells > limits.cells) throw tooMuch({ place: file, what: 'cells', max: limits.cells })
        return value
      },
    })
    if (records.length > limits.rows) throw tooMuch({ place: file, what: 'rows', max: limits.rows })
    return records.map((row, index) => ({ number: index + 1, cells: row }))
  } catch (cause) {
    if (cause instanceof CsvError) throw broken({ file, because: csvSays(cause) })
    throw cause
  }
}

function csvSays(error: CsvError): string {
  const line = 'lines' in error ? `, line ${String(error.lines)}` : ''
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return `quote " not closed${line}`
  return error.code === 'CSV_MAX_RECORD_SIZE' ? `a row of more than ${limits.lineChars} characters: is a quote " not closed?${line}` : `${error.code}${line}`
}
