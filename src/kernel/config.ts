// The only file that reads the environment: every value has a default that starts the demo, a wrong one stops the start.
import { resolve } from 'node:path'
import { z } from 'zod'

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
  demoOpen: boolean
  tls: { certificate: string; key: string } | undefined
  /** True: the proxy in front sets X-Forwarded-For and X-Forwarded-Proto. */
  trustProxy: boolean
  /** How much the running server says on its error stream. */
  log: 'error' | 'warn' | 'info' | 'debug'
  /** Who sends it may read /metrics from anywhere; without it this machine alone may. */
  metricsToken: string | undefined
}

/** A setting that stops the start; `lines` are sentences, Chinese and English. */
export class WrongSetting extends Error {
  readonly lines: string[]
  constructor(lines: string[]) { super(lines.join('\n')); this.name = 'WrongSetting'; this.lines = lines }
}

const yes = (name: string) => z.enum(['0', '1', 'true', 'false', 'yes', 'no'], { error: () => ({ message: `${name} 只能是 0 或 1 · ${name} must be 0 or 1` }) }).transform((v) => ['1', 'true', 'yes'].includes(v))
const empty = (v: unknown) => (v === '' ? undefined : v)
const opt = <T extends z.ZodType>(schema: T) => z.preprocess(empty, schema.optional())

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
  if (demo && !loopback(host) && !e.DIANFAN_DEMO_OPEN) {
    wrong.push(`HOST: 演示数据带公开的密码，不在 ${host} 上开放。正式使用请设 DIANFAN_DEMO=0；确要开放演示，请设 DIANFAN_DEMO_OPEN=1 · the demo has a public password and is not served on ${host}. Set DIANFAN_DEMO=0 for real use, or DIANFAN_DEMO_OPEN=1 if you mean it`)
  }
  if (wrong.length > 0) throw new WrongSetting(wrong)
  const tls = e.DIANFAN_TLS_CERT ? { certificate: resolve(e.DIANFAN_TLS_CERT), key: resolve(e.DIANFAN_TLS_KEY!) } : undefined
  const shown = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host
  return {
    port, host, demo, demoSize: e.DIANFAN_DEMO === 'small' ? 'small' : 'whole', tls, demoOpen: e.DIANFAN_DEMO_OPEN ?? false, trustProxy: e.DIANFAN_TRUST_PROXY ?? false, log: e.DIANFAN_LOG ?? 'warn', metricsToken: e.DIANFAN_METRICS_TOKEN,
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
]
