// What is erased when its time is over: each kind counted first, erased in small steps, on the record; the chain of the log stays whole.
import { z } from 'zod'
import type { Said } from '#core/problem.ts'
import type { Db, Tx } from '../db.ts'
import { newId } from '../clock.ts'
import type { House } from '../house.ts'
import { record } from '../log.ts'
import { route, type Route } from '../route.ts'
import { parseInput } from '../wrong-input.ts'

export interface Retention {
  name: string
  what: Said
  /** Kept this long; a district may set another number under `settings.retention`. */
  days: number
  /** Things whose time is over, oldest first. */
  due(db: Db | Tx, district: string, before: Date, limit: number): Promise<string[]>
  /** Erases one thing's data from before that day; says how many pieces went. */
  erase(tx: Tx, district: string, id: string, now: Date, before: Date): Promise<number>
  /** The kind of thing, as the log names it. */
  of: string
}

// What is looked for costs a walk over everything that ended; what is found is erased one by one all the same.
const STEP = 500
const daysOf = async (db: Db, district: string, rule: Retention): Promise<number> => {
  const row = await db.selectFrom('district').select('settings').where('id', '=', district).executeTakeFirstOrThrow()
  const set = (row.settings as { retention?: Record<string, unknown> }).retention?.[rule.name]
  return typeof set === 'number' && set >= 1 ? set : rule.days
}
const before = (now: Date, days: number) => new Date(now.getTime() - days * 86_400_000)

export interface Due { name: string; what: Said; days: number; due: number; more: boolean }
/** What would go now: counted, nothing touched. */
export async function foreseeErasure(db: Db, district: string, rules: readonly Retention[], now: Date): Promise<Due[]> {
  return await Promise.all(rules.map(async (rule) => {
    const days = await daysOf(db, district, rule)
    const found = await rule.due(db, district, before(now, days), 1001)
    return { name: rule.name, what: rule.what, days, due: Math.min(found.length, 1000), more: found.length > 1000 }
  }))
}

/** Erases what is due, each thing with its line in the log in one transaction. The line stands in a stream of its own: a case’s own life is not changed. */
export async function eraseDue(house: Pick<House, 'db' | 'clock'>, district: string, rules: readonly Retention[], by: string | null = null): Promise<Record<string, number>> {
  const done: Record<string, number> = {}
  for (const rule of rules) {
    const days = await daysOf(house.db, district, rule)
    done[rule.name] = 0
    for (;;) {
      const now = house.clock.now()
      const since = before(now, days)
      const ids = await rule.due(house.db, district, since, STEP)
      let gone = 0
      for (const id of ids) {
        gone += await house.db.transaction().execute(async (tx) => {
          const pieces = await rule.erase(tx, district, id, now, since)
          if (pieces > 0) await record(tx, { district, stream: 'erasure', id }, [{ type: 'erased', of: rule.of, rule: rule.name, pieces } as { type: string }], { actor: by, at: now, command: newId(now.getTime()) })
          return pieces > 0 ? 1 : 0
        })
      }
      done[rule.name]! += gone
      if (gone === 0 || ids.length < STEP) break
    }
  }
  return done
}

export function retentionRoutes(rules: readonly Retention[]): Route[] {
  const Item = z.object({ name: z.string(), what: z.object({ zh: z.string(), en: z.string() }), days: z.int(), due: z.int(), more: z.boolean() })
  return [
    route({
      method: 'GET', path: '/api/retention', name: 'retention.foresee', permission: 'settings', title: { zh: '到期要清除的', en: 'What is due to be erased' }, answer: z.object({ items: z.array(Item) }),
      run: async ({ actor }, house) => ({ json: { items: await foreseeErasure(house.db, actor!.district, rules, house.clock.now()) } }),
    }),
    route({
      method: 'POST', path: '/api/retention', name: 'retention.erase', permission: 'settings', keyed: false, title: { zh: '现在就清除到期的', en: 'Erase what is due now' }, input: z.strictObject({}), answer: z.object({ erased: z.record(z.string(), z.int()) }), example: {},
      run: async (asked, house) => {
        parseInput(z.strictObject({}), asked.input)
        return { json: { erased: await eraseDue(house, asked.actor!.district, rules, asked.actor!.account) } }
      },
    }),
  ]
}
