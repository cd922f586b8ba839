// A case's row as JSON text: the database sends its columns packed with separators, the server puts keys, quotes and names to them.
import type { Db } from '#kernel/db.ts'
import { isoOf, RS, US } from '#kernel/hot/text.ts'
import type { Memory } from '#kernel/memory.ts'
import type { CaseNow } from '#kernel/tables.ts'
import { atlasOf, type Atlas } from '../directory/atlas.ts'
import type { CaseRow } from './views.ts'

/**
 * What a column holds: a sign of ours (id, name of a state), a number or JSON, yes or no, a moment, or words in which anything may stand. A name is words
 * that hold neither separator for certain: on a map of two thousand points escaping words took the database as long as finding them.
 */
type Way = 'sign' | 'plain' | 'flag' | 'time' | 'words' | 'name'
/** Names come from the map in memory; all else a row says is a column of its table, and whatever is missing here does not compile. */
type Column = Exclude<keyof CaseRow, 'unit_zh' | 'unit_en' | 'area_name'> & keyof CaseNow
const ROW: Record<Exclude<keyof CaseRow, 'unit_zh' | 'unit_en' | 'area_name'>, Way> = {
  id: 'sign', version: 'plain', number: 'sign', state: 'sign', open: 'flag', source: 'sign', summary: 'words', place: 'words', area: 'sign', lon: 'plain', lat: 'plain', pack: 'words', category: 'words', category_zh: 'words', category_en: 'words', action: 'sign',
  unit: 'sign', because: 'plain', handling_limit: 'plain', stage: 'sign', stage_start: 'time', warn_at: 'time', due_at: 'time', provisional: 'flag', handle_due_at: 'time', late: 'flag', flags: 'plain', asked: 'flag', reworks: 'plain', photo: 'sign', external_number: 'words',
  reported_at: 'time', filed_at: 'time', dispatched_at: 'time', handled_at: 'time', ended_at: 'time',
}

export interface Shape { readonly columns: readonly { key: string; quote: string; way: Way; at: number; name: 'unit' | 'area' | undefined }[]; readonly wordy: boolean; readonly sql: string }
/**
 * Every column goes out by the function of its type. Asking the database for JSON looks up the type of every value of every row, and took as long as
 * finding the rows; words go together as one array, since only there something has to be escaped.
 */
function shapeOf(columns: readonly Column[], expressions: Partial<Record<Column, string>> = {}, names: readonly Column[] = []): Shape {
  const said = (column: Column) => expressions[column] ?? `c.${column}`
  const wayOf = (column: Column): Way => (names.includes(column) ? 'name' : ROW[column])
  const bare = columns.filter((column) => wayOf(column) !== 'words'), words = columns.filter((column) => wayOf(column) === 'words')
  return {
    wordy: words.length > 0,
    columns: columns.map((column, n) => {
      const way = wayOf(column), key = `${n === 0 ? '{' : ','}"${column}":`
      return { key, quote: `${key}"`, way, at: (way === 'words' ? words : bare).indexOf(column), name: column === 'unit' || column === 'area' ? column : undefined }
    }),
    sql: words.length > 0 ? `concat(${bare.map((column) => `${said(column)}, E'\\x1f', `).join('')}array_to_json(array[${words.map(said).join(', ')}]))` : `concat(${bare.map(said).join(`, E'\\x1f', `)})`,
  }
}
const all = Object.keys(ROW) as Column[]
/** An empty list says so without JSON being made of it. */
const flags = `(case when c.flags = '{}' then '[]' else to_json(c.flags)::text end)`
export const whole = shapeOf(all, { flags })
/** In a list only open work says why it lies where it lies: the reason of what has ended stands on its own page. */
export const listed = shapeOf(all, { because: '(case when c.open then c.because end)', flags })
/** A point says what it is in one phrase: its category, or until it has one the words of the report. */
export const point = shapeOf(
  ['id', 'number', 'state', 'open', 'action', 'lon', 'lat', 'warn_at', 'due_at', 'late', 'summary', 'category_zh'],
  { summary: `(case when c.category_zh is null then translate(c.summary, E'\\x1e\\x1f', '') end)` }, ['summary', 'category_zh'],
)

/** Packed rows of a statement as one text. */
export const packed = (column: string): string => `string_agg(${column}, E'\\x1e')`

const name = (value: string | undefined): string => (value === undefined ? 'null' : JSON.stringify(value))

/** Packed rows as JSON, side by side with commas between. */
export function sayRows(shape: Shape, text: string, atlas?: Atlas): string {
  let out = ''
  for (const row of text.split(RS)) {
    const values = row.split(US), words = shape.wordy ? JSON.parse(values[values.length - 1]!) as (string | null)[] : []
    if (out !== '') out += ','
    for (const { key, quote, way, at, name: of } of shape.columns) {
      if (way === 'words') { const word = words[at]!; out += key + (word === null ? 'null' : JSON.stringify(word)); continue }
      const value = values[at]!
      if (value === '') out += `${key}null`
      else if (way === 'sign') out += `${quote + value}"`
      else if (way === 'name') out += key + JSON.stringify(value)
      else if (way === 'time') out += `${quote + isoOf(value)}"`
      else if (way === 'flag') out += key + (value === 't' ? 'true' : 'false')
      else out += key + value
      if (of === 'unit') { const unit = atlas?.units.get(value); out += `,"unit_zh":${name(unit?.zh)},"unit_en":${name(unit?.en)}` }
      else if (of === 'area') out += `,"area_name":${name(atlas?.areas.get(value)?.name)}`
    }
    out += '}'
  }
  return out
}

/** The same with the names of units and areas, from the map in memory: joining them took the database as long as the whole page. */
export const sayNamed = async (db: Db, memory: Memory, district: string, shape: Shape, text: string): Promise<string> => sayRows(shape, text, await atlasOf({ tx: db, district, memory }))
