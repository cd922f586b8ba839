// The office's own stage limits, as data of the district: how long accepting, dispatching, signing, checking and closing may take.
import { z } from 'zod'
import type { Calendar } from '#core/deadline.ts'
import { Limit } from '#core/limit.ts'
import type { Reading } from '#kernel/memory.ts'
import { calendarOf, settingsOf } from '../directory/store.ts'
import type { Stage } from './words.ts'

export const StageLimits = z.strictObject({ accept: Limit, dispatch: Limit, sign: Limit, check: Limit, close: Limit })
export type StageLimits = z.infer<typeof StageLimits>

export interface Clockwork { calendar: Calendar; limits: Record<Exclude<Stage, 'handle'>, Limit> }

/** Calendar and stage limits of the district; remembered a few seconds. */
export const clockworkOf = (look: Reading): Promise<Clockwork> =>
  look.memory.recall(`clockwork/${look.district}`, 5_000, async () => {
    const settings = await settingsOf(look.tx, look.district)
    return { calendar: await calendarOf(look.tx, look.district), limits: StageLimits.parse(settings.stages) }
  })
