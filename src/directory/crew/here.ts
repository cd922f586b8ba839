// The last known place of a crew: said by a member while on shift, one row overwritten, never a track. No part of it goes into the log.
import { z } from 'zod'
import { problem } from '#core/problem.ts'
import { route } from '#kernel/route.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { bookOf } from '../calendar/store.ts'
import { shiftAt } from './shift.ts'
import { crewsOfAccount, putHere, readCrews } from './store.ts'
import { Here } from './words.ts'

export const noCrew = problem('crew.not-a-member', 403, () => ({ zh: '您不在任何班组里，没有记位置。', en: 'You belong to no crew; no place was kept.' }))
export const placeOff = problem('crew.place-off', 409, () => ({ zh: '单位没有打开“记最后位置”，没有记。', en: 'The unit has not switched the last place on; nothing was kept.' }))
export const offShift = problem('crew.off-shift', 409, () => ({ zh: '您的班组现在不当班。不当班不记位置。', en: 'Your crew is not on shift now. Off shift no place is kept.' }))

/** Not keyed: a repeat overwrites the row with the same. */
export const here = route({
  method: 'POST', path: '/api/crew/here', name: 'crew.here', permission: 'crew.here', keyed: false, title: { zh: '报班组现在的位置', en: 'Say where the crew is' }, input: Here,
  answer: z.object({ until: z.string() }), problems: [noCrew, placeOff, offShift], example: { lon: 120.71, lat: 31.3 },
  run: async (asked, { db, memory, clock }) => {
    const { lon, lat } = parseInput(Here, asked.input), { district, account } = asked.actor!, now = clock.now()
    const mine = await crewsOfAccount(db, district, account!), crews = mine.length === 0 ? [] : (await readCrews(db, district)).filter((crew) => mine.includes(crew.id) && crew.active)
    if (crews.length === 0) throw noCrew({})
    const on = crews.filter((crew) => crew.place_on)
    if (on.length === 0) throw placeOff({})
    const book = await bookOf({ tx: db, district, memory })
    const working = on.flatMap((crew) => { const shift = shiftAt(book, crew, now); return shift ? [{ crew, shift }] : [] })[0]
    if (!working) throw offShift({})
    if (!(await putHere(db, district, { crew: working.crew.id, lon, lat, at: now, until: working.shift.to }))) throw placeOff({})
    return { json: { until: working.shift.to.toISOString() } }
  },
})
