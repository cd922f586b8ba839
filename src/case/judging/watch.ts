// Behind the log: when photos come into a case, or its place is set right, the doubts are found once and kept for people.
import { loadStream, type Recorded } from '#kernel/log.ts'
import { twinsOf } from '#kernel/files.ts'
import type { Reaction, Seen as Row } from '#kernel/reader/reaction.ts'
import { evidenceSettings } from '../settings.ts'
import { evolve, nothing, type Case } from '../state.ts'
import { SPOT_MINUTES } from '../on-the-spot/part.ts'
import type { Fact } from '../words.ts'
import { elsewhereOf, flagsOfPhoto, type Came, type Likeness, type PhotoRole, type Seen } from './flags.ts'
import { dropUnjudged, keepFlags, keepVerdict, tracesOf, usesElsewhere } from './store.ts'

/** A photo of a wall may have many likenesses; the nearest few say what there is to say. */
const LIKE_MAX = 50
const roles = { reported: 'before', verified: 'before', 'signed-for': 'before', fixed: 'after', handled: 'after', checked: 'check', rechecked: 'check' } as const satisfies Partial<Record<Fact['type'], PhotoRole>>
type WithPhotos = keyof typeof roles
const seenInPerson = new Set(['patrol', 'inspection'])

/** From when on a photo that comes with this fact can have been taken; undefined: as old as the district allows. */
function windowOf(fact: Fact, at: Date, past: readonly Recorded<Fact>[], kase: Case): Date | undefined {
  const last = (...types: Fact['type'][]) => past.findLast((row) => types.includes(row.fact.type))?.at
  if (fact.type === 'handled') return last('dispatched', 'reworked', 'reopened') ?? kase.dispatchedAt
  if (fact.type === 'checked') return last('handled')
  if (fact.type === 'verified') return last('verify-asked')
  if (fact.type === 'rechecked') return last('closed', 'fixed')
  if (fact.type === 'fixed') return new Date(at.getTime() - SPOT_MINUTES * 60_000)
  return undefined
}

async function flagPhotos({ row, tx, now, memory }: Row): Promise<void> {
  const shas = [...new Set((row.data.photos as string[] | undefined) ?? [])]
  if (shas.length === 0) return
  const { district, id } = row
  const past = (await loadStream<Fact>(tx, district, 'case', id)).filter((one) => one.version <= row.version)
  const kase = past.reduce((state, one) => evolve(state, one.fact, one.at, one.actor), nothing), fact = past.at(-1)!.fact as Extract<Fact, { type: WithPhotos }>
  const [may, near, traces] = await Promise.all([evidenceSettings({ tx, district, memory }), twinsOf(tx, district, shas, memory), tracesOf(tx, district, shas)])
  const like = new Map(shas.map((sha) => [sha, (near.get(sha) ?? []).slice(0, LIKE_MAX)]))
  const uses = Map.groupBy(await usesElsewhere(tx, district, row, [...new Set([...shas, ...[...like.values()].flat().map((twin) => twin.sha256)])]), (use) => use.sha256)
  const from = windowOf(fact, row.at, past.slice(0, -1), kase)
  const early = fact.type === 'reported' && kase.occurredAt ? new Date(Math.min(Date.parse(kase.occurredAt), row.at.getTime())) : undefined
  for (const sha256 of shas) {
    const told = traces.find((one) => one.sha256 === sha256), twins = like.get(sha256)!
    const used = (sha: string, of: Omit<Likeness, 'case' | 'sha256'>): Likeness[] => (uses.get(sha) ?? []).map((use) => ({ ...of, sha256: sha, case: use.id }))
    const seen: Seen = {
      takenAt: told?.taken_at ?? null, point: told && told.lon !== null && told.lat !== null ? { lon: told.lon, lat: told.lat } : null, accuracy: told?.accuracy_m ?? null, clockOff: told?.clock_off_s ?? null, capture: (told?.capture ?? null) as Seen['capture'],
      elsewhere: [...used(sha256, { kind: 'same', bits: 0, mirrored: false }), ...twins.flatMap((twin) => used(twin.sha256, { kind: 'similar', bits: twin.bits, mirrored: twin.mirrored }))],
      within: [...(kase.before.includes(sha256) ? [{ sha256, kind: 'same' as const, bits: 0, mirrored: false }] : []), ...twins.filter((twin) => kase.before.includes(twin.sha256)).map((twin) => ({ ...twin, kind: 'similar' as const }))],
    }
    const came: Came = { role: roles[fact.type], at: row.at, point: kase.point ?? null, live: fact.type !== 'reported' || seenInPerson.has(kase.source), from: from ?? (early && new Date(early.getTime() - may.beforeHours * 3_600_000)) }
    await keepFlags(tx, district, id, sha256, came.role, flagsOfPhoto(seen, came, may), now)
  }
}

/** The point was set or moved: what was far may be near, and the other way round. Verdicts stay. */
async function lookAgain({ row, tx, now, memory }: Row): Promise<void> {
  if (!row.data.point) return
  const { district, id } = row
  const past = (await loadStream<Fact>(tx, district, 'case', id)).filter((one) => one.version <= row.version)
  const photos = past.flatMap(({ fact }) => (fact.type in roles ? (((fact as { photos?: string[] }).photos ?? []).map((sha256) => ({ sha256, role: roles[fact.type as WithPhotos] }))) : []))
  const [may, traces] = await Promise.all([evidenceSettings({ tx, district, memory }), tracesOf(tx, district, photos.map((one) => one.sha256))])
  await dropUnjudged(tx, district, id, 'elsewhere')
  for (const { sha256, role } of photos) {
    const told = traces.find((one) => one.sha256 === sha256)
    const away = told && elsewhereOf({ point: told.lon !== null && told.lat !== null ? { lon: told.lon, lat: told.lat } : null, accuracy: told.accuracy_m }, row.data.point as { lon: number; lat: number }, may.metres)
    if (away) await keepFlags(tx, district, id, sha256, role, [away], now)
  }
}

export const photoWatch: Reaction = {
  // Photos of years before this release are not gone through: nobody can judge them now.
  name: 'case.photo-flags', stream: 'case', types: [...Object.keys(roles), 'located', 'photo-judged'], from: 'now',
  run: async (seen) => {
    const { row, tx } = seen
    if (row.type === 'photo-judged') await keepVerdict(tx, row.district, row.id, row.data.sha256, row.data.flag, row.data.verdict, row.at)
    else if (row.type === 'located') await lookAgain(seen)
    else await flagPhotos(seen)
  },
}
