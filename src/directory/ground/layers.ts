// Layers of the map: what an import would change in roads, water, parks, buildings, compounds and landmarks. Pure.
import { faultOf } from './border.ts'
import type { Draft } from './draft.ts'
import type { Geometry } from './systems.ts'
import type { GroundFault, LayerKind } from './words.ts'

export interface Feature { type: 'Feature'; properties: { kind: string; name?: string; level?: string; code?: string }; geometry: Geometry }
export interface Layer { type: 'FeatureCollection'; features: Feature[] }
export const noLayer: Layer = { type: 'FeatureCollection', features: [] }

/** The map sends a layer to every browser whole. */
export const MAX_FEATURES = 60_000
export const MAX_TEXT = 24 * 1024 * 1024

interface LayerPlan { layer: Layer; fresh: number; unchanged: number; gone: number; faults: GroundFault[] }

/** `replace`: the file is all there is of this kind. Otherwise it adds what is not there yet. The same file again changes nothing. */
export function planLayer(before: Layer, kind: LayerKind, drafts: readonly Draft[], missing: 'keep' | 'retire'): LayerPlan {
  const faults: GroundFault[] = []
  const made = new Map<string, Feature>()
  for (const draft of drafts) {
    if (!draft.geometry) { faults.push(faultOf('no-shape', 'must', draft, draft.code ? [draft.code] : [], `${draft.name || '这一行'}没有位置。`, `${draft.name || 'This row'} has no place.`)); continue }
    if (draft.name === '' && (kind === 'place' || kind === 'compound')) { faults.push(faultOf('no-name', 'must', draft, draft.code ? [draft.code] : [], '地标和小区要有名称，才能按名字找到。', 'A landmark or compound needs a name to be found by.')); continue }
    const feature: Feature = { type: 'Feature', properties: { kind, ...(kind === 'road' ? { level: draft.kind || 'street' } : {}), ...(draft.name ? { name: draft.name } : {}), ...(draft.code ? { code: draft.code } : {}) }, geometry: draft.geometry }
    made.set(JSON.stringify(feature), feature)
  }
  const had = new Set(before.features.filter((feature) => feature.properties.kind === kind).map(canonical))
  const fresh = [...made].filter(([text]) => !had.has(text))
  const stays = before.features.filter((feature) => feature.properties.kind !== kind || missing === 'keep' || made.has(canonical(feature)))
  return {
    layer: { type: 'FeatureCollection', features: [...stays, ...fresh.map(([, feature]) => feature)] },
    fresh: fresh.length, unchanged: made.size - fresh.length, gone: before.features.length - stays.length, faults,
  }
}
/** The database gives keys back in an order of its own. */
const canonical = ({ properties: p, geometry }: Feature): string => JSON.stringify({
  type: 'Feature', properties: { kind: p.kind, ...(p.level !== undefined ? { level: p.level } : {}), ...(p.name !== undefined ? { name: p.name } : {}), ...(p.code !== undefined ? { code: p.code } : {}) }, geometry: { type: geometry.type, coordinates: geometry.coordinates },
})
