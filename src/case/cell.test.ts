// Keys of time and place: which month and cell a case lies in.
import { expect, test } from 'vitest'
import { cellOf, cellsIn, monthOf } from './cell.ts'

test.each([
  ['2026-11-30T15:59:59Z', 202611, 'one second before midnight in China'],
  ['2026-11-30T16:00:00Z', 202612, 'midnight in China is the next month'],
  ['2026-12-31T16:00:00Z', 202701, 'and the next year'],
])('%s -> %i: %s', (at, ym) => { expect(monthOf(new Date(at))).toBe(ym) })

test('every point of a box lies in a cell of the box', () => {
  const box = [120.70, 31.28, 120.73, 31.31] as const
  const cells = new Set(cellsIn(box, 1000))
  for (let lon = box[0]; lon <= box[2]; lon += 0.0017) for (let lat = box[1]; lat <= box[3]; lat += 0.0017) expect(cells.has(cellOf(lon, lat))).toBe(true)
  expect(cells.has(cellOf(120.74, 31.29))).toBe(false)
})
test('a box too large for cells says so', () => { expect(cellsIn([100, 20, 120, 40], 400)).toBeUndefined() })
