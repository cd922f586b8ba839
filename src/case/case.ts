// The door of the room: a thing seen, sent, done, checked.
import { clear } from './clear.ts'
import { clockRoutes } from './clocks/routes.ts'
import { onCalendarChange } from './clocks/recompute.ts'
import { autoSign, lapse, recompute, warn } from './clocks/commands.ts'
import { commands } from './commands.ts'
import { caseSight } from './list.ts'
import { evidence } from './evidence.ts'
import { photoJobs, photoRoutes } from './photos.ts'
import { queries } from './queries.ts'
import { endedCases } from './retention.ts'
import { voiceRoutes } from './voice/routes.ts'

export const caseRoom = { name: 'case', verbs: commands, routes: [...queries, clear, evidence, ...photoRoutes, ...clockRoutes, ...voiceRoutes], jobs: photoJobs, timers: { 'case.lapse': lapse, 'case.warn': warn, 'case.auto-sign': autoSign, 'calendar.recompute': recompute }, reactions: [onCalendarChange], retention: [endedCases], sights: { case: caseSight } }
