// What speaks for or against the photos of a case: where else they were used, what they told of their taking. Flags for people, never a verdict.
import { z } from 'zod'
import { metresBetween } from '#core/metres.ts'
import { reachOf, type Actor, type Reach } from '#kernel/actor.ts'
import { publicCopies, twinsOf } from '#kernel/files.ts'
import type { House } from '#kernel/house.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { detailOf } from './detail.ts'
import { photoFlagNames, photoFlags, sayWhy, verdicts } from './judging/flags.ts'
import { judgedKey } from './judging/part.ts'
import { flagsOfCase } from './judging/store.ts'
import { photoTraces, photoUses } from './list.ts'
import type { CaseDetail, Evidence, PhotoDoubt, PhotoEvidence, PhotoTwin } from './views.ts'

/** A photo of a wall may have many likenesses; the nearest few say what there is to say. */
const LIKE_MAX = 50
const SHOWN = 5

/** `GET /api/case/{id}/evidence`; undefined out of reach. */
export async function evidenceOf(house: House, actor: Actor, reach: Reach, id: string): Promise<Evidence | undefined> {
  const whole = await detailOf(house, actor, reach, id)
  if (!whole) return undefined
  const detail = JSON.parse(whole.text) as CaseDetail
  const checked = detail.timeline.filter((entry) => entry.type === 'checked' || entry.type === 'rechecked').flatMap((entry) => entry.photos)
  const roles = new Map<string, PhotoEvidence['role']>([...checked.map((sha) => [sha, 'check'] as const), ...detail.after.map((sha) => [sha, 'after'] as const), ...detail.before.map((sha) => [sha, 'before'] as const)])
  const shas = [...new Set([...detail.before, ...detail.after, ...checked])]
  const { db } = house, { district } = actor
  // Who sees the case only because their unit handles it is told of no doubt: it may be their photo that is doubted, or a report's that leads to its reporter.
  const office = reach.all || reach.areas.length > 0
  const [near, traces, doubts, copies] = await Promise.all([twinsOf(db, district, shas, house.memory), photoTraces(db, district, shas), office ? flagsOfCase(db, district, id) : [], publicCopies(db, district, office ? shas : [])])
  const like = new Map(shas.map((sha) => [sha, (near.get(sha) ?? []).slice(0, LIKE_MAX)]))
  const uses = Map.groupBy(await photoUses(db, actor, reach, [...new Set([...shas, ...[...like.values()].flat().map((twin) => twin.sha256), ...doubts.flatMap(({ why }) => (why.flag === 'reused' ? [why.twin] : []))])]), (use) => use.sha256)
  const trace = new Map(traces.map((row) => [row.sha256, row]))
  // Who sees the case only because their unit handles it could find the reporter by where and when a photo was taken.
  const tellsTaking = (role: PhotoEvidence['role']) => role === 'after' || office

  const photos: PhotoEvidence[] = shas.map((sha256) => {
    const role = roles.get(sha256)!, told = trace.get(sha256)
    const elsewhere = (of: string, kind: PhotoTwin['kind'], bits: number, mirrored: boolean): PhotoTwin[] => (uses.get(of) ?? []).filter((use) => use.id !== id)
      .map((use) => ({ kind, bits, mirrored, sha256: of, case: use.id, number: use.number, at: (use.before ? use.at : use.handled_at ?? use.at).toISOString() }))
    const twins = [...elsewhere(sha256, 'same', 0, false), ...like.get(sha256)!.flatMap((twin) => elsewhere(twin.sha256, 'similar', twin.bits, twin.mirrored))]
    // One photo for both before and after shows nothing done.
    const within = role === 'after' ? (detail.before.includes(sha256) ? 'same' : like.get(sha256)!.some((twin) => detail.before.includes(twin.sha256)) ? 'similar' : null) : detail.after.includes(sha256) ? 'same' : null
    const flags = doubts.filter((row) => row.sha256 === sha256).flatMap(({ flag, why, role: as, verdict, found_at }): PhotoDoubt[] => {
      const use = why.flag === 'reused' ? (uses.get(why.twin) ?? []).find((one) => one.id === why.case) : undefined
      // Used in a case the reader does not see: for them there is no such case.
      if (why.flag === 'reused' && !use) return []
      const judged = detail.judged?.[judgedKey(sha256, flag)]
      return [{ flag, name: photoFlagNames[flag], said: sayWhy(why, as), twin: use ? { sha256: use.sha256, case: use.id, number: use.number } : why.flag === 'before-is-after' ? { sha256: why.twin, case: null, number: null } : null, verdict: judged ?? verdict, found_at: found_at.toISOString() }]
    })
    const point = told && told.lon !== null && told.lat !== null ? { lon: told.lon, lat: told.lat } : null
    return {
      sha256, role, within, twins: twins.slice(0, SHOWN), more: Math.max(0, twins.length - SHOWN),
      put_at: told?.put_at.toISOString() ?? null, width: told?.width ?? null, height: told?.height ?? null,
      taken: told && tellsTaking(role) ? {
        at: told.taken_at?.toISOString() ?? null, zone_said: told.zone_said, point, accuracy_m: told.accuracy_m, device: told.device as 'unknown', edited: told.edited, source_sha256: told.source_sha256,
        metres: point && detail.lon !== null && detail.lat !== null ? metresBetween(point, { lon: detail.lon, lat: detail.lat }) : null,
      } : null,
      flags, public: copies.get(sha256) ?? null,
    }
  })
  return { photos }
}

const Twin = z.object({ kind: z.enum(['same', 'similar']), bits: z.int(), mirrored: z.boolean(), sha256: z.string(), case: z.uuid(), number: z.string(), at: z.string() })
const Named = z.object({ zh: z.string(), en: z.string() })
const Doubt = z.object({ flag: z.enum(photoFlags), name: Named, said: Named, twin: z.object({ sha256: z.string(), case: z.uuid().nullable(), number: z.string().nullable() }).nullable(), verdict: z.enum(verdicts).nullable(), found_at: z.string() })
export const evidence = route({
  method: 'GET', path: '/api/case/{id}/evidence', name: 'case.evidence', permission: 'case.list', title: { zh: '照片佐证', en: 'What speaks for the photos' }, problems: [notFound],
  answer: z.object({ photos: z.array(z.object({ sha256: z.string(), role: z.enum(['before', 'after', 'check']), within: z.enum(['same', 'similar']).nullable(), twins: z.array(Twin), more: z.int(), flags: z.array(Doubt) }).loose()) }),
  run: async ({ actor, params }, house) => {
    const found = await evidenceOf(house, actor!, reachOf(actor!, 'case.list'), params.id!)
    if (!found) throw notFound({ noun: 'case' })
    return { json: found }
  },
})
