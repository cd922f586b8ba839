// `dianfan token`: a bearer token for scripts.
import type { Config } from '#kernel/config.ts'
import { openHouse } from '#kernel/open.ts'
import { newBearer } from '#kernel/session.ts'
import { readArgs } from './args.ts'
import { Misuse } from './help.ts'
import { districtFor, noAccount } from './who.ts'

export async function token(args: string[], config: Config): Promise<number> {
  const { flags } = readArgs('token', args, { account: 'string', district: 'string', purpose: 'string', days: 'string' })
  if (!flags.account) throw new Misuse('--account 要写明账号 · --account is needed', 'token')
  const days = flags.days === undefined ? undefined : Number(flags.days)
  if (days !== undefined && (!Number.isInteger(days) || days < 1 || days > 365)) throw new Misuse('--days 要是 1–365 的整数 · --days must be a whole number from 1 to 365', 'token')
  const house = await openHouse(config, 'tool')
  try {
    const made = await newBearer(house.db, await districtFor(house.db, flags.district), flags.account, house.clock.now(), { purpose: flags.purpose?.slice(0, 80), days })
    if (!made) throw noAccount({ login: flags.account })
    console.log(made)
    return 0
  } finally {
    await house.close()
  }
}
