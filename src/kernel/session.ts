// Sign-in, sessions and bearer tokens; who the bearer is and how far they reach.
import { sql, type Insertable } from 'kysely'
import { problem } from '#core/problem.ts'
import type { Actor, Owes, Reach } from './actor.ts'
import { nameId, record } from './log.ts'
import { newId, newSecret } from './clock.ts'
import type { Db, Tx } from './db.ts'
import { hashOf } from './hash.ts'
import { owedBy, sessionLimits } from './owed.ts'
import { hashPassword, verifyPassword } from './password.ts'
import type { DB } from './tables.ts'
import { countTry, forgetTries } from './tries.ts'

export const signInRefused = problem('sign-in.refused', 401, () => ({
  zh: '账号或密码不对。', en: 'The account or the password is not right.',
}))
export const notSignedIn = problem('not-signed-in', 401, () => ({
  zh: '请先登录。', en: 'Sign in first.',
}))

const BEARER_DAYS = 90

// An unknown account costs the same time as a known one.
let decoy: Promise<string> | undefined

/** Where a session is opened from: a class of device and a coarse address, for its owner to recognise. */
export interface From { device: string; address: string }
export interface Entered { token: string; account: string; owes: Owes | undefined }

export async function signIn(db: Db, district: string, login: string, password: string, now: Date, from: From = { device: '', address: '' }): Promise<Entered> {
  await countTry(db, district, login, now)
  const found = await db.selectFrom('account').innerJoin('credential', (join) => join.onRef('credential.district', '=', 'account.district').onRef('credential.account', '=', 'account.id'))
    .select(['account.id', 'credential.password_hash']).where('account.district', '=', district).where('account.login', '=', login).where('account.active', '=', true).where('credential.password_off', '=', false).executeTakeFirst()
  decoy ??= hashPassword('nobody has this password')
  const right = await verifyPassword(password, found?.password_hash ?? await decoy)
  if (!found || !right) {
    // Tries on an account that exists stand in the audit; made-up names would only fill it.
    if (found) await db.transaction().execute((tx) => record(tx, { district, stream: 'session', id: newId(now.getTime()) }, [{ type: 'sign-in-refused', account: found.id } as { type: string }], { actor: null, at: now }))
    throw signInRefused({})
  }
  return await enter(db, district, found.id, now, from, { forget: login })
}

/** Opens a session for an account that has proved who it is; says what it still owes. `factorDone`: a provider has asked for a second factor already. */
export async function enter(db: Db, district: string, account: string, now: Date, from: From, how: { forget?: string; factorDone?: boolean; sso?: string } = {}): Promise<Entered> {
  const token = newSecret()
  return await db.transaction().execute(async (tx) => {
    if (how.forget !== undefined) await forgetTries(tx, district, [how.forget])
    const owes = await owedBy(tx, district, account, { factorDone: how.factorDone === true, passwordless: how.sso !== undefined })
    const limits = await sessionLimits(tx, district, account)
    await storeSession(tx, district, account, token, 'session', now, limits.absoluteHours * 3_600_000, { ...from, owes: owes ?? null, idle_minutes: limits.idleMinutes, sso: how.sso ?? null })
    await record(tx, { district, stream: 'session', id: nameId('session', hashOf(token)) }, [{ type: how.sso === undefined ? 'signed-in' : 'signed-in-by-sso' }], { actor: account, at: now })
    return { token: `${district}.${token}`, account, owes }
  })
}

/** A new secret for the same session, as it now stands: after each step of signing in and after a change of password nobody goes on with the old one. */
export async function renew(tx: Tx, full: string, owes: Owes | undefined, now: Date): Promise<string> {
  const [district, token] = split(full)
  const fresh = newSecret()
  const before = await tx.deleteFrom('session').where('district', '=', district!).where('token_hash', '=', hashOf(token!)).returningAll().executeTakeFirst()
  if (!before) throw notSignedIn({})
  await tx.insertInto('session').values({ ...before, token_hash: hashOf(fresh), owes: owes ?? null, seen_at: now }).execute()
  await record(tx, { district: district!, stream: 'session', id: nameId('session', hashOf(fresh)) }, [{ type: 'renewed', before: nameId('session', before.token_hash) } as { type: string }], { actor: before.account, at: now })
  return `${district}.${fresh}`
}

async function storeSession(db: Db | Tx, district: string, account: string, token: string, kind: 'session' | 'bearer', now: Date, lifeMs: number, more: Partial<Insertable<DB['session']>> = {}): Promise<void> {
  await db.insertInto('session').values({ district, token_hash: hashOf(token), account, kind, created_at: now, seen_at: now, expires_at: new Date(now.getTime() + lifeMs), ...more }).execute()
}

/** A token for scripts, valid 90 days unless said otherwise; printed once, only its hash is kept. */
export async function newBearer(db: Db, district: string, login: string, now: Date, about: { purpose?: string | undefined; days?: number | undefined } = {}): Promise<string | undefined> {
  const account = await db.selectFrom('account').select('id').where('district', '=', district).where('login', '=', login).where('active', '=', true).executeTakeFirst()
  if (!account) return undefined
  const token = newSecret()
  await db.transaction().execute(async (tx) => {
    await storeSession(tx, district, account.id, token, 'bearer', now, (about.days ?? BEARER_DAYS) * 86_400_000, { purpose: about.purpose ?? null })
    await record(tx, { district, stream: 'session', id: nameId('session', hashOf(token)) }, [{ type: 'token-made', account: account.id } as { type: string }], { actor: null, at: now })
  })
  return `${district}.${token}`
}

export async function signOut(db: Db, full: string, account: string, now: Date): Promise<void> {
  const [district, token] = split(full)
  if (!district || !token) return
  await db.transaction().execute(async (tx) => {
    const ended = await tx.deleteFrom('session').where('district', '=', district).where('token_hash', '=', hashOf(token)).returning('account').executeTakeFirst()
    if (ended) await record(tx, { district, stream: 'session', id: nameId('session', hashOf(token)) }, [{ type: 'signed-out' }], { actor: account, at: now })
  })
}

/** After a change of password only the session it was made in goes on. */
export async function endOtherSessions(db: Db, district: string, account: string, full: string): Promise<void> {
  const [, token] = split(full)
  await db.deleteFrom('session').where('district', '=', district).where('account', '=', account).where('token_hash', '!=', token ? hashOf(token) : '').execute()
}

export function split(full: string): [string | undefined, string | undefined] {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/.exec(full)
  return match ? [match[1], match[2]] : [undefined, undefined]
}

/** Sessions are looked up in the database at most every five seconds, so an ended one stops working within that time. */
export function sessionReader(db: Db) {
  const cache = new Map<string, { until: number; actor: Actor | undefined }>()
  const CACHE_MS = 5_000
  const read = async (full: string, now: Date): Promise<Actor | undefined> => {
    const [district, token] = split(full)
    if (!district || !token) return undefined
    const key = `${district}.${hashOf(token)}`
    const hit = cache.get(key)
    if (hit && hit.until > now.getTime()) return hit.actor
    if (cache.size > 10_000) cache.clear()
    const actor = await load(db, district, hashOf(token), now)
    cache.set(key, { until: now.getTime() + CACHE_MS, actor })
    return actor
  }
  return { read, forget: () => cache.clear() }
}

async function load(db: Db, district: string, tokenHash: string, now: Date): Promise<Actor | undefined> {
  const session = await db.updateTable('session').set({ seen_at: now }).where('district', '=', district).where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now).where((eb) => eb.or([eb('kind', '=', 'bearer'), sql<boolean>`seen_at > ${now}::timestamptz - make_interval(mins => idle_minutes)`])).returning(['account', 'owes']).executeTakeFirst()
  const actor = session && await actorOf(db, district, session.account)
  return actor && session.owes !== null ? { ...actor, owes: session.owes as Owes } : actor
}

/** Whether a token is still good, without counting as a use of it: an open page must not keep a session alive by itself. */
export async function tokenLives(db: Db, full: string, now: Date): Promise<boolean> {
  const [district, token] = split(full)
  if (!district || !token) return false
  return (await db.selectFrom('session').select('account').where('district', '=', district).where('token_hash', '=', hashOf(token)).where('expires_at', '>', now).executeTakeFirst()) !== undefined
}

/** The actor of an account: roles, units and areas (with everything below) each permission reaches. */
export async function actorOf(db: Db | Tx, district: string, account: string): Promise<Actor | undefined> {
  const row = await db.selectFrom('account').select(['id', 'title_zh', 'title_en', 'unit', 'area']).where('district', '=', district).where('id', '=', account).where('active', '=', true).executeTakeFirst()
  if (!row) return undefined
  const grants = await db.selectFrom('account_role').innerJoin('role_permission', (join) => join.onRef('role_permission.district', '=', 'account_role.district').onRef('role_permission.role', '=', 'account_role.role'))
    .select(['account_role.role', 'role_permission.permission', 'role_permission.scope']).where('account_role.district', '=', district).where('account_role.account', '=', account).execute()
  const below = row.area === null ? [] : (await sql<{ id: string }>`
    with recursive down as (
      select id from area where district = ${district} and id = ${row.area}
      union all select a.id from area a join down on a.parent = down.id where a.district = ${district})
    select id from down`.execute(db)).rows.map((r) => r.id)
  const may = new Map<string, Reach>()
  for (const grant of grants) {
    const had = may.get(grant.permission) ?? { all: false, units: [], areas: [] }
    may.set(grant.permission, {
      all: had.all || grant.scope === 'all',
      units: grant.scope === 'unit' && row.unit ? [row.unit] : had.units,
      areas: grant.scope === 'area' ? below : had.areas,
    })
  }
  return { district, account: row.id, title: { zh: row.title_zh, en: row.title_en }, unit: row.unit, area: row.area, roles: [...new Set(grants.map((g) => g.role))], may }
}
