// Changes of plain tables (directory, packs, accounts): one transaction with audit and idempotency, as verbs have.
import { isUniqueViolation, type Db, type Tx } from './db.ts'
import type { House } from './house.ts'
import { claim, settle } from './idempotency.ts'
import { record } from './log.ts'
import type { Answer, Asked } from './route.ts'
import { migrationFiles } from './migrate.ts'
import { sql } from 'kysely'

export interface Changed { status?: number; json: unknown; audit: { stream: string; id: string; facts: { type: string }[] }[] }

/** Runs the work once per idempotency key; two writers of one audit stream take turns by trying again. */
export async function change(asked: Asked, house: House, work: (tx: Tx, now: Date) => Promise<Changed>): Promise<Answer> {
  const actor = asked.actor!
  for (let tries = 0; ; tries++) {
    try {
      return await house.db.transaction().execute(async (tx) => {
        const now = house.clock.now()
        const who = { district: actor.district, actor: actor.account! }
        const before = asked.key && await claim(tx, who, asked.key, now)
        if (before) return { status: before.status, text: before.answer }
        const done = await work(tx, now)
        for (const { stream, id, facts } of done.audit) await record(tx, { district: actor.district, stream, id }, facts, { actor: actor.account, at: now })
        const stored = { status: done.status ?? 200, answer: JSON.stringify(done.json) }
        if (asked.key) await settle(tx, who, asked.key, stored)
        return { status: stored.status, text: stored.answer }
      })
    } catch (error) {
      // Only the log's own key may collide here without being anybody's fault.
      if (tries < 5 && isUniqueViolation(error) && (error as { constraint?: string }).constraint === 'log_pkey') continue
      throw error
    }
  }
}

/** True when a write could be committed now by this release: written and taken back, on the schema this server knows. */
export async function canCommit(db: Db): Promise<boolean> {
  const nobody = '00000000-0000-0000-0000-000000000000'
  let written = false
  await db.transaction().execute(async (tx) => {
    const known = await sql<{ n: number }>`select count(*)::int as n from schema_migration`.execute(tx)
    if (known.rows[0]?.n !== (await migrationFiles()).length) return
    await tx.insertInto('reader_cursor').values({ district: nobody, reader: 'readiness', position: '' }).execute()
    written = true
    throw new TakenBack()
  }).catch((error: unknown) => { if (!(error instanceof TakenBack)) throw error })
  return written
}
class TakenBack extends Error {}
