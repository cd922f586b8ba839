// What waits on this installation, summed over its districts, for /metrics: read when a monitoring system asks.
import { deliveryFigures } from '#kernel/figures.ts'
import type { Figure } from '#kernel/metrics.ts'
import type { Opened } from '#kernel/open.ts'
import { lastRoot } from '#kernel/proof/roots.ts'
import { reactions } from '../app.ts'
import { districts } from '../directory/store.ts'
import { deliveryCounts } from '../notice/list.ts'

interface Sums { waiting: Record<string, number>; oldest: Record<string, number>; stuck: Record<string, number>; rootAge: number }
/** One scrape asks for several figures; they come of one reading. */
const KEPT_MS = 4_000

async function read(house: Opened): Promise<Sums> {
  const sums: Sums = { waiting: {}, oldest: {}, stuck: {}, rootAge: 0 }
  const add = (to: Record<string, number>, kind: string, n: number) => { to[kind] = (to[kind] ?? 0) + n }
  const most = (kind: string, n: number) => { sums.oldest[kind] = Math.max(sums.oldest[kind] ?? 0, n) }
  const now = house.clock.now()
  for (const { id } of await districts(house.db)) {
    const { timers, outbox, readers, jobs } = await deliveryFigures(house, id, now, reactions)
    const notices = await deliveryCounts(house.db, id, now)
    add(sums.waiting, 'timer', timers.due); most('timer', timers.late_s); add(sums.stuck, 'timer', timers.parked)
    add(sums.waiting, 'outbox', outbox.waiting); most('outbox', outbox.oldest_s)
    for (const reader of readers) { add(sums.waiting, 'reader', reader.behind); most('reader', reader.lag_s); add(sums.stuck, 'reaction', reader.waiting_for_a_person) }
    add(sums.waiting, 'job', jobs.waiting); most('job', jobs.oldest_waiting_s); add(sums.stuck, 'job', jobs.dead)
    add(sums.waiting, 'notice', notices.waiting); most('notice', notices.oldest_s); add(sums.stuck, 'notice', notices.dead)
    const root = await lastRoot(house.db, id)
    sums.rootAge = Math.max(sums.rootAge, root ? Math.round((now.getTime() - root.at.getTime()) / 1000) : 0)
  }
  return sums
}

export function figuresOf(house: Opened): Figure[] {
  const sums = () => house.memory.recall('figures', KEPT_MS, () => read(house))
  return [
    { name: 'dianfan_waiting', help: 'Work that waits, by kind', label: 'kind', read: async () => (await sums()).waiting },
    { name: 'dianfan_waiting_seconds', help: 'How long the oldest of each kind has waited', label: 'kind', read: async () => (await sums()).oldest },
    { name: 'dianfan_stuck', help: 'What failed and waits for a person, by kind', label: 'kind', read: async () => (await sums()).stuck },
    { name: 'dianfan_root_age_seconds', help: 'Since the log was last sealed under a root', read: async () => (await sums()).rootAge },
  ]
}
