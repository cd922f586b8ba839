// The second factor of an account in the database: set up, proved once, asked for, its recovery codes, and taken away.
import { problem } from '#core/problem.ts'
import type { Config } from './config.ts'
import type { Db, Tx } from './db.ts'
import { seal, unseal } from './secret.ts'
import { newFactorSecret, newRecoveryCodes, recoveryHash, stepOf } from './totp.ts'

export const wrongCode = problem('second-factor.wrong', 422, () => ({
  zh: '验证码不对，或已经用过。请等手机上换成下一个再填；手机时间要准。', en: 'The code is not right, or was used already. Wait for the next one on your phone; the phone’s clock must be right.',
}))
export const noFactor = problem('second-factor.none', 409, () => ({
  zh: '这个账号还没有开始绑定动态口令。请先取新的二维码。', en: 'Setting up a second factor has not begun for this account. Ask for a new picture first.',
}))
export const factorThere = problem('second-factor.there', 409, () => ({
  zh: '这个账号已经绑定了动态口令。要换手机，先解除再重新绑定。', en: 'This account has a second factor already. To change the phone, remove it first and set it up again.',
}))

const about = (district: string, account: string) => `${district}/${account}/totp`
const factorOf = (db: Db | Tx, district: string, account: string) => db.selectFrom('second_factor').selectAll().where('district', '=', district).where('account', '=', account)

export async function factorState(db: Db | Tx, district: string, account: string): Promise<{ on: boolean; since: Date | null; recoveryLeft: number }> {
  const [factor, codes] = [await factorOf(db, district, account).executeTakeFirst(),
    await db.selectFrom('recovery_code').select('code_hash').where('district', '=', district).where('account', '=', account).where('used_at', 'is', null).execute()]
  return { on: factor?.confirmed_at != null, since: factor?.confirmed_at ?? null, recoveryLeft: codes.length }
}

/** A new secret, worth nothing until a code of it was shown; beginning again makes the earlier one void. */
export async function beginFactor(tx: Tx, config: Config, district: string, account: string, now: Date): Promise<string> {
  const before = await factorOf(tx, district, account).forUpdate().executeTakeFirst()
  if (before?.confirmed_at) throw factorThere({})
  const secret = newFactorSecret()
  const row = { secret: seal(config, about(district, account), secret), made_at: now, confirmed_at: null, last_step: 0 }
  await tx.insertInto('second_factor').values({ district, account, ...row }).onConflict((oc) => oc.columns(['district', 'account']).doUpdateSet(row)).execute()
  return secret
}

/** Takes a code once: the step must be newer than any taken before, and of two at once one finds it taken. */
async function takeCode(tx: Tx, config: Config, district: string, account: string, code: string, now: Date): Promise<boolean> {
  const factor = await factorOf(tx, district, account).forUpdate().executeTakeFirst()
  if (!factor) throw noFactor({})
  const step = stepOf(unseal(config, about(district, account), factor.secret), code.replace(/\s/g, ''), now)
  if (step === undefined || step <= Number(factor.last_step)) return false
  await tx.updateTable('second_factor').set({ last_step: step }).where('district', '=', district).where('account', '=', account).execute()
  return true
}

/** The first right code makes the factor real; the recovery codes are answered this once. */
export async function confirmFactor(tx: Tx, config: Config, district: string, account: string, code: string, now: Date): Promise<string[]> {
  const before = await factorOf(tx, district, account).executeTakeFirst()
  if (before?.confirmed_at) throw factorThere({})
  if (!(await takeCode(tx, config, district, account, code, now))) throw wrongCode({}, [{ path: 'code', said: wrongCode.example().said }])
  await tx.updateTable('second_factor').set({ confirmed_at: now }).where('district', '=', district).where('account', '=', account).execute()
  return await newRecovery(tx, district, account)
}

export async function newRecovery(tx: Tx, district: string, account: string): Promise<string[]> {
  const codes = newRecoveryCodes()
  await tx.deleteFrom('recovery_code').where('district', '=', district).where('account', '=', account).execute()
  await tx.insertInto('recovery_code').values(codes.map((code) => ({ district, account, code_hash: recoveryHash(account, code) }))).execute()
  return codes
}

/** A code of the authenticator or a recovery code; answers which it was. Each works once. */
export async function proveFactor(tx: Tx, config: Config, district: string, account: string, code: string, now: Date): Promise<'code' | 'recovery'> {
  const factor = await factorOf(tx, district, account).executeTakeFirst()
  if (!factor?.confirmed_at) throw noFactor({})
  if (/^\s*\d{3}\s*\d{3}\s*$/.test(code)) {
    if (await takeCode(tx, config, district, account, code, now)) return 'code'
  } else {
    const used = await tx.updateTable('recovery_code').set({ used_at: now }).where('district', '=', district).where('account', '=', account).where('code_hash', '=', recoveryHash(account, code)).where('used_at', 'is', null).returning('code_hash').executeTakeFirst()
    if (used) return 'recovery'
  }
  throw wrongCode({}, [{ path: 'code', said: wrongCode.example().said }])
}

export async function dropFactor(tx: Tx, district: string, account: string): Promise<boolean> {
  await tx.deleteFrom('recovery_code').where('district', '=', district).where('account', '=', account).execute()
  return (await tx.deleteFrom('second_factor').where('district', '=', district).where('account', '=', account).returning('account').executeTakeFirst()) !== undefined
}
