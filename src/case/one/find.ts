// Finds open cases that may be the same as what is being reported, best first, each with its reason; what lies beyond the asker's reach is only counted.
import { z } from 'zod'
import type { Actor, Reach } from '#kernel/actor.ts'
import { covers } from '#kernel/actor.ts'
import type { Db, Tx } from '#kernel/db.ts'
import type { House } from '#kernel/house.ts'
import { atlasOf } from '../../directory/atlas.ts'
import { gazetteerFor } from '../../directory/ground/ground.ts'
import { settingsOf } from '../../directory/store.ts'
import { shelfOf } from '../../pack/store.ts'
import { understanding } from '../suggest/understand.ts'
import type { Similar, SimilarCase } from '../views.ts'
import type { Point } from '../words.ts'
import { alike, pairsIn, type KindOf, type Wanted } from './similar.ts'
import { oneCase, openCases } from './store.ts'

export const SimilarSettings = z.strictObject({
  metres: z.int().min(5).max(500).default(50), citizenMetres: z.int().min(5).max(1000).default(150), days: z.int().min(1).max(90).default(7), ownerDays: z.int().min(1).max(365).default(30),
})
export type SimilarSettings = z.infer<typeof SimilarSettings>
export const similarSettings = async (db: Db | Tx, district: string): Promise<SimilarSettings> => SimilarSettings.parse((await settingsOf(db, district)).similar ?? {})

export interface About {
  point?: Point | undefined; area?: string | undefined; placeText?: string | undefined; owner?: string | undefined
  category?: { pack: string; category: string } | undefined
  text?: string | undefined
  /** The case that looks for its like: never its own. */
  but?: string | undefined
}
/** So many suggestions count as what it may be. */
const KINDS = 3
/** A suggestion below this is a guess into the blue (0–100). */
const LEAST = 35
/** The gazetteer is sure of the name from here on. */
const PLACE_SURE = 70
const SHOWN = 5
/** Texts without a category that are read for what they may be about: a millisecond each. */
const READ = 30

/** `by` undefined: a citizen without an account, further around, and seeing nothing but how many. */
export async function similarTo(house: Pick<House, 'db' | 'memory'>, district: string, by: { actor: Actor; reach: Reach | undefined } | undefined, about: About, now: Date): Promise<Similar> {
  const { db, memory } = house
  const from = { tx: db, district, memory }
  const settings = await memory.recall(`similar/${district}`, 5_000, () => similarSettings(db, district))
  const [understand, shelf, atlas] = [await understanding(from), await shelfOf(from), await atlasOf(from)]
  const guess = (text: string): KindOf[] => understand(text).items.filter((item) => item.score >= LEAST).slice(0, KINDS)
  const found = about.category && shelf.category(about.category.pack, about.category.category)
  const kinds = about.category && found ? [{ ...about.category, ...found.category.title }] : about.text ? guess(about.text) : []
  // A crossing or a compound named in words is a point, if the map knows it for sure; a person's own point is better.
  const [named] = !about.point && about.placeText ? (await gazetteerFor(from)).find(about.placeText, 1) : []
  const point = about.point ?? (named && named.score >= PLACE_SURE && named.kind !== 'road' ? { lon: named.lon, lat: named.lat } : undefined)
  const metres = (by ? settings.metres : settings.citizenMetres) * (about.point ? 1 : 2)
  const area = point ? atlas.areaAt(point.lon, point.lat, now)?.id : about.area
  const wanted: Wanted = { point, area, owner: about.owner, kinds, given: found !== undefined, pairs: pairsIn(`${about.text ?? ''}`), metres, days: settings.days, ownerDays: settings.ownerDays, now }
  const back = (days: number) => new Date(now.getTime() - days * 86_400_000)
  const words = !about.point && about.placeText && [...about.placeText.trim()].length >= 3 ? about.placeText.trim() : undefined
  const all = await openCases(db, memory, district, by, { box: point && boxOf(point, metres), area, owner: about.owner, placeWords: words, since: back(settings.days), ownerSince: back(settings.ownerDays), but: about.but }, now)
  let read = 0
  const scored = all.flatMap((row) => {
    const text = row.report ?? row.summary ?? ''
    // Inside an area without points only what says the same is the same; a point is asked for by its distance.
    const one = alike(wanted, {
      point: row.lon !== null && row.lat !== null ? { lon: row.lon, lat: row.lat } : undefined, area: row.area ?? undefined, owner: row.owner ?? undefined, samePlace: row.same_place, reportedAt: row.reported_at, pairs: pairsIn(text),
      kind: row.pack && row.category ? { pack: row.pack, category: row.category, zh: row.category_zh ?? row.category, en: row.category_en ?? row.category } : undefined,
      guesses: row.category || read++ >= READ ? [] : guess(text),
    })
    return one ? [{ row, one }] : []
  }).sort((a, b) => b.one.score - a.one.score || (a.row.id < b.row.id ? 1 : -1))
  const mayJoin = by?.actor.may.get('case.join')
  const item = ({ row, one }: (typeof scored)[number]): SimilarCase => ({
    id: row.id, version: row.version, number: row.number, state: row.state, summary: row.summary, place: row.place, category_zh: row.category_zh, category_en: row.category_en, photo: row.photo, reported_at: row.reported_at.toISOString(),
    metres: one.metres, score: one.score, because: one.because, join: mayJoin !== undefined && covers(mayJoin, { units: row.unit ? [row.unit] : [], area: row.area }),
  })
  return { items: scored.filter(({ row }) => row.seen).slice(0, SHOWN).map(item), beyond: scored.filter(({ row }) => !row.seen).length }
}
/** What a case that stands already asks about itself. */
export async function caseAbout(db: Db, district: string, id: string): Promise<About | undefined> {
  const row = await oneCase(db, district, id)
  return row && {
    but: id, text: row.report ?? '', area: row.area ?? undefined, owner: row.owner ?? undefined, placeText: row.place ?? undefined,
    ...(row.lon !== null && row.lat !== null ? { point: { lon: row.lon, lat: row.lat } } : {}), ...(row.pack && row.category ? { category: { pack: row.pack, category: row.category } } : {}),
  }
}

/** West, south, east, north of a point. */
function boxOf({ lon, lat }: Point, metres: number): [number, number, number, number] {
  const dy = metres / 111_000, dx = dy / Math.cos((lat * Math.PI) / 180)
  return [lon - dx, lat - dy, lon + dx, lat + dy]
}
