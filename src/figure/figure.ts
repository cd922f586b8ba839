// The door of the room: how it goes, in numbers, and where the same thing comes again and again.
import { queries } from './queries.ts'
import { proposeProject } from './proposal.ts'

export const figureRoom = { name: 'figure', verbs: [proposeProject], routes: queries, timers: {}, sights: {} }
