// The door of the room: who is told what inside the application.
import { queries } from './queries.ts'

export const noticeRoom = { name: 'notice', verbs: [], routes: queries, timers: {}, sights: {} }
