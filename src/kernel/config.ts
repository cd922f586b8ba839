// The only file that reads the environment: every value has a default that starts the demo, a wrong one stops the start.
import { resolve } from 'node:path'
import { z } from 'zod'
import type { S3Settings } from './files/s3.ts'
import { kindsOfLimit, usualLimits, type Limits } from './limits.ts'

export interface Config {
  port: number
  host: string
  /** Data folder: embedded database, files. */
  data: string
  /** Undefined: the embedded database. */
  databaseUrl: string | undefined
  /** Public address, without a slash at the end. */
  url: string
  demo: boolean
  /** How much life the demo gets: ninety days, or a quiet week. */
  demoSize: 'whole' | 'small'
  tls: { certificate: string; key: string } | undefined
  /** True: the proxy in front sets X-Forwarded-For and X-Forwarded-Proto. */
  trustProxy: boolean
  /** How much the running server says on its error stream. */
  log: 'error' | 'warn' | 'info' | 'debug'
  /** Who sends it may read /metrics from anywhere; without it this machine alone may. */
  metricsToken: string | undefined
  /** Undefined: files lie in the data folder. */
  s3: S3Settings | undefined
  /** What sealed secrets are sealed with; undefined: a key file in the data folder. */
  secretKey: string | undefined
  /** Hosts of the own network that notices may be sent to: `host` or `host:port`. */
  privateHosts: readonly string[]
  /** Requests a minute by kind; undefined: none. */
  limits: Limits
  /** Single sign-on by OpenID Connect. */
  sso: { issuer: string; client: string; secret: string; name: { zh: string; en: string }; claim: string | undefined } | undefined
}

/** A setting that stops the start; `lines` are sentences, Chinese and English. */
export class WrongSetting extends Error {
  readonly lines: string[]
  constructor(lines: string[]) { super(lines.join('\n')); this.name = 'WrongSetting'; this.lines = lines }
}

const yes = (name: string) => z.enum(['0', '1', 'true', 'false', 'yes', 'no'], { error: () => ({ message: `${name} 只能是 0 或 1 · ${name} must be 0 or 1` }) }).transform((v) => ['1', 'true', 'yes'].includes(v))
const empty = (v: unknown) => (v === '' ? undefined : v)
const opt = <T extends z.ZodType>(schema: T) => z.preprocess(empty, schema.optional())

const LIMITS = new RegExp(`^(off|(${kindsOfLimit.join('|')})=\\d{1,6}(,(${kindsOfLimit.join('|')})=\\d{1,6})*)$`)

const Env = z.object({
  PORT: opt(z.string().regex(/^\d{1,5}$/, 'PORT 要是 0–65535 的整数 · PORT must be a whole number from 0 to 65535').transform(Number).refine((n) => n <= 65535, 'PORT 要是 0–65535 的整数 · PORT must be a whole number from 0 to 65535')),
  HOST: opt(z.string().regex(/^[\w.:-]{1,253}$/, 'HOST 要是主机名或地址 · HOST must be a host name or address')),
  DIANFAN_DATA: opt(z.string().max(4000)),
  DATABASE_URL: opt(z.string().regex(/^postgres(ql)?:\/\//, 'DATABASE_URL 要以 postgres:// 开头 · DATABASE_URL must begin with postgres://')),
  DIANFAN_URL: opt(z.string().regex(/^https?:\/\/[^\s/]+(\/)?$/, 'DIANFAN_URL 要像 https://df.example.cn，不带路径 · DIANFAN_URL must look like https://df.example.cn, without a path')),
  DIANFAN_DEMO: opt(z.enum(['0', '1', 'true', 'false', 'yes', 'no', 'small'], { error: () => ({ message: 'DIANFAN_DEMO 只能是 0、1 或 small · DIANFAN_DEMO must be 0, 1 or small' }) })),
  DIANFAN_DEMO_OPEN: opt(yes('DIANFAN_DEMO_OPEN')),
  DIANFAN_TLS_CERT: opt(z.string()),
  DIANFAN_TLS_KEY: opt(z.string()),
  DIANFAN_TRUST_PROXY: opt(yes('DIANFAN_TRUST_PROXY')),
  DIANFAN_LOG: opt(z.enum(['error', 'warn', 'info', 'debug'], { error: () => ({ message: 'DIANFAN_LOG 只能是 error、warn、info 或 debug · DIANFAN_LOG must be error, warn, info or debug' }) })),
  DIANFAN_METRICS_TOKEN: opt(z.string().regex(/^[\w.~+/=-]{16,200}$/, 'DIANFAN_METRICS_TOKEN 要有 16–200 个字母、数字或 .~+/=- · DIANFAN_METRICS_TOKEN needs 16 to 200 letters, digits or .~+/=-')),
  DIANFAN_S3_ENDPOINT: opt(z.string().regex(/^https?:\/\/[^\s/]+\/?$/, 'DIANFAN_S3_ENDPOINT 要像 https://s3.example.cn，不带路径 · DIANFAN_S3_ENDPOINT must look like https://s3.example.cn, without a path')),
  DIANFAN_S3_BUCKET: opt(z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'DIANFAN_S3_BUCKET 要是 3–63 个小写字母、数字、点或连字符 · DIANFAN_S3_BUCKET must be 3 to 63 lower-case letters, digits, dots or hyphens')),
  DIANFAN_S3_REGION: opt(z.string().regex(/^[\w-]{1,40}$/, 'DIANFAN_S3_REGION 要像 us-east-1 · DIANFAN_S3_REGION must look like us-east-1')),
  DIANFAN_S3_KEY: opt(z.string().max(200)),
  DIANFAN_S3_SECRET: opt(z.string().max(200)),
  DIANFAN_SECRET_KEY: opt(z.string().min(32, 'DIANFAN_SECRET_KEY 至少 32 个字符 · DIANFAN_SECRET_KEY needs at least 32 characters').max(1000)),
  DIANFAN_PRIVATE_HOSTS: opt(z.string().regex(/^[\w.-]+(:\d{1,5})?(,[\w.-]+(:\d{1,5})?)*$/, 'DIANFAN_PRIVATE_HOSTS 要是逗号隔开的主机名或地址，可带端口 · DIANFAN_PRIVATE_HOSTS must be hosts or addresses with commas between, each with or without a port')),
  DIANFAN_LIMITS: opt(z.string().regex(LIMITS, `DIANFAN_LIMITS 要是 off，或像 writes=300,reads=1200 这样的一串（${kindsOfLimit.join('、')}，每分钟次数） · DIANFAN_LIMITS must be off, or like writes=300,reads=1200 (${kindsOfLimit.join(', ')}; requests a minute)`)),
  DIANFAN_OIDC_ISSUER: opt(z.url({ error: () => ({ message: 'DIANFAN_OIDC_ISSUER 要是完整的网址 · DIANFAN_OIDC_ISSUER must be a full address' }) })),
  DIANFAN_OIDC_CLIENT_ID: opt(z.string().max(200)),
  DIANFAN_OIDC_CLIENT_SECRET: opt(z.string().max(1000)),
  DIANFAN_OIDC_NAME: opt(z.string().max(60)),
  DIANFAN_OIDC_CLAIM: opt(z.string().regex(/^[\w.-]{1,60}$/, 'DIANFAN_OIDC_CLAIM 要是声明的名字，如 preferred_username · DIANFAN_OIDC_CLAIM must be the name of a claim, such as preferred_username')),
})

/** Names for the docs: each has its heading in docs/running.md (a test holds that). */
export const envNames = Object.keys(Env.shape)

const loopback = (host: string) => host === 'localhost' || host === '::1' || /^127\./.test(host)

export function readConfig(env: Record<string, string | undefined>): Config {
  const parsed = Env.safeParse(env)
  const wrong = parsed.success ? [] : parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`)
  // A misspelt name would be ignored in silence, which is how a demo ends up on the internet.
  const unknown = Object.keys(env).filter((name) => name.startsWith('DIANFAN_') && !envNames.includes(name) && !name.startsWith('DIANFAN_TEST_'))
  for (const name of unknown) wrong.push(`${name}: 没有这个设置 · there is no such setting (${envNames.filter((n) => n.startsWith('DIANFAN_')).join(', ')})`)
  if (!parsed.success || wrong.length > 0) throw new WrongSetting(wrong)
  const e = parsed.data
  const host = e.HOST ?? '127.0.0.1'
  const port = e.PORT ?? 8080
  const demo = !['0', 'false', 'no'].includes(e.DIANFAN_DEMO ?? '1')
  if (Boolean(e.DIANFAN_TLS_CERT) !== Boolean(e.DIANFAN_TLS_KEY)) wrong.push('DIANFAN_TLS_CERT, DIANFAN_TLS_KEY: 证书和私钥要一起给 · give both, certificate and key')
  const s3 = [e.DIANFAN_S3_ENDPOINT, e.DIANFAN_S3_BUCKET, e.DIANFAN_S3_KEY, e.DIANFAN_S3_SECRET]
  if (s3.some(Boolean) && !s3.every(Boolean)) wrong.push('DIANFAN_S3_ENDPOINT, DIANFAN_S3_BUCKET, DIANFAN_S3_KEY, DIANFAN_S3_SECRET: 四项要一起给 · give all four')
  if (demo && !loopback(host) && !e.DIANFAN_DEMO_OPEN) {
    wrong.push(`HOST: 演示数据带公开的密码，不在 ${host} 上开放。正式使用请设 DIANFAN_DEMO=0；确要开放演示，请设 DIANFAN_DEMO_OPEN=1 · the demo has a public password and is not served on ${host}. Set DIANFAN_DEMO=0 for real use, or DIANFAN_DEMO_OPEN=1 if you mean it`)
  }
  const oidc = [e.DIANFAN_OIDC_ISSUER, e.DIANFAN_OIDC_CLIENT_ID, e.DIANFAN_OIDC_CLIENT_SECRET]
  if (oidc.some((value) => value !== undefined) && oidc.includes(undefined)) wrong.push('DIANFAN_OIDC_ISSUER, DIANFAN_OIDC_CLIENT_ID, DIANFAN_OIDC_CLIENT_SECRET: 三个要一起给 · give all three')
  // A provider over plain http would let anybody on the way sign in as anybody.
  if (e.DIANFAN_OIDC_ISSUER?.startsWith('http:') && !loopback(new URL(e.DIANFAN_OIDC_ISSUER).hostname)) wrong.push('DIANFAN_OIDC_ISSUER: 要用 https · must be https')
  if (wrong.length > 0) throw new WrongSetting(wrong)
  const tls = e.DIANFAN_TLS_CERT ? { certificate: resolve(e.DIANFAN_TLS_CERT), key: resolve(e.DIANFAN_TLS_KEY!) } : undefined
  const shown = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host
  return {
    port, host, demo, demoSize: e.DIANFAN_DEMO === 'small' ? 'small' : 'whole', tls, trustProxy: e.DIANFAN_TRUST_PROXY ?? false, log: e.DIANFAN_LOG ?? 'warn', metricsToken: e.DIANFAN_METRICS_TOKEN,
    s3: e.DIANFAN_S3_ENDPOINT ? { endpoint: e.DIANFAN_S3_ENDPOINT.replace(/\/$/, ''), bucket: e.DIANFAN_S3_BUCKET!, region: e.DIANFAN_S3_REGION ?? 'us-east-1', key: e.DIANFAN_S3_KEY!, secret: e.DIANFAN_S3_SECRET! } : undefined,
    secretKey: e.DIANFAN_SECRET_KEY, privateHosts: e.DIANFAN_PRIVATE_HOSTS?.toLowerCase().split(',') ?? [],
    limits: e.DIANFAN_LIMITS === 'off' ? undefined : { ...usualLimits, ...Object.fromEntries((e.DIANFAN_LIMITS ?? '').split(',').filter((part) => part !== '').map((part) => { const [kind, n] = part.split('='); return [kind, Math.max(1, Number(n))] })) },
    sso: e.DIANFAN_OIDC_ISSUER === undefined ? undefined : { issuer: e.DIANFAN_OIDC_ISSUER, client: e.DIANFAN_OIDC_CLIENT_ID!, secret: e.DIANFAN_OIDC_CLIENT_SECRET!, name: { zh: e.DIANFAN_OIDC_NAME ?? '单点登录', en: e.DIANFAN_OIDC_NAME ?? 'single sign-on' }, claim: e.DIANFAN_OIDC_CLAIM },
    data: resolve(e.DIANFAN_DATA ?? 'data'), databaseUrl: e.DATABASE_URL,
    url: e.DIANFAN_URL?.replace(/\/$/, '') ?? `${tls ? 'https' : 'http'}://${shown}:${port}`,
  }
}

const withoutPassword = (url: string) => url.replace(/\/\/([^:@/]*):[^@/]*@/, '//$1:***@')

/** What was understood, one line a setting, secrets hidden. */
export const sayConfig = (config: Config): string[] => [
  `PORT=${config.port} HOST=${config.host} DIANFAN_URL=${config.url}`,
  `DIANFAN_DATA=${config.data} DATABASE_URL=${config.databaseUrl ? withoutPassword(config.databaseUrl) : '(embedded)'}`,
  `DIANFAN_DEMO=${!config.demo ? 0 : config.demoSize === 'small' ? 'small' : 1} TLS=${config.tls ? config.tls.certificate : '-'} DIANFAN_TRUST_PROXY=${config.trustProxy ? 1 : 0} DIANFAN_LOG=${config.log} DIANFAN_METRICS_TOKEN=${config.metricsToken ? '***' : '-'}`,
  `FILES=${config.s3 ? `${config.s3.endpoint}/${config.s3.bucket} (${config.s3.region})` : `${config.data}/files`}`,
  `DIANFAN_SECRET_KEY=${config.secretKey ? '***' : '(data/secret.key)'} DIANFAN_PRIVATE_HOSTS=${config.privateHosts.join(',') || '-'} DIANFAN_LIMITS=${config.limits ? kindsOfLimit.map((kind) => `${kind}=${config.limits![kind]}`).join(',') : 'off'}`,
  `DIANFAN_OIDC_ISSUER=${config.sso ? `${config.sso.issuer} (${config.sso.client})` : '-'}`,
]
