// `dianfan replay`: do the list rows say what the log says? With --write they are made to.
import type { Config } from '#kernel/config.ts'
import { openHouse } from '#kernel/open.ts'
import { replay as foldAnew } from '#kernel/proof/replay.ts'
import { derived, streams } from '../app.ts'
import { readArgs } from './args.ts'
import { Misuse } from './help.ts'
import { progress } from './progress.ts'
import { districtFor } from './who.ts'

export async function replay(args: string[], config: Config): Promise<number> {
  const { words, flags } = readArgs('replay', args, { district: 'string', write: 'boolean' })
  if (words.length > 0) throw new Misuse(`不认识 ${words[0]} · unknown word ${words[0]}`, 'replay')
  const house = await openHouse(config, 'tool')
  try {
    const show = progress()
    const found = await foldAnew(house.db, await districtFor(house.db, flags.district), streams, { write: flags.write ?? false, derived, onStream: show.at })
    show.end()
    for (const { table, key, columns, only } of found.differences) {
      const where = `${table} ${Object.values(key).join(' ')}`
      console.error(only === 'log' ? `${where} 表里没有这一行 · the table lacks this row` : only === 'table' ? `${where} 日志里没有这一行 · the log knows no such row` : `${where} 不同：${columns.join('、')} · differs in ${columns.join(', ')}`)
    }
    const wrong = found.tables.reduce((sum, table) => sum + table.differences, 0)
    const rows = found.tables.reduce((sum, table) => sum + table.rows, 0)
    console.log(`${found.facts} 条事实重演成 ${found.tables.map((table) => table.name).join('、')} 共 ${rows} 行，${wrong === 0 ? '没有差别' : `${wrong} 行不同${flags.write ? '，已按日志改正' : ''}`} · ${found.facts} facts folded into ${rows} rows, ${wrong === 0 ? 'no difference' : `${wrong} rows differ${flags.write ? ', now as the log says' : ''}`}`)
    return wrong === 0 || flags.write ? 0 : 1
  } finally {
    await house.close()
  }
}
