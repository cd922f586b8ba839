// Spreadsheets as people send them are read as people see them; hostile and hopeless ones are refused with a reason.
import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import writeBook from 'write-excel-file/node'
import { Problem } from '#core/problem.ts'
import { readSheets } from './sheet.ts'
import { limits } from './sheet/problems.ts'
import { separatorOf } from './sheet/csv.ts'
import { sayNumber } from './sheet/xlsx.ts'

const kindOf = async (bytes: Uint8Array, name = '表.xlsx'): Promise<string> => {
  try { await readSheets(bytes, name); return 'read' } catch (cause) {
    if (!(cause instanceof Problem)) throw cause
    expect(cause.body.said.zh).not.toBe('')
    return cause.body.kind
  }
}
const cellsOf = async (bytes: Uint8Array, name = '表.xlsx') => (await readSheets(bytes, name)).map((sheet) => sheet.rows.map((row) => row.cells))

const styles = '<styleSheet><numFmts><numFmt numFmtId="180" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts><cellXfs><xf/><xf numFmtId="22"/><xf numFmtId="180"/><xf numFmtId="2"/></cellXfs></styleSheet>'
/** A workbook written by hand, so that every odd cell can be put in. */
function book(cells: string, { strings = '', parts = {} }: { strings?: string; parts?: Record<string, Uint8Array> } = {}): Record<string, Uint8Array> {
  return {
    'xl/workbook.xml': strToU8('<workbook xmlns:r="r"><sheets><sheet name="部件" sheetId="1" r:id="rId1"/></sheets></workbook>'),
    'xl/_rels/workbook.xml.rels': strToU8('<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'),
    'xl/worksheets/sheet1.xml': strToU8(`<worksheet><sheetData>${cells}</sheetData></worksheet>`),
    'xl/sharedStrings.xml': strToU8(`<sst>${strings}</sst>`),
    'xl/styles.xml': strToU8(styles),
    ...parts,
  }
}
const xlsx = (cells: string, more: Parameters<typeof book>[1] = {}) => zipSync(book(cells, more))
const inline = (address: string, text: string) => `<c r="${address}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`

test('cells come as a person sees them', async () => {
  const bytes = xlsx(
    `<row r="2"><c r="A2"><v>3</v></c><c r="B2" t="s"><v>0</v></c><c r="C2"><v>1.0</v></c><c r="D2"><v>0.30000000000000004</v></c><c r="E2" t="b"><v>1</v></c><c r="F2" t="e"><v>#N/A</v></c></row>
     <row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4" t="str"><f>A1&amp;B1</f><v>缓存值</v></c><c r="C4"><f>1+1</f><v>2</v></c><c r="D4"><v>13800001111</v></c><c r="F4" s="3"><v>4.5</v></c></row>`,
    { strings: '<si><t>03</t></si><si><r><t>井盖</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 缺失</t></r><rPh><t>jing</t></rPh></si>' })
  const [sheet] = await readSheets(bytes, '表.xlsx')
  expect(sheet?.name).toBe('部件')
  expect(sheet?.rows).toEqual([
    { number: 2, cells: ['3', '03', '1', '0.3', 'TRUE', ''] },
    { number: 4, cells: ['井盖 缺失', '缓存值', '2', '13800001111', '', '4.5'] },
  ])
})

test('dates follow the number format of the cell, to the second', async () => {
  const serial = (Date.UTC(2020, 0, 6, 12, 9, 38) - Date.UTC(1899, 11, 30)) / 86_400_000
  expect(await cellsOf(xlsx(`<row r="1"><c r="A1" s="1"><v>${serial}</v></c><c r="B1" s="2"><v>${Math.floor(serial)}</v></c><c r="C1" s="1"><v>0.5</v></c><c r="D1"><v>${Math.floor(serial)}</v></c></row>`)))
    .toEqual([[['2020-01-06 12:09:38', '2020-01-06 00:00:00', '12:00:00', '43836']]])
})

test('every second of a day comes back as itself', async () => {
  const seconds = Array.from({ length: 500 }, (_, i) => i * 172 + 1)
  const day = Date.UTC(2020, 0, 6)
  const rows = seconds.map((second, i) => `<row r="${i + 1}"><c r="A${i + 1}" s="1"><v>${(day + second * 1000 - Date.UTC(1899, 11, 30)) / 86_400_000}</v></c></row>`)
  const [cells] = await cellsOf(xlsx(rows.join('')))
  expect(cells?.flat()).toEqual(seconds.map((second) => new Date(day + second * 1000).toISOString().slice(0, 19).replace('T', ' ')))
})

test('hidden characters go, line breaks stay, blanks at the ends go', async () => {
  expect(await cellsOf(xlsx(`<row r="1">${inline('A1', ' 甲_x000D_&#10;乙\u202e\u200b ')}${inline('B1', 'a_x0007_b')}</row>`))).toEqual([[['甲\n乙', 'ab']]])
})

test('a book of another writer, with merged cells, a date and two sheets', async () => {
  const file = await writeBook([
    { sheet: '部件', data: [[{ value: '大类', columnSpan: 2 }, null, { value: '时间' }], [{ value: 1 }, { value: '01' }, { value: new Date(Date.UTC(2021, 4, 6)), type: Date, format: 'yyyy-mm-dd' }]] },
    { sheet: '空', data: [] },
  ]).toBuffer()
  const sheets = await readSheets(file, '表.xlsx')
  expect(sheets.map((sheet) => [sheet.name, sheet.rows.map((row) => row.cells)])).toEqual([['部件', [['大类', '', '时间'], ['1', '01', '2021-05-06 00:00:00']]], ['空', []]])
})

test.each([['1', '1'], ['1.0', '1'], ['0.1', '0.1'], ['1.38E10', '13800000000'], ['123456789012345678', '123456789012346000'], ['-2.50', '-2.5'], ['x', '']])('number %s is seen as %s', (raw, seen) => {
  expect(sayNumber(raw)).toBe(seen)
})

const gb = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
const utf16 = (text: string) => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'))
test.each([
  ['UTF-8', strToU8('小类,时限\n井盖,"1天\n内"\n'), [['小类', '时限'], ['井盖', '1天\n内']]],
  ['UTF-8 with mark', strToU8('\ufeff小类,时限\r\n井盖,1天\r\n'), [['小类', '时限'], ['井盖', '1天']]],
  ['UTF-16 with mark, tabs', utf16('小类\t时限\r\n井盖,大\t1天'), [['小类', '时限'], ['井盖,大', '1天']]],
  // 小类,时限 / 井盖,1天 in GB18030
  ['GB18030', gb('d0a1c0e02ccab1cfde0abeaeb8c72c31ccec0a'), [['小类', '时限'], ['井盖', '1天']]],
  ['semicolons', strToU8('小类;时限\n井盖;1,5天\n路灯;2天\n'), [['小类', '时限'], ['井盖', '1,5天'], ['路灯', '2天']]],
  ['a hint of Excel', strToU8('sep=;\n小类;时限\n'), [['小类', '时限']]],
  ['quotes within', strToU8('小类,说明\n井盖,他说"坏了"\n"路灯","""亮"""\n'), [['小类', '说明'], ['井盖', '他说"坏了"'], ['路灯', '"亮"']]],
])('csv: %s', async (_, bytes, rows) => {
  const [sheet] = await readSheets(bytes, 'C:\\表格\\部件.csv')
  expect(sheet?.rows.map((row) => row.cells)).toEqual(rows)
  expect(sheet?.name).toBe('部件')
})

test('blank lines of a csv keep the row numbers of the file', async () => {
  const [sheet] = await readSheets(strToU8('标题,,\n\n小类,时限,\n'), '表.csv')
  expect(sheet?.rows.map((row) => row.number)).toEqual([1, 3])
})

test('the separator is the one that cuts lines alike', () => {
  expect(separatorOf('内容\t时间\n一,二,三,四\t1\n五\t2\n')).toBe('\t')
  expect(separatorOf('a,b;c\n')).toBe(',')
  expect(separatorOf('一句话没有分隔')).toBe(',')
})

const compound = (stream: string) => new Uint8Array(Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(512), Buffer.from(stream, 'utf16le'), Buffer.alloc(64)]))
const content = (text: string) => Buffer.from(text)
test.each<[string, () => Uint8Array, string]>([
  ['an old .xls', () => compound('Workbook'), 'sheet.old-format'],
  ['an .xlsx under a password', () => compound('EncryptedPackage'), 'sheet.encrypted'],
  ['an old Word file', () => compound('WordDocument'), 'sheet.not-a-sheet'],
  ['a Word file', () => zipSync({ 'word/document.xml': strToU8('<w/>') }), 'sheet.not-a-sheet'],
  ['a web page named .xls', () => content('<html><table><tr><td>1</td></tr></table></html>'), 'sheet.not-a-sheet'],
  ['a PDF', () => content('%PDF-1.7 …'), 'sheet.not-a-sheet'],
  ['a picture', () => new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]), 'sheet.not-a-sheet'],
  ['nothing', () => new Uint8Array(), 'sheet.empty'],
  ['a csv of blanks', () => content(' , ,\n,,\n'), 'sheet.empty'],
  ['a book without text', () => xlsx('<row r="1"><c r="A1"/></row>'), 'sheet.empty'],
  ['half a zip', () => xlsx(`<row r="1">${inline('A1', '甲')}</row>`).slice(0, 400), 'sheet.broken'],
  ['UTF-8 with a damaged byte', () => new Uint8Array([...strToU8('大类代码,大类名称,小类代码,小类名称,处置时限\n'), 0xe4, 0xba, 0x2c]), 'sheet.broken'],
  ['a quote never closed', () => content('a,b\n"c,d\ne,f\n'), 'sheet.broken'],
  ['a string that is not there', () => xlsx('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), 'sheet.broken'],
])('%s is refused with a reason', async (_, bytes, kind) => {
  expect(await kindOf(bytes())).toBe(kind)
})

/** Offsets of the central directory entries of a zip. */
function entries(zip: Uint8Array): number[] {
  const view = new DataView(zip.buffer, zip.byteOffset)
  return Array.from({ length: zip.length - 46 }, (_, at) => at).filter((at) => view.getUint32(at, true) === 0x02014b50)
}
function patched(zip: Uint8Array, change: (view: DataView, entry: number) => void, which = 2): Uint8Array {
  const copy = zip.slice()
  change(new DataView(copy.buffer), entries(copy)[which] ?? 0)
  return copy
}
const small = () => xlsx(`<row r="1">${inline('A1', '甲')}${inline('B1', '乙'.repeat(500))}</row>`)
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`xl/media/${i}.png`, new Uint8Array()]))
/** A book whose sheet really is `megabytes` of zeros, packed a thousandfold. */
const zeros = (name: string, megabytes: number) => zipSync(book('', { parts: { [name]: new Uint8Array(megabytes * 1024 * 1024) } }), { level: 9 })

test.each<[string, () => Uint8Array, string]>([
  ['a file over 20 MB', () => new Uint8Array(limits.fileBytes + 1), 'sheet.too-large'],
  ['a part packed a thousandfold', () => zeros('xl/worksheets/sheet1.xml', 30), 'sheet.bomb'],
  ['a picture packed a thousandfold', () => zeros('xl/media/1.png', 30), 'sheet.bomb'],
  // Each part is just small enough for the ratio not to be asked.
  ['parts of 201 MB together', () => Array.from({ length: 201 }, (_, i) => i).reduce<Uint8Array>((zip, i) => patched(zip, (view, at) => { view.setUint32(at + 24, limits.ratioFrom, true) }, 5 + i), xlsx('', { parts: many(201) })), 'sheet.bomb'],
  ['more than 2,000 parts', () => xlsx('', { parts: many(2001) }), 'sheet.bomb'],
  ['a directory that says less than there is', () => patched(small(), (view, at) => { view.setUint32(at + 24, 20, true) }), 'sheet.bomb'],
  ['a directory that says more than there is', () => patched(small(), (view, at) => { view.setUint32(at + 24, view.getUint32(at + 24, true) + 9, true) }), 'sheet.broken'],
  ['zip64 sizes', () => patched(small(), (view, at) => { view.setUint32(at + 24, 0xffffffff, true) }), 'sheet.bomb'],
  ['two names for one part', () => patched(small(), (view, at) => { view.setUint32(at + 42, 0, true) }), 'sheet.bomb'],
  ['a wrong checksum', () => patched(small(), (view, at) => { view.setUint32(at + 16, 1, true) }), 'sheet.broken'],
  ['a place outside the file', () => patched(small(), (view, at) => { view.setUint32(at + 42, 0x7fffffff, true) }), 'sheet.broken'],
  ['a document type', () => xlsx('', { parts: { 'xl/worksheets/sheet1.xml': strToU8('<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>') } }), 'sheet.broken'],
  ['row 1,048,576', () => xlsx(`<row r="1048576">${inline('A1048576', '甲')}</row>`), 'sheet.too-many-rows'],
  ['column XFD', () => xlsx(`<row r="1">${inline('XFD1', '甲')}</row>`), 'sheet.too-many-rows'],
  ['column XFD in disguise', () => xlsx(`<row r="1"><c a=">" r="XFD1"><v>1</v></c></row>`), 'sheet.broken'],
  ['column XFD behind an entity', () => xlsx(`<row r="1"><c r="&#88;FD1"><v>1</v></c></row>`), 'sheet.broken'],
  ['column XFD behind a name space', () => xlsx(`<row r="1"><c r="A1" x:r="XFD1"><v>1</v></c></row>`), 'sheet.broken'],
  ['a cell of 32,768 characters', () => xlsx(`<row r="1">${inline('A1', '长'.repeat(32_768))}</row>`), 'sheet.too-many-rows'],
  ['one long string shown in 2,000 cells', () => xlsx(Array.from({ length: 2000 }, (_, i) => `<row r="${i + 1}"><c r="A${i + 1}" t="s"><v>0</v></c></row>`).join(''), { strings: `<si><t>${'长'.repeat(32_000)}</t></si>` }), 'sheet.too-many-rows'],
  ['50,001 lines of csv', () => content('a,b\n'.repeat(50_001)), 'sheet.too-many-rows'],
  ['a line of two million commas', () => content(`a${','.repeat(2_000_000)}\n`), 'sheet.too-many-rows'],
  ['twenty million empty lines', () => content(`a\n${'\n'.repeat(20_000_000)}`), 'sheet.too-many-rows'],
  ['201 columns of csv', () => content(`${'a,'.repeat(200)}b\n`), 'sheet.too-many-rows'],
])('hostile: %s', async (_, make, kind) => {
  const bytes = make()
  const before = performance.now()
  expect(await kindOf(bytes)).toBe(kind)
  expect(performance.now() - before).toBeLessThan(3000)
})

test('the limits themselves are still read', async () => {
  expect(await kindOf(content('a,b\n'.repeat(50_000)))).toBe('read')
  expect(await kindOf(content(`${'a,'.repeat(199)}b\n`))).toBe('read')
  expect(await kindOf(xlsx(`<row r="50000">${inline('GR50000', '长'.repeat(32_767))}</row>`))).toBe('read')
})

test('a stored and a deflated part read the same', async () => {
  const parts = book(`<row r="1">${inline('A1', '甲')}</row>`)
  expect(await cellsOf(zipSync(parts, { level: 0 }))).toEqual(await cellsOf(zipSync(parts, { level: 9 })))
})
