// A file of the ground, whatever it is, as rows with properties and perhaps a shape: GeoJSON, zipped shapefile, xlsx, csv.
import { tidy } from '#core/text.ts'
import { limits, empty, tooLarge } from '#kernel/sheet/problems.ts'
import { rowsOfGeoJson } from './geojson.ts'
import { caps, notGround, tooManyShapes, type GroundFile } from './row.ts'
import { positions } from './systems.ts'

export async function readGround(bytes: Uint8Array, fileName: string): Promise<GroundFile> {
  const file = tidy(fileName.slice(0, 200)) || '?'
  if (bytes.length > limits.fileBytes) throw tooLarge({ file, mb: Math.ceil(bytes.length / 1024 / 1024), max: limits.fileBytes / 1024 / 1024 })
  if (bytes.length === 0) throw empty({ file })
  const read = await byContent(bytes, file)
  if (read.rows.length === 0) throw notGround({ file, because: '里面没有要素', becauseEn: 'it holds no features' })
  if (read.rows.length > caps.features) throw tooManyShapes({ file, what: '要素', whatEn: 'features', max: caps.features })
  let points = 0
  for (const row of read.rows) if (row.geometry) for (const _ of positions(row.geometry.coordinates)) if (++points > caps.points) throw tooManyShapes({ file, what: '坐标点', whatEn: 'points', max: caps.points })
  return read
}

/** Names lie; the first bytes do not. */
async function byContent(bytes: Uint8Array, file: string): Promise<GroundFile> {
  const zip = bytes[0] === 0x50 && bytes[1] === 0x4b
  if (zip) { const { rowsOfZip } = await import('./shapefile.ts'); const read = await rowsOfZip(bytes, file); if (read) return read }
  const head = new TextDecoder().decode(bytes.subarray(0, 64)).replace(/^\ufeff/, '').trimStart()
  if (!zip && (head.startsWith('{') || head.startsWith('['))) return rowsOfGeoJson(bytes, file)
  if (bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 0x27 && bytes[3] === 0x0a) throw notGround({ file, because: '这是单个 .shp 文件，名称在 .dbf 里；请把 .shp、.dbf、.shx、.prj、.cpg 一起打成 zip', becauseEn: 'this is a lone .shp; the names stand in the .dbf: zip .shp, .dbf, .shx, .prj and .cpg together' })
  const [{ rowsOfSheets }, { readSheets }] = await Promise.all([import('./grid-sheet.ts'), import('#kernel/sheet.ts')])
  return rowsOfSheets(await readSheets(bytes, file), file)
}
