// Where a case lies: a point decides its own area, an area alone is taken as it is, nothing is guessed.
import type { Look } from '#kernel/verb.ts'
import { atlasOf } from '../directory/atlas.ts'
import { stands } from '../directory/ground/day.ts'
import * as wrong from './problems.ts'
import type * as words from './words.ts'

export interface WhereInput { point?: words.Point | undefined; area?: string | undefined; placeText?: string | undefined; owner?: string | undefined }
/** A point decides its own area; an area alone is taken as it is; nothing is guessed. */
export async function whereOf(look: Look, input: WhereInput): Promise<{ point?: words.Point; area?: string; placeText?: string; owner?: string }> {
  const atlas = await atlasOf(look)
  if (input.owner && !atlas.units.has(input.owner)) throw wrong.unknownUnit({}, [{ path: 'owner', said: wrong.unknownUnit.example().said }])
  const placeText = { ...(input.placeText ? { placeText: input.placeText } : {}), ...(input.owner ? { owner: input.owner } : {}) }
  if (input.point) {
    const area = atlas.areaAt(input.point.lon, input.point.lat, look.now)
    if (!area) throw wrong.outsideDistrict({}, [{ path: 'point', said: wrong.outsideDistrict.example().said }])
    return { point: input.point, area: area.id, ...placeText }
  }
  if (input.area) {
    const area = atlas.areas.get(input.area)
    // One that has ended keeps its old cases and gets no new ones.
    if (!area || !stands(area, look.now)) throw wrong.unknownArea({}, [{ path: 'area', said: wrong.unknownArea.example().said }])
    return { area: input.area, ...placeText }
  }
  return placeText
}
