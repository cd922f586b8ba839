// What still waits when the story ends, so that every list of the desk has something honest in it, and what must have happened at least once.
import { back, HOUR, MINUTE, office } from './hours.ts'

/** How many of each stay open; those a unit of its own sees stand at the unit whose liaison and head the sign-in page offers. */
const wanted = {
  undecided: { many: 3, hours: 1.5 },
  /** Sent out so lately that the clock has not signed. */
  unsigned: { many: 3, recent: 1.6 }, 'unsigned-mine': { many: 2, unit: 'urban-management', recent: 1.6 },
  returning: { many: 2 }, 'to-endorse': { many: 2, unit: 'urban-management' }, endorsed: { many: 2 }, suspending: { many: 2 }, 'to-endorse-appeal': { many: 1, unit: 'urban-management' }, 'endorsed-appeal': { many: 2 },
  'joint-asked': { many: 2 }, objecting: { many: 1 }, ordered: { many: 2, unit: 'urban-management' }, supervised: { many: 2, unit: 'urban-management' }, disputed: { many: 3 }, unanswered: { many: 3 },
  rechecking: { many: 1 }, doubted: { many: 3, hours: 60 }, /** An order of two people is good for a day. */
  void: { many: 1, hours: 20 },
  /** Reports of these hours that can be followed by a code; older ones were looked up while they mattered. */
  code: { many: 8 },
} as const satisfies Record<string, { many: number; unit?: string; hours?: number; recent?: number }>
export type End = keyof typeof wanted

export interface Ends {
  /** Whether this one, begun now, shall be left as it is. `unit`: whose it is, by code. */
  leave(end: End, at: number, unit?: string): boolean
  /** True once for each word, so that the rarest happens, too. */
  first(what: string, at: number): boolean
}

/** Where the days are many enough for it; a quiet week is left to chance. */
export function endsOf(now: number, begin: number, whole: boolean): Ends {
  // Left lying since the day before yesterday at most, and long enough for whoever began it to have done so.
  const since = back(now, office, 20), until = back(now, office, 1)
  const left = new Map<End, number>(), done = new Set<string>()
  return {
    leave(end, at, unit) {
      const { many, unit: whose, hours, recent } = wanted[end] as { many: number; unit?: string; hours?: number; recent?: number }, had = left.get(end) ?? 0
      const [from, to] = recent ? [back(now, office, recent), now] : hours ? [now - hours * HOUR, now - 20 * MINUTE] : [since, until]
      if (!whole || at < from || at > to || had >= many || (whose !== undefined && unit !== whose)) return false
      left.set(end, had + 1)
      return true
    },
    first(what, at) {
      if (!whole || at < begin || done.has(what)) return false
      done.add(what)
      return true
    },
  }
}
