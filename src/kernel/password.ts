// Passwords: argon2id from Node's own crypto, in a bounded queue so that a flood of sign-ins cannot eat the machine.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { problem } from '#core/problem.ts'
import { turns } from './turns.ts'

const hash = promisify(argon2)
// OWASP's minimum for argon2id: 19 MiB, two passes; about 50 ms here.
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }

export const weakPassword = problem('password.weak', 422, () => ({
  zh: '密码至少 12 个字符，不要用账号名，也不要全是同一类字符。', en: 'A password needs at least 12 characters, must not contain the account name, and must mix kinds of characters.',
}))

const inTurn = turns(2, 64)

export function checkStrength(login: string, password: string): void {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\da-zA-Z]/].filter((kind) => kind.test(password)).length
  if (password.length < 12 || password.length > 256 || kinds < 2 || password.toLowerCase().includes(login.toLowerCase())) throw weakPassword({})
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
