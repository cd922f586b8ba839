// `dianfan check packs|log`: what can be proven of the packs in the tree and of the log in the database.
import { join } from 'node:path'
import type { Config } from '#kernel/config.ts'
import { verifyLog } from '#kernel/log.ts'
import { openHouse } from '#kernel/open.ts'
import { loadPacks, sayFaults } from '../pack/load.ts'
import { packSchema } from '../pack/schema.ts'
import { readArgs } from './args.ts'
import { Misuse } from './help.ts'
import { districtFor } from './who.ts'

const packsFolder = join(import.meta.dirname, '..', '..', 'packs')

export async function check(args: string[], config: Config): Promise<number> {
  const { words: [what, ...more], flags } = readArgs('check', args, { district: 'string', schema: 'boolean' })
  if (more.length > 0 || (what !== 'packs' && what !== 'log')) throw new Misuse('要写 check packs 或 check log · say check packs or check log', 'check')
  if (flags.schema) { console.log(JSON.stringify(packSchema(), null, 2)); return 0 }
  return what === 'packs' ? await checkPacks() : await checkLog(config, flags.district)
}

async function checkPacks(): Promise<number> {
  const { packs, faults, notes } = await loadPacks(packsFolder)
  if (faults.length > 0) {
    console.error(sayFaults(faults, 'zh'))
    console.error(sayFaults(faults, 'en'))
    return 1
  }
  if (notes.length > 0) console.log(sayFaults(notes, 'zh') + '\n' + sayFaults(notes, 'en'))
  const conditions = packs.reduce((n, pack) => n + pack.content.categories.reduce((m, category) => m + category.conditions.length, 0), 0)
  console.log(`${packs.length} 个方案，${conditions} 条立案条件，没有错误 · ${packs.length} packs, ${conditions} filing conditions, no mistakes`)
  return 0
}

async function checkLog(config: Config, code: string | undefined): Promise<number> {
  const house = await openHouse(config, 'tool')
  try {
    const { streams, rows, broken } = await verifyLog(house.db, await districtFor(house.db, code), (done) => {
      if (process.stderr.isTTY && done % 200 === 0) process.stderr.write(`\r${done}`)
    })
    for (const row of broken) console.error(`${row.stream} ${row.id} 第${row.version}条起不符 · wrong from version ${row.version}`)
    console.log(`${streams} 条记录流、${rows} 条日志，${broken.length === 0 ? '链完整' : `${broken.length} 条流有误`} · ${streams} streams, ${rows} rows, ${broken.length === 0 ? 'the chain is whole' : `${broken.length} streams are broken`}`)
    return broken.length === 0 ? 0 : 1
  } finally {
    await house.close()
  }
}
