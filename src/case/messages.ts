// Messages of citizens as other systems export them (hotline, message board), from a sheet to one shape.
import { findHeader, place, type Header } from '#core/columns.ts'
import type { Fault } from '#core/problem.ts'
import type { Sheet, SheetRow } from '#core/sheet.ts'
import { readable } from './messages/readable.ts'
import { readTime } from './messages/times.ts'
import { namesPerson } from './outside-number.ts'
import { personalNumber } from './problems.ts'

export interface Message {
  /** Row of the file, for whoever looks the message up. */
  row: number
  /** Number in the other system. */
  number: string
  sender: string
  title: string
  text: string
  at: Date
  /** Class of the other system; not ours, kept as a hint. */
  theirClass: string
  phone?: string
  place?: string
}

// Best synonym first. Headings are compared without blanks and brackets.
const names = {
  number: ['留言编号', '工单编号', '工单号', '诉求编号', '受理编号', '信件编号', '案件编号', '单号', '编号', '留言id', 'id'],
  sender: ['留言用户', '诉求人', '来电人', '投诉人', '反映人', '市民姓名', '市民', '联系人', '姓名', '用户', '来信人'],
  phone: ['联系电话', '来电号码', '手机号码', '手机号', '手机', '联系方式', '电话'],
  title: ['留言主题', '诉求主题', '工单标题', '诉求标题', '留言标题', '主题', '标题'],
  at: ['留言时间', '来电时间', '诉求时间', '受理时间', '反映时间', '登记时间', '提交时间', '创建时间', '时间'],
  text: ['留言详情', '留言内容', '诉求内容', '工单内容', '反映内容', '来电内容', '问题描述', '详情', '内容'],
  theirClass: ['一级分类', '诉求类别', '诉求分类', '问题类别', '事项类别', '归口', '分类', '类别'],
  place: ['诉求地址', '事发地址', '事发地点', '问题地址', '发生地点', '详细地址', '地址', '地点', '位置'],
} as const satisfies Record<string, readonly string[]>
type Name = keyof typeof names

/** The caps of a report (`words.ts`): what is read here can be reported. */
const caps: Record<Name, number> = { number: 80, sender: 60, phone: 40, title: 200, at: 60, text: 5000, theirClass: 80, place: 200 }
const needed = [['number', '留言编号'], ['text', '留言详情'], ['at', '留言时间']] as const

export function readMessages(sheets: Sheet[], options: { timeZoneOffsetMinutes: number }): { messages: Message[]; faults: Fault[]; notes: Fault[] } {
  const messages: Message[] = []
  const faults: Fault[] = []
  const notes: Fault[] = []
  const fault = (path: string, zh: string, en: string) => { faults.push({ path, said: { zh, en } }) }
  const note = (path: string, zh: string, en: string) => { notes.push({ path, said: { zh, en } }) }
  const taken = new Map<string, { message: Message; sheet: string }>()

  let tables = 0
  for (const sheet of sheets) {
    const header = findHeader<Name>(sheet, names)
    const missing = needed.filter(([name]) => header?.columns[name] === undefined)
    if (!header || missing.length > 1) { note(sheet.name, '这个工作表没有留言的表头，已跳过。', 'This sheet has no header of messages and was skipped.'); continue }
    tables++
    if (missing.length > 0) { fault(`${sheet.name}!A${header.row.number}`, `表头缺少：${missing.map(([, heading]) => heading).join('、')}。`, `The header lacks: ${missing.map(([, heading]) => heading).join(', ')}.`); continue }
    for (const row of sheet.rows.filter((row) => row.number > header.row.number && row.cells.some((cell) => cell.trim() !== ''))) {
      const message = messageOf({ row, header, sheet: sheet.name, offset: options.timeZoneOffsetMinutes, fault, note })
      if (!message) continue
      const twin = taken.get(message.number)
      const at = place(sheet.name, row.number, header.columns.number ?? 0)
      if (!twin) { taken.set(message.number, { message, sheet: sheet.name }); messages.push(message) }
      else if (isSame(twin.message, message)) note(at, `编号 ${message.number} 与第 ${twin.message.row} 行完全相同，只取一次。`, `Number ${message.number} is the same as row ${twin.message.row}; taken once.`)
      else fault(at, `编号 ${message.number} 与第 ${twin.message.row} 行（${twin.sheet}）重复而内容不同：请改正其中一个编号，或删去一行。`, `Number ${message.number} also stands in row ${twin.message.row} (${twin.sheet}) with other content: correct one of the numbers, or remove a row.`)
    }
  }
  if (tables === 0) fault(sheets[0]?.name ?? '.', '没有找到表头。第一行（或标题下一行）应有：留言编号、留言主题、留言时间、留言详情。', 'No header was found. The first row, or the one under the title, should name: 留言编号, 留言主题, 留言时间, 留言详情.')
  return { messages, faults, notes }
}

type Tell = (path: string, zh: string, en: string) => void
interface Reading { row: SheetRow; header: Header<Name>; sheet: string; offset: number; fault: Tell; note: Tell }

function messageOf({ row, header, sheet, offset, fault, note }: Reading): Message | undefined {
  let whole = true
  const refuse: Tell = (path, zh, en) => { whole = false; fault(path, zh, en) }
  const at = (name: Name) => place(sheet, row.number, header.columns[name] ?? 0)
  const cell = (name: Name): string => {
    const column = header.columns[name]
    const text = column === undefined ? '' : readable(row.cells[column] ?? '', name === 'text')
    if (text.length <= caps[name]) return text
    refuse(at(name), `太长：${text.length} 字，最多 ${caps[name]} 字。请缩短后再导入。`, `Too long: ${text.length} characters, at most ${caps[name]}. Shorten it and import again.`)
    return ''
  }
  const [number, text, time] = [cell('number'), cell('text'), cell('at')]
  if (number === '' && whole) refuse(at('number'), '没有编号：请填写对方系统里的编号，回复时要用。', 'The number is missing: fill in the one of the other system, replies need it.')
  if (namesPerson(number)) { const { zh, en } = personalNumber.example().said; refuse(at('number'), zh, en) }
  if (text === '' && whole) refuse(at('text'), '没有内容：请填写留言或诉求的内容。', 'The text is missing: fill in what the citizen wrote.')
  const read = readTime(time, offset)
  if (!read && whole) refuse(at('at'), time === '' ? '没有时间：请写作 2020-01-06 12:09:38。' : `时间“${time.slice(0, 30)}”看不懂：请写作 2020-01-06 12:09:38。`, `${time === '' ? 'The time is missing' : `The time "${time.slice(0, 30)}" is not understood`}: write it as 2020-01-06 12:09:38.`)
  const [sender, title, theirClass, phone, where] = [cell('sender'), cell('title'), cell('theirClass'), cell('phone'), cell('place')]
  if (!whole || !read) return undefined
  if (!read.hasClock) note(at('at'), '只有日期没有钟点，按当天 0 点计。', 'A date without a time of day; midnight is taken.')
  return { row: row.number, number, sender, title: title || titleOf(text), text, at: read.at, theirClass, ...(phone ? { phone } : {}), ...(where ? { place: where } : {}) }
}

/** A message without a subject is called by its beginning. */
const titleOf = (text: string) => {
  const line = [...(text.split('\n')[0] ?? '')]
  return line.length > 30 ? `${line.slice(0, 30).join('')}…` : line.join('')
}

const isSame = (a: Message, b: Message) =>
  a.text === b.text && a.title === b.title && a.sender === b.sender && a.at.getTime() === b.at.getTime() && a.phone === b.phone && a.place === b.place && a.theirClass === b.theirClass
