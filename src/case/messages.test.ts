// Exports of hotlines and message boards become messages; a row that is not understood is named with its cell.
import { expect, test } from 'vitest'
import type { Sheet } from '#core/sheet.ts'
import { readable } from './messages/readable.ts'
import { readTime } from './messages/times.ts'
import { readMessages } from './messages.ts'

const head = ['留言编号', '留言用户', '留言主题', '留言时间', '留言详情', '一级分类']
const sheet = (rows: string[][], name = 'Sheet1'): Sheet => ({ name, rows: rows.map((cells, index) => ({ number: index + 1, cells })) })
const read = (rows: string[][]) => readMessages([sheet(rows)], { timeZoneOffsetMinutes: 480 })
const good = ['24', 'A01', '路灯不亮', '2020/1/6 12:09:38', '楼下路灯三天没亮', '城建']

test('一行留言', () => {
  expect(read([head, good])).toEqual({
    messages: [{ row: 2, number: '24', sender: 'A01', title: '路灯不亮', text: '楼下路灯三天没亮', at: new Date('2020-01-06T04:09:38Z'), theirClass: '城建' }], faults: [], notes: [],
  })
})

test('工单：标题在上，列序和列名不同，有电话和地址', () => {
  const reading = read([
    ['某区热线工单'], ['受理时间', '工单编号', '诉求人', '联系电话', '事发地址', '诉求内容', '诉求类别'],
    ['2020年1月6日 12:09', 'GD-001', '李某', '13800001111', '前进路 1 号', '\n\t\t\u3000\u3000井盖响\u00a0很吵\n\n\t请修', '市政'],
  ])
  expect(reading.faults).toEqual([])
  expect(reading.messages).toEqual([{
    row: 3, number: 'GD-001', sender: '李某', title: '井盖响 很吵', text: '井盖响 很吵\n请修', at: new Date('2020-01-06T04:09:00Z'), theirClass: '市政', phone: '13800001111', place: '前进路 1 号',
  }])
})

test.each<[string, string]>([
  ['2020/1/6 12:09:38', '2020-01-06T04:09:38Z'], ['2020-01-06 12:09:38', '2020-01-06T04:09:38Z'], ['2020-01-06T12:09:38', '2020-01-06T04:09:38Z'],
  ['2020年1月6日 12:09', '2020-01-06T04:09:00Z'], ['2020年01月06日12时09分38秒', '2020-01-06T04:09:38Z'], ['2020.1.6 9:05', '2020-01-06T01:05:00Z'],
  ['2020/1/6 下午3:09', '2020-01-06T07:09:00Z'], ['2020年1月6日 星期一 上午9点', '2020-01-06T01:00:00Z'], ['2020/1/6 12:30:00 AM', '2020-01-05T16:30:00Z'],
  ['2020-01-06T12:09:38Z', '2020-01-06T12:09:38Z'], ['2020-01-06T12:09:38+09:00', '2020-01-06T03:09:38Z'], ['２０２０－０１－０６　１２：０９：３８', '2020-01-06T04:09:38Z'],
  ['2020-02-29 23:59:59', '2020-02-29T15:59:59Z'], ['2020-01-06 12:09:38.0', '2020-01-06T04:09:38Z'],
])('时间 %s', (text, iso) => { expect(readTime(text, 480)?.at.toISOString()).toBe(new Date(iso).toISOString()) })

test.each(['', '昨天', '2020-02-30 10:00', '2021-02-29 10:00', '2020-13-01', '2020-01-06 25:00', '43836.5', '1899-01-01 10:00', '6/1/2020', '2020-01-06 12:61'])('时间 %j 不猜', (text) => {
  expect(readTime(text, 480)).toBeUndefined()
})

test('只有日期时按零点计并提示', () => {
  const reading = read([head, good.with(3, '2020-01-06')])
  expect(reading.messages[0]?.at).toEqual(new Date('2020-01-05T16:00:00Z'))
  expect(reading.notes.map(({ path }) => path)).toEqual(['Sheet1!D2'])
})

test.each<[string, string]>([
  ['<p>第一段</p><p>第二段<br/>第三段</p>', '第一段\n第二段\n第三段'], ['&nbsp;&nbsp;井盖&amp;路灯&#39;', "井盖&路灯'"], ['&lt;script&gt;alert(1)&lt;/script&gt;', '<script>alert(1)</script>'],
  ['<script>x</script>', 'x'], ['打了<12345>没人接，见<某条例>', '打了<12345>没人接，见<某条例>'], ['a&#0;b&#8238;c&#55296;d', 'abcd'], ['A&B&foo;', 'A&B&foo;'], ['&amp;lt;', '&lt;'],
  ['<span style="color:red">急</span>', '急'], ['1 < 2 且 3 > 2', '1 < 2 且 3 > 2'], [' \t\u3000 ', ''],
])('%j 读作 %j', (raw, text) => { expect(readable(raw, true)).toBe(text) })

test('标题里没有换行', () => { expect(readable('甲\n乙', false)).toBe('甲 乙') })

test.each<[string, string[], string[]]>([
  ['没有编号', good.with(0, ''), ['Sheet1!A2']], ['没有内容', good.with(4, ' \n\u3000'), ['Sheet1!E2']], ['没有时间', good.with(3, ''), ['Sheet1!D2']], ['时间看不懂', good.with(3, '上周'), ['Sheet1!D2']],
  ['内容太长', good.with(4, '长'.repeat(5001)), ['Sheet1!E2']], ['主题太长', good.with(2, '长'.repeat(201)), ['Sheet1!C2']], ['编号太长', good.with(0, '1'.repeat(81)), ['Sheet1!A2']],
])('%s：不收，写明单元格', (_, bad, paths) => {
  const reading = read([head, bad, good.with(0, '25')])
  expect(reading.faults.map(({ path }) => path)).toEqual(paths)
  expect(reading.messages.map(({ number }) => number)).toEqual(['25'])
})

test.each(['13812345678', '138-1234-5678', '0512-57301234', '11010519491231002X'])('编号写成电话或身份证号（%s）：不收，写明单元格，话里不重复号码', (number) => {
  const reading = read([head, good.with(0, number), good.with(0, '25')])
  expect(reading.messages.map((message) => message.number)).toEqual(['25'])
  expect(reading.faults.map(({ path }) => path)).toEqual(['Sheet1!A2'])
  expect(reading.faults[0]!.said.zh).toContain('工单号')
  expect(JSON.stringify(reading.faults)).not.toContain(number)
})
test.each(['24', 'HX-2026-77', '20200106120938', '202001061209380012', 'GD13812345678', 'GD11010519491231002X', '320583202611230001'])('编号 %s 是工单号，原样收下', (number) => {
  expect(read([head, good.with(0, number)]).messages.map((message) => message.number)).toEqual([number])
})

test('正好 5000 字可以；没有主题时用开头', () => {
  expect(read([head, good.with(4, '长'.repeat(5000)).with(2, '')]).messages[0]?.title).toBe(`${'长'.repeat(30)}…`)
})

test('同一编号：内容相同只取一次并提示，内容不同是错', () => {
  const same = read([head, good, good])
  expect([same.messages.length, same.faults.length, same.notes.map(({ path }) => path)]).toEqual([1, 0, ['Sheet1!A3']])
  const other = read([head, good, good.with(4, '另一件事')])
  expect([other.messages.length, other.faults.map(({ path }) => path)]).toEqual([1, ['Sheet1!A3']])
})

test('没有表头、缺一列、无关的表', () => {
  expect(read([['随便', '写写']]).faults).toHaveLength(1)
  expect(readMessages([], { timeZoneOffsetMinutes: 480 }).faults).toHaveLength(1)
  expect(read([['留言编号', '留言详情'], ['1', '甲']]).faults).toEqual([{ path: 'Sheet1!A1', said: expect.objectContaining({ zh: '表头缺少：留言时间。' }) }])
  const two = readMessages([sheet([['说明']], '封面'), sheet([head, good])], { timeZoneOffsetMinutes: 480 })
  expect([two.messages.length, two.faults.length, two.notes.map(({ path }) => path)]).toEqual([1, 0, ['封面']])
})
