// A name typed in gives the point people mean: the demo's own roads, landmarks and compounds.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { gazetteerOf, type Gazetteer } from './gazetteer.ts'
import type { Layer } from './layers.ts'

const folder = join(import.meta.dirname, '..', '..', '..', 'demo', 'district')
const demo = gazetteerOf(JSON.parse(readFileSync(join(folder, 'base.geojson'), 'utf8')) as Layer, [{ name: '石桥社区', kind: 'community', lon: 120.704, lat: 31.297 }, { name: '石桥社区第1网格', kind: 'grid', lon: 120.7, lat: 31.3 }])
const first = (gazetteer: Gazetteer, words: string) => gazetteer.find(words, 5)[0]

describe('names', () => {
  test.each([
    ['学前街', '学前街', 'road'], ['x湖公园', 'x湖公园', 'park'], ['湖商业广场', 'x湖商业广场', 'place'], ['x湖菜场', 'x湖菜场', 'place'], ['学前小学', '学前街小学', 'place'],
    ['石桥社区', '石桥社区', 'community'], ['石桥花园', '石桥花园', 'compound'], ['望河路12号', '望河路', 'road'], ['映月湖东岸', '映月湖', 'water'], ['ｘ湖　菜场', 'x湖菜场', 'place'],
  ])('%s is %s, a %s', (words, name, kind) => { expect(first(demo, words)).toMatchObject({ name, kind }) })
  test('nothing like it: nothing', () => {
    for (const words of ['', '   ', '天安门', 'zzz', '。，', '(((', '\\d+']) expect([words, demo.find(words, 5)]).toEqual([words, []])
  })
  test('never more than asked for, best first', () => {
    const found = demo.find('石桥', 3)
    expect(found.length).toBe(3)
    expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a))
  })
})

describe('crossings', () => {
  const here = { lon: expect.closeTo(120.710967, 5), lat: expect.closeTo(31.296456, 5) }
  test.each(['学前街与望河路', '学前街和望河路交叉口', '望河路学前街', '学前街望河路口', '学前街/望河路', '学前街、望河路路口附近'])('%s', (words) => {
    expect(first(demo, words)).toMatchObject({ kind: 'crossing', ...here })
  })
  const roads = (...lines: [string, [number, number][]][]): Gazetteer => gazetteerOf({ type: 'FeatureCollection', features: lines.map(([name, coordinates]) => ({ type: 'Feature', properties: { kind: 'road', name }, geometry: { type: 'LineString', coordinates } })) }, [])
  test('roads side by side never meet; a road that ends at the other meets it there; a winding one may meet twice', () => {
    expect(roads(['甲路', [[120.7, 31.28], [120.71, 31.28]]], ['乙路', [[120.7, 31.29], [120.71, 31.29]]]).find('甲路与乙路', 5).filter(({ kind }) => kind === 'crossing')).toEqual([])
    expect(first(roads(['甲路', [[120.7, 31.28], [120.71, 31.28]]], ['乙路', [[120.705, 31.2801], [120.705, 31.29]]]), '甲路与乙路')).toMatchObject({ kind: 'crossing', lon: 120.705, lat: 31.2801 })
    expect(roads(['甲路', [[120.7, 31.28], [120.72, 31.28]]], ['乙路', [[120.702, 31.279], [120.705, 31.285], [120.71, 31.275]]]).find('甲路与乙路', 5).filter(({ kind }) => kind === 'crossing').length).toBe(2)
  })
  test('twenty thousand names are searched in milliseconds', () => {
    const many = gazetteerOf({ type: 'FeatureCollection', features: Array.from({ length: 20_000 }, (_, n) => ({ type: 'Feature' as const, properties: { kind: 'place', name: `第${n}小学分校` }, geometry: { type: 'Point' as const, coordinates: [120.7 + n * 1e-5, 31.3] as [number, number] } })) }, [])
    many.find('小学', 10)
    const began = performance.now()
    for (let n = 0; n < 10; n++) many.find(`${n}99小学`, 10)
    expect((performance.now() - began) / 10).toBeLessThan(150)
  })
})
