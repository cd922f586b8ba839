// The ten minutes over HTTP: the distribution, the cases behind each row, and beside it, never mixed in, that of the stopwatch tests.
import { z } from 'zod'
import { isDay } from '#core/day.ts'
import { ranBetween } from '#core/deadline.ts'
import type { Said } from '#core/problem.ts'
import { reachOf } from '#kernel/actor.ts'
import { route } from '#kernel/route.ts'
import { wrongInput } from '#kernel/wrong-input.ts'
import { crewBookOf, readBeats } from '../../directory/crew/store.ts'
import { badCursor } from '../list.ts'
import { clockworkOf } from '../settings.ts'
import { BINS, figureOf, TEN_S } from './figure.ts'
import { casesBehind, countsOf, runningOf, testCounts, type By } from './store.ts'

export const Day = z.string().refine(isDay, '应是存在的日子，写作 2026-01-31 · a day that exists, as 2026-01-31')
const bys = ['beat', 'hour', 'shift'] as const
const period = { from: Day, to: Day }
/** A longer period is asked for in parts. */
const DAYS_MAX = 400
export function checkPeriod({ from, to }: { from: string; to: string }): void {
  if (from > to) throw wrongInput({}, [{ path: 'to', said: { zh: '止日早于起日。', en: 'It would end before it begins.' } }])
  if ((Date.parse(to) - Date.parse(from)) / 86_400_000 > DAYS_MAX) throw wrongInput({}, [{ path: 'from', said: { zh: `一次最多看${DAYS_MAX}天。`, en: `At most ${DAYS_MAX} days at once.` } }])
}
const Numbers = { n: z.int(), within: z.int(), open: z.int(), pending: z.int(), few: z.boolean(), share: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable(), p50: z.number().nullable(), p90: z.number().nullable(), bins: z.array(z.int()).length(BINS) }
const Row = z.object({ key: z.string(), zh: z.string(), en: z.string(), ...Numbers, filter: z.record(z.string(), z.string()) })
const Part = z.object({ total: z.object(Numbers), rows: z.array(Row) })

const two = (hour: number) => String(hour).padStart(2, '0')
const named = (by: By, key: string, beats: ReadonlyMap<string, Said>): Said =>
  by === 'hour' ? { zh: `${two(Number(key))}时`, en: `${two(Number(key))}:00` } : key === '' ? { zh: by === 'beat' ? '不在路段里' : '没有叫班组', en: by === 'beat' ? 'In no beat' : 'No crew called' }
    : by === 'beat' ? beats.get(key) ?? { zh: '已撤的路段', en: 'A former beat' } : { zh: key, en: key }

/** Parts by key, each a figure of its own; and the whole. */
function partOf(by: By, counted: readonly { key: string; seconds: number; times: number }[], running: readonly { key: string; seconds: number }[], beats: ReadonlyMap<string, Said>, filter: (key: string) => Record<string, string>) {
  const figure = (of: (key: string) => boolean) => figureOf(counted.filter((row) => of(row.key)).map((row) => [row.seconds, row.times] as const), running.filter((row) => of(row.key)).map((row) => row.seconds))
  const keys = [...new Set([...counted, ...running].map((row) => row.key))]
  const rows = keys.map((key) => { const said = named(by, key, beats); return { key, zh: said.zh, en: said.en || said.zh, ...figure((one) => one === key), filter: filter(key) } })
  rows.sort((a, b) => (by === 'beat' ? Number(a.key === '') - Number(b.key === '') || b.n - a.n || (a.zh < b.zh ? -1 : 1) : by === 'hour' ? Number(a.key) - Number(b.key) : a.key < b.key ? -1 : 1))
  return { total: figure(() => true), rows }
}

const tenMinutes = route({
  method: 'GET', path: '/api/case/ten-minutes', name: 'case.ten-minutes', permission: 'case.list', title: { zh: '十分钟：分布', en: 'Ten minutes: the distribution' },
  query: z.strictObject({ ...period, by: z.enum(bys).default('beat') }), answer: z.object({ from: z.string(), to: z.string(), by: z.enum(bys), within_s: z.int(), cases: Part, tests: Part }),
  run: async ({ actor, query }, { db, memory, clock }) => {
    checkPeriod(query)
    const { district } = actor!, reach = reachOf(actor!, 'case.list'), { from, to, by } = query as { from: string; to: string; by: By }, now = clock.now(), look = { tx: db, district, memory }
    const [counted, open, clockwork] = await Promise.all([countsOf(db, actor!, reach, query, by), runningOf(db, actor!, reach, query, by), clockworkOf(look)])
    const running = open.map(({ key, sighted_at, unit }) => ({ key, seconds: ranBetween(sighted_at, now, 'minute_on_shift', clockwork.calendarOf(unit ?? undefined)) / 1000 }))
    // Where tests stand is the office's and the inspectors' matter: whoever sees one unit or area sees only its cases.
    const tests = reach.all ? await testCounts(db, district, query, by) : []
    const beats = new Map<string, Said>(by === 'beat' ? (await readBeats(db, district)).map((beat) => [beat.id, { zh: beat.zh, en: beat.en }]) : [])
    return { json: {
      from, to, by, within_s: TEN_S, cases: partOf(by, counted, running, beats, (key) => ({ from, to, by, key })),
      // Given up before ten minutes says nothing; given up after them was not within.
      tests: partOf(by, tests.filter((row) => row.state === 'cleared'), tests.filter((row) => row.state === 'given-up').flatMap((row) => Array.from({ length: row.times }, () => ({ key: row.key, seconds: row.seconds }))), beats, () => ({ from, to })),
    } }
  },
})

const behind = route({
  method: 'GET', path: '/api/case/ten-minutes/cases', name: 'case.ten-minutes-cases', permission: 'case.list', title: { zh: '十分钟：背后的案件', en: 'Ten minutes: the cases behind' }, problems: [badCursor],
  query: z.strictObject({ ...period, by: z.enum(bys).optional(), key: z.string().max(60).optional(), slow: z.enum(['true', 'false']).transform((text) => text === 'true').optional(), after: z.string().max(300).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
  answer: z.object({ items: z.array(z.looseObject({ id: z.uuid(), number: z.string(), state: z.string(), seconds: z.int().nullable() })), next: z.string().nullable() }),
  run: async ({ actor, query }, { db, memory }) => {
    checkPeriod(query)
    const found = await casesBehind(db, actor!, reachOf(actor!, 'case.list'), query, query, query.after, query.limit)
    if (!found) throw badCursor({})
    const { crews, beat } = await crewBookOf({ tx: db, district: actor!.district, memory }), crew = new Map(crews.map((one) => [one.id, one]))
    const name = (one: { zh: string; en: string } | undefined) => (one ? { zh: one.zh, en: one.en || one.zh } : null)
    return { json: { next: found.next, items: found.items.map((row) => ({ ...row, crew: name(crew.get(row.crew ?? '')), beat: name(beat.get(row.beat ?? '')), sighted_at: row.sighted_at.toISOString(), cleared_at: row.cleared_at?.toISOString() ?? null })) } }
  },
})
export const minutesRoutes = [tenMinutes, behind]
