// When no administrator can sign in any more: whoever may open a shell on the server lets one of them in again, on the record.
import { isAdmin } from '#core/admin.ts'
import { problem } from '#core/problem.ts'
import type { House } from '#kernel/house.ts'
import { dropFactor } from '#kernel/factor.ts'
import { record } from '#kernel/log.ts'
import { hashPassword, REMEMBERED } from '#kernel/password.ts'
import { endSessions } from '#kernel/sessions.ts'
import { codeTries, forgetTries, passwordTries } from '#kernel/tries.ts'
import { newCode } from './person/accounts.ts'
import { demoPassword } from './people.ts'
import { holder } from './rights.ts'
import { accountIdOf, districtOf, replaceCredential, switchPassword } from './store.ts'

export const noAdmin = problem<{ login: string }>('rescue.no-admin', 404, ({ login }) => ({
  zh: `${login} 不是在用的管理员账号。别的账号请管理员在账号页处理。`, en: `${login} is no active administrator's account. Other accounts are helped by an administrator on the accounts page.`,
}))

/**
 * A temporary password for an administrator; the second factor, locks and sessions of the account go. Gives no right the account did not hold:
 * roles stay a matter of two. The log says so as an act of the system, for nobody signed in to do it.
 */
export async function rescue({ db, clock }: Pick<House, 'db' | 'clock'>, district: string, login: string): Promise<string> {
  const account = await accountIdOf(db, district, login)
  if (!account) throw noAdmin({ login })
  if ((await districtOf(db, district))?.demo) throw demoPassword({})
  const password = newCode(), passwordHash = await hashPassword(password)
  await db.transaction().execute(async (tx) => {
    const who = await holder(tx, district, account), now = clock.now()
    if (!who.active || !isAdmin(who.roles)) throw noAdmin({ login })
    await replaceCredential(tx, district, account, passwordHash, now, { mustChange: true, remember: REMEMBERED })
    await switchPassword(tx, district, account, false)
    const factor = await dropFactor(tx, district, account)
    await forgetTries(tx, district, [who.login, codeTries(account), passwordTries(account)])
    const ended = await endSessions(tx, district, account, { butToken: undefined })
    await record(tx, { district, stream: 'account', id: account }, [{ type: 'rescued', factor, sessions: ended.length } as { type: string }], { actor: null, at: now })
  })
  return password
}
