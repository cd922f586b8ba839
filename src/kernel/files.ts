// The door to kept bytes: named by the hash of their content, durable before any row points at them, in a folder or in a bucket.
import type { Actor } from './actor.ts'
import type { Db } from './db.ts'
import { keepPicture, type PutFile } from './files/put.ts'
import type { FileStore } from './files/store.ts'

export { folderStore } from './files/folder.ts'
export { captures, keepPicture, readPicture, type Capture, type PutFile, type Told } from './files/put.ts'
export { publicCopies, redact, type Region } from './files/redact.ts'
export { orderSizes, showPicture, sizeNames, sizesJob } from './files/sizes.ts'
export { fileDamaged, isSha, pictureKey, storeFull, type FileStore, type KeyedBytes } from './files/store.ts'
export { s3Store, s3Unreachable } from './files/s3.ts'
export { twinsOf, type Twin } from './files/twins.ts'
export { collectBytes, collectRows, collectUploads, type Collected } from './files/collect.ts'
export { verifyFiles } from './files/verify.ts'

/** Takes a picture in without ordering its small sizes; they are made when first asked for. */
export const putPicture = (db: Db, files: FileStore, actor: Actor, raw: Uint8Array, now: Date): Promise<PutFile> => keepPicture({ db, files }, actor, raw, now)
