// Servers that are killed while they ring: nothing twice, nothing missed; and a server whose own clock is wrong.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { databaseClock } from '#kernel/database-clock.ts'
import { proveTimers } from '../prove/timers.ts'
import { smallDistrict, type World } from '../small-district.ts'

let world: World
beforeAll(async () => { world = await smallDistrict() })
afterAll(async () => { await world?.close() })

/** A quarter in a short run; `npm run prove` rings all thousand. */
const TIMERS = process.env.DIANFAN_TEST_WHOLE ? 1000 : 250
test('四台服务器轮流被强行杀掉，每个到点的钟仍然恰好响一次，先到点的先响', async () => {
  const proof = await proveTimers(world.house.config.databaseUrl!, world.district, { timers: TIMERS, nodes: 4, killEveryMs: 250, withinS: 60 })
  console.log(`proved: ${proof.effects} effects of ${TIMERS} timers, ${proof.kills} servers killed`)
  expect(proof).toMatchObject({ effects: TIMERS, things: TIMERS, notices: TIMERS, double: 0, missing: 0, in_order: true })
  expect(proof.kills).toBeGreaterThan(0)
}, 90_000)
test('the time of the house is the database’s: a server whose clock is two hours fast or jumps rings nothing early', async () => {
  let own = Date.now() + 2 * 3_600_000
  const clock = await databaseClock(world.house.db, 50, () => own)
  try {
    const real = async () => Number((await sql<{ ms: string }>`select (extract(epoch from clock_timestamp()) * 1000)::text as ms`.execute(world.house.db)).rows[0]!.ms)
    expect(Math.abs(clock.now().getTime() - await real())).toBeLessThan(500)
    expect(clock.skewMs()).toBeGreaterThan(7_190_000)
    own -= 4 * 3_600_000
    await expect.poll(() => clock.skewMs(), { timeout: 5_000 }).toBeLessThan(-7_190_000)
    let last = 0
    for (let n = 0; n < 2000; n++) { const now = clock.now().getTime(); expect(now).toBeGreaterThanOrEqual(last); last = now }
    expect(Math.abs(clock.now().getTime() - await real())).toBeLessThan(500)
  } finally { clock.stop() }
})
