// The hash by which bytes, tokens and one-time codes are known: SHA-256 in hexadecimal.
import { createHash } from 'node:crypto'

export const hashOf = (data: Uint8Array | string): string => createHash('sha256').update(data).digest('hex')
