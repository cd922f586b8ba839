// One key, one effect, one answer: kept 30 days, bound to who sent it, written in the transaction of the effect.
import { problem } from '#core/problem.ts'
import { canonical } from './chain.ts'
import type { Db, Tx } from './db.ts'
import { hashOf } from './hash.ts'

export const KEEP_DAYS = 30

export const otherRequest = problem('idempotency.other-request', 422, () => ({
  zh: '这个 Idempotency-Key 已经用于另一个内容不同的请求。新的请求请换一个新的键。',
  en: 'This Idempotency-Key was already used for a different request. Use a new key for a new request.',
}))
export const badKey = problem('idempotency.bad-key', 400, () => ({
  zh: 'Idempotency-Key 须为 8 到 255 个可见的 ASCII 字符。',
  en: 'Idempotency-Key must be 8 to 255 visible ASCII characters.',
}))

export interface Key { key: string; requestHash: string }

export function readKey(header: string | undefined, request: unknown): Key | undefined {
  if (header === undefined) return undefined
  if (!/^[\x21-\x7e]{8,255}$/.test(header)) throw badKey({})
  return { key: header, requestHash: hashOf(canonical(request)) }
}

export interface Stored { status: number; answer: string }

/** Claims the key inside the transaction, or gives back the stored answer. A twin still in flight is waited for by the unique key. */
export async function claim(tx: Tx, who: { district: string; actor: string }, key: Key, now: Date): Promise<Stored | undefined> {
  const taken = await tx.insertInto('idempotency')
    .values({ district: who.district, actor: who.actor, key: key.key, request_hash: key.requestHash, at: now })
    .onConflict((oc) => oc.columns(['district', 'actor', 'key']).doNothing()).returning('key').executeTakeFirst()
  if (taken) return undefined
  return await stored(tx, who, key)
}

/** The answer that stands under the key; the same key with another request is refused. */
export async function stored(db: Db | Tx, who: { district: string; actor: string }, key: Key): Promise<Stored | undefined> {
  const before = await db.selectFrom('idempotency').select(['request_hash', 'status', 'answer'])
    .where('district', '=', who.district).where('actor', '=', who.actor).where('key', '=', key.key).executeTakeFirst()
  if (!before) return undefined
  if (before.request_hash !== key.requestHash) throw otherRequest({})
  return { status: before.status!, answer: before.answer! }
}

export async function settle(tx: Tx, who: { district: string; actor: string }, key: Key, stored: Stored): Promise<void> {
  await tx.updateTable('idempotency').set({ status: stored.status, answer: stored.answer })
    .where('district', '=', who.district).where('actor', '=', who.actor).where('key', '=', key.key).execute()
}
