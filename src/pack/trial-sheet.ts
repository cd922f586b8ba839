// Trials in bulk: a sheet of categories and places, each row answered; and answers written as a workbook.
import writeExcelFile from 'write-excel-file/node'
import { findHeader, place } from '#core/columns.ts'
import type { Fault } from '#core/problem.ts'
import type { Sheet } from '#core/sheet.ts'
import type { Atlas } from '../directory/atlas.ts'
import { stands } from '../directory/ground/day.ts'
import { near } from '#core/near.ts'
import type { Shelf } from './store.ts'
import type { Matrix } from './trial.ts'

const names = { category: ['类别代码', '小类代码', '类别', '小类', '小类名称', '案件类别', 'category'], area: ['辖区代码', '网格编码', '网格', '社区', '辖区', '区域', 'area'], lon: ['经度', 'lon', 'lng', 'x'], lat: ['纬度', 'lat', 'y'] } as const
type Name = keyof typeof names
export interface Asking { row: number; at: string; pack: string; category: string; area: string }
/** More rows than this are asked by the matrix. */
export const MOST_ROWS = 5_000

/** Each row as a question, or what is wrong with it and what would be right. */
export function readAsking(sheets: readonly Sheet[], shelf: Shelf, atlas: Atlas, on: Date): { asking: Asking[]; faults: Fault[] } {
  const faults: Fault[] = []
  const asking: Asking[] = []
  const byName = new Map(shelf.packs.flatMap(({ pack, content }) => content.categories.flatMap((each) => [[each.title.zh, { pack, category: each.code }], [each.code, { pack, category: each.code }]] as const)))
  const areas = new Map([...atlas.areas.values()].filter((area) => stands(area, on)).flatMap((area) => [[area.name, area.id], [area.code, area.id]] as const))
  const sheet = sheets.map((each) => ({ each, header: findHeader<Name>(each, names) })).find(({ header }) => header?.columns.category !== undefined)
  if (!sheet?.header) return { asking, faults: [{ path: sheets[0]?.name ?? '.', said: { zh: '没有找到表头。第一行应有：类别，以及辖区，或经度、纬度。', en: 'No header was found. The first row should name 类别, and 辖区 or 经度 and 纬度.' } }] }
  const { each, header } = sheet
  for (const row of each.rows.filter((one) => one.number > header.row.number && one.cells.some((cell) => cell.trim() !== ''))) {
    const cell = (name: Name) => (header.columns[name] === undefined ? '' : (row.cells[header.columns[name]] ?? '').trim())
    const at = (name: Name) => place(each.name, row.number, header.columns[name] ?? 0)
    const found = byName.get(cell('category'))
    const area = areaOf(cell, areas, atlas, on)
    if (!found) { const close = near(cell('category'), byName.keys()); faults.push({ path: at('category'), said: { zh: `没有类别“${cell('category').slice(0, 40)}”${close ? `；是不是 ${close}？` : ''}`, en: `There is no category "${cell('category').slice(0, 40)}"${close ? `; is it ${close}?` : ''}` } }) }
    if (!area) { const close = near(cell('area'), areas.keys()); faults.push({ path: at(header.columns.area === undefined ? 'lon' : 'area'), said: cell('area') === '' ? { zh: '没有写辖区，经纬度也不在本区之内', en: 'No area, and the point is not inside the district' } : { zh: `没有辖区“${cell('area').slice(0, 40)}”${close ? `；是不是 ${close}？` : ''}`, en: `There is no area "${cell('area').slice(0, 40)}"${close ? `; is it ${close}?` : ''}` } }) }
    if (found && area) asking.push({ row: row.number, at: at('category'), ...found, area })
  }
  if (asking.length > MOST_ROWS) faults.push({ path: each.name, said: { zh: `有${asking.length}行，一次最多${MOST_ROWS}行`, en: `${asking.length} rows; ${MOST_ROWS} at most in one go` } })
  return { asking: asking.slice(0, MOST_ROWS), faults }
}
function areaOf(cell: (name: Name) => string, areas: ReadonlyMap<string, string>, atlas: Atlas, at: Date): string | undefined {
  if (cell('area') !== '') return areas.get(cell('area'))
  const [lon, lat] = [Number(cell('lon')), Number(cell('lat'))]
  return cell('lon') !== '' && Number.isFinite(lon) && Number.isFinite(lat) ? atlas.areaAt(lon, lat, at)?.id : undefined
}

type Value = string | number | null
/** A workbook of one sheet: first row bold and kept in sight. */
export async function workbook(name: string, rows: readonly (readonly Value[])[], sticky = 1): Promise<Uint8Array> {
  const data = rows.map((row, n) => row.map((value) => (value === null ? null : n === 0 ? { value, fontWeight: 'bold' as const } : { value })))
  return new Uint8Array(await writeExcelFile(data, { sheet: name, stickyRowsCount: 1, stickyColumnsCount: sticky }).toBuffer())
}
/** The matrix as people print it: categories down, places across, the unit in each cell, what is missing said in words. */
export const matrixRows = (matrix: Matrix, unitName: (code: string) => string): Value[][] => [
  ['专项', '类别', '类别代码', ...matrix.areas.map((area) => area.name)],
  ...matrix.rows.map((row) => [row.pack, row.zh, row.category, ...row.cells.map((cell) => (cell.unit === null ? '无人负责' : `${unitName(cell.unit)}${cell.kind === 'backstop' ? '（兜底）' : ''}${cell.unmapped ? '（有名称没对应）' : ''}`))]),
]
