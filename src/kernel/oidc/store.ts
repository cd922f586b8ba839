// Single sign-on in the database: ways to the provider that are still open, and which subject is which account.
import type { Config } from '../config.ts'
import type { Db, Tx } from '../db.ts'
import { hashOf } from '../hash.ts'
import { seal, unseal } from '../secret.ts'
import { split } from '../session.ts'

const WAY_MS = 10 * 60_000

export async function keepWay(db: Db, config: Config, district: string, way: { secret: string; browser: string; verifier: string; nonce: string; to: string }, now: Date): Promise<void> {
  await db.insertInto('sso_attempt').values({ district, state_hash: hashOf(way.secret), browser_hash: hashOf(way.browser), verifier: seal(config, `${district}/sso`, way.verifier), nonce: way.nonce, back_to: way.to, at: now }).execute()
}
/** Takes the way back, once: only in the browser it began in, and only within ten minutes. */
export async function takeWay(db: Db, config: Config, district: string, secret: string, browser: string, now: Date): Promise<{ verifier: string; nonce: string; to: string } | undefined> {
  const row = await db.deleteFrom('sso_attempt').where('district', '=', district).where('state_hash', '=', hashOf(secret)).returningAll().executeTakeFirst()
  if (!row || row.browser_hash !== hashOf(browser) || row.at.getTime() < now.getTime() - WAY_MS) return undefined
  return { verifier: unseal(config, `${district}/sso`, row.verifier), nonce: row.nonce, to: row.back_to }
}
export const sweepWays = (db: Db, district: string, now: Date) => db.deleteFrom('sso_attempt').where('district', '=', district).where('at', '<', new Date(now.getTime() - WAY_MS)).execute()

export const linkedAccount = async (db: Db | Tx, district: string, issuer: string, subject: string): Promise<{ account: string; active: boolean } | undefined> =>
  await db.selectFrom('sso_link').innerJoin('account', (join) => join.onRef('account.district', '=', 'sso_link.district').onRef('account.id', '=', 'sso_link.account'))
    .select(['sso_link.account', 'account.active']).where('sso_link.district', '=', district).where('issuer', '=', issuer).where('subject', '=', subject).executeTakeFirst()
export const linkOf = (db: Db | Tx, district: string, account: string) => db.selectFrom('sso_link').select(['issuer', 'subject', 'linked_at']).where('district', '=', district).where('account', '=', account).executeTakeFirst()
export async function link(tx: Tx, district: string, to: { issuer: string; subject: string; account: string; by: string | null }, now: Date): Promise<boolean> {
  const made = await tx.insertInto('sso_link').values({ district, issuer: to.issuer, subject: to.subject, account: to.account, linked_by: to.by, linked_at: now }).onConflict((oc) => oc.doNothing()).returning('account').executeTakeFirst()
  return made !== undefined
}
export const unlink = async (tx: Tx, district: string, account: string): Promise<boolean> =>
  (await tx.deleteFrom('sso_link').where('district', '=', district).where('account', '=', account).returning('account').executeTakeFirst()) !== undefined

/** The provider's token of a session, to be signed out there, too. */
export async function providerToken(db: Db, config: Config, full: string): Promise<string | undefined> {
  const [district, token] = split(full)
  if (!district || !token) return undefined
  const row = await db.selectFrom('session').select('sso').where('district', '=', district).where('token_hash', '=', hashOf(token)).executeTakeFirst()
  return row?.sso ? unseal(config, `${district}/sso`, row.sso) : undefined
}
export const sealToken = (config: Config, district: string, idToken: string): string => seal(config, `${district}/sso`, idToken)
