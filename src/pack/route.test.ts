// Who gets a case and why: order of the rows, reach over areas, mapped names, and the backstop of the place.
import { expect, test } from 'vitest'
import { route, type Asked } from './route.ts'

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
