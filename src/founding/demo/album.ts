// The demo's pictures: drawn ahead of the story on the other cores, kept like any photo, their rows written before the cases that name them.
import { createHash } from 'node:crypto'
import type { FileStore } from '#kernel/files.ts'
import { json, type Tx } from '#kernel/db.ts'
import { sql } from 'kysely'
import { photograph, type Scene, type Shot } from './scenes.ts'

export interface Album {
  /** The hash of a picture of the scene; `by` took it at `at`. */
  take(scene: Scene, when: 'before' | 'after', how: Shot, size: 'large' | 'small', by: string, at: Date): Promise<string>
  /** Writes the rows of all pictures taken since the last time. */
  write(tx: Tx): Promise<void>
}

export function newAlbum(store: FileStore, district: string): Album {
  let rows: { district: string; sha256: string; media_type: string; bytes: number; width: number; height: number; put_by: string; put_at: Date }[] = []
  return {
    async take(scene, when, how, size, by, at) {
      const { bytes, width, height } = await photograph(scene, when, how, size)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      await store.put(bytes)
      rows.push({ district, sha256, media_type: 'image/jpeg', bytes: bytes.byteLength, width, height, put_by: by, put_at: at })
      return sha256
    },
    async write(tx) {
      const now = rows
      rows = []
      for (let at = 0; at < now.length; at += 1000) {
        await sql`insert into file (district, sha256, media_type, bytes, width, height, put_by, put_at)
          select district, sha256, media_type, bytes, width, height, put_by, put_at from json_populate_recordset(null::file, ${json(now.slice(at, at + 1000))}::json) on conflict do nothing`.execute(tx)
      }
    },
  }
}
