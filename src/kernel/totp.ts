// Six digits from an authenticator (RFC 6238): the secret, its address for the picture, and which step a code belongs to.
import { createHash, randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

const PERIOD_S = 30
const shape = { algorithm: 'SHA1', digits: 6, period: PERIOD_S } as const

/** 160 random bits, base32: what every authenticator takes. */
export const newFactorSecret = (): string => new Secret({ buffer: new Uint8Array(randomBytes(20)).buffer }).base32

/** What the picture says to the authenticator; `label` is the login. */
export const factorAddress = (secret: string, issuer: string, label: string): string => new TOTP({ ...shape, issuer, label, secret: Secret.fromBase32(secret) }).toString()

/** The step a code belongs to, one step of clock difference allowed; undefined when it is wrong. */
export function stepOf(secret: string, code: string, now: Date): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined
  const delta = new TOTP({ ...shape, secret: Secret.fromBase32(secret) }).validate({ token: code, timestamp: now.getTime(), window: 1 })
  return delta === null ? undefined : Math.floor(now.getTime() / 1000 / PERIOD_S) + delta
}
/** The code of a moment, for tests and for nobody else. */
export const codeAt = (secret: string, now: Date): string => new TOTP({ ...shape, secret: Secret.fromBase32(secret) }).generate({ timestamp: now.getTime() })

const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz'
/** Ten codes for the day the phone is lost: `xxxxx-xxxxx`, 49 bits each, without signs that look alike. */
export const newRecoveryCodes = (): string[] => Array.from({ length: 10 }, () => {
  let code = ''
  while (code.length < 10) { const byte = randomBytes(1)[0]!; if (byte < 248) code += ALPHABET[byte % 31] }
  return `${code.slice(0, 5)}-${code.slice(5)}`
})
/** They are random and long, so a plain hash is enough; blanks, hyphens and capitals of a hand do not matter. */
export const recoveryHash = (account: string, code: string): string => createHash('sha256').update(account).update('\0').update(code.toLowerCase().replace(/[^a-z0-9]/g, '')).digest('hex')
