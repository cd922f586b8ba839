// A zipped shapefile as rows: every length checked before a byte is believed, a projection undone by its .prj, names from the .dbf.
import { parseShp } from 'shpjs'
import { Problem } from '#core/problem.ts'
import { tidy } from '#core/text.ts'
import { directory, inflated, type Part } from '#kernel/sheet/zip.ts'
import { readDbf } from './dbf.ts'
import { caps, notGround, tooManyShapes, valueOf, type GroundFile, type GroundRow } from './row.ts'
import { rowsOfGeoJson, shape } from './geojson.ts'

/** Undefined when the zip is something else (an xlsx is a zip too). */
export async function rowsOfZip(bytes: Uint8Array, file: string): Promise<GroundFile | undefined> {
  const parts = directory(bytes, file).filter((part) => !/(^|\/)(__MACOSX\/|\._)/.test(part.name))
  if (parts.some((part) => part.name === '[Content_Types].xml')) return undefined
  const ending = (end: RegExp) => parts.filter((part) => end.test(part.name))
  const shapes = ending(/\.shp$/i)
  if (shapes.length === 0) {
    const json = ending(/\.(geo)?json$/i)
    if (json.length === 1) return rowsOfGeoJson(await inflated(bytes, json[0]!, file), file)
    throw notGround({ file, because: '压缩包里没有 .shp', becauseEn: 'the zip holds no .shp' })
  }
  if (shapes.length > 1) throw notGround({ file, because: `压缩包里有 ${shapes.length} 个 .shp（${shapes.slice(0, 4).map((part) => tidy(part.name.slice(0, 40))).join('、')}），一次只导入一个`, becauseEn: `the zip holds ${shapes.length} .shp files; import one at a time` })
  const stem = shapes[0]!.name.slice(0, -4).toLowerCase()
  const beside = async (end: string) => { const part = parts.find((each: Part) => each.name.toLowerCase() === `${stem}.${end}`); return part && await inflated(bytes, part, file) }
  const text = (raw: Uint8Array | undefined) => raw && new TextDecoder().decode(raw.subarray(0, 20_000))
  const shp = await inflated(bytes, shapes[0]!, file)
  const count = judge(shp, file)
  const dbf = await beside('dbf')
  const table = dbf && readDbf(dbf, text(await beside('cpg')))
  if (!dbf) throw notGround({ file, because: '压缩包里没有同名的 .dbf，编码和名称都在那里', becauseEn: 'the .dbf beside the .shp is missing; codes and names stand in it' })
  if (!table) throw notGround({ file, because: '.dbf 不完整', becauseEn: 'the .dbf is cut off' })
  if (table.records.length !== count) throw notGround({ file, because: `.shp 有 ${count} 个图形，.dbf 有 ${table.records.length} 行，对不上`, becauseEn: `the .shp holds ${count} shapes, the .dbf ${table.records.length} rows; they do not match` })
  const prj = text(await beside('prj'))
  // Only a projection is undone here. A geographic .prj says WGS-84 even of files in GCJ-02; which it is, the person says.
  const projected = prj !== undefined && /^\s*PROJCS|^\s*PROJCRS/i.test(prj)
  const geometries = parse(shp, projected ? prj : undefined, file)
  const rows = table.records.flatMap((record, n): GroundRow[] => (record === undefined ? [] : [{ path: `要素 ${n + 1}`, props: Object.fromEntries(Object.entries(record).map(([name, value]) => [name, valueOf(value)])), ...shape(geometries[n]) }]))
  return { format: 'shapefile', headings: table.fields.map((name) => tidy(name)), rows, encoding: table.encoding, projected }
}

/** Walks the records by their own lengths; answers how many there are. Whoever lies about a length is refused before anything is parsed. */
function judge(shp: Uint8Array, file: string): number {
  const cut = () => notGround({ file, because: '.shp 不完整，或不是 shapefile', becauseEn: 'the .shp is cut off, or is no shapefile' })
  if (shp.length < 100) throw cut()
  const view = new DataView(shp.buffer, shp.byteOffset, shp.byteLength)
  if (view.getInt32(0) !== 9994 || view.getInt32(24) * 2 !== shp.length) throw cut()
  let count = 0
  for (let at = 100; at < shp.length;) {
    if (at + 12 > shp.length) throw cut()
    const bytes = view.getInt32(at + 4) * 2, kind = view.getInt32(at + 8, true) % 10
    if (bytes < 4 || at + 8 + bytes > shp.length) throw cut()
    if (kind === 3 || kind === 5) {
      if (bytes < 44) throw cut()
      const partsIn = view.getInt32(at + 8 + 36, true), points = view.getInt32(at + 8 + 40, true)
      if (partsIn < 0 || points < 0 || 44 + partsIn * 4 + points * 16 > bytes) throw cut()
      let before = 0
      for (let n = 0; n < partsIn; n++) { const from = view.getInt32(at + 8 + 44 + n * 4, true); if (from < before || from > points) throw cut(); before = from }
    }
    if (++count > caps.features) throw tooManyShapes({ file, what: '要素', whatEn: 'features', max: caps.features })
    at += 8 + bytes
  }
  return count
}

function parse(shp: Uint8Array, prj: string | undefined, file: string): unknown[] {
  try {
    return parseShp(new DataView(shp.buffer, shp.byteOffset, shp.byteLength), prj)
  } catch (error) {
    if (error instanceof Problem) throw error
    throw notGround({ file, because: '.shp 里的图形读不出来', becauseEn: 'the shapes of the .shp cannot be read' })
  }
}
