// The door of the room: areas, units, posts, people, accounts, the workbook.
import { seenByAll } from '#kernel/sight.ts'
import { dutyRoutes } from './duty/queries.ts'
import { calendarRoutes } from './calendar/routes.ts'
import { rosterImport } from './calendar/import.ts'
import { here } from './crew/here.ts'
import { crewRoutes } from './crew/routes.ts'
import { accountSecurityRoutes } from './account-security.ts'
import { mySecurityRoutes } from './my-security.ts'
import { groundRoutes } from './ground/queries.ts'
import { peopleRoutes } from './people.ts'
import { accountRoutes } from './person/accounts.ts'
import { personRoutes } from './person/queries.ts'
import { queries } from './queries.ts'
import { unitRoutes } from './unit/queries.ts'
import { exportClear } from './workbook/clear.ts'
import { workbookRoutes } from './workbook/queries.ts'
import { goneNumbers, goneStaff, oldReasons } from './retention.ts'
import { orders } from './rights.ts'
import { ssoRoutes } from './sso.ts'

const routes = [...peopleRoutes, ...mySecurityRoutes, ...ssoRoutes, ...queries, ...accountSecurityRoutes, ...unitRoutes, ...dutyRoutes, ...personRoutes, ...accountRoutes, ...workbookRoutes, ...calendarRoutes, rosterImport, ...groundRoutes, ...crewRoutes, here]
export const directoryRoom = { name: 'directory', verbs: [], routes, orders: [...orders, exportClear], timers: {}, sights: { unit: seenByAll, post: seenByAll, calendar: seenByAll, crew: seenByAll, area: seenByAll, ground: seenByAll }, retention: [goneStaff, goneNumbers, oldReasons] }
