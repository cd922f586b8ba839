// `dianfan import standard|messages|units FILE`: the same imports as over HTTP, with progress and a question at a terminal.
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { problem } from '#core/problem.ts'
import type { Sheet } from '#core/sheet.ts'
import { reachOf, type Actor } from '#kernel/actor.ts'
import type { Config } from '#kernel/config.ts'
import { openHouse, type Opened } from '#kernel/open.ts'
import { readSheetsApart } from '#kernel/sheet-thread.ts'
import { jobs } from '../app.ts'
import { handsOf } from '#kernel/write/hands.ts'
import { importMessages } from '../case/import.ts'
import { book } from '../directory/workbook/columns.ts'
import { importWorkbook } from '../directory/workbook/import.ts'
import { possible } from '../pack/standard/limits.ts'
import { importStandard, type ImportedStandard, type Readings } from '../pack/import.ts'
import { readArgs } from './args.ts'
import { Misuse } from './help.ts'
import { actorFor, districtFor } from './who.ts'

const unreadable = problem<{ file: string; why: string }>('cli.unreadable', 404, ({ file, why }) => ({ zh: `读不了文件 ${file}（${why}）。`, en: `The file ${file} cannot be read (${why}).` }))

const choices = possible
const means: Record<string, string> = {
  work_day: '工作日 work day', natural_day: '自然日 natural day', work_hour: '工作时 work hour', urgent_hour: '紧急工作时，昼夜连续 around the clock', urgent_day: 'n×24小时，昼夜连续 n × 24 h around the clock',
}

export async function importFile(args: string[], config: Config): Promise<number> {
  const { words, flags } = readArgs('import', args, { 'dry-run': 'boolean', pack: 'string', day: 'string', hour: 'string', 'urgent-day': 'string', system: 'string', account: 'string', district: 'string' })
  const [kind, file] = words
  if ((kind !== 'standard' && kind !== 'messages' && kind !== 'units') || !file || words.length > 2) throw new Misuse('要写 import standard FILE、import messages FILE 或 import units FILE · say import standard FILE, import messages FILE or import units FILE', 'import')
  if (flags.pack !== undefined && !/^[a-z0-9][a-z0-9-]{0,40}$/.test(flags.pack)) throw new Misuse('--pack 只能用小写字母、数字和短横线 · --pack takes small letters, digits and hyphens', 'import')
  if (flags.system !== undefined && !/^[\w-]{1,40}$/.test(flags.system)) throw new Misuse('--system 只能用字母、数字、下划线和短横线 · --system takes letters, digits, _ and -', 'import')
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => { throw unreadable({ file, why: error.code ?? 'error' }) })
  const house = await openHouse(config, 'tool')
  try {
    await house.jobs.declare(jobs)
    const actor = await actorFor(house.db, await districtFor(house.db, flags.district), flags.account ?? 'clerk')
    const dryRun = flags['dry-run'] ?? false
    const sheets = await readSheetsApart(bytes, basename(file))
    if (kind === 'units') return await units(house, actor, { sheets, dryRun })
    return kind === 'standard'
      ? await standard(house, actor, { sheets, fileName: basename(file), pack: flags.pack ?? 'local', dryRun }, { 天: flags.day, 小时: flags.hour, 紧急工作日: flags['urgent-day'] })
      : await messages(house, actor, { sheets, system: flags.system ?? 'hotline', dryRun })
  } finally {
    await house.close()
  }
}

async function standard(house: Opened, actor: Actor, file: { sheets: Sheet[]; fileName: string; pack: string; dryRun: boolean }, given: Record<keyof typeof choices, string | undefined>): Promise<number> {
  reachOf(actor, 'pack.import')
  const readings: Record<string, string> = {}
  for (const [word, allowed] of Object.entries(choices)) {
    const value = given[word as keyof typeof choices]
    if (value === undefined) continue
    if (!(allowed as readonly string[]).includes(value)) throw new Misuse(`${word}: ${allowed.join(' | ')}`, 'import')
    readings[word] = value
  }
  const run = async (dryRun: boolean) => await house.db.transaction().execute((tx) =>
    importStandard(tx, { actor, now: house.clock.now(), memory: house.memory }, { ...file, dryRun, readings: readings as Readings }))
  const first = await run(true)
  const open = first.ambiguous.filter((word) => word.isDefault)
  if (open.length > 0 && process.stdin.isTTY && process.stdout.isTTY && !file.dryRun) Object.assign(readings, await ask(open))
  const done = file.dryRun ? first : await run(false)
  tell(done)
  return done.faults.length > 0 ? 1 : 0
}

async function ask(open: ImportedStandard['ambiguous']): Promise<Record<string, string>> {
  const line = createInterface({ input: process.stdin, output: process.stdout })
  const answers: Record<string, string> = {}
  for (const { word, rows } of open) {
    const allowed = choices[word as keyof typeof choices]
    const shown = allowed.map((value, n) => `${n + 1} = ${means[value]}`).join(', ')
    const said = (await line.question(`“${word}”（${rows}行 rows）: ${shown} [1] `)).trim()
    answers[word] = allowed[Number(said) - 1] ?? allowed[0]
  }
  line.close()
  return answers
}

function tell(done: ImportedStandard): void {
  const { counts } = done
  console.log(`${counts.conditions} 条立案条件，${counts.minors} 个小类，${counts.majors} 个大类 · ${counts.conditions} filing conditions, ${counts.minors} minor classes, ${counts.majors} major classes`)
  for (const word of done.ambiguous) console.log(`  “${word.word}” = ${means[word.reading] ?? word.reading}（${word.rows}行 rows${word.isDefault ? '，默认 default' : ''}）`)
  for (const note of done.notes) console.log(`  注意 note  ${note.path}  ${note.said.zh} · ${note.said.en}`)
  for (const fault of done.faults) console.log(`  有误 fault ${fault.path}  ${fault.said.zh} · ${fault.said.en}`)
  if (done.unknownUnits.length > 0) {
    console.log(`${done.unknownUnits.length} 个单位名称还没有对应，先由属地单位兜底 · ${done.unknownUnits.length} unit names match no unit yet; the territory unit is the backstop until a clerk maps them:`)
    for (const unit of done.unknownUnits) console.log(`  ${unit.name}（${unit.rows}）`)
  }
  console.log(done.dry_run ? '试读，没有保存 · dry run, nothing kept' : done.fresh ? `已成为 ${done.pack} 第${done.version}版 · now version ${done.version} of ${done.pack}` : `与 ${done.pack} 第${done.version}版相同，没有新版本 · the same as version ${done.version} of ${done.pack}; no new version`)
}

async function messages(house: Opened, actor: Actor, file: { sheets: Sheet[]; system: string; dryRun: boolean }): Promise<number> {
  reachOf(actor, 'case.import')
  const done = await house.db.transaction().execute((tx) => importMessages(tx, { actor, now: house.clock.now(), memory: house.memory, numbers: handsOf(house.db).numbers }, file, (n, of) => {
    if (process.stderr.isTTY && (n % 20 === 0 || n === of)) process.stderr.write(`\r${n}/${of}${n === of ? '\n' : ''}`)
  }))
  for (const note of done.notes) console.log(`  注意 note  ${note.path}  ${note.said.zh} · ${note.said.en}`)
  for (const fault of done.faults) console.log(`  有误 fault ${fault.path}  ${fault.said.zh} · ${fault.said.en}`)
  console.log(`${done.rows} 行，新登记 ${done.added} 件，已有 ${done.existing} 件${file.dryRun ? '（试读，没有保存）' : ''} · ${done.rows} rows, ${done.added} added, ${done.existing} known already${file.dryRun ? ' (dry run, nothing kept)' : ''}`)
  return done.faults.length > 0 ? 1 : 0
}

async function units(house: Opened, actor: Actor, file: { sheets: Sheet[]; dryRun: boolean }): Promise<number> {
  reachOf(actor, 'directory.edit')
  const run = (dryRun: boolean) => house.db.transaction().execute((tx) => importWorkbook(tx, { actor, now: house.clock.now(), house }, { sheets: file.sheets, dryRun }))
  // Tried first, so that faults come as a list and not as one refusal.
  const trial = await run(true)
  const done = file.dryRun || trial.faults.length > 0 ? trial : await run(false)
  for (const one of done.sheets) console.log(`  ${book[one.sheet].zh} ${book[one.sheet].en}：新增 new ${one.new}，改动 changed ${one.changed}，结束 ended ${one.ended}，不变 unchanged ${one.unchanged}`)
  for (const note of done.notes) console.log(`  注意 note  ${note.path}  ${note.said.zh} · ${note.said.en}`)
  for (const fault of done.faults) console.log(`  有误 fault ${fault.path}  ${fault.said.zh} · ${fault.said.en}`)
  if (done.accounts > 0) console.log(`${done.accounts} 个新账号还没有密码，请系统管理员在账号页发邀请码 · ${done.accounts} new accounts have no password yet; the system administrator invites them from the accounts page`)
  if (done.waiting > 0) console.log(`${done.waiting} 项角色${done.dry_run ? '要' : ''}等安全管理员批准 · ${done.waiting} changes of roles ${done.dry_run ? 'would wait' : 'wait'} for the security administrator`)
  console.log(done.faults.length > 0 ? '有误，没有保存 · faults, nothing kept' : done.dry_run ? `试读，会改 ${done.changes} 处，没有保存 · dry run, ${done.changes} changes, nothing kept` : `改了 ${done.changes} 处 · ${done.changes} changes`)
  return done.faults.length > 0 ? 1 : 0
}
