// Founds a district: roles, calendar, stage limits, units and all shipped packs, in one transaction.
import { newId } from '#kernel/clock.ts'
import { record } from '#kernel/change.ts'
import { json, type Tx } from '#kernel/db.ts'
import { replaceCalendar, replaceRoles } from '../directory/store.ts'
import { installShipped } from '../pack/store.ts'
import { shipped } from './shipped.ts'

export interface NewDistrict { code: string; zh: string; en: string; demo: boolean }

export async function foundDistrict(tx: Tx, about: NewDistrict, now: Date): Promise<string> {
  const base = await shipped()
  const district = newId(now.getTime())
  await tx.insertInto('district').values({ id: district, code: about.code, zh: about.zh, en: about.en, demo: about.demo, settings: json({ stages: base.stages }), created_at: now }).execute()
  await replaceRoles(tx, district, base.roles)
  await replaceCalendar(tx, district, base.calendar, 'packs/base/holidays.yaml')
  await tx.insertInto('unit').values(base.units.map((unit) => ({ district, id: newId(now.getTime()), code: unit.code, zh: unit.zh, en: unit.en, kind: unit.kind }))).execute()
  await tx.insertInto('unit_group').values(base.groups.map((group) => ({ district, code: group.code, zh: group.zh, en: group.en }))).execute()
  await record(tx, { district, stream: 'district', id: district }, [{ type: 'founded', code: about.code } as { type: string }], { actor: null, at: now })
  for (const pack of base.packs) await installShipped(tx, district, pack, now)
  return district
}

/** A release may bring new verbs, packs or holidays: existing districts get them at start, as new versions where it matters. */
export async function refreshDistrict(tx: Tx, district: string, now: Date): Promise<void> {
  const base = await shipped()
  await replaceRoles(tx, district, base.roles)
  await replaceCalendar(tx, district, base.calendar, 'packs/base/holidays.yaml')
  for (const pack of base.packs) await installShipped(tx, district, pack, now)
}
