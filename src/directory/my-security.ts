// My own security: the second factor, recovery codes, sessions and tokens, and the steps of signing in that follow the password.
import { z } from 'zod'
import { problem } from '#core/problem.ts'
import { change } from '#kernel/change.ts'
import { factorState, beginFactor, confirmFactor, dropFactor, factorThere, newRecovery, noFactor, proveFactor, wrongCode } from '#kernel/factor.ts'
import type { House } from '#kernel/house.ts'
import { factorNeeded, owedBy, sessionLimits } from '#kernel/owed.ts'
import { route, type Asked } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { otherKey } from '#kernel/secret.ts'
import { notSignedIn, renew } from '#kernel/session.ts'
import { endSessions, sessionsOf } from '#kernel/sessions.ts'
import { factorAddress } from '#kernel/totp.ts'
import { codeTries, countTry, forgetTries, signInLocked } from '#kernel/tries.ts'
import { tooBusy } from '#kernel/turns.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { cookie, me, Me, provePassword, wrongOld } from './people.ts'
import { credentialOf, districtOf } from './store.ts'

export const factorNeededHere = problem('second-factor.needed', 409, () => ({ zh: '您的角色要求动态口令，不能解除。换手机请用恢复码登录，或由两名管理员重置。', en: 'Your role needs a second factor; it cannot be removed. For a new phone sign in with a recovery code, or let two administrators reset it.' }))
const byBrowser = problem('session.by-browser', 409, () => ({ zh: '这一步要在浏览器里登录后做，不能用脚本令牌。', en: 'This step is done in a browser after signing in, not with a token for scripts.' }))

const iso = (at: Date | null) => at?.toISOString() ?? null
export const Seen = z.object({ id: z.uuid(), kind: z.string(), device: z.string(), address: z.string(), purpose: z.string().nullable(), since: z.string(), seen: z.string(), until: z.string(), here: z.boolean() })
export const seenSessions = async (house: House, district: string, account: string, token?: string) =>
  (await sessionsOf(house.db, district, account, house.clock.now(), token)).map((one) => ({ ...one, since: iso(one.since), seen: iso(one.seen), until: iso(one.until) }))

const mine = route({
  method: 'GET', path: '/api/session/security', name: 'session.security', title: { zh: '我的安全', en: 'My security' },
  answer: z.object({ factor: z.object({ on: z.boolean(), since: z.string().nullable(), recoveryLeft: z.int(), needed: z.boolean() }), password: z.object({ changedAt: z.string().nullable(), off: z.boolean(), demo: z.boolean() }), sessions: z.array(Seen), limits: z.object({ idleMinutes: z.int(), absoluteHours: z.int() }) }),
  run: async (asked, house) => {
    const { district, account } = asked.actor!
    const [factor, needed, credential, limits, home] = [await factorState(house.db, district, account!), await factorNeeded(house.db, district, account!), await credentialOf(house.db, district, account!), await sessionLimits(house.db, district, account!), await districtOf(house.db, district)]
    return { json: {
      factor: { on: factor.on, since: iso(factor.since), recoveryLeft: factor.recoveryLeft, needed }, password: { changedAt: iso(credential?.changed_at ?? null), off: credential?.password_off ?? false, demo: home?.demo === true },
      sessions: await seenSessions(house, district, account!, asked.token), limits,
    } }
  },
})

const Begin = z.strictObject({ password: z.string().max(256).optional() })
/** On the way in the password was given a moment ago; later it is asked for again, wherever there is one. */
async function mineAgain(asked: Asked, house: House, password: string | undefined): Promise<void> {
  if (!asked.byCookie) throw byBrowser({})
  const { district, account, owes } = asked.actor!
  if (owes === 'code' || owes === 'password') throw notSignedIn({})
  if (owes === 'enrol' || (await credentialOf(house.db, district, account!))?.password_off) return
  await provePassword(house, asked, password ?? '', 'password')
}
const begin = route({
  method: 'POST', path: '/api/session/second-factor', name: 'session.begin-factor', half: true, keyed: false, limit: 'sign-in', title: { zh: '开始绑定动态口令', en: 'Begin a second factor' }, input: Begin, answer: z.object({ secret: z.string(), address: z.string() }),
  problems: [byBrowser, factorThere, wrongOld, signInLocked, otherKey, tooBusy], example: { password: '…' },
  run: async (asked, house) => {
    await mineAgain(asked, house, parseInput(Begin, asked.input).password)
    const { district, account } = asked.actor!
    const [home, { login }] = [(await districtOf(house.db, district))!, (await credentialOf(house.db, district, account!))!]
    const secret = await house.db.transaction().execute((tx) => beginFactor(tx, house.config, district, account!, house.clock.now()))
    return { json: { secret, address: factorAddress(secret, `典范 ${home.zh}`, login) } }
  },
})

const Code = z.strictObject({ code: z.string().trim().min(6).max(20) })
const Recovery = z.object({ recovery: z.array(z.string()) })
/** Counted outside the transaction, so that a wrong code stays counted when everything else is taken back. */
async function counted<T>(asked: Asked, house: House, work: () => Promise<T>): Promise<T> {
  const { district, account } = asked.actor!
  await countTry(house.db, district, codeTries(account!), house.clock.now())
  const done = await work()
  await forgetTries(house.db, district, [codeTries(account!)])
  return done
}
const confirm = route({
  method: 'POST', path: '/api/session/second-factor/confirm', name: 'session.confirm-factor', half: true, keyed: false, limit: 'sign-in', title: { zh: '绑定动态口令', en: 'Confirm a second factor' }, input: Code, answer: Recovery,
  problems: [byBrowser, wrongCode, noFactor, factorThere, signInLocked, otherKey], example: { code: '123456' },
  run: async (asked, house) => {
    const { code } = parseInput(Code, asked.input)
    const { district, account, owes } = asked.actor!
    if (!asked.byCookie) throw byBrowser({})
    if (owes === 'code' || owes === 'password') throw notSignedIn({})
    return await counted(asked, house, async () => {
      let token = ''
      const answer = await change(asked, house, async (tx, now) => {
        const recovery = await confirmFactor(tx, house.config, district, account!, code, now)
        token = await renew(tx, asked.token!, await owedBy(tx, district, account!, { factorDone: true }), now)
        // Sessions of before the factor would go on without it.
        await endSessions(tx, district, account!, { butToken: token })
        return { json: { recovery }, audit: [{ stream: 'account', id: account!, facts: [{ type: 'factor-set' }] }] }
      })
      house.sessions.forget()
      return { ...answer, headers: { 'set-cookie': cookie(token, asked.secure) } }
    })
  },
})
const prove = route({
  method: 'POST', path: '/api/session/second-factor/prove', name: 'session.prove-factor', half: true, keyed: false, limit: 'sign-in', title: { zh: '填动态验证码', en: 'Give the code' }, input: Code, answer: Me,
  problems: [byBrowser, wrongCode, noFactor, signInLocked, otherKey], example: { code: '123456' },
  run: async (asked, house) => {
    const { code } = parseInput(Code, asked.input)
    const { district, account, owes } = asked.actor!
    if (!asked.byCookie) throw byBrowser({})
    if (owes !== 'code') throw noFactor({})
    return await counted(asked, house, async () => {
      let token = ''
      let next: Awaited<ReturnType<typeof owedBy>>
      await change(asked, house, async (tx, now) => {
        const how = await proveFactor(tx, house.config, district, account!, code, now)
        next = await owedBy(tx, district, account!, { factorDone: true })
        token = await renew(tx, asked.token!, next, now)
        return { json: {}, audit: [{ stream: 'account', id: account!, facts: [{ type: how === 'recovery' ? 'recovery-code-used' : 'factor-proved' }] }] }
      })
      house.sessions.forget()
      return { json: await me(house, district, account!, next), headers: { 'set-cookie': cookie(token, asked.secure) } }
    })
  },
})
const recover = route({
  method: 'POST', path: '/api/session/second-factor/recovery', name: 'session.new-recovery', keyed: false, limit: 'sign-in', title: { zh: '换一组恢复码', en: 'New recovery codes' }, input: Code, answer: Recovery, problems: [wrongCode, noFactor, signInLocked, otherKey], example: { code: '123456' },
  run: async (asked, house) => {
    const { code } = parseInput(Code, asked.input)
    const { district, account } = asked.actor!
    return await counted(asked, house, () => change(asked, house, async (tx, now) => {
      await proveFactor(tx, house.config, district, account!, code, now)
      return { json: { recovery: await newRecovery(tx, district, account!) }, audit: [{ stream: 'account', id: account!, facts: [{ type: 'recovery-codes-made' }] }] }
    }))
  },
})
const remove = route({
  method: 'POST', path: '/api/session/second-factor/remove', name: 'session.remove-factor', keyed: false, limit: 'sign-in', title: { zh: '解除动态口令', en: 'Remove my second factor' }, input: Code, answer: z.object({ removed: z.literal(true) }), problems: [wrongCode, noFactor, factorNeededHere, signInLocked, otherKey], example: { code: '123456' },
  run: async (asked, house) => {
    const { code } = parseInput(Code, asked.input)
    const { district, account } = asked.actor!
    if (await factorNeeded(house.db, district, account!)) throw factorNeededHere({})
    return await counted(asked, house, () => change(asked, house, async (tx, now) => {
      await proveFactor(tx, house.config, district, account!, code, now)
      await dropFactor(tx, district, account!)
      return { json: { removed: true }, audit: [{ stream: 'account', id: account!, facts: [{ type: 'factor-removed' }] }] }
    }))
  },
})

const End = z.strictObject({ id: z.uuid().optional() })
const end = route({
  method: 'POST', path: '/api/session/end', name: 'session.end', title: { zh: '结束我的登录', en: 'End my sessions' }, input: End, answer: z.object({ ended: z.int() }), problems: [notFound], example: {},
  run: async (asked, house) => {
    const { id } = parseInput(End, asked.input)
    const { district, account } = asked.actor!
    const answer = await change(asked, house, async (tx) => {
      const gone = await endSessions(tx, district, account!, id ? { id } : { butToken: asked.token })
      if (id && gone.length === 0) throw notFound({ noun: 'session' })
      return { json: { ended: gone.length }, audit: gone.map((one) => ({ stream: 'session', id: one, facts: [{ type: 'ended' }] })) }
    })
    house.sessions.forget()
    return answer
  },
})

export const mySecurityRoutes = [mine, begin, confirm, prove, recover, remove, end]
