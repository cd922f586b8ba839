// The hash chain of a stream: each row of the log seals the one before it. Pure.
import { hash } from 'node:crypto'

/** What is sealed of a row; `data` as stored. */
export interface Sealed {
  district: string; stream: string; id: string; version: number; type: string; data: unknown
  actor: string | null; at: Date; command: string
}

/** JSON with sorted keys, so that the bytes do not depend on how the database keeps an object. */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  // A date is what JSON makes of it.
  if ('toJSON' in value) return canonical((value as { toJSON(): unknown }).toJSON())
  let text = '{'
  for (const key of Object.keys(value).sort()) {
    const inner = (value as Record<string, unknown>)[key]
    if (inner !== undefined) text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${canonical(inner)}`
  }
  return `${text}}`
}

/** The hash names its algorithm, so that a district bound to SM3 can change it for new rows without breaking old ones. */
export function seal(before: string | null, row: Sealed, algorithm: 'sha256' | 'sm3' = 'sha256'): string {
  const bytes = canonical([before, row.district, row.stream, row.id, row.version, row.type, row.data, row.actor, row.at.toISOString(), row.command])
  return `${algorithm}:${hash(algorithm, bytes)}`
}
