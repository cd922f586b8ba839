// What every place for bytes can do, and how things are named in it; a folder and an S3 server are two of them.
import { problem } from '#core/problem.ts'

export const storeFull = problem('file.no-room', 507, () => ({
  zh: '服务器上放照片的地方快满了，这张没有保存。已经交的都在。请告诉系统管理员腾出空间，然后再传。',
  en: 'The place for photos is nearly full; this one was not kept, all earlier ones are safe. Tell the system administrator to make room, then send it again.',
}))
export const fileDamaged = problem<{ sha256: string }>('file.damaged', 500, ({ sha256 }) => ({
  zh: `照片 ${sha256.slice(0, 12)} 的内容和当初保存的不一样，不再显示。请系统管理员从备份恢复。`,
  en: `Photo ${sha256.slice(0, 12)} is no longer what was kept and is not shown. The system administrator should bring it back from a backup.`,
}))

/** The job that makes the small sizes. */
export const SIZES = 'file.sizes'

/** `full` is the kept picture, named by its own SHA-256; `small` and `tiny` are made from it; `part` is a piece of an upload under way. */
export const kinds = ['full', 'small', 'tiny', 'part'] as const
export type Kind = (typeof kinds)[number]

export interface Stored { key: string; bytes: number; at: Date }
export interface KeyedBytes { key: string; bytes: Uint8Array }
export interface FileStore {
  /** Durable when it answers; safe to repeat. Whole or not at all. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Many, a few at a time; all are durable when it answers. */
  putAll(files: readonly KeyedBytes[]): Promise<void>
  /** `range`: first byte and the one after the last. */
  get(key: string, range?: readonly [number, number]): Promise<Buffer | undefined>
  has(key: string): Promise<boolean>
  /** What is not there is gone already. */
  delete(key: string): Promise<void>
  /** What lies under a prefix such as `full/ab/` since before a moment; leftovers of a killed write too (their names begin with a dot). */
  list(prefix: string, before: Date): AsyncIterable<Stored>
  /** Refuses where this many more bytes would reach into the reserve. */
  room(bytes: number): Promise<void>
  /** Once at the start: refuses with a sentence where nothing can be kept. */
  ready(): Promise<void>
}

const AT_ONCE = 4
/** Works through a list, four at a time: as many as a process has hands for files. */
export async function inTurns<T>(list: Iterable<T>, work: (one: T) => Promise<void>): Promise<void> {
  const rest = list[Symbol.iterator]()
  await Promise.all(Array.from({ length: AT_ONCE }, async () => { for (let { value, done } = rest.next(); !done; { value, done } = rest.next()) await work(value as T) }))
}

const SHAPE = /^(full|small|tiny|part)\/[0-9a-f]{2}\/(\.[0-9a-f-]{36}|[0-9a-f]{64}\.jpg|[0-9a-f-]{36}\.\d{1,9}-\d{1,9}\.[0-9a-f]{64})$/
/** Names are made here and nowhere else; one of another shape is a mistake of ours, never a path that is followed. */
export function checked(key: string): string {
  if (!SHAPE.test(key)) throw new Error(`no name for a stored file: ${JSON.stringify(key.slice(0, 80))}`)
  return key
}
export const isSha = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)
/** 256 folders a kind: a million photos are four thousand a folder. */
export const pictureKey = (kind: Exclude<Kind, 'part'>, sha256: string): string => checked(`${kind}/${sha256.slice(0, 2)}/${sha256}.jpg`)
/** The last two digits of an upload's id are random, its first are the time. */
export const partKey = (upload: string, from: number, to: number, sha256: string): string => checked(`part/${upload.slice(-2)}/${upload}.${from}-${to}.${sha256}`)
export const shards: readonly string[] = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'))
export const nameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1)
