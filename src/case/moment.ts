// A moment and a day as a sentence says them, in China.
import { addDays } from '#core/day.ts'

/** `2027-01-22 17:30` */
export const sayMoment = (at: Date | string): string => new Date(new Date(at).getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
/** The same day a year later; of 29 February the 28th. */
export function yearLater(day: string): string {
  const later = `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`
  return day.endsWith('-02-29') ? addDays(`${later.slice(0, 4)}-03-01`, -1) : later
}
