// A day a year on.
import { addDays } from '#core/day.ts'

/** The same day a year later; of 29 February the 28th. */
export function yearLater(day: string): string {
  const later = `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`
  return day.endsWith('-02-29') ? addDays(`${later.slice(0, 4)}-03-01`, -1) : later
}
