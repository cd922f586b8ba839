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
  let text = ''
  if (Array.isArray(value)) {
    for (const inner of value) text += text === '' ? canonical(inner) : `,${canonical(inner)}`
    return `[${text}]`
  }
  // A date is what JSON makes of it.
  if ('toJSON' in value) return canonical((value as { toJSON(): unknown }).toJSON())
  for (const key of Object.keys(value).sort()) {
    const inner = (value as Record<string, unknown>)[key]
    if (inner !== undefined) text += `${text === '' ? '' : ','}${quoted(key)}${canonical(inner)}`
  }
  return `{${text}}`
}
/** Names of fields come again with every fact. Strangers' requests are sealed too, so it does not grow without end. */
const names = new Map<string, string>()
function quoted(key: string): string {
  const had = names.get(key)
  if (had !== undefined) return had
  const made = `${JSON.stringify(key)}:`
  if (names.size < 1000) names.set(key, made)
  return made
}

/** The hash names its algorithm, so that a district bound to SM3 can change it for new rows without breaking old ones. */
export function seal(before: string | null, row: Sealed, algorithm: 'sha256' | 'sm3' = 'sha256'): string {
  const bytes = canonical([before, row.district, row.stream, row.id, row.version, row.type, row.data, row.actor, row.at.toISOString(), row.command])
  return `${algorithm}:${hash(algorithm, bytes)}`
}
