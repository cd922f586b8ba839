// The six sheets of the directory's workbook: their names, their columns in both languages, and rows that show how. Pure.
import { findHeader, headingOf, type Header } from '#core/columns.ts'
import type { Sheet } from '#core/sheet.ts'

interface Column { zh: string; en: string; also?: readonly string[]; needed?: boolean; wide?: number }
const day = { from: { zh: '起始日', en: 'From', also: ['开始日期', '任职日期', '起'], wide: 12 }, to: { zh: '截止日', en: 'To', also: ['结束日期', '离职日期', '止'], wide: 12 } } as const

export const book = {
  units: { zh: '单位', en: 'Units', columns: {
    code: { zh: '单位代码', en: 'Unit code', also: ['代码', 'code'], needed: true, wide: 26 }, zh: { zh: '单位名称', en: 'Unit name', also: ['名称', '中文名称', 'name'], needed: true, wide: 26 }, en: { zh: '英文名称', en: 'English name', wide: 30 },
    kind: { zh: '类别', en: 'Kind', needed: true, wide: 12 }, parent: { zh: '上级单位', en: 'Parent unit', also: ['上级'], wide: 22 }, area: { zh: '辖区', en: 'Area', also: ['辖区代码', '属地辖区'], wide: 16 }, ...day,
  } },
  groups: { zh: '单位组', en: 'Groups', columns: {
    code: { zh: '组代码', en: 'Group code', also: ['代码', 'code'], needed: true, wide: 22 }, zh: { zh: '组名称', en: 'Group name', also: ['名称', '中文名称', 'name'], needed: true, wide: 26 }, en: { zh: '英文名称', en: 'English name', wide: 30 },
    auto: { zh: '自动成员', en: 'Every unit of kind', also: ['自动'], wide: 16 }, members: { zh: '成员', en: 'Members', also: ['成员单位'], wide: 60 },
  } },
  posts: { zh: '岗位', en: 'Posts', columns: {
    code: { zh: '岗位代码', en: 'Post code', also: ['代码', 'code'], needed: true, wide: 30 }, unit: { zh: '单位', en: 'Unit', also: ['所属单位'], needed: true, wide: 26 }, zh: { zh: '岗位名称', en: 'Post name', also: ['名称', '职务', 'name'], needed: true, wide: 22 }, en: { zh: '英文名称', en: 'English name', wide: 30 },
    duty: { zh: '职责类别', en: 'Duty', also: ['职责'], needed: true, wide: 14 }, area: { zh: '负责辖区', en: 'Area', also: ['辖区'], wide: 16 }, ...day,
  } },
  people: { zh: '人员', en: 'People', columns: {
    code: { zh: '工号', en: 'Staff number', also: ['编号', '人员编号'], needed: true, wide: 26 }, name: { zh: '姓名', en: 'Name', needed: true, wide: 12 }, phone: { zh: '手机', en: 'Phone', also: ['电话', '手机号', '联系电话'], wide: 16 }, unit: { zh: '单位', en: 'Unit', also: ['所属单位'], wide: 26 },
    login: { zh: '账号', en: 'Account', also: ['账号名'], wide: 26 }, roles: { zh: '角色', en: 'Roles', also: ['账号角色'], wide: 18 }, title: { zh: '账号称呼', en: 'Account title', also: ['称呼'], wide: 24 }, area: { zh: '账号辖区', en: 'Account area', wide: 16 }, ...day,
  } },
  duties: { zh: '职责', en: 'Duties', columns: {
    post: { zh: '岗位代码', en: 'Post code', also: ['岗位'], needed: true, wide: 30 }, person: { zh: '工号', en: 'Staff number', also: ['人员'], needed: true, wide: 26 }, name: { zh: '姓名', en: 'Name', wide: 12 }, ...day,
  } },
  grids: { zh: '网格员', en: 'Grid workers', columns: {
    area: { zh: '网格代码', en: 'Grid code', also: ['网格'], needed: true, wide: 20 }, place: { zh: '网格名称', en: 'Grid name', wide: 24 }, person: { zh: '工号', en: 'Staff number', also: ['人员'], needed: true, wide: 26 }, name: { zh: '姓名', en: 'Name', wide: 12 }, ...day,
  } },
} as const satisfies Record<string, { zh: string; en: string; columns: Record<string, Column> }>

export type SheetName = keyof typeof book
export const sheetNames = Object.keys(book) as SheetName[]
export type ColumnName<S extends SheetName> = keyof (typeof book)[S]['columns'] & string

const plain = (text: string) => headingOf(text).replaceAll('的', '')
/** The sheet as it is called on its tab: 单位, Units, or both. */
export const sheetOf = (name: string): SheetName | undefined => sheetNames.find((sheet) => [book[sheet].zh, book[sheet].en, book[sheet].zh + book[sheet].en].some((known) => plain(known) === plain(name)))

export const headOf = (column: Column): string => `${column.zh} ${column.en}`
const synonyms = ({ zh, en, also = [] }: Column): string[] => [zh + en, zh, en, ...also].map(headingOf)
export function headerOf(sheet: Sheet, name: SheetName): Header<string> | undefined {
  return findHeader(sheet, Object.fromEntries(Object.entries(book[name].columns as Record<string, Column>).map(([column, about]) => [column, synonyms(about)])))
}
export const columnsOf = (name: SheetName): [string, Column][] => Object.entries(book[name].columns)

/** What the template shows: codes that nobody has, so that examples left in by mistake touch nothing real. */
export const examples: Record<SheetName, string[][]> = {
  units: [['example-office', '示例办', 'Example office', '办公室', '', '', '2026-01-01', ''], ['community-example', '示例社区', 'Example community', '社区', '', '', '', '']],
  groups: [['example-group', '示例单位组', 'Example group', '', '示例办、示例社区']],
  posts: [['example-office-head', '示例办', '主任', 'Head', '责任人', '', '', ''], ['example-office-liaison', '示例办', '联络员', 'Liaison', '联络员', '', '', '']],
  people: [['EX-001', '张示例', '', '示例办', '', '', '', '', '2026-01-01', '']],
  duties: [['example-office-head', 'EX-001', '张示例', '2026-01-01', '']],
  grids: [],
}
