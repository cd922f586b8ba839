// Crews and beats over HTTP: seen and edited by the office and by the own unit; beats one by one or from a GeoJSON file.
import { z } from 'zod'
import { problem, type Fault } from '#core/problem.ts'
import { systems } from '#core/systems.ts'
import { covers, reachOf, type Actor } from '#kernel/actor.ts'
import { change } from '#kernel/change.ts'
import { newId } from '#kernel/clock.ts'
import type { Tx } from '#kernel/db.ts'
import type { House } from '#kernel/house.ts'
import { route, type Asked } from '#kernel/route.ts'
import { notFound, outsideReach, stale, versionNeeded } from '#kernel/run.ts'
import { parseInput, wrongInput, zodFaults } from '#kernel/wrong-input.ts'
import { atlasOf } from '../atlas.ts'
import { bookOf } from '../calendar/store.ts'
import { columnsOf } from '../ground/draft.ts'
import { rowsOfGeoJson } from '../ground/geojson.ts'
import { notGround, tooManyShapes } from '../ground/row.ts'
import { toWgs84, turned } from '../ground/systems.ts'
import { titlesIn } from '../store.ts'
import { nextShift, shiftAt } from './shift.ts'
import { addBeats, addCrew, bumpCrews, changeBeat, changeCrew, forgetPlace, heresOf, readBeats, readCrews, staffOf, type BeatRow, type Crew } from './store.ts'
import { ChangeBeat, ChangeCrew, Geometry, MakeBeat, MakeCrew } from './words.ts'

export const ownUnitOnly = problem('crew.place-own-unit', 403, () => ({
  zh: '“记最后位置”只能由班组自己的单位打开；建设办只能关上它。', en: 'Only the crew’s own unit may switch its last place on; the office may only switch it off.',
}))
export const beatsWrong = problem<{ n: number }>('crew.beats-wrong', 422, ({ n }) => ({ zh: `路段没有导入：有${n}处不对，都列在下面。`, en: `No beat was imported: ${n} thing(s) are wrong, each listed below.` }))

const Unit = z.strictObject({ unit: z.uuid().optional() })
const Window = z.object({ from: z.string(), to: z.string() }).nullable()
const named = { id: z.uuid(), unit: z.uuid(), unit_zh: z.string(), unit_en: z.string(), zh: z.string(), en: z.string(), active: z.boolean(), version: z.int() }
const within = (actor: Actor, unit: string, asked: string | undefined) => covers(reachOf(actor, 'crew.list'), { units: [unit], area: null }) && (asked === undefined || asked === unit)
const window = (shift: { from: Date; to: Date } | undefined) => (shift ? { from: shift.from.toISOString(), to: shift.to.toISOString() } : null)

const list = route({
  method: 'GET', path: '/api/crew', name: 'crew.list', permission: 'crew.list', title: { zh: '班组', en: 'Crews' }, query: Unit,
  answer: z.object({ items: z.array(z.object({
    ...named, roster: z.string().nullable(), channel: z.uuid().nullable(), place_on: z.boolean(), mine: z.boolean(), members: z.array(z.object({ id: z.uuid(), zh: z.string(), en: z.string() })), beats: z.array(z.uuid()),
    on_shift: Window, next_shift: Window, here: z.object({ lon: z.number(), lat: z.number(), at: z.string() }).nullable(),
  })) }),
  run: async ({ actor, query }, { db, memory, clock }) => {
    const { district } = actor!, now = clock.now(), from = { tx: db, district, memory }
    const [atlas, book] = [await atlasOf(from), await bookOf(from)]
    const crews = (await readCrews(db, district)).filter((crew) => within(actor!, crew.unit, query.unit))
    const heres = crews.some((crew) => crew.place_on) ? await heresOf(db, district, now) : []
    const titles = await titlesIn(from, [...new Set(crews.flatMap((crew) => crew.members))])
    return { json: { items: crews.map(({ channel, ...crew }) => {
      const unit = atlas.units.get(crew.unit), shift = crew.active ? shiftAt(book, crew, now) : undefined
      // Off shift nobody is anywhere, whatever the row says.
      const here = shift && crew.place_on ? heres.find((one) => one.crew === crew.id) : undefined
      return {
        ...crew, channel, unit_zh: unit?.zh ?? '', unit_en: unit?.en ?? '', mine: actor!.account !== null && crew.members.includes(actor!.account),
        members: crew.members.map((id) => ({ id, ...titles.get(id) ?? { zh: '已停用的账号', en: 'A former account' } })),
        on_shift: window(shift), next_shift: crew.active && !shift ? window(nextShift(book, crew, now)) : null, here: here ? { lon: here.lon, lat: here.lat, at: here.at.toISOString() } : null,
      }
    }) } }
  },
})
const choices = route({
  method: 'GET', path: '/api/unit/{id}/crew-choices', name: 'crew.choices', permission: 'crew.edit', title: { zh: '班组可选的人员和班次', en: 'Who and which rosters a crew may have' }, problems: [notFound, outsideReach],
  answer: z.object({ staff: z.array(z.object({ id: z.uuid(), zh: z.string(), en: z.string() })), rosters: z.array(z.string()) }),
  run: async ({ actor, params }, { db, memory }) => {
    const { district } = actor!, unit = params.id!
    if (!z.uuid().safeParse(unit).success || !(await atlasOf({ tx: db, district, memory })).units.has(unit)) throw notFound({ noun: 'unit' })
    if (!covers(reachOf(actor!, 'crew.edit'), { units: [unit], area: null })) throw outsideReach({})
    const book = await bookOf({ tx: db, district, memory })
    return { json: { staff: await staffOf(db, district, unit), rosters: [...new Set(book.rosters.filter((row) => row.unit === unit).map((row) => row.crew))].sort() } }
  },
})

/** Everything named must be the unit's own; what is not is told by its field. */
async function checkCrew(tx: Tx, house: House, actor: Actor, crew: Crew, before: Crew | undefined): Promise<void> {
  const from = { tx, district: actor.district, memory: house.memory }, faults: Fault[] = []
  if (!(await atlasOf(from)).units.get(crew.unit)?.active) faults.push({ path: 'unit', said: { zh: '没有这个单位，或它已经撤销。', en: 'There is no such unit, or it has ended.' } })
  if (!covers(reachOf(actor, 'crew.edit'), { units: [crew.unit], area: null })) throw outsideReach({})
  const staff = new Set([...(await staffOf(tx, actor.district, crew.unit)).map((one) => one.id), ...before?.members ?? []])
  crew.members.forEach((id, n) => { if (!staff.has(id)) faults.push({ path: `members.${n}`, said: { zh: '这个账号不在本单位，或已停用。', en: 'This account is not of the unit, or is locked.' } }) })
  const beats = new Set((await readBeats(tx, actor.district)).filter((beat) => beat.unit === crew.unit).map((beat) => beat.id))
  crew.beats.forEach((id, n) => { if (!beats.has(id)) faults.push({ path: `beats.${n}`, said: { zh: '本单位没有这个路段。', en: 'The unit has no such beat.' } }) })
  if (crew.roster !== null && crew.roster !== before?.roster && !(await bookOf(from)).rosters.some((row) => row.unit === crew.unit && row.crew === crew.roster)) faults.push({ path: 'roster', said: { zh: '工作日历里，本单位没有叫这个名称的班次。', en: 'The calendar has no roster of this name for the unit.' } })
  if (faults.length > 0) throw wrongInput({}, faults)
  if (crew.place_on && !before?.place_on && actor.unit !== crew.unit) throw ownUnitOnly({}, [{ path: 'place_on', said: ownUnitOnly.example().said }])
}
const forget = (house: House, district: string) => house.memory.forget(`crews/${district}`)
/** What of a crew stands in the log: ids and switches, no words. */
const told = (type: string, { unit, channel, place_on, active, members, beats }: Crew) => ({ type, unit, channel, place_on, active, members, beats })

const make = route({
  method: 'POST', path: '/api/crew', name: 'crew.make', permission: 'crew.edit', title: { zh: '新建班组', en: 'Make a crew' }, input: MakeCrew, creates: true, answer: z.object({ id: z.uuid() }), problems: [outsideReach, ownUnitOnly],
  example: { unit: '01890000-0000-7000-8000-000000000001', zh: '保洁一班', en: 'Cleaning crew 1' },
  run: async (asked, house) => {
    const input = parseInput(MakeCrew, asked.input), actor = asked.actor!
    const answer = await change(asked, house, async (tx, now) => {
      const crew: Crew = { ...input, id: newId(now.getTime()), version: 1 }
      await bumpCrews(tx, actor.district)
      await checkCrew(tx, house, actor, crew, undefined)
      await addCrew(tx, actor.district, crew)
      return { status: 201, json: { id: crew.id }, audit: [{ stream: 'crew', id: crew.id, facts: [told('crew-made', crew)] }] }
    })
    forget(house, actor.district)
    return answer
  },
})
const alter = route({
  method: 'POST', path: '/api/crew/{id}/change', name: 'crew.change', permission: 'crew.edit', title: { zh: '改班组', en: 'Change a crew' }, input: ChangeCrew, versioned: true, answer: z.object({ version: z.int() }), problems: [notFound, outsideReach, stale, versionNeeded, ownUnitOnly],
  example: { zh: '保洁一班', en: 'Cleaning crew 1', roster: '早班', place_on: false, active: true, members: [], beats: [] },
  run: async (asked, house) => {
    const input = parseInput(ChangeCrew, asked.input), actor = asked.actor!, expected = needed(asked)
    const answer = await change(asked, house, async (tx) => {
      await bumpCrews(tx, actor.district)
      const before = (await readCrews(tx, actor.district)).find((crew) => crew.id === asked.params.id && within(actor, crew.unit, undefined))
      if (!before) throw notFound({ noun: 'crew' })
      const crew: Crew = { ...input, id: before.id, unit: before.unit, version: expected }
      await checkCrew(tx, house, actor, crew, before)
      if (!(await changeCrew(tx, actor.district, crew))) throw stale({ what: '这个班组已经有人改过', whatEn: 'Somebody has changed this crew', current: before.version })
      // Switched off is erased, at once and in the same transaction.
      if (!crew.place_on || !crew.active) await forgetPlace(tx, actor.district, crew.id)
      return { json: { version: expected + 1 }, audit: [{ stream: 'crew', id: crew.id, facts: [told('crew-changed', crew)] }] }
    })
    forget(house, actor.district)
    return answer
  },
})
function needed(asked: Asked): number { if (asked.expected === undefined) throw versionNeeded({}); return asked.expected }

const Beat = z.object({ ...named, geometry: z.looseObject({ type: z.string() }), buffer_m: z.int() })
const beats = route({
  method: 'GET', path: '/api/beat', name: 'beat.list', permission: 'crew.list', title: { zh: '路段', en: 'Beats' }, query: Unit, answer: z.object({ items: z.array(Beat) }),
  run: async ({ actor, query }, { db, memory }) => {
    const atlas = await atlasOf({ tx: db, district: actor!.district, memory })
    const found = (await readBeats(db, actor!.district)).filter((beat) => within(actor!, beat.unit, query.unit))
    return { json: { items: found.map((beat) => ({ ...beat, unit_zh: atlas.units.get(beat.unit)?.zh ?? '', unit_en: atlas.units.get(beat.unit)?.en ?? '' })) } }
  },
})
async function mayEdit(tx: Tx, house: House, actor: Actor, unit: string): Promise<void> {
  if (!covers(reachOf(actor, 'crew.edit'), { units: [unit], area: null })) throw outsideReach({})
  if (!(await atlasOf({ tx, district: actor.district, memory: house.memory })).units.get(unit)?.active) throw wrongInput({}, [{ path: 'unit', said: { zh: '没有这个单位，或它已经撤销。', en: 'There is no such unit, or it has ended.' } }])
}
const audit = (type: string, id: string, more: object) => ({ stream: 'crew', id, facts: [{ type, ...more }] })
const line = { type: 'LineString', coordinates: [[120.701, 31.281], [120.705, 31.281]] } as const
const makeBeat = route({
  method: 'POST', path: '/api/beat', name: 'beat.make', permission: 'crew.edit', title: { zh: '新建路段', en: 'Make a beat' }, input: MakeBeat, creates: true, answer: z.object({ id: z.uuid() }), problems: [outsideReach],
  example: { unit: '01890000-0000-7000-8000-000000000001', zh: '学前街', geometry: line as never, buffer_m: 20 },
  run: async (asked, house) => {
    const input = parseInput(MakeBeat, asked.input), actor = asked.actor!
    const answer = await change(asked, house, async (tx, now) => {
      await bumpCrews(tx, actor.district)
      await mayEdit(tx, house, actor, input.unit)
      const id = newId(now.getTime())
      await addBeats(tx, actor.district, [{ ...input, geometry: input.geometry, id, version: 1 }])
      return { status: 201, json: { id }, audit: [audit('beat-made', id, { unit: input.unit })] }
    })
    forget(house, actor.district)
    return answer
  },
})
const alterBeat = route({
  method: 'POST', path: '/api/beat/{id}/change', name: 'beat.change', permission: 'crew.edit', title: { zh: '改路段', en: 'Change a beat' }, input: ChangeBeat, versioned: true, answer: z.object({ version: z.int() }), problems: [notFound, outsideReach, stale, versionNeeded],
  example: { zh: '学前街', geometry: line as never, buffer_m: 20, active: true },
  run: async (asked, house) => {
    const input = parseInput(ChangeBeat, asked.input), actor = asked.actor!, expected = needed(asked)
    const answer = await change(asked, house, async (tx) => {
      await bumpCrews(tx, actor.district)
      const before = (await readBeats(tx, actor.district)).find((beat) => beat.id === asked.params.id && within(actor, beat.unit, undefined))
      if (!before) throw notFound({ noun: 'beat' })
      await mayEdit(tx, house, actor, before.unit)
      if (!(await changeBeat(tx, actor.district, { ...input, id: before.id, unit: before.unit, version: expected }))) throw stale({ what: '这个路段已经有人改过', whatEn: 'Somebody has changed this beat', current: before.version })
      return { json: { version: expected + 1 }, audit: [audit('beat-changed', before.id, { active: input.active })] }
    })
    forget(house, actor.district)
    return answer
  },
})
/** More beats than a company walks. */
const BEATS_MAX = 500
const importBeats = route({
  method: 'POST', path: '/api/beat/import', name: 'beat.import', permission: 'crew.edit', title: { zh: '导入路段（GeoJSON）', en: 'Import beats (GeoJSON)' }, problems: [outsideReach, beatsWrong, notGround, tooManyShapes],
  query: z.strictObject({ unit: z.uuid(), file: z.string().min(1).max(200).default('beats.geojson'), system: z.enum(systems).default('wgs84'), buffer: z.coerce.number().int().min(0).max(200).default(20) }),
  upload: { maxBytes: 1024 * 1024, mediaTypes: ['application/octet-stream', 'application/geo+json'] }, answer: z.object({ made: z.int(), changed: z.int() }),
  run: async (asked, house) => {
    const actor = asked.actor!, { unit, file, system, buffer } = asked.query as { unit: string; file: string; system: (typeof systems)[number]; buffer: number }
    const read = rowsOfGeoJson(asked.bytes, file), columns = columnsOf(read.headings, {})
    if (read.rows.length > BEATS_MAX) throw tooManyShapes({ file, what: '路段', whatEn: 'beats', max: BEATS_MAX })
    const faults: Fault[] = [], seen = new Set<string>()
    const rows = read.rows.flatMap((row) => {
      const zh = (columns.name ? row.props[columns.name] ?? '' : '').trim()
      const shaped = row.geometry ? Geometry.safeParse(turned(row.geometry, (position) => toWgs84(position, system))) : undefined
      if (row.wrong) { faults.push({ path: row.path, said: row.wrong }); return [] }
      if (zh === '' || zh.length > 40) faults.push({ path: row.path, said: { zh: '路段要有名称（name 或 名称），不超过40个字。', en: 'A beat needs a name of at most 40 characters (name or 名称).' } })
      else if (seen.has(zh)) faults.push({ path: row.path, said: { zh: `“${zh}”写了两次；靠名称认路段，名称不能重。`, en: `"${zh}" stands there twice; beats are known by their names.` } })
      seen.add(zh)
      if (!shaped?.success) { faults.push({ path: row.path, said: shaped ? zodFaults(shaped.error)[0]!.said : { zh: '没有图形。要线或面。', en: 'It has no shape. A line or a polygon is needed.' } }); return [] }
      const made = ChangeBeat.safeParse({ zh, geometry: shaped.data, buffer_m: shaped.data.type.endsWith('LineString') ? buffer : 0 })
      return made.success ? [made.data] : []
    })
    if (rows.length === 0 && faults.length === 0) faults.push({ path: file, said: { zh: '文件里没有路段。', en: 'The file holds no beat.' } })
    if (faults.length > 0) throw beatsWrong({ n: faults.length }, faults.slice(0, 50))
    const answer = await change(asked, house, async (tx, now) => {
      await bumpCrews(tx, actor.district)
      await mayEdit(tx, house, actor, unit)
      const known = new Map((await readBeats(tx, actor.district)).filter((beat) => beat.unit === unit).map((beat) => [beat.zh, beat]))
      const fresh: BeatRow[] = []
      let changed = 0
      for (const row of rows) {
        const had = known.get(row.zh)
        if (!had) fresh.push({ ...row, unit, id: newId(now.getTime()), version: 1 })
        else if (JSON.stringify([had.geometry, had.active]) !== JSON.stringify([row.geometry, true])) { await changeBeat(tx, actor.district, { ...had, geometry: row.geometry, active: true }); changed++ }
      }
      await addBeats(tx, actor.district, fresh)
      return { json: { made: fresh.length, changed }, audit: fresh.length + changed > 0 ? [audit('beats-imported', unit, { made: fresh.length, changed })] : [] }
    })
    forget(house, actor.district)
    return answer
  },
})

export const crewRoutes = [list, choices, make, alter, beats, makeBeat, alterBeat, importBeats]
