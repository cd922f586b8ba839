// A workbook, or one row of a form, becomes changes of the directory: planned against what is there, then all or nothing.
import { place } from '#core/columns.ts'
import { dayIn } from '#core/day.ts'
import type { Fault } from '#core/problem.ts'
import type { Sheet } from '#core/sheet.ts'
import { outsideReach } from '#kernel/run.ts'
import { reachOf, type Actor, type Reach } from '#kernel/actor.ts'
import { newId } from '#kernel/clock.ts'
import type { Tx } from '#kernel/db.ts'
import { nameId, record, recordMany } from '#kernel/log.ts'
import { wrongInput } from '#kernel/wrong-input.ts'
import { readRoster, saveHolders, savePosts } from '../duty/store.ts'
import type { Roster } from '../duty/roster.ts'
import { endLeft, saveAccounts, savePeople } from '../person/store.ts'
import { aliases, lockDirectory, roles } from '../store.ts'
import { saveGroups, saveUnits, turnUnits } from '../unit/store.ts'
import { columnsOf, sheetNames, type SheetName } from './columns.ts'
import { planWorkbook, type Count, type Plan } from './plan.ts'

export interface By { actor: Actor; now: Date }
export interface ImportedWorkbook { dry_run: boolean; sheets: ({ sheet: SheetName } & Count)[]; changes: number; accounts: number; faults: Fault[]; notes: Fault[] }
const SHOWN = 200

/** The file as a whole: only for whoever edits the whole district. */
export async function importWorkbook(tx: Tx, by: By, file: { sheets: readonly Sheet[]; dryRun: boolean }): Promise<ImportedWorkbook> {
  if (!reachOf(by.actor, 'directory.edit').all) throw outsideReach({})
  const { plan } = await planned(tx, by, file.sheets)
  if (plan.faults.length > 0 && !file.dryRun) throw wrongInput({}, plan.faults.slice(0, SHOWN))
  const told: ImportedWorkbook = {
    dry_run: file.dryRun, sheets: sheetNames.filter((sheet) => plan.seen.includes(sheet)).map((sheet) => ({ sheet, ...plan.counts[sheet] })),
    changes: plan.noted.length, accounts: plan.noted.filter((one) => one.stream === 'account' && one.fact.type === 'created').length, faults: plan.faults.slice(0, SHOWN), notes: plan.notes.slice(0, SHOWN),
  }
  if (file.dryRun || plan.noted.length === 0) return told
  await apply(tx, by, plan)
  await record(tx, { district: by.actor.district, stream: 'workbook', id: nameId('workbook', 'directory') }, [{ type: 'imported', sheets: told.sheets } as { type: string }], { actor: by.actor.account, at: by.now })
  return told
}

async function planned(tx: Tx, { actor, now }: By, sheets: readonly Sheet[]): Promise<{ plan: Plan; roster: Roster }> {
  const { district } = actor
  // Two imports, or an import and a form, take turns: each plans against what the other left.
  await lockDirectory(tx, district)
  const roster = await readRoster(tx, district)
  const plan = planWorkbook(sheets, roster, { today: dayIn(now), newId: () => newId(now.getTime()), aliases: await aliases(tx, district), roles: await roles(tx, district), mayAccounts: actor.may.has('account.create') })
  return { plan, roster }
}

async function apply(tx: Tx, { actor, now }: By, plan: Plan): Promise<void> {
  const { district, account } = actor
  const today = dayIn(now)
  await saveUnits(tx, district, plan.units, today)
  await saveGroups(tx, district, plan.groups)
  await savePeople(tx, district, plan.people)
  await savePosts(tx, district, plan.posts)
  await saveHolders(tx, district, plan.holders)
  await saveAccounts(tx, district, plan.accounts, now)
  const byThing = Map.groupBy(plan.noted, (one) => `${one.stream}/${one.id}`)
  await recordMany(tx, district, [...byThing.values()].map((all) => ({ stream: all[0]!.stream, id: all[0]!.stream === 'group' ? nameId('group', all[0]!.id) : all[0]!.id, facts: all.map((one) => one.fact) })), { actor: account, at: now, command: newId(now.getTime()) })
  await turnDays(tx, district, now, account)
}

/** What the passing of days does: units begin and end, accounts of those who left are ended. Hourly, and after every change. */
export async function turnDays(tx: Tx, district: string, now: Date, by: string | null = null): Promise<void> {
  const today = dayIn(now)
  for (const unit of await turnUnits(tx, district, today)) await record(tx, { district, stream: 'unit', id: unit.id }, [{ type: unit.active ? 'began' : 'ended' }], { actor: by, at: now })
  for (const id of await endLeft(tx, district, today)) await record(tx, { district, stream: 'account', id }, [{ type: 'ended' }], { actor: by, at: now })
}

export type Fields = Record<string, string | null | undefined>
/** A form is a workbook of one row: the same rules, the same sentences, with the field's name in place of the cell's. */
export async function importRow(tx: Tx, by: By, sheet: SheetName, of: (roster: Roster, reach: Reach) => Fields, names: Record<string, string> = {}): Promise<Plan> {
  const { district } = by.actor
  await lockDirectory(tx, district)
  const fields = of(await readRoster(tx, district), reachOf(by.actor, 'directory.edit'))
  const columns = columnsOf(sheet).filter(([column]) => fields[column] !== undefined)
  const { plan } = await planned(tx, by, [{ name: sheet, rows: [{ number: 1, cells: columns.map(([, about]) => about.zh) }, { number: 2, cells: columns.map(([column]) => fields[column] ?? '') }] }])
  const fieldAt = new Map(columns.map(([column], n) => [place(sheet, 2, n), names[column] ?? column]))
  if (plan.faults.length > 0) throw wrongInput({}, plan.faults.map((fault) => ({ ...fault, path: fieldAt.get(fault.path) ?? fault.path })))
  await apply(tx, by, plan)
  return plan
}
