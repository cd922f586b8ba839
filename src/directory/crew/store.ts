// The SQL of crews: who belongs to one, its beats, and the one row that says where it is now.
import { sql } from 'kysely'
import { json, type Db, type Tx } from '#kernel/db.ts'
import type { Reading } from '#kernel/memory.ts'
import { beatsOf, type Beat, type Beats, type BeatShape, type Place } from './beat.ts'

type Q = Db | Tx
export interface Crew { id: string; unit: string; zh: string; en: string; roster: string | null; channel: string | null; place_on: boolean; active: boolean; version: number; members: string[]; beats: string[] }
export interface BeatRow { id: string; unit: string; zh: string; en: string; geometry: BeatShape; buffer_m: number; active: boolean; version: number }

const editionOf = async (db: Q, district: string): Promise<number> => (await db.selectFrom('crew_edition').select('edition').where('district', '=', district).executeTakeFirst())?.edition ?? 0
/** After every change, in its transaction; whoever changes at the same time waits here. */
export async function bumpCrews(tx: Tx, district: string): Promise<void> {
  await tx.insertInto('crew_edition').values({ district, edition: 1 }).onConflict((oc) => oc.column('district').doUpdateSet({ edition: sql`crew_edition.edition + 1` })).execute()
}

export async function readCrews(db: Q, district: string): Promise<Crew[]> {
  const crews = await db.selectFrom('crew').selectAll().where('district', '=', district).orderBy('unit').orderBy('zh').orderBy('id').execute()
  if (crews.length === 0) return []
  const [members, beats] = [await db.selectFrom('crew_member').select(['crew', 'account']).where('district', '=', district).orderBy('account').execute(), await db.selectFrom('crew_beat').select(['crew', 'beat']).where('district', '=', district).orderBy('beat').execute()]
  return crews.map(({ district: _district, ...crew }) => ({ ...crew, members: members.filter((row) => row.crew === crew.id).map((row) => row.account), beats: beats.filter((row) => row.crew === crew.id).map((row) => row.beat) }))
}
export async function readBeats(db: Q, district: string): Promise<BeatRow[]> {
  const rows = await db.selectFrom('beat').select(['id', 'unit', 'zh', 'en', 'geometry', 'buffer_m', 'active', 'version']).where('district', '=', district).orderBy('unit').orderBy('zh').orderBy('id').execute()
  return rows.map((row) => ({ ...row, geometry: row.geometry as unknown as BeatShape }))
}

export interface CrewBook { crews: readonly Crew[]; beats: Beats; beat: ReadonlyMap<string, Beat> }
/** Crews and beats in memory: asked for their edition every few seconds, read anew only when it has changed. */
export async function crewBookOf({ tx, district, memory }: Reading): Promise<CrewBook> {
  const edition = await memory.recall(`crews/${district}`, 5_000, () => editionOf(tx, district))
  const held = `crew-book/${district}/`
  return await memory.recall(`${held}${edition}`, Infinity, async () => {
    memory.forgetOthers(held, `${held}${edition}`)
    const crews = (await readCrews(tx, district)).filter((crew) => crew.active)
    const beats = (await readBeats(tx, district)).filter((row) => row.active).map((row): Beat => ({ id: row.id, unit: row.unit, zh: row.zh, en: row.en, shape: row.geometry, buffer: row.buffer_m }))
    return { crews, beats: beatsOf(beats), beat: new Map(beats.map((beat) => [beat.id, beat])) }
  })
}

export async function addCrew(tx: Tx, district: string, crew: Crew): Promise<void> {
  const { members, beats, ...row } = crew
  await tx.insertInto('crew').values({ district, ...row }).execute()
  await belongings(tx, district, crew.id, members, beats)
}
/** False where somebody was faster. */
export async function changeCrew(tx: Tx, district: string, crew: Crew): Promise<boolean> {
  const { members, beats, id, version, unit: _unit, ...row } = crew
  const done = await tx.updateTable('crew').set({ ...row, version: version + 1 }).where('district', '=', district).where('id', '=', id).where('version', '=', version).returning('id').executeTakeFirst()
  if (done) await belongings(tx, district, id, members, beats)
  return done !== undefined
}
async function belongings(tx: Tx, district: string, crew: string, members: readonly string[], beats: readonly string[]): Promise<void> {
  await tx.deleteFrom('crew_member').where('district', '=', district).where('crew', '=', crew).execute()
  await tx.deleteFrom('crew_beat').where('district', '=', district).where('crew', '=', crew).execute()
  if (members.length > 0) await tx.insertInto('crew_member').values([...new Set(members)].map((account) => ({ district, crew, account }))).execute()
  if (beats.length > 0) await tx.insertInto('crew_beat').values([...new Set(beats)].map((beat) => ({ district, crew, beat }))).execute()
}
export async function addBeats(tx: Tx, district: string, all: readonly BeatRow[]): Promise<void> {
  if (all.length > 0) await tx.insertInto('beat').values(all.map((beat) => ({ ...beat, district, geometry: json(beat.geometry) }))).execute()
}
export async function changeBeat(tx: Tx, district: string, { id, version, unit: _unit, geometry, ...row }: BeatRow): Promise<boolean> {
  const done = await tx.updateTable('beat').set({ ...row, geometry: json(geometry), version: version + 1 }).where('district', '=', district).where('id', '=', id).where('version', '=', version).returning('id').executeTakeFirst()
  return done !== undefined
}
/** Accounts of units who may be put in a crew, by title; no names. */
export async function staffOf(db: Q, district: string, unit: string): Promise<{ id: string; zh: string; en: string }[]> {
  return await db.selectFrom('account').select(['id', 'title_zh as zh', 'title_en as en']).where('district', '=', district).where('unit', '=', unit).where('active', '=', true).orderBy('login').execute()
}
export async function crewsOfAccount(db: Q, district: string, account: string): Promise<string[]> {
  return (await db.selectFrom('crew_member').select('crew').where('district', '=', district).where('account', '=', account).execute()).map((row) => row.crew)
}

// The last known place: one row, overwritten. Nothing here is ever logged.
export type HereRow = Place & { crew: string; at: Date; until: Date }
export async function putHere(db: Q, district: string, here: HereRow): Promise<boolean> {
  const { crew, ...now } = here
  // The switch may have been turned off a moment ago on another server: then nothing is written.
  const { numAffectedRows } = await sql`insert into crew_here (district, crew, lon, lat, at, until)
    select c.district, c.id, ${now.lon}, ${now.lat}, ${now.at}, ${now.until} from crew c where c.district = ${district} and c.id = ${crew} and c.place_on and c.active for share
    on conflict (district, crew) do update set lon = excluded.lon, lat = excluded.lat, at = excluded.at, until = excluded.until`.execute(db)
  return Number(numAffectedRows) > 0
}
/** Those whose shift still runs. */
export async function heresOf(db: Q, district: string, now: Date): Promise<HereRow[]> {
  return await db.selectFrom('crew_here').select(['crew', 'lon', 'lat', 'at', 'until']).where('district', '=', district).where('until', '>', now).execute()
}
/** Erases the places of crews whose shift is over or whose unit has switched it off. Answers how many. */
export async function forgetPlaces(db: Q, district: string, now: Date): Promise<number> {
  const { numAffectedRows } = await sql`delete from crew_here h where h.district = ${district}
    and (h.until <= ${now} or not exists (select 1 from crew c where c.district = h.district and c.id = h.crew and c.place_on and c.active))`.execute(db)
  return Number(numAffectedRows)
}
export async function forgetPlace(tx: Q, district: string, crew: string): Promise<void> {
  await tx.deleteFrom('crew_here').where('district', '=', district).where('crew', '=', crew).execute()
}
