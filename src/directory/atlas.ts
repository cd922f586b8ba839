// The district held in memory: areas, shapes, units and names, read once and again when somebody changes them.
import type { Db, Tx } from '#kernel/db.ts'
import type { Memory } from '#kernel/memory.ts'
import { areaAt, lineage, shapeOf, type Shape } from './covers.ts'
import { aliases, areas, geometries, units, type AreaRow, type UnitRow } from './store.ts'

export interface Atlas {
  areas: ReadonlyMap<string, AreaRow>
  units: ReadonlyMap<string, UnitRow>
  unitByCode: ReadonlyMap<string, UnitRow>
  aliases: ReadonlyMap<string, string>
  /** The deepest area under a point; where nothing is drawn yet, the district as a whole. */
  areaAt(lon: number, lat: number): AreaRow | undefined
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
  from.memory.recall(`atlas/${from.district}`, MAX_AGE_MS, () => readAtlas(from.tx, from.district))
export const forgetAtlas = (memory: Memory, district: string): void => memory.forget(`atlas/${district}`)

export async function readAtlas(db: Db | Tx, district: string): Promise<Atlas> {
  const [allAreas, allUnits, names, shapes] = [await areas(db, district), await units(db, district), await aliases(db, district), await geometries(db, district)]
  const areaMap = new Map(allAreas.map((area) => [area.id, area]))
  const unitMap = new Map(allUnits.map((unit) => [unit.id, unit]))
  // A unit that has ended keeps its name on old cases and gets no new ones.
  const inForce = allUnits.filter((unit) => unit.active)
  const unitByCode = new Map(inForce.map((unit) => [unit.code, unit]))
  const unitByName = new Map(inForce.map((unit) => [unit.zh, unit]))
  const unitByArea = new Map(inForce.filter((unit) => unit.area !== null).map((unit) => [unit.area!, unit]))
  const inForceById = new Map(inForce.map((unit) => [unit.id, unit]))
  const drawn = shapes.map(shapeOf).filter((shape): shape is Shape => shape !== undefined)
  return {
    areas: areaMap, units: unitMap, unitByCode, aliases: names,
    areaAt: (lon, lat) => {
      if (drawn.length === 0) return allAreas.find((area) => area.parent === null)
      const shape = areaAt(drawn, lon, lat)
      return shape && areaMap.get(shape.id)
    },
    lineage: (area) => lineage(areaMap, area),
    territory: (area) => lineage(areaMap, area).map((a) => unitByArea.get(a.id)).find((unit) => unit !== undefined),
    unitNamed: (name) => unitByCode.get(name) ?? unitByName.get(name) ?? inForceById.get(names.get(name) ?? ''),
  }
}
