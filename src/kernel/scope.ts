// The permission of a list, inside its query: rows outside the reach are never read.
import { sql, type RawBuilder } from 'kysely'
import type { Actor, Reach } from './actor.ts'

/** What one may see. `unit`, `area`, `reporter` and `supporters` are the columns of the row; areas of a reach already include everything below. */
export function withinReach(reach: Reach, actor: Actor): RawBuilder<boolean> {
  if (reach.all) return sql<boolean>`true`
  const beside = reach.units.length > 0 ? sql`or c.supporters && ${[...reach.units]}::uuid[]` : sql``
  return sql<boolean>`(${underReach(reach)} or c.reporter = ${actor.account}::uuid or ${actor.account}::uuid = any(c.tellers) ${beside})`
}
/** What one may act on: `covers`, as a condition of a query. */
export function underReach(reach: Reach): RawBuilder<boolean> {
  return reach.all ? sql<boolean>`true` : sql<boolean>`(c.unit = any(${[...reach.units]}::uuid[]) or c.area = any(${[...reach.areas]}::uuid[]))`
}

/** A cursor is the sort value and id of the last row, so that a page never jumps when rows are added before it. */
export const writeCursor = (value: string, id: string): string => Buffer.from(JSON.stringify([value, id])).toString('base64url')
// Exactly as they are written: whatever else a stranger puts in would only fail in the database.
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z$/
export function readCursor(text: string): { value: string; id: string } | undefined {
  try {
    const [value, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as [unknown, unknown]
    return typeof value === 'string' && typeof id === 'string' && uuid.test(id) && instant.test(value) && !Number.isNaN(Date.parse(value)) ? { value, id } : undefined
  } catch { return undefined }
}
