// Who gets which rights: what the security administrator does alone, and what takes two (administrators' roles, factors and passwords).
import { z } from 'zod'
import { adminRoles, isAdmin } from '#core/admin.ts'
import { problem, type Said } from '#core/problem.ts'
import { dropFactor, factorState } from '#kernel/factor.ts'
import { notFound } from '#kernel/run.ts'
import { endSessions } from '#kernel/sessions.ts'
import { twoPerson, type Matter } from '#kernel/two-person/order.ts'
import { openInputs } from '#kernel/two-person/store.ts'
import { clashOf } from './apart.ts'
import { holderOf, holdersOf, holdersOfRole, permissionsOf, replaceCredential, roles as rolesOf, rolesOfPersonElsewhere, setRoles, type Holder } from './store.ts'

export const unknownRole = problem<{ role: string }>('account.unknown-role', 422, ({ role }) => ({ zh: `没有“${role}”这个角色。`, en: `There is no role "${role}".` }))
export const oneAdmin = problem('account.one-admin', 422, () => ({ zh: '系统、安全、审计三个管理员的权限不能合在一个账号上，也不能与业务角色合用。', en: 'The powers of the system, security and audit administrator may not meet in one account, nor mix with a working role.' }))
export const oneAdminPerson = problem('account.one-admin-person', 422, () => ({ zh: '这个人的另一个账号已经是另一类管理员。三类管理员要由三个人分别担任。', en: 'Another account of this person is an administrator of another kind already. The three kinds need three people.' }))
export const rolesApart = problem<{ zh: string; en: string }>('account.roles-apart', 422, ({ zh, en }) => ({ zh: `这几个角色不能由同一个人担任：${zh}。`, en: `One person may not hold these roles together: ${en}.` }))
const adminsOneByOne = problem('account.admins-one-by-one', 422, () => ({ zh: '管理员的角色不能成批给、成批改。请在账号页逐个提出，由另一类管理员复核。', en: 'Administrators’ roles are not given or changed in bulk. Order each on the accounts page; an administrator of another kind approves it.' }))
export const lastAdmin = problem<{ role: string }>('account.last-admin', 422, ({ role }) => ({ zh: `这是最后一个 ${role}，去掉后就没有人能办这类事了。请先给别人这个角色。`, en: `This is the last ${role}; without it nobody could do that work. Give somebody else the role first.` }))
export const sameRoles = problem('account.same-roles', 409, () => ({ zh: '他已经正好是这几个角色，没有要改的。', en: 'The account holds exactly these roles already; there is nothing to change.' }))
export const otherRoles = problem('account.other-roles', 409, () => ({ zh: '他的角色在这期间已经变过。请按现在的角色重新提出。', en: 'The roles of the account have changed meanwhile. Order it again from what they are now.' }))
export const factorOff = problem('account.no-factor', 409, () => ({ zh: '这个账号没有绑定动态口令，不用重置。', en: 'This account has no second factor; there is nothing to reset.' }))

export const Roles = z.array(z.string().max(40)).max(8).transform((all) => [...new Set(all)].sort())
/** Whether a change of roles gives or takes the power of an administrator. */
export const touchesAdmins = (before: readonly string[], after: readonly string[]): boolean =>
  adminRoles(before).join() !== adminRoles(after).join()

const named = (who: Holder): Said => ({ zh: `${who.zh}（${who.login}）`, en: `${who.en} (${who.login})` })
export async function holder(tx: Matter['tx'], district: string, account: string): Promise<Holder> {
  const who = await holderOf(tx, district, account)
  if (!who) throw notFound({ noun: 'account' })
  return who
}

/** What stands against these roles for this account, as things are now. */
export async function checkRoles(tx: Matter['tx'], district: string, who: Holder, after: readonly string[]): Promise<void> {
  const known = new Set((await rolesOf(tx, district)).map((role) => role.code))
  const stranger = after.find((role) => !known.has(role))
  if (stranger !== undefined) throw unknownRole({ role: stranger }, [{ path: 'roles', said: unknownRole({ role: stranger }).body.said }])
  if (isAdmin(after) && after.length > 1) throw oneAdmin({}, [{ path: 'roles', said: oneAdmin.example().said }])
  const elsewhere = adminRoles(await rolesOfPersonElsewhere(tx, district, who.person, who.id))
  if (isAdmin(after) && elsewhere.some((role) => !after.includes(role))) throw oneAdminPerson({}, [{ path: 'roles', said: oneAdminPerson.example().said }])
  const clash = clashOf([...after, ...await rolesOfPersonElsewhere(tx, district, who.person, who.id)], await permissionsOf(tx, district))
  if (clash) throw rolesApart(clash, [{ path: 'roles', said: rolesApart(clash).body.said }])
  for (const role of adminRoles(who.roles)) if (!after.includes(role) && (await holdersOfRole(tx, district, role, who.id)) === 0) throw lastAdmin({ role })
  if (who.roles.join() === after.join()) throw sameRoles({})
}
export const rolesFacts = (account: string, before: readonly string[], after: readonly string[]) =>
  [{ stream: 'account', id: account, facts: [{ type: 'roles-changed', gained: after.filter((role) => !before.includes(role)), lost: before.filter((role) => !after.includes(role)) } as { type: string }] }]

export const changeRoles = twoPerson({
  kind: 'account.roles', title: { zh: '改一个账号的角色', en: 'Change the roles of an account' },
  input: z.strictObject({ account: z.uuid(), before: Roles, roles: Roles }), ask: ['account.grant', 'account.create'], approve: ['account.grant', 'approval.second'],
  problems: [notFound, unknownRole, oneAdmin, oneAdminPerson, rolesApart, lastAdmin, sameRoles, otherRoles],
  // The system administrator gives no rights: what they ask for, the security administrator approves. Administrators' rights take two kinds of administrators.
  approveOnly: (input) => (touchesAdmins(input.before, input.roles) ? ['approval.second'] : ['account.grant']),
  amongAdmins: (input) => touchesAdmins(input.before, input.roles),
  concerns: (input) => input.account,
  async foresee({ tx, district }, { account, before, roles }) {
    const who = await holder(tx, district, account)
    if (who.roles.join() !== before.join()) throw otherRoles({})
    await checkRoles(tx, district, who, roles)
    const titles = new Map((await rolesOf(tx, district)).map((role) => [role.code, role]))
    const one = (list: readonly string[], lang: 'zh' | 'en') => list.map((role) => titles.get(role)?.[lang] ?? role).join(lang === 'zh' ? '、' : ', ')
    const gained = roles.filter((role) => !who.roles.includes(role)), lost = who.roles.filter((role) => !roles.includes(role))
    return [
      ...(gained.length > 0 ? [{ zh: `${named(who).zh}得到：${one(gained, 'zh')}`, en: `${named(who).en} gains: ${one(gained, 'en')}` }] : []),
      ...(lost.length > 0 ? [{ zh: `${named(who).zh}失去：${one(lost, 'zh')}`, en: `${named(who).en} loses: ${one(lost, 'en')}` }] : []),
      { zh: '他现在的登录全部失效，要重新登录。', en: 'All present sessions of the account end; it must sign in again.' },
    ]
  },
  async carryOut({ tx, district }, { account, roles }) {
    const who = await holder(tx, district, account)
    await setRoles(tx, district, [{ account, roles }])
    return { audit: rolesFacts(account, who.roles, roles), outcome: { account } }
  },
  afterwards: (house) => house.sessions.forget(),
})

const Change = z.strictObject({ account: z.uuid(), before: Roles, roles: Roles })
/** Roles of working accounts as a sheet or a form of the system administrator asks for them: one order, carried out whole or not at all. */
export const changeManyRoles = twoPerson({
  kind: 'account.roles-many', title: { zh: '成批改角色', en: 'Change the roles of several accounts' },
  input: z.strictObject({ changes: z.array(Change).min(1).max(5000) }), ask: ['account.grant', 'account.create'], approve: ['account.grant'],
  problems: [notFound, unknownRole, adminsOneByOne, rolesApart, otherRoles],
  concernsAll: (input) => input.changes.map((one) => one.account),
  async foresee({ tx, district }, { changes }) {
    const [who, all, may] = [await holdersOf(tx, district, changes.map((one) => one.account)), await rolesOf(tx, district), await permissionsOf(tx, district)]
    const titles = new Map(all.map((role) => [role.code, role]))
    const said = (roles: readonly string[], lang: 'zh' | 'en') => roles.map((role) => titles.get(role)![lang]).join(lang === 'zh' ? '、' : ', ') || (lang === 'zh' ? '无' : 'none')
    const will = changes.map(({ account, before, roles }): Said => {
      const one = who.get(account)
      if (!one) throw notFound({ noun: 'account' })
      const stranger = roles.find((role) => !titles.has(role))
      if (stranger !== undefined) throw unknownRole({ role: stranger })
      if (isAdmin([...before, ...roles, ...one.roles])) throw adminsOneByOne({})
      const clash = clashOf(roles, may)
      if (clash) throw rolesApart(clash, [{ path: one.login, said: rolesApart(clash).body.said }])
      if (one.roles.join() !== before.join()) throw otherRoles({}, [{ path: one.login, said: otherRoles.example().said }])
      return { zh: `${named(one).zh}：${said(before.filter((role) => titles.has(role)), 'zh')} → ${said(roles, 'zh')}`, en: `${named(one).en}: ${said(before.filter((role) => titles.has(role)), 'en')} → ${said(roles, 'en')}` }
    })
    return [...will, { zh: '他们现在的登录全部失效，要重新登录。', en: 'All present sessions of these accounts end; they must sign in again.' }]
  },
  async carryOut({ tx, district }, { changes }) {
    await setRoles(tx, district, changes)
    return { audit: changes.flatMap(({ account, before, roles }) => rolesFacts(account, before, roles)), outcome: { accounts: changes.length } }
  },
  afterwards: (house) => house.sessions.forget(),
})
/** What each account is already to get, in orders that wait: `clerk,leader` by account. */
export async function rolesThatWait(tx: Matter['tx'], district: string, now: Date): Promise<Map<string, string>> {
  const open = await openInputs(tx, district, [changeRoles.kind, changeManyRoles.kind], now)
  return new Map(open.flatMap(({ kind, input }) => (kind === changeRoles.kind ? [changeRoles.input.parse(input)] : changeManyRoles.input.parse(input).changes).map((one): [string, string] => [one.account, one.roles.join()])))
}

export const resetFactor = twoPerson({
  kind: 'account.reset-factor', title: { zh: '解除别人的动态口令', en: 'Reset another’s second factor' },
  input: z.strictObject({ account: z.uuid() }), ask: ['account.lock', 'account.create'], approve: ['approval.second'], problems: [notFound, factorOff],
  amongAdmins: () => true, concerns: (input) => input.account,
  async foresee({ tx, district }, { account }) {
    const who = await holder(tx, district, account)
    if (!(await factorState(tx, district, account)).on) throw factorOff({})
    return [
      { zh: `${named(who).zh}的动态口令和恢复码作废。`, en: `The second factor and the recovery codes of ${named(who).en} become void.` },
      { zh: '他现在的登录全部失效。角色要求动态口令的，下次登录要重新绑定。', en: 'All present sessions of the account end. If the role needs a second factor, the next sign-in sets up a new one.' },
    ]
  },
  async carryOut({ tx, district }, { account }) {
    await dropFactor(tx, district, account)
    await endSessions(tx, district, account, { butToken: undefined })
    return { audit: [{ stream: 'account', id: account, facts: [{ type: 'factor-reset' }] }] }
  },
  afterwards: (house) => house.sessions.forget(),
})

/** The password of an administrator: only its hash waits, and its owner changes it at once. */
export const resetPassword = twoPerson({
  kind: 'account.reset-password', title: { zh: '给管理员设临时密码', en: 'Give an administrator a temporary password' },
  input: z.strictObject({ account: z.uuid(), passwordHash: z.string().max(400) }), ask: ['account.create', 'account.lock'], approve: ['approval.second'], problems: [notFound],
  amongAdmins: () => true, concerns: (input) => input.account,
  async foresee({ tx, district }, { account }) {
    const who = await holder(tx, district, account)
    return [
      { zh: `${named(who).zh}改用提出人交给他的临时密码，登录后要马上换成自己的。`, en: `${named(who).en} gets the temporary password that who ordered it hands over, and must change it after signing in.` },
      { zh: '他现在的登录全部失效；动态口令不变。', en: 'All present sessions of the account end; the second factor stays.' },
    ]
  },
  async carryOut({ tx, district, now }, { account, passwordHash }) {
    await replaceCredential(tx, district, account, passwordHash, now, { mustChange: true })
    await endSessions(tx, district, account, { butToken: undefined })
    return { audit: [{ stream: 'account', id: account, facts: [{ type: 'password-given' }] }] }
  },
  afterwards: (house) => house.sessions.forget(),
})

export const orders = [changeRoles, changeManyRoles, resetFactor, resetPassword]
