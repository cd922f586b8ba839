// The first administrators of a new installation: a one-time link, three people, one post each.
import { z } from 'zod'
import { problem } from '#core/problem.ts'
import { hashOf } from '#kernel/hash.ts'
import { record } from '#kernel/log.ts'
import { newId, newSecret } from '#kernel/clock.ts'
import type { Db } from '#kernel/db.ts'
import { checkStrength, hashPassword, weakPassword } from '#kernel/password.ts'
import { tooBusy } from '#kernel/turns.ts'
import { route } from '#kernel/route.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { addAccount, districts } from '../directory/store.ts'
import { loginName } from '../directory/words.ts'
import { foundDistrict } from './found.ts'

/** A fresh one-time code; older unused ones stop working, so only the link printed last opens. */
export async function newSetupCode(db: Db, now: Date): Promise<string> {
  const code = newSecret()
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('setup_code').where('used_at', 'is', null).execute()
    await tx.insertInto('setup_code').values({ code_hash: hashOf(code), created_at: now }).execute()
  })
  return code
}

export const setupRefused = problem('setup.refused', 403, () => ({
  zh: '这个开通链接无效或已经用过。请在服务器上重新启动，取新的链接。', en: 'This set-up link is not valid or was used. Restart the server to get a new one.',
}))
const posts = ['admin-system', 'admin-security', 'admin-audit'] as const
const Setup = z.strictObject({
  code: z.string().max(100),
  district: z.strictObject({ code: z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/), zh: z.string().trim().min(1).max(60), en: z.string().trim().min(1).max(80) }),
  accounts: z.array(z.strictObject({ login: z.string().trim().toLowerCase().regex(loginName), password: z.string().max(256), post: z.enum(posts) })).length(3),
})
const sameLogin = problem('setup.three-people', 422, () => ({ zh: '三名管理员要是三个不同的账号，角色各一。', en: 'The three administrators must be three accounts, one for each role.' }))
export const setup = route({
  method: 'POST', path: '/api/setup', name: 'setup.first-administrators', keyed: false, access: 'anyone', title: { zh: '开通：第一批管理员', en: 'Set up the first administrators' }, input: Setup, creates: true,
  answer: z.object({ district: z.string() }), problems: [setupRefused, weakPassword, tooBusy, sameLogin],
  run: async (asked, house) => {
    const input = parseInput(Setup, asked.input)
    for (const account of input.accounts) checkStrength(account.login, account.password)
    if (new Set(input.accounts.map((a) => a.login)).size < 3 || new Set(input.accounts.map((a) => a.post)).size < 3) throw sameLogin({})
    const hashes = await Promise.all(input.accounts.map((account) => hashPassword(account.password)))
    const now = house.clock.now()
    await house.db.transaction().execute(async (tx) => {
      const used = await tx.updateTable('setup_code').set({ used_at: now }).where('code_hash', '=', hashOf(input.code)).where('used_at', 'is', null).returning('code_hash').executeTakeFirst()
      if (!used || (await districts(tx)).length > 0) throw setupRefused({})
      const district = await foundDistrict(tx, { ...input.district, demo: false }, now)
      for (const [n, account] of input.accounts.entries()) {
        const id = newId(now.getTime())
        const title = { 'admin-system': ['系统管理员', 'System administrator'], 'admin-security': ['安全管理员', 'Security administrator'], 'admin-audit': ['审计管理员', 'Audit administrator'] }[account.post]
        await addAccount(tx, district, { id, person: newId(now.getTime()), login: account.login, zh: title[0]!, en: title[1]!, unit: null, area: null, roles: [account.post], passwordHash: hashes[n]! }, now)
        await record(tx, { district, stream: 'account', id }, [{ type: 'created', roles: [account.post] } as { type: string }], { actor: null, at: now })
      }
    })
    return { status: 201, json: { district: input.district.code } }
  },
})

