// The demo's days hold every step of the life: whoever adds a verb adds it to the demo, or says here why it cannot be there.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { readConfig } from '#kernel/config.ts'
import { openDb, type Db } from '#kernel/db.ts'
import { folderStore } from '#kernel/files.ts'
import { newEvents } from '#kernel/events.ts'
import type { House } from '#kernel/house.ts'
import { newJobs } from '#kernel/jobs.ts'
import { newMemory } from '#kernel/memory.ts'
import { replay } from '#kernel/proof/replay.ts'
import { verifyLog } from '#kernel/proof/verify.ts'
import { sessionReader } from '#kernel/session.ts'
import { streams, verbOfTimer } from '../../src/app.ts'
import { steps, stepNames, type StepName } from '../../src/case/life.ts'
import { foundDemo } from '../../src/founding/demo.ts'
import { districts } from '../../src/directory/store.ts'
import type { Fact } from '../../src/case/words.ts'
import { freshDatabase } from '../setup/database.ts'

/** The fact by which the log tells that a step was done. A step that is not here does not compile. */
const told: Record<StepName, Fact['type'] | { why: string }> = {
  report: 'reported', fix: 'fixed', locate: 'located', clip: 'clipped', 'ask-verify': 'verify-asked', verify: 'verified', file: 'filed', reject: 'rejected', dispatch: 'dispatched', 'sign-for': 'signed-for', 'auto-sign': 'signed-for',
  'ask-return': 'return-asked', 'uphold-return': 'return-upheld', 'refuse-return': 'return-refused', take: 'crew-took', pass: 'crew-passed', 'call-next': 'crew-called',
  invite: 'joint-invited', 'answer-joint': 'joint-objected', 'finish-joint': 'joint-finished', 'excuse-joint': 'joint-excused', 'note-joint': 'joint-noted', 'consent-by-time': 'joint-agreed', 'lapse-joint': 'joint-lapsed',
  order: 'order-issued', 'acknowledge-order': 'order-acknowledged', supervise: 'supervised', 'acknowledge-supervision': 'supervision-acknowledged', 'reply-supervision': 'supervision-replied', 'supervise-by-time': 'supervision-lapsed',
  handle: 'handled', 'ask-extension': 'extension-asked', 'endorse-extension': 'extension-endorsed', 'grant-extension': 'extension-granted', 'refuse-extension': 'extension-refused',
  'ask-suspension': 'suspension-asked', suspend: 'suspended', 'refuse-suspension': 'suspension-refused', resume: 'resumed', 'auto-resume': 'resumed', check: 'checked', rework: 'reworked', close: 'closed',
  'ask-appeal': 'appeal-asked', 'endorse-appeal': 'appeal-endorsed', 'grant-appeal': 'appeal-granted', 'refuse-appeal': 'appeal-refused', reopen: 'reopened',
  answer: 'answered', rate: 'rated', dispute: 'disputed', 'refuse-dispute': 'dispute-refused', 'take-up': 'taken-up', 'call-back': 'called-back', recheck: 'rechecked', 'keep-closed': 'kept-closed', 'judge-photo': 'photo-judged',
  recategorise: 'recategorised', redispatch: 'redispatched', join: 'joined', merge: 'merged', 'take-in': 'took-in', unmerge: 'unmerged', 'give-back': 'gave-back', void: 'voided', reveal: 'revealed', lapse: 'lapsed', warn: 'warned', 'warn-reply': 'reply-near',
  recompute: { why: 'it follows from a changed calendar, and nobody changes the demo’s' },
}

let demo: { db: Db; district: string; close(): Promise<void> }
const NOW = '2026-11-24T10:40:00+08:00'
beforeAll(async () => {
  const fresh = await freshDatabase(), data = await mkdtemp(join(tmpdir(), 'dianfan-demo-')), db = openDb(fresh.url), clock = { now: () => new Date(NOW) }
  const house: House = { db, clock, config: readConfig({ PORT: '0', DIANFAN_DATA: data, DATABASE_URL: fresh.url }), files: folderStore(join(data, 'files')), memory: newMemory(), jobs: newJobs(db, fresh.url), events: newEvents(db, clock), sessions: sessionReader(db) }
  const { refused } = await foundDemo(house, { days: 40, perDay: 40 }, verbOfTimer, () => {})
  expect(refused).toEqual([])
  demo = { db, district: (await districts(db))[0]!.id, async close() { await db.destroy(); await fresh.drop(); await rm(data, { recursive: true, force: true }) } }
}, 300_000)
afterAll(async () => { await demo?.close() })

const count = async (where: ReturnType<typeof sql>): Promise<number> => (await sql<{ n: number }>`select count(*)::int as n from case_now where ${where}`.execute(demo.db)).rows[0]!.n
const share = async (of: string, all: string): Promise<number> => {
  const { rows: [row] } = await sql<{ a: number; b: number }>`select (count(distinct id) filter (where type = ${of}))::int as a, (count(distinct id) filter (where type = ${all}))::int as b from log where stream = 'case'`.execute(demo.db)
  return row!.a / row!.b
}

describe('forty days', () => {
  test('hold every step of the life, but those with a reason', async () => {
    expect(Object.keys(told).sort()).toEqual([...stepNames].sort())
    const { rows } = await sql<{ type: string }>`select distinct type from log where stream = 'case'`.execute(demo.db), had = new Set(rows.map((row) => row.type))
    expect(stepNames.filter((step) => { const type = told[step]; return typeof type === 'string' && !had.has(type) })).toEqual([])
  })
  test('steps that share a fact are told apart', async () => {
    const has = async (where: ReturnType<typeof sql>) => (await sql<{ n: number }>`select count(*)::int as n from log where stream = 'case' and ${where}`.execute(demo.db)).rows[0]!.n > 0
    const apart = {
      'signed by time': sql`type = 'signed-for' and actor is null`, 'agreed by silence': sql`type = 'joint-agreed' and (data ->> 'silent')::boolean`, 'agreed aloud': sql`type = 'joint-agreed' and data ->> 'silent' is null`,
      'a crew that cannot go': sql`type = 'crew-passed' and data ->> 'why' = 'cannot'`, 'a crew too slow': sql`type = 'crew-passed' and data ->> 'why' = 'time'`, 'resumed by time': sql`type = 'resumed' and actor is null`, 'resumed by the desk': sql`type = 'resumed' and actor is not null`,
      'level 1': sql`type = 'supervised' and data ->> 'level' = '1'`, 'level 2': sql`type = 'supervised' and data ->> 'level' = '2'`, 'level 3': sql`type = 'supervised' and data ->> 'level' = '3'`, 'the third failed check': sql`type = 'supervised' and data ->> 'cause' = 'failed-checks'`,
      'reopened by the office': sql`type = 'reopened' and data ->> 'cause' = 'office'`, 'reopened on a dispute': sql`type = 'reopened' and data ->> 'cause' = 'dispute'`, 'reopened by a re-check': sql`type = 'reopened' and data ->> 'cause' = 'recheck'`, 'a false closing': sql`type = 'rechecked' and data ->> 'found' <> 'still-fine'`,
      'by the public door': sql`type = 'reported' and actor is null`, 'with an answer of its own': sql`type = 'answered'`, 'rated without an account': sql`type = 'rated' and actor is null`,
    }
    const missing: string[] = []
    for (const [name, where] of Object.entries(apart)) if (!(await has(where))) missing.push(name)
    expect(missing).toEqual([])
    expect(steps.rate.reporter).toBe(true)
  })
  test('as often as in a quiet district', async () => {
    const shares = { rejected: await share('rejected', 'reported'), returned: await share('return-asked', 'dispatched'), extended: await share('extension-granted', 'filed'), reworked: await share('reworked', 'handled'), merged: await share('merged', 'reported'), joint: await share('joint-invited', 'dispatched'), disputed: await share('disputed', 'closed'), reopened: await share('reopened', 'closed'), voided: await share('voided', 'reported') }
    const most: Record<keyof typeof shares, number> = { rejected: 0.12, returned: 0.05, extended: 0.04, reworked: 0.12, merged: 0.05, joint: 0.03, disputed: 0.03, reopened: 0.04, voided: 0.02 }
    for (const [name, one] of Object.entries(shares)) expect([name, one > 0 && one < most[name as keyof typeof shares]]).toEqual([name, true])
    const { rows } = await sql<{ score: number; n: number }>`select (data ->> 'score')::int as score, count(*)::int as n from log where stream = 'case' and type = 'rated' group by 1`.execute(demo.db)
    const all = rows.reduce((sum, row) => sum + row.n, 0), mean = rows.reduce((sum, row) => sum + row.score * row.n, 0) / all
    expect(all).toBeGreaterThan(20)
    expect(mean).toBeGreaterThan(3.8)
    expect(mean).toBeLessThan(4.8)
  })
  test('leave something for everybody who signs in', async () => {
    const flagged = (flag: string) => count(sql`open and ${flag} = any(flags) or state = 'closed' and ${flag} = any(flags)`)
    for (const flag of ['returning', 'to-endorse', 'endorsed', 'suspending', 'appealing', 'objecting', 'disputed', 'unanswered', 'rechecking']) expect([flag, await flagged(flag) > 0]).toEqual([flag, true])
    const unit = (await demo.db.selectFrom('unit').select('id').where('code', '=', 'urban-management').executeTakeFirstOrThrow()).id
    expect(await count(sql`unit = ${unit} and 'to-endorse' = any(flags)`)).toBeGreaterThan(0)
    expect(await count(sql`${unit}::uuid = any(awaited)`)).toBeGreaterThan(1)
    for (const state of ['reported', 'dispatched', 'handling', 'handled']) expect([state, await count(sql`state = ${state}`) > 0]).toEqual([state, true])
    const one = async (table: 'photo_flag' | 'recheck' | 'approval' | 'stopwatch_test' | 'follow_code', where: ReturnType<typeof sql>) => (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)} where ${where}`.execute(demo.db)).rows[0]!.n
    expect(await one('photo_flag', sql`verdict is null`)).toBeGreaterThan(0)
    expect(await one('photo_flag', sql`verdict is not null`)).toBeGreaterThan(0)
    expect(await one('recheck', sql`due_at > ${NOW}::timestamptz`)).toBeGreaterThan(0)
    expect(await one('approval', sql`state = 'open' and expires_at > ${NOW}::timestamptz`)).toBe(1)
    expect(await one('stopwatch_test', sql`state = 'cleared'`)).toBeGreaterThan(2)
    expect(await one('follow_code', sql`true`)).toBeGreaterThan(0)
  })
  test('and the log is whole, and every row is what the log says', async () => {
    expect((await verifyLog(demo.db, demo.district)).broken).toEqual([])
    expect((await replay(demo.db, demo.district, streams)).differences).toEqual([])
  })
})
