// The day in China at a moment, as 2026-11-23.
/** Whether an area stands on that day: begun, and not ended. */
export const stands = ({ valid_from, valid_to }: { valid_from: string | null; valid_to: string | null }, at: Date): boolean => {
  const day = dayIn(at)
  return (valid_from === null || valid_from <= day) && (valid_to === null || valid_to > day)
}
export const dayIn = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
