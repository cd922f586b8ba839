// Signing in and out, and who I am.
import { z } from 'zod'
import type { House } from '#kernel/house.ts'
import { Problem, problem } from '#core/problem.ts'
import { change } from '#kernel/change.ts'
import { COOKIE } from '#kernel/http.ts'
import { route } from '#kernel/route.ts'
import { checkStrength, hashPassword, verifyPassword, weakPassword } from '#kernel/password.ts'
import { actorOf, endOtherSessions, notSignedIn, signIn, signInLocked, signInRefused, signOut } from '#kernel/session.ts'
import { throttle } from '#kernel/throttle.ts'
import { tooBusy } from '#kernel/turns.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { DEMO_PASSWORD } from './demo-password.ts'
import { credentialOf, demoAccounts, districtOf, districts, meOf, replaceCredential } from './store.ts'

const welcome = route({
  method: 'GET', path: '/api/welcome', name: 'session.welcome', access: 'anyone', title: { zh: '登录页要知道的', en: 'What the sign-in page needs' },
  answer: z.object({ demo: z.boolean(), setup: z.boolean(), district: z.object({ code: z.string(), zh: z.string(), en: z.string() }).nullable(), accounts: z.array(z.object({ login: z.string(), zh: z.string(), en: z.string() }).loose()), password: z.string().nullable() }),
  run: async (_asked, { db, config }) => {
    const [first] = await districts(db)
    const demo = config.demo && first?.demo === true
    return { json: {
      demo, setup: first === undefined, district: first ? { code: first.code, zh: first.zh, en: first.en } : null,
      accounts: demo ? await demoAccounts(db, first.id) : [], password: demo ? DEMO_PASSWORD : null,
    } }
  },
})

const SignIn = z.strictObject({ login: z.string().trim().min(1).max(60), password: z.string().min(1).max(256), district: z.string().max(40).optional() })
const Me = z.object({ login: z.string(), account: z.uuid(), may: z.array(z.string()) }).loose()

async function me(house: House, district: string, account: string) {
  const actor = await actorOf(house.db, district, account)
  if (!actor) throw notSignedIn({})
  const [about, home] = [await meOf(house.db, district, account), (await districtOf(house.db, district))!]
  return { ...about, account, title: actor.title, may: [...actor.may.keys()].sort(), district: { code: home.code, zh: home.zh, en: home.en, demo: home.demo }, now: house.clock.now().toISOString() }
}
/** Many accounts tried from one address: the lock of a single account does not see that. A proxy on this machine that nobody declared is no single person. */
const isLoopback = (address: string) => /^(127\.|::1$|::ffff:127\.|unknown$)/.test(address)
const attempts = throttle(30, 10 * 60_000)
const cookie = (token: string, secure: boolean, seconds: number) =>
  `${secure ? '__Host-' : ''}${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure ? '; Secure' : ''}`

const enter = route({
  method: 'POST', path: '/api/session', name: 'session.sign-in', keyed: false, access: 'anyone', title: { zh: '登录', en: 'Sign in' }, input: SignIn, answer: Me, problems: [signInRefused, signInLocked, tooBusy],
  example: { login: 'clerk', password: '…' },
  run: async (asked, house) => {
    const input = parseInput(SignIn, asked.input)
    const all = await districts(house.db)
    const district = input.district ? all.find((d) => d.code === input.district) : all[0]
    if (!district) throw signInRefused({})
    const now = house.clock.now()
    const limited = !isLoopback(asked.address)
    const seconds = limited ? attempts.wait(asked.address, now) : 0
    if (seconds > 0) throw signInLocked({ seconds })
    const { token, account } = await signIn(house.db, district.id, input.login.toLowerCase(), input.password, now).catch((error: unknown) => {
      if (limited && error instanceof Problem && error.body.kind === signInRefused.kind) attempts.failed(asked.address, now)
      throw error
    })
    return { json: await me(house, district.id, account), headers: { 'set-cookie': cookie(token, asked.secure, 86_400) } }
  },
})
const whoAmI = route({
  method: 'GET', path: '/api/session', name: 'session.me', title: { zh: '我是谁', en: 'Who I am' }, answer: Me,
  run: async ({ actor }, house) => ({ json: await me(house, actor!.district, actor!.account!) }),
})
const leave = route({
  method: 'DELETE', path: '/api/session', name: 'session.sign-out', keyed: false, title: { zh: '退出', en: 'Sign out' }, answer: z.object({ out: z.literal(true) }),
  run: async (asked, house) => {
    await signOut(house.db, asked.token!, asked.actor!.account!, house.clock.now())
    house.sessions.forget()
    return { json: { out: true }, headers: { 'set-cookie': cookie('', asked.secure, 0) } }
  },
})

const NewPassword = z.strictObject({ old: z.string().max(256), new: z.string().max(256) })
const wrongOld = problem('password.wrong-old', 422, () => ({ zh: '现在的密码不对，没有改。', en: 'The present password is not right; nothing was changed.' }))
const demoPassword = problem('password.demo', 409, () => ({ zh: '演示账号的密码是公开的，不能改。', en: 'The demo’s password is public and stays as it is.' }))
const changePassword = route({
  method: 'POST', path: '/api/session/password', name: 'session.change-password', title: { zh: '改自己的密码', en: 'Change my password' }, input: NewPassword, answer: z.object({ changed: z.literal(true) }),
  problems: [wrongOld, weakPassword, demoPassword, tooBusy], example: { old: '…', new: '…' },
  run: async (asked, house) => {
    const input = parseInput(NewPassword, asked.input)
    const { district, account } = asked.actor!
    if ((await districtOf(house.db, district))?.demo) throw demoPassword({})
    const mine = await credentialOf(house.db, district, account!)
    if (!mine) throw notSignedIn({})
    checkStrength(mine.login, input.new)
    if (!(await verifyPassword(input.old, mine.password_hash))) throw wrongOld({}, [{ path: 'old', said: wrongOld.example().said }])
    const passwordHash = await hashPassword(input.new)
    const answer = await change(asked, house, async (tx, now) => {
      await replaceCredential(tx, district, account!, passwordHash, now)
      return { json: { changed: true }, audit: [{ stream: 'account', id: account!, facts: [{ type: 'password-changed' }] }] }
    })
    // Whoever else held a session of this account is out.
    await endOtherSessions(house.db, district, account!, asked.token!)
    house.sessions.forget()
    return answer
  },
})

export const peopleRoutes = [welcome, enter, whoAmI, leave, changePassword]
