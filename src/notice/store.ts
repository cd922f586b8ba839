// The SQL of the in-app inbox: what an account was told and has not read.
import { sql } from 'kysely'
import type { Db } from '#kernel/db.ts'

const SHOWN = 50

/** `{items, unread}` as JSON text, newest first. */
export async function inboxOf(db: Db, district: string, account: string): Promise<string> {
  const { rows } = await sql<{ text: string }>`
    select json_build_object('items', coalesce((select json_agg(i) from (
        select i.id, i.kind, i.stream, i.stream_id, i.at, i.read_at, c.number, c.summary, c.category_zh, c.category_en
        from inbox i left join case_now c on c.district = i.district and c.id = i.stream_id and i.stream = 'case'
        where i.district = ${district} and i.account = ${account}::uuid order by i.at desc, i.id desc limit ${SHOWN}) i), '[]'::json),
      'unread', (select count(*)::int from inbox where district = ${district} and account = ${account}::uuid and read_at is null))::text as text`.execute(db)
  return rows[0]!.text
}

/** Marks the given notices, or all; answers how many are left unread. */
export async function markRead(db: Db, district: string, account: string, ids: readonly string[] | undefined, now: Date): Promise<number> {
  let update = db.updateTable('inbox').set({ read_at: now }).where('district', '=', district).where('account', '=', account).where('read_at', 'is', null)
  if (ids) update = update.where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
  await update.execute()
  const { n } = await db.selectFrom('inbox').select((eb) => eb.fn.countAll<number>().as('n')).where('district', '=', district).where('account', '=', account).where('read_at', 'is', null).executeTakeFirstOrThrow()
  return n
}
