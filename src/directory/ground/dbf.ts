// The table beside a shapefile (.dbf): read with bounds checked, and its Chinese in the encoding it really has.
export interface Table { fields: string[]; records: (Record<string, string> | undefined)[]; encoding: string }

const DELETED = 0x2a
/** Names of code pages as programs write them into the .cpg. */
const chinese = /^(936|54936|gbk|gb2312|gb18030|cp936|windows-936|ms936|ansi 936|oem|ansi)$/i

/**
 * `cpg` is the text of the .cpg, if there is one. Without it, and whenever it does not fit, the bytes decide: what is good UTF-8 is UTF-8
 * (Chinese in GBK almost never is), the rest is GB18030, which every GBK and GB2312 table also is. Answers undefined for a broken table.
 */
export function readDbf(bytes: Uint8Array, cpg: string | undefined): Table | undefined {
  if (bytes.length < 33) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = view.getUint32(4, true), head = view.getUint16(8, true), length = view.getUint16(10, true)
  if (head < 33 || head > bytes.length || length < 1 || head + count * length > bytes.length + 1) return undefined
  const columns: { name: Uint8Array; type: string; at: number; length: number }[] = []
  let at = 1
  for (let offset = 32; offset + 32 <= head && bytes[offset] !== 0x0d; offset += 32) {
    const name = bytes.subarray(offset, offset + 11), end = name.indexOf(0)
    const size = bytes[offset + 16]!
    columns.push({ name: end < 0 ? name : name.subarray(0, end), type: String.fromCharCode(bytes[offset + 11]!), at, length: size })
    at += size
  }
  if (columns.length === 0 || at > length) return undefined
  const encoding = encodingOf(bytes.subarray(head), cpg)
  const decoder = new TextDecoder(encoding)
  // A name of eleven bytes may end in half a character.
  const fields = columns.map(({ name }, n) => decoder.decode(name).replace(/\ufffd+$/, '').trim() || `field${n + 1}`)
  const records = Array.from({ length: count }, (_, row) => {
    const start = head + row * length
    if (bytes[start] === DELETED) return undefined
    const record: Record<string, string> = Object.create(null) as Record<string, string>
    columns.forEach((column, n) => { record[fields[n]!] ??= decoder.decode(bytes.subarray(start + column.at, start + column.at + column.length)).replace(/\0.*$/s, '').trim() })
    return record
  })
  return { fields, records, encoding }
}

function encodingOf(bytes: Uint8Array, cpg: string | undefined): string {
  const said = cpg?.trim().replace(/^\ufeff/, '') ?? ''
  if (/^big5|^950$/i.test(said)) return 'big5'
  // Programs cut long values in the middle of a character: a few broken ones do not make a text something else.
  const text = new TextDecoder('utf-8').decode(bytes.length > 2_000_000 ? bytes.subarray(0, 2_000_000) : bytes)
  let wide = 0, bad = 0
  for (const letter of text) { if (letter > '\u007f') wide++; if (letter === '\ufffd') bad++ }
  if (bad * 10 <= wide && !(chinese.test(said) && bad > 0)) return 'utf-8'
  return 'gb18030'
}
