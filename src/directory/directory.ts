// The door of the room: areas, units, people.
import { seenByAll } from '#kernel/sight.ts'
import { accountSecurityRoutes } from './account-security.ts'
import { mySecurityRoutes } from './my-security.ts'
import { peopleRoutes } from './people.ts'
import { queries } from './queries.ts'
import { goneStaff } from './retention.ts'
import { orders } from './rights.ts'
import { ssoRoutes } from './sso.ts'

export const directoryRoom = { name: 'directory', verbs: [], routes: [...peopleRoutes, ...mySecurityRoutes, ...ssoRoutes, ...queries, ...accountSecurityRoutes], orders, timers: {}, sights: { unit: seenByAll }, retention: [goneStaff] }
