// What an import would make of the tree: found by code, parents by code or name, nothing lost by silence.
import { describe, expect, test } from 'vitest'
import type { Draft } from './draft.ts'
import { planAreas, type Area, type PlanOptions } from './plan.ts'
import type { Geometry } from './systems.ts'

const box = (w: number): Geometry => ({ type: 'Polygon', coordinates: [[[w, 31.28], [w + 0.01, 31.28], [w + 0.01, 31.29], [w, 31.29], [w, 31.28]]] })
const had = (code: string, kind: string, parent: string | null, more: Partial<Area> = {}): Area => ({ id: `id-${code}`, code, kind, parent: parent && `id-${parent}`, name: `${code}名`, geometry: null, lon: null, lat: null, m2: null, valid_from: null, valid_to: null, ...more })
const draft = (code: string, more: Partial<Draft> = {}): Draft => ({ path: `行 ${code}`, code, name: `${code}名`, kind: 'grid', parent: '', from: '', to: '', geometry: undefined, raw: undefined, ...more })
const tree = [had('y', 'district', null), had('east', 'community', 'y'), had('g1', 'grid', 'east', { geometry: box(120.7) }), had('g2', 'grid', 'east')]
const plan = (drafts: Draft[], more: Partial<PlanOptions> = {}, existing = tree) => { let n = 0; return planAreas(existing, drafts, { missing: 'keep', system: 'wgs84', day: '2026-11-23', newId: () => `new-${++n}`, ...more }) }
const faults = (drafts: Draft[], more: Partial<PlanOptions> = {}, existing = tree) => plan(drafts, more, existing).faults.map((fault) => [fault.kind, fault.path])

describe('new, changed, unchanged, gone', () => {
  test('the same again changes nothing; a row without a shape keeps the shape there is', () => {
    expect(plan([draft('g1', { geometry: box(120.7) }), draft('g1-', { name: 'x' }), draft('g2')])).toMatchObject({ unchanged: 2, next: [{ code: 'g1-', changes: ['new'], parent: 'id-y' }] })
    expect(plan([draft('g1')])).toMatchObject({ unchanged: 1, next: [] })
  })
  test('a border that went through another system and back, a centimetre off, is the same border', () => {
    const shifted: Geometry = { type: 'Polygon', coordinates: (box(120.7).coordinates as [number, number][][]).map((ring) => ring.map(([x, y]): [number, number] => [x + 1e-7, y - 1e-7])) }
    expect(plan([draft('g1', { geometry: shifted })]).unchanged).toBe(1)
    expect(plan([draft('g1', { geometry: box(120.70001) })]).next[0]).toMatchObject({ changes: ['shape'], id: 'id-g1' })
  })
  test('each change is named', () => {
    const [next] = plan([draft('g2', { name: '新名', kind: 'cell', parent: 'g1', from: '2026-01-01', geometry: box(120.71) })]).next
    expect(next).toMatchObject({ changes: ['days', 'name', 'kind', 'parent', 'shape'], parent: 'id-g1', m2: expect.any(Number) })
  })
  test('what the file lacks stays, or ends when asked: of the kinds the file holds only', () => {
    expect(plan([draft('g1')]).gone.map((area) => area.code)).toEqual(['g2'])
    expect(plan([draft('g1')], { missing: 'retire' }).gone.map((area) => area.code)).toEqual(['g2'])
    expect(plan([draft('east', { kind: 'community' })], { missing: 'retire' }).gone).toEqual([])
  })
  test('a retired area that comes again is back under its old id', () => {
    const ended = [...tree, had('g3', 'grid', 'east', { valid_to: '2026-01-01' })]
    expect(plan([draft('g3')], {}, ended).next).toMatchObject([{ id: 'id-g3', changes: ['back'], valid_to: null }])
  })
})

describe('parents', () => {
  test('by code, by name, from the same file in any order; nothing said is the root, or what it was', () => {
    const { next, faults: wrong } = plan([draft('n1', { parent: 'c9' }), draft('c9', { kind: 'community', name: '九社区' }), draft('n2', { parent: '九社区' }), draft('n3', { parent: 'east名' }), draft('n4'), draft('g2', { name: '改' })])
    const id = (code: string) => next.find((area) => area.code === code)!.id
    expect(next.map((area) => [area.code, area.parent])).toEqual([['n1', id('c9')], ['c9', 'id-y'], ['n2', id('c9')], ['n3', 'id-east'], ['n4', 'id-y'], ['g2', 'id-east']])
    expect(wrong).toEqual([])
  })
  test('a city may stand above the district', () => {
    expect(faults([draft('city', { kind: 'city' }), draft('y', { kind: 'district', parent: 'city' })])).toEqual([])
    expect(faults([draft('city', { kind: 'city' })])).toEqual([['two-roots', 'city']])
  })
  test.each<[string, Draft[], [string, string][]]>([
    ['a parent that is nowhere', [draft('n', { parent: 'nobody' })], [['parent-missing', '行 n']]],
    ['a name that two have', [draft('n', { parent: '一样' }), draft('a', { kind: 'community', name: '一样' }), draft('b', { kind: 'community', name: '一样' })], [['parent-missing', '行 n']]],
    ['a code used twice', [draft('n'), draft('n', { path: '行 2' })], [['code-twice', '行 2']]],
    ['a circle', [draft('a', { kind: 'zone', parent: 'b' }), draft('b', { kind: 'zone', parent: 'a' })], [['circle', '行 a'], ['circle', '行 b']]],
    ['its own parent', [draft('g1', { parent: 'g1' })], [['circle', '行 g1']]],
    ['a grid above a community', [draft('n', { kind: 'community', parent: 'g1' })], [['parent-lower', '行 n']]],
    ['no kind, no name', [draft('n', { kind: '', name: '' })], [['no-name', '行 n'], ['no-kind', '行 n']]],
  ])('%s', (_what, drafts, expected) => { expect(faults(drafts)).toEqual(expected) })
  test('a parent that would end keeps its living children from being orphans', () => {
    expect(faults([draft('other', { kind: 'community' })], { missing: 'retire' })).toEqual([['parent-missing', 'g1'], ['parent-missing', 'g2']])
  })
  test('an area a thousand kilometres away is told', () => {
    expect(faults([draft('a', { geometry: box(120.71) }), draft('b', { geometry: box(120.72) }), draft('c', { geometry: box(111) })])).toEqual([['far-away', '行 c']])
  })
})
