// A challenge for floods, without pictures: a token of ours and a number that makes its hash begin with zeros; who cannot compute waits instead.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { zeroBits } from '#core/bits.ts'
import { challenge, most } from './words.ts'

const macOf = (salt: string, at: number, bits: number, key: string): string => createHmac('sha256', salt).update(`challenge\0${at}\0${bits}\0${key}`).digest('base64url')
/** Bound to the address it was set for. */
export const tokenFor = (salt: string, key: string, bits: number, now: Date): string => `${now.getTime()}.${bits}.${macOf(salt, now.getTime(), bits, key)}`

/** Harder the more reports there are: a bit for each doubling. */
export const bitsFor = (inTenMinutes: number): number => Math.min(challenge.bitsMost, challenge.bits + Math.max(0, Math.floor(Math.log2(Math.max(1, inTenMinutes / most.districtCalm)))))

export type Proof = { token: string; nonce?: string | undefined }
/** How a proof holds: computed, waited for, or not at all. That it is used once only is for the store to say. */
export function proven(salt: string, key: string, { token, nonce }: Proof, now: Date): 'computed' | 'waited' | undefined {
  const found = /^(\d{1,15})\.(\d{1,2})\.([\w-]{43})$/.exec(token)
  if (!found) return undefined
  const at = Number(found[1]), bits = Number(found[2]), age = now.getTime() - at
  const [given, ours] = [Buffer.from(found[3]!), Buffer.from(macOf(salt, at, bits, key))]
  if (given.byteLength !== ours.byteLength || !timingSafeEqual(given, ours) || age < 0 || age > challenge.goodMs) return undefined
  if (nonce !== undefined && zeroBits(createHash('sha256').update(`${token}.${nonce}`).digest()) >= bits) return 'computed'
  return nonce === undefined && age >= challenge.waitMs ? 'waited' : undefined
}
