// When litter was seen and when it was gone: what a photo says, if it can be true, else what was told or when it arrived. Pure.
import { metresBetween } from '#core/metres.ts'
import type { Moment } from './part.ts'

/** What a photo told of its taking. */
export interface Trace { taken_at: Date | null; edited: boolean | null; lon: number | null; lat: number | null }
/** A sighting lies at most so long before its report; a cleared photo at most so long before it is handed in. */
export const SIGHTED_MS = 60 * 60_000
export const CLEARED_MS = 30 * 60_000
/** A photo that says it was taken further away proves nothing of this place. */
export const NEAR_METRES = 150

interface Point { lon: number; lat: number }
const proven = (trace: Trace, from: number, to: number, point: Point | undefined): trace is Trace & { taken_at: Date } =>
  trace.taken_at !== null && trace.edited !== true && trace.taken_at.getTime() >= from && trace.taken_at.getTime() <= to
  && (!point || trace.lon === null || trace.lat === null || metresBetween({ lon: trace.lon, lat: trace.lat }, point) <= NEAR_METRES)

/** The earliest photo that can be true, else the time said, else the report. */
export function sightedOf(reportedAt: Date, traces: readonly Trace[], said: string | undefined, point: Point | undefined): Moment {
  const to = reportedAt.getTime(), from = to - SIGHTED_MS
  const taken = traces.filter((trace) => proven(trace, from, to, point)).map((trace) => trace.taken_at!.getTime())
  if (taken.length > 0) return { at: new Date(Math.min(...taken)).toISOString(), by: 'photo' }
  const told = said === undefined ? NaN : Date.parse(said)
  return told >= from && told <= to ? { at: new Date(told).toISOString(), by: 'told' } : { at: reportedAt.toISOString(), by: 'server' }
}
/** The latest photo that can be true: by then it was gone for certain. */
export function clearedOf(now: Date, traces: readonly Trace[], sighted: string, point: Point | undefined): Moment {
  const from = Math.max(Date.parse(sighted), now.getTime() - CLEARED_MS)
  const taken = traces.filter((trace) => proven(trace, from, now.getTime(), point)).map((trace) => trace.taken_at!.getTime())
  return taken.length > 0 ? { at: new Date(Math.max(...taken)).toISOString(), by: 'photo' } : { at: now.toISOString(), by: 'server' }
}
