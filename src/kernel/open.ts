// Opens the house: database (embedded or by address), migrations, pool, files. Used by the server and by the command line.
import { join } from 'node:path'
import type { Config } from './config.ts'
import { databaseClock } from './database-clock.ts'
import { openDb } from './db.ts'
import { newEvents } from './events.ts'
import { folderStore, s3Store, type FileStore } from './files.ts'
import type { House } from './house.ts'
import { newJobs } from './jobs.ts'
import { newMemory } from './memory.ts'
import { migrate } from './migrate.ts'
import { openEmbedded } from './postgres.ts'
import { sessionReader } from './session.ts'

export interface Opened extends House {
  /** For what needs a connection of its own. */
  databaseUrl: string
  /** Resolves when an embedded database is gone for good. */
  lost: Promise<Error>
  close(): Promise<void>
}

/** Where bytes are kept, if in a folder. */
export const filesFolder = (config: Pick<Config, 's3' | 'data'>): string | undefined => (config.s3 ? undefined : join(config.data, 'files'))
const filesOf = (config: Config): FileStore => (config.s3 ? s3Store(config.s3) : folderStore(filesFolder(config)!))

/** The bare database and files, before any schema: for a restore. Nobody else may be serving from the data folder. */
export async function openBare(config: Config): Promise<{ url: string; files: FileStore; close(): Promise<void> }> {
  const embedded = config.databaseUrl ? undefined : await openEmbedded({ folder: config.data, as: 'server' })
  const files = filesOf(config)
  await files.ready().catch(async (error: unknown) => { await embedded?.stop(); throw error })
  return { url: config.databaseUrl ?? embedded!.url, files, close: async () => { await embedded?.stop() } }
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
  const files = filesOf(config)
  try {
    await files.ready()
  } catch (error) {
    await embedded?.stop()
    throw error
  }
  const db = openDb(url, { connections: as === 'server' ? 8 : 4 })
  const clock = await databaseClock(db)
  const jobs = newJobs(db, url)
  return {
    db, clock, config, databaseUrl: url, files, memory: newMemory(), jobs, events: newEvents(db, clock), sessions: sessionReader(db),
    lost: embedded?.lost ?? new Promise<Error>(() => {}),
    async close() {
      clock.stop()
      await jobs.stop(5_000).catch(() => {})
      await db.destroy()
      await (as === 'server' ? embedded?.stop() : embedded?.release())
    },
  }
}
