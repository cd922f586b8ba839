// What administrators do about the security of an account: unlock, sessions, roles, password, second factor; and the district's own rules.
import { z } from 'zod'
import { adminRoles, isAdmin } from '#core/admin.ts'
import { cleanText } from '#core/text.ts'
import { problem } from '#core/problem.ts'
import { notAllowed } from '#kernel/actor.ts'
import { change } from '#kernel/change.ts'
import { Security, securityOf, setSecurity } from '#kernel/owed.ts'
import { checkStrength, hashPassword, REMEMBERED, weakPassword } from '#kernel/password.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { endSessions } from '#kernel/sessions.ts'
import { codeTries, forgetTries, passwordTries } from '#kernel/tries.ts'
import { tooBusy } from '#kernel/turns.ts'
import { propose } from '#kernel/two-person/propose.ts'
import { personOf } from '#kernel/two-person/store.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { seenSessions, Seen } from './my-security.ts'
import { demoPassword } from './people.ts'
import { changeRoles, checkRoles, factorOff, holder, lastAdmin, oneAdmin, oneAdminPerson, otherRoles, resetFactor, resetPassword, Roles, rolesApart, rolesFacts, sameRoles, touchesAdmins, unknownRole } from './rights.ts'
import { districtOf, replaceCredential, roles as allRoles, setRoles } from './store.ts'

export const ownRights = problem('account.own-rights', 422, () => ({ zh: '不能改自己账号的角色、密码或动态口令。请由另一名管理员来做。', en: 'Nobody changes the roles, the password or the factor of their own account here; another administrator has to do it.' }))
const Reason = z.string().trim().min(1).max(300)
const Waiting = z.object({ pending: z.uuid().optional(), expiresAt: z.string().optional() }).loose()

const sessions = route({
  method: 'GET', path: '/api/account/{id}/session', name: 'account.sessions', permission: 'account.lock', title: { zh: '一个账号的登录', en: 'Sessions of an account' }, problems: [notFound], answer: z.object({ items: z.array(Seen) }),
  run: async ({ actor, params }, house) => {
    await holder(house.db as never, actor!.district, params.id!)
    return { json: { items: await seenSessions(house, actor!.district, params.id!) } }
  },
})
const End = z.strictObject({ id: z.uuid().optional() })
const end = route({
  method: 'POST', path: '/api/account/{id}/end-sessions', name: 'account.end-sessions', permission: 'account.lock', title: { zh: '结束一个账号的登录', en: 'End sessions of an account' }, input: End, problems: [notFound], answer: z.object({ ended: z.int() }), example: {},
  run: async (asked, house) => {
    const { id } = parseInput(End, asked.input)
    const { district } = asked.actor!
    const answer = await change(asked, house, async (tx) => {
      await holder(tx, district, asked.params.id!)
      const gone = await endSessions(tx, district, asked.params.id!, id ? { id } : { butToken: undefined })
      if (id && gone.length === 0) throw notFound({ noun: 'session' })
      return { json: { ended: gone.length }, audit: gone.map((one) => ({ stream: 'session', id: one, facts: [{ type: 'ended', account: asked.params.id! } as { type: string }] })) }
    })
    house.sessions.forget()
    return answer
  },
})
const unlock = route({
  method: 'POST', path: '/api/account/{id}/unlock', name: 'account.unlock', permission: 'account.lock', title: { zh: '解除试错锁定', en: 'Forget failed tries' }, input: z.strictObject({}), problems: [notFound], answer: z.object({ unlocked: z.boolean() }), example: {},
  run: async (asked, house) => {
    parseInput(z.strictObject({}), asked.input)
    const { district } = asked.actor!
    return await change(asked, house, async (tx) => {
      const who = await holder(tx, district, asked.params.id!)
      const unlocked = await forgetTries(tx, district, [who.login, codeTries(who.id), passwordTries(who.id)])
      return { json: { unlocked }, audit: unlocked ? [{ stream: 'account', id: who.id, facts: [{ type: 'tries-forgotten' }] }] : [] }
    })
  },
})

const NewRoles = z.strictObject({ roles: Roles, reason: Reason })
const roles = route({
  method: 'POST', path: '/api/account/{id}/roles', name: 'account.roles', permission: 'account.grant', title: { zh: '给账号定角色', en: 'Set the roles of an account' }, input: NewRoles, answer: Waiting, example: { roles: ['clerk'], reason: '调到值班室' },
  problems: [notFound, ownRights, unknownRole, oneAdmin, oneAdminPerson, rolesApart, lastAdmin, sameRoles, otherRoles],
  run: async (asked, house) => {
    const { roles: after, reason } = parseInput(NewRoles, asked.input)
    const { district } = asked.actor!, account = asked.params.id!
    if (account === asked.actor!.account) throw ownRights({})
    const who = await holder(house.db as never, district, account)
    // Nor by another account of the same person.
    if (who.person === (await personOf(house.db, district, asked.actor!.account!))) throw ownRights({})
    if (touchesAdmins(who.roles, after)) return await propose(asked, house, changeRoles, { account, before: who.roles, roles: after }, cleanText(reason, 300))
    const answer = await change(asked, house, async (tx) => {
      const now = await holder(tx, district, account)
      if (touchesAdmins(now.roles, after)) throw otherRoles({})
      await checkRoles(tx, district, now, after)
      await setRoles(tx, district, [{ account, roles: after }])
      return { json: { roles: after }, audit: rolesFacts(account, now.roles, after) }
    })
    house.sessions.forget()
    return answer
  },
})
const Why = z.strictObject({ reason: Reason })
const factor = route({
  method: 'POST', path: '/api/account/{id}/reset-factor', name: 'account.reset-factor', permission: 'account.list', title: { zh: '提出解除动态口令', en: 'Order a reset of a second factor' }, input: Why, answer: Waiting, problems: [notFound, ownRights, factorOff], example: { reason: '手机丢了' },
  run: async (asked, house) => {
    const { reason } = parseInput(Why, asked.input)
    if (asked.params.id === asked.actor!.account) throw ownRights({})
    return await propose(asked, house, resetFactor, { account: asked.params.id! }, cleanText(reason, 300))
  },
})
const Given = z.strictObject({ password: z.string().max(256), reason: Reason })
const password = route({
  method: 'POST', path: '/api/account/{id}/password', name: 'account.give-password', permission: 'account.list', title: { zh: '设临时密码', en: 'Give a temporary password' }, input: Given, answer: Waiting, problems: [notFound, ownRights, demoPassword, weakPassword, tooBusy], example: { password: '…', reason: '忘了密码' },
  run: async (asked, house) => {
    const input = parseInput(Given, asked.input)
    const { district } = asked.actor!, account = asked.params.id!
    if (account === asked.actor!.account) throw ownRights({})
    const who = await holder(house.db as never, district, account)
    if ((await districtOf(house.db, district))?.demo) throw demoPassword({})
    checkStrength(who.login, input.password)
    const passwordHash = await hashPassword(input.password)
    if (isAdmin(who.roles)) return await propose(asked, house, resetPassword, { account, passwordHash }, cleanText(input.reason, 300))
    if (!asked.actor!.may.has('account.create')) throw notAllowed({ permission: 'account.create' })
    const answer = await change(asked, house, async (tx, now) => {
      await replaceCredential(tx, district, account, passwordHash, now, { mustChange: true, remember: REMEMBERED })
      await endSessions(tx, district, account, { butToken: undefined })
      return { json: {}, audit: [{ stream: 'account', id: account, facts: [{ type: 'password-given' }] }] }
    })
    house.sessions.forget()
    return answer
  },
})

const adminsNeedFactor = problem('security.admins-need-factor', 422, () => ({ zh: '三类管理员必须用动态口令，不能去掉。', en: 'The three kinds of administrators must have a second factor; it cannot be left out.' }))
const Rules = z.object({ ...Security.shape, limits: z.record(z.string(), z.int()).nullable() })
const rules = route({
  method: 'GET', path: '/api/security', name: 'security.rules', title: { zh: '登录规则', en: 'The rules of signing in' }, answer: Rules,
  run: async ({ actor }, { db, config }) => ({ json: { ...await securityOf(db, actor!.district), limits: config.limits ?? null } }),
})
const set = route({
  method: 'POST', path: '/api/security', name: 'security.set', permission: 'security.set', title: { zh: '改登录规则', en: 'Change the rules of signing in' }, input: Security, answer: Rules, problems: [adminsNeedFactor, unknownRole], example: { factorFor: ['admin-system', 'admin-security', 'admin-audit'], idleMinutes: 720, adminIdleMinutes: 30, absoluteHours: 168 },
  run: async (asked, house) => {
    const input = parseInput(Security, asked.input)
    const { district } = asked.actor!
    const [home, known] = [await districtOf(house.db, district), (await allRoles(house.db, district)).map((role) => role.code)]
    const stranger = input.factorFor.find((role) => !known.includes(role))
    if (stranger !== undefined) throw unknownRole({ role: stranger }, [{ path: 'factorFor', said: unknownRole({ role: stranger }).body.said }])
    // In a real district the three never go without; the demo's public password makes a factor there a thing to try.
    if (!home?.demo && adminRoles(known).some((role) => !input.factorFor.includes(role))) throw adminsNeedFactor({})
    return await change(asked, house, async (tx) => {
      await setSecurity(tx, district, input)
      return { json: { ...input, limits: house.config.limits ?? null }, audit: [{ stream: 'district', id: district, facts: [{ type: 'security-set', ...input } as { type: string }] }] }
    })
  },
})

export const accountSecurityRoutes = [sessions, end, unlock, roles, factor, password, rules, set]
