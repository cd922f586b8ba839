// Roles and their permissions as data: who may do what, and how far it reaches.
import { z } from 'zod'
import { faultsOf, place, type About } from './wording.ts'
import { PackContent, Title } from './words.ts'
import { inOrder, readYaml, type PackFault } from './yaml.ts'

/** Every permission there is; a word outside this list in a roles file is a slip of the pen. */
export const permissions = [
  'case.report', 'case.list', 'case.locate', 'case.file', 'case.reject', 'case.dispatch', 'case.sign-for', 'case.handle', 'case.check', 'case.close', 'case.rework',
  'case.reveal', 'case.import', 'file.put', 'pack.list', 'pack.import', 'pack.map-unit', 'directory.list', 'directory.edit', 'person.list', 'person.reveal',
  'person.export', 'account.list', 'account.create', 'account.lock', 'log.list', 'log.verify', 'settings', 'reaction.list', 'reaction.retry', 'calendar.edit',
  'account.grant', 'approval.second', 'security.set', 'pack.change', 'ground.edit',
] as const
export type Permission = (typeof permissions)[number]

/** `unit` = the holder's own unit, `area` = the holder's own area and all below it, `all` = the whole district. */
export const scopes = ['unit', 'area', 'all'] as const
export type Scope = (typeof scopes)[number]

const Role = z.strictObject({ title: Title, may: z.partialRecord(z.enum(permissions), z.enum(scopes)) })
const Roles = z.record(PackContent.shape.pack, Role)
export interface Role { code: string; zh: string; en: string; may: Partial<Record<Permission, Scope>> }

// 管办分离：监督与处置分开，谁处置谁不核查；三员分立（等保 2.0）：系统、安全、审计三个管理员互不兼有对方的权。
// Two permissions that one role must never join, and why.
const apart: readonly [Permission, Permission, zh: string, en: string][] = [
  ['case.handle', 'case.check', '处置和核查要分开', 'who handles must not check'],
  ['account.create', 'account.lock', '系统管理员和安全管理员要分开', 'system and security administration are apart'],
  ['account.create', 'log.verify', '系统管理员和审计管理员要分开', 'system administration and audit are apart'],
  ['account.lock', 'log.verify', '安全管理员和审计管理员要分开', 'security administration and audit are apart'],
  ['account.create', 'account.grant', '开账号的人不能自己给权限', 'who makes accounts must not give them rights'],
  ['account.grant', 'log.verify', '安全管理员和审计管理员要分开', 'security administration and audit are apart'],
  ['settings', 'log.verify', '系统管理员和审计管理员要分开', 'system administration and audit are apart'],
]

/** All faults of a roles file in one run; `roles` is there exactly when there are none. */
export function readRoles(text: string, file: string): { roles?: Role[]; faults: PackFault[] } {
  const { read, faults } = readYaml(text, file)
  if (!read) return { faults: inOrder(faults) }
  const about: About = { file, read, nameOf: (path) => path.map(String).join(' ') }
  const parsed = Roles.safeParse(read.raw)
  if (!parsed.success) return { faults: inOrder([...faults, ...faultsOf(parsed.error.issues, { ...about, schema: Roles })]) }
  const say = (path: string[], zh: string, en: string): void => { faults.push(place(about, path, { zh, en })) }
  for (const [role, { title, may }] of Object.entries(parsed.data)) {
    if (title.en.trim() === '') say([role, 'title', 'en'], '英文不能空着，中英文都要有', 'the English must not be empty; both languages are needed')
    for (const [one, other, zh, en] of apart) {
      if (may[one] && may[other]) say([role, 'may', other], `一个角色不能同时有 ${one} 和 ${other}：${zh}`, `one role cannot hold both ${one} and ${other}: ${en}`)
    }
  }
  if (faults.length > 0) return { faults: inOrder(faults) }
  return { roles: Object.entries(parsed.data).map(([name, { title, may }]) => ({ code: name, ...title, may })), faults }
}
