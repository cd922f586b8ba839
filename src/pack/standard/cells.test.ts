// One cell of a filing standard at a time: limits, numbers, codes and lists of units as offices write them.
import { expect, test } from 'vitest'
import { sayLimit } from '#core/clock-kind.ts'
import { codeOf } from './classes.ts'
import { numberOf, readLimitCell, type Readings } from './limits.ts'
import { splitUnits } from './units.ts'

test.each<[string, string, string | undefined]>([
  ['2紧急工作时', '2紧急工作时', undefined], ['4工作时', '4工作时', undefined], ['3工作日', '3工作日', undefined], ['15个工作日', '15工作日', undefined],
  ['3个自然日', '3自然日', undefined], ['30分钟', '30分钟', undefined], [' ２ 工作 日 ', '2工作日', undefined], ['三个工作日内', '3工作日', undefined],
  ['十五个工作日', '15工作日', undefined], ['不超过5个工作日', '5工作日', undefined], ['≤3工作日', '3工作日', undefined], ['1紧急工作时\n', '1紧急工作时', undefined],
  ['1天', '1工作日', '天'], ['7日', '7工作日', '天'], ['5天内', '5工作日', '天'], ['半天', '4工作时', '天'],
  ['4小时', '4工作时', '小时'], ['24小时', '24工作时', '小时'], ['半小时', '30分钟', '小时'], ['1.5小时', '90分钟', '小时'], ['一个半小时', '90分钟', '小时'],
  ['2紧急工作日', '48紧急工作时', '紧急工作日'], ['1紧急工作日', '24紧急工作时', '紧急工作日'],
  ['一周内', '7自然日', undefined], ['两周', '14自然日', undefined], ['1个月', '30自然日', undefined],
])('时限 %j 读作 %s', (cell, said, word) => {
  const found = readLimitCell(cell, {})
  expect('limit' in found ? [sayLimit(found.limit).zh, found.word, found.rest] : found).toEqual([said, word, ''])
})

test.each<[string, Readings, string]>([
  ['3天', { 天: 'natural_day' }, '3自然日'], ['3天', { 天: 'urgent_day' }, '72紧急工作时'], ['半天', { 天: 'natural_day' }, '12紧急工作时'],
  ['4小时', { 小时: 'urgent_hour' }, '4紧急工作时'], ['2紧急工作日', { 紧急工作日: 'work_day' }, '2工作日'],
  ['3工作日', { 天: 'natural_day' }, '3工作日'], ['4工作时', { 小时: 'urgent_hour' }, '4工作时'],
])('%s 在 %j 下读作 %s', (cell, readings, said) => {
  const found = readLimitCell(cell, readings)
  expect('limit' in found && sayLimit(found.limit).zh).toBe(said)
})

test.each(['', '立即', '尽快处理', '3', '2工作', '1-3天', '白天2小时，夜间4小时', '2小时，夜间4小时', '1天-3天', '3工作日（特殊10工作日）', '0天', '9999天', '1.5天', '三', '无', '百分之三'])('时限 %j 不猜，要求写清', (cell) => {
  expect(readLimitCell(cell, {})).toEqual({ wrong: { zh: expect.stringContaining('请写作'), en: expect.stringContaining('Write one limit') } })
})

test.each([['十', 10], ['十五', 15], ['二十', 20], ['一百零五', 105], ['两', 2], ['半', 0.5], ['12', 12], ['', undefined], ['人', undefined]])('%s 是 %s', (text, number) => { expect(numberOf(text)).toBe(number) })
test.each([['1', '01'], ['1.0', '01'], ['01', '01'], ['０３', '03'], ['12', '12'], ['0101', '101'], ['一、', '01'], ['十二', '12'], ['A1', 'a1'], ['公用设施', undefined]])('代码 %s 是 %s', (cell, code) => { expect(codeOf(cell)).toBe(code) })
test.each([
  ['甲中心、乙公司，丙局;丁队', ['甲中心', '乙公司', '丙局', '丁队']], ['\n甲中心\n乙公司', ['甲中心', '乙公司']], ['甲中心、及各产权单位', ['甲中心', '各产权单位']],
  ['城管局（白天、夜间）、甲公司', ['城管局（白天、夜间）', '甲公司']], ['甲（乙、丙', ['甲（乙', '丙']], ['和平社区、甲、甲', ['和平社区', '甲']], ['—', []], ['', []],
])('单位 %j 是 %j', (cell, names) => { expect(splitUnits(cell)).toEqual(names) })
