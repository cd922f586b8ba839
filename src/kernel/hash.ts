// The hash by which bytes, tokens and one-time codes are known: SHA-256 in hexadecimal.
import { hash } from 'node:crypto'

export const hashOf = (data: Uint8Array | string): string => hash('sha256', data)
