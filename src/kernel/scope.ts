// The permission of a list, inside its query: rows outside the reach are never read.
import { sql, type RawBuilder } from 'kysely'
import type { Actor, Reach } from './actor.ts'

/** `unit`, `area` and `reporter` are the columns of the row; areas of a reach already include everything below. */
export function withinReach(reach: Reach, actor: Actor): RawBuilder<boolean> {
  if (reach.all) return sql<boolean>`true`
  return sql<boolean>`(c.unit = any(${[...reach.units]}::uuid[]) or c.area = any(${[...reach.areas]}::uuid[]) or c.reporter = ${actor.account}::uuid)`
}

/** A cursor is the sort value and id of the last row, so that a page never jumps when rows are added before it. */
export const writeCursor = (value: string, id: string): string => Buffer.from(JSON.stringify([value, id])).toString('base64url')
export function readCursor(text: string): { value: string; id: string } | undefined {
  try {
    const [value, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as [unknown, unknown]
    return typeof value === 'string' && typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id) && !Number.isNaN(Date.parse(value)) ? { value, id } : undefined
  } catch { return undefined }
}
