// The proof of timers: many due ones, several servers on one database, one killed outright again and again; every effect exactly once.
import { fork, type ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { newId } from '#kernel/clock.ts'
import { openDb } from '#kernel/db.ts'
import { newMemory } from '#kernel/memory.ts'
import { systemActor } from '#kernel/reader/reaction.ts'
import { act } from '#kernel/run.ts'
import { hang } from './probe.ts'

export interface Proof { timers: number; kills: number; effects: number; things: number; notices: number; double: number; missing: number; in_order: boolean; seconds: number }

/** `npm run prove` runs it with 1,000 timers, 4 nodes and a kill each 250 ms; npm test with fewer. */
export async function proveTimers(url: string, district: string, { timers = 1000, nodes = 4, killEveryMs = 250, withinS = 120 } = {}): Promise<Proof> {
  const db = openDb(url, { connections: 4 })
  const now = new Date(), memory = newMemory()
  for (let n = 0; n < timers; n += 100) {
    await db.transaction().execute(async (tx) => {
      for (let i = n; i < Math.min(n + 100, timers); i++) {
        // Missed ones: due between an hour and a second ago, put in from the latest to the earliest.
        await act(tx, { verb: hang, input: { due: new Date(now.getTime() - 1000 - i * 100).toISOString() } }, { actor: systemActor(district), now, command: newId(), memory })
      }
    })
  }
  const node = join(import.meta.dirname, 'timer-node.ts')
  // A server counts as up when it has said so; the oldest is killed, and another started in its place at once.
  const living = new Set<ChildProcess>(), up: ChildProcess[] = []
  const start = () => {
    const child = fork(node, [url, district], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'dianfan-prove-cache') } })
    living.add(child)
    child.once('exit', () => living.delete(child))
    return new Promise<void>((ready) => { child.once('message', () => { up.push(child); ready() }) })
  }
  await Promise.all(Array.from({ length: nodes }, start))
  const began = performance.now()
  let kills = 0
  const left = async () => (await sql<{ n: number }>`select count(*)::int as n from timer where district = ${district} and stream = 'bell' and fired_at is null`.execute(db)).rows[0]!.n
  try {
    while (await left() > 0) {
      if (performance.now() - began > withinS * 1000) break
      await pause(killEveryMs)
      // One is left alive, as the promise says; on a slow machine the next kill waits until another has come up.
      if (up.length < 2) continue
      const oldest = up.shift()!
      oldest.kill('SIGKILL')
      kills++
      void start()
    }
    const seconds = (performance.now() - began) / 1000
    const { rows: [count] } = await sql<{ effects: number; things: number; notices: number }>`
      select count(*)::int as effects, count(distinct id)::int as things, (select count(*)::int from outbox where district = ${district} and kind = 'bell.rang') as notices
      from log where district = ${district} and stream = 'bell' and type = 'rang'`.execute(db)
    // Of a backlog the earliest due rings first: never a later tenth before an earlier one was half done.
    const { rows } = await sql<{ tenth: number; mid: number }>`
      select ntile as tenth, percentile_cont(0.5) within group (order by extract(epoch from fired_at)) as mid from (select fired_at, ntile(10) over (order by due_at) from timer where district = ${district} and stream = 'bell') t group by ntile order by ntile`.execute(db)
    return { timers, kills, ...count!, double: count!.effects - count!.things, missing: timers - count!.things, in_order: rows.every((row, n) => n === 0 || Number(row.mid) >= Number(rows[n - 1]!.mid)), seconds: Math.round(seconds * 10) / 10 }
  } finally {
    const ends = [...living].map((child) => new Promise((end) => { child.once('exit', end) }))
    for (const child of living) child.kill('SIGKILL')
    await Promise.all(ends)
    await db.destroy()
  }
}
