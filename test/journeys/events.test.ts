// News as it happens: whoever may see a thing hears of it within a moment, nobody else does, and nothing is missed over a break.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { newBearer } from '#kernel/session.ts'
import type { Client } from '../client.ts'
import { smallDistrict, type World } from '../small-district.ts'
import { caseAt, raw, type Hands } from './steps.ts'

let world: World, clerk: Client, hands: Hands
beforeAll(async () => {
  world = await smallDistrict()
  clerk = await world.as('clerk')
  hands = { clerk, unit: await world.as('liaison'), checker: await world.as('inspector') }
})
const open: { stop(): Promise<void> }[] = []
afterEach(async () => { await Promise.all(open.splice(0).map((one) => one.stop())) })
afterAll(async () => {
  await world?.close()
  expect(world?.faults ?? []).toEqual([])
})

interface Heard { event: string; id: string; data: any; at: number }
const tokenOf = async (login: string) => (await newBearer(world.house.db, world.district, login, world.house.clock.now()))!

/** A browser's ear: what it hears, and the id it would come back with. */
async function listen(token: string, lastEventId?: string) {
  const stop = new AbortController(), heard: Heard[] = []
  const answer = await fetch(`${world.url}/api/events`, { headers: { authorization: `Bearer ${token}`, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) }, signal: stop.signal })
  let ended = false
  const reading = answer.status !== 200 ? Promise.resolve() : (async () => {
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true })
      for (let cut = text.indexOf('\n\n'); cut !== -1; text = text.slice(cut + 2), cut = text.indexOf('\n\n')) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(text.slice(0, cut))?.[1] ?? ''
        if (field('event')) heard.push({ event: field('event'), id: field('id'), data: JSON.parse(field('data') || 'null'), at: performance.now() })
      }
    }
  })().catch(() => {}).finally(() => { ended = true })
  const one = { status: answer.status, headers: answer.headers, heard, changed: () => heard.filter((e) => e.event === 'changed').flatMap((e) => e.data as { id: string; version: number }[]), last: () => heard.at(-1)?.id, ended: () => ended, stop: async () => { stop.abort(); await reading } }
  open.push(one)
  if (answer.status === 200) await expect.poll(() => heard.length, { timeout: 5_000 }).toBeGreaterThan(0)
  return one
}

test('谁看得见谁听得到：同一件事，坐席和本单位当即收到，别的单位和管理员听不到', async () => {
  const ears = Object.fromEntries(await Promise.all(['clerk', 'liaison', 'liaison.urban', 'admin-system', 'liaison.west'].map(async (login) => [login, await listen(await tokenOf(login))] as const)))
  expect(ears.clerk!.headers.get('content-type')).toContain('text/event-stream')
  const id = await caseAt('dispatched', hands)
  await expect.poll(() => ears.liaison!.changed().map((row) => row.id), { timeout: 3_000 }).toContain(id)
  await expect.poll(() => ears.clerk!.changed().filter((row) => row.id === id).map((row) => row.version), { timeout: 3_000 }).toEqual([1, 2, 3])
  await pause(600)
  for (const login of ['liaison.urban', 'admin-system', 'liaison.west']) expect([login, ears[login]!.changed()]).toEqual([login, []])
})
test('a break loses nothing: who comes back with the last id hears what came meanwhile', async () => {
  const token = await tokenOf('leader'), first = await listen(token)
  const before = (await clerk.post('/api/case', { source: 'hotline', text: '一' })).body.id
  await expect.poll(() => first.changed().map((row) => row.id)).toEqual([before])
  const last = first.last()
  await first.stop()
  const missed: string[] = []
  for (let n = 0; n < 5; n++) missed.push((await clerk.post('/api/case', { source: 'hotline', text: `断线时 ${n}` })).body.id)
  const second = await listen(token, last)
  const after = (await clerk.post('/api/case', { source: 'hotline', text: '后' })).body.id
  await expect.poll(() => second.changed().map((row) => row.id), { timeout: 3_000 }).toEqual(expect.arrayContaining([...missed, after]))
  expect(second.changed().map((row) => row.id)).not.toContain(before)
  // What is no id is as good as none: the stream begins with what comes now.
  expect((await listen(token, "1' or 1=1")).changed()).toEqual([])
})
test('the first thing heard comes within a second of the commit, also from another server', async () => {
  const ear = await listen(await tokenOf('inspector')), here: number[] = [], elsewhere: number[] = []
  for (let n = 0; n < 30; n++) {
    const { body } = await clerk.post('/api/case', { source: 'hotline', text: `快 ${n}` })
    const committed = performance.now()
    await expect.poll(() => ear.changed().some((row) => row.id === body.id), { timeout: 3_000, interval: 2 }).toBe(true)
    here.push(ear.heard.find((e) => e.event === 'changed' && e.data.some((row: any) => row.id === body.id))!.at - committed)
  }
  const { runVerb } = await import('#kernel/run.ts')
  const { caseRoom } = await import('../../src/case/case.ts')
  const { actorOf } = await import('#kernel/session.ts')
  const account = (await world.house.db.selectFrom('account').select('id').where('login', '=', 'clerk').executeTakeFirstOrThrow()).id
  const actor = (await actorOf(world.house.db, world.district, account))!, verb = caseRoom.verbs.find((one) => one.name === 'report')!
  for (let n = 0; n < 20; n++) {
    // Written past this server's door: only its tailer can tell.
    const done = await runVerb(world.house.db, { verb: verb as never, input: { source: 'hotline', text: `别处 ${n}` } }, { actor, now: world.house.clock.now(), command: crypto.randomUUID(), memory: world.house.memory })
    const committed = performance.now(), { id } = JSON.parse(done.answer) as { id: string }
    await expect.poll(() => ear.changed().some((row) => row.id === id), { timeout: 3_000, interval: 2 }).toBe(true)
    elsewhere.push(ear.heard.find((e) => e.event === 'changed' && e.data.some((row: any) => row.id === id))!.at - committed)
  }
  const mid = (list: number[], share: number) => Math.round(list.sort((a, b) => a - b)[Math.floor(list.length * share)]!)
  console.info(`commit → browser, ms: same server p50 ${mid(here, 0.5)} p95 ${mid(here, 0.95)}; other server p50 ${mid(elsewhere, 0.5)} p95 ${mid(elsewhere, 0.95)}`)
  expect(mid(here, 0.5)).toBeLessThan(1_000)
  expect(mid(elsewhere, 0.5)).toBeLessThan(1_000)
})
test('an ended session hears nothing any more', async () => {
  const token = await tokenOf('community'), ear = await listen(token)
  await raw(world.url, 'DELETE', '/api/session', { headers: { authorization: `Bearer ${token}` } })
  await expect.poll(() => ear.ended(), { timeout: 8_000 }).toBe(true)
  expect(ear.heard.at(-1)!.event).toBe('bye')
  expect((await listen(token)).status).toBe(401)
})
test('a locked account too, and one person has at most six streams', async () => {
  const token = await tokenOf('grid')
  const many = await Promise.all(Array.from({ length: 6 }, () => listen(token)))
  expect((await listen(token)).status).toBe(429)
  await many[0]!.stop()
  await expect.poll(async () => (await raw(world.url, 'GET', '/api/events', { headers: { authorization: `Bearer ${token}` } })).status, { timeout: 3_000 }).toBe(200)
  await sql`update account set active = false where district = ${world.district} and login = 'grid'`.execute(world.house.db)
  await expect.poll(() => many.slice(1).every((ear) => ear.ended()), { timeout: 8_000 }).toBe(true)
})
test('one tailer serves them all: the log is asked as often for fifty listeners as for one', async () => {
  const logins = ['clerk', 'leader', 'inspector', 'liaison', 'handler', 'liaison.urban', 'admin-audit']
  for (const login of logins) for (let n = 0; n < 5; n++) await listen(await tokenOf(login))
  const reads = async () => Number((await sql<{ n: string }>`select coalesce(sum(idx_scan), 0) as n from pg_stat_user_indexes where indexrelname = 'log_tail'`.execute(world.house.db)).rows[0]!.n)
  await pause(1_200)
  const before = await reads()
  await pause(2_500)
  expect(await reads() - before).toBeLessThan(30)
})
test('who takes nothing is let go before it fills the memory; at the end all streams are closed', async () => {
  const { newEvents } = await import('#kernel/events.ts'), { seenByAll } = await import('#kernel/sight.ts'), { record } = await import('#kernel/log.ts')
  const events = newEvents(world.house.db, world.house.clock), token = await tokenOf('leader')
  const actor = { district: world.district, account: '00000000-0000-7000-8000-000000000009', title: { zh: '', en: '' }, unit: null, area: null, roles: [], may: new Map() }
  const deaf = events.open(actor, token, undefined, { probe: seenByAll })!.getReader(), ear = events.open(actor, token, undefined, { probe: seenByAll })!.getReader()
  let heard = ''
  const hearing = (async () => { for (let next = await ear.read(); !next.done; next = await ear.read()) heard += new TextDecoder().decode(next.value) })()
  await expect.poll(() => heard, { timeout: 3_000 }).toContain('event: beat')
  for (let n = 0; n < 8; n++) {
    await world.house.db.transaction().execute((tx) => record(tx, { district: world.district, stream: 'probe', id: crypto.randomUUID() }, Array.from({ length: 200 }, () => ({ type: 'seen' })), { actor: null, at: world.house.clock.now() }))
    await pause(300)
  }
  await expect.poll(() => events.listeners(), { timeout: 5_000 }).toBe(1)
  expect(heard.match(/"version"/g)).toHaveLength(1600)
  await events.close()
  await hearing
  expect(events.listeners()).toBe(0)
  let taken = 0
  for (let next = await deaf.read(); !next.done; next = await deaf.read()) taken += next.value.byteLength
  expect(taken).toBeLessThan(150_000)
})
