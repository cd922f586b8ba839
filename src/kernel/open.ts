// Opens the house: database (embedded or by address), migrations, pool, files. Used by the server and by the command line.
import { join } from 'node:path'
import type { Config } from './config.ts'
import { databaseClock } from './database-clock.ts'
import { openDb } from './db.ts'
import { newEvents } from './events.ts'
import { folderStore } from './files.ts'
import type { House } from './house.ts'
import { newJobs } from './jobs.ts'
import { newMemory } from './memory.ts'
import { migrate } from './migrate.ts'
import { openEmbedded } from './postgres.ts'
import { sessionReader } from './session.ts'

export interface Opened extends House {
  /** Resolves when an embedded database is gone for good. */
  lost: Promise<Error>
  close(): Promise<void>
}

export async function openHouse(config: Config, as: 'server' | 'tool', say: (line: string) => void = () => {}): Promise<Opened> {
  const embedded = config.databaseUrl ? undefined : await openEmbedded({ folder: config.data, as, say })
  const url = config.databaseUrl ?? embedded!.url
  try {
    await migrate(url)
  } catch (error) {
    await embedded?.stop()
    throw error
  }
  const db = openDb(url, { connections: as === 'server' ? 8 : 4 })
  const clock = await databaseClock(db)
  return {
    db, clock, config, files: folderStore(join(config.data, 'files')), memory: newMemory(), jobs: newJobs(db, url), events: newEvents(db, clock), sessions: sessionReader(db),
    lost: embedded?.lost ?? new Promise<Error>(() => {}),
    async close() {
      clock.stop()
      await db.destroy()
      await (as === 'server' ? embedded?.stop() : embedded?.release())
    },
  }
}
