// What speaks for or against the photos of a case: where else they were used, what they told of their taking. Flags for people, never a verdict.
import { z } from 'zod'
import { metresBetween } from '#core/metres.ts'
import { reachOf, type Actor, type Reach } from '#kernel/actor.ts'
import { twinsOf } from '#kernel/files.ts'
import type { House } from '#kernel/house.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { detailOf } from './detail.ts'
import { photoTraces, photoUses } from './list.ts'
import type { CaseDetail, Evidence, PhotoEvidence, PhotoTwin } from './views.ts'

/** A photo of a wall may have many likenesses; the nearest few say what there is to say. */
const LIKE_MAX = 50
const SHOWN = 5

/** `GET /api/case/{id}/evidence`; undefined out of reach. */
export async function evidenceOf(house: House, actor: Actor, reach: Reach, id: string): Promise<Evidence | undefined> {
  const whole = await detailOf(house, actor, reach, id)
  if (!whole) return undefined
  const detail = JSON.parse(whole.text) as CaseDetail
  const roles = new Map<string, 'before' | 'after'>([...detail.after.map((sha) => [sha, 'after'] as const), ...detail.before.map((sha) => [sha, 'before'] as const)])
  const shas = [...new Set([...detail.before, ...detail.after])]
  const { db } = house, { district } = actor
  const [near, traces] = await Promise.all([twinsOf(db, district, shas), photoTraces(db, district, shas)])
  const like = new Map(shas.map((sha) => [sha, (near.get(sha) ?? []).slice(0, LIKE_MAX)]))
  const uses = Map.groupBy(await photoUses(db, actor, reach, [...new Set([...shas, ...[...like.values()].flat().map((twin) => twin.sha256)])]), (use) => use.sha256)
  const trace = new Map(traces.map((row) => [row.sha256, row]))
  // Who sees the case only because their unit handles it could find the reporter by where and when a photo was taken.
  const tellsTaking = (role: 'before' | 'after') => role === 'after' || reach.all || reach.areas.length > 0

  const photos: PhotoEvidence[] = shas.map((sha256) => {
    const role = roles.get(sha256)!, told = trace.get(sha256)
    const elsewhere = (of: string, kind: PhotoTwin['kind'], bits: number, mirrored: boolean): PhotoTwin[] => (uses.get(of) ?? []).filter((use) => use.id !== id)
      .map((use) => ({ kind, bits, mirrored, sha256: of, case: use.id, number: use.number, at: (use.before ? use.at : use.handled_at ?? use.at).toISOString() }))
    const twins = [...elsewhere(sha256, 'same', 0, false), ...like.get(sha256)!.flatMap((twin) => elsewhere(twin.sha256, 'similar', twin.bits, twin.mirrored))]
    // One photo for both before and after shows nothing done.
    const within = role === 'after' ? (detail.before.includes(sha256) ? 'same' : like.get(sha256)!.some((twin) => detail.before.includes(twin.sha256)) ? 'similar' : null) : detail.after.includes(sha256) ? 'same' : null
    const point = told && told.lon !== null && told.lat !== null ? { lon: told.lon, lat: told.lat } : null
    return {
      sha256, role, within, twins: twins.slice(0, SHOWN), more: Math.max(0, twins.length - SHOWN),
      put_at: told?.put_at.toISOString() ?? null, width: told?.width ?? null, height: told?.height ?? null,
      taken: told && tellsTaking(role) ? {
        at: told.taken_at?.toISOString() ?? null, zone_said: told.zone_said, point, accuracy_m: told.accuracy_m, device: told.device as 'unknown', edited: told.edited, source_sha256: told.source_sha256,
        metres: point && detail.lon !== null && detail.lat !== null ? metresBetween(point, { lon: detail.lon, lat: detail.lat }) : null,
      } : null,
    }
  })
  return { photos }
}

const Twin = z.object({ kind: z.enum(['same', 'similar']), bits: z.int(), mirrored: z.boolean(), sha256: z.string(), case: z.uuid(), number: z.string(), at: z.string() })
export const evidence = route({
  method: 'GET', path: '/api/case/{id}/evidence', name: 'case.evidence', permission: 'case.list', title: { zh: '照片佐证', en: 'What speaks for the photos' }, problems: [notFound],
  answer: z.object({ photos: z.array(z.object({ sha256: z.string(), role: z.enum(['before', 'after']), within: z.enum(['same', 'similar']).nullable(), twins: z.array(Twin), more: z.int() }).loose()) }),
  run: async ({ actor, params }, house) => {
    const found = await evidenceOf(house, actor!, reachOf(actor!, 'case.list'), params.id!)
    if (!found) throw notFound({ noun: 'case' })
    return { json: found }
  },
})
