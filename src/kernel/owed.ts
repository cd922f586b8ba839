// What a district asks of a sign-in: who needs a second factor, how long a session lasts, and what one still owes.
import { z } from 'zod'
import { isAdmin } from '#core/admin.ts'
import type { Owes } from './actor.ts'
import { json, type Db, type Tx } from './db.ts'

const ADMINS = ['admin-system', 'admin-security', 'admin-audit']

/** District settings under `security`; every one has a default. */
export const Security = z.strictObject({
  /** Roles that must have a second factor. */
  factorFor: z.array(z.string().max(40)).max(40),
  idleMinutes: z.int().min(5).max(7 * 1440),
  adminIdleMinutes: z.int().min(5).max(1440),
  absoluteHours: z.int().min(1).max(90 * 24),
})
export type Security = z.infer<typeof Security>

export async function securityOf(db: Db | Tx, district: string): Promise<Security> {
  const row = await db.selectFrom('district').select(['settings', 'demo']).where('id', '=', district).executeTakeFirstOrThrow()
  const set = Security.partial().safeParse((row.settings as { security?: unknown }).security ?? {}).data
  // A stranger who tries the demo has no authenticator at hand; there it is offered, not asked for.
  return { factorFor: set?.factorFor ?? (row.demo ? [] : ADMINS), idleMinutes: set?.idleMinutes ?? 720, adminIdleMinutes: set?.adminIdleMinutes ?? 30, absoluteHours: set?.absoluteHours ?? 168 }
}
/** Keeps the settings; administrators of a real district never go without a second factor. */
export async function setSecurity(tx: Tx, district: string, security: Security): Promise<void> {
  const row = await tx.selectFrom('district').select('settings').where('id', '=', district).forUpdate().executeTakeFirstOrThrow()
  await tx.updateTable('district').set({ settings: json({ ...(row.settings as object), security }) }).where('id', '=', district).execute()
}

const rolesOf = async (db: Db | Tx, district: string, account: string): Promise<string[]> =>
  (await db.selectFrom('account_role').select('role').where('district', '=', district).where('account', '=', account).execute()).map((row) => row.role)

export async function factorNeeded(db: Db | Tx, district: string, account: string): Promise<boolean> {
  const [{ factorFor }, roles] = [await securityOf(db, district), await rolesOf(db, district, account)]
  return roles.some((role) => factorFor.includes(role))
}

export async function sessionLimits(db: Db | Tx, district: string, account: string): Promise<{ idleMinutes: number; absoluteHours: number }> {
  const [set, roles] = [await securityOf(db, district), await rolesOf(db, district, account)]
  return { idleMinutes: isAdmin(roles) ? Math.min(set.adminIdleMinutes, set.idleMinutes) : set.idleMinutes, absoluteHours: set.absoluteHours }
}

/** The next thing owed: the code of a factor that is there, setting one up where the role needs it, a password of one's own. */
export async function owedBy(db: Db | Tx, district: string, account: string, done: { factorDone: boolean; passwordless?: boolean }): Promise<Owes | undefined> {
  if (!done.factorDone) {
    const factor = await db.selectFrom('second_factor').select('account').where('district', '=', district).where('account', '=', account).where('confirmed_at', 'is not', null).executeTakeFirst()
    if (factor) return 'code'
    if (await factorNeeded(db, district, account)) return 'enrol'
  }
  const credential = await db.selectFrom('credential').select('must_change').where('district', '=', district).where('account', '=', account).executeTakeFirst()
  return credential?.must_change && !done.passwordless ? 'password' : undefined
}
