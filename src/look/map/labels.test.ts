// Names on the map keep out of each other's way.
import { describe, expect, test, vi } from 'vitest'

vi.mock('leaflet', () => ({ default: {} }))
const { boxOf, fitting } = await import('./labels.ts')
type Label = Parameters<typeof boxOf>[0]
const label = (text: string, x: number, y: number, rank: number, more: object = {}) => ({ text, at: { x, y } as never, kind: 'place', rank, from: 0, ...more }) as Label
const at = (each: Label) => each.at as unknown as { x: number; y: number }
const shown = (labels: Label[], zoom = 16) => fitting(labels, zoom, at).map((each) => each.text)

describe('names on the map', () => {
  test('of two that would touch, the better rank is shown', () => {
    expect(shown([label('小区', 100, 100, 10), label('石桥社区', 104, 102, 100)])).toEqual(['石桥社区'])
  })
  test('those that do not touch are all shown', () => {
    expect(shown([label('小区', 100, 100, 10), label('石桥社区', 104, 140, 100)])).toEqual(['石桥社区', '小区'])
  })
  test('a name waits for its zoom', () => {
    expect(shown([label('公园', 0, 0, 10, { from: 15.5 })], 15)).toEqual([])
    expect(shown([label('公园', 0, 0, 10, { from: 15.5 })], 15.5)).toEqual(['公园'])
  })
  test('a road is not named twice side by side, but again further along', () => {
    expect(shown([label('学前街', 0, 0, 5), label('学前街', 120, 0, 5), label('学前街', 400, 0, 5)]).length).toBe(2)
  })
  test('汉字 are as wide as high, letters half; a turned name takes a turned box', () => {
    expect(boxOf(label('石桥', 0, 0, 1), { x: 0, y: 0 })).toMatchObject({ w: 22, h: 11 })
    expect(boxOf(label('ab', 0, 0, 1), { x: 0, y: 0 }).w).toBeCloseTo(12.76)
    const turned = boxOf(label('石桥', 0, 0, 1, { turn: 90 }), { x: 0, y: 0 })
    expect([Math.round(turned.w), Math.round(turned.h)]).toEqual([11, 22])
  })
  test('however many there are, none of the shown touch', () => {
    const many = Array.from({ length: 400 }, (_, n) => label(`名称${n}`, (n * 37) % 900, (n * 53) % 700, n % 7))
    const boxes = fitting(many, 16, at).map((each) => boxOf(each, at(each)))
    expect(boxes.length).toBeGreaterThan(50)
    for (const [i, a] of boxes.entries()) for (const b of boxes.slice(i + 1)) expect(a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h).toBe(false)
  })
})
