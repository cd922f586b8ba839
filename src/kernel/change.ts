// Changes of plain tables (directory, packs, accounts): one transaction with audit and idempotency, as verbs have.
import { createHash } from 'node:crypto'
import { newId } from './clock.ts'
import { isUniqueViolation, type Db, type Tx } from './db.ts'
import type { House } from './house.ts'
import { claim, settle } from './idempotency.ts'
import { append } from './log.ts'
import type { Answer, Asked } from './route.ts'
import { sql } from 'kysely'

/** The log id of a thing that has a name instead of an id (a pack, a unit's alias): the same name, the same id. */
export function nameId(stream: string, name: string): string {
  const hex = createHash('sha256').update(`${stream}/${name}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Writes facts at the end of a stream that has no life of its own. */
export async function record(tx: Tx, to: { district: string; stream: string; id: string }, facts: readonly { type: string }[], by: { actor: string | null; at: Date; command?: string }): Promise<void> {
  if (facts.length === 0) return
  const last = await tx.selectFrom('log').select(['version', 'hash']).where('district', '=', to.district).where('stream', '=', to.stream).where('id', '=', to.id).orderBy('version', 'desc').limit(1).executeTakeFirst()
  await append(tx, to, last ?? { version: 0, hash: null }, facts, { actor: by.actor, at: by.at, command: by.command ?? newId(by.at.getTime()) })
}

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

/** True when a write could be committed now: what readiness means. */
export async function canCommit(db: Db): Promise<boolean> {
  const { rows } = await sql<{ ok: boolean }>`select not pg_is_in_recovery() and current_setting('transaction_read_only') = 'off' as ok`.execute(db)
  return rows[0]?.ok === true
}
