// A follow code: eight signs nobody mixes up, made from the draft and the district's salt, kept only as a slow salted hash.
import { createHmac, scrypt } from 'node:crypto'
import { turns } from '#kernel/turns.ts'
import { hashOf } from '#kernel/hash.ts'

// 0 O 1 I L are left out: the code is read from a screen and typed by hand. 31 signs, 8 of them: 39.6 bits.
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const SIGNS = 8

/** The same draft has the same code, so that a repeat after a lost network has the same answer, and no code need be kept. */
export function codeOf(salt: string, draft: string, nth: number): string {
  let rest = BigInt(`0x${createHmac('sha256', salt).update(`code\0${draft}\0${nth}`).digest('hex').slice(0, 32)}`)
  let code = ''
  for (let n = 0; n < SIGNS; n++) { code += alphabet[Number(rest % 31n)]!; rest /= 31n }
  return `${code.slice(0, 4)}-${code.slice(4)}`
}
/** As people type it: small letters, blanks, any dash, full width. */
export const codeIn = (typed: string): string => typed.normalize('NFKC').toUpperCase().replace(/[^0-9A-Z]/g, '')

// Slow on purpose: whoever has the table would try all of them. Two at a time, and a queue with an end.
const inTurn = turns(2, 40)
export const codeHash = (salt: string, typed: string): Promise<string> => inTurn(() => new Promise((done, failed) => {
  scrypt(codeIn(typed).slice(0, 40), `follow\0${salt}`, 32, { N: 8192, r: 8, p: 1 }, (error, key) => { if (error) failed(error); else done(key.toString('hex')) })
}))
export const draftHash = (salt: string, draft: string): string => hashOf(`draft\0${salt}\0${draft}`)

/** Whom a count belongs to, without saying it: an address (of IPv6 the part its owner cannot change), or the digits of a phone. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:/i, '')
  if (!plain.includes(':')) return plain
  const [head = '', tail = ''] = plain.split('::'), left = head.split(':').filter(Boolean), right = tail.split(':').filter(Boolean)
  const all = plain.includes('::') ? [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right] : left
  return `${all.slice(0, 4).map((part) => part.replace(/^0+(?=.)/, '').toLowerCase()).join(':')}::/64`
}
export const keyOf = (salt: string, kind: string, of: string): string => hashOf(`${kind}\0${salt}\0${of}`).slice(0, 32)
