// The door of the room: a thing seen, sent, done, checked.
import { clear } from './clear.ts'
import { clockRoutes } from './clocks/routes.ts'
import { onCalendarChange } from './clocks/recompute.ts'
import { autoSign, lapse, recompute, warn } from './clocks/commands.ts'
import { commands } from './commands.ts'
import { consentByTime, lapseJoint } from './joint/commands.ts'
import { caseSight } from './list.ts'
import { evidence } from './evidence.ts'
import { sheetRoute } from './order/route.ts'
import { oneRoutes } from './one/routes.ts'
import { photoJobs, photoRoutes } from './photos.ts'
import { autoResume } from './suspension/commands.ts'
import { queries } from './queries.ts'
import { endedCases } from './retention.ts'
import { superviseByTime } from './supervision/commands.ts'

export const caseRoom = { name: 'case', verbs: commands, routes: [...queries, clear, evidence, ...photoRoutes, ...clockRoutes, ...oneRoutes, sheetRoute], jobs: photoJobs, timers: { 'case.lapse': lapse, 'case.warn': warn, 'case.auto-sign': autoSign, 'case.consent-by-time': consentByTime, 'case.lapse-joint': lapseJoint, 'case.supervise-by-time': superviseByTime, 'case.auto-resume': autoResume, 'calendar.recompute': recompute }, reactions: [onCalendarChange], retention: [endedCases], sights: { case: caseSight } }
