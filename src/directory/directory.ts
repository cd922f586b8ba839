// The door of the room: areas, units, people.
import { peopleRoutes } from './people.ts'
import { queries } from './queries.ts'

export const directoryRoom = { name: 'directory', verbs: [], routes: [...peopleRoutes, ...queries], timers: {} }
