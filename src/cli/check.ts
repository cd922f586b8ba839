// `dianfan check packs`: what can be proven of the packs in the tree.
import { join } from 'node:path'
import { loadPacks, sayFaults } from '../pack/load.ts'
import { packSchema } from '../pack/schema.ts'
import { readArgs } from './args.ts'
import { Misuse } from './help.ts'

const packsFolder = join(import.meta.dirname, '..', '..', 'packs')

export async function check(args: string[]): Promise<number> {
  const { words: [what, ...more], flags } = readArgs('check', args, { schema: 'boolean' })
  if (more.length > 0 || what !== 'packs') throw new Misuse('要写 check packs · say check packs', 'check')
  if (flags.schema) { console.log(JSON.stringify(packSchema(), null, 2)); return 0 }
  return await checkPacks()
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
