// The workloads: what is asked, how many at a time, and how much CPU time one request may take (the gates of docs/speed.md).
import { randomUUID } from 'node:crypto'
import { diceOf } from './year.ts'
import type { Question } from './bare.ts'
import type { Ask } from './load.ts'
import { cellsIn } from '../src/case/cell.ts'

export interface Sample { ids: string[]; units: { id: string; code: string }[]; box: [number, number, number, number]; cursors: string[]; conditions: { pack: string; category: string; condition: string }[]; points: { lon: number; lat: number }[] }
export interface Workload {
  name: string
  title: string
  /** Concurrency at which the gate is measured. */
  at: 16 | 64
  gate: number
  stretch: number
  writes?: boolean
  /** Makes the next request; what writes answered comes back through `heard`. */
  begin(sample: Sample, tokens: ReadonlyMap<string, string>): { next: () => Ask | undefined; heard?: (body: string) => void }
  /** The same question to the bare database, as one prepared statement; and how many times its cost one may be (docs/speed.md). */
  twin?: (sample: Sample, district: string) => Question
  times?: number
}

const get = (tokens: ReadonlyMap<string, string>, login: string, path: () => string) => {
  const headers = { authorization: `Bearer ${tokens.get(login)}` }
  return { next: (): Ask => ({ method: 'GET', path: path(), headers }) }
}
const dice = diceOf(7)
const pick = <T>(all: readonly T[]): T => all[Math.floor(dice() * all.length)]!
const words = ['窨井盖', '青年路', '飞线充电', '盲道', '菜场', '信号灯', '三小', '货车', '油烟', '护栏', '粮食局宿舍', '没有这样的词', '桥下', '138', '学前街 被褥']
const quarter = ([w, s, e, n]: Sample['box']) => {
  const dx = (e - w) / 4, dy = (n - s) / 4, x = w + Math.floor(dice() * 4) * dx, y = s + Math.floor(dice() * 4) * dy
  return [x, y, x + dx, y + dy].map((v) => v.toFixed(6)).join(',')
}

/** The twelve months up to this one, the running one among them. */
const monthsOfYear = Array.from({ length: 12 }, (_, n) => { const now = new Date(), at = (month: number, day: number) => new Date(Date.UTC(now.getUTCFullYear(), month, day)).toISOString().slice(0, 10), month = now.getUTCMonth() - 11 + n; return `from=${at(month, 1)}&to=${at(month + 1, 0)}` })
const monthEnds = (month: string) => [...new URLSearchParams(month).values()] as [string, string]

/** Cases made by W1, which W7 then moves on: each may be filed, dispatched and signed for. */
interface Made { id: string; version: number; state: string; unit: string | null }
const made: Made[] = []

export const workloads: Workload[] = [
  { name: 'W2', title: 'open a case with its history', at: 16, gate: 0.25, stretch: 0.15,
    begin: ({ ids }, tokens) => get(tokens, 'clerk', () => `/api/case/${pick(ids)}`),
    times: 3.5, twin: ({ ids }, district) => ({ text: `select row_to_json(c)::text, (select json_agg(json_build_array(l.version, l.type, l.data, l.actor, l.at))::text from log l where l.district = $1 and l.stream = 'case' and l.id = $2) from case_now c where c.district = $1 and c.id = $2`, values: ids.map((id) => [district, id]) }) },
  { name: 'W3', title: 'one unit’s open and overdue cases, newest 20, total', at: 16, gate: 0.45, stretch: 0.35,
    begin: ({ units }, tokens) => get(tokens, 'clerk', () => `/api/case?open=true&late=true&unit=${pick(units).id}&limit=20`),
    times: 2.2, twin: ({ units }, district) => ({ text: `select (select json_agg(p)::text from (select * from case_now c where c.district = $1 and c.unit = $2 and c.open and c.due_at < now() order by reported_at desc, id desc limit 20) p), (select count(*) from (select 1 from case_now c where c.district = $1 and c.unit = $2 and c.open and c.due_at < now() limit 1001) s)`, values: units.map((unit) => [district, unit.id]) }) },
  { name: 'W3d', title: 'a page deep in the closed cases', at: 16, gate: 0.35, stretch: 0.22,
    begin: ({ cursors }, tokens) => get(tokens, 'clerk', () => `/api/case?open=false&limit=20&after=${encodeURIComponent(pick(cursors))}`),
    times: 3.4, twin: ({ cursors }, district) => ({ text: `select json_agg(p)::text from (select * from case_now c where c.district = $1 and not c.open and (c.reported_at, c.id) < ($2::timestamptz, $3::uuid) order by c.reported_at desc, c.id desc limit 20) p`,
      values: cursors.map((cursor) => [district, ...JSON.parse(Buffer.from(cursor.split('.')[0]!, 'base64url').toString()) as [string, string]]) }) },
  { name: 'W4', title: 'points of the last month in 1/16 of the map', at: 16, gate: 4, stretch: 2,
    begin: ({ box }, tokens) => get(tokens, 'clerk', () => `/api/case/map?days=30&limit=2000&box=${quarter(box)}`),
    times: 1.1, twin: ({ box }, district) => ({ text: `select c.id, c.lon, c.lat, c.state, c.category from case_now c where c.district = $1 and c.cell = any($2::bigint[]) and c.lon between $3 and $5 and c.lat between $4 and $6 and c.reported_at >= now() - interval '30 days' order by c.reported_at + interval '0' desc limit 2000`,
      values: Array.from({ length: 40 }, () => quarter(box).split(',').map(Number) as Sample['box']).map((at) => [district, cellsIn(at, 600) ?? [], ...at]) }) },
  { name: 'W4c', title: 'clusters of the last month in the whole map', at: 16, gate: 0.5, stretch: 0.15,
    begin: ({ box }, tokens) => get(tokens, 'clerk', () => `/api/case/clusters?days=30&cells=${pick([1, 2, 4])}&box=${box.join(',')}`) },
  { name: 'W5', title: 'a month of figures by unit', at: 16, gate: 0.6, stretch: 0.45,
    begin: (_sample, tokens) => get(tokens, 'clerk', () => `/api/figure?by=unit&${pick(monthsOfYear)}`),
    times: 2.1, twin: (_sample, district) => ({ text: `select unit, sum(due), sum(on_time), sum(closed) from roll_month where district = $1 and slice = 'u' and month between $2::date and $3::date group by unit`, values: monthsOfYear.map((month) => [district, ...monthEnds(month)]) }) },
  { name: 'W5y', title: 'a year of figures by unit', at: 16, gate: 1.6, stretch: 1.1,
    begin: (_sample, tokens) => get(tokens, 'clerk', () => `/api/figure?by=unit&from=${monthEnds(monthsOfYear[0]!)[0]}&to=${monthEnds(monthsOfYear.at(-1)!)[1]}`),
    times: 1.8, twin: (_sample, district) => ({ text: `select unit, sum(due), sum(on_time), sum(closed) from roll_month where district = $1 and slice = 'u' and month between $2::date and $3::date group by unit`, values: [[district, monthEnds(monthsOfYear[0]!)[0], monthEnds(monthsOfYear.at(-1)!)[1]]] }) },
  { name: 'W6', title: 'search by a word, newest 20', at: 16, gate: 2.8, stretch: 1.8,
    begin: (_sample, tokens) => get(tokens, 'clerk', () => `/api/case?limit=20&q=${encodeURIComponent(pick(words))}`) },
  { name: 'W1', title: 'report a case', at: 64, gate: 0.5, stretch: 0.25, writes: true,
    begin: ({ points }, tokens) => {
      // Another database has none of the cases of the last.
      made.length = 0
      return {
        next: () => ({ method: 'POST', path: '/api/case', headers: { authorization: `Bearer ${tokens.get('clerk')}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
          body: JSON.stringify({ source: 'hotline', text: `学前街${Math.floor(dice() * 300)}号门口有堆放的纸箱，影响行人通过，反映过一次没有人来，请尽快处理。`, placeText: '学前街菜场门口', point: pick(points), contactName: '王女士', contactPhone: '13812345678' }) }),
        heard: (body) => { const { id, version } = JSON.parse(body) as { id?: string; version: number }; if (id) made.push({ id, version, state: 'reported', unit: null }) },
      }
    } },
  { name: 'W7', title: 'move a case on: file, dispatch, sign for', at: 64, gate: 0.6, stretch: 0.3, writes: true,
    begin: ({ conditions, units }, tokens) => {
      const code = new Map(units.map((unit) => [unit.id, unit.code])), waiting = made.slice(), going = new Map<string, Made>()
      return {
        next: () => {
          const one = waiting.shift()
          if (!one) return undefined
          going.set(one.id, one)
          const [verb, login, body] = one.state === 'reported' ? ['file', 'clerk', { condition: pick(conditions) }] as const : one.state === 'filed' ? ['dispatch', 'clerk', {}] as const : ['sign-for', `liaison.${code.get(one.unit!)}`, {}] as const
          return { method: 'POST', path: `/api/case/${one.id}/${verb}`, headers: { authorization: `Bearer ${tokens.get(login) ?? tokens.get('clerk')}`, 'content-type': 'application/json', 'idempotency-key': randomUUID(), 'if-match': `"${one.version}"` }, body: JSON.stringify(body) }
        },
        heard: (body) => {
          const { id, version, state, unit } = JSON.parse(body) as Made
          const one = id && going.get(id)
          if (!one) return
          going.delete(id)
          Object.assign(one, { version, state, unit })
          if (state === 'filed' || state === 'dispatched') waiting.push(one)
        },
      }
    } },
]
