// The door of the room: areas, units, people.
import { seenByAll } from '#kernel/sight.ts'
import { calendarRoutes } from './calendar/routes.ts'
import { rosterImport } from './calendar/import.ts'
import { peopleRoutes } from './people.ts'
import { queries } from './queries.ts'

export const directoryRoom = { name: 'directory', verbs: [], routes: [...peopleRoutes, ...queries, ...calendarRoutes, rosterImport], timers: {}, sights: { unit: seenByAll, calendar: seenByAll } }
