// A table of figures as it is asked: rows by unit, area, category, day, post or source, the district's own line, and where each leads.
import { z } from 'zod'
import type { Said } from '#core/problem.ts'
import { addDays, dayIn } from '#core/day.ts'
import { problem } from '#core/problem.ts'
import { reachOf, type Actor, type Reach } from '#kernel/actor.ts'
import type { House } from '#kernel/house.ts'
import { atlasOf, type Atlas } from '../directory/atlas.ts'
import { rosterOf } from '../directory/duty/store.ts'
import { shelfOf } from '../pack/store.ts'
import { sourceNames } from '../case/words.ts'
import { dated, filterFields, period, type Dated } from './behind.ts'
import { added, figuresOf, measuresFor, type Sums } from './sums.ts'
import { NO_ID, sumsOf, type Filter, type Question, type SumRow } from './store.ts'
import { because, groupings, indicatorKeys, indicatorOf, measureIn, type FigureRow, type Figures, type Grouping, type Variant } from './words.ts'

export const FigureQuery = z.strictObject({
  by: z.enum(groupings).default('unit'), ...period, ...filterFields,
  /** How deep areas and categories are told apart. */
  level: z.enum(['grid', 'community', 'subdistrict', 'category', 'major', 'pack']).optional(),
  days: z.enum(['true', 'false']).default('false'),
})
type Asked = Dated<z.output<typeof FigureQuery>>

export const wrongPeriod = problem<{ most: number }>('figure.wrong-period', 400, ({ most }) => ({
  zh: `起止日期不对：开始不能晚于结束，一次最多看${most}天。`, en: `The period is not right: it may not begin after it ends, nor be longer than ${most} days.`,
}))
const DAYS_MAX = 1_860
/** A day a line: a year and a little. */
const LINES_MAX = 400

export function checkPeriod({ from, to }: { from: string; to: string }, most = DAYS_MAX): void {
  if (from > to || addDays(from, most) <= to || from < '2000-01-01' || to > '2199-12-31') throw wrongPeriod({ most }, [{ path: 'from', said: wrongPeriod({ most }).body.said }])
}

export async function atlasFor(house: House, actor: Actor): Promise<Atlas> { return await atlasOf({ tx: house.db, district: actor.district, memory: house.memory }) }
/** `none` asks for what has no category yet. */
const named = (value: string | undefined) => (value === 'none' ? '' : value)
/** What a request narrows down to: an area with everything below it. */
export function filterOf(asked: { unit?: string | undefined; area?: string | undefined; pack?: string | undefined; category?: string | undefined; source?: string | undefined }, atlas: Atlas): Filter {
  const areas = asked.area === undefined ? undefined : asked.area === NO_ID ? [NO_ID] : [...atlas.areas.keys()].filter((id) => atlas.lineage(id).some((one) => one.id === asked.area))
  return { unit: asked.unit, areas, pack: named(asked.pack), category: named(asked.category), source: asked.source }
}

interface Line { key: string; zh: string; en: string; open: Record<string, string>; sums: Sums; days: SumRow[] }
const nobody = { zh: '（尚未派遣）', en: '(not dispatched yet)' }, nowhere = { zh: '（没有地点）', en: '(no place)' }, nothing = { zh: '（没有类别）', en: '(no category)' }
const columns: Record<Exclude<Grouping, 'post'>, Question['by']> = { unit: ['unit'], area: ['area'], category: ['pack', 'category'], day: ['day'], source: ['source'] }

/** Rows under the key they are shown by. */
function gathered(rows: readonly SumRow[], daily: readonly SumRow[], keyOf: (row: SumRow) => string, about: (key: string, row: SumRow) => Omit<Line, 'key' | 'sums' | 'days'>): Line[] {
  const days = Map.groupBy(daily, keyOf)
  return [...Map.groupBy(rows, keyOf)].map(([key, same]) => ({ key, ...about(key, same[0]!), sums: same.length === 1 ? same[0]! : added(same), days: days.get(key) ?? [] }))
}

export async function figureTable(house: House, actor: Actor, wanted: z.output<typeof FigureQuery>): Promise<Figures> {
  const asked = dated(wanted, house.clock.now())
  checkPeriod(asked, asked.by === 'day' || asked.days === 'true' ? LINES_MAX : DAYS_MAX)
  const { db, memory } = house, now = house.clock.now(), reach = reachOf(actor, 'figure.list'), from = { tx: db, district: actor.district, memory }
  const atlas = await atlasOf(from), filter = filterOf(asked, atlas)
  const base = { district: actor.district, from: asked.from, to: asked.to, today: dayIn(now), now, of: measuresFor[asked.variant] }
  const daily = [...new Set((['reported', 'due', 'on_time'] as const).map((measure) => measureIn(asked.variant, measure)))]
  const ask = async (by: Question['by'], to: Reach): Promise<[SumRow[], SumRow[]]> => [
    await sumsOf(db, { ...base, ...filter, by, reach: to }), asked.days === 'true' && !by.includes('day') ? await sumsOf(db, { ...base, ...filter, by: [...by, 'day'], of: daily, reach: to }) : [],
  ]
  const lines = asked.by === 'post' ? await posts(house, actor, reach, atlas, ask, asked.to) : await plain(asked.by)
  async function plain(by: Exclude<Grouping, 'post'>): Promise<Line[]> {
    const [rows, days] = await ask(columns[by], reach)
    if (by === 'unit') return gathered(rows, days, (row) => row.unit!, (key) => ({ ...(key === NO_ID ? nobody : titled(atlas.units.get(key), key)), open: { unit: key } }))
    if (by === 'area') {
      const level = asked.level ?? 'community', up = (id: string) => atlas.lineage(id).find((area) => area.kind === level)?.id ?? id
      return gathered(rows, days, (row) => up(row.area!), (key) => { const name = atlas.areas.get(key)?.name ?? key; return { ...(key === NO_ID ? nowhere : { zh: name, en: name }), open: { area: key } } })
    }
    if (by === 'source') return gathered(rows, days, (row) => row.source!, (key) => ({ ...titled((sourceNames as Record<string, Said>)[key], key), open: { source: key } }))
    if (by === 'day') return gathered(rows, [], (row) => row.day!, (key) => ({ zh: key, en: key, open: { from: key, to: key } }))
    const shelf = await shelfOf(from), level = asked.level ?? 'category'
    const major = (row: SumRow) => shelf.category(row.pack!, row.category!)?.category.major
    const keyOf = (row: SumRow) => (row.pack === '' ? '' : level === 'pack' ? row.pack! : level === 'major' ? `${row.pack}/${major(row)?.code ?? ''}` : `${row.pack}/${row.category}`)
    return gathered(rows, days, keyOf, (key, row) => {
      const pack = shelf.pack(row.pack!)?.content.title
      const title = key === '' ? nothing : level === 'category' ? shelf.category(row.pack!, row.category!)?.category.title : level === 'major' ? major(row)?.title ?? pack : pack
      // A major class is several categories: it leads to its pack.
      return { ...titled(title, key), open: key === '' ? { category: 'none' } : { pack: row.pack!, ...(level === 'category' ? { category: row.category! } : {}) } }
    })
  }
  const same = { from: asked.from, to: asked.to, variant: asked.variant, ...passed(asked) }
  const query = (own: Record<string, string>) => Object.entries({ ...same, ...own }).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  const rowOf = (line: Pick<Line, 'key' | 'zh' | 'en' | 'open' | 'sums'> & { days?: SumRow[] }): FigureRow => ({
    key: line.key, zh: line.zh, en: line.en, open: query(line.open), figures: figuresOf(line.sums, asked.variant),
    ...(asked.days === 'true' && line.days ? { days: series(line.days, asked.variant) } : {}),
  })
  const all = reach.all && asked.by !== 'post' ? lines : undefined
  // What lies beyond the reach is told as one line of the whole district, which no filter narrows down to somebody else.
  const [total, totalDays] = all ? [added(all.map((line) => line.sums)), all.flatMap((line) => line.days)] : await whole()
  async function whole(): Promise<[Sums, SumRow[]]> {
    const { unit: _unit, areas: _areas, ...open } = filter, narrow = reach.all ? filter : open
    const rows = await sumsOf(db, { ...base, ...narrow, by: [] })
    return [added(rows), asked.days === 'true' ? await sumsOf(db, { ...base, ...narrow, by: ['day'], of: daily }) : []]
  }
  const own = reach.all ? undefined : await ask([], reach)
  const sorted = lines.toSorted(asked.by === 'day' ? (a, b) => (a.key < b.key ? -1 : 1) : (a, b) => (b.sums.reported ?? 0) - (a.sums.reported ?? 0) || (a.key < b.key ? -1 : 1))
  return {
    by: asked.by, from: asked.from, to: asked.to, variant: asked.variant, as_of: now.toISOString(), indicators: headOf(asked.variant),
    total: rowOf({ key: 'total', zh: '全区', en: 'District', open: {}, sums: total, days: totalDays }),
    own: own ? rowOf({ key: 'own', zh: '本单位（辖区）', en: 'Own', open: {}, sums: added(own[0]), days: own[1] }) : null, items: sorted.map(rowOf),
  }
}

/** A post is measured by what it answers for: its area, else its unit. Nobody is named. */
async function posts(house: House, actor: Actor, reach: Reach, atlas: Atlas, ask: (by: Question['by'], to: Reach) => Promise<[SumRow[], SumRow[]]>, day: string): Promise<Line[]> {
  const roster = await rosterOf({ tx: house.db, district: actor.district, memory: house.memory })
  const inForce = roster.posts.filter((post) => (post.from === null || post.from <= day) && (post.to === null || post.to >= day) && (reach.all || reach.units.includes(post.unit) || (post.area !== null && reach.areas.includes(post.area))))
  const [units, unitDays] = await ask(['unit'], reach), [areas, areaDays] = await ask(['area'], reach)
  return inForce.map((post) => {
    const mine = post.area === null ? (row: SumRow) => row.unit === post.unit : (row: SumRow) => row.area !== NO_ID && atlas.lineage(row.area!).some((area) => area.id === post.area)
    const unit = atlas.units.get(post.unit)
    return {
      key: post.id, zh: `${unit?.zh ?? ''} ${post.zh}`.trim(), en: `${unit?.en ?? ''} ${post.en || post.zh}`.trim(), open: post.area === null ? { unit: post.unit } : { area: post.area },
      sums: added((post.area === null ? units : areas).filter(mine)), days: (post.area === null ? unitDays : areaDays).filter(mine),
    }
  })
}

const titled = (title: { zh: string; en: string } | undefined, key: string): Said => (title ? { zh: title.zh, en: title.en || title.zh } : { zh: key, en: key })
const passed = (asked: Asked): Record<string, string> => Object.fromEntries((['unit', 'area', 'pack', 'category', 'source'] as const).flatMap((field) => (asked[field] === undefined ? [] : [[field, asked[field]]])))
function series(rows: readonly SumRow[], variant: Variant): NonNullable<FigureRow['days']> {
  return [...Map.groupBy(rows, (row) => row.day!)].map(([day, same]) => {
    const sums = added(same)
    return { day, reported: sums.reported ?? 0, due: sums[measureIn(variant, 'due')] ?? 0, on_time: sums[measureIn(variant, 'on_time')] ?? 0 }
  }).toSorted((a, b) => (a.day < b.day ? -1 : 1))
}
const heads = new Map<Variant, Figures['indicators']>()
function headOf(variant: Variant): Figures['indicators'] {
  const had = heads.get(variant)
  if (had) return had
  const made = indicatorKeys.map((key) => { const { title, kind, good, basis } = indicatorOf(key); return { key, title, kind, good: good ?? null, basis, because: because(key, variant) } })
  heads.set(variant, made)
  return made
}
