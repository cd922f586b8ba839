// Hours of a day in China, as the demo's people keep them. Pure.

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
const CHINA = 8 * HOUR

/** Midnight in China of the day a moment lies in. */
export const midnight = (at: number) => Math.floor((at + CHINA) / DAY) * DAY - CHINA
/** ISO weekday: 1 = Monday. */
export const weekday = (at: number) => ((Math.floor((at + CHINA) / DAY) + 3) % 7) + 1

export interface Hours { from: number; to: number; weekend: boolean }
/** The duty desk answers every day until the evening; patrols and checks go by daylight; offices rest at the weekend. */
export const desk: Hours = { from: 8.4, to: 20, weekend: true }
export const outside: Hours = { from: 8, to: 18.2, weekend: true }
export const office: Hours = { from: 8.8, to: 17.5, weekend: false }

/** The moment itself when it lies in the hours, else a little after the next opening. */
export function within(at: number, hours: Hours, jitter = 0): number {
  for (let day = midnight(at), tries = 0; ; day += DAY, tries++) {
    if (!hours.weekend && weekday(day + 12 * HOUR) > 5) continue
    const open = day + hours.from * HOUR, close = day + hours.to * HOUR
    if (at < open) return open + jitter
    if (at <= close) return tries === 0 ? at : open + jitter
  }
}

/** So many hours of these earlier: a day of work ago, whatever night or holiday lies between. */
export function back(now: number, hours: Hours, many: number): number {
  const step = 10 * MINUTE
  let at = now
  for (let left = many * HOUR; left > 0 && now - at < 30 * DAY; at -= step) if (within(at, hours) === at) left -= step
  return at
}
