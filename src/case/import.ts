// Hotline and message-board sheets become reports: all or nothing, outside numbers kept, nothing taken twice.
import { newId } from '#kernel/clock.ts'
import type { Actor } from '#kernel/actor.ts'
import type { Tx } from '#kernel/db.ts'
import type { Memory } from '#kernel/memory.ts'
import { act } from '#kernel/run.ts'
import type { Giving } from '#kernel/write/numbers.ts'
import { wrongInput } from '#kernel/wrong-input.ts'
import type { Fault } from '#core/problem.ts'
import type { Sheet } from '#core/sheet.ts'
import { report, type ReportInput } from './report.ts'
import { understanding } from './suggest/understand.ts'
import { mask } from '#core/mask.ts'
import { readMessages } from './messages.ts'
import { knownNumbers } from './store.ts'

/** What a message of the sheet may be about; masked, for it is only there to be recognised. */
export interface UnderstoodRow { row: number; number: string; title: string; ours: boolean; zh: string; en: string; score: number; words: string[]; known: boolean }
export interface Imported { rows: number; added: number; existing: number; faults: Fault[]; notes: Fault[]; not_ours: number; understood: UnderstoodRow[] }
/** Rows read for a suggestion. */
const SHOWN = 500
/** The sheets are read before the transaction is opened: reading may take seconds. */
export interface Sheetful { sheets: Sheet[]; system: string; dryRun: boolean }

const CHINA_MINUTES = 480

/** Reads the file and reports every message that is not known yet. Throws with every faulty row named; then nothing is kept. */
export async function importMessages(tx: Tx, by: { actor: Actor; now: Date; memory: Memory; numbers: Giving }, file: Sheetful, onRow?: (done: number, of: number) => void): Promise<Imported> {
  const { messages, faults, notes } = readMessages(file.sheets, { timeZoneOffsetMinutes: CHINA_MINUTES })
  if (faults.length > 0 && !file.dryRun) throw wrongInput({}, faults.slice(0, 200))
  const known = await knownNumbers(tx, by.actor.district, file.system, messages.map((message) => message.number))
  const fresh = messages.filter((message) => !known.has(message.number))
  const understand = await understanding({ tx, district: by.actor.district, memory: by.memory })
  // Reading a message takes a millisecond: a sheet of thousands is understood at its beginning only.
  const all = messages.slice(0, SHOWN).map((message): UnderstoodRow => {
    const { ours, items: [first], elsewhere } = understand(`${message.title} ${message.text}`)
    const best = ours ? first : elsewhere
    return { row: message.row, number: message.number, title: mask(message.title).masked.slice(0, 60), ours, zh: best?.zh ?? '', en: best?.en ?? '', score: best?.score ?? 0, words: best?.words ?? [], known: known.has(message.number) }
  })
  const counted = { rows: messages.length + faults.length, added: fresh.length, existing: messages.length - fresh.length, faults, notes, not_ours: all.filter((each) => !each.ours).length, understood: all }
  if (file.dryRun) return counted
  const command = newId(by.now.getTime())
  for (const [n, message] of fresh.entries()) {
    const input: ReportInput = {
      source: 'hotline', text: message.text, ...(message.title ? { title: message.title } : {}), ...(message.place ? { placeText: message.place } : {}),
      ...(message.sender ? { contactName: message.sender } : {}), ...(message.phone ? { contactPhone: message.phone } : {}),
      external: { system: file.system, number: message.number, ...(message.theirClass ? { class: message.theirClass } : {}) }, occurredAt: message.at.toISOString(),
    }
    await act(tx, { verb: report, input }, { actor: by.actor, now: by.now, memory: by.memory, command }, by.numbers)
    onRow?.(n + 1, fresh.length)
  }
  return counted
}
