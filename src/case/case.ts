// The door of the room: a thing seen, sent, done, checked.
import { clear } from './clear.ts'
import { commands, lapse } from './commands.ts'
import { caseSight } from './list.ts'
import { photoRoutes } from './photos.ts'
import { queries } from './queries.ts'
import { endedCases } from './retention.ts'

export const caseRoom = { name: 'case', verbs: commands, routes: [...queries, clear, ...photoRoutes], timers: { 'case.lapse': lapse }, sights: { case: caseSight }, retention: [endedCases] }
