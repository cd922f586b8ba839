// The door of the room: what a stranger may do without an account.
import { followRoutes } from './follow.ts'
import { reportRoute } from './report.ts'
import { oldCodes } from './retention.ts'
import { uploadRoutes } from './upload.ts'

export const publicRoom = { name: 'public', verbs: [], routes: [reportRoute, ...followRoutes, ...uploadRoutes], timers: {}, sights: {}, retention: [oldCodes] }
