// A failure in words that may be kept and shown to an operator: what kind, and where in the code; never what a person wrote.
import { mask } from '#core/mask.ts'
import { Problem } from '#core/problem.ts'

export interface Failure { kind: string; said: string }

/** Refusals and database errors carry values of rows in their sentences, so only their kind is kept; of other errors the masked first line. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Problem) return { kind: error.body.kind, said: `${error.body.status}` }
  const { code, constraint, table, column } = (error ?? {}) as { code?: unknown; constraint?: unknown; table?: unknown; column?: unknown }
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return { kind: `database.${code}`, said: [table, column, constraint].filter((part) => typeof part === 'string').join(' ') }
  if (!(error instanceof Error)) return { kind: 'thrown', said: typeof error }
  const line = mask((error.message.split('\n')[0] ?? '').slice(0, 400)).masked.slice(0, 200)
  const frame = /\(?([\w.-]+\.[jt]s:\d+):\d+\)?$/m.exec(error.stack?.split('\n').slice(1).find((at) => !at.includes('node:')) ?? '')?.[1]
  return { kind: typeof code === 'string' ? code : error.name, said: frame ? `${line} (${frame})` : line }
}
