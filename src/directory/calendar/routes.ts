// What can be asked of the calendar and who is on shift, and the one way to change it: a change, audited, refused whole where anything is wrong.
import { z } from 'zod'
import { dayIn } from '#core/day.ts'
import { change } from '#kernel/change.ts'
import { loadStream } from '#kernel/log.ts'
import { route } from '#kernel/route.ts'
import { notFound, stale, versionNeeded } from '#kernel/run.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { titlesOf, units } from '../store.ts'
import { faultsOf, onShift } from './book.ts'
import { knownBy, knownYear } from './known.ts'
import { calendarWrong, yearUnknown } from './problems.ts'
import { readBook, writeChange } from './store.ts'
import { ChangeInput, facts, sayChange, type Change } from './words.ts'

/** How many of the last changes the page shows. */
const SHOWN = 30

const shown = route({
  method: 'GET', path: '/api/calendar', name: 'calendar.get', permission: 'directory.list', title: { zh: '工作日历和班次', en: 'Work calendar and rosters' },
  answer: z.object({ version: z.int(), today: z.string(), periods: z.array(z.looseObject({})), years: z.record(z.string(), z.looseObject({})), rosters: z.array(z.looseObject({})), days: z.array(z.looseObject({})), changes: z.array(z.looseObject({})) }),
  run: async ({ actor }, { db, clock }) => {
    const district = actor!.district
    const [book, log] = await Promise.all([readBook(db, district), loadStream<{ type: string; said?: { zh: string; en: string } }>(db, district, 'calendar', district)])
    const last = log.slice(-SHOWN).reverse()
    const titles = await titlesOf(db, district, [...new Set(last.map((row) => row.actor).filter((one) => one !== null))])
    const changes = last.map((row) => ({ version: row.version, at: row.at.toISOString(), type: row.fact.type, said: row.fact.said ?? { zh: row.fact.type, en: row.fact.type }, by: row.actor ? titles.get(row.actor) ?? { zh: '已停用的账号', en: 'A former account' } : { zh: '系统', en: 'The system' } }))
    return { json: { version: log.at(-1)?.version ?? 0, today: dayIn(clock.now()), ...book, changes } }
  },
})

const known = route({
  method: 'GET', path: '/api/calendar/known/{year}', name: 'calendar.known', permission: 'directory.list', title: { zh: '软件自带的节假日', en: 'Holidays the software knows' }, problems: [yearUnknown],
  answer: z.object({ year: z.int(), source: z.string(), off: z.array(z.string()), work: z.array(z.string()) }),
  run: async ({ params }) => {
    const year = /^20\d{2}$/.test(params.year!) ? Number(params.year) : 0
    const found = year ? knownYear(year) : undefined
    if (!found) throw yearUnknown({ year, source: knownBy() })
    return { json: { year, source: knownBy(), ...found } }
  },
})

const shift = route({
  method: 'GET', path: '/api/unit/{id}/on-shift', name: 'unit.on-shift', permission: 'directory.list', title: { zh: '谁当班', en: 'Who is on shift' }, problems: [notFound],
  query: z.strictObject({ at: z.iso.datetime({ offset: true }).optional() }),
  answer: z.object({ at: z.string(), crews: z.array(z.object({ crew: z.string(), from: z.string(), to: z.string() })) }),
  run: async ({ actor, params, query }, { db, clock }) => {
    if (!(await units(db, actor!.district)).some((unit) => unit.id === params.id)) throw notFound({ noun: 'unit' })
    const at = query.at ? new Date(query.at) : clock.now()
    return { json: { at: at.toISOString(), crews: onShift(await readBook(db, actor!.district), params.id!, at).map(({ crew, from, to }) => ({ crew, from: from.toISOString(), to: to.toISOString() })) } }
  },
})

const edit = route({
  method: 'POST', path: '/api/calendar/change', name: 'calendar.change', permission: 'calendar.edit', title: { zh: '改日历或班次', en: 'Change the calendar or a roster' },
  input: ChangeInput, versioned: true, problems: [calendarWrong, stale, versionNeeded], answer: z.object({ version: z.int() }),
  example: { change: { kind: 'year', year: 2027, off: ['2027-01-01'], work: [], hours: {} } },
  run: async (asked, house) => {
    const input = parseInput(ChangeInput, asked.input)
    const answer = await makeChanges(asked, house, [input.change])
    return answer
  },
})

/** Makes changes one after the other in one transaction; all or nothing. */
export async function makeChanges(asked: Parameters<typeof change>[0], house: Parameters<typeof change>[1], changes: readonly Change[], places?: readonly string[]) {
  const district = asked.actor!.district
  if (asked.expected === undefined) throw versionNeeded({})
  const all = await units(house.db, district)
  const answer = await change(asked, house, async (tx, now) => {
    const current = (await loadStream(tx, district, 'calendar', district)).at(-1)?.version ?? 0
    if (asked.expected !== current) throw stale({ what: '日历在您打开之后有人改过', whatEn: 'The calendar was changed after you opened it', current })
    const written = []
    const faults = []
    for (const [n, one] of changes.entries()) {
      const book = await readBook(tx, district)
      const wrong = faultsOf(book, one, dayIn(now), { unit: (id) => all.some((unit) => unit.id === id) })
      faults.push(...wrong.map((fault) => (places ? { ...fault, path: places[n]! } : fault)))
      if (wrong.length > 0) continue
      await writeChange(tx, district, book, one)
      const unit = 'unit' in one ? all.find((each) => each.id === one.unit) : undefined
      written.push({ type: facts[one.kind], ...one, said: sayChange(one, unit) })
    }
    if (faults.length > 0) throw calendarWrong({ n: faults.length }, faults)
    return { json: { version: current + written.length }, audit: [{ stream: 'calendar', id: district, facts: written }] }
  })
  for (const kept of ['calendar/', 'clockwork/']) house.memory.forget(kept + district)
  return answer
}

export const calendarRoutes = [shown, known, shift, edit]
