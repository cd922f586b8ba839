// What the server says while it runs: one line of JSON an event, on the error stream, with places and numbers but no person in it.
import { pino } from 'pino'
import { mask } from '#core/mask.ts'

export const levels = ['error', 'warn', 'info', 'debug'] as const
export type Level = (typeof levels)[number]
export interface Say {
  fault(error: unknown, where: string, command?: string): void
  /** An answered request: `info` has every one, `warn` those that were slow or failed on our side. */
  answered(route: string, status: number, ms: number): void
  info(what: string, more?: Record<string, number | string>): void
}

/** Slower than this is worth a line at `warn`. */
const SLOW_MS = 1000
const STACK_LINES = 6

/** A database quotes the values it refused, and they may be somebody's number: only places and masked words are kept. */
const told = (error: unknown): string => {
  const text = error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, STACK_LINES).join(' | ') : String(error)
  return mask(text.slice(0, 4000)).masked
}

export function newSay(level: Level, write: (line: string) => void = (line) => { process.stderr.write(line) }): Say {
  const log = pino({ level, base: null, timestamp: () => `,"at":"${new Date().toISOString()}"`, formatters: { level: (label) => ({ level: label }) }, messageKey: 'what' }, { write })
  return {
    fault: (error, where, command = '') => log.error({ where, command, error: told(error) }, 'fault'),
    answered: (route, status, ms) => {
      const line = { route, status, ms: Math.round(ms) }
      if (status >= 500 || ms > SLOW_MS) log.warn(line, 'answered')
      else log.info(line, 'answered')
    },
    info: (what, more = {}) => log.info(more, what),
  }
}
