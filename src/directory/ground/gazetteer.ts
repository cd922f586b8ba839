// A name typed in, a point given back: roads, compounds, landmarks, waters, areas; and where two roads cross. Pure, in memory.
import { meet } from './border.ts'
import type { Layer } from './layers.ts'
import { metres, middleOf } from './measure.ts'
import type { Geometry, Position } from './systems.ts'

export interface Entry { name: string; key: string; kind: string; lon: number; lat: number; lines?: Position[][] }
export interface Found { name: string; kind: string; lon: number; lat: number; score: number }
export interface Gazetteer { entries: readonly Entry[]; find(words: string, limit: number): Found[] }

/** Full width as half width, no blanks, no brackets: 学前街 12 号 is 学前街12号. */
const keyOfName = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/[\s·•.,，。、()（）“”"'《》-]+/g, '')

const linesOf = (geometry: Geometry): Position[][] => (geometry.type === 'LineString' ? [geometry.coordinates as Position[]] : geometry.type === 'MultiLineString' ? geometry.coordinates as Position[][] : [])
const worth: Record<string, number> = { place: 6, compound: 5, park: 4, road: 3, water: 2 }

export function gazetteerOf(base: Layer, areas: readonly { name: string; kind: string; lon: number | null; lat: number | null }[]): Gazetteer {
  const roads = new Map<string, Position[][]>()
  const entries: Entry[] = []
  const seen = new Set<string>()
  for (const { properties: { name, kind }, geometry } of base.features) {
    if (!name) continue
    if (kind === 'road') { roads.set(name, [...(roads.get(name) ?? []), ...linesOf(geometry)]); continue }
    const [lon, lat] = middleOf(geometry)
    // A park drawn as a shape and named again by a point is one place.
    const key = keyOfName(name), again = `${key} ${Math.round(lon * 200)} ${Math.round(lat * 200)}`
    if (seen.has(again)) continue
    seen.add(again)
    entries.push({ name, key, kind, lon, lat })
  }
  for (const [name, lines] of roads) { const [lon, lat] = middleOf({ type: 'MultiLineString', coordinates: lines }); entries.push({ name, key: keyOfName(name), kind: 'road', lon, lat, lines }) }
  for (const area of areas) if (area.lon !== null && area.lat !== null) entries.push({ name: area.name, key: keyOfName(area.name), kind: area.kind, lon: area.lon, lat: area.lat })
  return { entries, find: (words, limit) => find(entries, words, limit) }
}

const joint = /(?:与|和|同|跟|及|交|[、/+&×])/
const crossing = /(?:的)?(?:十字路口|丁字路口|三岔路口|交叉路口|交叉口|交汇处|交界处|相交处|交口|路口)(?:附近|旁|处|边)?$/

function find(entries: readonly Entry[], words: string, limit: number): Found[] {
  const raw = words.normalize('NFKC').trim()
  const key = keyOfName(raw)
  if (key === '') return []
  const crossings = crossingsOf(entries, raw)
  const letters = [...key], pairs = pairsOf(key)
  const scored: Found[] = []
  for (const entry of entries) {
    const score = scoreOf(entry.key, key, letters, pairs)
    if (score > 0) scored.push({ name: entry.name, kind: entry.kind, lon: entry.lon, lat: entry.lat, score: score + (worth[entry.kind] ?? 1) / 10 })
  }
  scored.sort((a, b) => b.score - a.score || a.name.length - b.name.length || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.lon - b.lon))
  return [...crossings, ...scored].slice(0, limit).map((found) => ({ ...found, lon: Math.round(found.lon * 1e6) / 1e6, lat: Math.round(found.lat * 1e6) / 1e6 }))
}

const pairsOf = (typed: string): string[] => Array.from({ length: Math.max(0, typed.length - 1) }, (_, i) => typed.slice(i, i + 2))

/** Whole > begins > contains > the name stands inside what was typed (a house number behind it) > letters in order > most pairs shared. */
function scoreOf(name: string, typed: string, letters: readonly string[] = [...typed], pairs: readonly string[] = pairsOf(typed)): number {
  if (name === typed) return 100
  if (name.startsWith(typed)) return 90 - Math.min(15, name.length - typed.length)
  if (name.includes(typed)) return 70 - Math.min(15, name.length - typed.length)
  if (name.length >= 2 && typed.includes(name)) return 50 + Math.min(15, name.length * 2) - Math.min(10, typed.indexOf(name))
  if (typed.length >= 2) {
    let at = -1
    if (letters.every((letter) => (at = name.indexOf(letter, at + 1)) >= 0)) return 30
    let shared = 0
    for (const pair of pairs) if (name.includes(pair)) shared++
    const share = shared / (typed.length - 1)
    if (typed.length >= 3 && share >= 0.5) return 20 * share
  }
  return 0
}

/** `学前街与望河路`, `学前街望河路口`: the points where the two meet. */
function crossingsOf(entries: readonly Entry[], raw: string): Found[] {
  const bare = raw.replace(crossing, '')
  const roads = entries.filter((entry) => entry.lines)
  const parts = bare.split(joint).map(keyOfName).filter((part) => part !== '')
  let pair: [Entry[], Entry[]] | undefined
  const named = (part: string) => { const all = roads.map((road) => ({ road, score: scoreOf(road.key, part) })).filter(({ score }) => score >= 50).sort((a, b) => b.score - a.score); return all.filter(({ score }) => score >= (all[0]?.score ?? 0) - 10).slice(0, 4).map(({ road }) => road) }
  if (parts.length === 2) pair = [named(parts[0]!), named(parts[1]!)]
  else {
    const key = keyOfName(raw)
    const inside = roads.filter((road) => road.key.length >= 2 && key.includes(road.key)).sort((a, b) => b.key.length - a.key.length)
    if (inside.length >= 2) pair = [[inside[0]!], inside.slice(1, 3)]
  }
  if (!pair) return []
  return pair[0].flatMap((a) => pair[1].flatMap((b) => (a === b ? [] : meetings(a.lines!, b.lines!).map(([lon, lat]): Found => ({ name: `${a.name}与${b.name}路口`, kind: 'crossing', lon, lat, score: 120 })))))
}

/** Crossings, and ends that stop at the other road's side. Those within 40 m of each other are one junction. */
const END = 20
const ONE_JUNCTION = 40
function meetings(a: readonly Position[][], b: readonly Position[][]): Position[] {
  const found: Position[] = []
  const add = (point: Position) => { if (!found.some((other) => metres(other, point) < ONE_JUNCTION)) found.push(point) }
  const stretches = (lines: readonly Position[][]) => lines.flatMap((line) => line.slice(1).map((to, i): [Position, Position] => [line[i]!, to]))
  const [ones, others] = [stretches(a), stretches(b)]
  for (const [p, q] of ones) for (const [r, s] of others) {
    if (Math.max(p[0], q[0]) < Math.min(r[0], s[0]) || Math.max(r[0], s[0]) < Math.min(p[0], q[0]) || Math.max(p[1], q[1]) < Math.min(r[1], s[1]) || Math.max(r[1], s[1]) < Math.min(p[1], q[1])) continue
    const point = meet(p, q, r, s)
    if (point) add(point)
  }
  const ends = (lines: readonly Position[][], to: [Position, Position][]) => { for (const line of lines) for (const end of [line[0]!, line.at(-1)!]) for (const [r, s] of to) if (metres(end, nearestOn(r, s, end)) <= END) add(end) }
  ends(a, others)
  ends(b, ones)
  return found
}
function nearestOn(r: Position, s: Position, p: Position): Position {
  const dx = s[0] - r[0], dy = s[1] - r[1], length = dx * dx + dy * dy
  const share = length === 0 ? 0 : Math.max(0, Math.min(1, ((p[0] - r[0]) * dx + (p[1] - r[1]) * dy) / length))
  return [r[0] + share * dx, r[1] + share * dy]
}
