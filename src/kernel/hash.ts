// The hash by which bytes, tokens and one-time codes are known: SHA-256 in hexadecimal.
import { createHmac, hash } from 'node:crypto'

export const hashOf = (data: Uint8Array | string): string => hash('sha256', data)
/** A keyed order nobody can foresee without the key: HMAC-SHA256 in hexadecimal. */
export const hmacOf = (keyHex: string, text: string): string => createHmac('sha256', Buffer.from(keyHex, 'hex')).update(text).digest('hex')
