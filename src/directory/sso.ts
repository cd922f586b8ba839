// Single sign-on: the way to the provider and back, and which subject belongs to which account. No account is ever made by it.
import { z } from 'zod'
import { isAdmin } from '#core/admin.ts'
import { Problem, problem } from '#core/problem.ts'
import { change } from '#kernel/change.ts'
import { newSecret } from '#kernel/clock.ts'
import type { House } from '#kernel/house.ts'
import { record } from '#kernel/log.ts'
import { ssoDown, ssoOff, ssoRefused, wayBack, wayThere, type Proven } from '#kernel/oidc/provider.ts'
import { keepWay, link, linkedAccount, linkOf, sealToken, takeWay, unlink } from '#kernel/oidc/store.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { enter } from '#kernel/session.ts'
import { endSessions } from '#kernel/sessions.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { ownRights } from './account-security.ts'
import { cookie, fromOf } from './people.ts'
import { holder } from './rights.ts'
import { accountIdOf, districts, holderOf, switchPassword } from './store.ts'

export const ssoUnknown = problem('sso.unknown', 403, () => ({ zh: '单点登录认得您，但这里没有对应的账号。请让安全管理员把您的账号关联上。', en: 'Single sign-on knows you, but no account here belongs to it. Ask the security administrator to link yours.' }))
const taken = problem('sso.taken', 409, () => ({ zh: '这个单点登录身份已经关联了别的账号，或这个账号已经有关联。请先解除。', en: 'This identity is linked to another account, or this account is linked already. Remove that link first.' }))
const needsWay = problem('sso.no-way-left', 409, () => ({ zh: '没有关联单点登录，不能停用密码，否则他就登录不了。', en: 'Without a link to single sign-on the password cannot be switched off: nobody could sign in.' }))

const BROWSER = 'dianfan_sso'
const backUrl = (house: House) => `${house.config.url}/api/session/sso/back`
// Lax, because the way back comes from another site; it proves only that it is the same browser.
const browserCookie = (value: string, secure: boolean, seconds: number) => `${secure ? '__Host-' : ''}${BROWSER}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? '; Secure' : ''}`
/** Only a path of ours: never another site, never `//`. */
const ownPath = (to: string | undefined): string => (to !== undefined && /^\/(?![/\\])[^\s\\]{0,300}$/.test(to) ? to : '/')

const go = route({
  method: 'GET', path: '/api/session/sso', name: 'session.sso', access: 'anyone', limit: 'sign-in', title: { zh: '去单点登录', en: 'Go to single sign-on' }, query: z.strictObject({ district: z.string().max(40).optional(), to: z.string().max(300).optional() }), problems: [ssoOff, ssoDown],
  run: async ({ query, secure }, house) => {
    const { sso } = house.config
    const all = await districts(house.db)
    const district = query.district ? all.find((one) => one.code === query.district) : all[0]
    if (!sso || !district) throw ssoOff({})
    const now = house.clock.now(), secret = newSecret(), browser = newSecret()
    const way = await wayThere(sso, backUrl(house), `${district.id}.${secret}`, now)
    await keepWay(house.db, house.config, district.id, { secret, browser, verifier: way.verifier, nonce: way.nonce, to: ownPath(query.to) }, now)
    return { status: 302, json: {}, headers: { location: way.url, 'set-cookie': browserCookie(browser, secure, 600) } }
  },
})

/** Whose it is: a link made before; else, for working accounts and where it is set, the login named by a claim, linked from then on. */
async function accountOf(house: House, district: string, proven: Proven, now: Date): Promise<string> {
  const linked = await linkedAccount(house.db, district, proven.issuer, proven.subject)
  if (linked) { if (!linked.active) throw ssoUnknown({}); return linked.account }
  const named = house.config.sso?.claim && proven.claims[house.config.sso.claim]
  // An address of mail that nobody proved could be anybody's.
  if (typeof named !== 'string' || (house.config.sso!.claim === 'email' && proven.claims.email_verified !== true)) throw ssoUnknown({})
  const id = await accountIdOf(house.db, district, named.toLowerCase())
  const who = id && await holderOf(house.db, district, id)
  // An administrator is linked by another administrator, never by a name at the provider.
  if (!who || !who.active || isAdmin(who.roles)) throw ssoUnknown({})
  await house.db.transaction().execute(async (tx) => {
    if (!(await link(tx, district, { issuer: proven.issuer, subject: proven.subject, account: who.id, by: null }, now))) throw ssoUnknown({})
    await record(tx, { district, stream: 'account', id: who.id }, [{ type: 'sso-linked' }], { actor: null, at: now })
  })
  return who.id
}

const back = route({
  method: 'GET', path: '/api/session/sso/back', name: 'session.sso-back', access: 'anyone', limit: 'sign-in', title: { zh: '从单点登录回来', en: 'Back from single sign-on' }, query: z.looseObject({ state: z.string().max(200).optional(), code: z.string().max(4000).optional(), error: z.string().max(200).optional() }), problems: [ssoOff, ssoDown, ssoRefused, ssoUnknown],
  run: async (asked, house) => {
    const clear = browserCookie('', asked.secure, 0)
    try {
      const { sso } = house.config
      if (!sso) throw ssoOff({})
      const now = house.clock.now()
      const [, district, secret] = /^([0-9a-f-]{36})\.([\w-]{43})$/.exec(asked.query.state ?? '') ?? []
      const way = district && secret ? await takeWay(house.db, house.config, district, secret, asked.cookies[`${asked.secure ? '__Host-' : ''}${BROWSER}`] ?? '', now) : undefined
      if (!way || !district) throw ssoRefused({})
      const proven = await wayBack(sso, `${backUrl(house)}?${new URLSearchParams(asked.query as Record<string, string>).toString()}`, { state: asked.query.state, nonce: way.nonce, verifier: way.verifier }, now)
      const account = await accountOf(house, district, proven, now)
      const entered = await enter(house.db, district, account, now, fromOf(asked), { factorDone: proven.factorDone, sso: sealToken(house.config, district, proven.idToken) })
      return { status: 302, json: {}, headers: [['location', entered.owes ? `/sign-in?to=${encodeURIComponent(way.to)}` : way.to], ['set-cookie', clear], ['set-cookie', cookie(entered.token, asked.secure)]] }
    } catch (error) {
      // A person stands here, not a script: back to the page, which says the sentence of this kind.
      if (!(error instanceof Problem)) throw error
      return { status: 302, json: {}, headers: [['location', `/sign-in?refused=${error.body.kind}`], ['set-cookie', clear]] }
    }
  },
})

const Link = z.strictObject({ subject: z.string().trim().min(1).max(255) })
const linkRoute = route({
  method: 'POST', path: '/api/account/{id}/sso-link', name: 'account.sso-link', permission: 'account.grant', title: { zh: '关联单点登录', en: 'Link to single sign-on' }, input: Link, answer: z.object({ linked: z.literal(true) }), problems: [notFound, ssoOff, taken, ownRights], example: { subject: '248289761001' },
  run: async (asked, house) => {
    const { subject } = parseInput(Link, asked.input)
    const { district } = asked.actor!, { sso } = house.config
    if (!sso) throw ssoOff({})
    if (asked.params.id === asked.actor!.account) throw ownRights({})
    return await change(asked, house, async (tx, now) => {
      const who = await holder(tx, district, asked.params.id!)
      if (!(await link(tx, district, { issuer: sso.issuer, subject, account: who.id, by: asked.actor!.account }, now))) throw taken({})
      return { json: { linked: true }, audit: [{ stream: 'account', id: who.id, facts: [{ type: 'sso-linked' }] }] }
    })
  },
})
const unlinkRoute = route({
  method: 'POST', path: '/api/account/{id}/sso-unlink', name: 'account.sso-unlink', permission: 'account.grant', title: { zh: '解除单点登录', en: 'Remove the link to single sign-on' }, input: z.strictObject({}), answer: z.object({ linked: z.literal(false) }), problems: [notFound], example: {},
  run: async (asked, house) => {
    parseInput(z.strictObject({}), asked.input)
    const { district } = asked.actor!
    const answer = await change(asked, house, async (tx) => {
      const who = await holder(tx, district, asked.params.id!)
      if (!(await unlink(tx, district, who.id))) throw notFound({ noun: 'sso' })
      // Without the link the password is the only way in again.
      await switchPassword(tx, district, who.id, false)
      await endSessions(tx, district, who.id, { butToken: undefined })
      return { json: { linked: false }, audit: [{ stream: 'account', id: who.id, facts: [{ type: 'sso-unlinked' }] }] }
    })
    house.sessions.forget()
    return answer
  },
})
const Switch = z.strictObject({ off: z.boolean() })
const passwordSwitch = route({
  method: 'POST', path: '/api/account/{id}/password-switch', name: 'account.password-switch', permission: 'account.grant', title: { zh: '停用或启用密码登录', en: 'Switch the password off or on' }, input: Switch, answer: Switch, problems: [notFound, needsWay, ownRights], example: { off: true },
  run: async (asked, house) => {
    const { off } = parseInput(Switch, asked.input)
    const { district } = asked.actor!
    if (asked.params.id === asked.actor!.account) throw ownRights({})
    return await change(asked, house, async (tx) => {
      const who = await holder(tx, district, asked.params.id!)
      if (off && !(await linkOf(tx, district, who.id))) throw needsWay({})
      await switchPassword(tx, district, who.id, off)
      return { json: { off }, audit: [{ stream: 'account', id: who.id, facts: [{ type: off ? 'password-switched-off' : 'password-switched-on' }] }] }
    })
  },
})

export const ssoRoutes = [go, back, linkRoute, unlinkRoute, passwordSwitch]
