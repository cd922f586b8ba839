// The clock of a case: a ring for what is used, a square when it is late, a tick when it is done; the figure lives.
import { useEffect, useSyncExternalStore } from 'react'
import { read, stageName, type Lateness, type Reading, type Timed } from './status.ts'
import { leftOf, momentOf, nowMs, spanOf } from './time.ts'
import { useWords } from './words.ts'

/** One beat for the whole page, so that a hundred clocks cost one timer. */
const listeners = new Set<() => void>()
let beat = 0
let second = Math.floor(nowMs() / 1000)
function listen(tell: () => void): () => void {
  listeners.add(tell)
  beat ||= window.setInterval(() => { second = Math.floor(nowMs() / 1000); for (const each of listeners) each() }, 1000)
  return () => { listeners.delete(tell); if (listeners.size === 0) { window.clearInterval(beat); beat = 0 } }
}
/** Now in steps: `step` 1 = every second, 60 = every minute. */
export function useNow(step: number): number {
  useEffect(() => { second = Math.floor(nowMs() / 1000) }, [])
  return useSyncExternalStore(listen, () => Math.floor(second / step) * step) * 1000
}
/** Seconds matter only under ten minutes; above, the screen stays still. */
function useReading(thing: Timed): Reading {
  const slow = useNow(15)
  const near = thing.open && thing.due_at ? Math.abs(Date.parse(thing.due_at) - slow) < 11 * 60_000 : false
  return read(thing, useNow(near ? 1 : 15))
}

export function ClockMark({ lateness, used, size = 16 }: { lateness: Lateness; used: number; size?: number }) {
  const round = 2 * Math.PI * 6.25
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" className={`clockmark t-${lateness}`}>
      {lateness === 'late' ? <><rect x=".5" y=".5" width="15" height="15" rx="3" fill="var(--late)" /><path d="M8 3.4v5.4M8 10.9v1.9" stroke="var(--on-accent)" strokeWidth="2" /></>
        : lateness === 'done' ? <><circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" strokeWidth="1.7" /><path d="m5 8.2 2.1 2.1L11 6.1" fill="none" stroke="currentColor" strokeWidth="1.7" /></>
        : lateness === 'paused' ? <><circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" strokeWidth="1.7" strokeDasharray="2 1.6" /><path d="M6.4 5.6v4.8M9.6 5.6v4.8" stroke="currentColor" strokeWidth="1.6" /></>
        : <><circle cx="8" cy="8" r="6.25" fill="none" stroke="var(--ring-track)" strokeWidth="2.5" /><circle cx="8" cy="8" r="6.25" fill="none" stroke={lateness === 'due' ? 'var(--due-f)' : 'var(--ink-2)'} strokeWidth="2.5" strokeDasharray={`${Math.max(0.05, used) * round} ${round}`} transform="rotate(-90 8 8)" /></>}
    </svg>
  )
}

function useClockWords(thing: Timed, reading: Reading): { figure: string; below: string } {
  const { t, lang, say } = useWords()
  const now = nowMs()
  if (reading.lateness === 'paused') return { figure: t('case.paused'), below: '' }
  if (reading.lateness === 'done') {
    const figure = reading.left === null ? '' : t(reading.left >= 0 ? 'case.early' : 'case.lateBy', { span: spanOf(reading.left, lang) })
    return { figure, below: thing.ended_at ? momentOf(thing.ended_at, now, lang) : '' }
  }
  if (reading.left === null || !thing.due_at) return { figure: t('work.noDue'), below: '' }
  return { figure: leftOf(reading.left, lang), below: t('case.stageDue', { stage: say(stageName(thing.stage)), at: momentOf(thing.due_at, now, lang) }) }
}

/** mark · figure / stage limit; 112 px at the right of a row. */
export function Countdown({ of: thing }: { of: Timed }) {
  const reading = useReading(thing)
  const words = useClockWords(thing, reading)
  return (
    <span className={`countdown t-${reading.lateness}`}>
      {words.figure && <span className="countdown-top"><ClockMark {...reading} /><b>{words.figure}</b></span>}
      <span className="countdown-below">{words.below}</span>
    </span>
  )
}
/** The clock in focus: large figure with its sentence below. */
export function BigCountdown({ of: thing, mark = false, below }: { of: Timed; mark?: boolean; below?: string }) {
  const reading = useReading(thing)
  const words = useClockWords(thing, reading)
  return (
    <span className={`bigclock t-${reading.lateness}`}>
      {words.figure && <b>{mark && <ClockMark {...reading} size={24} />}{words.figure}</b>}
      <small>{below ?? words.below}</small>
    </span>
  )
}
