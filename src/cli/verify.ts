// `dianfan verify`: is the log still what was written, and is every file still what it was?
import type { Config } from '#kernel/config.ts'
import { verifyFiles } from '#kernel/files.ts'
import { openHouse, type Opened } from '#kernel/open.ts'
import { readRoot, sayRoot } from '#kernel/proof/root.ts'
import { lastRoot, readWitness } from '#kernel/proof/roots.ts'
import { sayWrong, verifyLog } from '#kernel/proof/verify.ts'
import { readArgs } from './args.ts'
import { Misuse } from './help.ts'
import { progress } from './progress.ts'
import { districtFor } from './who.ts'

export async function verify(args: string[], config: Config): Promise<number> {
  const { words, flags } = readArgs('verify', args, { district: 'string', root: 'string', 'no-files': 'boolean' })
  if (words.length > 0) throw new Misuse(`不认识 ${words[0]} · unknown word ${words[0]}`, 'verify')
  const given = flags.root === undefined ? undefined : readRoot(flags.root)
  if (flags.root !== undefined && !given) throw new Misuse('--root 要像 12:sha256:… · --root must look like 12:sha256:…', 'verify')
  const house = await openHouse(config, 'tool')
  try {
    const district = await districtFor(house.db, flags.district)
    const log = await checkLog(house, district, given)
    const files = flags['no-files'] ? true : await checkFiles(house, district)
    return log && files ? 0 : 1
  } finally {
    await house.close()
  }
}

async function checkLog(house: Opened, district: string, given: { n: number; hash: string } | undefined): Promise<boolean> {
  const witness = [...await readWitness(house.config.data, district), ...(given ? [given] : [])]
  const show = progress()
  const { streams, rows, roots, open, broken } = await house.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
    .execute((tx) => verifyLog(tx, district, { witness, onRow: show.at }))
  show.end()
  for (const wrong of broken) { const said = sayWrong(wrong); console.error(`${said.zh} · ${said.en}`) }
  const last = await lastRoot(house.db, district)
  console.log(`${streams} 条记录流、${rows} 条日志、${roots} 个总印（其后 ${open} 条还没有盖印），${broken.length === 0 ? '链完整' : `${broken.length} 处有误`} · ${streams} streams, ${rows} rows, ${roots} roots (${open} rows not yet under one), ${broken.length === 0 ? 'all whole' : `${broken.length} places are wrong`}`)
  if (last) console.log(`当前总印 root: ${sayRoot(last)}`)
  return broken.length === 0
}

async function checkFiles(house: Opened, district: string): Promise<boolean> {
  const { files, faults } = await verifyFiles(house.db, house.files, district)
  for (const { sha256, fault } of faults) console.error(fault === 'damaged' ? `文件 ${sha256} 内容变了 · file ${sha256} has changed` : `文件 ${sha256} 不见了 · file ${sha256} is gone`)
  console.log(`${files} 个文件，${faults.length === 0 ? '都在且没变' : `${faults.length} 个有误`} · ${files} files, ${faults.length === 0 ? 'all there and unchanged' : `${faults.length} are wrong`}`)
  return faults.length === 0
}
