// The door of the room: a thing seen, sent, done, checked.
import { clear } from './clear.ts'
import { clockRoutes } from './clocks/routes.ts'
import { onCalendarChange } from './clocks/recompute.ts'
import { autoSign, lapse, recompute, warn } from './clocks/commands.ts'
import { commands } from './commands.ts'
import { caseSight } from './list.ts'
import { evidence } from './evidence.ts'
import { flagged } from './judging/routes.ts'
import { photoWatch } from './judging/watch.ts'
import { recheckRoutes } from './recheck/routes.ts'
import { recheckWatch } from './recheck/round.ts'
import { photoJobs, photoRoutes } from './photos.ts'
import { autoResume } from './suspension/commands.ts'
import { queries } from './queries.ts'
import { endedCases } from './retention.ts'

export const caseRoom = { name: 'case', verbs: commands, routes: [...queries, clear, evidence, flagged, ...recheckRoutes, ...photoRoutes, ...clockRoutes], jobs: photoJobs, timers: { 'case.lapse': lapse, 'case.warn': warn, 'case.auto-sign': autoSign, 'case.auto-resume': autoResume, 'calendar.recompute': recompute }, reactions: [onCalendarChange, photoWatch, recheckWatch], retention: [endedCases], sights: { case: caseSight } }
