// The log cannot be bent in silence, no reader passes a row that is still on its way, and what fails leaves nothing behind.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { newId } from '#kernel/clock.ts'
import { json } from '#kernel/db.ts'
import { append, endOfTail, readTail } from '#kernel/log.ts'
import { verifyLog } from '#kernel/proof/verify.ts'
import { runVerb } from '#kernel/run.ts'
import { actorOf } from '#kernel/session.ts'
import { report } from '../../src/case/report.ts'
import type { Verb } from '#kernel/verb.ts'
import type { Client } from '../client.ts'
import { settled } from '../settled.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, dice, EAST } from './steps.ts'

let world: World
let clerk: Client
beforeAll(async () => {
  world = await smallDistrict()
  clerk = await world.as('clerk')
  const hands = { clerk, unit: await world.as('liaison'), checker: await world.as('inspector') }
  await Promise.all(Array.from({ length: 8 }, () => caseAt('closed', hands)))
})
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

type Row = Awaited<ReturnType<typeof rowsOf>>[number]
const rowsOf = () => world.house.db.selectFrom('log').selectAll().where('stream', '=', 'case').orderBy('id').orderBy('version').execute()
const at = (row: Row) => sql<boolean>`stream = ${row.stream} and id = ${row.id}::uuid and version = ${row.version}`

describe('tampering', () => {
  const set = (row: Row, column: string, value: unknown) => [sql`update log set ${sql.ref(column)} = ${value} where ${at(row)}`]
  /** Each answers the statements of one meddling and the first version that is wrong after it; all are undone by rolling back. */
  const ways: Record<string, (row: Row, last: number, roll: () => number) => { by: ReturnType<typeof sql>[]; first: number } | undefined> = {
    'the words of a fact': (row) => ({ by: set(row, 'data', json({ ...(row.data as object), extra: 1 })), first: row.version }),
    'one digit in a fact': (row) => { const text = json(row.data), other = text.replace(/\d/, (d) => String((Number(d) + 1) % 10)); return other === text ? undefined : { by: set(row, 'data', other), first: row.version } },
    'the kind of a fact': (row) => ({ by: set(row, 'type', 'located'), first: row.version }),
    'the moment': (row) => ({ by: [sql`update log set at = at - interval '1 millisecond' where ${at(row)}`], first: row.version }),
    'who did it': (row) => ({ by: set(row, 'actor', newId()), first: row.version }),
    'that anybody did it': (row) => ({ by: set(row, 'actor', null), first: row.version }),
    'the command': (row) => ({ by: set(row, 'command', newId()), first: row.version }),
    'a hash': (row, _last, roll) => ({ by: set(row, 'hash', `sha256:${Math.floor(roll() * 1e9).toString(16).padStart(64, '0')}`), first: row.version }),
    'the algorithm a hash names': (row) => ({ by: set(row, 'hash', row.hash.replace('sha256:', 'sm3:')), first: row.version }),
    'a row in the middle taken out': (row, last) => row.version === last ? undefined : { by: [sql`delete from log where ${at(row)}`], first: row.version + 1 },
    'a row taken out and the gap closed': (row, last) => row.version === last ? undefined : { by: [sql`delete from log where ${at(row)}`, ...Array.from({ length: last - row.version }, (_, n) => sql`update log set version = ${row.version + n} where stream = 'case' and id = ${row.id}::uuid and version = ${row.version + n + 1}`)], first: row.version },
    'a row put in at the end': (row, last) => ({ by: [sql`insert into log (district, stream, id, version, type, data, actor, at, command, hash) select district, stream, id, ${last + 1}, type, data, actor, at, command, hash from log where ${at(row)}`], first: last + 1 }),
    'two rows swapped': (row, last) => row.version === last ? undefined : { by: [
      sql`update log set version = 1000 where ${at(row)}`, sql`update log set version = ${row.version} where stream = 'case' and id = ${row.id}::uuid and version = ${row.version + 1}`,
      sql`update log set version = ${row.version + 1} where stream = 'case' and id = ${row.id}::uuid and version = 1000`,
    ], first: row.version },
    'a row moved to another case': (row, last) => row.version !== last ? undefined : { by: [sql`update log set id = ${newId()}::uuid where ${at(row)}`], first: row.version },
  }
  test.each(Object.keys(ways))('%s: twelve times on rows drawn by lot, each time named with stream and first wrong version', async (name) => {
    const roll = dice(name.length * 31 + name.charCodeAt(0)), rows = await rowsOf()
    for (let done = 0; done < 12;) {
      const row = rows[Math.floor(roll() * rows.length)]!
      const meddling = ways[name]!(row, Math.max(...rows.filter((other) => other.id === row.id).map((other) => other.version)), roll)
      if (!meddling) continue
      done++
      const trx = await world.house.db.startTransaction().execute()
      for (const statement of meddling.by) await statement.execute(trx)
      const { broken } = await verifyLog(trx as never, world.district)
      await trx.rollback().execute()
      if (name === 'a row moved to another case') expect(broken).toMatchObject([{ stream: 'case', version: row.version }])
      else expect([row.version, broken]).toEqual([row.version, [{ kind: 'row', stream: 'case', id: row.id, version: meddling.first }]])
    }
  })
  test('what nobody touched is whole (rows cut off at the end: see proof.test.ts, roots)', async () => {
    expect(await verifyLog(world.house.db, world.district)).toMatchObject({ broken: [] })
  })
})

describe('a reader of the tail', () => {
  test('never passes a row that is written but not yet committed', async () => {
    const { db, clock } = world.house, district = world.district
    const write = (trx: Parameters<typeof append>[0], id: string) => append(trx, { district, stream: 'probe', id }, { version: 0, hash: null }, [{ type: 'noted' }], { actor: null, at: clock.now(), command: newId() })
    const [slow, quick, last] = [newId(), newId(), newId()]
    const start = await endOfTail(db, district)
    const open = await db.startTransaction().execute()
    await write(open, slow)
    await db.transaction().execute((trx) => write(trx, quick))
    let position = start
    const seen: string[] = []
    const read = async () => { const tail = await readTail(db, district, position, 2); position = tail.position; seen.push(...tail.rows.filter((row) => row.stream === 'probe').map((row) => row.id)) }
    for (let n = 0; n < 5; n++) await read()
    // The quick one is committed, but the slow one began before it and may still commit.
    expect(seen).toEqual([])
    await open.commit().execute()
    await db.transaction().execute((trx) => write(trx, last))
    // Other test files share this server: their open transactions may hold the tail back for a moment.
    for (let n = 0; n < 500 && seen.length < 3; n++) { await read(); if (seen.length < 3) await new Promise((again) => setTimeout(again, 20)) }
    expect(seen).toEqual([slow, quick, last])
  })
  test('counts transactions as numbers: 9, 10, 999, 1000 come in this order', async () => {
    const { db, clock } = world.house
    const ids: string[] = []
    // A reader stops before what still runs, so that many must have been before.
    while (Number((await sql<{ n: string }>`select pg_current_xact_id()::text as n`.execute(db)).rows[0]!.n) <= 1100);
    for (const tx of ['9', '10', '999', '1000']) {
      const id = newId()
      ids.push(id)
      await db.transaction().execute((trx) => append(trx, { district: world.district, stream: 'old', id }, { version: 0, hash: null }, [{ type: 'noted' }], { actor: null, at: clock.now(), command: newId() }))
      await sql`update log set tx = ${tx}::text::xid8 where id = ${id}::uuid`.execute(db)
    }
    const seen: string[] = []
    for (let position = '', more = true; more;) { const tail = await readTail(db, world.district, position, 3); seen.push(...tail.rows.filter((row) => row.stream === 'old').map((row) => row.id)); more = tail.rows.length > 0; position = tail.position }
    expect(seen).toEqual(ids)
  })
  test('page by page gets every row once, in the same order as all at once', async () => {
    const { db } = world.house
    await settled(db)
    const whole = (await readTail(db, world.district, '', 100_000)).rows.map((row) => `${row.stream}/${row.id}/${row.version}`)
    const pages: string[] = []
    for (let position = '', more = true; more;) { const tail = await readTail(db, world.district, position, 7); pages.push(...tail.rows.map((row) => `${row.stream}/${row.id}/${row.version}`)); more = tail.rows.length > 0; position = tail.position }
    expect(pages).toEqual(whole)
    expect(new Set(pages).size).toBe(pages.length)
  })
})

describe('a failure in the middle', () => {
  const tables = ['log', 'timer', 'outbox', 'kept_text', 'idempotency', 'case_now', 'external_ref', 'file_use'] as const
  const counts = async () => Object.fromEntries(await Promise.all(tables.map(async (table) => [table, json((await sql`select md5(string_agg(t::text, '|' order by t::text)) as all from ${sql.table(table)} t`.execute(world.house.db)).rows)])))
  const points: [string, (verb: Verb) => Verb][] = [
    ['when the row is described', (verb) => ({ ...verb, stream: { ...verb.stream, rows: () => { throw new Error('planted') } } })],
    // The database itself refuses one row of the statement, whatever it had written of it before.
    ['when the database refuses a row', (verb) => ({ ...verb, stream: { ...verb.stream, rows: (ref, state, recorded, texts) => [...verb.stream.rows(ref, state, recorded, texts), { table: 'session', mode: 'add', key: { token_hash: 'planted' }, values: { account: ref.id, kind: 'planted' } }] } })],
    ['when timers are set', (verb) => ({ ...verb, stream: { ...verb.stream, timers: () => { throw new Error('planted') } } })],
    ['when messages are laid out', (verb) => ({ ...verb, stream: { ...verb.stream, tells: () => { throw new Error('planted') } } })],
    ['when the answer is made', (verb) => ({ ...verb, stream: { ...verb.stream, brief: () => { throw new Error('planted') } } })],
  ]
  test.each(points)('%s leaves nothing: no fact, text, timer, message or key; and the number goes to the next report', async (_when, plant) => {
    const { db, clock, memory } = world.house
    const account = (await db.selectFrom('account').select('id').where('login', '=', 'clerk').executeTakeFirstOrThrow()).id
    const actor = (await actorOf(db, world.district, account))!, before = await counts()
    const input = { source: 'hotline', text: '电话 13812345678', point: EAST, external: { system: 'hotline', number: 'planted-1' } }
    await expect(runVerb(db, { verb: plant(report as Verb), input }, { actor, now: clock.now(), command: newId(), memory }, { key: 'planted-key', requestHash: 'x' })).rejects.toThrow(/planted|violates/)
    expect(await counts()).toEqual(before)
    // Every number is there: what failed gave its own to the next.
    const said = (await clerk.post('/api/case', { source: 'hotline', text: '下一件' })).body.number as string
    const [last] = (await sql<{ number: string }>`select number from case_now where number < ${said} order by number desc limit 1`.execute(db)).rows
    expect(Number(said.slice(-4))).toBe(Number(last!.number.slice(-4)) + 1)
  })
  test('an outside number that is known leaves nothing either', async () => {
    const body = { source: 'hotline', text: '同一件', external: { system: 'hotline', number: '77' } }
    expect((await clerk.post('/api/case', body)).status).toBe(201)
    const before = await counts()
    expect((await clerk.post('/api/case', body)).body.kind).toBe('case.external-known')
    // The number stands in the log as it is: one that names a person is not taken at all.
    expect((await clerk.post('/api/case', { ...body, external: { system: 'hotline', number: '13812345678' } })).body).toMatchObject({ kind: 'case.personal-number', faults: [{ path: 'external.number' }] })
    expect(await counts()).toEqual(before)
  })
})
