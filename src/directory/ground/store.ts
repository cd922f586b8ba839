// The SQL of the ground: areas with shapes and versions, the edition that counts their changes, layers, tile sources.
import { sql } from 'kysely'
import { json, type Db, type Tx } from '#kernel/db.ts'
import { areaOf, middleOf, polygonsOf } from './measure.ts'
import type { Area, Next } from './plan.ts'
import { rounded, type Geometry } from './systems.ts'

type Q = Db | Tx

/** Every area with its shape, also those that have ended. */
export async function groundAreas(db: Q, district: string): Promise<Area[]> {
  const rows = await db.selectFrom('area').select(['id', 'parent', 'kind', 'code', 'name', 'geometry', 'lon', 'lat', 'm2', 'valid_from', 'valid_to']).where('district', '=', district).orderBy('code').execute()
  return rows.map((row) => {
    const geometry = row.geometry as unknown as Geometry | null
    // Areas of a release before this one have a shape, but no sums of it.
    if (!geometry || row.m2 !== null) return { ...row, geometry }
    const [lon, lat] = middleOf(geometry)
    return { ...row, geometry, lon: rounded(lon), lat: rounded(lat), m2: Math.round(areaOf(polygonsOf(geometry))) }
  })
}

/** Changes with every write of areas or layers; what is remembered of the ground is remembered under it. */
export async function editionOf(db: Q, district: string): Promise<string> {
  const { rows } = await sql<{ edition: string }>`
    select coalesce((select edition from ground_edition where district = ${district}), 0)::text || '.' ||
      (select count(*)::text || '.' || count(geometry)::text from area where district = ${district}) as edition`.execute(db)
  return rows[0]!.edition
}
/** Whoever changes the ground takes turns here until their transaction ends. */
export async function takeTurn(tx: Tx, district: string, now: Date): Promise<number> {
  await tx.insertInto('ground_edition').values({ district, edition: 0, changed_at: now }).onConflict((oc) => oc.column('district').doNothing()).execute()
  const row = await tx.selectFrom('ground_edition').select('edition').where('district', '=', district).forUpdate().executeTakeFirstOrThrow()
  return row.edition
}
export async function bump(tx: Tx, district: string, edition: number, now: Date): Promise<void> {
  await tx.updateTable('ground_edition').set({ edition, changed_at: now }).where('district', '=', district).execute()
}

const IN_ONE = 200
/** Writes areas and a version of each. Parents come before children only by luck: nothing in the table asks for it. */
export async function writeAreas(tx: Tx, district: string, areas: readonly Omit<Next, 'was' | 'changes' | 'path'>[], by: { edition: number; account: string | null; at: Date }): Promise<void> {
  for (let from = 0; from < areas.length; from += IN_ONE) {
    const some = areas.slice(from, from + IN_ONE)
    const geometry = (area: { geometry: Geometry | null }) => (area.geometry ? json(area.geometry) : null)
    await tx.insertInto('area').values(some.map((area) => ({
      district, id: area.id, parent: area.parent, kind: area.kind, code: area.code, name: area.name, geometry: geometry(area), valid_from: area.valid_from, valid_to: area.valid_to, m2: area.m2, lon: area.lon, lat: area.lat,
    }))).onConflict((oc) => oc.columns(['district', 'id']).doUpdateSet((eb) => ({
      parent: eb.ref('excluded.parent'), kind: eb.ref('excluded.kind'), code: eb.ref('excluded.code'), name: eb.ref('excluded.name'), geometry: eb.ref('excluded.geometry'),
      valid_from: eb.ref('excluded.valid_from'), valid_to: eb.ref('excluded.valid_to'), m2: eb.ref('excluded.m2'), lon: eb.ref('excluded.lon'), lat: eb.ref('excluded.lat'),
    }))).execute()
    await tx.insertInto('area_version').values(some.map((area) => ({
      district, area: area.id, edition: by.edition, kind: area.kind, code: area.code, name: area.name, parent: area.parent, geometry: geometry(area),
      valid_from: area.valid_from, valid_to: area.valid_to, raw: area.raw ? json(area.raw) : null, raw_system: area.raw_system, changed_by: by.account, changed_at: by.at,
    }))).execute()
  }
}

export interface Version { edition: number; name: string; code: string; kind: string; parent: string | null; valid_to: string | null; raw_system: string | null; drawn: boolean; changed_at: Date; by_zh: string | null; by_en: string | null; raw_point: unknown }
/** What an area was, newest first. */
export async function versionsOf(db: Q, district: string, area: string): Promise<Version[]> {
  const { rows } = await sql<Version>`
    select v.edition, v.name, v.code, v.kind, v.parent, v.valid_to, v.raw_system, v.geometry is not null as drawn, v.changed_at, a.title_zh as by_zh, a.title_en as by_en,
      case when v.raw->>'type' = 'Point' then v.raw->'coordinates' else null end as raw_point
    from area_version v left join account a on a.district = v.district and a.id = v.changed_by
    where v.district = ${district} and v.area = ${area} order by v.edition desc limit 50`.execute(db)
  return rows
}

/** Accounts that have one of these areas as their own; titles only. */
export async function accountsAt(db: Q, district: string, areas: readonly string[]): Promise<{ area: string; zh: string; en: string; roles: { zh: string; en: string }[] }[]> {
  if (areas.length === 0) return []
  const { rows } = await sql<{ area: string; zh: string; en: string; roles: { zh: string; en: string }[] }>`
    select a.area, a.title_zh as zh, a.title_en as en, coalesce((select json_agg(json_build_object('zh', r.zh, 'en', r.en) order by r.code) from account_role ar join role r on r.district = ar.district and r.code = ar.role where ar.district = a.district and ar.account = a.id), '[]'::json) as roles
    from account a where a.district = ${district} and a.active and a.area = any(${[...areas]}::uuid[]) order by a.title_zh limit 500`.execute(db)
  return rows
}

export async function layerData(db: Q, district: string, name: string): Promise<unknown> {
  return (await db.selectFrom('map_layer').select('data').where('district', '=', district).where('name', '=', name).executeTakeFirst())?.data
}
export async function writeLayer(tx: Tx, district: string, name: string, data: unknown): Promise<void> {
  const text = json(data)
  await tx.insertInto('map_layer').values({ district, name, data: text }).onConflict((oc) => oc.columns(['district', 'name']).doUpdateSet({ data: text })).execute()
}

/** Tile sources of the map as they were saved; of one district, or of all (for the header that names the hosts of pictures). */
export async function tileSettings(db: Q, district?: string): Promise<unknown[]> {
  const rows = await db.selectFrom('district').select(sql<unknown>`settings->'tiles'`.as('tiles')).$if(district !== undefined, (query) => query.where('id', '=', district!)).execute()
  return rows.map((row) => row.tiles)
}
export async function writeTiles(tx: Tx, district: string, tiles: unknown): Promise<void> {
  await sql`update district set settings = settings || jsonb_build_object('tiles', ${json(tiles)}::jsonb) where id = ${district}`.execute(tx)
}
