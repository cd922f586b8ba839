// `dianfan serve`: opens the house, founds the demo on an empty database, serves, and ends in order.
import { join } from 'node:path'
import { Problem, problem } from '#core/problem.ts'
import { sayConfig, type Config } from '#kernel/config.ts'
import { httpApp } from '#kernel/http.ts'
import { hostsOfTiles } from '../directory/ground/hosts.ts'
import type { House } from '#kernel/house.ts'
import { newMetrics, serveMetrics } from '#kernel/metrics.ts'
import { openHouse, type Opened } from '#kernel/open.ts'
import { servePages } from '#kernel/pages.ts'
import { listen } from '#kernel/serve.ts'
import { newSay } from '#kernel/say.ts'
import { jobs, routes, verbOfTimer } from '../app.ts'
import { districts } from '../directory/store.ts'
import { foundDemo } from '../founding/demo.ts'
import { foundingAlone, refreshDistrict, removeUnfinished } from '../founding/found.ts'
import { newSetupCode } from '../founding/setup.ts'
import { figuresOf } from './figures.ts'
import { beginRounds } from './rounds.ts'

/** A proxy in front needs a moment to see that this server is not ready any more. */
const PROXY_MS = 3_000
const pages = join(import.meta.dirname, '..', '..', 'dist')

const demoData = problem('demo.data', 409, () => ({
  zh: '这个数据文件夹是演示数据，账号都用公开的密码，不能当正式系统用。请把 DIANFAN_DATA（或 DATABASE_URL）换成新的，或去掉 DIANFAN_DEMO=0 继续演示。',
  en: 'This data belongs to the demo, whose accounts share a public password; it cannot be used for real. Point DIANFAN_DATA (or DATABASE_URL) to a fresh place, or leave out DIANFAN_DEMO=0 to go on with the demo.',
}))
async function refuseOpenDemo(house: House, config: Config): Promise<void> {
  if (!config.demo && (await districts(house.db)).some((district) => district.demo)) throw demoData({})
}

export async function serve(_args: string[], config: Config): Promise<number> {
  let stop: () => void = () => {}
  const stopped = new Promise<void>((resolve) => { stop = resolve })
  // Before anything is opened: a signal during the start must end in order too. Each may come twice.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop())
  // The launcher that started us has gone: without it nobody could stop us.
  if (process.channel) process.once('disconnect', () => stop())
  for (const line of sayConfig(config)) console.log(line)
  const say = newSay(config.log)
  const house: Opened = await openHouse(config, 'server', (line) => console.log(line))
  const metrics = newMetrics(figuresOf(house))
  const logFault = (error: unknown, where: string, command?: string) => { metrics.failed(where.split(' ').slice(0, 2).join(' ')); say.fault(error, where, command) }
  try {
    await refuseOpenDemo(house, config)
    await house.jobs.declare(jobs)
    const known = await foundingAlone(house.db, async () => {
      await removeUnfinished(house.db)
      const there = await districts(house.db)
      if (there.length === 0 && config.demo) await foundDemo(house, config.demoSize, verbOfTimer, (line) => console.log(line))
      return there
    })
    for (const district of known) await house.db.transaction().execute((tx) => refreshDistrict(tx, district.id, house.clock.now()))
    const app = httpApp({
      routes, house, imageHosts: hostsOfTiles, onFault: (error, command, where) => logFault(error, where, command),
      onAnswer: (route, status, ms) => { metrics.answered(route, status, ms / 1000); say.answered(route, status, ms) },
    })
    serveMetrics(app, metrics, config)
    servePages(app, pages)
    const listening = await listen(app, config)
    await house.jobs.start(house, (error, job) => logFault(error, `job ${job}`))
    const rounds = beginRounds(house, say, logFault)
    if (known.length === 0 && !config.demo) {
      console.log(`开通链接（只能用一次）· one-time link for the first administrators: ${config.url}/setup?code=${await newSetupCode(house.db, house.clock.now())}`)
    }
    console.log(`Dianfan is ready at ${config.url}`)
    const lost = await Promise.race([stopped.then(() => undefined), house.lost])
    // Readiness first, so that a proxy sends nobody here any more; then whoever listens, whoever asks, and the work in hand; leases are given back.
    house.stopping = true
    if (config.trustProxy && !lost) await new Promise((go) => setTimeout(go, PROXY_MS))
    await house.events.close()
    await Promise.all([listening.close(), rounds.stop(), house.jobs.stop(30_000)])
    if (lost) {
      console.error(lost instanceof Problem ? `${lost.body.said.zh}\n${lost.body.said.en}` : lost.message)
      return 1
    }
    return 0
  } finally {
    await house.close()
  }
}
