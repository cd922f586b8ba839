// A place in the log, as readers, roots and browsers keep it: `tx/stream/id/version`, in the order of the index `log_tail`. '' stands before the first row.
import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'

export const positionOf = (row: { tx: string; stream: string; id: string; version: number }): string => `${row.tx}/${row.stream}/${row.id}/${row.version}`

/** The place as a row to compare with `(tx, stream, id, version)`: only the database compares places, a transaction number is no text. */
export function placeOf(position: string): RawBuilder<unknown> {
  const [tx, stream, id, version] = position === '' ? ['0', '', '00000000-0000-0000-0000-000000000000', '0'] : position.split('/')
  return sql`(${tx}::xid8, ${stream}::text, ${id}::uuid, ${version}::int)`
}

/** A place from outside is only ever compared in SQL, but must have its shape. */
export const Position = z.string().regex(/^(\d{1,19}\/[a-z-]{1,40}\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/\d{1,9})?$/)
