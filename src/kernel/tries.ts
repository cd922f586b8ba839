// Counted tries of a secret: five free, then 2, 4, 8 … seconds up to 15 minutes; for passwords by login, for codes by account.
import { sql } from 'kysely'
import { problem } from '#core/problem.ts'
import type { Db, Tx } from './db.ts'

export const signInLocked = problem<{ seconds: number }>('sign-in.locked', 429, ({ seconds }) => ({
  zh: `试错次数太多，请在 ${seconds} 秒后再试，或找安全管理员解锁。`, en: `Too many failed tries. Wait ${seconds} seconds, or ask the security administrator to unlock it.`,
}))

/** Free tries before the lock grows: 5 failures, then 2, 4, 8 … seconds, at most 15 minutes. */
const FREE_FAILURES = 5
const LOCK_MAX_S = 900

/** Counted before the secret is looked at: a hundred guesses at once get no more looks than a hundred in a row. */
export async function countTry(db: Db | Tx, district: string, key: string, now: Date): Promise<void> {
  const counted = await sql`
    insert into sign_in_attempt (district, login, failures, last_at) values (${district}, ${key}, 1, ${now})
    on conflict (district, login) do update set
      failures = case when sign_in_attempt.last_at < ${now}::timestamptz - interval '1 day' then 1 else sign_in_attempt.failures + 1 end,
      last_at = excluded.last_at,
      locked_until = case when sign_in_attempt.last_at >= ${now}::timestamptz - interval '1 day' and sign_in_attempt.failures + 1 >= ${FREE_FAILURES}::int
        then ${now}::timestamptz + make_interval(secs => least(${LOCK_MAX_S}::int, power(2, least(sign_in_attempt.failures + 2 - ${FREE_FAILURES}::int, 20)))) end
    where sign_in_attempt.locked_until is null or sign_in_attempt.locked_until <= ${now}
    returning failures`.execute(db)
  if (counted.rows.length > 0) return
  const attempt = await db.selectFrom('sign_in_attempt').select('locked_until').where('district', '=', district).where('login', '=', key).executeTakeFirst()
  throw signInLocked({ seconds: Math.max(1, Math.ceil(((attempt?.locked_until?.getTime() ?? 0) - now.getTime()) / 1000)) })
}

/** After a right one, or when the security administrator unlocks, the count begins anew. */
export async function forgetTries(db: Db | Tx, district: string, keys: readonly string[]): Promise<boolean> {
  const gone = await db.deleteFrom('sign_in_attempt').where('district', '=', district).where('login', 'in', [...keys]).returning('login').execute()
  return gone.length > 0
}

/** Logins are lower case, so no typed login ever meets these. */
export const codeTries = (account: string): string => `CODE:${account}`
export const passwordTries = (account: string): string => `PASSWORD:${account}`
