// Bytes in a folder: written beside, synced, renamed, folder synced; a kill at any step leaves the old or the new, never a half.
import { randomUUID } from 'node:crypto'
import * as node from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checked, inTurns, storeFull, type KeyedBytes, type FileStore, type Stored } from './store.ts'

/** What is used of the disk; tests put a failing one in its place. */
export type Disk = Pick<typeof node, 'mkdir' | 'open' | 'readFile' | 'readdir' | 'rename' | 'rm' | 'stat' | 'statfs'>

/** Uploads stop while the database can still write: 1 GB, or a twentieth of a small disk. */
const RESERVE_BYTES = 1024 ** 3
const RESERVE_SHARE = 0.05

/** Makes what a file or a folder holds outlast a power cut; of a folder that is its list of names. */
export async function sync(path: string, disk: Pick<Disk, 'open'> = node): Promise<void> {
  const handle = await disk.open(path, 'r')
  try { await handle.sync() } finally { await handle.close() }
}

const code = (error: unknown) => (error as NodeJS.ErrnoException).code
const missing = <T>(fallback: T) => (error: unknown): T => { if (code(error) === 'ENOENT') return fallback; throw error }

export function folderStore(root: string, disk: Disk = node): FileStore {
  const pathOf = (key: string) => join(root, ...checked(key).split('/'))
  /** Folders whose own entries this process has seen synced, up to the root. */
  const synced = new Set<string>()

  const syncFolder = (folder: string) => sync(folder, disk)
  /** A new folder is itself an entry of the one above; without this a power cut could lose it with all it holds. */
  const makeFolder = async (folder: string): Promise<void> => {
    if (synced.has(folder)) return
    const made = await disk.mkdir(folder, { recursive: true, mode: 0o700 })
    // Whoever made it before us may have been killed before the sync.
    const top = made !== undefined && made.length < root.length ? dirname(made) : dirname(root)
    for (let up = folder; up.length > top.length; up = dirname(up)) await syncFolder(dirname(up))
    synced.add(folder)
  }
  const room = async (bytes: number): Promise<void> => {
    const disks = await disk.statfs(root).catch(missing(undefined))
    if (!disks) return
    const reserve = Math.min(RESERVE_BYTES, disks.blocks * disks.bsize * RESERVE_SHARE)
    if (disks.bavail * disks.bsize - bytes < reserve) throw storeFull({})
  }
  const write = async (path: string, bytes: Uint8Array): Promise<void> => {
    const folder = dirname(path), temporary = join(folder, `.${randomUUID()}`)
    try {
      const handle = await disk.open(temporary, 'wx', 0o600)
      try {
        await handle.writeFile(bytes)
        await handle.sync()
      } finally { await handle.close() }
      await disk.rename(temporary, path)
    } catch (error) {
      await disk.rm(temporary, { force: true }).catch(() => {})
      throw error
    }
  }
  const place = async ({ key, bytes }: KeyedBytes): Promise<void> => {
    const path = pathOf(key)
    await makeFolder(dirname(path))
    const there = await disk.stat(path).catch(missing(undefined))
    if (there?.size !== bytes.byteLength) await write(path, bytes)
  }
  const putAll = async (files: readonly KeyedBytes[]): Promise<void> => {
    const folders = new Set(files.map(({ key }) => dirname(pathOf(key))))
    await room(files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0))
    try {
      await inTurns(files, place)
      // Also where a file was there already: its writer may have been killed between the rename and this.
      await inTurns(folders, syncFolder)
    } catch (error) {
      if (code(error) === 'ENOENT') for (const folder of folders) synced.delete(folder)
      if (code(error) === 'ENOSPC' || code(error) === 'EDQUOT') throw storeFull({})
      throw error
    }
  }
  return {
    room,
    put: (key, bytes) => putAll([{ key, bytes }]),
    putAll,
    async get(key, range) {
      const path = pathOf(key)
      if (!range) return await disk.readFile(path).catch(missing(undefined))
      const handle = await disk.open(path, 'r').catch(missing(undefined))
      if (!handle) return undefined
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(range[1] - range[0]), 0, range[1] - range[0], range[0])
        return buffer.subarray(0, bytesRead)
      } finally { await handle.close() }
    },
    async has(key) { return (await disk.stat(pathOf(key)).catch(missing(undefined))) !== undefined },
    async delete(key) { await disk.rm(pathOf(key), { force: true }) },
    async *list(prefix, before) {
      const folder = join(root, ...prefix.split('/').filter((part) => /^[0-9a-z]+$/.test(part)))
      const entries = await disk.readdir(folder, { recursive: true, withFileTypes: true }).catch(missing([]))
      for (const entry of entries) {
        if (!entry.isFile()) continue
        const path = join(entry.parentPath, entry.name)
        const key = path.slice(root.length + 1).replaceAll('\\', '/')
        const there = await disk.stat(path).catch(missing(undefined))
        // What a person laid into the folder is not ours to list or to delete.
        if (there && there.mtime < before && ours(key)) yield { key, bytes: there.size, at: there.mtime } satisfies Stored
      }
    },
    async ready() {
      await disk.mkdir(root, { recursive: true, mode: 0o700 })
    },
  }
}
const ours = (key: string): boolean => { try { checked(key); return true } catch { return false } }
