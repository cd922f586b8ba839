// The door of the room: who is told what, inside the application and over the channels out of the house.
import { channelRoutes } from './channels.ts'
import { letterRoutes } from './letters.ts'
import { addDeliveries } from './list.ts'
import { queries } from './queries.ts'

export const noticeRoom = { name: 'notice', verbs: [], routes: [...queries, ...channelRoutes, ...letterRoutes], timers: {}, sights: {}, carry: addDeliveries }
