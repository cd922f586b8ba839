// A point named by the area around it.
import { expect, test } from 'vitest'
import type { Ground } from './base.ts'
import { areaAround } from './within.ts'

const box = (w: number, s: number, e: number, n: number) => [[w, s], [e, s], [e, n], [w, n], [w, s]]
const areas: Ground = { type: 'FeatureCollection', features: [
  { type: 'Feature', properties: { kind: 'district', name: '区' }, geometry: { type: 'Polygon', coordinates: [box(0, 0, 10, 10)] } },
  { type: 'Feature', properties: { kind: 'community', name: '东' }, geometry: { type: 'Polygon', coordinates: [box(0, 0, 5, 5), box(2, 2, 3, 3)] } },
  { type: 'Feature', properties: { kind: 'grid', name: '东一' }, geometry: { type: 'MultiPolygon', coordinates: [[box(0, 0, 1, 1)], [box(4, 4, 5, 5)]] } },
] }
test('the smallest area around a point gives it its name', () => {
  expect(areaAround(areas, { lon: 4.5, lat: 4.5 })).toBe('东一')
  expect(areaAround(areas, { lon: 1.5, lat: 1.5 })).toBe('东')
})
test('a hole belongs to whatever lies around it; outside there is no name', () => {
  expect(areaAround(areas, { lon: 2.5, lat: 2.5 })).toBe('区')
  expect(areaAround(areas, { lon: 11, lat: 1 })).toBeUndefined()
  expect(areaAround(undefined, { lon: 1, lat: 1 })).toBeUndefined()
})
