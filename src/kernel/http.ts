// The door: turns declared routes into HTTP, and every refusal into application/problem+json.
import type { HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import { routePath } from 'hono/route'
import { Problem, problem, type Fault } from '#core/problem.ts'
import { textBroken } from '#core/text.ts'
import { reachOf, type Owes } from './actor.ts'
import { newId } from './clock.ts'
import { hashOf } from './hash.ts'
import type { House } from './house.ts'
import { gate, kindOf, tooMany } from './limits.ts'
import { readKey } from './idempotency.ts'
import { notFound } from './run.ts'
import type { Answer, Asked, Route } from './route.ts'
import { notSignedIn } from './session.ts'
import { wrongInput, zodFaults } from './wrong-input.ts'

const MAX_JSON_BYTES = 1024 * 1024
const MAX_DEPTH = 16
export const COOKIE = 'dianfan_session'

export const bodyTooLarge = problem<{ kb: number }>('body.too-large', 413, ({ kb }) => ({
  zh: `内容太大，最多 ${kb} KB。`, en: `The body is too large; at most ${kb} KB.`,
}))
export const badJson = problem('body.not-json', 400, () => ({
  zh: '请求内容不是合法的 JSON，或层次太深。', en: 'The body is not valid JSON, or it is nested too deeply.',
}))
export const crossSite = problem('cross-site', 403, () => ({
  zh: '这个请求来自别的网站，没有执行。请在本系统的页面里操作。', en: 'This request came from another site and was not carried out. Use this system’s own pages.',
}))
const fault = problem<{ command: string }>('fault', 500, ({ command }) => ({
  zh: `系统出了故障，没有保存任何改动。请再试一次；仍不行请把编号 ${command} 告诉管理员。`,
  en: `Something failed on our side and nothing was changed. Try again; if it stays, give the administrator this number: ${command}.`,
}))
const overloaded = problem('overloaded', 503, () => ({
  zh: '现在太忙，这一步没有办成，也没有保存任何改动。请过几秒再试。', en: 'Too much is going on; this was not done and nothing was changed. Try again in a few seconds.',
}))
const noRoute = problem<{ path: string }>('no-route', 404, ({ path }) => ({
  zh: `没有这个接口：${path}。接口清单见 /api/openapi.json。`, en: `There is no such route: ${path}. See /api/openapi.json.`,
}))

/** A session that is only half way in may finish signing in, and nothing else. */
export const halfWay = problem<{ owes: Owes }>('session.half-way', 403, ({ owes }) => (owes === 'code'
  ? { zh: '还差一步：请填动态验证码。', en: 'One more step: enter the code of your authenticator.' }
  : owes === 'enrol' ? { zh: '还差一步：您的角色要求绑定动态口令，绑定后才能做别的。', en: 'One more step: your role needs a second factor; set it up before anything else.' }
  : { zh: '还差一步：请先换成自己的密码。', en: 'One more step: choose a password of your own first.' }))

/** Problems any route can answer, for the description. */
export const commonProblems = [notSignedIn, halfWay, wrongInput, badJson, bodyTooLarge, crossSite, textBroken, tooMany, fault]

/** From the socket's own stream: the web stream laid over it costs more than all else a small body does. */
function readBody(c: Context, max: number): Promise<Uint8Array> {
  const tooLarge = () => bodyTooLarge({ kb: Math.round(max / 1024) })
  if (Number(c.req.header('content-length') ?? 0) > max) throw tooLarge()
  const { incoming } = c.env as HttpBindings
  return new Promise((done, failed) => {
    const chunks: Buffer[] = []
    let size = 0
    const settle = (how: () => void) => { incoming.off('data', take).off('end', ended).off('error', broken).off('close', broken); how() }
    const take = (chunk: Buffer) => {
      size += chunk.byteLength
      if (size > max) settle(() => { failed(tooLarge()) })
      else chunks.push(chunk)
    }
    const ended = () => { settle(() => { done(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)) }) }
    // Nobody is left to hear the answer.
    const broken = (error?: Error) => { settle(() => { failed(error ?? badJson({})) }) }
    if (incoming.destroyed) broken()
    else incoming.on('data', take).on('end', ended).on('error', broken).on('close', broken)
  })
}

const tooDeep = (value: unknown, left = MAX_DEPTH): boolean =>
  typeof value === 'object' && value !== null && (left === 0 || Object.values(value).some((inner) => tooDeep(inner, left - 1)))

function readJson(bytes: Uint8Array): unknown {
  if (bytes.byteLength === 0) return {}
  let value: unknown
  try {
    // A fatal decoder: broken UTF-8 must not become replacement characters in a record.
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch { throw badJson({}) }
  if (tooDeep(value)) throw badJson({})
  return value
}

/** What no database keeps: NUL and lone halves of a surrogate pair. Refused at the door, with the field, wherever it stands. */
function refuseBroken(value: unknown): void {
  const faults: Fault[] = []
  const walk = (inner: unknown, path: string) => {
    if (typeof inner === 'string') { if (inner.includes('\0') || !inner.isWellFormed()) faults.push({ path: path || '.', said: textBroken.example().said }) }
    else if (typeof inner === 'object' && inner !== null) for (const [key, one] of Object.entries(inner)) walk(one, path ? `${path}.${key}` : key)
  }
  walk(value, '')
  if (faults.length > 0) throw textBroken({}, faults.slice(0, 50))
}

/** Cookie writes must come from our own pages: the browser's own word (Sec-Fetch-Site), else the Origin header. */
function checkSite(c: Context, house: House): void {
  const site = c.req.header('sec-fetch-site')
  if (site === 'same-origin') return
  const origin = c.req.header('origin')
  const own = [house.config.url, `http://${c.req.header('host')}`, `https://${c.req.header('host')}`]
  if (site !== undefined || !origin || !own.includes(origin)) throw crossSite({})
}

function tokenOf(c: Context, secure: boolean): { token: string | undefined; byCookie: boolean } {
  const bearer = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  if (bearer) return { token: bearer, byCookie: false }
  // Over TLS only the __Host- name counts: a neighbouring subdomain can plant the plain one.
  const cookie = new RegExp(`(?:^|;\\s*)${secure ? '__Host-' : ''}${COOKIE}=([^;]+)`).exec(c.req.header('cookie') ?? '')?.[1]
  return { token: cookie, byCookie: cookie !== undefined }
}

const honoPath = (path: string) => path.replace(/\{(\w+)\}/g, ':$1')

export interface HttpOptions {
  routes: readonly Route[]
  house: House
  /** Hosts beside our own that pages may load pictures from. */
  imageHosts?: (house: House) => Promise<readonly string[]>
  onFault?: (error: unknown, command: string, name: string) => void
  onAnswer?: (route: string, status: number, ms: number) => void
}

export function httpApp({ routes, house, imageHosts, onFault, onAnswer }: HttpOptions): Hono {
  const app = new Hono()
  const names = new WeakMap<Request, string>()
  const plain: Record<string, string> = {
    'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'same-origin', 'cross-origin-opener-policy': 'same-origin', 'permissions-policy': 'geolocation=(self), camera=(self), microphone=()',
  }
  const secure = { ...plain, 'strict-transport-security': 'max-age=31536000' }
  const overTls = () => house.config.url.startsWith('https:')
  const policyOf = (pictures: readonly string[]) =>
    // Ant Design writes its styles at run time, hence 'unsafe-inline' for styles only.
    `default-src 'self'; img-src ${["'self'", 'data:', 'blob:', ...pictures].join(' ')}; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'`
  const own = policyOf([])
  const onlyApi = { 'content-security-policy': own, 'cache-control': 'no-store' }
  const plainApi = { ...plain, ...onlyApi }, secureApi = { ...secure, ...onlyApi }
  /** An answer of the API as it goes out: its headers are one plain object, which nobody has to take apart and make anew. A file sent by a stranger lays a stricter policy over ours. */
  const reply = (body: ReadableStream | Uint8Array | string, status: number, mediaType: string, more: Answer['headers'] = {}): Response => {
    const init = { ...(overTls() ? secureApi : plainApi), 'content-type': mediaType }
    // No body may follow these; a list, because one answer may set two cookies.
    const whole = status === 204 || status === 304 ? null : body as BodyInit
    if (!Array.isArray(more)) {
      const all: Record<string, string> = { ...init }
      for (const name in more) all[name.toLowerCase()] = more[name]!
      return new Response(whole, { status, headers: all })
    }
    const headers = new Headers(init)
    for (const [name, value] of more) if (name === 'set-cookie') headers.append(name, value); else headers.set(name, value)
    return new Response(whole, { status, headers })
  }
  const refuse = (body: Problem['body']): Response => reply(sayProblem(body), body.status, 'application/problem+json; charset=utf-8', body.details && 'seconds' in body.details ? { 'retry-after': String(body.details.seconds) } : {})
  app.use('*', async (c, next) => {
    const begun = performance.now()
    const api = c.req.path.startsWith('/api/')
    await next()
    // Only pages load pictures, so only they need to know from where. Answers of the API have theirs already (`reply`).
    if (!api) {
      for (const [name, value] of Object.entries(overTls() ? secure : plain)) c.res.headers.set(name, value)
      c.res.headers.set('content-security-policy', imageHosts ? policyOf(await imageHosts(house).catch(() => [])) : own)
    }
    // By the route's name, never by address: an id in a figure would be a trace of somebody.
    onAnswer?.(names.get(c.req.raw) ?? 'other', c.res.status, performance.now() - begun)
  })
  const gates = gate(house.config.limits)
  for (const declared of routes) {
    app.on(declared.method, honoPath(declared.path), async (c) => {
      names.set(c.req.raw, declared.name)
      const { token, byCookie } = tokenOf(c, house.config.url.startsWith('https:'))
      if (declared.writes && (byCookie || declared.access === 'anyone') && (byCookie || c.req.header('origin') !== undefined)) checkSite(c, house)
      const actor = token ? await house.sessions.read(token, house.clock.now()) : undefined
      if (declared.access !== 'anyone' && !actor) throw notSignedIn({})
      gates.pass(kindOf(declared), { account: actor?.account ?? undefined, address: addressOf(c, house), script: token !== undefined && !byCookie }, house.clock.now())
      if (actor?.owes && declared.access !== 'anyone' && !declared.half) throw halfWay({ owes: actor.owes })
      if (declared.permission && actor) reachOf(actor, declared.permission)
      const bytes = declared.writes ? await readBody(c, declared.upload?.maxBytes ?? MAX_JSON_BYTES) : new Uint8Array()
      const body = declared.upload || !declared.writes ? {} : readJson(bytes)
      const params = c.req.param() as Record<string, string>
      refuseBroken(params)
      refuseBroken(body)
      if (params.id !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(params.id)) throw notFound({ noun: declared.name.split('.')[0]! })
      let query: unknown = {}
      if (declared.query) {
        const all = c.req.queries()
        refuseBroken(all)
        const parsed = declared.query.safeParse(Object.fromEntries(Object.entries(all).map(([k, v]) => [k, v.length > 1 ? v.join(',') : v[0]])))
        if (!parsed.success) throw wrongInput({}, zodFaults(parsed.error))
        query = parsed.data
      }
      const match = /^(?:W\/)?"?(\d{1,9})"?$/.exec(c.req.header('if-match') ?? '')
      const asked: Asked = {
        actor, params, query, bytes, token, byCookie, cookies: cookiesOf(c), header: (name) => (declared.headers && name in declared.headers ? c.req.header(name) : undefined),
        // Verbs parse their own input inside the transaction; plain routes are parsed here.
        input: body, expected: match ? Number(match[1]) : undefined,
        key: declared.keyed ? readKey(c.req.header('idempotency-key'), [declared.method, c.req.path, query, declared.upload ? hashOf(bytes) : body]) : undefined,
        address: addressOf(c, house), agent: c.req.header('user-agent')?.slice(0, 400) ?? '', secure: house.config.url.startsWith('https:'), lastEventId: c.req.header('last-event-id'),
      }
      const answer = await declared.run(asked, house)
      if (declared.writes && actor) house.events.poke(actor.district)
      if ('stream' in answer) return reply(answer.stream, 200, answer.mediaType, answer.headers)
      if ('text' in answer) return reply(answer.text, answer.status ?? 200, 'application/json; charset=utf-8', answer.headers)
      if ('bytes' in answer) return reply(answer.bytes, answer.status ?? 200, answer.mediaType, answer.headers)
      return reply(JSON.stringify(answer.json), answer.status ?? 200, 'application/json', answer.headers)
    })
  }
  // `/api` alone is the desk's page about the API; everything below it is the API.
  app.all('/api/:rest{.+}', (c) => { throw noRoute({ path: c.req.path }) })
  app.onError((error, c) => {
    // 57014: the database ended a statement that waited or ran too long.
    const known = error instanceof Problem ? error.body : (error as { code?: string }).code === '57014' ? overloaded({}).body : undefined
    if (known) return refuse(known)
    const command = newId()
    onFault?.(error, command, `${c.req.method} ${routePath(c)}`)
    return refuse(fault({ command }).body)
  })
  return app
}

const cookiesOf = (c: Context): Record<string, string> => Object.fromEntries((c.req.header('cookie') ?? '').split(';').map((one) => one.trim().split('=')).filter((pair): pair is [string, string] => pair.length === 2))

// RFC 9457 members first, ours beside them: `said` holds the sentence in both languages.
const sayProblem = (body: Problem['body']): string => JSON.stringify({ type: `/api/problems#${body.kind}`, title: body.said.zh, ...body })

// The last entry is the one our own proxy wrote; whatever stands before it came from outside.
function addressOf(c: Context, house: House): string {
  const forwarded = house.config.trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  const raw = (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming?.socket?.remoteAddress
  return forwarded ?? raw ?? 'unknown'
}
