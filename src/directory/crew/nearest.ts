// Which crew is called: the one whose beat covers the place, else the nearest by its last place if that is fresh, else by its beat. Pure.
import { metresBetween } from '#core/metres.ts'
import type { Said } from '#core/problem.ts'
import { metresTo, type Beat, type Place } from './beat.ts'

/** An older place says nothing of where somebody is now. */
export const FRESH_MS = 10 * 60_000
export interface Candidate { id: string; zh: string; en: string; beats: readonly Beat[]; /** Its running shift, as `06:00-14:00`. */ shift: string; here?: Place & { at: Date } }
export type ChosenBy = 'beat' | 'place' | 'distance' | 'any'
export interface Chosen { crew: Candidate; by: ChosenBy; /** Null where nothing tells. */ metres: number | null; beat?: Beat; because: Said }

const byId = (a: { crew: Candidate }, b: { crew: Candidate }) => (a.crew.id < b.crew.id ? -1 : 1)

/** `onShift`: those that may be called, each on shift now. Without a place the first of them. */
export function chooseCrew(place: Place | undefined, onShift: readonly Candidate[], now: Date): Chosen | undefined {
  if (onShift.length === 0) return undefined
  if (!place) return tell([...onShift].map((crew) => ({ crew, by: 'any' as const, metres: null })).sort(byId)[0]!, now)
  const seen = onShift.map((crew) => {
    const fresh = crew.here && now.getTime() - crew.here.at.getTime() < FRESH_MS && crew.here.at <= now ? metresBetween(crew.here, place) : undefined
    const far = crew.beats.map((beat) => ({ beat, metres: metresTo(beat, place) })).sort((a, b) => a.metres - b.metres || (a.beat.id < b.beat.id ? -1 : 1))[0]
    return { crew, fresh, far }
  })
  const covering = seen.filter(({ far }) => far?.metres === 0)
  if (covering.length > 0) {
    const best = covering.sort((a, b) => (a.fresh ?? Infinity) - (b.fresh ?? Infinity) || byId(a, b))[0]!
    return tell({ crew: best.crew, by: 'beat', metres: best.fresh ?? 0, beat: best.far!.beat }, now)
  }
  const best = seen.map(({ crew, fresh, far }) => (fresh !== undefined ? { crew, by: 'place' as const, metres: fresh } : far ? { crew, by: 'distance' as const, metres: far.metres, beat: far.beat } : { crew, by: 'any' as const, metres: null }))
    .sort((a, b) => (a.metres ?? Infinity) - (b.metres ?? Infinity) || byId(a, b))[0]!
  return tell(best, now)
}

function tell({ crew, by, metres, beat }: Omit<Chosen, 'because'>, now: Date): Chosen {
  const who = { zh: crew.zh, en: crew.en || crew.zh }, en = beat && (beat.en || beat.zh)
  const minutes = crew.here ? Math.max(0, Math.round((now.getTime() - crew.here.at.getTime()) / 60_000)) : 0
  const because: Said = by === 'beat' ? { zh: `${who.zh}当班（${crew.shift}），这里在它的路段“${beat!.zh}”里`, en: `${who.en} is on shift (${crew.shift}) and the place lies in its beat "${en}"` }
    : by === 'place' ? { zh: `这里不在当班班组的路段里；${who.zh}离得最近，${minutes}分钟前在${metres}米外`, en: `no beat of a crew on shift covers the place; ${who.en} is nearest, ${metres} m away ${minutes} min ago` }
      : by === 'distance' ? { zh: `这里不在当班班组的路段里；${who.zh}的路段“${beat!.zh}”最近，${metres}米`, en: `no beat of a crew on shift covers the place; the beat "${en}" of ${who.en} is nearest, ${metres} m away` }
        : { zh: `${who.zh}当班（${crew.shift}）；案件没有点位，或班组没有路段，说不出远近`, en: `${who.en} is on shift (${crew.shift}); without a point or a beat no distance can be told` }
  return { crew, by, metres, ...(beat ? { beat } : {}), because }
}
