// A workbook, or one row of a form, becomes changes of the directory: planned against what is there, then all or nothing.
import { place } from '#core/columns.ts'
import { dayIn } from '#core/day.ts'
import type { Fault } from '#core/problem.ts'
import type { Sheet } from '#core/sheet.ts'
import { outsideReach } from '#kernel/run.ts'
import { reachOf, type Actor, type Reach } from '#kernel/actor.ts'
import { newId } from '#kernel/clock.ts'
import type { Tx } from '#kernel/db.ts'
import type { House } from '#kernel/house.ts'
import { nameId, record, recordMany } from '#kernel/log.ts'
import { proposeIn } from '#kernel/two-person/propose.ts'
import { personOf } from '#kernel/two-person/store.ts'
import { wrongInput } from '#kernel/wrong-input.ts'
import { clashOf } from '../apart.ts'
import { readRoster, saveHolders, savePosts } from '../duty/store.ts'
import type { Roster } from '../duty/roster.ts'
import { endLeft, saveAccounts, savePeople } from '../person/store.ts'
import { changeManyRoles, rolesThatWait } from '../rights.ts'
import { aliases, lockDirectory, permissionsOf, roles } from '../store.ts'
import { saveGroups, saveUnits, turnUnits } from '../unit/store.ts'
import { columnsOf, sheetNames, type SheetName } from './columns.ts'
import { planWorkbook, type Count, type Plan } from './plan.ts'

export interface By { actor: Actor; now: Date; house: House }
interface ImportedWorkbook { dry_run: boolean; sheets: ({ sheet: SheetName } & Count)[]; changes: number; accounts: number; faults: Fault[]; notes: Fault[]
  /** Roles that are given, or that wait for the security administrator: how many, the first of them, and the order. */
  roles: number; waiting: number; waits: Fault[]; pending?: string
}
const SHOWN = 200

/** The file as a whole: only for whoever edits the whole district. */
export async function importWorkbook(tx: Tx, by: By, file: { sheets: readonly Sheet[]; dryRun: boolean }): Promise<ImportedWorkbook> {
  if (!reachOf(by.actor, 'directory.edit').all) throw outsideReach({})
  const { plan } = await planned(tx, by, file.sheets)
  if (plan.faults.length > 0 && !file.dryRun) throw wrongInput({}, plan.faults.slice(0, SHOWN))
  const told: ImportedWorkbook = {
    dry_run: file.dryRun, sheets: sheetNames.filter((sheet) => plan.seen.includes(sheet)).map((sheet) => ({ sheet, ...plan.counts[sheet] })),
    changes: plan.noted.length, accounts: plan.noted.filter((one) => one.stream === 'account' && one.fact.type === 'created').length, faults: plan.faults.slice(0, SHOWN), notes: plan.notes.slice(0, SHOWN),
    roles: plan.roles.length, waiting: mayGive(by.actor) ? 0 : plan.roles.length, waits: mayGive(by.actor) ? [] : plan.roles.slice(0, SHOWN).map(({ path, said }) => ({ path, said })),
  }
  if (file.dryRun || (plan.noted.length === 0 && plan.roles.length === 0)) return told
  const ordered = await apply(tx, by, plan, '导入单位和人员 Import of units and people')
  if (ordered) told.pending = ordered.pending
  await record(tx, { district: by.actor.district, stream: 'workbook', id: nameId('workbook', 'directory') }, [{ type: 'imported', sheets: told.sheets } as { type: string }], { actor: by.actor.account, at: by.now })
  return told
}

async function planned(tx: Tx, { actor, now }: By, sheets: readonly Sheet[]): Promise<{ plan: Plan; roster: Roster }> {
  const { district } = actor
  // Two imports, or an import and a form, take turns: each plans against what the other left.
  await lockDirectory(tx, district)
  const roster = await readRoster(tx, district)
  const may = await permissionsOf(tx, district)
  const plan = planWorkbook(sheets, roster, {
    today: dayIn(now), newId: () => newId(now.getTime()), aliases: await aliases(tx, district), roles: await roles(tx, district), mayAccounts: actor.may.has('account.create') || mayGive(actor),
    me: actor.account ? await personOf(tx, district, actor.account) : undefined, clash: (together) => clashOf(together, may), waiting: await rolesThatWait(tx, district, now),
  })
  return { plan, roster }
}

/** One rule for every door: roles are given by whoever holds `account.grant`; anybody else asks, and they wait. */
const mayGive = (actor: Actor): boolean => actor.may.has('account.grant')
async function giveRoles(tx: Tx, { actor, now, house }: By, changes: Plan['roles'], reason: string): Promise<{ pending: string; expiresAt: string } | undefined> {
  if (changes.length === 0) return undefined
  const input = { changes: changes.map(({ account, before, roles: after }) => ({ account, before, roles: after })) }
  if (!mayGive(actor)) return await proposeIn(tx, house, actor, changeManyRoles, input, reason, now)
  const matter = { tx, house, district: actor.district, actor, now }
  await changeManyRoles.foresee(matter, input)
  const { audit } = await changeManyRoles.carryOut(matter, input)
  await recordMany(tx, actor.district, audit, { actor: actor.account, at: now, command: newId(now.getTime()) })
  return undefined
}

async function apply(tx: Tx, by: By, plan: Plan, reason: string): Promise<{ pending: string; expiresAt: string } | undefined> {
  const { actor, now } = by
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
  return await giveRoles(tx, by, plan.roles, reason)
}

/** What the passing of days does: units begin and end, accounts of those who left are ended. Hourly, and after every change. */
export async function turnDays(tx: Tx, district: string, now: Date, by: string | null = null): Promise<void> {
  const today = dayIn(now)
  for (const unit of await turnUnits(tx, district, today)) await record(tx, { district, stream: 'unit', id: unit.id }, [{ type: unit.active ? 'began' : 'ended' }], { actor: by, at: now })
  for (const id of await endLeft(tx, district, today)) await record(tx, { district, stream: 'account', id }, [{ type: 'ended' }], { actor: by, at: now })
}

/** What was done, and the order in which roles wait. */
export type Done = Plan & { ordered: { pending: string; expiresAt: string } | undefined }
export type Fields = Record<string, string | null | undefined>
/** A form is a workbook of one row: the same rules, the same sentences, with the field's name in place of the cell's. */
export async function importRow(tx: Tx, by: By, sheet: SheetName, of: (roster: Roster, reach: Reach) => Fields, names: Record<string, string> = {}): Promise<Done> {
  const { district } = by.actor
  await lockDirectory(tx, district)
  const fields = of(await readRoster(tx, district), reachOf(by.actor, 'directory.edit'))
  const columns = columnsOf(sheet).filter(([column]) => fields[column] !== undefined)
  const { plan } = await planned(tx, by, [{ name: sheet, rows: [{ number: 1, cells: columns.map(([, about]) => about.zh) }, { number: 2, cells: columns.map(([column]) => fields[column] ?? '') }] }])
  const fieldAt = new Map(columns.map(([column], n) => [place(sheet, 2, n), names[column] ?? column]))
  if (plan.faults.length > 0) throw wrongInput({}, plan.faults.map((fault) => ({ ...fault, path: fieldAt.get(fault.path) ?? fault.path })))
  const ordered = await apply(tx, by, plan, '改账号 Change of an account')
  return { ...plan, ordered }
}
