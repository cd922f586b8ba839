// The SQL of the directory: districts, areas, units, accounts, roles.
import { sql } from 'kysely'
import { dayIn } from '#core/day.ts'
import { json, type Db, type Tx } from '#kernel/db.ts'
import type { Reading } from '#kernel/memory.ts'

type Q = Db | Tx

export const districts = (db: Q) => db.selectFrom('district').select(['id', 'code', 'zh', 'en', 'demo']).orderBy('created_at').execute()
export const districtOf = (db: Q, id: string) => db.selectFrom('district').select(['id', 'code', 'zh', 'en', 'demo']).where('id', '=', id).executeTakeFirst()

/** Whoever changes units, posts or people waits here for the one before. */
export const lockDirectory = async (tx: Tx, district: string): Promise<void> => { await tx.selectFrom('district').select('id').where('id', '=', district).forUpdate().execute() }

/** Settings of a district: names and limits an office may change, each read by the room it belongs to. */
export async function settingsOf(db: Q, id: string): Promise<Record<string, unknown>> {
  const row = await db.selectFrom('district').select('settings').where('id', '=', id).executeTakeFirstOrThrow()
  return row.settings as Record<string, unknown>
}

export interface AreaRow { id: string; parent: string | null; kind: string; code: string; name: string; m2: number | null; lon: number | null; lat: number | null; valid_from: string | null; valid_to: string | null }
/** All areas, also those that have ended: a case of last year still names its grid. */
export const areas = (db: Q, district: string): Promise<AreaRow[]> =>
  db.selectFrom('area').select(['id', 'parent', 'kind', 'code', 'name', 'm2', 'lon', 'lat', 'valid_from', 'valid_to']).where('district', '=', district).orderBy('code').execute()

/** Areas of a day that have a shape, as a GeoJSON FeatureCollection, made by the database as text. */
export async function areasGeoJson(db: Q, district: string, day: string): Promise<string> {
  const { rows } = await sql<{ text: string }>`
    select json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(json_build_object(
      'type', 'Feature', 'properties', json_build_object('id', id, 'kind', kind, 'code', code, 'name', name, 'parent', parent), 'geometry', geometry) order by code), '[]'::json))::text as text
    from area where district = ${district} and geometry is not null and (valid_to is null or valid_to > ${day}) and (valid_from is null or valid_from <= ${day})`.execute(db)
  return rows[0]!.text
}
export async function layer(db: Q, district: string, name: string): Promise<string | undefined> {
  const { rows } = await sql<{ text: string }>`select data::text as text from map_layer where district = ${district} and name = ${name}`.execute(db)
  return rows[0]?.text
}
export async function geometries(db: Q, district: string): Promise<{ id: string; parent: string | null; kind: string; code: string; valid_from: string | null; valid_to: string | null; geometry: unknown }[]> {
  return await db.selectFrom('area').select(['id', 'parent', 'kind', 'code', 'valid_from', 'valid_to', 'geometry']).where('district', '=', district).where('geometry', 'is not', null).execute()
}

export interface UnitRow { id: string; code: string; zh: string; en: string; kind: string; area: string | null; parent: string | null; active: boolean }
export const units = (db: Q, district: string): Promise<UnitRow[]> =>
  db.selectFrom('unit').select(['id', 'code', 'zh', 'en', 'kind', 'area', 'parent', 'active']).where('district', '=', district).orderBy('kind').orderBy('code').execute()

interface GroupRow { code: string; zh: string; en: string; members: string[] }
export const unitGroups = (db: Q, district: string): Promise<GroupRow[]> =>
  db.selectFrom('unit_group').select(['code', 'zh', 'en', 'members']).where('district', '=', district).orderBy('code').execute()

export async function aliases(db: Q, district: string): Promise<Map<string, string>> {
  const rows = await db.selectFrom('unit_alias').select(['name', 'unit']).where('district', '=', district).execute()
  return new Map(rows.map((row) => [row.name, row.unit]))
}
export async function mapAlias(tx: Tx, district: string, name: string, unit: string, by: string | null, at: Date): Promise<void> {
  await tx.insertInto('unit_alias').values({ district, name, unit, mapped_by: by, mapped_at: at })
    .onConflict((oc) => oc.columns(['district', 'name']).doUpdateSet({ unit, mapped_by: by, mapped_at: at })).execute()
}

export interface NewAccount { id: string; person: string; login: string; zh: string; en: string; unit: string | null; area: string | null; roles: readonly string[]; passwordHash: string; name?: string | undefined; mustChange?: boolean }
export async function addAccount(tx: Tx, district: string, account: NewAccount, at: Date): Promise<void> {
  await tx.insertInto('person').values({ district, id: account.person, name: account.name ?? null, code: account.login, unit: account.unit }).execute()
  await tx.insertInto('account').values({ district, id: account.id, login: account.login, person: account.person, title_zh: account.zh, title_en: account.en, unit: account.unit, area: account.area, created_at: at }).execute()
  await tx.insertInto('credential').values({ district, account: account.id, password_hash: account.passwordHash, changed_at: at, must_change: account.mustChange === true }).execute()
  if (account.roles.length > 0) await tx.insertInto('account_role').values(account.roles.map((role) => ({ district, account: account.id, role }))).execute()
}
/** Who may sign in, and how safely, is shown beside each account: a fragment over `account a`. */
export const securityOf = sql`
  exists (select 1 from second_factor f where f.district = a.district and f.account = a.id and f.confirmed_at is not null) as factor,
  coalesce((select case when c.password_off then 'off' when c.must_change then 'given' else 'own' end from credential c where c.district = a.district and c.account = a.id), 'own') as password,
  (select max(t.locked_until) from sign_in_attempt t where t.district = a.district and t.login in (a.login, 'CODE:' || a.id, 'PASSWORD:' || a.id)) as "lockedUntil",
  (select count(*)::int from session s where s.district = a.district and s.account = a.id) as sessions`

/** Titles of posts by account id; a title is no personal data, a name would be. */
export async function titlesOf(db: Q, district: string, ids: readonly string[]): Promise<Map<string, { zh: string; en: string }>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('account').select(['id', 'title_zh', 'title_en']).where('district', '=', district).where('id', 'in', [...ids]).execute()
  return new Map(rows.map((row) => [row.id, { zh: row.title_zh, en: row.title_en }]))
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

/** What each role of a district allows. */
export async function permissionsOf(db: Q, district: string): Promise<Map<string, Set<string>>> {
  const rows = await db.selectFrom('role_permission').select(['role', 'permission']).where('district', '=', district).execute()
  return new Map([...Map.groupBy(rows, (row) => row.role)].map(([role, all]) => [role, new Set(all.map((row) => row.permission))]))
}

/** Whether an active account of a unit, other than `but`, holds a permission. */
export async function someoneMay(db: Q, district: string, { permission, unit, but }: { permission: string; unit: string; but: string | null }): Promise<boolean> {
  const row = await db.selectFrom('account as a').innerJoin('account_role as r', (join) => join.onRef('r.district', '=', 'a.district').onRef('r.account', '=', 'a.id'))
    .innerJoin('role_permission as p', (join) => join.onRef('p.district', '=', 'r.district').onRef('p.role', '=', 'r.role')).select('a.id')
    .where('a.district', '=', district).where('a.unit', '=', unit).where('a.active', '=', true).where('p.permission', '=', permission).$if(but !== null, (q) => q.where('a.id', '<>', but!)).limit(1).executeTakeFirst()
  return row !== undefined
}

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
/** What the sign-in page of the demo offers: one account a role; those of single units are named after a dot. In the order they were made. */
export async function demoAccounts(db: Q, district: string): Promise<{ login: string; zh: string; en: string; unit_zh: string | null; unit_en: string | null }[]> {
  return await db.selectFrom('account as a').leftJoin('unit as u', (join) => join.onRef('u.district', '=', 'a.district').onRef('u.id', '=', 'a.unit'))
    .select(['a.login', 'a.title_zh as zh', 'a.title_en as en', 'u.zh as unit_zh', 'u.en as unit_en'])
    .where('a.district', '=', district).where('a.active', '=', true).where('a.login', 'not like', '%.%')
    // Invented people have accounts too, without a password; they are nobody to sign in as.
    .where(({ exists, selectFrom }) => exists(selectFrom('credential as c').select('c.account').whereRef('c.district', '=', 'a.district').whereRef('c.account', '=', 'a.id'))).orderBy('a.id').execute()
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
    .select(['account.login', 'credential.password_hash', 'credential.changed_at', 'credential.must_change', 'credential.password_off']).where('credential.district', '=', district).where('credential.account', '=', account).executeTakeFirst()
/** The present password and those before it, newest first. */
export async function passwordsOf(db: Q, district: string, account: string, many: number): Promise<string[]> {
  const before = await db.selectFrom('password_before').select('password_hash').where('district', '=', district).where('account', '=', account).orderBy('replaced_at', 'desc').limit(many - 1).execute()
  const now = await db.selectFrom('credential').select('password_hash').where('district', '=', district).where('account', '=', account).executeTakeFirst()
  return [...(now ? [now.password_hash] : []), ...before.map((row) => row.password_hash)]
}
/** `mustChange`: somebody else chose it, so its owner chooses anew at the next sign-in. */
export async function replaceCredential(tx: Tx, district: string, account: string, passwordHash: string, at: Date, more: { mustChange?: boolean; remember?: number } = {}): Promise<void> {
  const before = await tx.selectFrom('credential').select('password_hash').where('district', '=', district).where('account', '=', account).forUpdate().executeTakeFirst()
  // Invited, or come back after everything was erased: the first password.
  if (!before) { await tx.insertInto('credential').values({ district, account, password_hash: passwordHash, changed_at: at, must_change: more.mustChange === true }).execute(); return }
  await tx.insertInto('password_before').values({ district, account, replaced_at: at, password_hash: before.password_hash }).onConflict((oc) => oc.doNothing()).execute()
  const kept = await tx.selectFrom('password_before').select('replaced_at').where('district', '=', district).where('account', '=', account).orderBy('replaced_at', 'desc').limit((more.remember ?? 5) - 1).execute()
  const oldest = kept.at(-1)
  if (oldest) await tx.deleteFrom('password_before').where('district', '=', district).where('account', '=', account).where('replaced_at', '<', oldest.replaced_at).execute()
  await tx.updateTable('credential').set({ password_hash: passwordHash, changed_at: at, must_change: more.mustChange === true }).where('district', '=', district).where('account', '=', account).execute()
}
export const mustChange = (tx: Tx, district: string, account: string) => tx.updateTable('credential').set({ must_change: true }).where('district', '=', district).where('account', '=', account).execute()
export async function switchPassword(tx: Tx, district: string, account: string, off: boolean): Promise<void> {
  await tx.updateTable('credential').set({ password_off: off }).where('district', '=', district).where('account', '=', account).execute()
}

export interface Holder { id: string; login: string; person: string; zh: string; en: string; active: boolean; roles: string[] }
/** An account with its roles, held while its rights are changed. */
export async function holderOf(tx: Q, district: string, account: string): Promise<Holder | undefined> {
  const row = await tx.selectFrom('account').select(['id', 'login', 'person', 'title_zh as zh', 'title_en as en', 'active']).where('district', '=', district).where('id', '=', account).executeTakeFirst()
  if (!row) return undefined
  const held = await tx.selectFrom('account_role').select('role').where('district', '=', district).where('account', '=', account).orderBy('role').execute()
  return { ...row, roles: held.map((one) => one.role) }
}
export async function holdersOf(tx: Q, district: string, accounts: readonly string[]): Promise<Map<string, Holder>> {
  const { rows } = await sql<Holder>`
    select a.id, a.login, a.person, a.title_zh as zh, a.title_en as en, a.active, coalesce((select array_agg(r.role order by r.role) from account_role r where r.district = a.district and r.account = a.id), '{}') as roles
    from account a where a.district = ${district} and a.id = any(${[...accounts]}::uuid[])`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}
/** Roles of the other accounts of the same person: three administrators are three people, however many accounts one has. */
export async function rolesOfPersonElsewhere(tx: Q, district: string, person: string, butAccount: string): Promise<string[]> {
  const rows = await tx.selectFrom('account_role').innerJoin('account', (join) => join.onRef('account.district', '=', 'account_role.district').onRef('account.id', '=', 'account_role.account'))
    .select('account_role.role').where('account.district', '=', district).where('account.person', '=', person).where('account.id', '!=', butAccount).where('account.active', '=', true).execute()
  return rows.map((row) => row.role)
}
/** How many may still sign in as this kind of administrator. */
export async function holdersOfRole(tx: Q, district: string, role: string, butAccount: string): Promise<number> {
  const rows = await tx.selectFrom('account_role').innerJoin('account', (join) => join.onRef('account.district', '=', 'account_role.district').onRef('account.id', '=', 'account_role.account'))
    .select('account.id').where('account.district', '=', district).where('account_role.role', '=', role).where('account.id', '!=', butAccount).where('account.active', '=', true).execute()
  return rows.length
}
/** Makes the roles equal to these. Whoever is signed in with the old ones is out: rights begin with a new session. */
export async function setRoles(tx: Tx, district: string, all: readonly { account: string; roles: readonly string[] }[]): Promise<void> {
  for (let n = 0; n < all.length; n += 500) {
    const some = all.slice(n, n + 500), accounts = some.map((one) => one.account), rows = some.flatMap(({ account, roles }) => roles.map((role) => ({ district, account, role })))
    await tx.deleteFrom('account_role').where('district', '=', district).where('account', 'in', accounts).execute()
    if (rows.length > 0) await tx.insertInto('account_role').values(rows).execute()
    await tx.deleteFrom('session').where('district', '=', district).where('account', 'in', accounts).execute()
  }
}

/** People gone before a day: their last day is over, or every account of theirs was locked; when an account was locked stands in the log. */
export async function personsGoneBefore(db: Q, district: string, before: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select p.id from person p where p.district = ${district} and p.erased_at is null and (p.name is not null or p.phone is not null)
      and not exists (select 1 from account a where a.district = p.district and a.person = p.id and a.active)
      and (p.valid_to < ${dayIn(before)} or p.valid_to is null and exists (select 1 from account a where a.district = p.district and a.person = p.id))
      and not exists (select 1 from account a where a.district = p.district and a.person = p.id and (
        not exists (select 1 from log l where l.district = a.district and l.stream = 'account' and l.id = a.id and l.type in ('locked', 'ended'))
        or exists (select 1 from log l where l.district = a.district and l.stream = 'account' and l.id = a.id and l.type in ('locked', 'unlocked', 'ended') and l.at >= ${before})))
    order by p.id limit ${limit}`.execute(db)
  return rows.map((row) => row.id)
}
/** Name and phone, and everything by which the person could come in again; whoever comes back is invited anew. */
export async function erasePerson(tx: Tx, district: string, id: string, now: Date): Promise<number> {
  const gone = await tx.updateTable('person').set({ name: null, phone: null, erased_at: now }).where('district', '=', district).where('id', '=', id).where('erased_at', 'is', null).returning('id').executeTakeFirst()
  if (!gone) return 0
  let pieces = 1
  const accounts = (await tx.selectFrom('account').select('id').where('district', '=', district).where('person', '=', id).execute()).map((row) => row.id)
  if (accounts.length === 0) return pieces
  for (const table of ['invitation', 'sso_link', 'second_factor', 'recovery_code', 'password_before', 'credential', 'inbox'] as const) {
    const { numDeletedRows } = await tx.deleteFrom(table).where('district', '=', district).where('account', 'in', accounts).executeTakeFirst()
    pieces += Number(numDeletedRows)
  }
  return pieces
}
export async function numbersOfErased(db: Q, district: string, before: Date, limit: number): Promise<string[]> {
  const rows = await db.selectFrom('person').select('id').where('district', '=', district).where('erased_at', '<', before).where((eb) => eb.or([eb('code', 'is not', null), eb('unit', 'is not', null)])).orderBy('id').limit(limit).execute()
  return rows.map((row) => row.id)
}
/** Days go too; without them and the number nothing is left of the person but an id. */
export async function eraseNumber(tx: Tx, district: string, id: string): Promise<number> {
  const gone = await tx.updateTable('person').set({ code: null, unit: null, valid_from: null, valid_to: null }).where('district', '=', district).where('id', '=', id).where('erased_at', 'is not', null).returning('id').executeTakeFirst()
  return gone ? 1 : 0
}
