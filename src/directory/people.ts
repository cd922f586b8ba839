// Signing in and out, who I am, and my own password.
import { z } from 'zod'
import type { House } from '#kernel/house.ts'
import { Problem, problem } from '#core/problem.ts'
import { change } from '#kernel/change.ts'
import { COOKIE } from '#kernel/http.ts'
import { isLoopback } from '#kernel/limits.ts'
import { wayOut } from '#kernel/oidc/provider.ts'
import { providerToken } from '#kernel/oidc/store.ts'
import { owedBy } from '#kernel/owed.ts'
import { route, type Asked } from '#kernel/route.ts'
import { checkStrength, hashPassword, REMEMBERED, usedBefore, usedPassword, verifyPassword, weakPassword } from '#kernel/password.ts'
import { actorOf, endOtherSessions, notSignedIn, renew, signIn, signInRefused, signOut, type Entered } from '#kernel/session.ts'
import { coarse, deviceOf } from '#kernel/sessions.ts'
import { throttle } from '#kernel/throttle.ts'
import { countTry, forgetTries, passwordTries, signInLocked } from '#kernel/tries.ts'
import { tooBusy } from '#kernel/turns.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { DEMO_PASSWORD } from './demo-password.ts'
import { credentialOf, demoAccounts, districtOf, districts, meOf, passwordsOf, replaceCredential } from './store.ts'

const Named = z.object({ code: z.string(), zh: z.string(), en: z.string() })
const welcome = route({
  method: 'GET', path: '/api/welcome', name: 'session.welcome', access: 'anyone', title: { zh: '登录页要知道的', en: 'What the sign-in page needs' },
  answer: z.object({ demo: z.boolean(), setup: z.boolean(), district: Named.nullable(), districts: z.array(Named), sso: z.object({ zh: z.string(), en: z.string() }).nullable(), accounts: z.array(z.object({ login: z.string(), zh: z.string(), en: z.string() }).loose()), password: z.string().nullable() }),
  run: async (_asked, { db, config }) => {
    const all = await districts(db), [first] = all
    const demo = config.demo && first?.demo === true
    return { json: {
      demo, setup: first === undefined, district: first ? { code: first.code, zh: first.zh, en: first.en } : null, districts: all.map(({ code, zh, en }) => ({ code, zh, en })), sso: config.sso?.name ?? null,
      accounts: demo ? await demoAccounts(db, first.id) : [], password: demo ? DEMO_PASSWORD : null,
    } }
  },
})

const SignIn = z.strictObject({ login: z.string().trim().min(1).max(60), password: z.string().min(1).max(256), district: z.string().max(40).optional() })
export const Me = z.object({ login: z.string(), account: z.uuid(), may: z.array(z.string()), owes: z.enum(['code', 'enrol', 'password']).nullable() }).loose()

/** Who I am and what I may; half way in, only which step is left. */
export async function me(house: House, district: string, account: string, owes: Entered['owes']) {
  const actor = await actorOf(house.db, district, account)
  if (!actor) throw notSignedIn({})
  const [about, home] = [await meOf(house.db, district, account), (await districtOf(house.db, district))!]
  return { ...about, account, title: actor.title, may: owes ? [] : [...actor.may.keys()].sort(), owes: owes ?? null, district: { code: home.code, zh: home.zh, en: home.en, demo: home.demo }, now: house.clock.now().toISOString() }
}
/** Many accounts tried from one address or one network: the lock of a single account does not see that. */
const attempts = throttle(30, 10 * 60_000), network = throttle(120, 10 * 60_000)
const WEEK_S = 7 * 86_400
export const cookie = (token: string, secure: boolean, seconds = WEEK_S): string =>
  `${secure ? '__Host-' : ''}${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure ? '; Secure' : ''}`
export const fromOf = (asked: Asked) => ({ device: deviceOf(asked.agent), address: coarse(asked.address) })

const enter = route({
  method: 'POST', path: '/api/session', name: 'session.sign-in', keyed: false, access: 'anyone', limit: 'sign-in', title: { zh: '登录', en: 'Sign in' }, input: SignIn, answer: Me, problems: [signInRefused, signInLocked, tooBusy],
  example: { login: 'clerk', password: '…' },
  run: async (asked, house) => {
    const input = parseInput(SignIn, asked.input)
    const all = await districts(house.db)
    const district = input.district ? all.find((d) => d.code === input.district) : all[0]
    if (!district) throw signInRefused({})
    const now = house.clock.now(), net = coarse(asked.address)
    const limited = !isLoopback(asked.address)
    const seconds = limited ? Math.max(attempts.wait(asked.address, now), network.wait(net, now)) : 0
    if (seconds > 0) throw signInLocked({ seconds })
    const entered = await signIn(house.db, district.id, input.login.toLowerCase(), input.password, now, fromOf(asked)).catch((error: unknown) => {
      if (limited && error instanceof Problem && error.body.kind === signInRefused.kind) { attempts.failed(asked.address, now); network.failed(net, now) }
      throw error
    })
    // Whoever was signed in here before is out: one browser, one session.
    if (asked.byCookie && asked.actor && asked.token) { await signOut(house.db, asked.token, asked.actor.account!, now); house.sessions.forget() }
    return { json: await me(house, district.id, entered.account, entered.owes), headers: { 'set-cookie': cookie(entered.token, asked.secure) } }
  },
})
const whoAmI = route({
  method: 'GET', path: '/api/session', name: 'session.me', half: true, title: { zh: '我是谁', en: 'Who I am' }, answer: Me,
  run: async ({ actor }, house) => ({ json: await me(house, actor!.district, actor!.account!, actor!.owes) }),
})
const leave = route({
  method: 'DELETE', path: '/api/session', name: 'session.sign-out', keyed: false, half: true, title: { zh: '退出', en: 'Sign out' }, answer: z.object({ out: z.literal(true), next: z.string().optional() }),
  run: async (asked, house) => {
    const { sso } = house.config
    const idToken = sso && await providerToken(house.db, house.config, asked.token!)
    const next = sso && idToken ? await wayOut(sso, idToken, `${house.config.url}/sign-in`, house.clock.now()) : undefined
    await signOut(house.db, asked.token!, asked.actor!.account!, house.clock.now())
    house.sessions.forget()
    return { json: { out: true, ...(next ? { next } : {}) }, headers: { 'set-cookie': cookie('', asked.secure, 0) } }
  },
})

const NewPassword = z.strictObject({ old: z.string().max(256), new: z.string().max(256) })
export const wrongOld = problem('password.wrong-old', 422, () => ({ zh: '现在的密码不对，没有改。', en: 'The present password is not right; nothing was changed.' }))
export const demoPassword = problem('password.demo', 409, () => ({ zh: '演示账号的密码是公开的，不能改。', en: 'The demo’s password is public and stays as it is.' }))
/** The present password once more, counted like a sign-in: whoever finds an open session must not guess here without end. */
export async function provePassword(house: House, asked: Asked, password: string, field: string): Promise<void> {
  const { district, account } = asked.actor!
  const mine = await credentialOf(house.db, district, account!)
  if (!mine) throw notSignedIn({})
  await countTry(house.db, district, passwordTries(account!), house.clock.now())
  if (mine.password_off || !(await verifyPassword(password, mine.password_hash))) throw wrongOld({}, [{ path: field, said: wrongOld.example().said }])
  await forgetTries(house.db, district, [passwordTries(account!)])
}
const changePassword = route({
  method: 'POST', path: '/api/session/password', name: 'session.change-password', half: true, title: { zh: '改自己的密码', en: 'Change my password' }, input: NewPassword, answer: z.object({ changed: z.literal(true) }),
  problems: [wrongOld, weakPassword, usedPassword, demoPassword, signInLocked, tooBusy], example: { old: '…', new: '…' },
  run: async (asked, house) => {
    const input = parseInput(NewPassword, asked.input)
    const { district, account, owes } = asked.actor!
    // Half way in, only who owes a password may set one: first the code, then this.
    if (owes === 'code' || owes === 'enrol') throw notSignedIn({})
    if ((await districtOf(house.db, district))?.demo && owes !== 'password') throw demoPassword({})
    const mine = await credentialOf(house.db, district, account!)
    if (!mine) throw notSignedIn({})
    checkStrength(mine.login, input.new)
    await provePassword(house, asked, input.old, 'old')
    if (await usedBefore(input.new, await passwordsOf(house.db, district, account!, REMEMBERED))) throw usedPassword({}, [{ path: 'new', said: usedPassword.example().said }])
    const passwordHash = await hashPassword(input.new)
    let token = ''
    const answer = await change(asked, house, async (tx, now) => {
      await replaceCredential(tx, district, account!, passwordHash, now, { remember: REMEMBERED })
      if (asked.byCookie) token = await renew(tx, asked.token!, await owedBy(tx, district, account!, { factorDone: true }), now)
      return { json: { changed: true }, audit: [{ stream: 'account', id: account!, facts: [{ type: 'password-changed' }] }] }
    })
    // Whoever else held a session of this account is out.
    await endOtherSessions(house.db, district, account!, token || asked.token!)
    house.sessions.forget()
    return token ? { ...answer, headers: { 'set-cookie': cookie(token, asked.secure) } } : answer
  },
})

export const peopleRoutes = [welcome, enter, whoAmI, leave, changePassword]
