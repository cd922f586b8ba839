// Shapes in GeoJSON's form, walked point by point. Pure.
import type { Position } from '#core/coordinates.ts'
export { fromWgs84, rounded, toWgs84, type Position } from '#core/coordinates.ts'

export type Coordinates = Position | Coordinates[]
export interface Geometry { type: 'Point' | 'LineString' | 'MultiLineString' | 'Polygon' | 'MultiPolygon'; coordinates: Coordinates }

const isPosition = (coordinates: Coordinates): coordinates is Position => typeof coordinates[0] === 'number'
const walk = (coordinates: Coordinates, turn: (position: Position) => Position): Coordinates =>
  isPosition(coordinates) ? turn(coordinates) : coordinates.map((inner) => walk(inner, turn))
export const turned = (geometry: Geometry, turn: (position: Position) => Position): Geometry => ({ type: geometry.type, coordinates: walk(geometry.coordinates, turn) })
export function* positions(coordinates: Coordinates): Generator<Position> {
  if (isPosition(coordinates)) yield coordinates
  else for (const inner of coordinates) yield* positions(inner)
}
