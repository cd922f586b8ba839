// Statements put together from text and values, for the hot ways: no query builder, planned once under a name.
import type { Actor, Reach } from '../actor.ts'
import { ask, askQuick, hot, type Db, type Hot, type Tx } from '../db.ts'

/** A statement in the making: texts stand as they are, values become parameters. Only constants of the code may be given as text. */
export interface Sentence { value(value: unknown): string; readonly values: unknown[] }
export function sentence(): Sentence {
  const values: unknown[] = []
  return { values, value: (value) => { values.push(value); return `$${values.length}` } }
}

// Filters make many shapes, and each plan takes memory of every connection: the first so many are kept.
const MOST = 120
const kept = new Map<string, Hot>()
function kindOf(text: string): Hot | undefined {
  const had = kept.get(text)
  if (had || kept.size >= MOST) return had
  const made = hot(text)
  kept.set(text, made)
  return made
}

/** Asks the database with a sentence that is whole. */
export const askText = <R extends object>(db: Db | Tx, text: string, values: readonly unknown[]): Promise<R[]> => ask<R>(db, kindOf(text) ?? { name: '', text }, values)

/** The same for a question that is known to be quick. */
export const askTextQuick = <R extends object>(db: Db | Tx, text: string, values: readonly unknown[]): Promise<R[]> => askQuick<R>(db, kindOf(text) ?? { name: '', text }, values)

/** Unit and record separator of rows that leave the database packed: no sign holds them, in JSON they stand escaped, and typed text has lost them at the door. */
export const US = '\x1f', RS = '\x1e'
/** A moment as the database writes it (2026-11-22 10:00:00.123+00: the connections count in UTC), as ISO 8601. */
export const isoOf = (written: string): string => `${written.slice(0, 10)}T${written.slice(11)}:00`

/** What one may see, inside the query. `unit`, `area`, `reporter` and `supporters` are the columns of the row `c`; areas of a reach already include everything below. */
export const within = (s: Sentence, reach: Reach, actor: Actor): string => (reach.all ? 'true'
  : `(${under(s, reach)} or ${told(s.value(actor.account))}${reach.units.length > 0 ? ` or c.supporters && ${s.value(reach.units)}::uuid[]` : ''})`)
/** Who reported it, alone or with others, goes on seeing it. */
const told = (account: string) => `c.reporter = ${account}::uuid or ${account}::uuid = any(c.tellers)`
/** What one may act on: `covers`, as a condition of a query. */
export const under = (s: Sentence, reach: Reach): string => (reach.all ? 'true' : `(c.unit = any(${s.value(reach.units)}::uuid[]) or c.area = any(${s.value(reach.areas)}::uuid[]))`)
