// The words of crews and beats: what forms take in.
import { z } from 'zod'
import { mask } from '#core/mask.ts'
import { tidy } from '#core/text.ts'

/** A crew and a beat are named by their work or place. The names stand in because-sentences for ever: cleaned, and masked, for nobody knows what is written there. */
const named = (max: number) => z.string().max(max).transform((text) => mask(tidy(text).trim()).masked)
const names = { zh: named(40).pipe(z.string().min(1)), en: named(60).default('') }
const crewBody = {
  ...names, roster: z.string().min(1).max(40).nullable().default(null), channel: z.uuid().nullable().default(null), place_on: z.boolean().default(false), active: z.boolean().default(true),
  members: z.array(z.uuid()).max(200).default([]), beats: z.array(z.uuid()).max(200).default([]),
}
export const MakeCrew = z.strictObject({ unit: z.uuid(), ...crewBody })
export const ChangeCrew = z.strictObject(crewBody)

const Position = z.tuple([z.number().min(73).max(136), z.number().min(3).max(54)])
const Line = z.array(Position).min(2).max(2000)
/** Closed, as GeoJSON has it. */
const Ring = z.array(Position).min(4).max(2000).refine((ring) => { const [first, last] = [ring[0]!, ring.at(-1)!]; return first[0] === last[0] && first[1] === last[1] })
export const Geometry = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('Polygon'), coordinates: z.array(Ring).min(1).max(50) }),
  z.strictObject({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(Ring).min(1).max(50)).min(1).max(50) }),
  z.strictObject({ type: z.literal('LineString'), coordinates: Line }),
  z.strictObject({ type: z.literal('MultiLineString'), coordinates: z.array(Line).min(1).max(50) }),
])
const beatBody = { ...names, geometry: Geometry, buffer_m: z.int().min(0).max(200).default(0), active: z.boolean().default(true) }
export const MakeBeat = z.strictObject({ unit: z.uuid(), ...beatBody })
export const ChangeBeat = z.strictObject(beatBody)
export const Here = z.strictObject({ lon: z.number().min(73).max(136), lat: z.number().min(3).max(54) })
