// The demo's nights: what was closed is drawn for a second look, photos are looked through, tests with the stopwatch are entered; by day people do what came of it.
import { sql } from 'kysely'
import { addDays, dayIn } from '#core/day.ts'
import { newMemory } from '#kernel/memory.ts'
import type { SeenRow } from '#kernel/reader/reaction.ts'
import type { Answer, Asked } from '#kernel/route.ts'
import { hasFlag } from '../../case/judging/store.ts'
import { photoWatch } from '../../case/judging/watch.ts'
import { drawDue } from '../../case/recheck/round.ts'
import { stopwatchRoutes } from '../../case/crew/stopwatch.ts'
import { judged } from './doubts.ts'
import { diceOf, type Dice } from './dice.ts'
import { DAY, HOUR, midnight, MINUTE, desk, outside, within } from './hours.ts'
import { shot } from './scenes.ts'
import { attempt, clerk, draw, handIn, seen, type Doubt, type Later, type Stage } from './way.ts'

const FALSE = 0.02, FAKED = 0.006, DONE = 0.9

/** Every night from `stage.nights` on. */
export function nights(stage: Stage, later: Later): void {
  for (let night = midnight(stage.nights) + DAY; night < stage.now; night += DAY) later(night + 5 * MINUTE, async (at) => { await atNight(stage, later, at) })
}

async function atNight(stage: Stage, later: Later, at: number): Promise<void> {
  const dice = diceOf(Math.floor(at / DAY)), { house, district } = stage
  await stage.settle()
  await drawDue(house.db, district, new Date(at))
  const day = addDays(dayIn(new Date(at)), -1)
  const drawn = await house.db.selectFrom('recheck').select(['case_id', 'checker']).where('district', '=', district).where('day', '=', sql<Date>`${day}::date` as never).orderBy('rank').execute()
  for (const { case_id, checker } of drawn) if (checker) recheck(stage, later, case_id, stage.loginOf(checker), at, dice)
  await lookedThrough(stage, stage.doubts.splice(0), later, at)
  await tested(stage, at - 12 * HOUR, dice)
}

/** 盲样复核: within the days there are for it; a few are found undone. */
function recheck(stage: Stage, later: Later, id: string, login: string, at: number, dice: Dice): void {
  const way = stage.ways.get(id)
  // Whoever fixed it at once has no story that goes on.
  if (!way || !dice.chance(DONE)) return
  const left = stage.ends.leave('rechecking', at + 10 * HOUR) || stage.ends.leave('rechecking', at), fails = left || dice.chance(FALSE) || stage.ends.first('false-closing', at) || stage.ends.first('false-closing-2', at)
  later(within(at + (left ? 8.2 : dice.between(8, 60)) * HOUR, outside, dice.about(30) * MINUTE), async (then) => {
    if (seen(way).state !== 'closed') return
    const faked = fails && dice.chance(FAKED / FALSE), photos = fails ? await handIn(stage, draw(way, 'before', 1), stage.actors(login), then) : []
    const found = !fails ? 'still-fine' : faked ? 'faked' : 'not-done'
    if (!(await attempt(way, 'recheck', login, { found, text: fails ? '到场看，还堆着，与结案照片不符。' : dice.pick(['到场看过，没有再堆放。', '现场完好。', '已恢复，保持得住。']), photos }, then)) || !fails || left) return
    way.later(within(then + dice.about(60, 0.5) * MINUTE, desk, dice.about(15) * MINUTE), async (last) => {
      if (!stage.ends.first('recheck-reopened', last) && (dice.chance(0.4) || stage.ends.first('kept-closed', last))) { await attempt(way, 'keep-closed', clerk, { text: '结案后当天又有人堆放，另立案处理。' }, last); return }
      if (await attempt(way, 'reopen', clerk, { cause: 'recheck', ...(faked ? { faked: true } : {}), text: '复核没有办到位，请重新处理。' }, last)) way.turns.again(way, last)
    })
  })
}

/** What the reaction behind the log does on a running server, over the facts of the day. */
export async function lookedThrough(stage: Stage, doubts: readonly Doubt[], later: Later | undefined, at: number): Promise<void> {
  if (doubts.length === 0) return
  const { house: { db }, district } = stage, memory = newMemory()
  for (const doubt of doubts) {
    const { rows } = await sql<SeenRow>`select district, stream, id, version, type, data, actor, at from log where district = ${district} and stream = 'case' and id = ${doubt.id}::uuid and type = ${doubt.type} and (type <> 'handled' or data -> 'photos' ? ${doubt.sha256}) order by version desc limit 1`.execute(db)
    for (const row of rows) await db.transaction().execute(async (tx) => { await photoWatch.run({ row, tx, now: row.at, memory, act: () => Promise.reject(new Error('nothing is done to a case here')) }) })
    const way = stage.ways.get(doubt.id), { verdict, sha256, flag } = doubt
    if (doubt.type !== 'handled' || !verdict || !way || !later || !(await hasFlag(db, district, sha256, flag)).includes(doubt.id)) continue
    way.later(within(at + 9 * HOUR + way.dice.about(60) * MINUTE, desk), async (then) => {
      const text = verdict === 'fine' ? '两件在同一处，前后十分钟，一张照片说明两件事，到场看过。' : verdict === 'faked' ? '照片是另一件案件的，到场看没有处理。' : '看不出是不是当天拍的，请单位说明。'
      if (await attempt(way, 'judge-photo', way.dice.chance(0.7) ? 'inspector' : clerk, { sha256, flag, verdict, text }, then)) { stage.doubts.push({ id: doubt.id, type: 'photo-judged', sha256, flag }); judged(way, verdict === 'faked', then) }
    })
  }
}

/** 秒表测试: one marker on most days, placed and found by the inspector; the crews do not know of it. */
async function tested(stage: Stage, noon: number, dice: Dice): Promise<void> {
  if (!dice.chance(0.7) && !stage.ends.first('stopwatch', noon)) return
  const { house } = stage, actor = stage.actors('inspector'), placedAt = midnight(noon) + dice.between(9.2, 16.8) * HOUR, endedAt = placedAt + dice.about(8.5, 0.45) * MINUTE, cleared = dice.chance(0.9)
  const spot = dice.pick([...stage.ways.values()]).arrival.spot
  const [placed, gone] = await Promise.all([stage.album.draw('alley', 'before', shot(dice), 'small'), stage.album.draw('alley', 'after', shot(dice), 'small')])
  const photos = [stage.album.hand(placed, actor.account!, new Date(placedAt)), stage.album.hand(gone, actor.account!, new Date(endedAt))]
  await stage.settle()
  const run = (route: (typeof stopwatchRoutes)[number], at: number, params: Record<string, string>, input: object): Promise<Answer> => route.run(
    { actor, params, query: {}, input, bytes: new Uint8Array(), key: undefined, header: () => undefined, expected: undefined, address: '127.0.0.1', agent: '', token: undefined, byCookie: false } as unknown as Asked,
    { ...house, clock: { now: () => new Date(at) }, memory: newMemory() })
  const [place, end] = stopwatchRoutes
  const answer = await run(place!, placedAt, {}, { point: { lon: spot.lon, lat: spot.lat }, photo: photos[0] })
  const { id } = JSON.parse((answer as { text: string }).text) as { id: string }
  await run(end!, endedAt, { id }, cleared ? { photo: photos[1] } : {})
}
