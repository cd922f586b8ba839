// Roles: the shipped file keeps the separations of the trade, and wrong files are told where.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { permissions, readRoles } from './roles.ts'

const shipped = readRoles(readFileSync(new URL('../../packs/base/roles.yaml', import.meta.url), 'utf8'), 'packs/base/roles.yaml')
const may = (code: string) => shipped.roles?.find((role) => role.code === code)?.may

test('the shipped roles have no faults and leave no permission to nobody', () => {
  expect(shipped.faults).toEqual([])
  expect(shipped.roles?.map((role) => role.code)).toEqual(['clerk', 'leader', 'liaison', 'unit-head', 'handler', 'grid', 'inspector', 'community', 'admin-system', 'admin-security', 'admin-audit'])
  for (const permission of permissions) expect(shipped.roles?.filter((role) => role.may[permission]).map((role) => role.code), permission).not.toEqual([])
})

test('who handles reaches only the own unit, and who checks never handles', () => {
  expect(may('handler')).toMatchObject({ 'case.handle': 'unit', 'case.list': 'unit' })
  expect(may('liaison')).toMatchObject({ 'case.sign-for': 'unit', 'case.handle': 'unit' })
  expect(may('grid')).toMatchObject({ 'case.report': 'area', 'case.check': 'area', 'case.list': 'area' })
  expect(may('inspector')).toMatchObject({ 'case.report': 'all', 'case.check': 'all' })
  for (const role of shipped.roles ?? []) expect(role.may['case.handle'] && role.may['case.check'], role.code).toBeUndefined()
})

test('who asks for the unit does not decide for it; who answers for the unit neither asks nor handles', () => {
  const verbs = (code: string) => Object.keys(may(code) ?? {}).filter((permission) => /^case\.(ask|endorse|grant|handle)/.test(permission))
  expect(verbs('liaison').filter((permission) => /endorse|grant/.test(permission))).toEqual([])
  expect(verbs('unit-head')).toEqual(['case.endorse-extension', 'case.endorse-appeal'])
})

test('a leader reads everything, supervises, gives the second signature where a case is voided, decides on appeals, and changes nothing else; administrators see no case', () => {
  expect(may('leader')).toEqual({ 'case.grant-appeal': 'all', 'case.refuse-appeal': 'all', 'case.list': 'all', 'case.supervise': 'all', 'case.void-second': 'all', 'crew.list': 'all', 'stopwatch.list': 'all', 'case.false-closing': 'all', 'figure.list': 'all', 'proposal.propose-project': 'all', 'pack.list': 'all', 'directory.list': 'all', 'person.list': 'all' })
  for (const role of shipped.roles?.filter(({ code }) => code.startsWith('admin-')) ?? []) expect(Object.keys(role.may).filter((permission) => permission.startsWith('case.')), role.code).toEqual([])
})

test.each([
  // text                                                                       what is said
  ['a:\n  title: { zh: 甲, en: A }\n  may:\n    case.handle: unit\n    case.check: all\n', '5 a may case.check: 一个角色不能同时有 case.handle 和 case.check：处置和核查要分开'],
  ['a:\n  title: { zh: 甲, en: A }\n  may:\n    account.create: all\n    account.lock: all\n', '5 a may account.lock: 一个角色不能同时有 account.create 和 account.lock：系统管理员和安全管理员要分开'],
  ['a:\n  title: { zh: 甲, en: A }\n  may:\n    case.raport: all\n', '4 a may case.raport: 没有这个键；是不是 case.report？'],
  ['a:\n  title: { zh: 甲, en: A }\n  may:\n    case.report: unitt\n', '4 a may case.report: “unitt” 不在 unit、area、all 之中；是不是 unit？'],
  ['a:\n  title: { zh: 甲, en: "" }\n  may: {}\n', '2 a title en: 英文不能空着，中英文都要有'],
  ['a:\n  may: {}\n', '1 a title: 没有写，这里要有一组“键: 值”'],
  ['A b:\n  title: { zh: 甲, en: A }\n  may: {}\n', '1 A b: 这个名称不能用作键；只用小写字母、数字和短横，年份写四位'],
])('%j: %s', (text, said) => {
  const { roles, faults } = readRoles(text, 'roles.yaml')
  expect(roles).toBeUndefined()
  expect(faults.map((fault) => `${fault.line} ${fault.said.zh}`)).toEqual([said])
})
