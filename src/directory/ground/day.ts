// Whether an area stands on a day. Its `valid_to` is the first day on which it is gone, unlike the last day of a unit, a post or a person.
import { dayIn } from '#core/day.ts'

export const isOver = ({ valid_to }: { valid_to: string | null }, day: string): boolean => valid_to !== null && valid_to <= day
/** Begun, and not ended. */
export function stands(area: { valid_from: string | null; valid_to: string | null }, at: Date): boolean {
  const day = dayIn(at)
  return (area.valid_from === null || area.valid_from <= day) && !isOver(area, day)
}
