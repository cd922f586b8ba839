// The draw against numbers worked out elsewhere, and the promises it makes: order plays no part, more only adds, what was bent is named.
import { describe, expect, test } from 'vitest'
import { canonical, checkerOf, commitmentOf, draw, faultsOf, framed, ordered, seedOf, sizeOf, type Candidate } from './draw.ts'
import { hashOf } from '#kernel/hash.ts'

const frame = Array.from({ length: 12 }, (_, n) => ({ id: `P${String(n + 1).padStart(3, '0')}`, stratum: n < 8 ? 'A' : 'B' }))
const nonce = '7f3c9a1e5b2d4c68', day = '2026-08-21'

test('the oracle: frame, commitment, seed and both orders', () => {
  const frameHash = hashOf(canonical(frame)), seed = seedOf(frameHash, nonce, day)
  expect([frameHash.slice(0, 16), commitmentOf(nonce).slice(0, 16), seed]).toEqual(['02060197a49d1a22', '75c72083eca62ea2', '4ad1a35b0509324c9e95f33c12bff0e9ffa8aff588269a6abc093c21333ecd9a'])
  const order = (stratum: string) => ordered(frame, seed).filter((one) => one.stratum === stratum).map(({ id }) => id).join(' ')
  expect([order('A'), order('B')]).toEqual(['P008 P006 P002 P003 P005 P004 P007 P001', 'P011 P009 P012 P010'])
})
test('the order in which cases are found plays no part; one more in the frame moves none against each other; a larger sample only adds', () => {
  expect(draw(frame.toReversed(), nonce, day, 10)).toEqual(draw(frame, nonce, day, 10))
  const seed = 'ab'.repeat(32), one = ordered(frame, seed).map(({ id }) => id), more = ordered([...frame, { id: 'P999', stratum: 'A' }], seed).map(({ id }) => id)
  expect(more.filter((id) => id !== 'P999')).toEqual(one)
  const many = Array.from({ length: 200 }, (_, n) => ({ id: `c${n}`, stratum: '' }))
  expect(draw(many, nonce, day, 10).sample.slice(0, 10)).toEqual(draw(many, nonce, day, 5).sample)
})
test.each([[0, 5, 0], [1, 5, 1], [20, 5, 1], [21, 5, 2], [100, 10, 10], [101, 10, 11]])('of %i at %i per cent: %i', (all, percent, n) => { expect(sizeOf(all, percent)).toBe(n) })
test('another nonce draws others: nobody can tell beforehand whom', () => {
  const many = Array.from({ length: 400 }, (_, n) => ({ id: `c${n}`, stratum: '' })), drawn = new Set(Array.from({ length: 30 }, (_, n) => draw(many, `nonce ${n}`, day, 5).sample.join()))
  expect(drawn.size).toBe(30)
  // Each is drawn about as often as any other: 400 cases, 2000 draws of 20, 100 each on average.
  const often = new Map<string, number>()
  for (let n = 0; n < 2000; n++) for (const id of draw(many, `n${n}`, day, 5).sample) often.set(id, (often.get(id) ?? 0) + 1)
  expect(Math.min(...often.values())).toBeGreaterThan(55)
  expect(Math.max(...often.values())).toBeLessThan(150)
}, 60_000)

describe('what was stored', () => {
  const drawn = draw(frame, nonce, day, 10)
  const stored = { day, nonce, commitment: commitmentOf(nonce), percent: 10, frame: drawn.frame, frame_hash: drawn.frameHash, seed: drawn.seed, n: drawn.n, result_hash: drawn.resultHash }
  test('holds as it was drawn, and its frame reads back', () => {
    expect(faultsOf(stored, drawn.sample)).toEqual([])
    expect(framed(drawn.frame)).toEqual(frame)
  })
  test.each([
    ['another nonce', { nonce: 'chosen later' }, 'nonce'], ['a case taken out of the frame', { frame: drawn.frame.split('\n').slice(1).join('\n') }, 'frame'], ['another seed', { seed: 'ab'.repeat(32) }, 'seed'], ['a smaller sample', { n: 1 }, 'result'],
  ])('%s is named', (_what, bent, fault) => { expect(faultsOf({ ...stored, ...bent }, drawn.sample)).toContain(fault) })
  test('a case put in the place of one that was drawn is named', () => { expect(faultsOf(stored, [...drawn.sample.slice(1), 'P001'])).toEqual(['sample']) })
})

describe('who looks', () => {
  const one = (account: string, unit: string | null = null, covers = true): Candidate => ({ account, unit, covers })
  const pick = (candidates: Candidate[], barred: string[] = [], touched: string[] = [], load: [string, number][] = []) => checkerOf('case', 'own', candidates, { barred: new Set(barred), touched: new Set(touched) }, new Map(load), 'ab'.repeat(32))
  test.each([
    ['never one of the handling unit', () => pick([one('a', 'own')]), null], ['never who has no reach', () => pick([one('a', 'x', false)]), null], ['never who checked it', () => pick([one('a')], ['a'], ['a']), null],
    ['who reported it only where nobody else can', () => pick([one('a'), one('b')], [], ['a']), 'b'], ['and then does', () => pick([one('a')], [], ['a']), 'a'], ['whoever has least to do', () => pick([one('a'), one('b')], [], [], [['a', 1]]), 'b'],
  ])('%s', (_what, run, expected) => { expect(run()).toBe(expected) })
  test('among equals as the seed says, the same for everybody who makes the draw again', () => {
    const all = ['a', 'b', 'c', 'd'].map((name) => one(name))
    expect(pick(all)).toBe(pick(all.toReversed()))
  })
})
