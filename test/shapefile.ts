// Makes a zipped shapefile byte by byte, as a surveyor's program would: polygons, a table in a chosen encoding, with or without .cpg and .prj.
import { zipSync } from 'fflate'

export interface Shp { rings: [number, number][][]; props: Record<string, string> }

/** GBK has a decoder in Node, but no encoder: the table is made by decoding every pair of bytes once. */
let table: Map<string, [number, number]> | undefined
export function gbk(text: string): Uint8Array {
  if (!table) {
    table = new Map()
    const decoder = new TextDecoder('gbk')
    for (let high = 0x81; high <= 0xfe; high++) for (let low = 0x40; low <= 0xfe; low++) if (low !== 0x7f) { const letter = decoder.decode(new Uint8Array([high, low])); if (letter.length === 1 && !table.has(letter)) table.set(letter, [high, low]) }
  }
  return Uint8Array.from([...text].flatMap((letter) => (letter < '\u0080' ? [letter.charCodeAt(0)] : table!.get(letter)!)))
}
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

export function shpOf(shapes: readonly Shp[]): Uint8Array {
  const records = shapes.map(({ rings }, n) => {
    const points = rings.flat(), size = 44 + rings.length * 4 + points.length * 16
    const view = new DataView(new ArrayBuffer(8 + size))
    view.setInt32(0, n + 1); view.setInt32(4, size / 2); view.setInt32(8, 5, true)
    ;[Math.min(...points.map(([x]) => x)), Math.min(...points.map(([, y]) => y)), Math.max(...points.map(([x]) => x)), Math.max(...points.map(([, y]) => y))].forEach((value, i) => view.setFloat64(12 + i * 8, value, true))
    view.setInt32(44, rings.length, true); view.setInt32(48, points.length, true)
    let from = 0
    rings.forEach((ring, i) => { view.setInt32(52 + i * 4, from, true); from += ring.length })
    points.forEach(([x, y], i) => { view.setFloat64(52 + rings.length * 4 + i * 16, x, true); view.setFloat64(60 + rings.length * 4 + i * 16, y, true) })
    return new Uint8Array(view.buffer)
  })
  const length = 100 + records.reduce((sum, record) => sum + record.length, 0)
  const out = new Uint8Array(length), head = new DataView(out.buffer)
  head.setInt32(0, 9994); head.setInt32(24, length / 2); head.setInt32(28, 1000, true); head.setInt32(32, 5, true)
  let at = 100
  for (const record of records) { out.set(record, at); at += record.length }
  return out
}

export function dbfOf(rows: readonly Record<string, string>[], encode: (text: string) => Uint8Array): Uint8Array {
  const names = Object.keys(rows[0]!), width = 80
  const head = 33 + names.length * 32, length = 1 + names.length * width
  const out = new Uint8Array(head + rows.length * length + 1).fill(0x20), view = new DataView(out.buffer)
  out.fill(0, 0, head)
  out[0] = 3; view.setUint32(4, rows.length, true); view.setUint16(8, head, true); view.setUint16(10, length, true)
  names.forEach((name, n) => { out.set(encode(name).subarray(0, 10), 32 + n * 32); out[43 + n * 32] = 0x43; out[48 + n * 32] = width })
  out[head - 1] = 0x0d
  rows.forEach((row, r) => names.forEach((name, n) => out.set(encode(row[name]!).subarray(0, width), head + r * length + 1 + n * width)))
  out[out.length - 1] = 0x1a
  return out
}

export function shapefile(shapes: readonly Shp[], { encoding = 'utf-8', cpg, prj, stem = '网格' }: { encoding?: 'utf-8' | 'gbk'; cpg?: string; prj?: string; stem?: string } = {}): Uint8Array {
  return zipSync({
    [`${stem}.shp`]: shpOf(shapes), [`${stem}.dbf`]: dbfOf(shapes.map(({ props }) => props), encoding === 'gbk' ? gbk : utf8), [`${stem}.shx`]: new Uint8Array(100),
    ...(cpg === undefined ? {} : { [`${stem}.cpg`]: utf8(cpg) }), ...(prj === undefined ? {} : { [`${stem}.prj`]: utf8(prj) }),
  })
}
