// The SQL of people and their accounts: lists within reach, invitations by hash, accounts that end with their person.
import { sql, type RawBuilder } from 'kysely'
import type { Actor, Reach } from '#kernel/actor.ts'
import type { Db, Tx } from '#kernel/db.ts'
import type { RosterAccount, RosterPerson } from '../duty/roster.ts'
import { securityOf } from '../store.ts'
import { chunks } from '../unit/store.ts'

/** Whom a permission reaches: people of these units, of units in these areas, or who hold a post there. The person is `p`. */
export function personWithin(reach: Reach | undefined): RawBuilder<boolean> {
  if (!reach) return sql<boolean>`false`
  if (reach.all) return sql<boolean>`true`
  const units = sql`any(${[...reach.units]}::uuid[])`, areas = sql`any(${[...reach.areas]}::uuid[])`
  return sql<boolean>`(p.unit = ${units} or exists (select 1 from unit pu where pu.district = p.district and pu.id = p.unit and pu.area = ${areas})
    or exists (select 1 from holder ph join post po on po.district = ph.district and po.id = ph.post where ph.district = p.district and ph.person = p.id and (po.unit = ${units} or po.area = ${areas})))`
}

interface PersonRow {
  id: string; code: string | null; name: string | null; phone: string | null; unit: string | null; unit_zh: string | null; unit_en: string | null; valid_from: string | null; valid_to: string | null; mine: boolean
  login: string | null; active: boolean | null; posts: { id: string; zh: string; en: string; unit_zh: string; unit_en: string }[]
}
/** The last two digits tell two people of one name apart; the rest is starred by the database, so that a number never leaves it by this way. */
const masked = sql`regexp_replace(p.phone, '[0-9](?=[^0-9]*[0-9][^0-9]*[0-9])', '*', 'g')`
export async function listPeople(db: Db | Tx, actor: Actor, reach: Reach, edits: Reach | undefined, asked: { q: string; unit: string | undefined; left: boolean | undefined; id?: string; after: string | undefined; limit: number; day: string }): Promise<PersonRow[]> {
  const like = `%${asked.q.replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<PersonRow>`
    select p.id, p.code, p.name, ${masked} as phone, p.unit, u.zh as unit_zh, u.en as unit_en, p.valid_from, p.valid_to, ${personWithin(edits)} as mine, a.login, a.active,
      coalesce((select json_agg(json_build_object('id', o.id, 'zh', o.zh, 'en', o.en, 'unit_zh', w.zh, 'unit_en', w.en) order by o.code) from holder k join post o on o.district = k.district and o.id = k.post join unit w on w.district = o.district and w.id = o.unit
        where k.district = p.district and k.person = p.id and k.valid_from <= ${asked.day} and coalesce(k.valid_to, '9999') >= ${asked.day}), '[]'::json) as posts
    from person p left join unit u on u.district = p.district and u.id = p.unit left join account a on a.district = p.district and a.person = p.id
    where p.district = ${actor.district} and ${personWithin(reach)} and p.code > ${asked.after ?? ''} and (${asked.id ?? null}::uuid is null or p.id = ${asked.id ?? null}::uuid)
      and (${asked.unit ?? null}::uuid is null or p.unit = ${asked.unit ?? null}::uuid)
      and (${asked.left ?? null}::boolean is null or (coalesce(p.valid_to, '9999') < ${asked.day}) = ${asked.left ?? null})
      and (${asked.q} = '' or p.code ilike ${like} or p.name ilike ${like} or u.zh ilike ${like} or a.login ilike ${like})
    order by p.code limit ${asked.limit}`.execute(db)
  return rows
}
export async function personWritten(db: Db | Tx, actor: Actor, reach: Reach, id: string): Promise<{ id: string; name: string | null; phone: string | null } | undefined> {
  const { rows } = await sql<{ id: string; name: string | null; phone: string | null }>`select p.id, p.name, p.phone from person p where p.district = ${actor.district} and p.id = ${id}::uuid and ${personWithin(reach)}`.execute(db)
  return rows[0]
}

export async function savePeople(tx: Tx, district: string, people: readonly RosterPerson[]): Promise<void> {
  for (const some of chunks(people)) {
    await tx.insertInto('person').values(some.map(({ id, code, name, phone, unit, from, to }) => ({ district, id, code, name, phone, unit, valid_from: from, valid_to: to })))
      .onConflict((oc) => oc.columns(['district', 'id']).doUpdateSet((eb) => ({
        code: eb.ref('excluded.code'), name: eb.ref('excluded.name'), phone: eb.ref('excluded.phone'), unit: eb.ref('excluded.unit'), valid_from: eb.ref('excluded.valid_from'), valid_to: eb.ref('excluded.valid_to'),
      // Who was erased stays erased, whatever an old sheet still says.
      })).where('person.erased_at', 'is', null)).execute()
  }
}

/** Accounts without a password: whoever is invited sets one. Of an account that is there, title and place are brought to what is given; roles have their own door (rights.ts). */
export async function saveAccounts(tx: Tx, district: string, accounts: readonly RosterAccount[], at: Date): Promise<void> {
  if (accounts.length === 0) return
  for (const some of chunks(accounts)) {
    await tx.insertInto('account').values(some.map(({ id, person, login, zh, en, unit, area, active }) => ({ district, id, login, person, title_zh: zh, title_en: en, unit, area, active, created_at: at })))
      .onConflict((oc) => oc.columns(['district', 'id']).doUpdateSet((eb) => ({ title_zh: eb.ref('excluded.title_zh'), title_en: eb.ref('excluded.title_en'), unit: eb.ref('excluded.unit'), area: eb.ref('excluded.area') }))).execute()
  }
}
/** Accounts whose person has left are ended, not deleted, and nobody stays signed in on them. */
export async function endLeft(tx: Tx, district: string, today: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update account a set active = false from person p where a.district = ${district} and p.district = a.district and p.id = a.person and a.active and p.valid_to < ${today} returning a.id`.execute(tx)
  const ids = rows.map((row) => row.id)
  if (ids.length > 0) await tx.deleteFrom('session').where('district', '=', district).where('account', 'in', ids).execute()
  return ids
}

interface AccountListRow { id: string; login: string; zh: string; en: string; active: boolean; unit: string | null; unit_zh: string | null; unit_en: string | null; area: string | null; area_name: string | null; roles: string[]; state: 'ready' | 'invited' | 'uninvited'; factor: boolean; password: 'own' | 'given' | 'off'; lockedUntil: Date | null; sessions: number }
/** Accounts by login. `invited`: a code is out and no password set; `uninvited`: neither. */
export async function listAccounts(db: Db | Tx, district: string, asked: { q: string; state: string | undefined; role: string | undefined; id?: string; after: string | undefined; limit: number }, now: Date): Promise<AccountListRow[]> {
  const like = `%${asked.q.replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<AccountListRow>`
    select * from (
      select a.id, a.login, a.title_zh as zh, a.title_en as en, a.active, a.unit, u.zh as unit_zh, u.en as unit_en, a.area, x.name as area_name, ${securityOf},
        coalesce((select array_agg(r.role order by r.role) from account_role r where r.district = a.district and r.account = a.id), '{}') as roles,
        case when exists (select 1 from credential c where c.district = a.district and c.account = a.id) then 'ready'
          when exists (select 1 from invitation i where i.district = a.district and i.account = a.id and i.used_at is null and i.expires_at > ${now}) then 'invited' else 'uninvited' end as state
      from account a left join unit u on u.district = a.district and u.id = a.unit left join area x on x.district = a.district and x.id = a.area
      where a.district = ${district}) l
    where l.login > ${asked.after ?? ''} and (${asked.id ?? null}::uuid is null or l.id = ${asked.id ?? null}::uuid) and (${asked.role ?? null}::text is null or ${asked.role ?? null} = any(l.roles))
      and (${asked.state ?? null}::text is null or (${asked.state ?? null} = 'locked' and not l.active) or (l.active and l.state = ${asked.state ?? null}))
      and (${asked.q} = '' or l.login ilike ${like} or l.zh ilike ${like} or l.en ilike ${like} or l.unit_zh ilike ${like})
    order by l.login limit ${asked.limit}`.execute(db)
  return rows
}
export async function countAccounts(db: Db | Tx, district: string): Promise<{ all: number; locked: number; uninvited: number }> {
  const { rows } = await sql<{ all: number; locked: number; uninvited: number }>`
    select count(*)::int as all, count(*) filter (where not active)::int as locked,
      count(*) filter (where active and not exists (select 1 from credential c where c.district = a.district and c.account = a.id))::int as uninvited from account a where a.district = ${district}`.execute(db)
  return rows[0]!
}

/** Whoever invites holds the code: an administrator’s first password is a matter of two. */
const isAdminAccount = sql`exists (select 1 from account_role ar where ar.district = a.district and ar.account = a.id and ar.role like 'admin-%')`

interface Invitee { id: string; login: string; zh: string; en: string; name: string | null; unit_zh: string | null; unit_en: string | null }
/** Active accounts without a password: those asked for, or all. */
export async function invitees(tx: Tx, district: string, ids: readonly string[] | undefined, limit: number): Promise<Invitee[]> {
  const { rows } = await sql<Invitee>`
    select a.id, a.login, a.title_zh as zh, a.title_en as en, p.name, u.zh as unit_zh, u.en as unit_en from account a join person p on p.district = a.district and p.id = a.person left join unit u on u.district = a.district and u.id = a.unit
    where a.district = ${district} and a.active and (${ids === undefined}::boolean or a.id = any(${[...(ids ?? [])]}::uuid[]))
      and not exists (select 1 from credential c where c.district = a.district and c.account = a.id) and not ${isAdminAccount} order by a.login limit ${limit}`.execute(tx)
  return rows
}
export async function saveInvitations(tx: Tx, district: string, all: readonly { account: string; codeHash: string }[], by: string | null, at: Date, until: Date): Promise<void> {
  for (const some of chunks(all)) {
    await tx.insertInto('invitation').values(some.map(({ account, codeHash }) => ({ district, account, code_hash: codeHash, created_by: by, created_at: at, expires_at: until })))
      .onConflict((oc) => oc.columns(['district', 'account']).doUpdateSet((eb) => ({ code_hash: eb.ref('excluded.code_hash'), created_by: eb.ref('excluded.created_by'), created_at: eb.ref('excluded.created_at'), expires_at: eb.ref('excluded.expires_at'), used_at: null }))).execute()
  }
}
export interface Invitation { district: string; account: string; login: string; zh: string; en: string }
/** The invitation behind a code, while it is good: not used, not run out, the account open and without a password. */
export async function invitationOf(db: Db | Tx, codeHash: string, now: Date): Promise<Invitation | undefined> {
  const { rows } = await sql<Invitation>`
    select i.district, i.account, a.login, a.title_zh as zh, a.title_en as en from invitation i join account a on a.district = i.district and a.id = i.account
    where i.code_hash = ${codeHash} and i.used_at is null and i.expires_at > ${now} and a.active and not exists (select 1 from credential c where c.district = i.district and c.account = i.account) and not ${isAdminAccount}`.execute(db)
  return rows[0]
}
/** Takes the code, once: of two at the same moment one gets false. */
export async function useInvitation(tx: Tx, of: Invitation, codeHash: string, passwordHash: string, now: Date): Promise<boolean> {
  const taken = await tx.updateTable('invitation').set({ used_at: now }).where('district', '=', of.district).where('account', '=', of.account).where('code_hash', '=', codeHash).where('used_at', 'is', null).returning('account').executeTakeFirst()
  if (!taken) return false
  await tx.insertInto('credential').values({ district: of.district, account: of.account, password_hash: passwordHash, changed_at: now }).execute()
  return true
}
