// Likenesses among 200,000 photos: nothing near is missed, nothing far is named, and it takes less than 50 ms.
import { describe, expect, test } from 'vitest'
import { newLikenesses } from './twins.ts'

let seed = 42
const dice = () => { seed = (seed + 0x6d2b79f5) | 0; let t = Math.imul(seed ^ (seed >>> 15), 1 | seed); t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t; return (t ^ (t >>> 14)) >>> 0 }
const hex = () => dice().toString(16).padStart(8, '0') + dice().toString(16).padStart(8, '0')
const sha = (n: number) => n.toString(16).padStart(64, '0')
/** The same hash with `bits` of its bits turned. */
const off = (hash: string, bits: number) => { let value = BigInt(`0x${hash}`); for (let n = 0; n < bits; n++) value ^= 1n << BigInt((n * 5 + 3) % 64); return value.toString(16).padStart(16, '0') }

describe('the measured rule', () => {
  test.each([[0, 64, true], [10, 64, true], [11, 64, false], [19, 4, true], [20, 0, false], [19, 5, false]])('%i bits of the one hash and %i of the other apart: near is %s', (p, d, near) => {
    const all = newLikenesses(), one = { phash: hex(), mirror: hex(), dhash: hex() }
    all.add({ sha256: sha(1), phash: off(one.phash, p), dhash: off(one.dhash, d) })
    expect(all.near(one).map((twin) => [twin.sha256, twin.bits])).toEqual(near ? [[sha(1), p]] : [])
  })
  test('a picture turned left to right is found by its mirror, and said to be', () => {
    const all = newLikenesses(), one = { phash: hex(), mirror: hex(), dhash: hex() }
    all.add({ sha256: sha(1), phash: off(one.mirror, 3), dhash: hex() })
    expect(all.near(one)).toEqual([{ sha256: sha(1), bits: 3, mirrored: true }])
  })
})
test('among 200,000 the ten that are near are found, nearest first, in less than 50 ms', () => {
  const all = newLikenesses(), one = { phash: hex(), mirror: hex(), dhash: hex() }
  for (let n = 0; n < 200_000; n++) all.add(n % 20_000 === 7 ? { sha256: sha(n), phash: off(one.phash, n / 20_000 | 0), dhash: hex() } : { sha256: sha(n), phash: hex(), dhash: hex() })
  expect(all.size).toBe(200_000)
  all.near(one)
  const times = Array.from({ length: 9 }, () => { const start = performance.now(); all.near(one); return performance.now() - start }).sort((a, b) => a - b)
  const found = all.near(one)
  // Two hashes at random come within ten bits of each other once in some 4 thousand million pairs.
  expect(found.map((twin) => twin.bits)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(times[4]).toBeLessThan(50)
  if (process.env.DIANFAN_TEST_SAY) console.log(`200,000 likenesses: median ${times[4]!.toFixed(2)} ms`)
})
