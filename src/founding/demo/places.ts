// Where things happen in the demo: spots inside its grids that come back, and how people say where that is. Pure.
import type { Atlas } from '../../directory/atlas.ts'
import type { Dice } from './dice.ts'

export interface Spot { lon: number; lat: number; text: string; weight: number }
interface Line { name: string; points: readonly (readonly [number, number])[] }
export interface Base { features: readonly { properties: { kind: string; name?: string }; geometry: { type: string; coordinates: unknown } }[] }

const SPOTS = 420
const sides = ['东侧', '西侧', '南侧', '北侧', '路口', '中段', '桥头', '公交站旁', '便利店门口', '小区入口', '停车点旁', '绿化带边']
/** About 250 m: farther away a road is no help to find a place. */
const NEAR = 0.0025

/** Problems keep to their places: a few spots have many, most have some. */
export function spotsOf(atlas: Atlas, base: Base, box: readonly [number, number, number, number], dice: Dice): Spot[] {
  const roads: Line[] = base.features.flatMap(({ properties, geometry }) => properties.kind === 'road' && properties.name && geometry.type === 'LineString' ? [{ name: properties.name, points: geometry.coordinates as [number, number][] }] : [])
  const places: { name: string; at: readonly [number, number] }[] = base.features.flatMap(({ properties, geometry }) => properties.kind === 'place' && properties.name && geometry.type === 'Point' ? [{ name: properties.name, at: geometry.coordinates as [number, number] }] : [])
  const spots: Spot[] = []
  while (spots.length < SPOTS) {
    const lon = Number(dice.between(box[0], box[2]).toFixed(6)), lat = Number(dice.between(box[1], box[3]).toFixed(6))
    const area = atlas.areaAt(lon, lat)
    if (area?.kind !== 'grid') continue
    const place = places.find(({ at }) => Math.hypot(at[0] - lon, at[1] - lat) < NEAR / 2)
    const road = roads.map((line) => ({ name: line.name, far: Math.min(...line.points.map(([x, y]) => Math.hypot(x - lon, y - lat))) })).sort((a, b) => a.far - b.far)[0]
    const text = place ? `${place.name}${dice.pick(['门口', '东侧', '旁', '对面'])}` : road && road.far < NEAR ? `${road.name}${dice.pick(sides)}` : `${area.name}${dice.pick(['内', '弄堂口', '楼下', '健身点旁'])}`
    // Few spots carry much: the tenth is a sixth as busy as the first.
    spots.push({ lon, lat, text, weight: 1 / (1 + spots.length / 12) + 0.12 })
  }
  return spots
}

/** Nobody stands on the same metre twice. */
export const nearby = (spot: Pick<Spot, 'lon' | 'lat'>, dice: Dice): { lon: number; lat: number } => ({ lon: Number((spot.lon + dice.between(-1.2e-4, 1.2e-4)).toFixed(6)), lat: Number((spot.lat + dice.between(-1e-4, 1e-4)).toFixed(6)) })
