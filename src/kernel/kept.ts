// Free text kept apart from the log: salted commitment as id, the text itself erasable, a masked copy for everyone else.
import { mask } from '#core/mask.ts'
import { freeKind, type FreeKind } from '#core/free.ts'
import { cleanText } from '#core/text.ts'
import type { Fault } from '#core/problem.ts'
import { sql } from 'kysely'
import type { z } from 'zod'
import { randomBytes } from './clock.ts'
import type { Db, Tx } from './db.ts'
import { hashOf } from './hash.ts'
import { wrongInput } from './wrong-input.ts'

export interface Kept { id: string; salt: string; text: string; masked: string }

/** The id commits to the text without giving it away: sha256(salt ‖ text). */
export const commitment = (salt: string, text: string): string => hashOf(`${salt}\0${text}`)

function masked(kind: FreeKind, text: string): string {
  if (kind === 'name') return text.length <= 1 ? '*' : `${[...text][0]}**`
  // A field that is known to be a number is starred outright, whatever its shape; the last two digits tell two callers apart.
  if (kind === 'phone') return mask(text).masked.replace(/[0-9０-９](?=(?:\D*[0-9０-９]){2})/g, '*')
  return mask(text).masked
}

export function keep(kind: FreeKind, text: string): Kept {
  const salt = randomBytes(16).toString('hex')
  return { id: commitment(salt, text), salt, text, masked: masked(kind, text) }
}

interface FreeField { field: string; inner: z.ZodType; free: { kind: FreeKind; max: number } }
const known = new WeakMap<z.ZodObject, FreeField[]>()
/** A schema's free texts, looked up once. */
function freeFields(schema: z.ZodObject): FreeField[] {
  const had = known.get(schema)
  if (had) return had
  const found = Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([field, inner]) => { const free = freeKind(inner); return free ? [{ field, inner, free }] : [] })
  known.set(schema, found)
  return found
}

/** Cleans every string of an input by its schema's caps and swaps free texts for their ids. Answers the swapped input and what to store. */
export function keepTexts<I extends z.ZodObject>(schema: I, input: z.output<I>): { input: z.output<I>; kept: Kept[] } {
  const kept: Kept[] = []
  const blank: Fault[] = []
  const out: Record<string, unknown> = { ...input }
  for (const { field, inner, free } of freeFields(schema)) {
    const value = out[field]
    if (typeof value !== 'string') continue
    const clean = cleanText(value, free.max)
    // Blanks and hidden signs alone say nothing: no reason is no reason.
    if (clean === '') {
      if (inner.safeParse(undefined).success) delete out[field]
      else blank.push({ path: field, said: { zh: '必填。', en: 'This field is needed.' } })
      continue
    }
    const text = keep(free.kind, clean)
    kept.push(text)
    out[field] = text.id
  }
  if (blank.length > 0) throw wrongInput({}, blank)
  return { input: out as z.output<I>, kept }
}

/** Keeps the texts of a change that is no verb, in its own transaction; verbs write theirs with everything else. */
export async function storeTexts(tx: Tx, of: { district: string; stream: string; id: string }, kept: readonly Kept[], at: Date): Promise<void> {
  if (kept.length === 0) return
  await tx.insertInto('kept_text').values(kept.map((text) => ({
    district: of.district, id: text.id, stream: of.stream, stream_id: of.id, salt: text.salt, as_written: text.text, masked: text.masked, kept_at: at,
  }))).execute()
}

/** As written, of one thing: only for those who may see personal data in clear, behind a logged reason. */
export async function writtenTexts(tx: Tx | Db, district: string, stream: string, streamId: string): Promise<Map<string, string>> {
  const rows = await tx.selectFrom('kept_text').select(['id', 'as_written']).where('district', '=', district).where('stream', '=', stream).where('stream_id', '=', streamId).where('as_written', 'is not', null).execute()
  return new Map(rows.map((row) => [row.id, row.as_written!]))
}

// Less and more, not unequal: so the index leads past the texts of that one stream, which are nearly all.
const notOf = (stream: string) => sql<boolean>`(stream < ${stream} or stream > ${stream})`
/** Things of every other stream whose texts as written are older than a day: reasons of looking, taking out, setting aside. */
export async function oldTextsOf(db: Db | Tx, district: string, before: Date, but: string, limit: number): Promise<string[]> {
  const rows = await db.selectFrom('kept_text').select('stream_id').distinct().where('district', '=', district).where(notOf(but)).where('kept_at', '<', before).where('as_written', 'is not', null).orderBy('stream_id').limit(limit).execute()
  return rows.map((row) => row.stream_id)
}
export async function eraseOldTexts(tx: Tx, district: string, id: string, before: Date, but: string, now: Date): Promise<number> {
  const rows = await tx.updateTable('kept_text').set({ as_written: null, salt: null, erased_at: now }).where('district', '=', district).where('stream_id', '=', id).where(notOf(but)).where('kept_at', '<', before).where('as_written', 'is not', null).returning('id').execute()
  return rows.length
}

/** Erases texts of one thing as they were written; of `whole` ids the masked copy goes, too. The ids in the log still commit to what was there. */
export async function eraseTexts(tx: Tx, of: { district: string; stream: string; id: string }, whole: readonly string[], now: Date): Promise<number> {
  const rows = await tx.updateTable('kept_text').set({ as_written: null, salt: null, erased_at: now }).where('district', '=', of.district).where('stream', '=', of.stream).where('stream_id', '=', of.id).where('as_written', 'is not', null).returning('id').execute()
  if (whole.length > 0) await tx.updateTable('kept_text').set({ masked: null }).where('district', '=', of.district).where('stream', '=', of.stream).where('stream_id', '=', of.id).where('id', 'in', [...whole]).execute()
  return rows.length
}
