// The door of the room: campaigns and standards as data.
import { seenByAll } from '#kernel/sight.ts'
import { queries } from './queries.ts'

export const packRoom = { name: 'pack', verbs: [], routes: queries, timers: {}, sights: { pack: seenByAll } }
