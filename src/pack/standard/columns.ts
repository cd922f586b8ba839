// The columns of a filing standard under the names offices give them, and what is read around the table: kind, unit of limits.
import { findHeader, headingOf, type Header } from '#core/columns.ts'
import type { Sheet } from '#core/sheet.ts'

/** Best synonym first: where a sheet has both 处置单位 and 责任单位, the first one handles and the other is kept as source. */
export const names = {
  kind: ['部件/事件', '部件事件', '部件事件类型', '部件或事件', '部事件类型', '部件、事件', '问题类型', '案件类型', '对象类型', '类型', '类别'],
  majorCode: ['大类代码', '大类编码', '大类编号', '大类代号', '大类码', '部件大类代码', '事件大类代码'],
  majorName: ['大类名称', '大类', '问题大类', '案件大类', '部件大类', '事件大类', '部件大类名称', '事件大类名称'],
  minorCode: ['小类代码', '小类编码', '小类编号', '小类代号', '小类码', '部件小类代码', '事件小类代码'],
  minorName: ['小类名称', '小类', '问题小类', '案件小类', '部件小类', '事件小类', '部件小类名称', '事件小类名称', '部件名称', '事件名称'],
  unit: ['处置单位', '责任主体', '责任单位', '处置部门', '处置责任单位', '责任部门', '处置主体', '专业部门', '承办单位'],
  condition: ['立案条件', '立案标准', '立案情形', '立案规范', '立案要求'],
  close: ['结案条件', '结案标准', '结案规范', '结案要求', '结案情形'],
  limit: ['处置时限', '办理时限', '处置时间', '处理时限', '处置期限', '办结时限', '结案时限', '时限', '处理时间', '时限要求'],
} as const satisfies Record<string, readonly string[]>
export type ColumnName = keyof typeof names
export type StandardHeader = Header<ColumnName>

export const needed: readonly { names: readonly ColumnName[]; heading: string }[] = [
  { names: ['minorName', 'minorCode'], heading: '小类名称' }, { names: ['condition'], heading: '立案条件' }, { names: ['limit'], heading: '处置时限' },
]

/** A sheet with two of the three headings that make a standard is meant to be one; any other is foreign (a cover, a legend). */
export function headerOf(sheet: Sheet): { header: StandardHeader; missing: string[] } | undefined {
  const header = findHeader(sheet, names)
  if (!header) return undefined
  const missing = needed.filter(({ names }) => names.every((name) => header.columns[name] === undefined)).map(({ heading }) => heading)
  return missing.length > 1 ? undefined : { header, missing }
}

/** 处置时限（工作日） gives bare numbers their unit. */
export function unitInHeading(header: StandardHeader): string {
  const heading = header.columns.limit === undefined ? '' : header.row.cells[header.columns.limit] ?? ''
  return /\(([^()]+)\)/.exec(heading.normalize('NFKC'))?.[1]?.replace(/^单位:?/, '').trim() ?? ''
}

export type Kind = 'component' | 'event'
export const kindIn = (text: string): Kind | undefined => {
  const component = /部件|component/i.test(text)
  const event = /事件|event/i.test(text)
  // Both words, as in a title 部件事件立案标准, tell nothing.
  return component === event ? undefined : component ? 'component' : 'event'
}

/** Sheet name, then headings such as 部件大类, then the title above the table. */
export function kindOfSheet(sheet: Sheet, header: StandardHeader): Kind | undefined {
  const above = sheet.rows.filter((row) => row.number < header.row.number).map((row) => row.cells.join(' '))
  return kindIn(sheet.name) ?? kindIn(header.row.cells.map(headingOf).join(' ')) ?? kindIn(above.join(' '))
}

/** 类型 and 类别 mean many things: the column counts as kind only if it holds nothing else. */
export function hasKinds(sheet: Sheet, header: StandardHeader): boolean {
  const column = header.columns.kind
  if (column === undefined) return false
  const cells = sheet.rows.filter((row) => row.number > header.row.number).map((row) => row.cells[column] ?? '').filter((cell) => cell !== '')
  return cells.length > 0 && cells.every((cell) => cell.length <= 12 && (kindIn(cell) !== undefined || headingOf(cell) === headingOf(header.row.cells[column] ?? '')))
}
