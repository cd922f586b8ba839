// The door of the room: a thing seen, sent, done, checked.
import { clear } from './clear.ts'
import { commands, lapse } from './commands.ts'
import { caseSight } from './list.ts'
import { evidence } from './evidence.ts'
import { photoJobs, photoRoutes } from './photos.ts'
import { queries } from './queries.ts'

export const caseRoom = { name: 'case', verbs: commands, routes: [...queries, clear, evidence, ...photoRoutes], jobs: photoJobs, timers: { 'case.lapse': lapse }, sights: { case: caseSight } }
