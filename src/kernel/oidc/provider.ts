// Talks to the provider of single sign-on (OpenID Connect): discovery, the way there with PKCE, state and nonce, the way back, and out.
import * as oidc from 'openid-client'
import { problem } from '#core/problem.ts'
import type { Config } from '../config.ts'

export const ssoOff = problem('sso.off', 404, () => ({ zh: '没有设置单点登录。请用账号和密码登录。', en: 'Single sign-on is not set up. Sign in with account and password.' }))
export const ssoDown = problem('sso.down', 503, () => ({ zh: '单点登录的服务现在连不上。请过一会儿再试，或用账号和密码登录。', en: 'The single sign-on service cannot be reached now. Try again later, or sign in with account and password.' }))
export const ssoRefused = problem('sso.refused', 401, () => ({ zh: '单点登录没有成功，可能已经过期或已经用过。请从登录页重新开始。', en: 'Single sign-on did not succeed; it may have expired or been used already. Begin again from the sign-in page.' }))

type Sso = NonNullable<Config['sso']>
const CLOCK_TOLERANCE_S = 30
const KNOWN_MS = 3_600_000
const known = new Map<string, { until: number; config: oidc.Configuration }>()

async function discovered(sso: Sso, now: Date): Promise<oidc.Configuration> {
  const name = `${sso.issuer} ${sso.client} ${sso.secret}`
  const hit = known.get(name)
  if (hit && hit.until > now.getTime()) return hit.config
  // Plain http is for a provider on this machine only; readConfig lets no other through.
  const plain = sso.issuer.startsWith('http:')
  try {
    const config = await oidc.discovery(new URL(sso.issuer), sso.client, { client_secret: sso.secret, [oidc.clockTolerance]: CLOCK_TOLERANCE_S }, undefined, { timeout: 8, ...(plain ? { execute: [oidc.allowInsecureRequests] } : {}) })
    known.set(name, { until: now.getTime() + KNOWN_MS, config })
    return config
  } catch { throw ssoDown({}) }
}

export interface Way { url: string; state: string; nonce: string; verifier: string }
/** The address of the provider to go to, and what must come back. */
export async function wayThere(sso: Sso, back: string, state: string, now: Date): Promise<Way> {
  const config = await discovered(sso, now)
  const verifier = oidc.randomPKCECodeVerifier(), nonce = oidc.randomNonce()
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: back, scope: sso.claim === 'email' ? 'openid email' : sso.claim === undefined ? 'openid' : 'openid profile', state, nonce, code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
  })
  return { url: url.href, state, nonce, verifier }
}

export interface Proven { issuer: string; subject: string; claims: Record<string, unknown>; idToken: string; factorDone: boolean }
/** Trades the code for who it is. Signature, issuer, audience, times, nonce, state and PKCE are checked; whatever is wrong is one refusal. */
export async function wayBack(sso: Sso, url: string, expected: { state: string; nonce: string; verifier: string }, now: Date): Promise<Proven> {
  const config = await discovered(sso, now)
  try {
    const tokens = await oidc.authorizationCodeGrant(config, new URL(url), { expectedState: expected.state, expectedNonce: expected.nonce, pkceCodeVerifier: expected.verifier, idTokenExpected: true })
    const claims = tokens.claims()!
    // RFC 8176: what a provider says when it has asked for more than a password.
    const amr = Array.isArray(claims.amr) ? claims.amr : []
    return { issuer: claims.iss, subject: claims.sub, claims, idToken: tokens.id_token!, factorDone: amr.some((how) => ['mfa', 'otp', 'hwk', 'swk'].includes(String(how))) }
  } catch (error) {
    // Not reached is no refusal: whoever tries again later will get in.
    if (error instanceof TypeError && /fetch failed/.test(error.message)) throw ssoDown({})
    throw ssoRefused({})
  }
}

/** Where to go to be signed out at the provider, too; undefined where it offers no such place. */
export async function wayOut(sso: Sso, idToken: string, back: string, now: Date): Promise<string | undefined> {
  try {
    const config = await discovered(sso, now)
    return config.serverMetadata().end_session_endpoint === undefined ? undefined : oidc.buildEndSessionUrl(config, { id_token_hint: idToken, post_logout_redirect_uri: back }).href
  } catch { return undefined }
}
/** For tests: what was discovered is asked for anew. */
export const forgetProviders = (): void => known.clear()
