// The SQL of the room: the in-app inbox, the channels with their rules, the templates.
import { sql } from 'kysely'
import { newId } from '#kernel/clock.ts'
import { json, type Db, type Tx } from '#kernel/db.ts'
import type { House } from '#kernel/house.ts'
import { unseal } from '#kernel/secret.ts'
import { shippedTemplate, type ChannelKind } from './words.ts'

const SHOWN = 50

/** `{items, unread}` as JSON text, newest first. */
export async function inboxOf(db: Db, district: string, account: string): Promise<{ items: { id: string; kind: string }[]; unread: number }> {
  const { rows } = await sql<{ found: { items: { id: string; kind: string }[]; unread: number } }>`
    select json_build_object('items', coalesce((select json_agg(i) from (
        select i.id, i.kind, i.stream, i.stream_id, i.at, i.read_at, c.number, c.summary, c.category_zh, c.category_en
        from inbox i left join case_now c on c.district = i.district and c.id = i.stream_id and i.stream = 'case'
        where i.district = ${district} and i.account = ${account}::uuid order by i.at desc, i.id desc limit ${SHOWN}) i), '[]'::json),
      'unread', (select count(*)::int from inbox where district = ${district} and account = ${account}::uuid and read_at is null)) as found`.execute(db)
  return rows[0]!.found
}

/** Marks the given notices, or all; answers how many are left unread. */
export async function markRead(db: Db, district: string, account: string, ids: readonly string[] | undefined, now: Date): Promise<number> {
  let update = db.updateTable('inbox').set({ read_at: now }).where('district', '=', district).where('account', '=', account).where('read_at', 'is', null)
  if (ids) update = update.where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
  await update.execute()
  const { n } = await db.selectFrom('inbox').select((eb) => eb.fn.countAll<number>().as('n')).where('district', '=', district).where('account', '=', account).where('read_at', 'is', null).executeTakeFirstOrThrow()
  return n
}

export interface ChannelShown { id: string; version: number; kind: ChannelKind; name: string; active: boolean; settings: Record<string, string>; has_secret: boolean; failures: number; open_until: string | null; waiting: number; dead: number; last_sent: string | null }
export async function channelsOf(db: Db, district: string, now: Date): Promise<ChannelShown[]> {
  return (await sql<ChannelShown>`
    select c.id, c.version, c.kind, c.name, c.active, c.settings, c.secret is not null as has_secret, c.failures, case when c.open_until > ${now} then c.open_until end as open_until,
      (select count(*)::int from delivery d where d.district = c.district and d.channel = c.id and d.state = 'waiting') as waiting, (select count(*)::int from delivery d where d.district = c.district and d.channel = c.id and d.state = 'dead') as dead,
      (select max(ended_at) from delivery d where d.district = c.district and d.channel = c.id and d.state = 'sent') as last_sent
    from notice_channel c where c.district = ${district} order by c.name, c.id`.execute(db)).rows
}
export interface RuleRow { id: string; channel: string; kinds: string[]; unit: string | null; role: string | null; lang: 'zh' | 'en'; address: string | null }
export const rulesOf = async (db: Db | Tx, district: string, channel?: string): Promise<RuleRow[]> => {
  let query = db.selectFrom('notice_rule').select(['id', 'channel', 'kinds', 'unit', 'role', 'lang', 'address']).where('district', '=', district)
  if (channel) query = query.where('channel', '=', channel)
  return (await query.orderBy('channel').orderBy('id').execute()) as RuleRow[]
}
export const channelOf = async (db: Db | Tx, district: string, id: string) =>
  (await db.selectFrom('notice_channel').select(['id', 'version', 'kind', 'name', 'active', 'settings', 'secret']).where('district', '=', district).where('id', '=', id).executeTakeFirst()) as { id: string; version: number; kind: ChannelKind; name: string; active: boolean; settings: Record<string, string>; secret: string | null } | undefined
export async function addChannel(tx: Tx, district: string, row: { id: string; kind: string; name: string; settings: object; secret: string | null }, now: Date): Promise<void> {
  await tx.insertInto('notice_channel').values({ district, version: 1, active: true, ...row, settings: json(row.settings), changed_at: now }).execute()
}
/** False when somebody else changed it first. What was wrong with the old settings says nothing about the new ones: the break ends. */
export async function changeChannel(tx: Tx, district: string, id: string, version: number, row: { name: string; active: boolean; settings: object; secret: string | null }, now: Date): Promise<boolean> {
  const done = await tx.updateTable('notice_channel').set({ ...row, settings: json(row.settings), version: version + 1, failures: 0, open_until: null, changed_at: now }).where('district', '=', district).where('id', '=', id).where('version', '=', version).executeTakeFirst()
  return done.numUpdatedRows === 1n
}
export async function removeChannel(tx: Tx, district: string, id: string, now: Date): Promise<boolean> {
  await sql`update delivery set state = 'aside', ended_at = ${now} where district = ${district} and channel = ${id} and state in ('waiting', 'dead')`.execute(tx)
  await tx.deleteFrom('notice_rule').where('district', '=', district).where('channel', '=', id).execute()
  return (await tx.deleteFrom('notice_channel').where('district', '=', district).where('id', '=', id).executeTakeFirst()).numDeletedRows === 1n
}
export async function replaceRules(tx: Tx, district: string, channel: string, rules: readonly Omit<RuleRow, 'channel'>[], now: Date): Promise<void> {
  await tx.deleteFrom('notice_rule').where('district', '=', district).where('channel', '=', channel).execute()
  if (rules.length > 0) await tx.insertInto('notice_rule').values(rules.map((rule) => ({ district, channel, ...rule }))).execute()
  // What waits for a rule that is gone is told to nobody any more.
  await sql`update delivery set state = 'aside', ended_at = ${now} where district = ${district} and channel = ${channel} and state = 'waiting' and receiver like 'rule:%' and rule <> all(${rules.map((rule) => rule.id)}::uuid[])`.execute(tx)
}
export const newRuleId = (now: Date): string => newId(now.getTime())

export const addressAs = (district: string, rule: string): string => `notice address ${district} ${rule}`
export async function addressOf(house: Pick<House, 'db' | 'config'>, district: string, rule: string): Promise<string | undefined> {
  const row = await house.db.selectFrom('notice_rule').select('address').where('district', '=', district).where('id', '=', rule).executeTakeFirst()
  return row?.address ? unseal(house.config, addressAs(district, rule), row.address) : undefined
}

export async function templateOf(db: Db, district: string, kind: string, lang: 'zh' | 'en'): Promise<{ subject: string; body: string }> {
  const row = await db.selectFrom('notice_template').select(['subject', 'body']).where('district', '=', district).where('kind', '=', kind).where('lang', '=', lang).executeTakeFirst()
  return row ?? shippedTemplate(kind, lang)
}
export const ownTemplates = async (db: Db, district: string) => await db.selectFrom('notice_template').select(['kind', 'lang', 'subject', 'body']).where('district', '=', district).execute()
export async function writeTemplate(tx: Tx, district: string, row: { kind: string; lang: string; subject: string; body: string }, now: Date): Promise<void> {
  if (row.body.trim() === '') { await tx.deleteFrom('notice_template').where('district', '=', district).where('kind', '=', row.kind).where('lang', '=', row.lang).execute(); return }
  await tx.insertInto('notice_template').values({ district, ...row, changed_at: now }).onConflict((oc) => oc.columns(['district', 'kind', 'lang']).doUpdateSet({ subject: row.subject, body: row.body, changed_at: now })).execute()
}
