// The demo's pictures: drawn ahead of the story on the other cores, kept like any photo, their rows written before the cases that name them.
import { Worker } from 'node:worker_threads'
import { pictureKey, type FileStore, type KeyedBytes } from '#kernel/files.ts'
import { hashOf } from '#kernel/hash.ts'
import { json, type Tx } from '#kernel/db.ts'
import { sql } from 'kysely'
import type { Drawn, Keep, Wanted } from './darkroom.ts'
import { commented, crops, type Scene, type Shot } from './scenes.ts'

export interface Picture { sha256: string; bytes: number; width: number; height: number; small: boolean }
export interface Album {
  /** Draws and keeps a picture; begin early, it works beside the story. */
  draw(scene: Scene, when: 'before' | 'after', how: Shot, size: 'large' | 'small'): Promise<Picture>
  /** It is handed in: by whom and when. Answers its hash. */
  hand(picture: Picture, by: string, at: Date): string
  /** Writes the rows of all pictures handed in since the last time. */
  write(tx: Tx): Promise<void>
  close(): Promise<void>
}

const A_PUT = 1_000

export function newAlbum(store: FileStore, folder: string | undefined, district: string): Album {
  let rows: object[] = []
  const room = openDarkroom(folder)
  // Small ones are prints of one plate, each with its own number.
  const plates = new Map<string, Promise<Developed>>()
  let taken = 0
  const small = (scene: Scene, when: 'before' | 'after', how: Shot): Promise<Developed> => {
    const of = `${scene}-${when}/${crops(how)}`, plate = plates.get(of) ?? room.draw({ scene, when, how, size: 'small' })
    plates.set(of, plate)
    return plate
  }
  // The story goes on with the hash; the bytes follow, and are on the disk before a row names them. Many at once: a folder's list of names is synced once for all of them.
  let waiting: KeyedBytes[] = []
  let keeping = Promise.resolve()
  const putNow = () => {
    const all = waiting
    waiting = []
    keeping = keeping.then(() => (folder ? room.keep(all) : store.putAll(all)))
    keeping.catch(() => {})
  }
  const keep = (key: string, bytes: Uint8Array) => { if (waiting.push({ key, bytes }) >= A_PUT) putNow() }
  return {
    async draw(scene, when, how, size) {
      const { bytes: plate, width, height } = await (size === 'large' ? room.draw({ scene, when, how, size }) : small(scene, when, how))
      const bytes = size === 'large' ? plate : commented(plate, `demo ${++taken}`), sha256 = hashOf(bytes)
      keep(pictureKey('full', sha256), bytes)
      return { sha256, bytes: bytes.byteLength, width, height, small: size === 'small' }
    },
    hand({ small, ...picture }, by, at) {
      // What is small already needs no smaller copies.
      rows.push({ district, ...picture, media_type: 'image/jpeg', put_by: by, put_at: at, sized_at: small ? at : null })
      return picture.sha256
    },
    async write(tx) {
      const now = rows
      rows = []
      putNow()
      await keeping
      for (let at = 0; at < now.length; at += 1000) {
        await sql`insert into file (district, sha256, media_type, bytes, width, height, put_by, put_at, sized_at)
          select district, sha256, media_type, bytes, width, height, put_by, put_at, sized_at from json_populate_recordset(null::file, ${json(now.slice(at, at + 1000))}::json) on conflict do nothing`.execute(tx)
      }
    },
    close: () => room.close(),
  }
}

interface Developed { bytes: Uint8Array; width: number; height: number }
interface Darkroom { draw(wanted: Omit<Wanted, 'n'>): Promise<Developed>; /** Into the folder, beside the story: a file is half a dozen calls. */ keep(files: KeyedBytes[]): Promise<void>; close(): Promise<void> }
function openDarkroom(folder: string | undefined): Darkroom {
  const thread = new Worker(new URL('./darkroom.ts', import.meta.url), { workerData: { folder } })
  const waiting = new Map<number, { done: (drawn: Developed) => void; failed: (error: Error) => void }>()
  let last = 0
  thread.on('message', ({ n, error, ...drawn }: Drawn) => {
    const { done, failed } = waiting.get(n)!
    waiting.delete(n)
    if (error === undefined) done(drawn as Developed)
    else failed(new Error(error))
  })
  thread.on('error', (error) => { for (const { failed } of waiting.values()) failed(error as Error) })
  const ask = (asked: Omit<Wanted, 'n'> | Omit<Keep, 'n'>) => new Promise<Developed>((done, failed) => { waiting.set(++last, { done, failed }); thread.postMessage({ n: last, ...asked }) })
  return {
    draw: ask,
    keep: async (files) => { await ask({ files }) },
    async close() { await thread.terminate() },
  }
}
