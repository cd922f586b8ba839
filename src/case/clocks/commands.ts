// What the clocks do by themselves: run out, warn, move with the calendar; and signing in the unit's name when its time is over.
import { z } from 'zod'
import { lastChange } from '../../directory/calendar/store.ts'
import { clockworkOf, freshClockwork } from '../settings.ts'
import { hasLapsed } from '../state.ts'
import { stepVerb } from '../step.ts'
import * as words from '../words.ts'
import type { Fact } from '../words.ts'
import { movesOf, warningsDue } from './watch.ts'

/** Run by the timer: writes down which clocks have run out. */
export const lapse = stepVerb('lapse', {
  input: words.Lapse,
  decide: (kase, _input, { now }) => kase.running
    .filter((clock) => Date.parse(clock.due) < now.getTime() && !hasLapsed(kase, clock))
    .map((clock) => ({ type: 'lapsed', stage: clock.stage, due: clock.due }) satisfies Fact),
})

/** Run by the timer: writes down which clocks have used half or four fifths of their time. */
export const warn = stepVerb('warn', {
  input: words.Warn,
  decide: (kase, _input, { now }) => warningsDue(kase, now).map(({ clock, percent }) => ({ type: 'warned', stage: clock.stage, percent, due: clock.due }) satisfies Fact),
})

/** Run when a calendar has changed: moves the running clocks it changes, each as a fact with before and after. Done again, it finds nothing to move. */
export const recompute = stepVerb('recompute', {
  input: words.Recompute,
  facts: async (look) => {
    const last = await lastChange(look.tx, look.district)
    // Kept under the version of the change, so that no older calendar is remembered for it.
    const clockwork = await look.memory.recall(`clockwork/${look.district}/${last?.version ?? 0}`, 5_000, () => freshClockwork(look.tx, look.district))
    return { clockwork, because: last?.said ?? { zh: '日历改了', en: 'the calendar was changed' } }
  },
  decide: (kase, _input, { now, facts }) => movesOf(kase, now, facts.clockwork)
    .flatMap(({ stage, before, after }) => (after ? [{ type: 'recomputed', stage, before: before.due, after: after.due, because: facts.because, clock: after } satisfies Fact] : [])),
})

/** 到时自动签收：the unit has had its time to sign; the handling clock has been running anyway, so nothing is lost or won by it. */
export const autoSign = stepVerb('auto-sign', {
  input: z.strictObject({}),
  decide: (kase, _input, { now }): Fact[] => {
    const sign = kase.running.find((clock) => clock.stage === 'sign' && Date.parse(clock.due) < now.getTime())
    // Which of the two timers rings first is chance; that it was not signed for in time is written down either way.
    return sign ? [...(hasLapsed(kase, sign) ? [] : [{ type: 'lapsed' as const, stage: sign.stage, due: sign.due }]), { type: 'signed-for', auto: true }] : []
  },
})
