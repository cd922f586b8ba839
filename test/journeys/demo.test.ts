// The demo is a district like any other: its past was made by the real verbs, so the log is whole and the rows follow from it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '#kernel/config.ts'
import { openDb } from '#kernel/db.ts'
import { folderStore, pictureKey } from '#kernel/files.ts'
import type { House } from '#kernel/house.ts'
import { newEvents } from '#kernel/events.ts'
import { newJobs } from '#kernel/jobs.ts'
import { newMemory } from '#kernel/memory.ts'
import { replay } from '#kernel/proof/replay.ts'
import { verifyLog } from '#kernel/proof/verify.ts'
import { sessionReader } from '#kernel/session.ts'
import { streams, verbOfTimer } from '../../src/app.ts'
import { states } from '../../src/case/words.ts'
import { districts } from '../../src/directory/store.ts'
import { foundDemo } from '../../src/founding/demo.ts'
import { freshDatabase } from '../setup/database.ts'

const said: string[] = []
async function demoAt(now: string) {
  const fresh = await freshDatabase()
  const data = await mkdtemp(join(tmpdir(), 'dianfan-demo-'))
  const db = openDb(fresh.url)
  const house: House = { db, clock: { now: () => new Date(now) }, config: readConfig({ PORT: '0', DIANFAN_DATA: data, DATABASE_URL: fresh.url }), files: folderStore(join(data, 'files')), memory: newMemory(), jobs: newJobs(db, fresh.url), events: newEvents(db, { now: () => new Date(now) }), sessions: sessionReader(db) }
  expect((await foundDemo(house, 'small', verbOfTimer, (line) => said.push(line))).refused).toEqual([])
  return { db, house, district: (await districts(db))[0]!.id, async close() { await db.destroy(); await fresh.drop(); await rm(data, { recursive: true, force: true }) } }
}

// A working afternoon, and a leap day at night in a year whose holidays nobody knows yet.
describe.each(['2026-11-23T14:00:00+08:00', '2028-02-29T03:10:00+08:00'])('founded at %s', (now) => {
  let demo: Awaited<ReturnType<typeof demoAt>>
  beforeAll(async () => { demo = await demoAt(now) }, 120_000)
  afterAll(async () => { await demo?.close() })

  test('the log is whole, and every row is what the log says', async () => {
    expect((await verifyLog(demo.db, demo.district)).broken).toEqual([])
    expect((await replay(demo.db, demo.district, streams)).differences).toEqual([])
  })
  test('cases stand in several states, nothing has happened yet that lies ahead, and what is open has a clock', async () => {
    const cases = await demo.db.selectFrom('case_now').selectAll().execute()
    expect(cases.length).toBeGreaterThan(25)
    expect(new Set(cases.map((kase) => kase.state)).size).toBeGreaterThanOrEqual(3)
    for (const kase of cases) {
      expect(states).toContain(kase.state)
      for (const at of [kase.reported_at, kase.filed_at, kase.dispatched_at, kase.handled_at, kase.ended_at]) if (at) expect(at.getTime()).toBeLessThanOrEqual(Date.parse(now))
      if (kase.open) expect([kase.number, kase.due_at === null]).toEqual([kase.number, kase.state === 'suspended'])
    }
  })
  test('every photo a case names has its bytes', async () => {
    const files = await demo.db.selectFrom('file').select('sha256').execute()
    expect(files.length).toBeGreaterThan(10)
    for (const { sha256 } of files) expect((await demo.house.files.get(pictureKey('full', sha256)))?.byteLength).toBeGreaterThan(1000)
  })
  test('no limit that ran out is still waiting to be noted', async () => {
    const late = await demo.db.selectFrom('timer').select('id').where('fired_at', 'is', null).where('due_at', '<=', new Date(now)).execute()
    expect(late).toEqual([])
  })
})
