// A day as text, 2026-11-23, in China time: it compares as it reads, and nobody's time zone moves it.
import type { Said } from './problem.ts'

const CHINA_MS = 8 * 3_600_000
export const dayIn = (at: Date): string => new Date(at.getTime() + CHINA_MS).toISOString().slice(0, 10)
/** `2027-01-22 17:30`, as a sentence says a moment. */
export const sayMoment = (at: Date | string): string => new Date(new Date(at).getTime() + CHINA_MS).toISOString().slice(0, 16).replace('T', ' ')
/** `11月23日`, `23 November`: a day in a sentence to people. */
export function sayDay(at: Date): Said {
  const [, month, day] = dayIn(at).split('-').map(Number)
  return { zh: `${month}月${day}日`, en: `${day} ${months[month! - 1]}` }
}
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
export const addDays = (day: string, n: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10)

/** A day that exists; 2026-02-30 would come back from Date as 2 March. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const ms = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

/** The ways a day stands in people's sheets: 2026-11-23, 2026/11/3, 2026.11.3, 2026年11月3日, and a date cell with its midnight. Undefined where it is none. */
export function readDay(cell: string): string | undefined {
  const found = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00:00:00)?$/.exec(cell.normalize('NFKC').trim())
  const day = found && `${found[1]}-${found[2]!.padStart(2, '0')}-${found[3]!.padStart(2, '0')}`
  return day && isDay(day) ? day : undefined
}

/** From its first day to its last, both included; null is open. */
export interface Span { from: string | null; to: string | null }
export const during = (span: Span, day: string): boolean => (span.from === null || span.from <= day) && (span.to === null || span.to >= day)
export const overlap = (one: Span, other: Span): boolean => (one.to === null || other.from === null || other.from <= one.to) && (other.to === null || one.from === null || one.from <= other.to)
