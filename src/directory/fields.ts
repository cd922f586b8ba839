// What the inputs of this room share: a page of a list, a day, a code, an optional reference that may be emptied; and one row done as a change.
import { z } from 'zod'
import { isDay } from '#core/day.ts'
import { change } from '#kernel/change.ts'
import type { House } from '#kernel/house.ts'
import type { Answer, Asked } from '#kernel/route.ts'
import { notFound, outsideReach } from '#kernel/run.ts'
import { covers, type Reach } from '#kernel/actor.ts'
import { forgetRoster } from './duty/store.ts'
import type { Roster } from './duty/roster.ts'
import { freeCode } from './words.ts'
import { importRow, type Done, type Fields } from './workbook/import.ts'
import type { SheetName } from './workbook/columns.ts'

export const page = { q: z.string().trim().max(60).default(''), after: z.string().max(120).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true')
export const Day = z.string().refine(isDay, '应是存在的日子，写作 2026-01-31 · a day that exists, as 2026-01-31')
export const Code = z.string().trim().regex(freeCode)
/** Absent leaves what is there; null empties it. */
export const Empty = <T extends z.ZodType>(inner: T) => inner.nullable().optional()
export const Ref = Empty(z.uuid())
export const Words = (max: number) => z.string().trim().min(1).max(max)
/** The rows of a page and where the next begins. */
export const paged = <T>(rows: readonly T[], limit: number, keyOf: (row: T) => string | null) => ({ items: rows.slice(0, limit), next: rows.length > limit ? keyOf(rows[limit - 1]!) : null })
/** The days of a row, as the workbook names them. */
export const days = (input: { valid_from?: string | null | undefined; valid_to?: string | null | undefined }) => ({ from: input.valid_from, to: input.valid_to })

/** Whoever edits less than the district edits only what lies within: before, and after. */
export function touch(reach: Reach, ...all: { units: (string | null)[]; area: string | null }[]): void {
  for (const one of all) if (!covers(reach, { units: one.units.filter((unit) => unit !== null), area: one.area })) throw outsideReach({})
}
export const found = <T>(thing: T | undefined, noun: string): T => { if (thing === undefined) throw notFound({ noun }); return thing }

/** The code of a unit or area by its id, for a row; an id nobody has is a fault of that cell, named as it was sent. */
export const unitCode = (roster: Roster, id: string | null | undefined): string | null | undefined => (id === null || id === undefined ? id : roster.units.find((unit) => unit.id === id)?.code ?? id)
export const areaCode = (roster: Roster, id: string | null | undefined): string | null | undefined => (id === null || id === undefined ? id : roster.areas.find((area) => area.id === id)?.code ?? id)

/** One row as a change with audit and key; answers what `tell` makes of the plan. */
export async function doRow(asked: Asked, house: House, sheet: SheetName, of: (roster: Roster, reach: Reach) => Fields, tell: (plan: Done) => { status?: number; json: unknown }, names?: Record<string, string>): Promise<Answer> {
  const answer = await change(asked, house, async (tx, now) => ({ ...tell(await importRow(tx, { actor: asked.actor!, now, house }, sheet, of, names)), audit: [] }))
  forgetRoster(house.memory, asked.actor!.district)
  house.sessions.forget()
  return answer
}
