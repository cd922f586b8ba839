// Sheets as rows of the ground: a header, and a shape as WKT, as a list of points, or as a longitude beside a latitude.
import { findHeader, place } from '#core/columns.ts'
import type { Sheet } from '#core/sheet.ts'
import type { GroundFile, GroundRow } from './row.ts'
import { notGround } from './row.ts'
import { fieldNames } from './fields.ts'
import { shapeOfText } from './wkt.ts'

export function rowsOfSheets(sheets: readonly Sheet[], file: string): GroundFile {
  const rows: GroundRow[] = []
  const headings = new Set<string>()
  for (const sheet of sheets) {
    const header = findHeader(sheet, fieldNames)
    if (!header || (header.columns.name === undefined && header.columns.code === undefined)) continue
    const head = header.row.cells
    for (const text of head) if (text !== '') headings.add(text)
    for (const row of sheet.rows) {
      if (row.number <= header.row.number) continue
      const props: Record<string, string> = Object.create(null) as Record<string, string>
      head.forEach((name, column) => { if (name !== '' && props[name] === undefined) props[name] = row.cells[column] ?? '' })
      const cell = (name: keyof typeof fieldNames) => (header.columns[name] === undefined ? '' : row.cells[header.columns[name]] ?? '')
      rows.push({ path: place(sheet.name, row.number, header.columns.code ?? header.columns.name ?? 0), props, ...shapeOfCells(cell('shape'), cell('lon'), cell('lat')) })
    }
  }
  if (headings.size === 0) throw notGround({ file, because: '没有找到表头。第一行（或标题下一行）应有：编码、名称、类型、上级编码，可以有：边界（WKT 或“经度,纬度;…”）、经度、纬度', becauseEn: 'no header was found. The first row, or the one under the title, should name 编码, 名称, 类型, 上级编码, and may name 边界 (WKT or "lon,lat;…"), 经度, 纬度' })
  return { format: 'sheet', headings: [...headings], rows }
}

function shapeOfCells(shape: string, lon: string, lat: string): Pick<GroundRow, 'geometry' | 'wrong'> {
  if (shape !== '') return shapeOfText(shape)
  if (lon === '' && lat === '') return {}
  const [x, y] = [lon, lat].map((text) => (/^-?\d{1,3}(\.\d+)?$/.test(text.replace(/[°度]$/, '')) ? Number(text.replace(/[°度]$/, '')) : NaN)) as [number, number]
  return { geometry: { type: 'Point', coordinates: [x, y] } }
}
