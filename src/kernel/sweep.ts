// What is thrown away when its time is over: idempotency keys after 30 days, sessions after their end.
import type { Db } from './db.ts'
import { KEEP_DAYS } from './idempotency.ts'

export async function sweep(db: Db, district: string, now: Date): Promise<void> {
  await db.deleteFrom('idempotency').where('district', '=', district).where('at', '<', new Date(now.getTime() - KEEP_DAYS * 86_400_000)).execute()
  await db.deleteFrom('session').where('district', '=', district).where('expires_at', '<', now).execute()
}
