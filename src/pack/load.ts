// Reads packs/ from the disk: the base and every campaign, or all that is wrong with them.
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Calendar } from '#core/deadline.ts'
import { readAnswers, type Answers } from './answers.ts'
import { calendarOf, readCalendar, readElsewhere, readHolidays, readUnits, type Elsewhere, type Units } from './base.ts'
import { checkPack, type Known, type PackFault } from './check.ts'
import { readRoles, type Role } from './roles.ts'
import type { PackContent } from './words.ts'
import { maxPackBytes, type Read } from './yaml.ts'

export interface Base extends Units { roles: Role[]; calendar: Calendar; elsewhere: Elsewhere; answers: Answers }
/** `base` and all of `packs` are there exactly when `faults` is empty. */
export interface Loaded { base?: Base; packs: { file: string; content: PackContent; read: Read }[]; faults: PackFault[]; /** Worth a look, no mistake. */ notes: PackFault[] }

/** `folder` holds base/ and one folder for each campaign. */
export async function loadPacks(folder: string): Promise<Loaded> {
  const named = (...parts: string[]) => [basename(folder), ...parts].join('/')
  const faults: PackFault[] = []
  /** A file that passes its reader, or undefined with its faults told. */
  const read = async <T>(parts: string[], reader: (text: string, file: string) => { faults: PackFault[] } & T): Promise<T | undefined> => {
    const text = await textOf(join(folder, ...parts))
    if (typeof text !== 'string') { faults.push({ file: named(...parts), line: 1, path: '', said: text }); return undefined }
    const answer = reader(text, named(...parts))
    faults.push(...answer.faults)
    return answer
  }

  const units = (await read(['base', 'units.yaml'], readUnits))?.data
  const roles = (await read(['base', 'roles.yaml'], readRoles))?.roles
  const hours = (await read(['base', 'calendar.yaml'], readCalendar))?.data
  const holidays = (await read(['base', 'holidays.yaml'], readHolidays))?.data
  const elsewhere = (await read(['base', 'elsewhere.yaml'], readElsewhere))?.data
  const answers = (await read(['base', 'answers.yaml'], readAnswers))?.data
  // Without the table of units every rule would look wrong; the fault in the table itself is enough to correct first.
  if (!units) return { packs: [], faults, notes: [] }

  const packs: Loaded['packs'] = []
  const notes: PackFault[] = []
  const known = knownOf(units)
  const folders = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory() && entry.name !== 'base' && !entry.name.startsWith('.'))
  for (const { name } of folders.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const checked = await read([name, 'pack.yaml'], (text, file) => checkPack(text, file, { ...known, folder: name }))
    notes.push(...(checked?.notes ?? []))
    if (checked?.content && checked.read) packs.push({ file: named(name, 'pack.yaml'), content: checked.content, read: checked.read })
  }
  if (faults.length > 0 || !roles || !hours || !holidays || !elsewhere || !answers) return { packs: [], faults, notes }
  return { base: { ...units, roles, calendar: calendarOf(hours, holidays), elsewhere, answers }, packs, faults, notes }
}

export const knownOf = (units: Units): Known => ({
  units: new Set(units.units.map((unit) => unit.code)), groups: new Set(units.groups.map((group) => group.code)),
  names: new Map([...units.units, ...units.groups].map((unit) => [unit.zh, unit.code])),
})

/** The text of a file, or why there is none. */
async function textOf(path: string): Promise<string | PackFault['said']> {
  const found = await stat(path).catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw cause
  })
  if (!found?.isFile()) return { zh: '没有这个文件', en: 'there is no such file' }
  // Not read at all: the limit is there to keep the server's memory.
  if (found.size > maxPackBytes) return { zh: '文件超过1 MB，没有读。请拆成几个专项', en: 'the file is larger than 1 MB and was not read; split it into several campaigns' }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    return { zh: '文件不是 UTF-8 编码，请另存为 UTF-8', en: 'the file is not UTF-8; save it as UTF-8' }
  }
}

/** One fault a line, as editors and terminals understand it: `packs/x/pack.yaml:7 …`. */
export const sayFaults = (faults: readonly PackFault[], lang: 'zh' | 'en'): string =>
  faults.map((fault) => `${fault.file}:${fault.line} ${fault.said[lang]}`).join('\n')
