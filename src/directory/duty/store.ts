// The SQL of posts and who holds them, and the whole roster of a district in one read.
import { sql } from 'kysely'
import type { Actor, Reach } from '#kernel/actor.ts'
import type { Db, Tx } from '#kernel/db.ts'
import type { Memory } from '#kernel/memory.ts'
import { areas } from '../store.ts'
import { chunks } from '../unit/store.ts'
import { personWithin } from '../person/store.ts'
import type { Duty } from '../words.ts'
import type { Roster, RosterHolder, RosterPost } from './roster.ts'

export async function readRoster(db: Db | Tx, district: string): Promise<Roster> {
  const units = await db.selectFrom('unit').select(['id', 'code', 'zh', 'en', 'kind', 'area', 'parent', 'valid_from as from', 'valid_to as to']).where('district', '=', district).orderBy('code').execute()
  const groups = await db.selectFrom('unit_group').select(['code', 'zh', 'en', 'auto', 'members']).where('district', '=', district).orderBy('code').execute()
  const posts = await db.selectFrom('post').select(['id', 'code', 'unit', 'zh', 'en', 'duty', 'area', 'valid_from as from', 'valid_to as to']).where('district', '=', district).orderBy('code').execute()
  const people = await db.selectFrom('person').select(['id', 'code', 'name', 'phone', 'unit', 'valid_from as from', 'valid_to as to', 'erased_at']).where('district', '=', district).orderBy('code').execute()
  const holders = await db.selectFrom('holder').select(['id', 'post', 'person', 'valid_from as from', 'valid_to as to']).where('district', '=', district).orderBy('valid_from').orderBy('id').execute()
  const { rows: accounts } = await sql<Roster['accounts'][number]>`
    select a.id, a.person, a.login, a.title_zh as zh, a.title_en as en, a.unit, a.area, a.active, coalesce((select array_agg(r.role order by r.role) from account_role r where r.district = a.district and r.account = a.id), '{}') as roles
    from account a where a.district = ${district} order by a.login`.execute(db)
  return {
    areas: await areas(db, district), units, groups: groups as Roster['groups'], posts: posts as RosterPost[], accounts, holders,
    people: people.map(({ erased_at, ...person }) => ({ ...person, erased: erased_at !== null })),
  }
}

export async function savePosts(tx: Tx, district: string, posts: readonly RosterPost[]): Promise<void> {
  for (const some of chunks(posts)) {
    await tx.insertInto('post').values(some.map(({ id, code, unit, zh, en, duty, area, from, to }) => ({ district, id, code, unit, zh, en, duty, area, valid_from: from, valid_to: to })))
      .onConflict((oc) => oc.columns(['district', 'id']).doUpdateSet((eb) => ({
        code: eb.ref('excluded.code'), unit: eb.ref('excluded.unit'), zh: eb.ref('excluded.zh'), en: eb.ref('excluded.en'), duty: eb.ref('excluded.duty'), area: eb.ref('excluded.area'), valid_from: eb.ref('excluded.valid_from'), valid_to: eb.ref('excluded.valid_to'),
      }))).execute()
  }
}
export async function saveHolders(tx: Tx, district: string, holders: readonly RosterHolder[]): Promise<void> {
  for (const some of chunks(holders)) {
    await tx.insertInto('holder').values(some.map(({ id, post, person, from, to }) => ({ district, id, post, person, valid_from: from, valid_to: to })))
      .onConflict((oc) => oc.columns(['district', 'id']).doUpdateSet((eb) => ({ valid_from: eb.ref('excluded.valid_from'), valid_to: eb.ref('excluded.valid_to') }))).execute()
  }
}

interface PostListRow {
  id: string; code: string; zh: string; en: string; duty: Duty; unit: string; unit_zh: string; unit_en: string; area: string | null; area_name: string | null; valid_from: string | null; valid_to: string | null; mine: boolean
  holders: { id: string; person: string; name: string | null; from: string; to: string | null }[]
}
/** Posts by code with whoever holds them on the day; names only of people within reach, and `mine` says whether `edits` reaches the post. */
export async function listPosts(db: Db | Tx, actor: Actor, people: Reach | undefined, edits: Reach | undefined, asked: { q: string; unit: string | undefined; area: string | undefined; duty: string | undefined; vacant: boolean; id?: string; after: string | undefined; limit: number; day: string }): Promise<PostListRow[]> {
  const like = `%${asked.q.replace(/[\\%_]/g, '\\$&')}%`
  const mine = edits === undefined ? sql`false` : edits.all ? sql`true` : sql`(o.unit = any(${[...edits.units]}::uuid[]) or o.area = any(${[...edits.areas]}::uuid[]) or u.area = any(${[...edits.areas]}::uuid[]))`
  const { rows } = await sql<PostListRow>`
    select o.id, o.code, o.zh, o.en, o.duty, o.unit, u.zh as unit_zh, u.en as unit_en, o.area, x.name as area_name, o.valid_from, o.valid_to, ${mine} as mine, h.holders
    from post o join unit u on u.district = o.district and u.id = o.unit left join area x on x.district = o.district and x.id = o.area
    cross join lateral (select coalesce(json_agg(json_build_object('id', k.id, 'person', k.person, 'name', case when ${personWithin(people)} then p.name end, 'from', k.valid_from, 'to', k.valid_to) order by k.valid_from, k.id), '[]'::json) as holders,
        count(*) as n, bool_or(${personWithin(people)} and p.name ilike ${like}) as named
      from holder k join person p on p.district = k.district and p.id = k.person
      where k.district = o.district and k.post = o.id and k.valid_from <= ${asked.day} and coalesce(k.valid_to, '9999') >= ${asked.day} and coalesce(p.valid_from, '') <= ${asked.day} and coalesce(p.valid_to, '9999') >= ${asked.day}) h
    where o.district = ${actor.district} and o.code > ${asked.after ?? ''} and (${asked.id ?? null}::uuid is null or o.id = ${asked.id ?? null}::uuid)
      and (${asked.unit ?? null}::uuid is null or o.unit = ${asked.unit ?? null}::uuid) and (${asked.area ?? null}::uuid is null or o.area = ${asked.area ?? null}::uuid)
      and (${asked.duty ?? null}::text is null or o.duty = ${asked.duty ?? null}) and (not ${asked.vacant}::boolean or (h.n = 0 and coalesce(o.valid_from, '') <= ${asked.day} and coalesce(o.valid_to, '9999') >= ${asked.day}))
      and (${asked.q} = '' or o.code ilike ${like} or o.zh ilike ${like} or o.en ilike ${like} or u.zh ilike ${like} or x.name ilike ${like} or h.named)
    order by o.code limit ${asked.limit}`.execute(db)
  return rows
}
/** Everybody who ever held a post, newest first. */
export async function historyOf(db: Db | Tx, actor: Actor, people: Reach | undefined, post: string): Promise<PostListRow['holders']> {
  const { rows } = await sql<PostListRow['holders'][number]>`
    select k.id, k.person, case when ${personWithin(people)} then p.name end as name, k.valid_from as "from", k.valid_to as "to"
    from holder k join person p on p.district = k.district and p.id = k.person where k.district = ${actor.district} and k.post = ${post}::uuid order by k.valid_from desc, k.id desc limit 100`.execute(db)
  return rows
}

/** At most five seconds old on other servers; `forgetRoster` makes a change visible here at once. */
export const rosterOf = (from: { memory: Memory; tx: Db | Tx; district: string }): Promise<Roster> => from.memory.recall(`roster/${from.district}`, 5_000, () => readRoster(from.tx, from.district))
export function forgetRoster(memory: Memory, district: string): void {
  memory.forget(`roster/${district}`)
  memory.forget(`atlas/${district}`)
}
