// The SQL of what leaves the house: one row a receiver, claimed under a lease, in the order each receiver is told.
import { sql } from 'kysely'
import { newId } from '#kernel/clock.ts'
import type { Db, Tx } from '#kernel/db.ts'
import { told } from '#kernel/write/told.ts'
import type { OutboxRow } from '#kernel/write/writing.ts'
import { REPORTER } from '../case/voice/told.ts'
import type { ChannelKind } from './words.ts'

export interface Delivery { id: string; rule: string | null; receiver: string; kind: string; stream: string; stream_id: string; version: number; lang: 'zh' | 'en'; tries: number; created_at: Date }
export interface ChannelRow { id: string; version: number; kind: ChannelKind; name: string; active: boolean; settings: Record<string, string>; secret: string | null; failures: number; open_until: Date | null; rate_from: Date | null; rate_count: number }

interface Match { channel: string; rule: string | null; kind: ChannelKind; lang: 'zh' | 'en'; own: boolean }

/** Turns outbox rows into deliveries by the rules, in the transaction that takes them from the outbox. */
export async function addDeliveries(tx: Tx, district: string, rows: readonly OutboxRow[], now: Date): Promise<void> {
  const { rows: rules } = await sql<Match & { kinds: string[]; unit: string | null; role: string | null }>`
    select r.channel, r.id as rule, c.kind, r.lang, r.address is not null as own, r.kinds, r.unit, r.role from notice_rule r join notice_channel c on c.district = r.district and c.id = r.channel and c.active
    where r.district = ${district} order by c.id, r.id`.execute(tx)
  const calling = [...new Set(rows.flatMap((row) => (row.to_crew ? [row.to_crew] : [])))]
  const crews = calling.length === 0 ? [] : await crewChannels(tx, district, calling)
  if (rules.length === 0 && crews.length === 0) return
  // Ids grow with the order of telling, whichever server carries next and however its clock stands.
  const { rows: [last] } = await sql<{ id: string }>`select id from delivery where district = ${district} order by district desc, id desc limit 1`.execute(tx)
  let ms = Math.max(now.getTime(), last ? parseInt(last.id.replace('-', '').slice(0, 12), 16) + 1 : 0)
  // What concerns one thing goes out in the order of its versions.
  const first = new Map<string, number>()
  for (const row of rows) if (!first.has(row.stream_id)) first.set(row.stream_id, first.size)
  const ordered = [...rows].sort((a, b) => first.get(a.stream_id)! - first.get(b.stream_id)! || a.version - b.version)
  const made: { id: string; channel: string; rule: string | null; receiver: string; kind: string; stream: string; stream_id: string; version: number; lang: string }[] = []
  for (const row of ordered) {
    // A crew's own channel needs no rule.
    for (const own of crews.filter((one) => one.crew === row.to_crew)) {
      for (const receiver of await receiversOf(tx, district, own, row)) made.push({ id: newId(ms++), channel: own.channel, rule: null, receiver, kind: row.kind, stream: row.stream, stream_id: row.stream_id, version: row.version, lang: own.lang })
    }
    for (const rule of rules) {
      // Whoever reported a case hears only what is theirs, and only where a rule names them.
      if ((row.to_role === REPORTER) !== (rule.role === REPORTER)) continue
      if ((rule.kinds.length > 0 && !rule.kinds.includes(row.kind)) || (rule.unit !== null && rule.unit !== row.to_unit) || (rule.role !== null && rule.role !== row.to_role)) continue
      for (const receiver of await receiversOf(tx, district, rule, row)) made.push({ id: newId(ms++), channel: rule.channel, rule: rule.rule, receiver, kind: row.kind, stream: row.stream, stream_id: row.stream_id, version: row.version, lang: rule.lang })
    }
  }
  if (made.length === 0) return
  await sql`
    insert into delivery (district, id, channel, rule, receiver, kind, stream, stream_id, version, lang, state, next_at, created_at)
    select ${district}::uuid, id, channel, rule, receiver, kind, stream, stream_id, version, lang, 'waiting', ${now}, ${now}
    from json_to_recordset(${JSON.stringify(made)}::json) as m(id uuid, channel uuid, rule uuid, receiver text, kind text, stream text, stream_id uuid, version int, lang text) on conflict do nothing`.execute(tx)
}

/** The channels that crews are told over besides their inbox. */
async function crewChannels(tx: Tx, district: string, crews: readonly string[]): Promise<(Match & { crew: string })[]> {
  const rows = await tx.selectFrom('crew as w').innerJoin('notice_channel as c', (join) => join.onRef('c.district', '=', 'w.district').onRef('c.id', '=', 'w.channel')).select(['w.id as crew', 'c.id as channel', 'c.kind'])
    .where('w.district', '=', district).where('w.id', 'in', [...crews]).where('c.active', '=', true).orderBy('c.id').execute()
  return rows.map(({ crew, channel, kind }) => ({ crew, channel, kind: kind as ChannelKind, rule: null, lang: 'zh', own: false }))
}

async function receiversOf(tx: Tx, district: string, rule: Match, row: OutboxRow): Promise<string[]> {
  if (rule.kind === 'webhook' || rule.kind === 'wecom' || rule.kind === 'dingtalk') return ['channel']
  if (rule.own) return [`rule:${rule.rule}`]
  if (rule.kind !== 'sms') return []
  if (row.to_role === REPORTER) return [`${REPORTER}:${row.stream_id}`]
  // The people themselves: whoever of the unit or role has a number.
  const { rows } = await sql<{ id: string }>`
    select a.id from outbox o join account a on a.district = o.district and a.active and ${told}
    join person p on p.district = a.district and p.id = a.person and p.phone is not null where o.district = ${district} and o.id = ${row.id}
    order by a.id limit 200`.execute(tx)
  return rows.map((one) => `account:${one.id}`)
}

export const LEASE_S = 60
export const BREAK_AFTER = 5

/** Claims what may go out over one channel now: the head of each receiver's queue, as many as the rate allows. Nobody else sends them while the lease runs. */
export async function claim(db: Db, district: string, channel: string, now: Date, most: number, rate: number): Promise<{ channel: ChannelRow; deliveries: Delivery[] } | undefined> {
  return await db.transaction().execute(async (tx) => {
    const row = (await tx.selectFrom('notice_channel').select(['id', 'version', 'kind', 'name', 'active', 'settings', 'secret', 'failures', 'open_until', 'rate_from', 'rate_count'])
      .where('district', '=', district).where('id', '=', channel).where('active', '=', true).forUpdate().skipLocked().executeTakeFirst()) as ChannelRow | undefined
    if (!row || (row.open_until && row.open_until > now)) return undefined
    const fresh = !row.rate_from || now.getTime() - row.rate_from.getTime() >= 60_000
    const used = fresh ? 0 : row.rate_count
    // After a break one tries first, and the others wait for how it goes.
    const take = Math.min(most, rate - used, row.failures >= BREAK_AFTER ? 1 : most)
    if (take <= 0) return undefined
    const { rows: deliveries } = await sql<Delivery>`
      update delivery set leased_until = ${new Date(now.getTime() + LEASE_S * 1000)} where district = ${district} and id in (
        select d.id from delivery d where d.district = ${district} and d.channel = ${channel} and d.state = 'waiting' and d.next_at <= ${now} and (d.leased_until is null or d.leased_until <= ${now})
          and not exists (select 1 from delivery e where e.district = d.district and e.channel = d.channel and e.receiver = d.receiver and e.state = 'waiting' and e.id < d.id)
        order by d.id limit ${take} for update skip locked)
      returning id, rule, receiver, kind, stream, stream_id, version, lang, tries, created_at`.execute(tx)
    if (deliveries.length === 0) return undefined
    await tx.updateTable('notice_channel').set({ rate_from: fresh ? now : row.rate_from, rate_count: used + deliveries.length }).where('district', '=', district).where('id', '=', channel).execute()
    return { channel: row, deliveries }
  })
}

export async function markSent(db: Db, district: string, channel: string, id: string, now: Date): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`update delivery set state = 'sent', ended_at = ${now}, tries = tries + 1, leased_until = null, failure_kind = null where district = ${district} and id = ${id} and state = 'waiting'`.execute(tx)
    await sql`update notice_channel set failures = 0, open_until = null where district = ${district} and id = ${channel} and (failures > 0 or open_until is not null)`.execute(tx)
  })
}

export interface Unsent { kind: string; next: Date | null; /** The target itself is out of order, not this message. */ counts: boolean; breakUntil: (failures: number) => Date | null }
export async function markUnsent(db: Db, district: string, channel: string, id: string, now: Date, { kind, next, counts, breakUntil }: Unsent): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`update delivery set state = ${next ? 'waiting' : 'dead'}, tries = tries + 1, next_at = ${next ?? now}, ended_at = ${next ? null : now}, leased_until = null, failure_kind = ${kind}, failure_said = '' where district = ${district} and id = ${id} and state = 'waiting'`.execute(tx)
    if (!counts) return
    const { rows: [row] } = await sql<{ failures: number }>`update notice_channel set failures = failures + 1 where district = ${district} and id = ${channel} returning failures`.execute(tx)
    const until = row && breakUntil(row.failures)
    if (until) await sql`update notice_channel set open_until = ${until} where district = ${district} and id = ${channel}`.execute(tx)
  })
}

/** A claim that was not used. */
export async function giveBack(db: Db, district: string, id: string): Promise<void> {
  await sql`update delivery set leased_until = null where district = ${district} and id = ${id} and state = 'waiting'`.execute(db)
}

export async function waitingChannels(db: Db, district: string, now: Date): Promise<{ id: string; kind: ChannelKind }[]> {
  return (await sql<{ id: string; kind: ChannelKind }>`select id, kind from notice_channel c where district = ${district} and active and (open_until is null or open_until <= ${now})
    and exists (select 1 from delivery d where d.district = c.district and d.channel = c.id and d.state = 'waiting' and d.next_at <= ${now})`.execute(db)).rows
}

/** What a template may say of a case; nothing of persons. */
export async function saidOf(db: Db, district: string, stream: string, id: string): Promise<Record<string, any> | undefined> {
  if (stream !== 'case') return undefined
  const { rows } = await sql<Record<string, any>>`
    select c.number, c.state, c.category, c.category_zh, c.category_en, c.due_at, u.zh as unit_zh, u.en as unit_en, a.name as area, d.zh as district_zh, d.en as district_en
    from case_now c join district d on d.id = c.district left join unit u on u.district = c.district and u.id = c.unit left join area a on a.district = c.district and a.id = c.area where c.district = ${district} and c.id = ${id}`.execute(db)
  return rows[0]
}
export async function phoneOf(db: Db, district: string, account: string): Promise<string | undefined> {
  const { rows } = await sql<{ phone: string | null }>`select p.phone from account a join person p on p.district = a.district and p.id = a.person where a.district = ${district} and a.id = ${account} and a.active`.execute(db)
  return rows[0]?.phone ?? undefined
}

/** The number whoever reported a case left; never shown, only sent to. */
export async function phoneOfReporter(db: Db, district: string, kase: string): Promise<string | undefined> {
  const { rows } = await sql<{ phone: string | null }>`select k.as_written as phone from log l join kept_text k on k.district = l.district and k.id = l.data ->> 'contactPhone' where l.district = ${district} and l.stream = 'case' and l.id = ${kase} and l.version = 1`.execute(db)
  return rows[0]?.phone?.normalize('NFKC').replace(/[^\d+]/g, '') || undefined
}

/** Dead letters, newest first, a page. */
export async function deadLetters(db: Db, district: string, limit: number, after: { value: string; id: string } | undefined) {
  const { rows } = await sql<{ id: string; channel: string; channel_name: string; channel_kind: string; kind: string; stream: string; stream_id: string; version: number; tries: number; failure: string | null; created_at: Date; ended_at: Date; cursor: string }>`
    select d.id, d.channel, c.name as channel_name, c.kind as channel_kind, d.kind, d.stream, d.stream_id, d.version, d.tries, d.failure_kind as failure, d.created_at, d.ended_at, to_char(d.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as cursor
    from delivery d left join notice_channel c on c.district = d.district and c.id = d.channel where d.district = ${district} and d.state = 'dead'
      and (${after?.id ?? null}::uuid is null or (d.ended_at, d.id) < (${after?.value ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by d.ended_at desc, d.id desc limit ${limit}`.execute(db)
  return rows
}
export async function sendAgain(tx: Tx, district: string, id: string, now: Date): Promise<boolean> {
  return (await sql`update delivery set state = 'waiting', tries = 0, next_at = ${now}, ended_at = null where district = ${district} and id = ${id} and state = 'dead' returning 1`.execute(tx)).rows.length === 1
}
export async function setDeliveryAside(tx: Tx, district: string, id: string, now: Date): Promise<boolean> {
  return (await sql`update delivery set state = 'aside', ended_at = ${now} where district = ${district} and id = ${id} and state = 'dead' returning 1`.execute(tx)).rows.length === 1
}
export async function deliveryCounts(db: Db, district: string, now: Date): Promise<{ waiting: number; dead: number; oldest_s: number; channels_broken: number }> {
  const { rows: [row] } = await sql<{ waiting: number; dead: number; oldest_s: number; channels_broken: number }>`
    select count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'dead')::int as dead, coalesce(extract(epoch from ${now}::timestamptz - min(created_at) filter (where state = 'waiting')), 0)::int as oldest_s,
      (select count(*)::int from notice_channel where district = ${district} and active and open_until > ${now}) as channels_broken from delivery where district = ${district} and state in ('waiting', 'dead')`.execute(db)
  return row!
}
/** What went out or was set aside is kept 30 days. */
export async function sweepDeliveries(db: Db, district: string, before: Date): Promise<void> {
  await sql`delete from delivery where district = ${district} and state in ('sent', 'aside') and ended_at < ${before}`.execute(db)
}
