// The workbook's faults as a table: what stands in a cell, and the sentence that names sheet, row and column; and what a right file changes.
import { describe, expect, test } from 'vitest'
import type { Sheet } from '#core/sheet.ts'
import { readSheets } from '#kernel/sheet.ts'
import type { Roster } from '../duty/roster.ts'
import { exampleRows, rowsFor, starred, writeWorkbook } from './book.ts'
import { planWorkbook, type About } from './plan.ts'

const none = { from: null, to: null }
const roster: Roster = {
  areas: [{ id: 'x', parent: null, kind: 'district', code: 'x', name: 'x区' }, { id: 'east', parent: 'x', kind: 'community', code: 'east', name: '东社区' }, { id: 'e1', parent: 'east', kind: 'grid', code: 'east-1', name: '东社区第1网格' }, { id: 'lost', parent: null, kind: 'grid', code: 'lost-1', name: '孤网格' }],
  units: [{ id: 'u1', code: 'huanfa', zh: '环发公司', en: 'Huanfa', kind: 'company', area: null, parent: null, ...none }, { id: 'u2', code: 'community-east', zh: '东社区居委会', en: 'East', kind: 'community', area: 'east', parent: null, ...none }],
  groups: [{ code: 'all-communities', zh: '各社区', en: 'All communities', auto: 'community', members: [] }],
  posts: [{ id: 'p1', code: 'huanfa-head', unit: 'u1', zh: '总经理', en: 'Manager', duty: 'duty-holder', area: null, ...none }],
  people: [{ id: 'n1', code: 'S1', name: '甲', phone: '13800001111', unit: 'u1', erased: false, ...none }, { id: 'n2', code: 'S2', name: '乙', phone: null, unit: 'u1', erased: false, from: null, to: '2026-06-30' }],
  holders: [{ id: 'h1', post: 'p1', person: 'n1', from: '2026-01-01', to: null }],
  accounts: [{ id: 'a1', person: 'n1', login: 'jia', zh: '环发公司联络员', en: 'Liaison', unit: 'u1', area: null, active: true, roles: ['liaison'] }],
}
const about = (more: Partial<About> = {}): About => { let n = 0; return { today: '2026-11-23', newId: () => `new${++n}`, aliases: new Map([['环发', 'u1']]), roles: [{ code: 'liaison', zh: '单位联络员', en: 'Unit liaison' }, { code: 'grid', zh: '网格员', en: 'Grid worker' }, { code: 'admin-audit', zh: '审计管理员', en: 'Audit administrator' }], mayAccounts: true, me: undefined, clash: () => undefined, waiting: new Map(), ...more } }
const sheet = (name: string, ...rows: string[][]): Sheet => ({ name, rows: rows.map((cells, n) => ({ number: n + 1, cells })) })
const units = ['单位代码', '单位名称', '类别', '上级单位', '辖区', '截止日'], posts = ['岗位代码', '单位', '岗位名称', '职责类别', '负责辖区'], people = ['工号', '姓名', '手机', '单位', '账号', '角色', '截止日'], duty = ['岗位代码', '工号', '起始日', '截止日'], grids = ['网格代码', '工号', '起始日']

describe('every fault names sheet, row and column, and what would be right', () => {
  test.each<[string, Sheet[], string[]]>([
    ['no sheet that is ours', [sheet('Sheet1', ['a'])], ['Sheet1 没有找到可读的工作表。工作表名称要是：单位、单位组、岗位、人员、职责、网格员，至少一张。']],
    ['a needed column is missing', [sheet('单位', ['单位代码', '类别'], ['a', '公司'])], ['单位!A1 缺少这几列：单位名称。请用模板里的表头。']],
    ['the code of a unit', [sheet('单位', units, ['环发', '新', '公司'])], ['单位!A2 “环发”不能作代码：只用小写字母、数字、点、横线和下划线，最多63个。']],
    ['territory is a word of the packs', [sheet('单位', units, ['territory', '新', '公司'])], ['单位!A2 “territory”不能作代码：只用小写字母、数字、点、横线和下划线，最多63个。']],
    ['a kind misspelt', [sheet('单位', units, ['new', '新', '公寓'])], ['单位!C2 没有“公寓”这一项；是不是“公安”。可写：办公室、部门、公安、公司、中心、社区、学校、党组织、其他。']],
    ['the same code twice', [sheet('单位', units, ['new', '新', '公司'], ['new', '旧', '公司'])], ['单位!A3 与第2行重复。']],
    ['a name another has', [sheet('单位', units, ['new', '环发公司', '公司'])], ['单位!B2 单位“环发公司”已经有了，代码是 huanfa。']],
    ['an unknown parent, with the nearest name', [sheet('单位', units, ['new', '新', '公司', '环发公'])], ['单位!D2 没有单位“环发公”；是不是“环发公司”。']],
    ['parents in a circle', [sheet('单位', units, ['a1', '甲', '公司', 'b1'], ['b1', '乙', '公司', 'a1'])], ['单位!D2 上级转了一圈又回到自己。', '单位!D3 上级转了一圈又回到自己。']],
    ['an area that has its unit', [sheet('单位', units, ['new', '新', '社区', '', 'east'])], ['单位!E2 这个辖区已经归“东社区居委会”。一个辖区只能有一个单位。']],
    ['no day', [sheet('单位', units, ['new', '新', '公司', '', '', '2026-02-30'])], ['单位!F2 “2026-02-30”不是日期，请写成 2026-01-31。']],
    ['a formula', [sheet('单位', units, ['new', '=cmd|calc', '公司'])], ['单位!B2 以 = + - @ 开头，像公式。请改成文字。']],
    ['a group of both kinds', [sheet('单位组', ['组代码', '组名称', '自动成员', '成员'], ['g', '组', '公司', '环发'])], ['单位组!D2 自动成员和逐个成员只能填一样。']],
    ['a stranger in a group', [sheet('单位组', ['组代码', '组名称', '成员'], ['g', '组', '环发、东社区居委'])], ['单位组!C2 没有单位“东社区居委”；是不是“东社区居委会”。']],
    ['a duty nobody has', [sheet('岗位', posts, ['p', '环发公司', '岗', '联系员'])], ['岗位!D2 没有“联系员”这一项；是不是“联络员”。可写：责任人、分管负责人、联络员、处置人员、网格员、其他。']],
    ['a grid worker without a grid', [sheet('岗位', posts, ['p', '环发公司', '岗', '网格员', ''])], ['岗位!E2 网格员岗位要写明负责哪个网格。']],
    ['no name, no number', [sheet('人员', people, ['S9', '', '打电话'])], ['人员!B2 这一格必填。', '人员!C2 不是电话号码。请只写数字和短横，如 0512-66668888。']],
    ['a starred number of a new person', [sheet('人员', people, ['S9', '丙', '138****1111'])], ['人员!C2 打了星号的号码不能存。请写完整号码，或留空。']],
    ['an account somebody has', [sheet('人员', people, ['S9', '丙', '', '', 'jia', '单位联络员'])], ['人员!E2 账号 jia 已经有人用了。']],
    ['an account without a role', [sheet('人员', people, ['S9', '丙', '', '', 'bing', ''])], ['人员!F2 账号至少要有一个角色。']],
    ['an unknown role', [sheet('人员', people, ['S9', '丙', '', '', 'bing', '联络员单位'])], ['人员!F2 没有角色“联络员单位”。']],
    ['an administrator by sheet', [sheet('人员', people, ['S9', '丙', '', '', 'bing', '审计管理员'])], ['人员!F2 三个管理员的账号不能用表格开，也不能改。']],
    ['a role added to an account of one’s own', [sheet('人员', people, ['S1', '甲', '', '环发', 'jia', 'liaison、admin-audit'])], ['人员!F2 三个管理员的账号不能用表格开，也不能改。']],
    ['an unknown person', [sheet('职责', duty, ['huanfa-head', 'S7'])], ['职责!B2 没有工号“S7”；是不是“S1”。']],
    ['two first hands at once', [sheet('人员', people, ['S9', '丙']), sheet('职责', duty, ['huanfa-head', 'S9', '2026-11-01'])], ['职责!B2 总经理从 2026-01-01 到 现在 由 S1 担任，时间重叠。先给那一行写上截止日。']],
    ['an appointment after leaving', [sheet('职责', duty, ['huanfa-head', 'S2', '2026-07-01'])], ['职责!C2 S2 到 2026-06-30 已经离岗。']],
    ['ends before it begins', [sheet('职责', duty, ['huanfa-head', 'S1', '2026-01-01', '2025-12-31'])], ['职责!D2 截止日 2025-12-31 早于起始日 2026-01-01。']],
    ['a grid that is none', [sheet('网格员', grids, ['east', 'S1'])], ['网格员!A2 东社区 不是网格。']],
    ['a grid nobody answers for', [sheet('网格员', grids, ['lost-1', 'S1'])], ['网格员!A2 孤网格 和它的上级都没有单位，网格员没有归属。请先在“单位”表里给社区写上辖区。']],
    ['faults stand in the order of the file', [sheet('职责', duty, ['nobody', 'S1']), sheet('单位', units, ['new', '新', '公寓', '', '', 'x'])], ['职责!A2 没有岗位代码“nobody”。', '单位!C2 没有“公寓”这一项；是不是“公安”。可写：办公室、部门、公安、公司、中心、社区、学校、党组织、其他。', '单位!F2 “x”不是日期，请写成 2026-01-31。']],
  ])('%s', (_, sheets, said) => {
    const { faults } = planWorkbook(sheets, roster, about())
    expect(faults.map((fault) => `${fault.path} ${fault.said.zh}`)).toEqual(said)
    for (const fault of faults) expect(fault.said.en.replace(/[“"].*?[”"]/g, '')).not.toMatch(/[一-鿿]/)
  })
  test('who makes no accounts may send their columns as they are, but not change them', () => {
    const row = (...cells: string[]) => planWorkbook([sheet('人员', people, cells)], roster, about({ mayAccounts: false })).faults.map((fault) => fault.path)
    expect([row('S1', '甲', '138****11', '环发', 'jia', 'liaison'), row('S1', '甲', '', '环发', 'jia', 'grid'), row('S9', '丙', '', '', 'bing', 'grid')]).toEqual([[], ['人员!E2'], ['人员!E2']])
  })
})

describe('what a right file does', () => {
  test('one row ends what the next begins; a new unit may be named by a row above it; English words and headings', () => {
    const plan = planWorkbook([
      sheet('Units', ['Unit code', 'Unit name', 'Kind', 'Parent unit'], ['branch', '分公司', 'Company', '总公司'], ['group-co', '总公司', 'company', '']),
      sheet('人员', people, ['S9', '丙', '0512-6666 8888', '分公司', 'bing', '单位联络员']),
      sheet('职责', duty, ['huanfa-head', 'S9', '2026/12/1'], ['huanfa-head', 'S1', '2026-01-01', '2026年11月30日']),
      sheet('网格员', grids, ['东社区第1网格', 'S9'], ['lost-1', '']),
    ], roster, about())
    expect(plan.faults).toEqual([])
    expect(plan.counts).toMatchObject({ units: { new: 2 }, people: { new: 1 }, duties: { new: 1, ended: 1 }, grids: { new: 1 } })
    const [branch, company] = plan.units
    expect([branch!.parent, company!.parent]).toEqual([company!.id, null])
    expect(plan.people[0]).toMatchObject({ name: '丙', phone: '0512-66668888', unit: branch!.id })
    expect(plan.holders.map(({ from, to }) => [from, to])).toEqual([['2026-12-01', null], ['2026-01-01', '2026-11-30'], ['2026-11-23', null]])
    expect(plan.posts).toMatchObject([{ code: 'grid-east-1', unit: 'u2', duty: 'grid-worker', area: 'e1' }])
    expect(plan.accounts).toMatchObject([{ login: 'bing', roles: [], zh: '分公司单位联络员' }])
    // Roles are no field of the account: they are given by who may, else they wait.
    expect(plan.roles).toMatchObject([{ account: plan.accounts[0]!.id, before: [], roles: ['liaison'], path: '人员!F2', said: { zh: 'bing：无 → 单位联络员' } }])
    // The log hears of fields and ids, never of names and numbers.
    expect(JSON.stringify(plan.noted)).not.toMatch(/丙|6666/)
  })
  test('what was exported, written as a real file and read again, changes nothing; starred numbers neither', async () => {
    const read = async (phone: (written: string) => string) => planWorkbook(await readSheets(await writeWorkbook(rowsFor(roster, phone)), 'units.xlsx'), roster, about({ mayAccounts: false }))
    for (const phone of [starred, (written: string) => written]) {
      const plan = await read(phone)
      expect([plan.faults, plan.notes, plan.noted]).toEqual([[], [], []])
      expect(plan.counts).toMatchObject({ units: { unchanged: 2, new: 0 }, groups: { unchanged: 1 }, posts: { unchanged: 1 }, people: { unchanged: 2 }, duties: { unchanged: 1 } })
    }
    expect(starred('13800001111')).toBe('*********11')
  })
  test('the template reads without a fault', async () => {
    const plan = planWorkbook(await readSheets(await writeWorkbook(exampleRows()), 'template.xlsx'), roster, about())
    expect(plan.faults).toEqual([])
    expect(plan.counts.units.new + plan.counts.posts.new + plan.counts.people.new + plan.counts.duties.new + plan.counts.groups.new).toBe(7)
  })
})
