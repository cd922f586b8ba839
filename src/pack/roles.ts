// Roles and their permissions as data: who may do what, and how far it reaches.
import { z } from 'zod'
import { apart } from '../directory/apart.ts'
import { faultsOf, place, type About } from './wording.ts'
import { PackContent, Title } from './words.ts'
import { inOrder, readYaml, type PackFault } from './yaml.ts'

/** Every permission there is; a word outside this list in a roles file is a slip of the pen. */
export const permissions = [
  'case.report', 'case.list', 'case.locate', 'case.file', 'case.reject', 'case.dispatch', 'case.sign-for', 'case.handle', 'case.check', 'case.close', 'case.rework',
  'case.fix', 'case.ask-verify', 'case.verify', 'case.ask-return', 'case.uphold-return', 'case.refuse-return', 'case.invite', 'case.answer-joint', 'case.finish-joint', 'case.excuse-joint', 'case.note-joint', 'case.order', 'case.acknowledge-order', 'case.supervise', 'case.acknowledge-supervision', 'case.reply-supervision','case.recategorise', 'case.redispatch', 'case.join', 'case.merge', 'case.unmerge', 
  'case.ask-extension', 'case.endorse-extension', 'case.grant-extension', 'case.refuse-extension',
  'case.ask-suspension', 'case.suspend', 'case.refuse-suspension', 'case.resume', 'case.ask-appeal', 'case.endorse-appeal', 'case.grant-appeal', 'case.refuse-appeal', 'case.reopen', 'case.void', 'case.void-second', 'case.judge-photo', 'case.recheck', 'case.keep-closed', 'case.false-closing', 'file.redact',
  'case.take', 'case.pass', 'crew.list', 'crew.edit', 'crew.here', 'stopwatch.place', 'stopwatch.list',
  'case.reveal', 'case.import', 'file.put', 'pack.list', 'pack.import', 'pack.map-unit', 'directory.list', 'directory.edit', 'person.list', 'person.reveal',
  'person.export', 'account.list', 'account.create', 'account.lock', 'log.list', 'log.verify', 'settings', 'reaction.list', 'reaction.retry', 'calendar.edit',
  'case.clip', 'case.answer', 'case.refuse-dispute', 'case.take-up', 'case.call-back', 'case.export-answers',
  'account.grant', 'approval.second', 'security.set', 'pack.change', 'ground.edit',
  'figure.list', 'proposal.propose-project',
] as const
export type Permission = (typeof permissions)[number]

/** `unit` = the holder's own unit, `area` = the holder's own area and all below it, `all` = the whole district. */
export const scopes = ['unit', 'area', 'all'] as const
export type Scope = (typeof scopes)[number]

const Role = z.strictObject({ title: Title, may: z.partialRecord(z.enum(permissions), z.enum(scopes)) })
const Roles = z.record(PackContent.shape.pack, Role)
export interface Role { code: string; zh: string; en: string; may: Partial<Record<Permission, Scope>> }


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
    for (const [one, other, zh, en] of apart satisfies readonly (readonly [Permission, Permission, string, string])[]) {
      if (may[one] && may[other]) say([role, 'may', other], `一个角色不能同时有 ${one} 和 ${other}：${zh}`, `one role cannot hold both ${one} and ${other}: ${en}`)
    }
  }
  if (faults.length > 0) return { faults: inOrder(faults) }
  return { roles: Object.entries(parsed.data).map(([name, { title, may }]) => ({ code: name, ...title, may })), faults }
}
