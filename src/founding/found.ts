// Founds a district: roles, calendar, stage limits, units and all shipped packs, in one transaction.
import { sql } from 'kysely'
import { newId } from '#kernel/clock.ts'
import { record } from '#kernel/log.ts'
import { json, type Db, type Tx } from '#kernel/db.ts'
import { replaceCalendar } from '../directory/calendar/store.ts'
import { replaceRoles, rolesInForce } from '../directory/store.ts'
import { installShipped } from '../pack/store.ts'
import { shipped } from './shipped.ts'

export interface NewDistrict { code: string; zh: string; en: string; demo: boolean }

export async function foundDistrict(tx: Tx, about: NewDistrict, now: Date): Promise<string> {
  const base = await shipped()
  const district = newId(now.getTime())
  await tx.insertInto('district').values({ id: district, code: about.code, zh: about.zh, en: about.en, demo: about.demo, settings: json({ stages: base.stages, ...(about.demo ? { unfinished: true } : {}) }), created_at: now }).execute()
  await replaceRoles(tx, district, base.roles)
  await replaceCalendar(tx, district, base.calendar, 'packs/base/holidays.yaml')
  // The district itself is the first area, and the office answers where no smaller place has its own unit.
  const root = newId(now.getTime())
  await tx.insertInto('area').values({ district, id: root, parent: null, kind: 'district', code: about.code, name: about.zh }).execute()
  await tx.insertInto('unit').values(base.units.map((unit) => ({
    district, id: newId(now.getTime()), code: unit.code, zh: unit.zh, en: unit.en, kind: unit.kind, area: unit.code === 'improvement-office' ? root : null,
  }))).execute()
  await tx.insertInto('unit_group').values(base.groups.map((group) => ({ district, code: group.code, zh: group.zh, en: group.en, auto: group.auto ?? null }))).execute()
  await record(tx, { district, stream: 'district', id: district }, [{ type: 'founded', code: about.code } as { type: string }], { actor: null, at: now })
  for (const pack of base.packs) await installShipped(tx, district, pack, now)
  return district
}

/** A release may bring new verbs, packs or holidays: existing districts get them at start, as new versions where it matters. */
export async function refreshDistrict(tx: Tx, district: string, now: Date): Promise<void> {
  const base = await shipped()
  // Servers that start together do this one after the other.
  await tx.selectFrom('district').select('id').where('id', '=', district).forUpdate().execute()
  const facts: { type: string }[] = []
  const before = await rolesInForce(tx, district)
  await replaceRoles(tx, district, base.roles)
  if ((await rolesInForce(tx, district)) !== before) facts.push({ type: 'roles-refreshed' })
  // A year that came with the release is an event like one a clerk enters: clocks that ran into it move.
  const years = await replaceCalendar(tx, district, base.calendar, 'packs/base/holidays.yaml')
  await record(tx, { district, stream: 'calendar', id: district }, years.map((year) => ({ type: 'year-set', kind: 'year', year, ...base.calendar.years[year], source: 'packs/base/holidays.yaml', said: { zh: `新版本带来了${year}年的节假日和调休`, en: `a release brought the holidays of ${year}` } })), { actor: null, at: now })
  for (const pack of base.packs) {
    const version = await installShipped(tx, district, pack, now)
    if (version !== undefined) facts.push({ type: 'pack-refreshed', pack: pack.pack, version } as { type: string })
  }
  // What a release changes in permissions and packs stands in the audit like everything else.
  await record(tx, { district, stream: 'district', id: district }, facts, { actor: null, at: now })
}

/** The demo is complete: until this is said, a start begins it anew. */
export async function finished(db: Db, district: string): Promise<void> {
  await sql`update district set settings = settings - 'unfinished' where id = ${district}`.execute(db)
}
/** Removes a demo whose founding was cut off half way; nobody has worked in it yet. */
export async function removeUnfinished(db: Db): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from district where demo and settings ? 'unfinished'`.execute(db)
  for (const { id } of rows) {
    await db.transaction().execute(async (tx) => {
      const tables = await sql<{ name: string }>`select table_name as name from information_schema.columns where table_schema = current_schema() and column_name = 'district'`.execute(tx)
      for (const { name } of tables.rows) await sql`delete from ${sql.table(name)} where district = ${id}`.execute(tx)
      await sql`delete from district where id = ${id}`.execute(tx)
    })
  }
}

/** Only one server founds at a time: the others wait here and then find the district there. */
export async function foundingAlone<T>(db: Db, work: () => Promise<T>): Promise<T> {
  return await db.connection().execute(async (connection) => {
    // Asked again and again instead of waiting inside one statement, which the statement timeout would end.
    for (let tries = 0; ; tries++) {
      const { rows } = await sql<{ mine: boolean }>`select pg_try_advisory_lock(${FOUNDING}) as mine`.execute(connection)
      if (rows[0]!.mine) break
      if (tries === 600) throw new Error('another server has been founding the district for five minutes')
      await new Promise((again) => setTimeout(again, 500))
    }
    try { return await work() } finally { await sql`select pg_advisory_unlock(${FOUNDING})`.execute(connection) }
  })
}
// Any constant will do: it only has to be the same in every server.
const FOUNDING = 7_302_262
