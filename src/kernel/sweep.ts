// What is thrown away when its time is over: idempotency keys, sent messages and rung timers, ended sessions, files nobody needs.
import type { Db } from './db.ts'
import { collectBytes, collectRows, collectUploads, nothing, shardsOfHour, type Collected } from './files/collect.ts'
import { orderSizes } from './files/sizes.ts'
import type { House } from './house.ts'
import { KEEP_DAYS } from './idempotency.ts'
import { sweepWays } from './oidc/store.ts'
import { sweepApprovals } from './two-person/store.ts'

export async function sweep(db: Db, district: string, now: Date): Promise<void> {
  await db.deleteFrom('idempotency').where('district', '=', district).where('at', '<', new Date(now.getTime() - KEEP_DAYS * 86_400_000)).execute()
  const month = new Date(now.getTime() - 30 * 86_400_000)
  await db.deleteFrom('outbox').where('district', '=', district).where('sent_at', '<', month).execute()
  await db.deleteFrom('timer').where('district', '=', district).where('fired_at', '<', month).execute()
  await db.deleteFrom('sign_in_attempt').where('district', '=', district).where('last_at', '<', new Date(now.getTime() - 86_400_000)).execute()
  await db.deleteFrom('session').where('district', '=', district).where('expires_at', '<', now).execute()
  await sweepWays(db, district, now)
  await sweepApprovals(db, district, now)
}

/** The files' part of an hour: unused rows and unfinished uploads of every district, then a twelfth of the bytes. Answers how many of each. */
export async function sweepFiles({ db, files, jobs }: Pick<House, 'db' | 'files' | 'jobs'>, districts: readonly string[], now: Date, how: { dryRun?: boolean; all?: boolean } = {}): Promise<Collected> {
  const done = nothing(), { dryRun = false } = how
  for (const district of districts) {
    done.rows += await collectRows(db, district, now, { dryRun })
    done.uploads += await collectUploads(db, files, district, now, { dryRun })
    if (!dryRun) await orderSizes(db, jobs, files, district, new Date(now.getTime() - 600_000))
  }
  const { rows, uploads } = done
  return { ...await collectBytes(db, files, now, { dryRun, ...(how.all ? {} : { only: shardsOfHour(now) }) }), rows, uploads }
}
