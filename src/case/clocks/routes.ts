// What the calendar page asks of cases: what a change would move, which years are missing; and the office's stage limits as a setting.
import { z } from 'zod'
import { dayIn } from '#core/day.ts'
import { change } from '#kernel/change.ts'
import { route } from '#kernel/route.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { applied, faultsOf } from '../../directory/calendar/book.ts'
import { calendarWrong } from '../../directory/calendar/problems.ts'
import { readBook } from '../../directory/calendar/store.ts'
import { ChangeInput } from '../../directory/calendar/words.ts'
import { units } from '../../directory/store.ts'
import { EvidenceSettings, freshEvidence, StageLimits, stageLimits } from '../settings.ts'
import { missingYears, preview } from './recompute.ts'
import { replaceSetting } from './store.ts'

const wouldMove = route({
  method: 'POST', path: '/api/calendar/preview', name: 'calendar.preview', permission: 'calendar.edit', keyed: false, title: { zh: '试算一次日历改动', en: 'What a change would move' },
  input: ChangeInput, problems: [calendarWrong], example: { change: { kind: 'year', year: 2027, off: ['2027-01-01'], work: [], hours: {} } },
  answer: z.object({ cases: z.int(), moved: z.int(), settled: z.int(), kept: z.int(), items: z.array(z.object({ id: z.uuid(), number: z.string() }).loose()) }),
  run: async (asked, { db, clock }) => {
    const { change: wanted } = parseInput(ChangeInput, asked.input), district = asked.actor!.district, now = clock.now()
    const [book, all] = await Promise.all([readBook(db, district), units(db, district)])
    const faults = faultsOf(book, wanted, dayIn(now), { unit: (id) => all.some((unit) => unit.id === id) })
    if (faults.length > 0) throw calendarWrong({ n: faults.length }, faults)
    return { json: await preview(db, district, now, applied(book, wanted)) }
  },
})

const alarm = route({
  method: 'GET', path: '/api/calendar/alarm', name: 'calendar.alarm', permission: 'calendar.edit', title: { zh: '缺少节假日的年份', en: 'Years without holidays' },
  answer: z.object({ years: z.array(z.object({ year: z.int(), why: z.enum(['asked', 'reached']), cases: z.int() })) }),
  run: async ({ actor }, { db, clock }) => ({ json: { years: await missingYears(db, actor!.district, clock.now()) } }),
})

const limits = route({
  method: 'GET', path: '/api/settings/stages', name: 'settings.stages', permission: 'settings', title: { zh: '各环节时限', en: 'Stage limits' }, answer: StageLimits,
  run: async ({ actor }, { db }) => ({ json: await stageLimits(db, actor!.district) }),
})
const setLimits = route({
  method: 'POST', path: '/api/settings/stages', name: 'settings.set-stages', permission: 'settings', title: { zh: '改各环节时限', en: 'Change stage limits' }, input: StageLimits, answer: StageLimits,
  example: { accept: { amount: 2, kind: 'work_hour' }, dispatch: { amount: 1, kind: 'work_hour' }, sign: { amount: 2, kind: 'work_hour' }, check: { amount: 4, kind: 'work_hour' }, close: { amount: 2, kind: 'work_hour' } },
  run: async (asked, house) => {
    const after = parseInput(StageLimits, asked.input), district = asked.actor!.district
    const answer = await change(asked, house, async (tx) => {
      const before = await stageLimits(tx, district)
      // Clocks that run keep the limit they began with: it stands in their fact.
      if (JSON.stringify(before) === JSON.stringify(after)) return { json: after, audit: [] }
      await replaceSetting(tx, district, 'stages', after)
      return { json: after, audit: [{ stream: 'district', id: district, facts: [{ type: 'stages-set', before, after } as { type: string }] }] }
    })
    house.memory.forget(`clockwork/${district}`)
    return answer
  },
})

const evidence = route({
  method: 'GET', path: '/api/settings/evidence', name: 'settings.evidence', permission: 'settings', title: { zh: '照片疑点和盲样复核', en: 'Doubts about photos and blind re-checks' }, answer: EvidenceSettings,
  run: async ({ actor }, { db }) => ({ json: await freshEvidence(db, actor!.district) }),
})
const setEvidence = route({
  method: 'POST', path: '/api/settings/evidence', name: 'settings.set-evidence', permission: 'settings', title: { zh: '改照片疑点和盲样复核', en: 'Change doubts about photos and blind re-checks' }, input: EvidenceSettings, answer: EvidenceSettings,
  example: { metres: 100, beforeHours: 24, clockMinutes: 5, recheckPercent: 5, recheckDays: 3 },
  run: async (asked, house) => {
    const after = parseInput(EvidenceSettings, asked.input), district = asked.actor!.district
    const answer = await change(asked, house, async (tx) => {
      const before = await freshEvidence(tx, district)
      if (JSON.stringify(before) === JSON.stringify(after)) return { json: after, audit: [] }
      await replaceSetting(tx, district, 'evidence', after)
      return { json: after, audit: [{ stream: 'district', id: district, facts: [{ type: 'evidence-set', before, after } as { type: string }] }] }
    })
    house.memory.forget(`evidence/${district}`)
    return answer
  },
})

export const clockRoutes = [wouldMove, alarm, limits, setLimits, evidence, setEvidence]
