// What a running server tells of itself: figures for who may read them, and lines of JSON with no person in them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { httpApp } from '#kernel/http.ts'
import { newMetrics, serveMetrics } from '#kernel/metrics.ts'
import { newSay } from '#kernel/say.ts'
import { listen, type Listening } from '#kernel/serve.ts'
import type { Config } from '#kernel/config.ts'
import { routes } from '../../src/app.ts'
import { smallDistrict, type World } from '../small-district.ts'

let world: World
const open: Listening[] = []
beforeAll(async () => { world = await smallDistrict() })
afterAll(async () => { for (const listening of open) await listening.close(); await world.close() })

async function serving(config: Partial<Config>): Promise<string> {
  const metrics = newMetrics([{ name: 'dianfan_waiting', help: 'Waiting work, by kind', label: 'kind', read: async () => ({ timer: 3, outbox: 0 }) }])
  const app = httpApp({ routes, house: world.house, onAnswer: (route, status, ms) => metrics.answered(route, status, ms / 1000) })
  serveMetrics(app, metrics, { ...world.house.config, ...config })
  open.push(await listen(app, { ...world.house.config, port: 0 }))
  return `http://127.0.0.1:${open.at(-1)!.port}`
}

describe('/metrics', () => {
  test('counts answers by route and status, and never by the address of a thing', async () => {
    const url = await serving({})
    const id = '0198a000-0000-7000-8000-000000000001'
    await fetch(`${url}/api/health/live`)
    await fetch(`${url}/api/case/${id}`)
    await fetch(`${url}/api/nothing/${id}`)
    const text = await (await fetch(`${url}/metrics`)).text()
    expect(text).toMatch(/dianfan_http_seconds_count\{route="health\.live",status="200"\} 1/)
    expect(text).toMatch(/dianfan_http_seconds_count\{route="case\.get",status="401"\} 1/)
    expect(text).toMatch(/dianfan_http_seconds_count\{route="other",status="404"\} 1/)
    expect(text).toMatch(/dianfan_waiting\{kind="timer"\} 3/)
    expect(text).toMatch(/dianfan_process_resident_memory_bytes \d+/)
    expect(text).not.toContain(id)
  })
  test('without a token set: this machine only, and not through a proxy', async () => {
    const url = await serving({})
    expect((await fetch(`${url}/metrics`)).status).toBe(200)
    expect((await fetch(`${url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } })).status).toBe(403)
  })
  test('with a token set: nobody without it, on this machine too', async () => {
    const url = await serving({ metricsToken: 'a-token-of-sixteen' })
    expect((await fetch(`${url}/metrics`)).status).toBe(403)
    expect((await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer a-token-of-sixteem' } })).status).toBe(403)
    expect((await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer a-token-of-sixteen' } })).status).toBe(200)
  })
})

describe('readiness', () => {
  const ready = async () => { world.house.memory.forget('ready'); return (await fetch(`${world.url}/api/health/ready`)).status }
  test('a write that can commit, on the schema this server knows, with room for photos', async () => {
    expect(await ready()).toBe(200)
  })
  test('a newer release has changed the schema: not ready, but alive', async () => {
    await world.house.db.insertInto('schema_migration' as never).values({ name: '999-later.sql', sha256: 'x', ran_at: new Date() } as never).execute()
    expect(await ready()).toBe(503)
    expect((await fetch(`${world.url}/api/health/live`)).status).toBe(200)
    await world.house.db.deleteFrom('schema_migration' as never).where('name' as never, '=', '999-later.sql' as never).execute()
    expect(await ready()).toBe(200)
  })
  test('no room for bytes: not ready', async () => {
    const { files } = world.house, room = files.room
    files.room = async () => { throw new Error('full') }
    expect(await ready()).toBe(503)
    files.room = room
    expect(await ready()).toBe(200)
  })
  test('nothing of the try is left behind', async () => {
    await ready()
    expect(await world.house.db.selectFrom('reader_cursor').select('reader').where('reader', '=', 'readiness').execute()).toEqual([])
  })
})

describe('lines of the log', () => {
  const lines = (level: 'warn' | 'info', work: (say: ReturnType<typeof newSay>) => void) => {
    const out: Record<string, unknown>[] = []
    work(newSay(level, (line) => { out.push(JSON.parse(line)) }))
    return out
  }
  test('a fault says where and with which command, and masks what a database quotes', () => {
    const [line] = lines('warn', (say) => say.fault(new Error('duplicate key (phone)=(13812345678)'), 'POST /api/case', 'c-1'))
    expect(line).toMatchObject({ level: 'error', where: 'POST /api/case', command: 'c-1' })
    expect(JSON.stringify(line)).not.toContain('13812345678')
    expect(Date.parse(String(line!.at))).toBeGreaterThan(0)
  })
  test('at warn only slow answers and our own failures are told, at info all', () => {
    const work = (say: ReturnType<typeof newSay>) => { say.answered('case.get', 200, 12); say.answered('case.get', 500, 12); say.answered('case.list', 200, 1500) }
    expect(lines('warn', work)).toHaveLength(2)
    expect(lines('info', work)).toMatchObject([{ route: 'case.get', status: 200, ms: 12 }, { status: 500 }, { ms: 1500 }])
  })
})
