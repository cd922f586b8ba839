// A district-year from a fixed seed: a few thousand lives run by the real verbs under a moved clock, then copied until there are enough.
import { sql } from 'kysely'
import pg from 'pg'
import { bulkRunner } from '#kernel/bulk.ts'
import { openDb } from '#kernel/db.ts'
import { sweep } from '#kernel/sweep.ts'
import { migrate } from '#kernel/migrate.ts'
import { actorOf, newBearer } from '#kernel/session.ts'
import { newMemory } from '#kernel/memory.ts'
import type { Actor } from '#kernel/actor.ts'
import type { Verb } from '#kernel/verb.ts'
import { verbOfTimer } from '../src/app.ts'
import { commands } from '../src/case/commands.ts'
import { atlasOf } from '../src/directory/atlas.ts'
import { seedAccounts, seedAreas } from '../src/founding/demo/district.ts'
import { foldAll } from '../src/figure/fold.ts'
import { foundDistrict } from '../src/founding/found.ts'
import { shelfOf } from '../src/pack/store.ts'

export const BASE = 2_000
const PHOTO = 'ab'.repeat(32)
const DAY = 86_400_000, MINUTE = 60_000

/** mulberry32 */
export function diceOf(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const places = ['望河路', '学前街', '集贤街', '码头路', '湖滨路', '石桥路', '青年路', '东大街', '新民巷', '菜场弄', '花园新村', '人民桥', '北门外', '体育场路', '粮食局宿舍', '第三小学']
const spots = ['东侧', '西侧人行道', '路口', '公交站旁', '菜场门口', '北段', '转角处', '桥下', '地下通道口', '小区后门', '绿化带里', '停车场入口']
const things = ['暴露垃圾', '共享单车', '破损的窨井盖', '小广告', '占道的桌椅', '倒伏的护栏', '堆放的纸箱', '未牵绳的大狗', '乱停的货车', '渗漏的污水', '松动的盲道砖', '满溢的果皮箱', '晾晒的被褥', '油烟', '建筑垃圾', '飞线充电', '失灵的信号灯', '折断的树枝']
const ways = ['已经有好几天', '影响行人通过', '味道很大', '压住了盲道', '挡住消防通道', '孩子上学不安全', '昨天夜里才出现', '反映过一次没有人来', '附近居民意见很大', '下雨以后更严重']
const asks = ['请尽快处理', '希望派人来看看', '请清理干净', '请联系产权单位', '请给个答复', '希望以后有人常来巡查']

/** Makes the year in the database of this address; answers the district. `cases` is a multiple of the base. */
export async function makeYear(url: string, cases: number, now: Date, say: (line: string) => void): Promise<string> {
  await migrate(url)
  const db = openDb(url, { connections: 4 })
  try {
    const district = await db.transaction().execute(async (tx) => {
      const id = await foundDistrict(tx, { code: 'x', zh: 'x区', en: 'District x', demo: false }, now)
      await seedAccounts(tx, id, await seedAreas(tx, id, now), now)
      await tx.insertInto('file').values({ district: id, sha256: PHOTO, media_type: 'image/jpeg', bytes: 1, width: 1, height: 1, put_at: now }).execute()
      return id
    })
    const began = performance.now()
    await liveLives({ db }, district, now)
    say(`${BASE} lives run by the real verbs in ${((performance.now() - began) / 1000).toFixed(1)} s`)
    await db.destroy()
    await copy(url, district, Math.round(cases / BASE) - 1, say)
    return district
  } finally { await db.destroy() }
}

async function liveLives(house: { db: ReturnType<typeof openDb> }, district: string, now: Date): Promise<void> {
  const { db } = house
  const dice = diceOf(20_261_123), pick = <T>(all: readonly T[]): T => all[Math.floor(dice() * all.length)]!
  const memory = newMemory(), from = { tx: db, district, memory }
  const atlas = await atlasOf(from), shelf = await shelfOf(from)
  const actors = new Map<string, Actor>()
  for (const { id, login } of await db.selectFrom('account').select(['id', 'login']).where('district', '=', district).execute()) actors.set(login, (await actorOf(db, district, id))!)
  const who = (login: string) => actors.get(login) ?? actors.get('liaison')!
  const verbs = Object.fromEntries(commands.map((verb) => [verb.name, verb as Verb]))
  const conditions = shelf.packs.flatMap((pack) => pack.content.categories.flatMap((category) => category.conditions.map((condition) => ({ pack: pack.pack, category: category.code, condition: condition.id, evidence: condition.evidence }))))
  const point = () => { for (;;) { const lon = 120.698 + dice() * 0.022, lat = 31.284 + dice() * 0.02; if (atlas.areaAt(lon, lat)?.kind === 'grid') return { lon: Number(lon.toFixed(6)), lat: Number(lat.toFixed(6)) } } }
  const bulk = bulkRunner(house, district, { verbOf: verbOfTimer })
  const steps: { at: number; run: () => Promise<void> }[] = []
  // What falls to the office itself is not checked by the office and would stay open: a year has a few of these, not a twentieth.
  const own = new Set<string>()
  let moment = 0
  for (let n = 0; n < BASE; n++) {
    const at = now.getTime() - 365 * DAY + ((n + dice()) / BASE) * 365 * DAY, fate = dice(), late = dice() < 0.12
    const place = `${pick(places)}${1 + Math.floor(dice() * 180)}号${pick(spots)}`
    const input = { source: pick(['hotline', 'citizen', 'hotline', 'leader'] as const), text: `${place}有${pick(things)}，${pick(ways)}，${pick(ways)}，${pick(asks)}。`, placeText: place, point: point(), contactName: '王女士', contactPhone: `1381234${String(n).padStart(4, '0')}` }
    let id = '', unit = '', when = at, stuck = false, condition = pick(conditions)
    const step = (minutes: number, verb: string, input: () => object, login: () => string) => {
      when += minutes * MINUTE * (0.5 + dice())
      if (when < now.getTime()) steps.push({ at: when, run: async () => {
        // The office's own work is not checked by the office: such a life stops here and stays open.
        if (stuck || (verb === 'check' && unit === 'improvement-office')) { stuck = true; return }
        const done = await bulk.run(verbs[verb]!, id || undefined, input(), { actor: who(login()), at: new Date(moment) })
        id = done.id
        unit = atlas.units.get((done.state as { unit?: string }).unit ?? '')?.code ?? unit
        if (unit === 'improvement-office') own.add(condition.condition)
      } })
    }
    const liaison = () => `liaison.${unit}`
    step(0, 'report', () => input, () => 'clerk')
    if (fate < 0.05) { step(30, 'reject', () => ({ reason: 'not-found', text: '到场看过，没有发现。' }), () => 'clerk'); continue }
    step(25, 'file', () => { while (own.has(condition.condition)) condition = pick(conditions); return { condition: { pack: condition.pack, category: condition.category, condition: condition.condition } } }, () => 'clerk')
    step(15, 'dispatch', () => ({}), () => 'clerk')
    step(20, 'sign-for', () => ({}), liaison)
    step(late ? 60 * 24 * 9 : 90, 'handle', () => ({ text: '已派人到场处理，现场清理完毕并拍照。', photos: Array.from({ length: Math.max(1, condition.evidence.handle) }, () => PHOTO) }), liaison)
    // One in a hundred waits for its check for ever, so that there is open work of every age.
    if (fate > 0.99) continue
    step(120, 'check', () => ({ passed: true, text: '到场看过，已经办好。' }), () => 'inspector')
    step(60, 'close', () => ({ conditionMet: true, text: '已经办好，请您看看。' }), () => 'clerk')
  }
  steps.sort((a, b) => a.at - b.at)
  for (const one of steps) {
    moment = one.at
    await bulk.ringUntil(new Date(moment))
    await one.run()
  }
  await bulk.ringUntil(now)
  await bulk.flush()
}

/** Every life again and again, on other days, at other places, under other numbers; ids stay in the order of their time. */
async function copy(url: string, district: string, copies: number, say: (line: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const began = performance.now()
  const run = (text: string) => client.query(text)
  try {
    await run(`set synchronous_commit = off`)
    await run(`set timezone = 'UTC'`)
    // Up to three weeks to either side, never into the future; hashed, so that every run makes the same year.
    await run(`create unlogged table twin as select c.id as old, j, c.number as old_number,
      make_interval(mins => -(abs(hashint8(hashtext(c.number || j)::bigint)) % 25000)) as moved,
      (abs(hashtext('x' || c.number || j)) % 6000 - 3000) / 1000000.0::float8 as dlon, (abs(hashtext('y' || c.number || j)) % 6000 - 3000) / 1000000.0::float8 as dlat,
      md5(c.id::text || j) as m, c.reported_at from case_now c cross join generate_series(1, ${copies}) j where c.district = '${district}' and not c.open
      union all select c.id, j, c.number, make_interval(mins => -(abs(hashtext(c.number || j)) % 600)), (abs(hashtext('x' || c.number || j)) % 6000 - 3000) / 1000000.0::float8, (abs(hashtext('y' || c.number || j)) % 6000 - 3000) / 1000000.0::float8,
      md5(c.id::text || j), c.reported_at from case_now c cross join generate_series(1, ${copies}) j where c.district = '${district}' and c.open`)
    await run(`alter table twin add id uuid, add number text, add mark text`)
    await run(`update twin t set mark = lpad(to_hex(j), 6, '0'), id = (lpad(to_hex((extract(epoch from reported_at + moved) * 1000)::bigint), 12, '0') || '7' || substr(m, 1, 3) || '8' || substr(m, 4, 3) || substr(m, 7, 12))::uuid`)
    await run(`update twin t set number = n.number from (select t.old, t.j, to_char(t.reported_at + t.moved + interval '8 hours', 'YYMMDD') || '-' || (5000000 + row_number() over (partition by (t.reported_at + t.moved + interval '8 hours')::date order by t.id))::text as number from twin t) n where n.old = t.old and n.j = t.j`)
    await run(`create index on twin (old)`)
    await run('analyze twin')
    const columns = async (table: string) => (await client.query<{ name: string; type: string }>(`select column_name as name, data_type as type from information_schema.columns where table_name = $1 and table_schema = current_schema() and is_generated = 'NEVER' order by ordinal_position`, [table])).rows
    const insert = async (table: string, changed: Record<string, string>, join: string, more = '') => {
      const all = (await columns(table)).filter(({ name }) => name !== 'tx')
      const value = ({ name, type }: { name: string; type: string }) => changed[name] ?? (type === 'timestamp with time zone' ? `o."${name}" + t.moved` : `o."${name}"`)
      await run(`insert into ${table} (${all.map(({ name }) => `"${name}"`).join(', ')}) select ${all.map(value).join(', ')} from ${table} o join twin t on ${join} where o.district = '${district}'${more}`)
    }
    const month = `(extract(year from o.reported_at + t.moved + interval '8 hours') * 100 + extract(month from o.reported_at + t.moved + interval '8 hours'))::int`
    const cell = `(floor((o.lon + t.dlon + 180) * 200) * 100000 + floor((o.lat + t.dlat + 90) * 200))::bigint`
    await insert('case_now', { id: 't.id', number: 't.number', ym: month, lon: 'o.lon + t.dlon', lat: 'o.lat + t.dlat', cell }, 't.old = o.id')
    // An index of words grows entry by entry, or is built whole in a tenth of the time.
    const [grams] = (await client.query<{ sql: string }>(`select pg_get_indexdef('case_search_grams'::regclass) as sql`)).rows
    await run('drop index case_search_grams')
    await insert('case_search', { id: 't.id', ym: month, report: 'replace(o.report, t.old_number, t.number)' }, 't.old = o.id')
    // So do the indexes of a log of two million rows.
    const rest = (await client.query<{ name: string; sql: string }>(`select indexname as name, indexdef as sql from pg_indexes where schemaname = current_schema() and indexname in ('log_tail', 'kept_text_of')`)).rows
    for (const { name } of rest) await run(`drop index ${name}`)
    await insert('log', { id: 't.id', data: `regexp_replace(regexp_replace(o.data::text, '"([0-9a-f]{58})[0-9a-f]{6}"', '"\\1' || t.mark || '"', 'g'), '"number": "' || t.old_number, '"number": "' || t.number)::jsonb` }, `t.old = o.id and o.stream = 'case'`)
    // Ids are random: in one year out of fifteen a text ends like a mark by chance and is its own copy.
    await insert('kept_text', { id: 'left(o.id, 58) || t.mark', stream_id: 't.id' }, `t.old = o.stream_id and o.stream = 'case'`, ' on conflict do nothing')
    await insert('timer', { id: 't.id' }, `t.old = o.id and o.stream = 'case'`)
    await run(`set maintenance_work_mem = '256MB'`)
    for (const { sql } of [grams!, ...rest]) await run(sql)
    await run('drop table twin')
    await run('vacuum analyze')
    const { rows: [n] } = await client.query<{ cases: number; facts: number; open: number; mb: number }>(`select (select count(*)::int from case_now) as cases, (select count(*)::int from log) as facts, (select count(*)::int from case_now where open) as open, (pg_database_size(current_database()) / 1048576)::int as mb`)
    say(`${n!.cases} cases (${n!.open} open), ${n!.facts} facts, ${n!.mb} MB, copied in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  } finally { await client.end() }
}

/** The sums of the year, as a server that has lived through it would have them; flags of the cases that were only copied are folded on the way. */
export async function foldYear(url: string, district: string, say: (line: string) => void): Promise<void> {
  const db = openDb(url, { connections: 2 }), began = performance.now()
  try {
    const facts = await foldAll(db, district)
    // As a server that lived through the year would have done day by day.
    await sweep(db, district, new Date())
    await sql`vacuum analyze timer`.execute(db)
    for (const table of ['case_flag', 'case_counted', 'roll_day', 'roll_month']) await sql`vacuum analyze ${sql.table(table)}`.execute(db)
    say(`${facts} facts folded into figures in ${((performance.now() - began) / 1000).toFixed(1)} s`)
  } finally { await db.destroy() }
}

/** A token for each of these accounts. */
export async function tokensOf(url: string, district: string, logins: readonly string[], now: Date): Promise<Map<string, string>> {
  const db = openDb(url, { connections: 2 })
  try {
    const tokens = new Map<string, string>()
    for (const login of logins) { const token = await newBearer(db, district, login, now); if (token) tokens.set(login, token) }
    return tokens
  } finally { await db.destroy() }
}
