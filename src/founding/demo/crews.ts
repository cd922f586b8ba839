// The demo's street cleaners: two crews a shift, the district's named roads as their beats, one account each.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newId } from '#kernel/clock.ts'
import { json, type Tx } from '#kernel/db.ts'
import type { BeatShape } from '../../directory/crew/beat.ts'
import { addBeats, addCrew, bumpCrews } from '../../directory/crew/store.ts'
import { addAccount } from '../../directory/store.ts'

/** The district's own shifts (06:00–22:00) in two halves: the clocks of the past are those of the shipped calendar. */
const shifts = [['早班', 'early', 'Early', [360, 840]], ['中班', 'late', 'Late', [840, 1320]]] as const
const sides = [['东片', 'east', 'east', ['望河路', '码头路', '新河路', '集贤街']], ['西片', 'west', 'west', ['石桥路', '学前街', '湖滨路']]] as const
/** Cleaners see to what lies beside their road. */
const BUFFER_M = 90
const en: Record<string, string> = { 望河路: 'Wanghe Road', 码头路: 'Matou Road', 新河路: 'Xinhe Road', 集贤街: 'Jixian Street', 石桥路: 'Shiqiao Road', 学前街: 'Xueqian Street', 湖滨路: 'Hubin Road' }

interface Road { properties: { kind?: string; name?: string }; geometry: BeatShape }

/** Logins by crew. */
export async function seedCrews(tx: Tx, district: string, now: Date): Promise<Map<string, string>> {
  const unit = (await tx.selectFrom('unit').select('id').where('district', '=', district).where('code', '=', 'huanfa').executeTakeFirstOrThrow()).id
  const { features } = JSON.parse(await readFile(join(import.meta.dirname, '..', '..', '..', 'demo', 'district', 'base.geojson'), 'utf8')) as { features: Road[] }
  const handler = await tx.selectFrom('account').select('id').where('district', '=', district).where('login', '=', 'handler').executeTakeFirstOrThrow()
  const { password_hash: passwordHash } = await tx.selectFrom('credential').select('password_hash').where('district', '=', district).where('account', '=', handler.id).executeTakeFirstOrThrow()
  const id = () => newId(now.getTime())
  const beats = Object.keys(en).map((zh) => ({ id: id(), unit, zh, en: en[zh]!, geometry: features.find((road) => road.properties.kind === 'road' && road.properties.name === zh)!.geometry, buffer_m: BUFFER_M, active: true, version: 1 }))
  await bumpCrews(tx, district)
  await addBeats(tx, district, beats)
  const logins = new Map<string, string>()
  for (const [roster, code, title, window] of shifts) {
    await tx.insertInto('roster').values({ district, unit, crew: roster, valid_from: '2020-01-01', week: json(Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [window]]))) }).execute()
    for (const [side, word, sideEn, roads] of sides) {
      const account = id(), crew = id(), login = `crew.${word}-${code}`
      await addAccount(tx, district, { id: account, person: id(), login, zh: `${side}${roster}保洁员`, en: `Cleaner, ${code} shift ${sideEn}`, unit, area: null, roles: ['handler'], passwordHash }, now)
      // The handler of the sign-in page is called as well, on the west side.
      await addCrew(tx, district, { id: crew, unit, zh: `${side}${roster}`, en: `${title} shift ${sideEn}`, roster, channel: null, place_on: false, active: true, version: 1, members: word === 'west' ? [account, handler.id] : [account], beats: beats.filter((beat) => (roads as readonly string[]).includes(beat.zh)).map((beat) => beat.id) })
      logins.set(crew, login)
    }
  }
  return logins
}
