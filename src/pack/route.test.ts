// Who gets a case and why: order of the rows, reach over areas, mapped names, and the backstop of the place.
import { expect, test } from 'vitest'
import { consider, explain, route, type Asked } from './route.ts'
import { holdsAt } from './when.ts'

const units: Asked['units'] = new Map([
  ['huanfa', { id: 'u-huanfa', name: { zh: '环发公司', en: 'Huanfa' } }],
  ['urban-management', { id: 'u-urban', name: { zh: '城管中队', en: 'Urban management' } }],
])
const asked = (rules: Asked['rules'], more: Partial<Asked> = {}): Asked => ({
  rules, category: { code: 'waste.exposed', title: { zh: '暴露垃圾', en: 'Exposed waste' } }, pack: { id: 'fine-cleaning', version: 3, title: { zh: '精细化保洁', en: 'Fine cleaning' } },
  area: { code: 'shiqiao-03', name: '石桥社区第3网格', ancestors: [{ code: 'shiqiao', name: '石桥社区' }, { code: 'x', name: 'x区' }] },
  units, alias: () => undefined, territory: { id: 'u-shiqiao', code: 'community-shiqiao', name: { zh: '石桥社区', en: 'Shiqiao community' } }, ...more,
})
const result = (rules: Asked['rules'], more?: Partial<Asked>) => route(asked(rules, more))

test.each<[Asked['rules'], string, number, string]>([
  // rules                                                                             unit          row   why
  [[{ to: 'huanfa' }, { to: 'urban-management' }], 'u-huanfa', 1, 'the first row wins'],
  [[{ to: 'urban-management' }, { to: 'huanfa', areas: ['shiqiao-03'] }], 'u-urban', 1, 'order counts, not how narrow a row is'],
  [[{ to: 'urban-management', areas: ['liuxiang'] }, { to: 'huanfa' }], 'u-huanfa', 2, 'a row for another area is passed'],
  [[{ to: 'huanfa', areas: ['shiqiao-03'] }], 'u-huanfa', 1, 'a row for the very grid'],
  [[{ to: 'huanfa', areas: ['liuxiang', 'shiqiao'] }], 'u-huanfa', 1, 'a row for the community reaches its grids'],
  [[{ to: 'huanfa', areas: ['x'] }], 'u-huanfa', 1, 'a row for the district reaches everything'],
  [[{ to: 'territory' }, { to: 'huanfa' }], 'u-shiqiao', 1, 'a row may name the unit of the place'],
])('%j → %s by row %i: %s', (rules, unit, row) => {
  const found = result(rules)
  expect(found).toMatchObject({ unit, because: { rule: { pack: 'fine-cleaning', version: 3, category: 'waste.exposed', row }, place: { code: 'shiqiao-03', name: '石桥社区第3网格' }, backstop: false } })
  expect(found?.because).not.toHaveProperty('unmapped')
})

test('the reason is one sentence with unit, row, place and category', () => {
  expect(result([{ to: 'huanfa' }])?.because.said).toEqual({
    zh: '派给环发公司，因为权责清单第1行：石桥社区第3网格的暴露垃圾归它。', en: 'To Huanfa: row 1 of the responsibility list gives it "Exposed waste" in 石桥社区第3网格.',
  })
  expect(result([{ to: 'huanfa', areas: ['shiqiao'] }])?.because.said.zh).toBe('派给环发公司，因为权责清单第1行：石桥社区（含石桥社区第3网格）的暴露垃圾归它。')
  expect(result([{ to: 'territory' }])?.because.said.zh).toBe('派给石桥社区，因为权责清单第1行：暴露垃圾归属地单位，石桥社区第3网格属它管。')
})

test('a name that was mapped once is a unit from then on', () => {
  const found = result([{ to: '环卫所' }], { alias: (name) => (name === '环卫所' ? 'huanfa' : undefined) })
  expect(found).toMatchObject({ unit: 'u-huanfa', because: { rule: { row: 1 }, backstop: false } })
})

test('a mapping to a unit that is gone counts as no mapping', () => {
  expect(result([{ to: '环卫所' }], { alias: () => 'dissolved' })).toMatchObject({ unit: 'u-shiqiao', because: { backstop: true, unmapped: ['环卫所'] } })
})

test.each([
  // rules                                                unmapped           sentence
  [[{ to: 'x单位' }], ['x单位'], '权责清单上的「x单位」还没有对应单位，由属地石桥社区兜底。'],
  [[{ to: 'x单位' }, { to: 'y单位', areas: ['shiqiao'] }, { to: 'x单位' }], ['x单位', 'y单位'], '权责清单上的「x单位」「y单位」还没有对应单位，由属地石桥社区兜底。'],
  [[{ to: 'x单位', areas: ['liuxiang'] }], undefined, '权责清单没有写到石桥社区第3网格的暴露垃圾，由属地石桥社区兜底。'],
  [[], undefined, '权责清单没有给暴露垃圾指定单位，由属地石桥社区兜底。'],
])('%j falls back to the unit of the place: %j', (rules, unmapped, zh) => {
  const found = result(rules)
  expect(found).toMatchObject({ unit: 'u-shiqiao', because: { rule: null, backstop: true, said: { zh } } })
  expect(found?.because.unmapped).toEqual(unmapped)
  expect(found?.because.said.en).toMatch(/Shiqiao community, the unit of the place, answers\.$/)
})

test('a name nobody mapped is passed over, and the sentence says so', () => {
  const found = result([{ to: 'x单位' }, { to: 'urban-management' }])
  expect(found).toMatchObject({ unit: 'u-urban', because: { rule: { row: 2 }, backstop: false, unmapped: ['x单位'] } })
  expect(found?.because.said.zh).toBe('派给城管中队，因为权责清单第2行：石桥社区第3网格的暴露垃圾归它。排在前面的「x单位」还没有对应单位。')
})

test('a long list of unmapped names stays one sentence and is kept whole beside it', () => {
  const names = Array.from({ length: 20 }, (_, n) => `单位${n}`)
  const found = result(names.map((to) => ({ to })))
  expect(found?.because.unmapped).toEqual(names)
  expect(found?.because.said.zh).toBe('权责清单上的「单位0」「单位1」「单位2」等20个名称还没有对应单位，由属地石桥社区兜底。')
})

test('without rule and without a unit of the place nobody answers', () => {
  expect(result([], { territory: undefined })).toBeUndefined()
  expect(result([{ to: 'territory' }], { territory: undefined })).toBeUndefined()
  // A place without a unit of its own does not stop a later row.
  expect(result([{ to: 'territory' }, { to: 'huanfa' }], { territory: undefined })).toMatchObject({ unit: 'u-huanfa', because: { rule: { row: 2 } } })
})

test('a category without an English title is said with its Chinese one', () => {
  expect(result([{ to: 'huanfa' }], { category: { code: 'c1', title: { zh: '井盖', en: '' } } })?.because.said.en).toContain('"井盖"')
})

const school = { id: 'u-school', code: 'school-1', name: { zh: '一小', en: 'School 1' } }
const groups: Asked['groups'] = new Map([
  ['all-communities', { code: 'all-communities', name: { zh: '各社区', en: 'All communities' }, members: [{ id: 'u-x', code: 'x-unit', name: { zh: 'x区', en: 'X' }, area: 'x' }, { id: 'u-shiqiao', code: 'community-shiqiao', name: { zh: '石桥社区', en: 'Shiqiao' }, area: 'shiqiao' }] }],
  ['all-schools', { code: 'all-schools', name: { zh: '各学校', en: 'All schools' }, members: [{ ...school, area: null }] }],
])
const lead = { id: 'u-lead', code: 'social-affairs', name: { zh: '社会事业局', en: 'Social affairs' } }
const night = new Date('2026-11-23T23:30:00+08:00'), noon = new Date('2026-11-23T12:00:00+08:00')
test.each<[Asked['rules'], Partial<Asked>, string, number, string]>([
  // rules                                                                     owner, time         unit          row  why
  [[{ to: 'all-communities' }], {}, 'u-shiqiao', 1, 'of a group the member whose area is nearest'],
  [[{ to: 'all-schools' }], {}, 'u-lead', 1, 'a group none of whom covers the place: the lead takes it'],
  [[{ to: 'all-schools' }], { owner: school }, 'u-school', 1, 'of a group the member that owns the thing'],
  [[{ to: 'all-communities' }], { owner: { id: 'u-x', code: 'x-unit', name: { zh: 'x区', en: 'X' } } }, 'u-x', 1, 'whose thing it is beats where it stands'],
  [[{ to: 'owner' }, { to: 'huanfa' }], { owner: school }, 'u-school', 1, 'the owner, where it is known'],
  [[{ to: 'owner' }, { to: 'huanfa' }], {}, 'u-huanfa', 2, 'an unknown owner lets the next row decide'],
  [[{ to: 'huanfa', owners: ['all-schools'] }, { to: 'urban-management' }], { owner: school }, 'u-huanfa', 1, 'a row for things of a group'],
  [[{ to: 'huanfa', owners: ['huanfa'] }, { to: 'urban-management' }], { owner: school }, 'u-urban', 2, 'a row for things of others is passed'],
  [[{ to: 'urban-management', when: { hours: ['22:00-06:00'] } }, { to: 'huanfa' }], { at: night }, 'u-urban', 1, 'a night row at night'],
  [[{ to: 'urban-management', when: { hours: ['22:00-06:00'] } }, { to: 'huanfa' }], { at: noon }, 'u-huanfa', 2, 'a night row at noon is passed'],
  [[{ to: 'urban-management', when: { until: '2026-11-22' } }, { to: 'huanfa' }], { at: noon }, 'u-huanfa', 2, 'a row whose time is over'],
  [[{ to: 'urban-management', areas: ['shiqiao-03'], when: { days: [1] } }, { to: 'huanfa', areas: ['shiqiao'] }, { to: 'territory' }], { at: noon }, 'u-urban', 1, 'grid and Monday'],
  [[{ to: 'urban-management', areas: ['shiqiao-03'], when: { days: [2] } }, { to: 'huanfa', areas: ['shiqiao'] }, { to: 'territory' }], { at: noon }, 'u-huanfa', 2, 'not Monday: the community row'],
])('%j with %o → %s by row %i: %s', (rules, more, unit, row) => {
  expect(result(rules, { groups, lead, ...more })).toMatchObject({ unit, because: { rule: { row }, backstop: false } })
})

test.each<[string, Parameters<typeof holdsAt>[0], string, boolean]>([
  // what                                   when                                          moment in China        holds
  ['the first second of a span', { hours: ['06:00-22:00'] }, '2026-11-23T06:00:00', true],
  ['the end of a span is outside', { hours: ['06:00-22:00'] }, '2026-11-23T22:00:00', false],
  ['the last minute of it is inside', { hours: ['06:00-22:00'] }, '2026-11-23T21:59:59', true],
  ['Saturday 02:00 is the Friday night', { hours: ['22:00-06:00'], days: [5] }, '2026-11-28T02:00:00', true],
  ['Friday 02:00 is the Thursday night', { hours: ['22:00-06:00'], days: [5] }, '2026-11-27T02:00:00', false],
  ['the last night of a period', { hours: ['22:00-06:00'], until: '2026-11-23' }, '2026-11-24T05:59:00', true],
  ['the first day', { from: '2026-11-23' }, '2026-11-23T00:00:00', true],
  ['the day before', { from: '2026-11-23' }, '2026-11-22T23:59:59', false],
  ['the last day', { until: '2026-11-23' }, '2026-11-23T23:59:59', true],
  ['Sunday is 7', { days: [7] }, '2026-11-29T12:00:00', true],
])('%s', (_, when, at, holds) => { expect(holdsAt(when, new Date(`${at}+08:00`))).toBe(holds) })

test('a list read aloud: why each row answers or does not', () => {
  const rows = explain(consider(asked([{ to: 'urban-management', areas: ['liuxiang'] }, { to: 'x单位' }, { to: 'owner' }, { to: 'huanfa' }, { to: 'territory' }])))
  expect(rows.map((row) => [row.wins, row.said.zh])).toEqual([
    [false, '只管 liuxiang，不含这里'], [false, '“x单位” 还没有对应单位'], [false, '要看权属单位，这里没有给出'], [true, '相符，由它决定'], [false, '也相符，但第4行在前'],
  ])
})

test('when a field changes only the rows that depend on it run again', () => {
  const rules: Asked['rules'] = [
    { to: 'urban-management', areas: ['liuxiang'] }, // hangs on the area
    { to: 'huanfa', owners: ['all-schools'] }, // hangs on the owner
    { to: 'urban-management', when: { hours: ['22:00-06:00'] } }, // hangs on the time
    { to: 'huanfa' }, // hangs on nothing
  ]
  const base = { ...asked(rules, { groups, lead, at: noon }) }
  const first = consider(base)
  expect(first.ran).toBe(4)
  expect(consider({ ...base }, first).ran).toBe(0)
  expect(consider({ ...base, at: night }, first)).toMatchObject({ ran: 1 })
  expect(consider({ ...base, owner: school }, first)).toMatchObject({ ran: 1 })
  expect(consider({ ...base, area: { code: 'liuxiang', name: '柳巷', ancestors: [{ code: 'x', name: 'x区' }] } }, first)).toMatchObject({ ran: 1 })
  // Another category, or another table of units, is another question.
  expect(consider({ ...base, rules: [...rules] }, first).ran).toBe(4)
  expect(consider({ ...base, units: new Map(units) }, first).ran).toBe(4)
  // And what was taken over answers like what was run.
  for (const more of [{ at: night }, { owner: school }, { area: { code: 'liuxiang', name: '柳巷', ancestors: [] } }]) {
    const now = { ...base, ...more }
    expect(consider(now, first).verdicts).toEqual(consider(now).verdicts)
  }
})
