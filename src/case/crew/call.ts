// Whom to call for a case: the crews of its unit, who of them is on shift, which is next; and whether a case goes out by itself.
import { sayMoment } from '#core/day.ts'
import { dueAt } from '#core/deadline.ts'
import type { Look } from '#kernel/verb.ts'
import { atlasOf } from '../../directory/atlas.ts'
import { bookOf } from '../../directory/calendar/store.ts'
import { chooseCrew } from '../../directory/crew/nearest.ts'
import { nextShift, sayShift, shiftAt } from '../../directory/crew/shift.ts'
import { crewBookOf, heresOf } from '../../directory/crew/store.ts'
import { startClock } from '../clocks/watch.ts'
import { proposalFor, type Hangs, type Proposal } from '../proposal.ts'
import { clockworkOf, type Clockwork } from '../settings.ts'
import type { Fact, FiledUnder, Point } from '../words.ts'
import { inMinutes, type Moment } from './part.ts'

interface Where { unit: string; point: Point | undefined; area: string | undefined; sighted: string }
type Asking = Pick<Look, 'tx' | 'district' | 'memory' | 'now'>
const moment = (at: Date) => sayMoment(at).slice(5)

/** What follows for crews: one is called, the next shift is awaited, or nobody is left. Nothing where the unit has no crews. `passed`: who cannot be asked again. */
export async function callsFor(look: Asking, { unit, point, area, sighted }: Where, passed: readonly string[] = []): Promise<Fact[]> {
  const { crews, beats, beat } = await crewBookOf(look), ours = crews.filter((crew) => crew.unit === unit)
  if (ours.length === 0) return []
  const book = await bookOf(look), { now } = look
  const working = ours.flatMap((crew) => { const shift = shiftAt(book, crew, now); return shift ? [{ crew, shift }] : [] })
  const free = working.filter(({ crew }) => !passed.includes(crew.id))
  const middle = point ? undefined : (await atlasOf(look)).areas.get(area ?? '')
  const place = point ?? (middle && typeof middle.lon === 'number' && typeof middle.lat === 'number' ? { lon: middle.lon, lat: middle.lat } : undefined)
  const heres = free.some(({ crew }) => crew.place_on) ? await heresOf(look.tx, look.district, now) : []
  const chosen = chooseCrew(place, free.map(({ crew, shift }) => {
    const here = crew.place_on ? heres.find((one) => one.crew === crew.id) : undefined
    return { id: crew.id, zh: crew.zh, en: crew.en, shift: sayShift(shift), beats: crew.beats.flatMap((id) => beat.get(id) ?? []), ...(here ? { here } : {}) }
  }), now)
  if (chosen) {
    const { shift } = free.find(({ crew }) => crew.id === chosen.crew.id)!, until = dueAt(now, (await clockworkOf(look)).limits.crew, (await clockworkOf(look)).calendarOf(unit)).at
    const covering = place ? beats.at(place).find((one) => one.unit === unit) : undefined
    return [{
      type: 'crew-called', crew: chosen.crew.id, metres: chosen.metres, because: passed.length === 0 ? chosen.because : { zh: `前面叫的班组没有接；${chosen.because.zh}`, en: `the crew called before did not take it; ${chosen.because.en}` },
      ...(covering ? { beat: covering.id } : {}), shift: chosen.crew.shift, since: new Date(Math.max(Date.parse(sighted), shift.from.getTime())).toISOString(), until: until.toISOString(),
    }]
  }
  if (working.length > 0) return [{ type: 'crew-missing', because: { zh: '当班的班组都叫过了，没有人接，请单位和值班坐席处理', en: 'every crew on shift was called and none took it; the unit and the desk see to it' } }]
  const next = ours.flatMap((crew) => nextShift(book, crew, now) ?? []).sort((a, b) => a.from.getTime() - b.from.getTime())[0]
  if (!next) return [{ type: 'crew-missing', because: { zh: '三周内没有班组排班，请单位和值班坐席处理', en: 'no crew has a shift within three weeks; the unit and the desk see to it' } }]
  return [{ type: 'crew-awaited', from: next.from.toISOString(), because: { zh: `现在没有班组当班，${moment(next.from)}接班时叫`, en: `no crew is on shift now; one is called when the shift begins at ${moment(next.from)}` } }]
}

/** Where it goes by itself: the rules name a unit for certain, and that unit has crews. A backstop or a guess waits for a person. */
export async function certainUnit(look: Asking, hangs: Hangs): Promise<Proposal | undefined> {
  if (!inMinutes(hangs.under) || !hangs.area) return undefined
  const proposed = await proposalFor(look, hangs)
  if (!proposed || proposed.because.backstop || proposed.because.rule === null) return undefined
  return (await crewBookOf(look)).crews.some((crew) => crew.unit === proposed.unit) ? proposed : undefined
}

/** The dispatch that a certain rule makes: the clock runs from the sighting, for that is what the ten minutes mean. */
export function dispatchedBy(proposed: Proposal, under: FiledUnder, sighted: Moment, now: Date, clockwork: Clockwork): Fact {
  return { type: 'dispatched', unit: proposed.unit, because: proposed.because, clock: startClock('handle', new Date(sighted.at), under.limit, clockwork, proposed.unit), sign: startClock('sign', now, clockwork.limits.sign, clockwork, proposed.unit) }
}
