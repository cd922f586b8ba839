// Transaction numbers of the log mean an order, and only inside one cluster: a restore gives the rows new ones in the same order.
import type pg from 'pg'

/** Transactions that keep their own place; of more, neighbours share one. Burning a number costs about 20 µs. */
const KEPT_MAX = 50_000
// The first number an ordinary transaction may have.
const FIRST = 3

/** Old number → new number, both as text: same order, all below the cluster's next one; those in `alone` share theirs with nobody. */
export function renumber(old: readonly string[], alone: ReadonlySet<string>, room: number): Map<string, string> {
  const together = Math.max(1, Math.ceil(old.length / Math.max(1, room - 2 * alone.size)))
  const map = new Map<string, string>()
  let next = FIRST - 1, inGroup = together
  for (const tx of old) {
    if (alone.has(tx)) { next++; inGroup = together }
    else if (inGroup === together) { next++; inGroup = 1 }
    else inGroup++
    map.set(tx, String(next))
  }
  return map
}

/** Uses up transaction numbers until `wanted` lie below the current one (or as many as we allow), and answers how many do. */
export async function makeRoom(client: pg.Client, wanted: number): Promise<number> {
  const current = async () => Number((await client.query<{ x: string }>('select pg_current_xact_id()::text as x')).rows[0]!.x) - FIRST
  const lacking = Math.min(wanted, KEPT_MAX) - await current()
  // Each block with an exception handler is a subtransaction, and one that writes takes a number.
  for (let left = lacking; left > 0; left -= 5_000) {
    await client.query('create temp table if not exists burnt (n int)')
    await client.query(`do $$ begin for i in 1..${Math.min(left, 5_000)} loop begin insert into burnt values (i); exception when others then null; end; end loop; end $$`)
    await client.query('truncate burnt')
  }
  return await current()
}
