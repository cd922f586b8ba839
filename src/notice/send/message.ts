// What is handed to a channel, and how its answers are read.
import { NotSent } from '#kernel/outside.ts'
import type { ChannelKind } from '../words.ts'

export interface Target { kind: ChannelKind; fields: Record<string, string>; listed: readonly string[]; timeoutMs?: number }
export interface Message {
  /** Receivers drop repeats by it. */
  key: string
  kind: string
  at: Date
  subject: string
  text: string
  /** A mailbox or a number; absent for webhooks and robots. */
  to?: string | undefined
  /** For systems: ids and numbers as they are. */
  data: Record<string, unknown>
}

/** 2xx is taken. Wrong contents and redirects (never followed) stay wrong; everything else may pass, also a door that is shut for the moment. */
export function checkStatus(status: number): void {
  if (status >= 200 && status < 300) return
  if (status === 429) throw new NotSent('status.429', { limited: true })
  throw new NotSent(`status.${status}`, { lasting: status < 500 && ![401, 403, 404, 408, 409, 425].includes(status) })
}
