// 秒表测试: an inspector places a marker with a photo, and finds it cleared or gives up. A measure of its own; it makes no case and enters no figure of cases.
import { z } from 'zod'
import { dayIn } from '#core/day.ts'
import { ranBetween } from '#core/deadline.ts'
import { problem } from '#core/problem.ts'
import { change } from '#kernel/change.ts'
import { newId } from '#kernel/clock.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { atlasOf } from '../../directory/atlas.ts'
import { bookOf } from '../../directory/calendar/store.ts'
import { sayShift, shiftAt } from '../../directory/crew/shift.ts'
import { crewBookOf } from '../../directory/crew/store.ts'
import { photoTraces } from '../list.ts'
import * as wrong from '../problems.ts'
import { clockworkOf } from '../settings.ts'
import { Point } from '../words.ts'
import { dayAndHour } from './minutes.ts'
import { clearedOf, sightedOf } from './moments.ts'
import { addTest, endTest, fileThere, openTests, testOf, testsOf } from './store.ts'
import { checkPeriod, Day } from './routes.ts'

export const testEnded = problem('case.stopwatch-ended', 409, () => ({ zh: '这次测试已经结束。', en: 'This test has ended already.' }))
export const notYours = problem('case.stopwatch-not-yours', 403, () => ({ zh: '这个标记是别人放的，只能由放的人结束。', en: 'Somebody else placed this marker; only they can end the test.' }))

const sha = z.string().regex(/^[0-9a-f]{64}$/)
const Shown = z.looseObject({ id: z.uuid(), state: z.enum(['open', 'cleared', 'given-up']), placed_at: z.string(), seconds: z.int().nullable() })
const show = ({ placed_at, ended_at, by_account: _by, ...row }: { placed_at: Date; ended_at: Date | null; by_account: string } & Record<string, unknown>) => ({ ...row, placed_at: placed_at.toISOString(), ended_at: ended_at?.toISOString() ?? null })

const Place = z.strictObject({ point: Point, photo: sha })
const place = route({
  method: 'POST', path: '/api/stopwatch', name: 'stopwatch.place', permission: 'stopwatch.place', title: { zh: '秒表测试：放标记', en: 'Stopwatch: place a marker' }, input: Place, creates: true, answer: z.object({ id: z.uuid(), placed_at: z.string() }),
  problems: [wrong.outsideDistrict, wrong.unknownPhoto], example: { point: { lon: 120.71, lat: 31.3 }, photo: 'a'.repeat(64) },
  run: async (asked, house) => {
    const input = parseInput(Place, asked.input), { district, account } = asked.actor!
    return await change(asked, house, async (tx, now) => {
      const look = { tx, district, memory: house.memory }, area = (await atlasOf(look)).areaAt(input.point.lon, input.point.lat, now)
      if (!area) throw wrong.outsideDistrict({}, [{ path: 'point', said: wrong.outsideDistrict.example().said }])
      if (!(await fileThere(tx, district, input.photo))) throw wrong.unknownPhoto({}, [{ path: 'photo', said: wrong.unknownPhoto.example().said }])
      const at = sightedOf(now, await photoTraces(tx, district, [input.photo]), undefined, input.point).at, { crews, beats } = await crewBookOf(look), book = await bookOf(look)
      const beat = beats.at(input.point)[0], crew = beat && crews.filter((one) => one.beats.includes(beat.id)).map((one) => shiftAt(book, one, new Date(at))).find((shift) => shift !== undefined)
      const id = newId(now.getTime())
      await addTest(tx, district, { id, ...dayAndHour(at), placed_at: new Date(at), placed_photo: input.photo, ...input.point, area: area.id, beat: beat?.id ?? null, shift: crew ? sayShift(crew) : null, by_account: account!, state: 'open', ended_at: null, ended_by: null, ended_photo: null, seconds: null })
      return { status: 201, json: { id, placed_at: at }, audit: [{ stream: 'stopwatch', id, facts: [{ type: 'marker-placed' }] }] }
    })
  },
})

const End = z.strictObject({ photo: sha.optional() })
const end = route({
  method: 'POST', path: '/api/stopwatch/{id}/end', name: 'stopwatch.end', permission: 'stopwatch.place', title: { zh: '秒表测试：清掉了（附照片），或不等了', en: 'Stopwatch: found cleared (with a photo), or given up' }, input: End, answer: Shown,
  problems: [notFound, testEnded, notYours, wrong.unknownPhoto], example: { photo: 'b'.repeat(64) },
  run: async (asked, house) => {
    const { photo } = parseInput(End, asked.input), { district, account } = asked.actor!
    return await change(asked, house, async (tx, now) => {
      const row = z.uuid().safeParse(asked.params.id).success ? await testOf(tx, district, asked.params.id!) : undefined
      if (!row) throw notFound({ noun: 'stopwatch' })
      if (row.by_account !== account) throw notYours({})
      if (row.state !== 'open') throw testEnded({})
      if (photo !== undefined && !(await fileThere(tx, district, photo))) throw wrong.unknownPhoto({}, [{ path: 'photo', said: wrong.unknownPhoto.example().said }])
      const gone = photo === undefined ? { at: now.toISOString(), by: 'server' as const } : clearedOf(now, await photoTraces(tx, district, [photo]), row.placed_at.toISOString(), { lon: row.lon, lat: row.lat })
      // The same own time as that of cases: minutes on shift, by the district's shifts or those of the beat's unit.
      const look = { tx, district, memory: house.memory }, unit = row.beat === null ? undefined : (await crewBookOf(look)).beat.get(row.beat)?.unit
      const seconds = Math.round(ranBetween(row.placed_at, new Date(gone.at), 'minute_on_shift', (await clockworkOf(look)).calendarOf(unit)) / 1000)
      const done = { state: photo === undefined ? 'given-up' : 'cleared', ended_at: new Date(gone.at), ended_by: gone.by, ended_photo: photo ?? null, seconds }
      await endTest(tx, district, row.id, done)
      return { json: show({ ...row, ...done }), audit: [{ stream: 'stopwatch', id: row.id, facts: [{ type: photo === undefined ? 'given-up' : 'found-cleared' }] }] }
    })
  },
})

const list = route({
  method: 'GET', path: '/api/stopwatch', name: 'stopwatch.list', permission: 'stopwatch.list', title: { zh: '秒表测试', en: 'Stopwatch tests' }, query: z.strictObject({ from: Day.optional(), to: Day.optional() }), answer: z.object({ items: z.array(Shown), mine: z.array(Shown) }),
  run: async ({ actor, query }, { db, clock }) => {
    const today = dayIn(clock.now()), between = { from: query.from ?? today, to: query.to ?? today }
    checkPeriod(between)
    return { json: { items: (await testsOf(db, actor!.district, between, 200)).map((row) => show({ ...row })), mine: (await openTests(db, actor!.district, actor!.account!)).map((row) => show({ ...row })) } }
  },
})
export const stopwatchRoutes = [place, end, list]
