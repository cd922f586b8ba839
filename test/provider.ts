// Providers of single sign-on for journeys: the real oidc-provider on loopback, and a crooked one that signs what it is told.
import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export const CLIENT = { id: 'dianfan', secret: 'a-secret-of-the-test-with-length' }
export interface Running { issuer: string; as(subject: string, claims?: Record<string, unknown>): void; stop(): Promise<void> }

async function listen(handler: (issuer: string) => Parameters<typeof createServer>[1]): Promise<{ issuer: string; server: Server }> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  server.on('request', handler(issuer)! as never)
  return { issuer, server }
}
const stopped = (server: Server) => new Promise<void>((done) => { server.closeAllConnections(); server.close(() => done()) })

/** Whoever comes is signed in as `as` says, without a page. */
export async function realProvider(redirect: () => string): Promise<Running> {
  let subject = 'nobody', claims: Record<string, unknown> = {}
  const { issuer, server } = await listen((at) => {
    const provider = new Provider(at, {
      clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirect()], post_logout_redirect_uris: [redirect().replace('/api/session/sso/back', '/sign-in')], response_types: ['code'], grant_types: ['authorization_code'] }],
      pkce: { required: () => true }, claims: { openid: ['sub'], profile: ['preferred_username'] }, conformIdTokenClaims: false,
      findAccount: async (_ctx: unknown, sub: string) => ({ accountId: sub, claims: async () => ({ sub, ...claims }) }),
      features: { devInteractions: { enabled: false } }, interactions: { url: (_ctx: unknown, one: { uid: string }) => `/interaction/${one.uid}` },
      cookies: { keys: ['a-key-for-the-test-only'] },
      loadExistingGrant: async (ctx: any) => { const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId }); grant.addOIDCScope('openid profile'); await grant.save(); return grant },
    } as never)
    const callback = provider.callback()
    return async (request, reply) => {
      if (!request.url?.startsWith('/interaction/')) return await callback(request, reply)
      await provider.interactionFinished(request, reply, { login: { accountId: subject } }, { mergeWithLastSubmission: false })
    }
  })
  return { issuer, as: (one, more = {}) => { subject = one; claims = more }, stop: () => stopped(server) }
}

/** Answers any code with a token whose claims the test chooses: what a broken or hostile provider might send. */
export async function crookedProvider(): Promise<Running & { says(claims: Record<string, unknown>): void }> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  let said: Record<string, unknown> = {}
  const { issuer, server } = await listen((at) => (request, reply) => {
    const json = (value: unknown) => { reply.setHeader('content-type', 'application/json'); reply.end(JSON.stringify(value)) }
    const path = new URL(request.url!, at).pathname
    if (path === '/.well-known/openid-configuration') return json({ issuer: at, authorization_endpoint: `${at}/auth`, token_endpoint: `${at}/token`, jwks_uri: `${at}/jwks`, response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'], code_challenge_methods_supported: ['S256'] })
    if (path === '/jwks') return json({ keys: [{ ...publicKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'one' }] })
    const now = Math.floor(Date.now() / 1000)
    const body = `${part({ alg: 'RS256', kid: 'one' })}.${part({ iss: at, aud: CLIENT.id, iat: now, exp: now + 300, ...said })}`
    json({ access_token: 'x', token_type: 'bearer', id_token: `${body}.${sign('sha256', Buffer.from(body), privateKey).toString('base64url')}` })
  })
  return { issuer, as: () => {}, says: (claims) => { said = claims }, stop: () => stopped(server) }
}
