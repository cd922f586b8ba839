// Timers are rows, written in the verb's own transaction; tick.ts fires them.
import type { Tx } from './db.ts'

export interface Ref { district: string; stream: string; id: string }

/** Makes the waiting timers of a thing equal to `wanted`; fired ones stay as they are. */
export async function syncTimers(tx: Tx, ref: Ref, wanted: readonly { name: string; dueAt: Date }[]): Promise<void> {
  const waiting = await tx.selectFrom('timer').select(['name', 'due_at']).where('district', '=', ref.district).where('stream', '=', ref.stream).where('id', '=', ref.id).where('fired_at', 'is', null).execute()
  const same = (a: { name: string; due_at: Date }, b: { name: string; dueAt: Date }) => a.name === b.name && a.due_at.getTime() === b.dueAt.getTime()
  const gone = waiting.filter((row) => !wanted.some((want) => same(row, want)))
  const fresh = wanted.filter((want) => !waiting.some((row) => same(row, want)))
  for (const row of gone) {
    await tx.deleteFrom('timer').where('district', '=', ref.district).where('stream', '=', ref.stream).where('id', '=', ref.id).where('name', '=', row.name).where('due_at', '=', row.due_at).execute()
  }
  if (fresh.length > 0) {
    await tx.insertInto('timer').values(fresh.map((want) => ({ ...ref, name: want.name, due_at: want.dueAt }))).onConflict((oc) => oc.doNothing()).execute()
  }
}
