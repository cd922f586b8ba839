// What a running server hands to every room: database, clock, files, settings.
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Db } from './db.ts'
import type { Events } from './events.ts'
import type { FileStore } from './files.ts'
import type { Jobs } from './jobs.ts'
import type { Memory } from './memory.ts'
import type { sessionReader } from './session.ts'

export interface House {
  db: Db
  clock: Clock
  files: FileStore
  memory: Memory
  jobs: Jobs
  events: Events
  config: Config
  /** Set when the server is about to end: it takes no new work and says so to whoever asks for readiness. */
  stopping?: boolean
  sessions: ReturnType<typeof sessionReader>
}
