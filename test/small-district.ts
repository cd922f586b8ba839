// One small district as every journey's world: two communities of two grids each, the shipped units and packs, one account a role.
import { newId, type Clock } from '#kernel/clock.ts'
import { readConfig } from '#kernel/config.ts'
import { openDb } from '#kernel/db.ts'
import { newEvents } from '#kernel/events.ts'
import { folderStore } from '#kernel/files.ts'
import type { House } from '#kernel/house.ts'
import { httpApp } from '#kernel/http.ts'
import { newJobs } from '#kernel/jobs.ts'
import { newMemory } from '#kernel/memory.ts'
import { servePages } from '#kernel/pages.ts'
import { setSecurity } from '#kernel/owed.ts'
import { hashPassword } from '#kernel/password.ts'
import { listen } from '#kernel/serve.ts'
import { sessionReader, newBearer } from '#kernel/session.ts'
import { beat, readAll } from '#kernel/tick.ts'
import { json } from '#kernel/db.ts'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { carry, jobs, reactions, routes, verbOfTimer } from '../src/app.ts'
import { hostsOfTiles } from '../src/directory/ground/hosts.ts'
import { addAccount } from '../src/directory/store.ts'
import { foundDistrict } from '../src/founding/found.ts'
import { client, type Client } from './client.ts'
import { settled } from './settled.ts'
import { freshDatabase } from './setup/database.ts'

export const PASSWORD = 'correct-horse-7'
/** Monday 23 November 2026, 09:30 in China. */
export const MONDAY = '2026-11-23T09:30:00+08:00'
const square = (w: number, s: number) => ({ type: 'Polygon', coordinates: [[[w, s], [w + 0.01, s], [w + 0.01, s + 0.01], [w, s + 0.01], [w, s]]] })

export interface World {
  house: House
  district: string
  url: string
  units: Map<string, string>
  areas: Map<string, string>
  faults: unknown[]
  /** Moves the clock; timers that ran out on the way are fired, the outbox is carried, the readers of the log read on. */
  at(text: string): Promise<void>
  as(login: string): Promise<Client>
  /** Runs the heavy jobs that wait, here and now; `later` also those whose time has not come. */
  jobs: { drain(how?: { later?: boolean }): Promise<{ done: number; failed: number }> }
  close(): Promise<void>
}

const posts = [
  ['clerk', 'clerk', 'improvement-office', null], ['leader', 'leader', 'improvement-office', null], ['inspector', 'inspector', 'improvement-office', null],
  ['liaison', 'liaison', 'huanfa', null], ['unit-head', 'unit-head', 'huanfa', null], ['handler', 'handler', 'huanfa', null], ['liaison.urban', 'liaison', 'urban-management', null],
  ['grid', 'grid', null, 'east'], ['community', 'community', 'community-east', 'east'], ['liaison.west', 'liaison', 'community-west', null],
  ['admin-system', 'admin-system', null, null], ['admin-security', 'admin-security', null, null], ['admin-audit', 'admin-audit', null, null],
] as const

export async function smallDistrict(): Promise<World> {
  const { url: databaseUrl, drop } = await freshDatabase()
  const data = await mkdtemp(join(tmpdir(), 'dianfan-test-'))
  const db = openDb(databaseUrl)
  let now = new Date(MONDAY)
  const clock: Clock = { now: () => now }
  const config = { ...readConfig({ PORT: '0', DIANFAN_DATA: data, DATABASE_URL: databaseUrl, DIANFAN_LIMITS: 'off' }), demo: false }
  const house: House = { db, clock, config, files: folderStore(join(data, 'files')), memory: newMemory(), jobs: newJobs(db, databaseUrl), events: newEvents(db, clock), sessions: sessionReader(db) }

  await house.jobs.declare(jobs)
  const areas = new Map<string, string>(), units = new Map<string, string>()
  const passwordHash = await hashPassword(PASSWORD)
  const district = await db.transaction().execute(async (tx) => {
    const id = await foundDistrict(tx, { code: 'y', zh: 'y区', en: 'District y', demo: false }, now)
    // Journeys sign administrators in by hand; those about second factors set this back (test/journeys/factor.test.ts).
    await setSecurity(tx, id, { factorFor: [], idleMinutes: 720, adminIdleMinutes: 30, absoluteHours: 168 })
    const area = async (code: string, name: string, kind: string, parent: string, geometry: object | null) => {
      areas.set(code, newId())
      await tx.insertInto('area').values({ district: id, id: areas.get(code)!, parent: areas.get(parent)!, kind, code, name, geometry: geometry && json(geometry) }).execute()
    }
    areas.set('y', (await tx.selectFrom('area').select('id').where('district', '=', id).executeTakeFirstOrThrow()).id)
    for (const [code, name, w] of [['east', '东社区', 120.71], ['west', '西社区', 120.69]] as const) {
      await area(code, name, 'community', 'y', null)
      await area(`${code}-1`, `${name}第1网格`, 'grid', code, square(w, 31.28))
      await area(`${code}-2`, `${name}第2网格`, 'grid', code, square(w, 31.29))
      await tx.insertInto('unit').values({ district: id, id: newId(), code: `community-${code}`, zh: name, en: `${code} community`, kind: 'community', area: areas.get(code)! }).execute()
    }
    for (const unit of await tx.selectFrom('unit').select(['id', 'code']).where('district', '=', id).execute()) units.set(unit.code, unit.id)
    for (const [login, role, unit, areaCode] of posts) {
      await addAccount(tx, id, { id: newId(), person: newId(), login, zh: login, en: login, unit: unit && units.get(unit)!, area: areaCode && areas.get(areaCode)!, roles: [role], passwordHash }, now)
    }
    return id
  })
  const faults: unknown[] = []
  const app = httpApp({ routes, house, imageHosts: hostsOfTiles, onFault: (error) => faults.push(error) })
  servePages(app, join(import.meta.dirname, '..', 'dist'))
  const listening = await listen(app, config)
  const url = `http://127.0.0.1:${listening.port}`
  config.url = url
  return {
    house, district, url, units, areas, faults,
    async at(text) {
      now = new Date(text)
      house.sessions.forget()
      await settled(db)
      const onError = (error: unknown) => { throw error }
      await beat(house, [district], { verbOf: verbOfTimer, carry, onError })
      await readAll(house, [district], { reactions, onError })
    },
    jobs: { drain: async (how) => await house.jobs.drain(house, how) },
    as: async (login) => client(url, (await newBearer(db, district, login, now))!),
    async close() {
      await house.events.close()
      await listening.close()
      await house.jobs.stop(1_000)
      await db.destroy()
      await drop()
      await rm(data, { recursive: true, force: true })
    },
  }
}
