// One server of the proof of timers, as a process that may be killed at any moment: rings what is due until it is told to stop.
import { databaseClock } from '#kernel/database-clock.ts'
import { openDb } from '#kernel/db.ts'
import { newMemory } from '#kernel/memory.ts'
import { beat } from '#kernel/tick.ts'
import { ring } from './probe.ts'

const [url, district] = process.argv.slice(2) as [string, string]
const db = openDb(url, { connections: 3 })
const house = { db, clock: await databaseClock(db), memory: newMemory() }
process.send?.('up')
for (;;) {
  await beat(house, [district], { verbOf: () => ring, batch: 20, onError: (error) => { console.error(error) } })
  await new Promise((again) => setTimeout(again, 20))
}
