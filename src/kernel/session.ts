// Sign-in, sessions and bearer tokens; growing lock-out; who the bearer is and how far they reach.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { problem } from '#core/problem.ts'
import type { Actor, Reach } from './actor.ts'
import { nameId, record } from './log.ts'
import { newId, newSecret } from './clock.ts'
import type { Db, Tx } from './db.ts'
import { hashPassword, verifyPassword } from './password.ts'

export const signInRefused = problem('sign-in.refused', 401, () => ({
  zh: '账号或密码不对。', en: 'The account or the password is not right.',
}))
export const signInLocked = problem<{ seconds: number }>('sign-in.locked', 429, ({ seconds }) => ({
  zh: `试错次数太多，请在 ${seconds} 秒后再试，或找本单位联络员。`, en: `Too many failed tries. Wait ${seconds} seconds, or ask your unit's liaison.`,
}))
export const notSignedIn = problem('not-signed-in', 401, () => ({
  zh: '请先登录。', en: 'Sign in first.',
}))

const IDLE_MS = 8 * 3_600_000
const ABSOLUTE_MS = 24 * 3_600_000
const BEARER_DAYS = 90
/** Free tries before the lock grows: 5 failures, then 2, 4, 8 … seconds, at most 15 minutes. */
const FREE_FAILURES = 5
const LOCK_MAX_S = 900

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')
// An unknown account costs the same time as a known one.
let decoy: Promise<string> | undefined

export async function signIn(db: Db, district: string, login: string, password: string, now: Date): Promise<{ token: string; account: string }> {
  // Counted before the password is looked at: a hundred guesses at once get no more looks than a hundred in a row.
  const counted = await sql`
    insert into sign_in_attempt (district, login, failures, last_at) values (${district}, ${login}, 1, ${now})
    on conflict (district, login) do update set
      failures = case when sign_in_attempt.last_at < ${now}::timestamptz - interval '1 day' then 1 else sign_in_attempt.failures + 1 end,
      last_at = excluded.last_at,
      locked_until = case when sign_in_attempt.last_at >= ${now}::timestamptz - interval '1 day' and sign_in_attempt.failures + 1 >= ${FREE_FAILURES}::int
        then ${now}::timestamptz + make_interval(secs => least(${LOCK_MAX_S}::int, power(2, least(sign_in_attempt.failures + 2 - ${FREE_FAILURES}::int, 20)))) end
    where sign_in_attempt.locked_until is null or sign_in_attempt.locked_until <= ${now}
    returning failures`.execute(db)
  if (counted.rows.length === 0) {
    const attempt = await db.selectFrom('sign_in_attempt').select('locked_until').where('district', '=', district).where('login', '=', login).executeTakeFirst()
    throw signInLocked({ seconds: Math.max(1, Math.ceil(((attempt?.locked_until?.getTime() ?? 0) - now.getTime()) / 1000)) })
  }
  const found = await db.selectFrom('account').innerJoin('credential', (join) => join.onRef('credential.district', '=', 'account.district').onRef('credential.account', '=', 'account.id'))
    .select(['account.id', 'credential.password_hash']).where('account.district', '=', district).where('account.login', '=', login).where('account.active', '=', true).executeTakeFirst()
  decoy ??= hashPassword('nobody has this password')
  const right = await verifyPassword(password, found?.password_hash ?? await decoy)
  if (!found || !right) {
    // Tries on an account that exists stand in the audit; made-up names would only fill it.
    if (found) await db.transaction().execute((tx) => record(tx, { district, stream: 'session', id: newId(now.getTime()) }, [{ type: 'sign-in-refused', account: found.id } as { type: string }], { actor: null, at: now }))
    throw signInRefused({})
  }
  const token = newSecret()
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('sign_in_attempt').where('district', '=', district).where('login', '=', login).execute()
    await storeSession(tx, district, found.id, token, 'session', now, ABSOLUTE_MS)
    await record(tx, { district, stream: 'session', id: nameId('session', hashOf(token)) }, [{ type: 'signed-in' }], { actor: found.id, at: now })
  })
  return { token: `${district}.${token}`, account: found.id }
}

async function storeSession(db: Db | Tx, district: string, account: string, token: string, kind: 'session' | 'bearer', now: Date, lifeMs: number): Promise<void> {
  await db.insertInto('session').values({ district, token_hash: hashOf(token), account, kind, created_at: now, seen_at: now, expires_at: new Date(now.getTime() + lifeMs) }).execute()
}

/** A token for scripts, valid 90 days; printed once, only its hash is kept. */
export async function newBearer(db: Db, district: string, login: string, now: Date): Promise<string | undefined> {
  const account = await db.selectFrom('account').select('id').where('district', '=', district).where('login', '=', login).where('active', '=', true).executeTakeFirst()
  if (!account) return undefined
  const token = newSecret()
  await db.transaction().execute(async (tx) => {
    await storeSession(tx, district, account.id, token, 'bearer', now, BEARER_DAYS * 86_400_000)
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

function split(full: string): [string | undefined, string | undefined] {
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
    .where('expires_at', '>', now).where((eb) => eb.or([eb('kind', '=', 'bearer'), eb('seen_at', '>', new Date(now.getTime() - IDLE_MS))])).returning('account').executeTakeFirst()
  return session && await actorOf(db, district, session.account)
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
