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
import { report, type ReportInput } from './commands.ts'
import { readMessages } from './messages.ts'
import { knownNumbers } from './store.ts'

export interface Imported { rows: number; added: number; existing: number; faults: Fault[]; notes: Fault[] }
/** The sheets are read before the transaction is opened: reading may take seconds. */
export interface Sheetful { sheets: Sheet[]; system: string; dryRun: boolean }

const CHINA_MINUTES = 480

/** Reads the file and reports every message that is not known yet. Throws with every faulty row named; then nothing is kept. */
export async function importMessages(tx: Tx, by: { actor: Actor; now: Date; memory: Memory; numbers: Giving }, file: Sheetful, onRow?: (done: number, of: number) => void): Promise<Imported> {
  const { messages, faults, notes } = readMessages(file.sheets, { timeZoneOffsetMinutes: CHINA_MINUTES })
  if (faults.length > 0 && !file.dryRun) throw wrongInput({}, faults.slice(0, 200))
  const known = await knownNumbers(tx, by.actor.district, file.system, messages.map((message) => message.number))
  const fresh = messages.filter((message) => !known.has(message.number))
  const counted = { rows: messages.length + faults.length, added: fresh.length, existing: messages.length - fresh.length, faults, notes }
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
