// On whose behalf a command acts: a district and an account with its own permissions.
import { problem } from '#core/problem.ts'
import type { Actor } from '#kernel/actor.ts'
import type { Db } from '#kernel/db.ts'
import { actorOf } from '#kernel/session.ts'
import { accountIdOf, districts } from '../directory/store.ts'

const noDistrict = problem('cli.no-district', 404, () => ({
  zh: '这里还没有区。请先用 npm start 启动一次并完成开通。', en: 'There is no district here yet. Start once with npm start and finish the set-up.',
}))
const whichDistrict = problem<{ codes: string }>('cli.which-district', 422, ({ codes }) => ({
  zh: `这里有几个区（${codes}）。请用 --district 指明是哪一个。`, en: `There are several districts (${codes}). Say which with --district.`,
}))
export const noAccount = problem<{ login: string }>('cli.no-account', 404, ({ login }) => ({
  zh: `没有 ${login} 这个账号，或已停用。请用 --account 指明账号。`, en: `There is no active account ${login}. Name one with --account.`,
}))

export async function districtFor(db: Db, code: string | undefined): Promise<string> {
  const all = await districts(db)
  if (all.length === 0) throw noDistrict({})
  const found = code === undefined ? (all.length === 1 ? all[0] : undefined) : all.find((district) => district.code === code)
  if (!found) throw whichDistrict({ codes: all.map((district) => district.code).join(', ') })
  return found.id
}
export async function actorFor(db: Db, district: string, login: string): Promise<Actor> {
  const id = await accountIdOf(db, district, login)
  const actor = id && await actorOf(db, district, id)
  if (!actor) throw noAccount({ login })
  return actor
}
