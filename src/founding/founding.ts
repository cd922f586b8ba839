// The door of the room: how a district begins, by the one-time link or as the demo.
import { setup } from './setup.ts'

export const foundingRoom = { name: 'founding', verbs: [], routes: [setup], timers: {}, sights: {} }
