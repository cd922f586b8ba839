// What a running server does by itself: clocks and notices every two seconds, seals and lessons every minute, tidying every hour.
import { tick, type Ticking } from '#kernel/serve.ts'
import type { Opened } from '#kernel/open.ts'
import { makeRoots, writeWitness } from '#kernel/proof/roots.ts'
import { eraseDue } from '#kernel/register/retention.ts'
import type { Say } from '#kernel/say.ts'
import { sweep, sweepFiles } from '#kernel/sweep.ts'
import { beat, readAll } from '#kernel/tick.ts'
import { carry, reactions, retention, verbOfTimer } from '../app.ts'
import { drawDue } from '../case/recheck/round.ts'
import { keepClocksRight } from '../case/clocks/recompute.ts'
import { LEARN_BATCH, learnDecisions } from '../case/suggest/learning.ts'
import { forgetPlaces } from '../directory/crew/store.ts'
import { districts } from '../directory/store.ts'
import { turnDays } from '../directory/workbook/import.ts'
import { foldAll } from '../figure/fold.ts'
import { deliverDue } from '../notice/deliver.ts'
import { sweepDeliveries } from '../notice/list.ts'

const BEAT_MS = 2_000, FOLD_MS = 2_000, MINUTE_MS = 60_000, HOUR_MS = 3_600_000
/** How long a notice that has arrived stays listed. */
const DELIVERED_MS = 30 * 86_400_000
type LogFault = (error: unknown, where: string, command?: string) => void

export function beginRounds(house: Opened, say: Say, logFault: LogFault): Ticking {
  const ids = async () => (await districts(house.db)).map((district) => district.id)
  const stopping = () => house.stopping === true
  const round = (name: string, everyMs: number, work: () => Promise<void>) => tick(everyMs, work, (error) => logFault(error, name))
  const rounds = [
    round('tick', BEAT_MS, async () => { await beat(house, await ids(), { verbOf: verbOfTimer, carry, stopping, onError: logFault }) }),
    // Apart from the clocks: a reader that has a long log before it must not hold up a deadline.
    round('readers', BEAT_MS, async () => { await readAll(house, await ids(), { reactions, stopping, onError: logFault }) }),
    // Apart from the clocks: a gateway that hangs must not hold up a deadline.
    round('notices', BEAT_MS, async () => { await Promise.all((await ids()).map((district) => deliverDue(house, district, logFault, { stopping }))) }),
    // The sums of figures: what is not folded yet is read beside them, so this only keeps that little.
    round('figures', FOLD_MS, async () => { for (const district of await ids()) await foldAll(house.db, district, stopping) }),
    // What is no longer read after the end of a shift is gone soon after.
    round('places', MINUTE_MS, async () => { for (const district of await ids()) await forgetPlaces(house.db, district, house.clock.now()) }),
    round('root', MINUTE_MS, async () => {
      for (const district of await ids()) await makeRoots(house.db, district, house.clock.now(), (root) => writeWitness(house.config.data, district, root))
    }),
    round('learning', MINUTE_MS, async () => {
      for (const district of await ids()) while (!stopping() && (await learnDecisions(house.db, district, house.clock.now())) === LEARN_BATCH);
    }),
    round('re-checks', MINUTE_MS, async () => { for (const district of await ids()) await drawDue(house.db, district, house.clock.now()) }),
    round('sweep', HOUR_MS, () => tidy(house, say, ids)),
  ]
  return { async stop() { await Promise.all(rounds.map((one) => one.stop())) } }
}

async function tidy(house: Opened, say: Say, ids: () => Promise<string[]>): Promise<void> {
  const all = await ids()
  for (const district of all) {
    if (house.stopping === true) return
    const now = house.clock.now()
    await sweep(house.db, district, now)
    await eraseDue(house, district, retention)
    await house.db.transaction().execute((tx) => turnDays(tx, district, now))
    await keepClocksRight(house.db, district, now)
    await sweepDeliveries(house.db, district, new Date(now.getTime() - DELIVERED_MS))
  }
  if (house.stopping === true) return
  const files = await sweepFiles(house, all, house.clock.now())
  if (Object.values(files).some((n) => n > 0)) say.info('sweep', { ...files })
}
