// What a person is told when a spreadsheet is not read, and the limits that keep a hostile file from hurting.
import { problem } from '#core/problem.ts'

export const limits = {
  /** Bytes of the uploaded file. */
  fileBytes: 20 * 1024 * 1024,
  /** Bytes of all parts of an xlsx together, pictures included, as its directory says. */
  partsBytes: 200 * 1024 * 1024,
  parts: 2_000,
  /** Deflate reaches 1,032; sheets of people stay below 100. Asked only of parts over `ratioFrom` bytes. */
  ratio: 200,
  ratioFrom: 1024 * 1024,
  /** Bytes of XML really inflated and read: cells, and shared strings. 24 MB hold 50,000 rows of 10 columns, measured. */
  sheetBytes: 24 * 1024 * 1024,
  stringBytes: 48 * 1024 * 1024,
  /** XML tags of all read parts: bounds the time of the parser, whatever the tags are. */
  tags: 3_000_000,
  sheets: 200,
  rows: 50_000,
  columns: 200,
  cells: 750_000,
  /** Excel's own limit of one cell. */
  cellChars: 32_767,
  /** One line of a csv: more is a quote that was never closed. */
  lineChars: 1_000_000,
  /** Characters of all cells together: one long shared string shown in a million cells is small in the file and huge here. */
  chars: 32_000_000,
} as const

const saveAs = { zh: '请用 Excel 或 WPS 打开，“另存为”.xlsx 后再导入。', en: 'Open it in Excel or WPS, save it as .xlsx and import that.' }

export const notASheet = problem<{ file: string; found: string }>('sheet.not-a-sheet', 415, ({ file, found }) => ({
  zh: `《${file}》不是可以读取的表格（看起来是：${found}）。可导入的是 .xlsx 和 .csv。${saveAs.zh}`,
  en: `"${file}" is not a spreadsheet that can be read (it looks like: ${found}). Files of .xlsx and .csv are read. ${saveAs.en}`,
}))

export const oldFormat = problem<{ file: string }>('sheet.old-format', 415, ({ file }) => ({
  zh: `《${file}》是旧格式的 .xls。${saveAs.zh}`,
  en: `"${file}" is in the old .xls format. ${saveAs.en}`,
}))

export const encrypted = problem<{ file: string }>('sheet.encrypted', 422, ({ file }) => ({
  zh: `《${file}》设了打开密码。请在 Excel 或 WPS 中取消密码，保存后再导入。`,
  en: `"${file}" is protected by a password. Remove the password in Excel or WPS, save, and import again.`,
}))

export const tooLarge = problem<{ file: string; mb: number; max: number }>('sheet.too-large', 413, ({ file, mb, max }) => ({
  zh: `《${file}》太大：${mb} MB，最多 ${max} MB。请删去图片和用不到的工作表，或分成几个文件导入。`,
  en: `"${file}" is too large: ${mb} MB, at most ${max} MB. Remove pictures and sheets that are not needed, or import it as several files.`,
}))

export const bomb = problem<{ file: string; because: string }>('sheet.bomb', 422, ({ file, because }) => ({
  zh: `《${file}》解压后大得不正常，为安全起见没有打开（${because}）。请新建一个表格，只把需要的内容复制进去再导入。`,
  en: `"${file}" unpacks to an abnormal size and was not opened, for safety (${because}). Make a new sheet, copy only what is needed into it, and import that.`,
}))

export const tooMuch = problem<{ place: string; what: 'rows' | 'columns' | 'cells' | 'sheets' | 'characters' | 'characters in one cell'; max: number }>(
  'sheet.too-many-rows', 422, ({ place, what, max }) => ({
    zh: `${place}：表格太大，最多 ${max} ${zhWhat[what] ?? what}。请删去空白行列，或分成几个文件导入。`,
    en: `${place}: the sheet is too big, at most ${max} ${what}. Remove blank rows and columns, or import it as several files.`,
  }))
const zhWhat: Record<string, string> = {
  rows: '行', columns: '列', cells: '个单元格', sheets: '个工作表', characters: '个字', 'characters in one cell': '字（一个单元格内）',
}

export const empty = problem<{ file: string }>('sheet.empty', 422, ({ file }) => ({
  zh: `《${file}》里没有任何文字。请检查是否选错了文件，或内容是否只是图片。`,
  en: `"${file}" holds no text at all. See whether it is the right file, or whether its content is only a picture.`,
}))

export const broken = problem<{ file: string; because: string }>('sheet.broken', 422, ({ file, because }) => ({
  zh: `《${file}》已损坏，读不出来（${because}）。请用 Excel 或 WPS 打开，重新保存后再导入。`,
  en: `"${file}" is damaged and cannot be read (${because}). Open it in Excel or WPS, save it again, and import that.`,
}))

/** Every kind a sheet can be refused with, for the descriptions of the imports. */
export const sheetProblems = [notASheet, oldFormat, encrypted, tooLarge, bomb, tooMuch, empty, broken]
