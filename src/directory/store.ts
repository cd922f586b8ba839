// The SQL of the directory: districts, areas, units, accounts, roles, calendars.
import { sql } from 'kysely'
import type { Calendar } from '#core/deadline.ts'
import { json, type Db, type Tx } from '#kernel/db.ts'
import type { Reading } from '#kernel/memory.ts'

type Q = Db | Tx

export const districts = (db: Q) => db.selectFrom('district').select(['id', 'code', 'zh', 'en', 'demo']).orderBy('created_at').execute()
export const districtOf = (db: Q, id: string) => db.selectFrom('district').select(['id', 'code', 'zh', 'en', 'demo']).where('id', '=', id).executeTakeFirst()

/** Settings of a district: names and limits an office may change, each read by the room it belongs to. */
export async function settingsOf(db: Q, id: string): Promise<Record<string, unknown>> {
  const row = await db.selectFrom('district').select('settings').where('id', '=', id).executeTakeFirstOrThrow()
  return row.settings as Record<string, unknown>
}

export interface AreaRow { id: string; parent: string | null; kind: string; code: string; name: string }
export const areas = (db: Q, district: string): Promise<AreaRow[]> =>
  db.selectFrom('area').select(['id', 'parent', 'kind', 'code', 'name']).where('district', '=', district).orderBy('code').execute()

/** Areas with geometry as a GeoJSON FeatureCollection, made by the database as text. */
export async function areasGeoJson(db: Q, district: string): Promise<string> {
  const { rows } = await sql<{ text: string }>`
    select json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
      'type', 'Feature', 'properties', json_build_object('id', id, 'kind', kind, 'code', code, 'name', name, 'parent', parent), 'geometry', geometry) order by code), '[]'::json))::text as text
    from area where district = ${district} and geometry is not null`.execute(db)
  return rows[0]!.text
}
export async function layer(db: Q, district: string, name: string): Promise<string | undefined> {
  const { rows } = await sql<{ text: string }>`select data::text as text from map_layer where district = ${district} and name = ${name}`.execute(db)
  return rows[0]?.text
}
export async function geometries(db: Q, district: string): Promise<{ id: string; parent: string | null; kind: string; geometry: unknown }[]> {
  return await db.selectFrom('area').select(['id', 'parent', 'kind', 'geometry']).where('district', '=', district).where('geometry', 'is not', null).execute()
}

export interface UnitRow { id: string; code: string; zh: string; en: string; kind: string; area: string | null }
export const units = (db: Q, district: string): Promise<UnitRow[]> =>
  db.selectFrom('unit').select(['id', 'code', 'zh', 'en', 'kind', 'area']).where('district', '=', district).orderBy('kind').orderBy('code').execute()

export async function aliases(db: Q, district: string): Promise<Map<string, string>> {
  const rows = await db.selectFrom('unit_alias').select(['name', 'unit']).where('district', '=', district).execute()
  return new Map(rows.map((row) => [row.name, row.unit]))
}
export async function mapAlias(tx: Tx, district: string, name: string, unit: string, by: string | null, at: Date): Promise<void> {
  await tx.insertInto('unit_alias').values({ district, name, unit, mapped_by: by, mapped_at: at })
    .onConflict((oc) => oc.columns(['district', 'name']).doUpdateSet({ unit, mapped_by: by, mapped_at: at })).execute()
}

/** The district's work calendar with every year whose holidays are known. */
export async function calendarOf(db: Q, district: string): Promise<Calendar> {
  const row = await db.selectFrom('calendar').selectAll().where('district', '=', district).where('name', '=', 'default').executeTakeFirstOrThrow()
  const years = await db.selectFrom('calendar_year').select(['year', 'off_days', 'work_days']).where('district', '=', district).execute()
  return {
    hours: row.hours as unknown as [number, number][], week: row.week, shifts: row.shifts as unknown as [number, number][],
    years: Object.fromEntries(years.map((y) => [y.year, { off: y.off_days, work: y.work_days }])),
  }
}

export interface NewAccount { id: string; person: string; login: string; zh: string; en: string; unit: string | null; area: string | null; roles: readonly string[]; passwordHash: string; name?: string | undefined }
export async function addAccount(tx: Tx, district: string, account: NewAccount, at: Date): Promise<void> {
  await tx.insertInto('person').values({ district, id: account.person, name: account.name ?? null }).execute()
  await tx.insertInto('account').values({ district, id: account.id, login: account.login, person: account.person, title_zh: account.zh, title_en: account.en, unit: account.unit, area: account.area, created_at: at }).execute()
  await tx.insertInto('credential').values({ district, account: account.id, password_hash: account.passwordHash, changed_at: at }).execute()
  if (account.roles.length > 0) await tx.insertInto('account_role').values(account.roles.map((role) => ({ district, account: account.id, role }))).execute()
}
export async function accounts(db: Q, district: string): Promise<{ id: string; login: string; zh: string; en: string; active: boolean; unit_zh: string | null; unit_en: string | null; roles: string[] }[]> {
  const { rows } = await sql<{ id: string; login: string; zh: string; en: string; active: boolean; unit_zh: string | null; unit_en: string | null; roles: string[] }>`
    select a.id, a.login, a.title_zh as zh, a.title_en as en, a.active, u.zh as unit_zh, u.en as unit_en,
      coalesce((select array_agg(r.role order by r.role) from account_role r where r.district = a.district and r.account = a.id), '{}') as roles
    from account a left join unit u on u.district = a.district and u.id = a.unit
    where a.district = ${district} order by a.login`.execute(db)
  return rows
}
type Titles = ReadonlyMap<string, { zh: string; en: string }>
/** Titles of posts by account id, a few seconds old at most, with everybody in `ids` who is known; a title is no personal data, a name would be. */
export async function titlesIn(from: Reading, ids: readonly string[]): Promise<Titles> {
  const known = await allTitles(from)
  if (ids.every((id) => known.has(id))) return known
  // Somebody new: a moment old is too old.
  from.memory.forget(`titles/${from.district}`)
  return await allTitles(from)
}
const allTitles = ({ tx, district, memory }: Reading): Promise<Titles> =>
  memory.recall(`titles/${district}`, 5_000, async () => {
    const rows = await tx.selectFrom('account').select(['id', 'title_zh', 'title_en']).where('district', '=', district).execute()
    return new Map(rows.map((row) => [row.id, { zh: row.title_zh, en: row.title_en }]))
  })
export async function setActive(tx: Tx, district: string, account: string, active: boolean): Promise<boolean> {
  const row = await tx.updateTable('account').set({ active }).where('district', '=', district).where('id', '=', account).returning('id').executeTakeFirst()
  if (!active) await tx.deleteFrom('session').where('district', '=', district).where('account', '=', account).execute()
  return row !== undefined
}
export const roles = (db: Q, district: string) => db.selectFrom('role').select(['code', 'zh', 'en']).where('district', '=', district).orderBy('code').execute()

export interface RoleData { code: string; zh: string; en: string; may: Record<string, 'unit' | 'area' | 'all'> }
/** Makes roles and permissions of a district equal to the data; the data is the pack's, so a release may bring new verbs. */
export async function replaceRoles(tx: Tx, district: string, all: readonly RoleData[]): Promise<void> {
  await tx.deleteFrom('role_permission').where('district', '=', district).execute()
  await tx.deleteFrom('role').where('district', '=', district).execute()
  await tx.insertInto('role').values(all.map((role) => ({ district, code: role.code, zh: role.zh, en: role.en }))).execute()
  await tx.insertInto('role_permission').values(all.flatMap((role) => Object.entries(role.may).map(([permission, scope]) => ({ district, role: role.code, permission, scope })))).execute()
}
/** All roles and permissions of a district as one text, to see whether a release changed them. */
export async function rolesInForce(tx: Tx, district: string): Promise<string> {
  const rows = await tx.selectFrom('role_permission').select(['role', 'permission', 'scope']).where('district', '=', district).orderBy('role').orderBy('permission').execute()
  return json(rows)
}
export async function replaceCalendar(tx: Tx, district: string, calendar: Calendar, source: string): Promise<void> {
  await tx.insertInto('calendar').values({ district, name: 'default', hours: json(calendar.hours), week: [...calendar.week], shifts: json(calendar.shifts) })
    .onConflict((oc) => oc.columns(['district', 'name']).doNothing()).execute()
  const years = Object.entries(calendar.years)
  if (years.length > 0) {
    await tx.insertInto('calendar_year').values(years.map(([year, days]) => ({ district, year: Number(year), off_days: [...days.off], work_days: [...days.work], source })))
      .onConflict((oc) => oc.columns(['district', 'year']).doNothing()).execute()
  }
}

/** What the sign-in page of the demo offers: one account a role; those of single units are named after a dot. In the order they were made. */
export async function demoAccounts(db: Q, district: string): Promise<{ login: string; zh: string; en: string; unit_zh: string | null; unit_en: string | null }[]> {
  return (await accounts(db, district)).filter((account) => account.active && !account.login.includes('.')).sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ login, zh, en, unit_zh, unit_en }) => ({ login, zh, en, unit_zh, unit_en }))
}

/** Login, roles, unit, area and unread notices of an account. */
export async function meOf(db: Q, district: string, account: string): Promise<Record<string, unknown>> {
  const { rows } = await sql<{ me: Record<string, unknown> }>`
    select json_build_object('login', a.login,
      'roles', coalesce((select json_agg(json_build_object('code', r.code, 'zh', r.zh, 'en', r.en)) from account_role ar join role r on r.district = ar.district and r.code = ar.role where ar.district = a.district and ar.account = a.id), '[]'::json),
      'unit', (select json_build_object('id', u.id, 'zh', u.zh, 'en', u.en) from unit u where u.district = a.district and u.id = a.unit),
      'area', (select json_build_object('id', x.id, 'name', x.name) from area x where x.district = a.district and x.id = a.area),
      'unread', (select count(*)::int from inbox i where i.district = a.district and i.account = a.id and i.read_at is null)) as me
    from account a where a.district = ${district} and a.id = ${account}::uuid`.execute(db)
  return rows[0]!.me
}

export async function accountIdOf(db: Q, district: string, login: string): Promise<string | undefined> {
  return (await db.selectFrom('account').select('id').where('district', '=', district).where('login', '=', login).executeTakeFirst())?.id
}

export const credentialOf = (db: Q, district: string, account: string) =>
  db.selectFrom('credential').innerJoin('account', (join) => join.onRef('account.district', '=', 'credential.district').onRef('account.id', '=', 'credential.account'))
    .select(['account.login', 'credential.password_hash']).where('credential.district', '=', district).where('credential.account', '=', account).executeTakeFirst()
export async function replaceCredential(tx: Tx, district: string, account: string, passwordHash: string, at: Date): Promise<void> {
  await tx.updateTable('credential').set({ password_hash: passwordHash, changed_at: at }).where('district', '=', district).where('account', '=', account).execute()
}
