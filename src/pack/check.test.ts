// Wrong packs and what the checker says of them: the line, what is wrong, what would be right.
import { expect, test } from 'vitest'
import { checkPack, type Known } from './check.ts'
import { distance, near } from '#core/near.ts'
import { maxFaults, maxPackBytes } from './yaml.ts'

const known: Known = {
  units: new Set(['huanfa', 'urban-management', 'social-affairs']), groups: new Set(['all-communities']),
  areas: new Map([['x', []], ['shiqiao', ['x']], ['shiqiao-03', ['shiqiao', 'x']], ['liuxiang', ['x']]]),
  names: new Map([['环发公司', 'huanfa'], ['城管中队', 'urban-management'], ['各社区', 'all-communities']]),
}
const right = `pack: fine-cleaning
title: { zh: 精细化保洁, en: Fine cleaning }
action: environment
units: { lead: [social-affairs], with: [huanfa, all-communities] }
categories:
  - code: litter.roaming
    title: { zh: 流动性垃圾, en: Loose litter }
    kind: event
    conditions:
      - id: seen
        text: { zh: 有散落垃圾, en: Litter lies about }
        limit: 10 minute_on_shift
        close: { zh: 捡净, en: Gone }
        evidence: { report: 1, handle: 1 }
    rules:
      - to: huanfa
`
const file = 'packs/fine-cleaning/pack.yaml'
const check = (text: string) => checkPack(text, file, known)
const told = (text: string) => check(text).faults.map((fault) => `${fault.line} ${fault.said.zh}`)
/** The right pack with one piece replaced, which must be there. */
function wrong(piece: string, by: string): string {
  expect(right).toContain(piece)
  return right.replace(piece, () => by)
}

test('a right pack has no faults, and its limit is read', () => {
  const { content, faults } = check(right)
  expect(faults).toEqual([])
  expect(content?.categories[0]?.conditions[0]?.limit).toEqual({ amount: 10, kind: 'minute_on_shift' })
})

test.each([
  // what is changed                   into                          line  what is said
  ['to: huanfa', 'to: 环保公司', '16 litter.roaming 派给 环保公司，但单位表里没有它；是不是 huanfa（环发公司）？'],
  ['to: huanfa', 'to: haunfa', '16 litter.roaming 派给 haunfa，但单位表里没有它；是不是 huanfa？'],
  ['to: huanfa', 'to: 某公司', '16 litter.roaming 派给 某公司，但单位表里没有它'],
  ['to: huanfa', 'to: all-comunities', '16 litter.roaming 派给 all-comunities，但单位表里没有它；是不是 all-communities？'],
  ['to: huanfa', 'to: teritory', '16 litter.roaming 派给 teritory，但单位表里没有它；是不是 territory？'],
  ['to: huanfa', 'to: huanfa\n        owners: [huanfaa]', '17 litter.roaming rules[1] owners[1]: 单位表里没有 huanfaa；是不是 huanfa？'],
  ['to: huanfa', 'to: huanfa\n        areas: [shiqiau]', '17 litter.roaming rules[1] areas[1]: 没有代码为 shiqiau 的辖区；是不是 shiqiao？'],
  ['to: huanfa', 'to: huanfa\n        areas: [shiqiao, shiqiao]', '17 litter.roaming rules[1] areas[2]: shiqiao 写了两次'],
  ['to: huanfa', 'to: huanfa\n        areas: []', '17 litter.roaming rules[1] areas: 至少要有1项'],
  ['to: huanfa', 'to: huanfa\n        when: {}', '17 litter.roaming rules[1] when: 什么时间都没有写；写 from、until、days 或 hours，或删去 when'],
  ['to: huanfa', 'to: huanfa\n        when: { from: 2026-13-01 }', '17 litter.roaming rules[1] when from: 应是一个存在的日子，写作 2026-10-01'],
  ['to: huanfa', 'to: huanfa\n        when: { from: 2026-11-01, until: 2026-10-01 }', '17 litter.roaming rules[1] when until: 止日 2026-10-01 早于起日 2026-11-01，这一行永远用不到'],
  ['to: huanfa', 'to: huanfa\n        when: { days: [1, 8] }', '17 litter.roaming rules[1] when days[2]: 不能大于7'],
  ['to: huanfa', 'to: huanfa\n        when: { days: [1, 1] }', '17 litter.roaming rules[1] when days: 同一天写了两次'],
  ['to: huanfa', 'to: huanfa\n        when: { hours: ["9:00-18:00"] }', '17 litter.roaming rules[1] when hours[1]: 应写作 "22:00-06:00"'],
  ['to: huanfa', 'to: huanfa\n        when: { hours: ["06:00-06:00"] }', '17 litter.roaming rules[1] when hours[1]: 06:00-06:00 起止相同；全天就不写 hours'],
  ['to: huanfa', 'to: huanfa\n        when: { hour: ["06:00-09:00"] }', '17 litter.roaming rules[1] when hour: 没有这个键；是不是 hours？'],
  ['to: huanfa', 'to: huanfa\n      - to: huanfa', '17 litter.roaming 第2行永远用不到：第1行已派给 huanfa，请删去一行'],
  ['to: huanfa', 'to: huanfa\n      - to: urban-management', '17 litter.roaming 第1行派给 huanfa，第2行派给 urban-management，两行管的是同样的事，自相矛盾；请只留一行，或写明辖区、权属、时间'],
  ['to: huanfa', 'to: huanfa\n      - { to: urban-management, areas: [shiqiao] }', '17 litter.roaming 第2行永远用不到：第1行更宽又在前面；把窄的一行（派给 urban-management）移到第1行之前'],
  ['to: huanfa', '{ to: huanfa, areas: [shiqiao] }\n      - { to: urban-management, areas: [shiqiao-03] }', '17 litter.roaming 第2行永远用不到：第1行更宽又在前面；把窄的一行（派给 urban-management）移到第1行之前'],
  ['to: huanfa', '{ to: huanfa, when: { hours: ["06:00-22:00"] } }\n      - { to: urban-management, when: { hours: ["08:00-12:00"], days: [1] } }', '17 litter.roaming 第2行永远用不到：第1行更宽又在前面；把窄的一行（派给 urban-management）移到第1行之前'],
  ['lead: [social-affairs]', 'lead: [all-communities]', '4 units lead: 牵头的只有成组的单位；至少写一个单位，派给一组而没有谁管那里时由它接'],
  ['    kind: event\n', '    kind: event\n    words: [脏]\n', '9 litter.roaming words[1]: “脏” 只有一个字，什么都会碰上；至少两个字'],
  ['    kind: event\n', '    kind: event\n    words: [纸屑, 纸屑]\n', '9 litter.roaming words[2]: “纸屑” 写了两次'],
  ['    kind: event\n', '    kind: event\n    words: ["纸屑  路"]\n', '9 litter.roaming words[1]: 前后不留空格，中间只空一格'],
  ['zh: 流动性垃圾', 'zh: Loose litter', '7 litter.roaming title zh: 中文里没有汉字，现在是 “Loose litter”'],
  ['en: Loose litter', 'en: 流动垃圾', '7 litter.roaming title en: 英文里有汉字，现在是 “流动垃圾”'],
  ['limit: 10', 'limit：10', '12 limit 后面是全角冒号，请改用半角 “: ”（冒号加空格）'],
  ['{ zh: 捡净, en: Gone }', '{ zh: 捡净，en: Gone }', '13 en 前面是全角逗号，请改用半角 “, ”'],
  ['evidence: { report: 1, handle: 1 }', 'evidence: { report: 1 }', '14 litter.roaming seen evidence handle: 没有写，这里要有数'],
  ['evidence: { report: 1, handle: 1 }', 'evidence: { report: 1.5, handle: 1 }', '14 litter.roaming seen evidence report: 应是整数，现在是 “1.5”'],
  ['pack: fine-cleaning', 'pack: Fine Cleaning', '1 pack: “Fine Cleaning” 只能用小写字母、数字、点、短横，以字母或数字开头'],
  ['    rules:\n      - to: huanfa\n', '', '6 litter.roaming rules: 没有写，这里要有列表（- …）'],
  ['    rules:\n      - to: huanfa\n', '    rules: huanfa\n', '15 litter.roaming rules: 应是列表（- …），现在是 “huanfa”'],
  ['close: { zh: 捡净, en: Gone }', 'close: { zh: 捡净, en: Gone, ja: x }', '13 litter.roaming seen close ja: 没有这个键；这里可用 zh、en'],
  ['title: { zh: 精细化保洁, en: Fine cleaning }', 'title: 精细化保洁', '2 title: 应是一组“键: 值”，现在是 “精细化保洁”'],
  ['lead: [social-affairs]', 'lead: [social-afairs]', '4 units lead[1]: 单位表里没有 social-afairs；是不是 social-affairs？'],
  ['lead: [social-affairs]', 'lead: []', '4 units lead: 至少要有一个牵头单位'],
  ['with: [huanfa,', 'with: [social-affairs,', '4 units with[1]: social-affairs 写了两次'],
  ['limit: 10', 'limits: 10', '12 litter.roaming seen limits: 没有这个键；是不是 limit？'],
  ['kind: event', 'kind: evnet', '8 litter.roaming kind: “evnet” 不在 component、event 之中；是不是 event？'],
  ['action: environment', 'action: enviroment', '3 action: “enviroment” 不在 environment、traffic、order 之中；是不是 environment？'],
  ['code: litter.roaming', 'code: Litter', '6 Litter code: “Litter” 只能用小写字母、数字、点、短横，以字母或数字开头'],
  ['en: Loose litter', 'en: ""', '7 litter.roaming title en: 英文不能空着，中英文都要有'],
  ['zh: 流动性垃圾, ', '', '7 litter.roaming title zh: 没有写，这里要有文字'],
  ['{ report: 1, handle: 1 }', '{ report: 1, handle: ten }', '14 litter.roaming seen evidence handle: 应是数，现在是 “ten”'],
  ['{ report: 1, handle: 1 }', '{ report: 12, handle: 1 }', '14 litter.roaming seen evidence report: 不能大于9'],
  ['{ report: 1, handle: 1 }', '{ report: 1, report: 2, handle: 1 }', '14 report 在同一处写了两次，只能留一个'],
  ['    kind: event\n', '\tkind: event\n', '8 缩进用了制表符，请改用空格'],
  ['[huanfa, all-communities]', '[huanfa, all-communities', '4 缩进没有对齐，或括号没有配对'],
  ['{ zh: 捡净, en: Gone }', '*done', '13 不用别名（*done），请把内容写全'],
  ['limit: 10', 'limit: !!str 10', '12 不用类型标记（tag:yaml.org,2002:str），请直接写值'],
])('%s → %s: %s', (piece, by, said) => {
  const faults = told(wrong(piece, by))
  expect(faults).toContain(said)
  expect(check(wrong(piece, by)).content).toBeUndefined()
})

test.each([
  ['10 minutes', '"10 minute_on_shift"'],
  ['2 workhours', '"2 work_hour"'],
  ['2 work hours', '"2 work_hour"'],
  ['3 workdays', '"3 work_day"'],
  ['4工作时', '"4 work_hour"'],
  ['2 urgent_huor', '"2 urgent_hour"'],
  ['7 自然日', '"7 natural_day"'],
])('a limit written %s is answered with %s', (written, meant) => {
  const [fault] = check(wrong('10 minute_on_shift', written)).faults
  expect(fault).toMatchObject({ file, line: 12, path: 'litter.roaming seen limit' })
  expect(fault?.said.zh).toContain(`应写作 "10 minute_on_shift"、"2 work_hour" 或 "3 work_day"`)
  expect(fault?.said.zh).toContain(`是不是 ${meant}？`)
  expect(fault?.said.en).toContain(`is it ${meant}?`)
})
test.each(['soon', '0 work_day', '9999 work_day', '-1 work_day', '1.5 work_day', '', '[1, work_day]'])('a limit written %j is refused without a guess', (written) => {
  const [fault] = check(wrong('10 minute_on_shift', written)).faults
  expect(fault?.said.zh).toMatch(/应写作/)
  expect(fault?.said.zh).not.toMatch(/是不是/)
})

test('all faults of a file come in one run, in the order of the lines', () => {
  const text = right.replace('en: Fine cleaning', 'en: " "').replace('kind: event', 'kind: thing').replace('10 minute_on_shift', '10 minutes').replace('to: huanfa', 'to: nobody').replace('action:', 'actoin:')
  expect(check(text).faults.map((fault) => fault.line)).toEqual([2, 3, 8, 12, 16])
})

test('a misspelt key is one fault, not also a missing one', () => {
  expect(told(wrong('limit: 10', 'limits: 10'))).toHaveLength(1)
  expect(told(wrong('        limit: 10 minute_on_shift\n', ''))).toEqual([expect.stringMatching(/^10 litter\.roaming seen limit: 应写作.*现在没有写$/)])
})

test('a code, and a condition id within its category, stand once', () => {
  const category = right.slice(right.indexOf('  - code:'))
  expect(told(right + category)).toEqual(['17 litter.roaming code: 第1类已经用了这个代码，请换一个'])
  const condition = right.slice(right.indexOf('      - id:'), right.indexOf('    rules:'))
  expect(told(right.replace(condition, condition + condition.replace('散落垃圾', '许多垃圾')))).toEqual(['15 litter.roaming seen id: 这一类里已有同名的立案条件，请换一个'])
  expect(told(right.replace(condition, condition + condition.replace('id: seen', 'id: again')))).toEqual(['16 litter.roaming again text zh: 和第1条立案条件写得一样，没法选'])
  expect(told(right + category.replace('litter.roaming', 'litter.two'))).toEqual(['18 litter.two title zh: “流动性垃圾” 已是 litter.roaming 的名称，两类要叫得出区别'])
})

test('rows that cross are no mistake, but a note says which decides', () => {
  const crossing = wrong('to: huanfa', '{ to: huanfa, areas: [shiqiao] }\n      - { to: urban-management, when: { hours: ["22:00-06:00"] } }')
  expect(check(crossing).faults).toEqual([])
  expect(check(crossing).notes?.map((note) => `${note.line} ${note.said.zh}`)).toEqual(['17 litter.roaming rules[2]: 与第1行有重叠：重叠处由第1行决定'])
  // Narrow above wide is how a list is written; times that never meet cannot cross.
  for (const rows of ['{ to: huanfa, areas: [shiqiao] }\n      - to: urban-management', '{ to: huanfa, when: { hours: ["06:00-22:00"] } }\n      - { to: urban-management, when: { hours: ["22:00-06:00"] } }', '{ to: owner }\n      - to: huanfa']) {
    expect(check(wrong('to: huanfa', rows))).toMatchObject({ faults: [], notes: [] })
  }
})

test('a major class has one title', () => {
  const major = (zh: string) => `    kind: event\n    major: { code: waste, title: { zh: ${zh}, en: Waste } }\n`
  const first = right.replace('    kind: event\n', major('垃圾'))
  const second = first.slice(first.indexOf('  - code:')).replace('litter.roaming', 'litter.fixed').replace('流动性垃圾', '固定垃圾')
  expect(told(first + second)).toEqual([])
  expect(told(first + second.replace('垃圾, en: Waste', '废物, en: Waste'))).toEqual(['21 litter.fixed major title: 大类 waste 前面用的是另一个名称，请写成一样'])
})

test('aliases are never unfolded, however few lines they take', () => {
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghij'.split('').map((c, n) => `${c}: &${c} [${`*${'abcdefghi'[n]},`.repeat(9)}]`).join('\n')}\n`
  const before = performance.now()
  const faults = told(bomb)
  expect(faults[0]).toBe('1 不用锚点（&a），请把内容写全')
  expect(faults).toContain('2 不用别名（*a），请把内容写全')
  expect(performance.now() - before).toBeLessThan(2_000)
})

test('a file too large, too deep or too wrong is refused in time and in few words', () => {
  expect(told(`${right}# ${'x'.repeat(maxPackBytes)}`)).toEqual(['1 文件超过1 MB，没有读。请拆成几个专项'])
  // Chinese takes three bytes a letter: the limit is one of bytes.
  expect(told(`${right}# ${'垃'.repeat(maxPackBytes / 3)}`)).toHaveLength(1)
  expect(told(`a: ${'['.repeat(60)}${']'.repeat(60)}`)).toEqual(['1 嵌套超过24层'])
  expect(told('['.repeat(100_000))[0]).toMatch(/嵌套太深|YAML/)
  const many = check(`${right.slice(0, right.indexOf('  - code:'))}${'  - {}\n'.repeat(3_000)}`).faults
  expect(many).toHaveLength(maxFaults + 1)
  expect(many.at(-1)?.said.zh).toMatch(/^还有\d+处/)
})

test.each([['', 1], ['# nothing', 1], ['just words', 1], ['- a\n- b', 1], ['categories: 7', 1], ['__proto__: { pack: x }', 1], ['a: 1\n---\nb: 2', 2]])('%j is no pack', (text, line) => {
  const { content, faults } = check(text)
  expect(content).toBeUndefined()
  expect(faults.some((fault) => fault.line === line)).toBe(true)
  for (const fault of faults) expect(`${fault.said.zh}${fault.said.en}`).not.toMatch(/undefined|\[object/)
})

test('line ends of Windows and a byte order mark change nothing', () => {
  expect(check(`\ufeff${right.replaceAll('\n', '\r\n')}`).faults).toEqual([])
})

test.each([['huanfa', 'haunfa', 1], ['limit', 'limits', 1], ['环发公司', '环保公司', 1], ['', 'abc', 3], ['kitten', 'sitting', 3], ['same', 'Same', 0]])('%s and %s are %i apart', (a, b, steps) => {
  expect(distance(a, b)).toBe(steps)
  expect(distance(b, a)).toBe(steps)
})
test('a word that is like nothing gets no guess', () => { expect(near('zzzzzz', ['limit', 'text'])).toBeUndefined() })
