// A city's own filing standard becomes a new version of a local pack: all or nothing, the old version kept.
import { mask } from '#core/mask.ts'
import type { Fault } from '#core/problem.ts'
import type { Sheet } from '#core/sheet.ts'
import { tidy } from '#core/text.ts'
import type { Actor } from '#kernel/actor.ts'
import type { Tx } from '#kernel/db.ts'
import { nameId, record } from '#kernel/log.ts'
import type { Memory } from '#kernel/memory.ts'
import { wrongInput } from '#kernel/wrong-input.ts'
import { atlasOf } from '../directory/atlas.ts'
import { readStandard } from './standard.ts'
import { paramOf, possible } from './standard/limits.ts'
import { carryOver, install, shelfOf } from './store.ts'
import type { PackContent } from './words.ts'

export type Readings = NonNullable<PackContent['readings']>
/** The sheets are read before the transaction is opened: reading may take seconds. */
export interface StandardFile { sheets: Sheet[]; fileName: string; pack: string; dryRun: boolean; readings: Readings }
export interface ImportedStandard {
  dry_run: boolean; pack: string; version: number | null; fresh: boolean; counts: { majors: number; minors: number; conditions: number }
  /** `param` is the query parameter that settles the word, `choices` what it may mean, the default first. */
  ambiguous: { word: string; rows: number; reading: string; isDefault: boolean; param: string; choices: readonly string[] }[]; unknownUnits: { name: string; rows: number }[]; notes: Fault[]; faults: Fault[]
}

export async function importStandard(tx: Tx, by: { actor: Actor; now: Date; memory: Memory }, file: StandardFile): Promise<ImportedStandard> {
  const from = { tx, district: by.actor.district, memory: by.memory }
  const [atlas, shelf] = [await atlasOf(from), await shelfOf(from)]
  const before = shelf.pack(file.pack)?.content
  const reading = readStandard(file.sheets, {
    pack: file.pack, title: before?.title ?? { zh: '本地立案标准', en: 'Local filing standard' },
    // What 天 means was asked once; the answer of the version in force holds until somebody says otherwise.
    readings: { ...before?.readings, ...file.readings },
    unitOf: (name) => atlas.unitNamed(name)?.code,
  })
  const told = {
    dry_run: file.dryRun, pack: file.pack, counts: reading.counts, ambiguous: reading.ambiguous.map((each) => ({ ...each, param: paramOf[each.word], choices: possible[each.word] })), unknownUnits: reading.unknownUnits,
    notes: reading.notes.map(asFault), faults: reading.faults,
  }
  if (reading.faults.length > 0 && !file.dryRun) throw wrongInput({}, reading.faults.slice(0, 200))
  if (file.dryRun || !reading.content) return { ...told, version: null, fresh: false }
  // The name stays in the log and beside every value of the sheet; what people call their files is theirs.
  const source = mask(tidy(file.fileName)).masked
  const { version, fresh } = await install(tx, by.actor.district, reading.content, source, by.actor.account, by.now)
  if (fresh) {
    await carryOver(tx, by.actor.district, reading.content, version, by.now)
    const installed = { type: 'installed', pack: file.pack, version, source, counts: reading.counts }
    await record(tx, { district: by.actor.district, stream: 'pack', id: nameId('pack', file.pack) }, [installed], { actor: by.actor.account, at: by.now })
  }
  return { ...told, version, fresh }
}

const asFault = (note: { said: Fault['said'] } & ({ place: string } | { path: string })): Fault => ({ path: 'place' in note ? note.place : note.path, said: note.said })
