// Single sign-on against a real provider and a crooked one: who gets in, who does not, and what may be replayed (nothing).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readConfig } from '#kernel/config.ts'
import { forgetProviders } from '#kernel/oidc/provider.ts'
import { setSecurity } from '#kernel/owed.ts'
import { visitor, type Visitor } from '../cookies.ts'
import { CLIENT, crookedProvider, realProvider, type Running } from '../provider.ts'
import { PASSWORD, smallDistrict, type World } from '../small-district.ts'
import { raw } from './steps.ts'

let world: World, real: Running, crooked: Awaited<ReturnType<typeof crookedProvider>>
const ids = new Map<string, string>()
const use = (provider: Running, claim?: string) => { world.house.config.sso = { issuer: provider.issuer, client: CLIENT.id, secret: CLIENT.secret, name: { zh: '苏区通', en: 'Suqutong' }, claim } }
beforeAll(async () => {
  world = await smallDistrict()
  real = await realProvider(() => `${world.url}/api/session/sso/back`)
  crooked = await crookedProvider()
  for (const one of (await (await world.as('admin-security')).get('/api/account')).body.items) ids.set(one.login, one.id)
})
afterAll(async () => {
  await real?.stop(); await crooked?.stop(); await world?.close()
  expect(world?.faults ?? []).toEqual([])
})
beforeEach(() => use(real))

/** From our page to the provider and as far as the address it sends back to; the visit itself is left to the test. */
async function toProvider(who: Visitor, at = '/api/session/sso?to=/cases'): Promise<string> {
  const gone = await who.get(at)
  expect(gone.status).toBe(302)
  let url = gone.headers.get('location')!, jar = ''
  for (let hops = 0; hops < 8 && !url.startsWith(world.url); hops++) {
    const reply = await fetch(url, { redirect: 'manual', headers: { cookie: jar } })
    jar = [jar, ...reply.headers.getSetCookie().map((set) => set.split(';')[0])].filter(Boolean).join('; ')
    url = new URL(reply.headers.get('location')!, url).href
  }
  return url.slice(world.url.length)
}
const link = async (login: string, subject: string) => (await world.as('admin-security')).post(`/api/account/${ids.get(login)}/sso-link`, { subject })
const come = async (): Promise<{ who: Visitor; to: string | null }> => {
  const who = visitor(() => world.url)
  return { who, to: (await who.get(await toProvider(who))).headers.get('location') }
}

describe('with the real provider', () => {
  test('a linked account gets in, where it wanted to go, and is signed out there too', async () => {
    real.as('s-clerk')
    expect((await link('clerk', 's-clerk')).status).toBe(200)
    const { who, to } = await come()
    expect(to).toBe('/cases')
    expect((await who.get('/api/session')).body).toMatchObject({ login: 'clerk', owes: null })
    const out = await raw(world.url, 'DELETE', '/api/session', { headers: { cookie: who.cookie(), 'sec-fetch-site': 'same-origin' } })
    expect(out.body.next).toMatch(new RegExp(`^${real.issuer}/session/end\\?.*id_token_hint=`))
    expect((await fetch(out.body.next, { redirect: 'manual' })).status).toBeLessThan(400)
    const kept = JSON.stringify(await world.house.db.selectFrom('session').selectAll().execute())
    expect(kept).not.toContain('eyJ')
  })
  test('who is known there and not here is told so; no account is made', async () => {
    real.as('s-stranger', { preferred_username: 'stranger' })
    const before = (await world.house.db.selectFrom('account').select('id').execute()).length
    expect((await come()).to).toBe('/sign-in?refused=sso.unknown')
    use(real, 'preferred_username')
    expect((await come()).to).toBe('/sign-in?refused=sso.unknown')
    expect((await world.house.db.selectFrom('account').select('id').execute()).length).toBe(before)
  })
  test('by a claim that names the login a working account is linked at its first visit, an administrator never', async () => {
    use(real, 'preferred_username')
    real.as('s-liaison', { preferred_username: 'Liaison' })
    const { who } = await come()
    expect((await who.get('/api/session')).body.login).toBe('liaison')
    // From then on the subject counts, whatever name comes with it.
    real.as('s-liaison', { preferred_username: 'leader' })
    expect((await (await come()).who.get('/api/session')).body.login).toBe('liaison')
    real.as('s-other', { preferred_username: 'liaison' })
    expect((await come()).to).toBe('/sign-in?refused=sso.unknown')
    real.as('s-admin', { preferred_username: 'admin-system' })
    expect((await come()).to).toBe('/sign-in?refused=sso.unknown')
  })
  test('the way back is good once, in the browser it began in, and with its own state', async () => {
    real.as('s-clerk')
    const who = visitor(() => world.url), other = visitor(() => world.url)
    const back = await toProvider(who)
    expect((await other.get(back)).headers.get('location')).toBe('/sign-in?refused=sso.refused')
    // The try of the other browser has used it up: whoever planted it got nothing, and its owner begins again.
    expect((await who.get(back)).headers.get('location')).toBe('/sign-in?refused=sso.refused')
    const second = await toProvider(who)
    expect((await who.get(second)).headers.get('location')).toBe('/cases')
    expect((await who.get(second)).headers.get('location')).toBe('/sign-in?refused=sso.refused')
    const third = await toProvider(who)
    for (const wrong of [third.replace(/state=[^&]+/, 'state=nonsense'), third.replace(/state=[^&]+/, `state=${world.district}.${'a'.repeat(43)}`), third.replace(/&?code=[^&]+/, ''), '/api/session/sso/back', '/api/session/sso/back?error=access_denied']) expect([wrong, (await visitor(() => world.url).get(wrong)).headers.get('location')]).toEqual([wrong, '/sign-in?refused=sso.refused'])
  })
  test('a code taken by somebody else and put behind another way is refused', async () => {
    real.as('s-clerk')
    const [a, b] = [visitor(() => world.url), visitor(() => world.url)]
    const [first, second] = [await toProvider(a), await toProvider(b)]
    const code = /code=([^&]+)/.exec(first)![1]!
    expect((await b.get(second.replace(/code=[^&]+/, `code=${code}`))).headers.get('location')).toBe('/sign-in?refused=sso.refused')
  })
  test('after ten minutes the way is closed', async () => {
    const who = visitor(() => world.url), back = await toProvider(who)
    await world.at('2026-11-23T09:41:00+08:00')
    expect((await who.get(back)).headers.get('location')).toBe('/sign-in?refused=sso.refused')
  })
  test.each([['https://evil.example/', '/'], ['//evil.example', '/'], ['/\\evil.example', '/'], ['/cases?state=filed', '/cases?state=filed']])('asked to go on to %s it goes to %s', async (to, goes) => {
    real.as('s-clerk')
    const who = visitor(() => world.url)
    expect((await who.get(await toProvider(who, `/api/session/sso?to=${encodeURIComponent(to)}`))).headers.get('location')).toBe(goes)
  })
  test('a password can be switched off where there is another way in, and comes back when that goes', async () => {
    const security = await world.as('admin-security'), path = `/api/account/${ids.get('clerk')}`
    expect((await security.post(`/api/account/${ids.get('grid')}/password-switch`, { off: true })).body.kind).toBe('sso.no-way-left')
    expect((await security.post(`${path}/password-switch`, { off: true })).status).toBe(200)
    const enter = async () => (await visitor(() => world.url).post('/api/session', { login: 'clerk', password: PASSWORD })).status
    expect(await enter()).toBe(401)
    real.as('s-clerk')
    const { who } = await come()
    expect((await who.get('/api/session')).status).toBe(200)
    expect((await security.post(`${path}/sso-unlink`)).status).toBe(200)
    expect([await enter(), (await who.get('/api/session')).status, (await come()).to]).toEqual([200, 401, '/sign-in?refused=sso.unknown'])
  })
  test('a locked account does not get in; an identity belongs to one account', async () => {
    real.as('s-handler')
    await link('handler', 's-handler')
    expect((await link('leader', 's-handler')).body.kind).toBe('sso.taken')
    const security = await world.as('admin-security')
    await security.post(`/api/account/${ids.get('handler')}/lock`, { active: false })
    expect((await come()).to).toBe('/sign-in?refused=sso.unknown')
  })
  test('an administrator still gives the second factor', async () => {
    await world.house.db.transaction().execute((tx) => setSecurity(tx, world.district, { factorFor: ['admin-audit'], idleMinutes: 720, adminIdleMinutes: 30, absoluteHours: 168 }))
    real.as('s-audit')
    await link('admin-audit', 's-audit')
    const { who, to } = await come()
    expect([to, (await who.get('/api/session')).body.owes]).toEqual(['/sign-in?to=%2Fcases', 'enrol'])
  })
})

describe('with a crooked provider', () => {
  const nonceOf = async (who: Visitor) => { const url = new URL((await who.get('/api/session/sso')).headers.get('location')!); return { nonce: url.searchParams.get('nonce')!, state: url.searchParams.get('state')! } }
  const visit = async (claims: (nonce: string) => Record<string, unknown>) => {
    use(crooked)
    const who = visitor(() => world.url), { nonce, state } = await nonceOf(who)
    crooked.says({ sub: 's-audit', nonce, ...claims(nonce) })
    return { who, to: (await who.get(`/api/session/sso/back?code=x&state=${state}`)).headers.get('location') }
  }
  test('a right token gets in, and one that says a second factor was asked is believed', async () => {
    use(crooked)
    await (await world.as('admin-security')).post(`/api/account/${ids.get('admin-audit')}/sso-unlink`)
    expect((await link('admin-audit', 's-audit')).status).toBe(200)
    expect((await (await visit(() => ({}))).who.get('/api/session')).body.owes).toBe('enrol')
    expect((await (await visit(() => ({ amr: ['pwd', 'otp'] }))).who.get('/api/session')).body.owes).toBe(null)
  })
  const now = () => Math.floor(Date.now() / 1000)
  test.each<[string, (nonce: string) => Record<string, unknown>]>([
    ['expired', () => ({ iat: now() - 600, exp: now() - 60 })], ['of another nonce', () => ({ nonce: 'other' })], ['without a nonce', () => ({ nonce: undefined })],
    ['for another client', () => ({ aud: 'somebody-else' })], ['of another issuer', () => ({ iss: 'https://evil.example' })], ['without a subject', () => ({ sub: undefined })],
  ])('a token that is %s is refused', async (_why, claims) => {
    const { who, to } = await visit(claims)
    expect(to).toBe('/sign-in?refused=sso.refused')
    expect((await who.get('/api/session')).status).toBe(401)
  })
  test('a clock of the provider that is a little behind does no harm', async () => {
    expect((await visit(() => ({ iat: now() - 320, exp: now() - 20 }))).to).not.toContain('refused')
  })
})

test('a provider that is down is told in a sentence, and the password still works', async () => {
  use({ issuer: 'http://127.0.0.1:9' } as Running)
  forgetProviders()
  const reply = await visitor(() => world.url).get('/api/session/sso')
  expect([reply.status, reply.body.kind]).toEqual([503, 'sso.down'])
  expect((await visitor(() => world.url).post('/api/session', { login: 'leader', password: PASSWORD })).status).toBe(200)
})
test('settings that make it unsafe or half do not start', () => {
  const all = { DIANFAN_OIDC_ISSUER: 'https://sso.example.cn', DIANFAN_OIDC_CLIENT_ID: 'a', DIANFAN_OIDC_CLIENT_SECRET: 'b' }
  expect(readConfig(all).sso).toMatchObject({ issuer: 'https://sso.example.cn', client: 'a', secret: 'b' })
  expect(() => readConfig({ ...all, DIANFAN_OIDC_ISSUER: 'http://sso.example.cn' })).toThrow(/https/)
  expect(() => readConfig({ DIANFAN_OIDC_ISSUER: all.DIANFAN_OIDC_ISSUER })).toThrow(/all three/)
  expect(readConfig({ ...all, DIANFAN_OIDC_ISSUER: 'http://127.0.0.1:3000' }).sso?.issuer).toBe('http://127.0.0.1:3000')
})
