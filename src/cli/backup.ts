// `dianfan backup` and `dianfan restore`: everything as of one moment into a folder, and back into an empty installation.
import type { Config } from '#kernel/config.ts'
import { openDb } from '#kernel/db.ts'
import { openBare, openHouse } from '#kernel/open.ts'
import { backup as makeBackup } from '#kernel/proof/backup.ts'
import { readManifest, restore as bringBack } from '#kernel/proof/restore.ts'
import { sayWrong, verifyLog } from '#kernel/proof/verify.ts'
import { keyFrom, openVault } from '#kernel/proof/vault.ts'
import { readArgs } from './args.ts'
import { Misuse } from './help.ts'
import { progress } from './progress.ts'

const oneFolder = (command: string, [folder, ...more]: string[]): string => {
  if (folder === undefined || more.length > 0) throw new Misuse('要写明一个文件夹 · name one folder', command)
  return folder
}

export async function backup(args: string[], config: Config): Promise<number> {
  const { words, flags } = readArgs('backup', args, { key: 'string' })
  const folder = oneFolder('backup', words)
  const vault = await openVault(folder, await keyFrom(flags.key, true), true)
  const house = await openHouse(config, 'tool')
  try {
    const show = progress()
    const { name, manifest, newFiles } = await makeBackup({ url: house.databaseUrl, files: house.files, secret: config }, vault, house.clock.now(), (_what, done) => show.at(done))
    show.end()
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
    console.log(`备份 ${name}：${manifest.tables.length} 张表 ${rows} 行，${manifest.files.count} 个文件（新增 ${newFiles} 个）· backup ${name}: ${manifest.tables.length} tables, ${rows} rows, ${manifest.files.count} files (${newFiles} new)`)
    for (const root of manifest.roots) console.log(`总印 root ${manifest.districts.find((district) => district.id === root.district)?.code ?? root.district}: ${root.n}:${root.hash}`)
    if (manifest.secret?.key === 'apart') {
      console.log(config.secretKey === undefined
        ? '这份备份没有加密，所以不含 secret.key：请另外收好它，没有它两步验证都要重设；用 --key 加密的备份会带上它 · this backup is not encrypted, so secret.key is not in it: keep it elsewhere, without it all second factors must be reset; a backup made with --key includes it'
        : 'DIANFAN_SECRET_KEY 不在备份里：请另外收好它 · DIANFAN_SECRET_KEY is not in the backup: keep it elsewhere')
    }
    for (const sha256 of manifest.files.missing) console.error(`文件 ${sha256} 不见了或变了，没有备上 · file ${sha256} is gone or changed and is not in the backup`)
    return manifest.files.missing.length === 0 ? 0 : 1
  } finally {
    await house.close()
  }
}

export async function restore(args: string[], config: Config): Promise<number> {
  const { words, flags } = readArgs('restore', args, { at: 'string', key: 'string', list: 'boolean' })
  const vault = await openVault(oneFolder('restore', words), await keyFrom(flags.key, false), false)
  if (flags.list) {
    for (const name of await vault.snapshots()) {
      const { manifest } = await readManifest(vault, name)
      console.log(`${name}  ${manifest.districts.map((district) => district.code).join(', ') || '-'}  ${manifest.tables.reduce((sum, table) => sum + table.rows, 0)} 行 rows, ${manifest.files.count} 个文件 files`)
    }
    return 0
  }
  const bare = await openBare(config)
  try {
    const show = progress()
    const { name, manifest, sealed } = await bringBack({ url: bare.url, files: bare.files, secret: config }, vault, flags.at, (_what, done) => show.at(done))
    show.end()
    const db = openDb(bare.url, { connections: 2 })
    let broken = 0
    try {
      for (const district of manifest.districts) {
        const witness = manifest.roots.filter((root) => root.district === district.id)
        for (const wrong of (await verifyLog(db, district.id, { witness })).broken) { broken++; const said = sayWrong(wrong); console.error(`${said.zh} · ${said.en}`) }
      }
    } finally { await db.destroy() }
    console.log(`已恢复 ${name}：${manifest.tables.length} 张表逐行相等，${manifest.files.count - manifest.files.missing.length} 个文件逐字节相等，日志${broken === 0 ? '链完整' : `有 ${broken} 处不符`} · restored ${name}: ${manifest.tables.length} tables equal row by row, ${manifest.files.count - manifest.files.missing.length} files byte by byte, the log is ${broken === 0 ? 'whole' : `wrong in ${broken} places`}`)
    if (sealed === 'brought') console.log('secret.key 已放回数据文件夹，两步验证照旧可用 · secret.key is back in the data folder; second factors work as before')
    if (sealed === 'other-key') console.error('两步验证和密封的密钥打不开：请放回当初的 DIANFAN_SECRET_KEY 或 secret.key，否则要由两名管理员重设 · second factors and other sealed secrets will not open: bring back the DIANFAN_SECRET_KEY or secret.key of that time, or two administrators must reset them')
    return broken === 0 ? 0 : 1
  } finally {
    await bare.close()
  }
}
