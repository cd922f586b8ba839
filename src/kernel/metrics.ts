// Figures for a monitoring system, in the Prometheus format at /metrics: requests, faults, waiting work. Never a name, an id or a text.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Hono } from 'hono'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { problem } from '#core/problem.ts'
import type { Config } from './config.ts'

const closed = problem('metrics.closed', 403, () => ({
  zh: '运行指标只给本机看；要从别处取，请设 DIANFAN_METRICS_TOKEN 并带上它。', en: 'Metrics are for this machine only; to read them from elsewhere set DIANFAN_METRICS_TOKEN and send it.',
}))

/** A figure read when somebody asks; `label` values are kinds, never things. */
export interface Figure { name: string; help: string; label?: string; read(): Promise<number | Record<string, number>> }

export interface Metrics {
  answered(route: string, status: number, seconds: number): void
  failed(where: string): void
  text(): Promise<string>
}

export function newMetrics(figures: readonly Figure[] = []): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'dianfan_' })
  const requests = new Histogram({
    name: 'dianfan_http_seconds', help: 'Time to answer, by route and status', labelNames: ['route', 'status'], registers: [registry],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  })
  const faults = new Counter({ name: 'dianfan_faults_total', help: 'Failures on our side, by place', labelNames: ['where'], registers: [registry] })
  for (const { name, help, label, read } of figures) {
    new Gauge({ name, help, labelNames: label ? [label] : [], registers: [registry], async collect() {
      const value = await read()
      if (typeof value === 'number') this.set(value)
      else { this.reset(); for (const [of, n] of Object.entries(value)) this.set({ [label!]: of }, n) }
    } })
  }
  return {
    answered: (route, status, seconds) => requests.observe({ route, status: String(status) }, seconds),
    failed: (where) => faults.inc({ where }),
    text: () => registry.metrics(),
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest()
const isLoopback = (address: string | undefined) => address === '::1' || /^(::ffff:)?127\./.test(address ?? '')

/** `/metrics` for whoever holds the token; without a token set, for this machine alone and not through a proxy. */
export function serveMetrics(app: Hono, metrics: Metrics, config: Config): void {
  app.get('/metrics', async (c) => {
    const peer = (c.env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming?.socket?.remoteAddress
    const given = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const allowed = config.metricsToken === undefined ? isLoopback(peer) && c.req.header('x-forwarded-for') === undefined && c.req.header('forwarded') === undefined
      : given !== undefined && timingSafeEqual(digest(given), digest(config.metricsToken))
    if (!allowed) throw closed({})
    return c.body(await metrics.text(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' })
  })
}
