// `dianfan rescue`: lets an administrator in again who has lost phone and codes, when no other can help.
import type { Config } from '#kernel/config.ts'
import { openHouse } from '#kernel/open.ts'
import { rescue as letIn } from '../directory/rescue.ts'
import { readArgs } from './args.ts'
import { Misuse } from './help.ts'
import { districtFor } from './who.ts'

export async function rescue(args: string[], config: Config): Promise<number> {
  const { words, flags } = readArgs('rescue', args, { account: 'string', district: 'string' })
  if (words.length > 0) throw new Misuse(`不认识 ${words[0]} · unknown word ${words[0]}`, 'rescue')
  if (!flags.account) throw new Misuse('--account 要写明管理员账号 · --account is needed', 'rescue')
  const house = await openHouse(config, 'tool')
  try {
    const password = await letIn(house, await districtFor(house.db, flags.district), flags.account)
    console.error('临时密码如下，只显示这一次；登录后要马上换掉，并重新绑定动态口令。日志里记下了这次解救。\nThe temporary password, shown once; it must be changed after signing in, and a second factor set up again. The log keeps this rescue.')
    console.log(password)
    return 0
  } finally {
    await house.close()
  }
}
