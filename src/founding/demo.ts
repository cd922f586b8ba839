// The demo: a district founded like any other, and the last ninety days of its life, made by the real verbs under a moved clock.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Actor } from '#kernel/actor.ts'
import { bulkRunner } from '#kernel/bulk.ts'
import { filesFolder } from '#kernel/open.ts'
import type { House } from '#kernel/house.ts'
import { actorOf } from '#kernel/session.ts'
import type { Verb } from '#kernel/verb.ts'
import { commands } from '../case/commands.ts'
import { atlasOf } from '../directory/atlas.ts'
import { shippedFiles } from '../pack/shipped-files.ts'
import { shelfOf } from '../pack/store.ts'
import { stranger } from '../public/door.ts'
import { newAlbum } from './demo/album.ts'
import { arrivals } from './demo/arrivals.ts'
import { diceOf } from './demo/dice.ts'
import { seedCrews } from './demo/crews.ts'
import { seedAccounts, seedAreas } from './demo/district.ts'
import { endsOf } from './demo/ends.ts'
import { DAY, midnight } from './demo/hours.ts'
import { newPapers } from './demo/papers.ts'
import { seedPeople } from './demo/people.ts'
import { spotsOf, type Base } from './demo/places.ts'
import { play } from './demo/play.ts'
import { stranger as STRANGER } from './demo/way.ts'
import { finished, foundDistrict } from './found.ts'

/** `small` is for slow machines and for tests of the start: a week of a quiet district. */
const sizes = { whole: { days: 90, perDay: 67 }, small: { days: 7, perDay: 6 } } as const
const SEED = 20261123
const box = [120.69, 31.275, 120.725, 31.31] as const

/** So many days ago blind re-checks began: a night of them costs as much as a day of the story. */
const NIGHTS = 14
export type DemoSize = keyof typeof sizes | { days: number; perDay: number }

export async function foundDemo(house: House, size: DemoSize, verbOfTimer: (stream: string, timer: string) => Verb | undefined, say: (line: string) => void): Promise<{ cases: number; refused: string[] }> {
  const began = performance.now()
  const now = house.clock.now()
  let crews = new Map<string, string>()
  const district = await house.db.transaction().execute(async (tx) => {
    const id = await foundDistrict(tx, { code: 'x', zh: 'x区', en: 'District x', demo: true }, now)
    await seedAccounts(tx, id, await seedAreas(tx, id, now), now)
    await seedPeople(tx, id, now)
    crews = await seedCrews(tx, id, now)
    return id
  })
  house.memory.forget('')
  const from = { tx: house.db, district, memory: house.memory }
  const [atlas, shelf, { actors, loginOf }] = [await atlasOf(from), await shelfOf(from), await cast(house, district)]
  const base = JSON.parse(await readFile(join(import.meta.dirname, '..', '..', 'demo', 'district', 'base.geojson'), 'utf8')) as Base
  const dice = diceOf(SEED)
  const { days, perDay } = typeof size === 'string' ? sizes[size] : size
  const all = arrivals(shelf.packs.map((pack) => pack.content), spotsOf(atlas, base, box, dice), now.getTime(), days, perDay, dice)
  // Ninety days of notices were read as they came; only those of the last day wait.
  const bulk = bulkRunner(house, district, { verbOf: verbOfTimer, readBefore: new Date(now.getTime() - DAY) })
  const album = newAlbum(house.files, filesFolder(house.config), district), papers = newPapers(district), { answers } = await shippedFiles()
  if (!answers) throw new Error('the base pack has no answers')
  const refused: string[] = [], whole = days >= 14, begin = midnight(now.getTime()) - (days - 1) * DAY
  const verbs = Object.fromEntries(commands.map((verb) => [verb.name, verb as Verb]))
  try {
    await play({
      house, district, bulk, verbs, actors, loginOf, atlas, answers, crews, album, papers, now: now.getTime(), recent: now.getTime() - 2 * DAY,
      conditionsOf: (pack) => shelf.packs.find((one) => one.content.pack === pack)!.content.categories.flatMap((category) => category.conditions.map((condition) => ({ category: category.code, condition }))),
      nights: Math.max(begin, now.getTime() - NIGHTS * DAY), ends: endsOf(now.getTime(), begin + 2 * DAY, whole),
      ways: new Map(), open: new Map(), doubts: [], refused, lastAfter: new Map(), settle: async () => {},
      flush: async () => { await bulk.flush((tx) => album.write(tx)); await house.db.transaction().execute((tx) => papers.write(tx)) },
    }, all)
  } finally { await album.close() }
  await finished(house.db, district)
  say(`演示区已备好：${days} 天里的 ${all.length} 件案件 · the demo district is ready: ${all.length} cases of ${days} days (${((performance.now() - began) / 1000).toFixed(1)} s)`)
  return { cases: all.length, refused }
}

async function cast(house: House, district: string): Promise<{ actors(login: string): Actor; loginOf(account: string): string }> {
  const actors = new Map<string, Actor>([[STRANGER, stranger(district)]]), logins = new Map<string, string>()
  for (const { id, login } of await house.db.selectFrom('account').select(['id', 'login']).where('district', '=', district).execute()) { actors.set(login, (await actorOf(house.db, district, id))!); logins.set(id, login) }
  return {
    loginOf: (account) => logins.get(account)!,
    actors(login) {
      const actor = actors.get(login)
      if (!actor) throw new Error(`the demo has no account ${login}`)
      return actor
    },
  }
}
