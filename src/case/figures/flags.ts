// What a case counts for in the figures: its days, where it belongs, and noughts and ones. Pure: folded from the facts, never from the clock on the wall.
import { dayIn } from '#core/day.ts'
import { flagsOf } from '../parts.ts'
import type { Case } from '../state.ts'

/** How a case came to be known: a collector on patrol, the office's own eyes, or somebody from outside. */
const finders: Record<string, 'collector' | 'office' | 'public'> = { patrol: 'collector', inspection: 'office', unit: 'office', leader: 'office', hotline: 'public', citizen: 'public', media: 'public' }

interface Seen { kase: Case; has: (flag: string) => boolean }
type Count = (seen: Seen) => boolean | number
const filed = ({ kase }: Seen) => kase.filedAt !== undefined
const byCollector = ({ kase }: Seen) => finders[kase.source] === 'collector'
const inTime = (took: { late: boolean } | undefined) => took !== undefined && !took.late

/** Counted on the day of the report: what came in, and what the office did with it. To add one: a line here, a column in the four tables. */
export const intake = {
  reported: () => true,
  filed,
  filed_on_time: (seen) => filed(seen) && !seen.kase.stages?.accept?.late,
  rejected: ({ kase }) => kase.state === 'rejected',
  repeated: ({ kase, has }) => kase.rejectedAs === 'repeated' || has('merged'),
  collector_reported: byCollector,
  collector_filed: (seen) => byCollector(seen) && filed(seen),
  missed: (seen) => filed(seen) && !byCollector(seen),
  fixed: ({ kase }) => kase.fixedOnSpot === true,
  verified: ({ kase }) => kase.stages?.verify !== undefined,
  verified_on_time: ({ kase }) => inTime(kase.stages?.verify),
  dispatches: ({ kase }) => kase.dispatches ?? 0,
  wrong_dispatches: ({ kase }) => kase.returning?.upheld ?? 0,
  dispatched: ({ kase }) => (kase.dispatches ?? 0) > 0,
  dispatched_on_time: ({ kase }) => (kase.dispatches ?? 0) > 0 && !kase.stages?.dispatch?.late,
  extended: ({ has }) => has('extended'),
  joint: ({ has }) => has('joint'),
  supervised: ({ has }) => has('supervised'),
  accept_minutes: (seen) => (filed(seen) || seen.kase.state === 'rejected' ? seen.kase.stages?.accept?.minutes ?? 0 : 0),
  dispatch_minutes: ({ kase }) => ((kase.dispatches ?? 0) > 0 ? kase.stages?.dispatch?.minutes ?? 0 : 0),
} as const satisfies Record<string, Count>

// 挂账: its clock is stopped, so it owes nothing now. The state comes with its own room.
const suspended = ({ kase }: Seen) => (kase.state as string) === 'suspended'
const owed = (seen: Seen) => !suspended(seen) && !seen.has('exempt')
// 缓办 of the Jinhua rule: whatever was given more time.
const deferred = (seen: Seen) => suspended(seen) || seen.has('extended')
const handled = (seen: Seen) => !suspended(seen) && !seen.kase.running.some((clock) => clock.stage === 'handle')
const closed = ({ kase }: Seen) => kase.state === 'closed'
const onTime = (seen: Seen) => handled(seen) && seen.kase.late !== true
const closedOnTime = (seen: Seen) => closed(seen) && onTime(seen)

/** Counted on the day its handling is due. `due` is what is owed; `raw_due` every deadline of the day, `kept_due` those without more time. */
export const handling = {
  due: owed,
  handled: (seen) => owed(seen) && handled(seen),
  on_time: (seen) => owed(seen) && onTime(seen),
  late: (seen) => owed(seen) && handled(seen) && !onTime(seen),
  closed: (seen) => owed(seen) && closed(seen),
  closed_on_time: (seen) => owed(seen) && closedOnTime(seen),
  reworked: (seen) => owed(seen) && handled(seen) && seen.kase.reworks > 0,
  reworks: (seen) => (owed(seen) ? seen.kase.reworks : 0),
  checked: ({ kase }) => kase.stages?.check !== undefined,
  checked_on_time: ({ kase }) => inTime(kase.stages?.check),
  reopened: ({ kase }) => (kase.ending?.reopened ?? 0) > 0,
  faked: ({ kase }) => (kase.ending?.faked ?? 0) > 0,
  suspended,
  exempt: ({ has }) => has('exempt'),
  deferred,
  raw_due: () => true,
  raw_handled: handled,
  raw_on_time: onTime,
  raw_closed: closed,
  raw_closed_on_time: closedOnTime,
  kept_due: (seen) => !deferred(seen),
  kept_handled: (seen) => !deferred(seen) && handled(seen),
  kept_on_time: (seen) => !deferred(seen) && onTime(seen),
  kept_closed: (seen) => !deferred(seen) && closed(seen),
  kept_closed_on_time: (seen) => !deferred(seen) && closedOnTime(seen),
  handle_minutes: (seen) => (owed(seen) && handled(seen) ? seen.kase.stages?.handle?.minutes ?? 0 : 0),
} as const satisfies Record<string, Count>

export type Intake = keyof typeof intake
export type Handling = keyof typeof handling
export type Measure = Intake | Handling
export const intakes = Object.keys(intake) as Intake[]
export const handlings = Object.keys(handling) as Handling[]
export const measures: readonly Measure[] = [...intakes, ...handlings]

const counted = (count: Count, seen: Seen): number => Number(count(seen))

/** The row of `case_flag` behind a fact. What is voided counts for nothing, on no day. */
export function flagRow(kase: Case): Record<string, unknown> {
  const flags = new Set<string>(flagsOf(kase)), seen: Seen = { kase, has: (flag) => flags.has(flag) }
  const stays = kase.state !== 'voided', due = stays ? kase.handle?.due : undefined
  const of = kase.under ?? kase.category
  return {
    unit: kase.unit ?? null, area: kase.area ?? null, pack: of?.pack ?? '', category: of?.category ?? '', source: kase.source,
    reported_day: stays ? dayIn(kase.reportedAt) : null, due_day: due === undefined ? null : dayIn(new Date(due)), due_at: due ?? null,
    ...Object.fromEntries(Object.entries<Count>(intake).map(([name, count]) => [name, stays ? counted(count, seen) : 0])),
    ...Object.fromEntries(Object.entries<Count>(handling).map(([name, count]) => [name, due === undefined ? 0 : counted(count, seen)])),
  }
}
