// How often one account or one address may knock, by kind of request: a bucket each, in this server's memory, refilled by the minute.
import { problem } from '#core/problem.ts'

export const kindsOfLimit = ['sign-in', 'anonymous', 'reads', 'writes', 'uploads', 'exports'] as const
export type LimitKind = (typeof kindsOfLimit)[number]
/** Requests a minute; undefined: no limits at all (tests, a bench). */
export type Limits = Record<LimitKind, number> | undefined
export const usualLimits: Record<LimitKind, number> = { 'sign-in': 60, anonymous: 600, reads: 1200, writes: 300, uploads: 120, exports: 20 }
/** A script with a token of its own works faster than a hand. */
const SCRIPT = 10

export const tooMany = problem<{ seconds: number; perMinute: number }>('too-many', 429, ({ seconds, perMinute }) => ({
  zh: `请求太密，每分钟最多 ${perMinute} 次。请在 ${seconds} 秒后再试；这一次没有办，也没有保存任何内容。`,
  en: `Too many requests; at most ${perMinute} a minute. Try again in ${seconds} seconds; this one was not carried out and nothing was saved.`,
}))

export const kindOf = (route: { limit?: LimitKind; access: string; upload?: object; writes: boolean }): LimitKind =>
  route.limit ?? (route.access === 'anyone' ? 'anonymous' : route.upload ? 'uploads' : route.writes ? 'writes' : 'reads')

export interface Gate { pass(kind: LimitKind, who: { account?: string | undefined; address: string; script: boolean }, now: Date): void }

/** A proxy on this machine that nobody declared is no single person: loopback is limited by account only. */
export const isLoopback = (address: string): boolean => /^(127\.|::1$|::ffff:127\.|unknown$)/.test(address)

export function gate(limits: Limits, buckets = 20_000): Gate {
  const left = new Map<string, { tokens: number; at: number }>()
  return {
    pass(kind, { account, address, script }, now) {
      if (!limits || (account === undefined && isLoopback(address))) return
      const perMinute = limits[kind] * (script && account !== undefined ? SCRIPT : 1)
      const name = `${kind} ${account ?? address}`
      const bucket = left.get(name) ?? { tokens: perMinute, at: now.getTime() }
      const tokens = Math.min(perMinute, bucket.tokens + Math.max(0, now.getTime() - bucket.at) / 60_000 * perMinute)
      // Never more than a bounded memory, whatever the flood: the oldest are forgotten first.
      left.delete(name)
      if (left.size >= buckets) for (const old of [...left.keys()].slice(0, buckets / 10)) left.delete(old)
      left.set(name, { tokens: tokens < 1 ? tokens : tokens - 1, at: now.getTime() })
      if (tokens < 1) throw tooMany({ seconds: Math.max(1, Math.ceil((1 - tokens) / perMinute * 60)), perMinute })
    },
  }
}
