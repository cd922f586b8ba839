// The SQL of units, their groups and the names they go by elsewhere.
import { sql } from 'kysely'
import { during } from '#core/day.ts'
import type { Db, Tx } from '#kernel/db.ts'
import type { RosterGroup, RosterUnit } from '../duty/roster.ts'

const ROWS = 1000
export const chunks = <T>(all: readonly T[]): T[][] => Array.from({ length: Math.ceil(all.length / ROWS) }, (_, n) => all.slice(n * ROWS, (n + 1) * ROWS))

export async function saveUnits(tx: Tx, district: string, units: readonly RosterUnit[], today: string): Promise<void> {
  for (const some of chunks(units)) {
    await tx.insertInto('unit').values(some.map(({ id, code, zh, en, kind, area, parent, from, to }) => ({ district, id, code, zh, en, kind, area, parent, valid_from: from, valid_to: to, active: during({ from, to }, today) })))
      .onConflict((oc) => oc.columns(['district', 'id']).doUpdateSet((eb) => ({
        code: eb.ref('excluded.code'), zh: eb.ref('excluded.zh'), en: eb.ref('excluded.en'), kind: eb.ref('excluded.kind'), area: eb.ref('excluded.area'), parent: eb.ref('excluded.parent'),
        valid_from: eb.ref('excluded.valid_from'), valid_to: eb.ref('excluded.valid_to'), active: eb.ref('excluded.active'),
      }))).execute()
  }
}
export async function saveGroups(tx: Tx, district: string, groups: readonly RosterGroup[]): Promise<void> {
  for (const some of chunks(groups)) {
    await tx.insertInto('unit_group').values(some.map(({ code, zh, en, auto, members }) => ({ district, code, zh, en, auto, members: auto === null ? members : [] })))
      .onConflict((oc) => oc.columns(['district', 'code']).doUpdateSet((eb) => ({ zh: eb.ref('excluded.zh'), en: eb.ref('excluded.en'), auto: eb.ref('excluded.auto'), members: eb.ref('excluded.members') }))).execute()
  }
}
/** Units whose days begin or end between two sweeps; answers those turned. */
export async function turnUnits(tx: Tx, district: string, today: string): Promise<{ id: string; active: boolean }[]> {
  return await tx.updateTable('unit').set((eb) => ({ active: eb.not('active') })).where('district', '=', district)
    .where(sql<boolean>`active <> (coalesce(valid_from, '') <= ${today} and coalesce(valid_to, '9999') >= ${today})`).returning(['id', 'active']).execute()
}

interface UnitListRow { id: string; code: string; zh: string; en: string; kind: string; area: string | null; parent: string | null; active: boolean; valid_from: string | null; valid_to: string | null; aliases: number }
/** Units by code, after a code; `q` is looked for in names, code and the names a unit goes by elsewhere. */
export async function listUnits(db: Db | Tx, district: string, asked: { q: string; kind: string | undefined; active: boolean | undefined; after: string | undefined; limit: number }): Promise<UnitListRow[]> {
  const like = `%${asked.q.replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<UnitListRow>`
    select u.id, u.code, u.zh, u.en, u.kind, u.area, u.parent, u.active, u.valid_from, u.valid_to,
      (select count(*)::int from unit_alias x where x.district = u.district and x.unit = u.id) as aliases
    from unit u where u.district = ${district} and u.code > ${asked.after ?? ''}
      and (${asked.kind ?? null}::text is null or u.kind = ${asked.kind ?? null}) and (${asked.active ?? null}::boolean is null or u.active = ${asked.active ?? null})
      and (${asked.q} = '' or u.code ilike ${like} or u.zh ilike ${like} or u.en ilike ${like}
        or exists (select 1 from unit_alias a where a.district = u.district and a.unit = u.id and a.name ilike ${like}))
    order by u.code limit ${asked.limit}`.execute(db)
  return rows
}
export const aliasesOf = async (db: Db | Tx, district: string, unit: string): Promise<string[]> =>
  (await db.selectFrom('unit_alias').select('name').where('district', '=', district).where('unit', '=', unit).orderBy('name').execute()).map((row) => row.name)
export async function dropAlias(tx: Tx, district: string, unit: string, name: string): Promise<boolean> {
  const done = await tx.deleteFrom('unit_alias').where('district', '=', district).where('unit', '=', unit).where('name', '=', name).executeTakeFirst()
  return done.numDeletedRows > 0n
}
