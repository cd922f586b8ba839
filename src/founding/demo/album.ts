// The demo's pictures: drawn ahead of the story on the other cores, kept like any photo, their rows written before the cases that name them.
import { pictureKey, type FileStore } from '#kernel/files.ts'
import { json, type Tx } from '#kernel/db.ts'
import { hashOf } from '#kernel/hash.ts'
import { sql } from 'kysely'
import { photograph, type Scene, type Shot } from './scenes.ts'

export interface Picture { sha256: string; bytes: number; width: number; height: number; small: boolean }
export interface Album {
  /** Draws and keeps a picture; begin early, it works beside the story. */
  draw(scene: Scene, when: 'before' | 'after', how: Shot, size: 'large' | 'small'): Promise<Picture>
  /** It is handed in: by whom and when. Answers its hash. */
  hand(picture: Picture, by: string, at: Date): string
  /** Writes the rows of all pictures handed in since the last time. */
  write(tx: Tx): Promise<void>
}

export function newAlbum(store: FileStore, district: string): Album {
  let rows: object[] = []
  return {
    async draw(scene, when, how, size) {
      const { bytes, width, height } = await photograph(scene, when, how, size)
      const sha256 = hashOf(bytes)
      await store.put(pictureKey('full', sha256), bytes)
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
      for (let at = 0; at < now.length; at += 1000) {
        await sql`insert into file (district, sha256, media_type, bytes, width, height, put_by, put_at, sized_at)
          select district, sha256, media_type, bytes, width, height, put_by, put_at, sized_at from json_populate_recordset(null::file, ${json(now.slice(at, at + 1000))}::json) on conflict do nothing`.execute(tx)
      }
    },
  }
}
