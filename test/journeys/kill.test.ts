// A server killed in the midst of batches: whatever it had acknowledged is there, once, and nothing of what it had not is half there.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyLog } from '#kernel/proof/verify.ts'
import { newBearer } from '#kernel/session.ts'
import { client, type Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { EAST } from './steps.ts'

const main = join(import.meta.dirname, '..', '..', 'src', 'main.ts')
let world: World, data: string
beforeAll(async () => {
  world = await smallDistrict()
  data = mkdtempSync(join(tmpdir(), 'dianfan-kill-'))
})
afterAll(async () => {
  await world?.close()
  rmSync(data, { recursive: true, force: true })
})

async function server(port: number) {
  const child = spawn(process.execPath, [main, 'serve'], { env: { ...process.env, DATABASE_URL: world.house.config.databaseUrl!, DIANFAN_DATA: data, DIANFAN_DEMO: '0', PORT: String(port) }, stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise<void>((ready, failed) => {
    child.stdout.on('data', (chunk: Buffer) => { if (chunk.toString().includes('is ready')) ready() })
    child.once('exit', () => { failed(new Error('the server did not start')) })
  })
  return child
}

test('三次 kill -9，答应过的一件不少，没答应的不留半件', async () => {
  const token = (await newBearer(world.house.db, world.district, 'clerk', new Date()))!
  const acknowledged = new Map<string, string>()
  const unanswered: { key: string; text: string }[] = []
  for (let round = 0; round < 3; round++) {
    const port = 18_108 + 20 + round
    const child = await server(port)
    const clerk: Client = client(`http://127.0.0.1:${port}`, token)
    let living = true
    const hands = Array.from({ length: 40 }, async (_, n) => {
      for (let k = 0; living; k++) {
        const key = randomUUID(), text = `第${round}轮${n}号第${k}件`
        try {
          const reply = await clerk.post('/api/case', { source: 'hotline', text, point: EAST }, { key })
          if (reply.status === 201) acknowledged.set(key, reply.body.id)
          else unanswered.push({ key, text })
        } catch { unanswered.push({ key, text }) }
      }
    })
    // Each time at another moment of the batches.
    await new Promise((wait) => { setTimeout(wait, 1_500 + round * 370) })
    // What is on its way is cut off; nobody begins anew at a dead server, which would only fill the list of the unanswered.
    child.kill('SIGKILL')
    living = false
    await once(child, 'exit')
    await Promise.all(hands)
  }
  expect(acknowledged.size).toBeGreaterThan(100)
  const { db } = world.house
  const ids = [...acknowledged.values()]
  const { rows: [there] } = await sql<{ n: number }>`select count(*)::int as n from case_now c join log l on l.district = c.district and l.id = c.id and l.version = 1 where c.id = any(${ids}::uuid[])`.execute(db)
  expect(there!.n).toBe(ids.length)
  expect(new Set(ids).size).toBe(ids.length)
  // A batch is whole or not there: every case has its log row, its words, its timer and its answer.
  const { rows: [halves] } = await sql<{ n: number }>`select count(*)::int as n from case_now c full join (select id from log where stream = 'case' and version = 1) l on l.id = c.id
    left join case_search s on s.id = c.id left join timer t on t.id = c.id left join idempotency i on substring(i.answer from '"id":"([0-9a-f-]{36})"') = c.id::text where c.id is null or l.id is null or s.id is null or t.id is null or i.key is null`.execute(db)
  expect(halves!.n).toBe(0)
  expect((await verifyLog(db, world.district)).broken).toEqual([])
  // Those without an answer are sent again with their key: each is there exactly once.
  const again = await server(18_108 + 23)
  try {
    const clerk = client(`http://127.0.0.1:${18_108 + 23}`, token)
    for (const { key, text } of unanswered) expect((await clerk.post('/api/case', { source: 'hotline', text, point: EAST }, { key })).status).toBe(201)
  } finally {
    again.kill('SIGTERM')
    await once(again, 'exit')
  }
  const { rows: [twice] } = await sql<{ n: number }>`select count(*)::int as n from (select split_part(report, E'\n', 2) as text from case_search group by 1 having count(*) > 1) s`.execute(db)
  expect(twice!.n).toBe(0)
  const { rows: [sum] } = await sql<{ n: number }>`select count(*)::int as n from case_now`.execute(db)
  expect(sum!.n).toBe(acknowledged.size + unanswered.length)
}, 180_000)
