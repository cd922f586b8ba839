// A case's row as JSON text: put together by the database column by column, with the names of units and areas from memory.
import type { Db } from '#kernel/db.ts'
import type { Memory } from '#kernel/memory.ts'
import { atlasOf } from '../directory/atlas.ts'

/** How a column becomes JSON: as it is in quotes, as it is, or by the database where anything may stand in it. */
type Way = 'sign' | 'plain' | 'any'
const ROW: Record<string, Way> = {
  id: 'sign', version: 'plain', number: 'sign', state: 'sign', open: 'plain', source: 'sign', summary: 'any', place: 'any', area: 'sign', lon: 'plain', lat: 'plain', pack: 'any', category: 'any', category_zh: 'any', category_en: 'any', action: 'sign',
  unit: 'sign', because: 'plain', handling_limit: 'plain', stage: 'sign', stage_start: 'any', due_at: 'any', provisional: 'plain', handle_due_at: 'any', late: 'plain', reworks: 'plain', photo: 'sign', external_number: 'any',
  reported_at: 'any', filed_at: 'any', dispatched_at: 'any', handled_at: 'any', ended_at: 'any',
}
const POINT = ['id', 'number', 'state', 'open', 'action', 'lon', 'lat', 'due_at', 'stage_start', 'late', 'summary', 'category_zh', 'category_en', 'photo']
const said: Record<Way, (column: string) => string> = {
  sign: (column) => `coalesce('"' || ${column} || '"', 'null')`, plain: (column) => `coalesce(${column}::text, 'null')`, any: (column) => `coalesce(to_json(${column})::text, 'null')`,
}
/** A row as JSON text, put together column by column: row_to_json looks up the type of every column of every row. */
const jsonOf = (columns: readonly string[], expressions: Record<string, string> = {}) =>
  `concat(${columns.map((column, n) => `'${n === 0 ? '{' : ','}"${column}":', ${said[ROW[column]!](expressions[column] ?? `c.${column}`)}`).join(', ')}, '}')`
export const whole = jsonOf(Object.keys(ROW))
/** In a list only open work says why it lies where it lies: the reason of what has ended stands on its own page. */
export const listed = jsonOf(Object.keys(ROW), { because: '(case when c.open then c.because end)' })
export const point = jsonOf(POINT)

/** Units and areas get their names here, from the map in memory: joining them took the database as long as the whole page. */
export async function named(db: Db, memory: Memory, district: string, text: string): Promise<string> {
  const atlas = await atlasOf({ tx: db, district, memory })
  const name = (value: string | undefined) => (value === undefined ? 'null' : JSON.stringify(value))
  return text.replace(/"(unit|area)":(?:null|"([0-9a-f-]{36})")/g, (found, of: string, id: string | undefined) => {
    if (of === 'area') return `${found},"area_name":${name(id === undefined ? undefined : atlas.areas.get(id)?.name)}`
    const unit = id === undefined ? undefined : atlas.units.get(id)
    return `${found},"unit_zh":${name(unit?.zh)},"unit_en":${name(unit?.en)}`
  })
}
