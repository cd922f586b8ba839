// Accounts of post-holders over HTTP: listed, moved to another place or role, invited; and the page where the invited person sets the first password.
import { z } from 'zod'
import { problem } from '#core/problem.ts'
import { change } from '#kernel/change.ts'
import { newSecret } from '#kernel/clock.ts'
import { hashOf } from '#kernel/hash.ts'
import { isLoopback } from '#kernel/limits.ts'
import { record } from '#kernel/log.ts'
import { checkStrength, hashPassword, weakPassword } from '#kernel/password.ts'
import { route } from '#kernel/route.ts'
import { notFound, outsideReach } from '#kernel/run.ts'
import { throttle } from '#kernel/throttle.ts'
import { tooBusy } from '#kernel/turns.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { areaCode, doRow, found, page, paged, Ref, Words } from '../fields.ts'
import { roles } from '../store.ts'
import { countAccounts, invitationOf, invitees, listAccounts, saveInvitations, useInvitation } from './store.ts'

const states = ['ready', 'invited', 'uninvited', 'locked'] as const
const Account = z.object({ id: z.uuid(), login: z.string(), zh: z.string(), en: z.string(), active: z.boolean(), roles: z.array(z.string()), state: z.enum(['ready', 'invited', 'uninvited']) }).loose()
const list = route({
  method: 'GET', path: '/api/account', name: 'account.list', permission: 'account.list', title: { zh: '账号', en: 'Accounts' },
  query: z.strictObject({ ...page, state: z.enum(states).optional(), role: z.string().max(40).optional() }),
  answer: z.object({ items: z.array(Account), next: z.string().nullable(), roles: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() })), counts: z.object({ all: z.int(), locked: z.int(), uninvited: z.int() }) }),
  run: async ({ actor, query }, { db, clock }) => ({ json: {
    ...paged(await listAccounts(db, actor!.district, { q: query.q, state: query.state, role: query.role, after: query.after, limit: query.limit + 1 }, clock.now()), query.limit, (account) => account.login),
    roles: await roles(db, actor!.district), counts: await countAccounts(db, actor!.district),
  } }),
})
const Change = z.strictObject({ roles: z.array(z.string().max(40)).min(1).max(8).optional(), title: Words(60).optional(), area: Ref })
const alter = route({
  method: 'POST', path: '/api/account/{id}/change', name: 'account.change', permission: 'account.create', title: { zh: '改账号的角色和辖区', en: 'Change an account’s roles and area' }, input: Change, problems: [notFound, outsideReach], answer: z.object({ changed: z.boolean(), waiting: z.int(), pending: z.uuid().optional(), expiresAt: z.string().optional() }), example: { roles: ['liaison'] },
  run: async (asked, house) => {
    const input = parseInput(Change, asked.input)
    return await doRow(asked, house, 'people', (roster) => {
      const account = found(roster.accounts.find((one) => one.id === asked.params.id), 'account')
      const person = found(roster.people.find((one) => one.id === account.person && one.code !== null && !one.erased), 'account')
      return { code: person.code, name: person.name, login: account.login, roles: (input.roles ?? account.roles).join('、'), title: input.title ?? account.zh, area: areaCode(roster, input.area) }
    }, (plan) => ({ json: { changed: plan.accounts.length + plan.roles.length > 0, waiting: plan.ordered ? plan.roles.length : 0, ...plan.ordered } }))
  },
})

const DAYS = 7
const AT_ONCE = 500
// 0 O 1 I L U are left out: the code is read from paper and typed by hand. 30 signs, 16 of them: 78 bits.
const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
/** `XXXX-XXXX-XXXX-XXXX`, from a secret nobody can guess. */
export function newCode(): string {
  const bytes = Buffer.from(newSecret(), 'base64url')
  const text = Array.from(bytes.subarray(0, 16), (byte) => alphabet[byte % alphabet.length]).join('')
  return text.match(/.{4}/g)!.join('-')
}
/** As people type it: small letters, blanks, no dashes. */
const codeIn = (typed: string): string => typed.toUpperCase().replace(/[^0-9A-Z]/g, '').match(/.{1,4}/g)?.join('-') ?? ''

const Invite = z.strictObject({ accounts: z.array(z.uuid()).min(1).max(AT_ONCE).optional() })
const nobody = problem('invitation.nobody', 409, () => ({ zh: '没有要邀请的人：这些账号都设过密码了，或已停用；管理员的第一个密码要两名管理员来设。', en: 'Nobody to invite: these accounts have a password already, or are locked; the first password of an administrator takes two administrators.' }))
/** Not keyed: a kept answer would keep the codes. Asked again, new codes are made and the old ones are worth nothing. */
const invite = route({
  method: 'POST', path: '/api/account/invite', name: 'account.invite', permission: 'account.create', keyed: false, title: { zh: '发邀请码', en: 'Invite' }, input: Invite, problems: [nobody], example: {},
  answer: z.object({ until: z.string(), items: z.array(z.object({ id: z.uuid(), login: z.string(), zh: z.string(), en: z.string(), name: z.string().nullable(), unit_zh: z.string().nullable(), unit_en: z.string().nullable(), code: z.string() })) }),
  run: async (asked, house) => {
    const { accounts } = parseInput(Invite, asked.input)
    const actor = asked.actor!
    let made: { until: string; items: object[] } | undefined
    await change(asked, house, async (tx, now) => {
      const all = await invitees(tx, actor.district, accounts, AT_ONCE)
      if (all.length === 0) throw nobody({})
      const until = new Date(now.getTime() + DAYS * 86_400_000)
      const items = all.map((account) => ({ ...account, code: newCode() }))
      await saveInvitations(tx, actor.district, items.map(({ id, code }) => ({ account: id, codeHash: hashOf(code) })), actor.account, now, until)
      made = { until: until.toISOString(), items }
      return { json: {}, audit: all.map(({ id }) => ({ stream: 'account', id, facts: [{ type: 'invited' }] })) }
    })
    return { json: made! }
  },
})

const badCode = problem('invitation.bad-code', 422, () => ({ zh: '邀请码不对、用过了，或过了期。请找系统管理员重新发一个。', en: 'The code is wrong, used, or out of date. Ask the system administrator for a new one.' }))
const waitCode = problem<{ seconds: number }>('invitation.wait', 429, ({ seconds }) => ({ zh: `试错次数太多，请在 ${seconds} 秒后再试。`, en: `Too many failed tries. Wait ${seconds} seconds.` }))
const tries = throttle(10, 10 * 60_000)
const Look = z.strictObject({ code: z.string().trim().min(1).max(40) })
const Accept = z.strictObject({ code: z.string().trim().min(1).max(40), password: z.string().min(1).max(256) })
/** Guessing is slowed down by address, as at the sign-in; the code itself is far too long to guess. Behind a proxy nobody declared everybody has one address: ten slips of anybody must not shut out all who are invited. */
async function good(house: Parameters<typeof list.run>[1], address: string, code: string) {
  const now = house.clock.now()
  const seconds = isLoopback(address) ? 0 : tries.wait(address, now)
  if (seconds > 0) throw waitCode({ seconds })
  const invitation = await invitationOf(house.db, hashOf(codeIn(code)), now)
  if (!invitation) { tries.failed(address, now); throw badCode({}, [{ path: 'code', said: badCode.example().said }]) }
  return { invitation, now }
}
const look = route({
  method: 'POST', path: '/api/invitation', name: 'invitation.look', access: 'anyone', keyed: false, title: { zh: '看一个邀请码', en: 'Look at an invitation' }, input: Look, problems: [badCode, waitCode], answer: z.object({ login: z.string(), title: z.object({ zh: z.string(), en: z.string() }) }), example: { code: 'XXXX-XXXX-XXXX-XXXX' },
  run: async (asked, house) => {
    const { invitation } = await good(house, asked.address, parseInput(Look, asked.input).code)
    return { json: { login: invitation.login, title: { zh: invitation.zh, en: invitation.en } } }
  },
})
const accept = route({
  method: 'POST', path: '/api/invitation/accept', name: 'invitation.accept', access: 'anyone', keyed: false, title: { zh: '凭邀请码设密码', en: 'Set a password by invitation' }, input: Accept, problems: [badCode, waitCode, weakPassword, tooBusy], answer: z.object({ login: z.string() }), example: { code: 'XXXX-XXXX-XXXX-XXXX', password: '…' },
  run: async (asked, house) => {
    const input = parseInput(Accept, asked.input)
    const { invitation, now } = await good(house, asked.address, input.code)
    checkStrength(invitation.login, input.password)
    const passwordHash = await hashPassword(input.password)
    await house.db.transaction().execute(async (tx) => {
      if (!(await useInvitation(tx, invitation, hashOf(codeIn(input.code)), passwordHash, now))) throw badCode({})
      await record(tx, { district: invitation.district, stream: 'account', id: invitation.account }, [{ type: 'password-set' }], { actor: invitation.account, at: now })
    })
    return { json: { login: invitation.login } }
  },
})

export const accountRoutes = [list, alter, invite, look, accept]
