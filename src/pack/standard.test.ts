// Filing standards as offices write them become a pack; what is not understood is named with its cell.
import { expect, test } from 'vitest'
import type { Sheet } from '#core/sheet.ts'
import { sayLimit } from '#core/clock-kind.ts'
import { readSheets } from '#kernel/sheet.ts'
import { readStandard, type StandardOptions } from './standard.ts'

const nine = ['大类代码', '大类名称', '小类代码', '小类名称', '处置单位', '主管部门', '立案条件', '结案条件', '处置时限']
const sheet = (name: string, rows: string[][], first = 1): Sheet => ({ name, rows: rows.map((cells, index) => ({ number: first + index, cells })) })
const standard = (rows: string[][], name = '部件') => sheet(name, [['某区立案结案标准'], nine, ...rows])
const read = (sheets: Sheet[], more: Partial<StandardOptions> = {}) => readStandard(sheets, { pack: 'local-standard', title: { zh: '本区标准', en: 'Our standard' }, ...more })
const row = (limit: string, close = '修好') => ['01', '公用设施', '01', '水表箱', '甲中心', '', '箱盖丢失', close, limit]
const limitsOf = (reading: ReturnType<typeof read>) => reading.content?.categories.flatMap((category) => category.conditions.map((condition) => sayLimit(condition.limit).zh))

test('一张标准：合并的单元格向下取，新小类不取上面的单位', () => {
  const reading = read([standard([
    ['1', '公用设施', '1', '水表箱', '甲中心、乙公司', '某局', '箱盖丢失', '补上', '2紧急工作时'],
    ['', '', '', '', '', '', '箱体锈穿', '更换', '3工作日'],
    ['', '', '2', '信报箱', '', '', '门锁损坏', '修好', '5工作日'],
    ['2', '道路设施', '1', '护栏', '丙中心', '', '倒伏', '扶正', '4工作时'],
  ])])
  expect(reading.faults).toEqual([])
  expect(reading.counts).toEqual({ majors: 2, minors: 3, conditions: 4 })
  expect(reading.content?.categories).toEqual([
    {
      code: 'c01-01', title: { zh: '水表箱', en: '' }, kind: 'component', major: { code: 'c01', title: { zh: '公用设施', en: '' } },
      conditions: [
        { id: '1', text: { zh: '箱盖丢失', en: '' }, close: { zh: '补上', en: '' }, limit: { amount: 2, kind: 'urgent_hour' }, evidence: { report: 1, handle: 1 } },
        { id: '2', text: { zh: '箱体锈穿', en: '' }, close: { zh: '更换', en: '' }, limit: { amount: 3, kind: 'work_day' }, evidence: { report: 1, handle: 1 } },
      ],
      rules: [{ to: '甲中心' }, { to: '乙公司' }], source: { 主管部门: '某局' },
    },
    expect.objectContaining({ code: 'c01-02', rules: [] }),
    expect.objectContaining({ code: 'c02-01', rules: [{ to: '丙中心' }] }),
  ])
})

test('“天、小时、紧急工作日”有几行、怎么读的，都说出来，并记在包里', () => {
  const sheets = [standard([row('1天'), row('2天'), row('4小时'), row('3工作日')])]
  expect(read(sheets).ambiguous).toEqual([{ word: '天', rows: 2, reading: 'work_day', isDefault: true }, { word: '小时', rows: 1, reading: 'work_hour', isDefault: true }])
  const told = read(sheets, { readings: { 天: 'natural_day' } })
  expect(told.ambiguous[0]).toEqual({ word: '天', rows: 2, reading: 'natural_day', isDefault: false })
  expect(told.content?.readings).toEqual({ 天: 'natural_day', 小时: 'work_hour' })
  expect(read(sheets, { readings: { 天: 'work_hour' } })).toMatchObject({ content: undefined, faults: [{ path: 'readings.天' }] })
})

test('时限后面多写的字：结案条件空着就移过去，不空就留在来源里，都说出来', () => {
  const moved = read([standard([row('1紧急工作时劝离', '')])])
  expect(moved.content?.categories[0]?.conditions[0]).toMatchObject({ limit: { amount: 1, kind: 'urgent_hour' }, close: { zh: '劝离' } })
  expect(moved.notes).toEqual([{ place: '部件!I3', said: expect.objectContaining({ zh: expect.stringContaining('移作结案条件') }) }])
  const kept = read([standard([row('1紧急工作时劝离', '离开')])])
  expect(kept.content?.categories[0]).toMatchObject({ conditions: [{ close: { zh: '离开' } }], source: { 处置时限: '1紧急工作时劝离' } })
  expect(kept.notes).toHaveLength(1)
  const remark = read([standard([row('3工作日（雨天顺延）', '')])])
  expect(remark.content?.categories[0]?.conditions[0]?.close).toBeUndefined()
})

test('没有结案条件可以，但要提示', () => {
  const reading = read([standard([row('3工作日', '')])])
  expect(reading.content?.categories[0]?.conditions[0]).not.toHaveProperty('close')
  expect(reading.notes.map(({ place }) => place)).toEqual(['部件!H3'])
})

test('读不懂的行写明单元格和正确写法，整份不收，能读的仍计数', () => {
  const reading = read([standard([row('3工作日'), row(''), row('马上'), ['', '', '', '', '', '', '', '修好', '2工作日']])])
  expect(reading.content).toBeUndefined()
  expect(reading.counts.conditions).toBe(1)
  expect(reading.faults.map(({ path }) => path)).toEqual(['部件!I4', '部件!I5', '部件!G6'])
  for (const { said } of reading.faults) { expect(said.zh).not.toBe(''); expect(said.en).not.toBe('') }
})

test('标题、列序、列名、空格和括号都可以不同；只填数字的时限看表头的单位', () => {
  const reading = read([sheet('Sheet1', [
    ['某市部件立案标准（试行）'], ['编制：某中心'],
    ['序号', '办理时限（工作日）', '立 案 标 准', '结案标准', '部件大类', '部件小类', '责任单位', '监管部门'],
    ['1', '3', '灯杆倾斜', '扶正', '01照明', '一、路灯', '丁公司', '某局'],
    ['2', '５', '灯头不亮', '更换', '', '', '', ''],
    ['3', '1', '杆体带电', '断电', '', '2 景观灯', '丁公司', '某局'],
  ])])
  expect(reading.faults).toEqual([])
  expect(limitsOf(reading)).toEqual(['3工作日', '5工作日', '1工作日'])
  expect(reading.content?.categories.map(({ code, kind, title, rules, source }) => [code, kind, title.zh, rules, source])).toEqual([
    ['c01-01', 'component', '路灯', [{ to: '丁公司' }], { 监管部门: '某局' }], ['c01-02', 'component', '景观灯', [{ to: '丁公司' }], { 监管部门: '某局' }],
  ])
})

test('十二列的 CSV：带标记、合并处为空、格内换行、一列写部件或事件', async () => {
  const csv = `\ufeff类型,大类编码,大类,小类编码,小类,监管主体,责任主体,立案条件,结案条件,处置时限,法律法规依据,法律法规具体条款,采集要求
部件,01,公用设施,01,水表箱,某局,"甲中心
乙公司","箱盖丢失
或移位",补上,2紧急工作时,某条例,"第一条
第二条",拍全景
,,,,,,,箱体锈穿,更换,3工作日,,,
事件,01,市容,01,店外堆物,某局,丙队,占道,清走,1工作日,某条例,第三条,
`
  const reading = read(await readSheets(new TextEncoder().encode(csv), '标准.csv'))
  expect(reading.faults).toEqual([])
  expect(reading.content?.categories.map(({ code, rules, conditions, source }) => [code, rules.map(({ to }) => to), conditions.length, source])).toEqual([
    ['c01-01', ['甲中心', '乙公司'], 2, { 监管主体: '某局', 法律法规依据: '某条例', 法律法规具体条款: '第一条\n第二条', 采集要求: '拍全景' }],
    ['e01-01', ['丙队'], 1, { 监管主体: '某局', 法律法规依据: '某条例', 法律法规具体条款: '第三条' }],
  ])
})

test('两层表头：大类下面分代码和名称', () => {
  const reading = read([sheet('事件', [
    ['大类', '', '小类', '', '处置单位', '立案条件', '结案条件', '处置时限'], ['代码', '名称', '代码', '名称', '', '', '', ''],
    ['01', '市容', '03', '乱晾晒', '丙队', '占绿', '收走', '4工作时'],
  ])])
  expect(reading.content?.categories.map(({ code, title }) => [code, title.zh])).toEqual([['e01-03', '乱晾晒']])
})

test('几个工作表合成一个包；别的表跳过并说明；一个标准都没有才算错', () => {
  const cover = sheet('封面', [['某区城市管理'], ['二〇二六年']])
  const reading = read([cover, standard([row('1工作日')]), standard([row('1工作日')], '事件')])
  expect(reading.content?.categories.map(({ code }) => code)).toEqual(['c01-01', 'e01-01'])
  expect(reading.notes.map(({ place }) => place)).toEqual(['封面'])
  expect(read([cover]).faults.map(({ path }) => path)).toEqual(['封面'])
  expect(read([]).faults).toHaveLength(1)
  expect(read([sheet('部件', [nine])]).faults).toHaveLength(1)
  expect(read([sheet('部件', [['大类名称', '小类名称', '立案条件'], ['甲', '乙', '丙']])]).faults).toEqual([{ path: '部件!A1', said: expect.objectContaining({ zh: '表头缺少：处置时限。' }) }])
})

test('同一代码不同名称各自成类，数字 1 与文字 01 是同一类，一行都不丢', () => {
  const reading = read([standard([
    ['1', '公用设施', '1', '水表箱', '', '', '甲', '修', '1工作日'],
    ['01', '公用设施', '01', '水表箱', '', '', '乙', '修', '1工作日'],
    ['01', '公用设施', '01', '电表箱', '', '', '丙', '修', '1工作日'],
    ['01', '道路设施', '01', '护栏', '', '', '丁', '修', '1工作日'],
    ['1', '公用设施', '1', '水表箱', '', '', '戊', '修', '1工作日'],
  ])])
  expect(reading.counts).toEqual({ majors: 2, minors: 3, conditions: 5 })
  expect(reading.content?.categories.map(({ code, title, conditions }) => [code, title.zh, conditions.map(({ text }) => text.zh).join('')])).toEqual([
    ['c01-01', '水表箱', '甲乙戊'], ['c01-01-2', '电表箱', '丙'], ['c01-2-01', '护栏', '丁'],
  ])
  expect(reading.notes.map(({ place }) => place)).toEqual(['部件!D5', '部件!B6'])
})

test('新大类下小类空着是错，不从上一大类取', () => {
  const reading = read([standard([row('1工作日'), ['02', '道路设施', '', '', '', '', '破损', '修', '1工作日']])])
  expect(reading.faults.map(({ path }) => path)).toEqual(['部件!D4'])
})

test('重复的表头和表下说明跳过，单位又出现时并入', () => {
  const reading = read([standard([row('1工作日'), nine, ['', '', '', '', '乙公司', '', '箱体歪斜', '扶正', '2工作日'], ['注：本表自发布之日起执行。']])])
  expect(reading.faults).toEqual([])
  expect(reading.content?.categories[0]?.rules).toEqual([{ to: '甲中心' }, { to: '乙公司' }])
  expect(reading.notes.map(({ place }) => place)).toEqual(['部件!A4', '部件!E5', '部件!A6'])
})

test('认得的单位换成代码，不认得的列出并计行', () => {
  const reading = read([standard([
    ['01', '公用设施', '01', '水表箱', '甲中心、乙公司', '', '箱盖丢失', '补上', '1工作日'], ['', '', '', '', '', '', '箱体锈穿', '更换', '1工作日'],
    ['', '', '02', '信报箱', '乙公司、甲科', '', '门坏', '修好', '1工作日'],
  ])], { unitOf: (name) => (name.startsWith('甲') ? 'unit-a' : undefined) })
  expect(reading.content?.categories.map(({ rules }) => rules.map(({ to }) => to))).toEqual([['unit-a', '乙公司'], ['乙公司', 'unit-a']])
  expect(reading.unknownUnits).toEqual([{ name: '乙公司', rows: 3 }])
})

test('看不出部件还是事件时按事件读并说明', () => {
  const reading = read([standard([row('1工作日')], 'Sheet1')])
  expect(reading.content?.categories[0]?.kind).toBe('event')
  expect(reading.notes).toHaveLength(1)
})

test.each<[string, string[][], string]>([
  ['立案条件 601 字', [['01', '公', '01', '箱', '', '', '长'.repeat(601), '修', '1工作日']], '部件!G3'],
  ['单位名 121 字', [['01', '公', '01', '箱', '单'.repeat(121), '', '坏', '修', '1工作日']], '部件!E3'],
  ['一个小类 61 个条件', Array.from({ length: 61 }, (_, i) => ['01', '公', '01', '箱', '', '', `坏${i}`, '修', '1工作日']), '部件!D3'],
  ['小类没有条件', [['01', '公', '01', '箱', '', '', '', '', '']], '部件!D3'],
  ['3,001 个小类', Array.from({ length: 3001 }, (_, i) => ['01', '公', `${i}`, `箱${i}`, '', '', '坏', '修', '1工作日']), '部件!D3003'],
])('敌意的行：%s', (_, rows, path) => {
  const reading = read([standard(rows)])
  expect(reading.content).toBeUndefined()
  expect(reading.faults.map((fault) => fault.path)).toContain(path)
})

test('五万行各开一个小类，也在几秒内拒绝', () => {
  const before = performance.now()
  expect(read([standard(Array.from({ length: 50_000 }, (_, i) => ['', '公', '', `箱${i}`, '', '', '坏', '修', '？']))]).content).toBeUndefined()
  expect(performance.now() - before).toBeLessThan(3000)
})
