// The district held in memory: areas, shapes, units and names, read once and again when somebody changes them.
import { dayIn } from '#core/day.ts'
import type { Db, Tx } from '#kernel/db.ts'
import type { Memory } from '#kernel/memory.ts'
import { coverOf, lineage, shapeOf, type Cover, type Shape } from './covers.ts'
import { editionOf } from './ground/store.ts'
import { aliases, areas, geometries, units, type AreaRow, type UnitRow } from './store.ts'

export interface Atlas {
  areas: ReadonlyMap<string, AreaRow>
  units: ReadonlyMap<string, UnitRow>
  unitByCode: ReadonlyMap<string, UnitRow>
  aliases: ReadonlyMap<string, string>
  /** The deepest area under a point at a moment (without one: among those that have no end); where nothing is drawn yet, the district as a whole. */
  areaAt(lon: number, lat: number, at?: Date): AreaRow | undefined
  /** From an area up to the root. */
  lineage(area: string): AreaRow[]
  /** 属地: the unit whose own area is the nearest one above. */
  territory(area: string): UnitRow | undefined
  /** A unit by code, by its Chinese name, or by a remembered mapping. */
  unitNamed(name: string): UnitRow | undefined
}

const MAX_AGE_MS = 5_000

/** At most five seconds old on other servers; `forgetAtlas` makes a change visible here at once. */
export const atlasOf = (from: { memory: Memory; tx: Db | Tx; district: string }): Promise<Atlas> =>
  from.memory.recall(`atlas/${from.district}`, MAX_AGE_MS, () => readAtlas(from.tx, from.district, from.memory))
export const forgetAtlas = (memory: Memory, district: string): void => memory.forget(`atlas/${district}`)

/** Kept as long as the ground stays as it is, and the day if it depends on one; what was remembered of an older ground or day goes. */
export async function ofEdition<T>(from: { memory: Memory; tx: Db | Tx; district: string }, what: string, read: (edition: string) => Promise<T>, day = ''): Promise<T> {
  const edition = await editionOf(from.tx, from.district)
  const held = `ground/${from.district}/${what}/`, key = `${held}${edition}/${day}`
  return await from.memory.recall(key, Infinity, async () => { from.memory.forgetOthers(held, key); return await read(edition) })
}

async function readCover(db: Db | Tx, district: string): Promise<Cover> {
  const drawn = await geometries(db, district)
  const parents = new Map((await areas(db, district)).map((area) => [area.id, area.parent]))
  return coverOf(drawn.map(shapeOf).filter((shape): shape is Shape => shape !== undefined), parents)
}

async function readAtlas(db: Db | Tx, district: string, memory: Memory): Promise<Atlas> {
  const [allAreas, allUnits, names] = [await areas(db, district), await units(db, district), await aliases(db, district)]
  const cover = await ofEdition({ memory, tx: db, district }, 'cover', () => readCover(db, district))
  const areaMap = new Map(allAreas.map((area) => [area.id, area]))
  const unitMap = new Map(allUnits.map((unit) => [unit.id, unit]))
  // A unit that has ended keeps its name on old cases and gets no new ones.
  const inForce = allUnits.filter((unit) => unit.active)
  const unitByCode = new Map(inForce.map((unit) => [unit.code, unit]))
  const unitByName = new Map(inForce.map((unit) => [unit.zh, unit]))
  const unitByArea = new Map(inForce.filter((unit) => unit.area !== null).map((unit) => [unit.area!, unit]))
  const inForceById = new Map(inForce.map((unit) => [unit.id, unit]))
  return {
    areas: areaMap, units: unitMap, unitByCode, aliases: names,
    areaAt: (lon, lat, at) => {
      if (cover.size === 0) return allAreas.find((area) => area.parent === null)
      const shape = cover.at(lon, lat, at && dayIn(at))
      return shape && areaMap.get(shape.id)
    },
    lineage: (area) => lineage(areaMap, area),
    territory: (area) => lineage(areaMap, area).map((a) => unitByArea.get(a.id)).find((unit) => unit !== undefined),
    unitNamed: (name) => unitByCode.get(name) ?? unitByName.get(name) ?? inForceById.get(names.get(name) ?? ''),
  }
}
