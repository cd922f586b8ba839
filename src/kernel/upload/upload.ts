// An upload that can be gone on with: its id comes from the client, each part is durable before it is answered, any server goes on.
import { sql, type Selectable } from 'kysely'
import { Problem, type ProblemBody } from '#core/problem.ts'
import { json, type Db } from '../db.ts'
import { keepPicture, type Capture, type PutFile, type Told } from '../files/put.ts'
import { hashOf } from '../hash.ts'
import { fileDamaged, partKey, type FileStore } from '../files/store.ts'
import type { House } from '../house.ts'
import { recognise } from '../picture/work.ts'
import { notFound } from '../run.ts'
import type { Upload } from '../tables.ts'
import { turns } from '../turns.ts'
import { offsetConflict, otherContent, tooManyBytes, uploadQuota, wrongHash } from './problems.ts'

/** What an account may have under way, and begin in a day: a careful patrol sends some two hundred photos. */
const OPEN_MAX = 20
const DAY_MAX = 2_000
/** Whose upload it is. A stranger stands under the id of a draft, may have less under way, and is not named beside the picture. */
export interface Uploader { district: string; account: string | null; stranger?: { open: number; day: number } }
const DAY_MS = 86_400_000
/** Enough of a file to know what it is. */
const TELLING = 4_100

/** A whole upload stands in memory while it is put together: four at a time, and a queue with an end. */
const inTurn = turns(4, 40)

type Row = Selectable<Upload>
type Into = Pick<House, 'db' | 'files' | 'jobs'>
export interface Begun extends Told { id: string; bytes: number; sha256?: string | undefined; media: string }
export interface UploadState { id: string; bytes: number; offset: number; state: 'open' | 'done' | 'refused'; file: PutFile | null; problem: ProblemBody | null }

const stateOf = (row: Row): UploadState => ({
  id: row.id, bytes: row.bytes, offset: row.received, state: row.state as UploadState['state'],
  file: row.state === 'done' ? row.answer as unknown as PutFile : null, problem: row.state === 'refused' ? row.answer as unknown as ProblemBody : null,
})
const rowOf = (db: Db, { district, account }: Uploader) => (id: string) =>
  db.selectFrom('upload').selectAll().where('district', '=', district).where('account', '=', account!).where('id', '=', id).executeTakeFirst()
const mine = (actor: Uploader, id: string) => sql<boolean>`district = ${actor.district} and account = ${actor.account}::uuid and id = ${id}::uuid`

/** The same id again is the same upload, wherever it stands; the same id for something else is refused. */
export async function beginUpload(into: Into, actor: Uploader, asked: Begun, now: Date): Promise<UploadState> {
  const { db, files } = into, read = rowOf(db, actor)
  let row = await read(asked.id)
  if (!row) {
    await files.room(asked.bytes)
    const most = actor.stranger ?? { open: OPEN_MAX, day: DAY_MAX }
    const { open, today, oldest } = await db.selectFrom('upload').where('district', '=', actor.district).where('account', '=', actor.account!).where('begun_at', '>', new Date(now.getTime() - DAY_MS))
      .select(({ fn }) => [fn.countAll<number>().as('today'), fn.countAll<number>().filterWhere('state', '=', 'open').as('open'), fn.min('begun_at').as('oldest')]).executeTakeFirstOrThrow()
    if (open >= most.open) throw uploadQuota({ most: most.open, seconds: 60 })
    if (today >= most.day) throw uploadQuota({ most: most.day, seconds: Math.max(60, Math.ceil((new Date(oldest).getTime() + DAY_MS - now.getTime()) / 1000)) })
    await db.insertInto('upload').values({ district: actor.district, account: actor.account!, id: asked.id, media: asked.media, bytes: asked.bytes, sha256: asked.sha256 ?? null, clock_off_s: asked.clockOff ?? null, capture: asked.capture ?? null, state: 'open', begun_at: now, touched_at: now })
      .onConflict((oc) => oc.doNothing()).execute()
    row = (await read(asked.id))!
  }
  if (row.bytes !== asked.bytes || row.media !== asked.media || (row.sha256 ?? undefined) !== asked.sha256) throw otherContent({})
  if (row.state === 'refused') throw new Problem(row.answer as unknown as ProblemBody)
  return row.state === 'open' && row.received === row.bytes ? await finish(into, actor, row, now) : stateOf(row)
}

export async function lookUpload({ db }: Pick<House, 'db'>, actor: Uploader, id: string): Promise<UploadState> {
  const row = await rowOf(db, actor)(id)
  if (!row) throw notFound({ noun: 'upload' })
  return stateOf(row)
}

export async function appendUpload(into: Into, actor: Uploader, { id, offset, part }: { id: string; offset: number; part: Uint8Array }, now: Date): Promise<UploadState> {
  const { db, files } = into, read = rowOf(db, actor)
  const row = await read(id)
  if (!row) throw notFound({ noun: 'upload' })
  if (row.state === 'refused') throw new Problem(row.answer as unknown as ProblemBody)
  if (offset !== row.received) throw offsetConflict({ offset: row.received })
  if (row.state === 'done') return stateOf(row)
  const to = offset + part.byteLength
  if (to > row.bytes) throw tooManyBytes({ bytes: row.bytes })
  if (part.byteLength > 0) {
    // What is no photo is refused before the rest of it travels.
    if (offset === 0 && part.byteLength >= Math.min(TELLING, row.bytes)) await orRefuse(db, actor, id, now, () => recognise(part))
    const key = partKey(id, offset, to, hashOf(part))
    await files.put(key, part)
    const moved = await db.updateTable('upload').set({ received: to, parts: sql`parts || ${key}::text`, touched_at: now }).where(mine(actor, id)).where('state', '=', 'open').where('received', '=', offset).executeTakeFirst()
    // Of two that sent the same stretch one was first; the other's part is swept up.
    if (moved.numUpdatedRows !== 1n) throw offsetConflict({ offset: (await read(id))?.received ?? 0 })
  }
  const now_ = (await read(id))!
  return now_.received === now_.bytes ? await finish(into, actor, now_, now) : stateOf(now_)
}

/** All bytes are there: put together, proven, taken in as a picture. Done twice, by two servers even, it has one outcome. */
async function finish(into: Into, actor: Uploader, row: Row, now: Date): Promise<UploadState> {
  const { db, files } = into
  return await inTurn(async () => {
    const whole = await together(db, files, actor, row, now)
    const file = await orRefuse(db, actor, row.id, now, async () => {
      if (row.sha256 && hashOf(whole) !== row.sha256) throw wrongHash({})
      return await keepPicture(into, actor.stranger ? { district: actor.district, account: null } : actor, whole, now, { clockOff: row.clock_off_s ?? undefined, capture: (row.capture as Capture | null) ?? undefined })
    })
    await db.updateTable('upload').set({ state: 'done', answer: json(file), parts: [], touched_at: now }).where(mine(actor, row.id)).execute()
    for (const part of row.parts) await files.delete(part)
    return { ...stateOf(row), state: 'done' as const, file }
  })
}

/** A part that is gone or broken sends the client back to where it began. */
async function together(db: Db, files: FileStore, actor: Uploader, row: Row, now: Date): Promise<Buffer> {
  const parts: Buffer[] = []
  let at = 0
  for (const [n, key] of row.parts.entries()) {
    const bytes = await files.get(key)
    if (!bytes || !key.endsWith(hashOf(bytes))) {
      await db.updateTable('upload').set({ received: at, parts: row.parts.slice(0, n), touched_at: now }).where(mine(actor, row.id)).where('state', '=', 'open').execute()
      throw offsetConflict({ offset: at })
    }
    parts.push(bytes)
    at += bytes.byteLength
  }
  return Buffer.concat(parts)
}

/** A refusal of the content is the upload's answer from now on; busy, full and failing are not. */
async function orRefuse<T>(db: Db, actor: Uploader, id: string, now: Date, work: () => Promise<T>): Promise<T> {
  try { return await work() } catch (error) {
    if (error instanceof Problem && error.body.status < 500 && error.body.kind !== fileDamaged.kind) {
      await db.updateTable('upload').set({ state: 'refused', answer: json(error.body), parts: [], touched_at: now }).where(mine(actor, id)).where('state', '=', 'open').execute()
    }
    throw error
  }
}
