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
  demoOpen: boolean
  tls: { certificate: string; key: string } | undefined
  /** True: the proxy in front sets X-Forwarded-For and X-Forwarded-Proto. */
  trustProxy: boolean
  /** What sealed secrets are sealed with; undefined: a key file in the data folder. */
  secretKey: string | undefined
  /** Hosts of the own network that notices may be sent to: `host` or `host:port`. */
  privateHosts: readonly string[]
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
  DIANFAN_DEMO: opt(yes('DIANFAN_DEMO')),
  DIANFAN_DEMO_OPEN: opt(yes('DIANFAN_DEMO_OPEN')),
  DIANFAN_TLS_CERT: opt(z.string()),
  DIANFAN_TLS_KEY: opt(z.string()),
  DIANFAN_TRUST_PROXY: opt(yes('DIANFAN_TRUST_PROXY')),
  DIANFAN_SECRET_KEY: opt(z.string().min(32, 'DIANFAN_SECRET_KEY 至少 32 个字符 · DIANFAN_SECRET_KEY needs at least 32 characters').max(1000)),
  DIANFAN_PRIVATE_HOSTS: opt(z.string().regex(/^[\w.-]+(:\d{1,5})?(,[\w.-]+(:\d{1,5})?)*$/, 'DIANFAN_PRIVATE_HOSTS 要是逗号隔开的主机名或地址，可带端口 · DIANFAN_PRIVATE_HOSTS must be hosts or addresses with commas between, each with or without a port')),
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
  const demo = e.DIANFAN_DEMO ?? true
  if (Boolean(e.DIANFAN_TLS_CERT) !== Boolean(e.DIANFAN_TLS_KEY)) wrong.push('DIANFAN_TLS_CERT, DIANFAN_TLS_KEY: 证书和私钥要一起给 · give both, certificate and key')
  if (demo && !loopback(host) && !e.DIANFAN_DEMO_OPEN) {
    wrong.push(`HOST: 演示数据带公开的密码，不在 ${host} 上开放。正式使用请设 DIANFAN_DEMO=0；确要开放演示，请设 DIANFAN_DEMO_OPEN=1 · the demo has a public password and is not served on ${host}. Set DIANFAN_DEMO=0 for real use, or DIANFAN_DEMO_OPEN=1 if you mean it`)
  }
  if (wrong.length > 0) throw new WrongSetting(wrong)
  const tls = e.DIANFAN_TLS_CERT ? { certificate: resolve(e.DIANFAN_TLS_CERT), key: resolve(e.DIANFAN_TLS_KEY!) } : undefined
  const shown = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host
  return {
    port, host, demo, tls, demoOpen: e.DIANFAN_DEMO_OPEN ?? false, trustProxy: e.DIANFAN_TRUST_PROXY ?? false,
    secretKey: e.DIANFAN_SECRET_KEY, privateHosts: e.DIANFAN_PRIVATE_HOSTS?.toLowerCase().split(',') ?? [],
    data: resolve(e.DIANFAN_DATA ?? 'data'), databaseUrl: e.DATABASE_URL,
    url: e.DIANFAN_URL?.replace(/\/$/, '') ?? `${tls ? 'https' : 'http'}://${shown}:${port}`,
  }
}

const withoutPassword = (url: string) => url.replace(/\/\/([^:@/]*):[^@/]*@/, '//$1:***@')

/** What was understood, one line a setting, secrets hidden. */
export const sayConfig = (config: Config): string[] => [
  `PORT=${config.port} HOST=${config.host} DIANFAN_URL=${config.url}`,
  `DIANFAN_DATA=${config.data} DATABASE_URL=${config.databaseUrl ? withoutPassword(config.databaseUrl) : '(embedded)'}`,
  `DIANFAN_DEMO=${config.demo ? 1 : 0} TLS=${config.tls ? config.tls.certificate : '-'} DIANFAN_TRUST_PROXY=${config.trustProxy ? 1 : 0}`,
  `DIANFAN_SECRET_KEY=${config.secretKey ? '***' : '(data/secret.key)'} DIANFAN_PRIVATE_HOSTS=${config.privateHosts.join(',') || '-'}`,
]
