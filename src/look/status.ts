// The one table of status and lateness: glyph, container, whose hands, and how a clock is read. Lists, chips, pins and clusters read it.
import type { Token } from './tokens.ts'

export type Glyph = 'open' | 'half' | 'back' | 'pause' | 'merge' | 'cross' | 'done'
export type Hand = 'office' | 'unit' | 'check' | 'hold' | 'done'
export type Container = 'filled' | 'outline' | 'bare'
export interface Status { glyph: Glyph; container: Container; hand: Hand; zh: string; en: string }

/** The states a thing may have and the stages that have a clock, told by the room whose things they are (src/console.tsx). Filled = somebody must act; outline = stopped; bare = finished. */
let statuses: Readonly<Record<string, Status>> = {}
let stages: Readonly<Record<string, { zh: string; en: string }>> = {}
export function tellStates(told: typeof statuses, clocks: typeof stages): void { statuses = told; stages = clocks }

export const statusOf = (state: string): Status => statuses[state] ?? { glyph: 'open', container: 'outline', hand: 'hold', zh: state, en: state }
export const stageName = (stage: string | null | undefined): { zh: string; en: string } | undefined => stages[stage ?? '']
export const stageOrder = (): string[] => Object.keys(stages)

export type Lateness = 'ok' | 'due' | 'late' | 'paused' | 'done'
export const latenesses: Record<Lateness, { text: Token; fill: Token; pin: Token; zh: string; en: string }> = {
  late: { text: 'late', fill: 'late', pin: 'late', zh: '超时', en: 'Overdue' },
  due: { text: 'due', fill: 'due-f', pin: 'pin-due', zh: '临期', en: 'Due soon' },
  ok: { text: 'ink', fill: 'ink-2', pin: 'slate', zh: '从容', en: 'In time' },
  paused: { text: 'hold', fill: 'hold', pin: 'slate', zh: '停钟', en: 'Stopped' },
  done: { text: 'accent', fill: 'accent', pin: 'accent', zh: '已办', en: 'Done' },
}

/** What a clock needs to know of a thing that runs against time. */
export interface Timed {
  state: string; open: boolean; stage?: string | null
  stage_start?: string | null | undefined; warn_at?: string | null | undefined; due_at?: string | null | undefined
  handled_at?: string | null | undefined; handle_due_at?: string | null | undefined; ended_at?: string | null | undefined
  late?: boolean | null | undefined
}
export interface Reading { lateness: Lateness; /** Share of the way from start to deadline, 0…1. */ used: number; /** Milliseconds left; negative = over; for done: how early. */ left: number | null }

/** From when it is near its limit the server says: a night is none of a work hour, so no share of the two ends would do. */
export function read(thing: Timed, now: number): Reading {
  if (!thing.open) {
    const handled = Date.parse(thing.handled_at ?? ''), due = Date.parse(thing.handle_due_at ?? '')
    return { lateness: 'done', used: 1, left: Number.isNaN(handled) || Number.isNaN(due) ? null : due - handled }
  }
  if (statusOf(thing.state).glyph === 'pause') return { lateness: 'paused', used: 0, left: null }
  const due = Date.parse(thing.due_at ?? '')
  if (Number.isNaN(due)) return { lateness: 'ok', used: 0, left: null }
  const start = Date.parse(thing.stage_start ?? '')
  const used = Number.isNaN(start) || due <= start ? 0 : Math.min(1, Math.max(0, (now - start) / (due - start)))
  return { lateness: now > due ? 'late' : now >= Date.parse(thing.warn_at ?? '') ? 'due' : 'ok', used, left: due - now }
}
