// Passwords: argon2id from Node's own crypto, in a bounded queue so that a flood of sign-ins cannot eat the machine.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { problem } from '#core/problem.ts'
import { turns } from './turns.ts'

const hash = promisify(argon2)
// OWASP's minimum for argon2id: 19 MiB, two passes; about 50 ms here.
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }

export const weakPassword = problem('password.weak', 422, () => ({
  zh: '密码至少 10 个字符，不含账号名，不是常见密码，至少有两类字符；或者用 16 个字符以上的一句话。', en: 'A password needs at least 10 characters of two kinds, without the account name, and must not be a common one; or take a phrase of 16 characters or more.',
}))
export const usedPassword = problem('password.used', 422, () => ({
  zh: '这个密码用过。请换一个最近五次没有用过的。', en: 'This password was used before. Take one that is not among the last five.',
}))
/** How many passwords of before may not come back. */
export const REMEMBERED = 5

const inTurn = turns(2, 64)

// What people take when a rule asks for length: whole words, with what is hung on them taken off.
const COMMON = new Set('password passw0rd p@ssw0rd p@ssword qwertyuiop qwerty asdfghjkl zxcvbnm qazwsx 1qaz2wsx letmein welcome iloveyou woaini admin administrator root test guest user default changeme secret dianfan chengguan jianshe abc abcd abcde abcdef monkey dragon master sunshine princess football baseball superman trustno zaq1xsw2 aini 5201314 woaiwojia wangluo mima'.split(' '))
const RUN = /0123456789|1234567890|9876543210|abcdefghij|qwertyuiop/
export function isCommon(password: string): boolean {
  const plain = password.toLowerCase()
  const bare = plain.replace(/[\d\W_]+$/, '').replace(/^[\d\W_]+/, '')
  return COMMON.has(plain) || COMMON.has(bare) || RUN.test(plain) || /^(.{1,4})\1+.?$/.test(plain) || /^(19|20)\d{6}/.test(plain) || /^1[3-9]\d{9}$/.test(plain)
}

export function checkStrength(login: string, password: string): void {
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{Ll}\p{Lu}\d]/u].filter((kind) => kind.test(password)).length
  const signs = [...password].length
  // A Chinese sign says more than a letter: twelve make a phrase.
  const han = password.match(/\p{Script=Han}/gu)?.length ?? 0
  const rich = (signs >= 10 && kinds >= 2) || signs + Math.floor(han / 3) >= 16
  if (!rich || password.length > 256 || new Set(password).size < 5 || password.toLowerCase().includes(login.toLowerCase()) || isCommon(password)) throw weakPassword({})
}

/** `argon2id$19456$2$1$salt$tag`, base64url. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const tag = await inTurn(() => hash('argon2id', { message: password.normalize('NFKC'), nonce, ...COST }))
  return `argon2id$${COST.memory}$${COST.passes}$${COST.parallelism}$${nonce.toString('base64url')}$${tag.toString('base64url')}`
}

export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [name, memory, passes, parallelism, nonce, tag] = stored.split('$')
  if (name !== 'argon2id' || !nonce || !tag || password.length > 256) return false
  const expected = Buffer.from(tag, 'base64url')
  const got = await inTurn(() => hash('argon2id', {
    message: password.normalize('NFKC'), nonce: Buffer.from(nonce, 'base64url'),
    memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism), tagLength: expected.length,
  }))
  return timingSafeEqual(expected, got)
}

/** Whether a password is the present one or one of those before it. */
export async function usedBefore(password: string, hashes: readonly string[]): Promise<boolean> {
  for (const stored of hashes) if (await verifyPassword(password, stored)) return true
  return false
}
