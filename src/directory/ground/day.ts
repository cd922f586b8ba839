// The day in China at a moment, as 2026-11-23.
export const dayIn = (at: Date): string => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
