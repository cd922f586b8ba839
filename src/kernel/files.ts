// Where bytes are kept: by the hash of their content, durable on disk before any row points at them.
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Actor } from './actor.ts'
import { isUniqueViolation, type Db } from './db.ts'
import { cleanPicture, smallPicture } from './picture.ts'

const SMALL_EDGE = 480

export interface FileStore {
  /** Keeps bytes; answers their SHA-256. Safe to repeat. */
  put(bytes: Uint8Array): Promise<string>
  get(sha256: string): Promise<Buffer | undefined>
  getSmall(sha256: string): Promise<Buffer | undefined>
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try { await handle.sync() } finally { await handle.close() }
}

/** temp → fsync → rename to the hash → fsync of the folder; only then does the caller write its row. */
async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path)
  const made = await mkdir(folder, { recursive: true, mode: 0o700 })
  // A new folder is itself an entry of the one above; without this a power cut could lose it with all it holds.
  for (let up = folder; made !== undefined && up.length >= made.length; up = dirname(up)) await syncFolder(dirname(up))
  const temporary = join(folder, `.${randomUUID()}`)
  const handle = await open(temporary, 'wx', 0o600)
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } catch (error) {
    await handle.close()
    await rm(temporary, { force: true })
    throw error
  }
  await handle.close()
  await rename(temporary, path)
  await syncFolder(folder)
}

export function folderStore(root: string): FileStore {
  const pathOf = (sha: string, kind: 'full' | 'small') => join(root, kind, sha.slice(0, 2), `${sha}.jpg`)
  const read = async (path: string) => await readFile(path).catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') return undefined; throw error })
  const get = async (sha: string) => /^[0-9a-f]{64}$/.test(sha) ? await read(pathOf(sha, 'full')) : undefined
  return {
    async put(bytes) {
      const sha = createHash('sha256').update(bytes).digest('hex')
      const path = pathOf(sha, 'full')
      const there = await stat(path).catch(() => undefined)
      if (there?.size !== bytes.byteLength) await writeDurably(path, bytes)
      return sha
    },
    get,
    async getSmall(sha) {
      const full = await get(sha)
      if (!full) return undefined
      const path = pathOf(sha, 'small')
      const had = await read(path)
      if (had) return had
      const small = await smallPicture(full, SMALL_EDGE)
      await writeDurably(path, small)
      return small
    },
  }
}

export interface PutFile { sha256: string; width: number; height: number; bytes: number }

/** Takes a picture in: clean, keep, then the row. The same picture twice is the same file. */
export async function putPicture(db: Db, store: FileStore, actor: Actor, raw: Uint8Array, now: Date): Promise<PutFile> {
  const picture = await cleanPicture(raw)
  const sha256 = await store.put(picture.bytes)
  try {
    await db.insertInto('file').values({
      district: actor.district, sha256, media_type: picture.mediaType, bytes: picture.bytes.byteLength, width: picture.width, height: picture.height, put_by: actor.account, put_at: now,
    }).execute()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
  }
  return { sha256, width: picture.width, height: picture.height, bytes: picture.bytes.byteLength }
}
