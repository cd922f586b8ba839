// The door of the room: a thing seen, sent, done, checked.
import { clear } from './clear.ts'
import { clockRoutes } from './clocks/routes.ts'
import { onCalendarChange } from './clocks/recompute.ts'
import { autoSign, lapse, recompute, warn } from './clocks/commands.ts'
import { seenByNobody } from '#kernel/sight.ts'
import { commands } from './commands.ts'
import { callNext } from './crew/commands.ts'
import { minutesRoutes } from './crew/routes.ts'
import { stopwatchRoutes } from './crew/stopwatch.ts'
import { caseSight } from './list.ts'
import { evidence } from './evidence.ts'
import { photoJobs, photoRoutes } from './photos.ts'
import { autoResume } from './suspension/commands.ts'
import { queries } from './queries.ts'
import { endedCases } from './retention.ts'

export const caseRoom = { name: 'case', verbs: commands, routes: [...queries, clear, evidence, ...photoRoutes, ...clockRoutes, ...minutesRoutes, ...stopwatchRoutes], jobs: photoJobs, timers: { 'case.lapse': lapse, 'case.warn': warn, 'case.auto-sign': autoSign, 'case.call-next': callNext, 'case.auto-resume': autoResume, 'calendar.recompute': recompute }, reactions: [onCalendarChange], retention: [endedCases], sights: { case: caseSight, stopwatch: seenByNobody } }
