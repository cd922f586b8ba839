// How alike two reports are, as a table: what is the same thing, what is not, in which order, and why.
import { describe, expect, test } from 'vitest'
import { alike, pairsIn, sayAge, wordsShared, type Candidate, type Wanted } from './similar.ts'

const litter = { pack: 'fine-cleaning', category: 'waste.exposed', zh: '暴露垃圾', en: 'Litter' }, bike = { pack: 'parking', category: 'bike', zh: '单车乱停', en: 'Bikes' }
const now = new Date('2026-11-23T10:00:00+08:00')
const HERE = { lon: 120.715, lat: 31.285 }
/** So many metres to the north. */
const north = (metres: number) => ({ lon: HERE.lon, lat: HERE.lat + metres / 111_195 })
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
const wanted = (over: Partial<Wanted> = {}): Wanted => ({ point: HERE, area: 'grid', kinds: [litter], given: true, pairs: pairsIn('路口有一堆垃圾'), metres: 50, days: 7, ownerDays: 30, now, ...over })
const one = (over: Partial<Candidate> = {}): Candidate => ({ point: north(18), area: 'grid', kind: litter, guesses: [], pairs: pairsIn('垃圾没人清'), reportedAt: ago(2), ...over })

describe('the same thing, or another', () => {
  test.each<[string, Partial<Wanted>, Partial<Candidate>, boolean]>([
    ['近处、同类、刚报的', {}, {}, true],
    ['正好五十米', {}, { point: north(50) }, true], ['五十一米', {}, { point: north(51) }, false],
    ['七天以内', {}, { reportedAt: ago(7 * 24) }, true], ['七天以外', {}, { reportedAt: ago(7 * 24 + 1) }, false],
    ['别的类别', {}, { kind: bike }, false],
    ['类别是猜的，别人已定为别的类，但说的是同一件事', { given: false }, { kind: bike, pairs: pairsIn('路口有一堆垃圾') }, true],
    ['类别是猜的，别人已定为别的类，说的也不同', { given: false }, { kind: bike, pairs: pairsIn('单车倒了') }, false],
    ['还没有类别，像是同类', {}, { kind: undefined, guesses: [litter] }, true],
    ['还没有类别，像是别的', {}, { kind: undefined, guesses: [bike], pairs: pairsIn('单车倒了') }, false],
    ['还没有类别，也猜不出，字面一样', {}, { kind: undefined, pairs: pairsIn('路口有一堆垃圾') }, true],
    ['一个字也没写，没有类别', { kinds: [], given: false, pairs: new Set() }, {}, false],
    ['同一权属单位，三十天内，离得远些', { owner: 'u' }, { owner: 'u', point: north(300), reportedAt: ago(20 * 24) }, true],
    ['同一权属单位，三十天以外', { owner: 'u' }, { owner: 'u', reportedAt: ago(31 * 24) }, false],
    ['别的权属单位，三十天内', { owner: 'u' }, { owner: 'v', reportedAt: ago(20 * 24) }, false],
    ['没有点，同一个网格', { point: undefined }, {}, true], ['没有点，别的网格', { point: undefined }, { area: 'other' }, false],
    ['没有点，别的网格，地点说明相同', { point: undefined }, { area: 'other', samePlace: true }, true],
  ])('%s', (_, asked, other, same) => { expect(alike(wanted(asked), one(other)) !== undefined).toBe(same) })
})

describe('what comes first', () => {
  const score = (asked: Partial<Wanted>, other: Partial<Candidate>) => alike(wanted(asked), one(other))!.score
  test.each<[string, Partial<Candidate>, Partial<Candidate>]>([
    ['nearer', { point: north(5) }, { point: north(45) }], ['later', { reportedAt: ago(1) }, { reportedAt: ago(100) }],
    ['filed as the same', {}, { kind: undefined, guesses: [litter] }], ['in the same words', { pairs: pairsIn('路口有一堆垃圾') }, { pairs: pairsIn('不一样的话') }],
    ['with a point', { point: north(45) }, { point: undefined }],
  ])('%s', (_, better, worse) => { expect(score({}, better)).toBeGreaterThan(score({}, worse)) })
  test('a word of the clerk counts more than a suggestion', () => { const words = { pairs: wanted().pairs }; expect(score({}, words)).toBeGreaterThan(score({ given: false }, words)) })
  test('stays between 0 and 100, and the very same is 100', () => {
    expect(score({}, { point: HERE, reportedAt: now, pairs: wanted().pairs })).toBe(100)
    for (const metres of [0, 10, 49]) for (const hours of [0, 50, 160]) { const n = score({}, { point: north(metres), reportedAt: ago(hours) }); expect(n).toBeGreaterThan(0); expect(n).toBeLessThanOrEqual(100) }
  })
})

describe('why', () => {
  const because = (asked: Partial<Wanted>, other: Partial<Candidate>) => alike(wanted(asked), one(other))!.because
  test('says distance, age and kind in both languages', () => {
    expect(because({}, {})).toEqual({ zh: '距离18米，2小时前，同为暴露垃圾', en: '18 m away, 2 hours ago, also litter' })
    expect(because({}, { kind: undefined, guesses: [litter], pairs: wanted().pairs })).toEqual({ zh: '距离18米，2小时前，像是暴露垃圾，说法相近', en: '18 m away, 2 hours ago, seems to be litter, in much the same words' })
    expect(because({ point: undefined }, { samePlace: true }).zh).toBe('地点说明相同，2小时前，同为暴露垃圾')
    expect(because({ owner: 'u' }, { owner: 'u', point: undefined }).zh).toBe('同一权属单位，2小时前，同为暴露垃圾')
  })
  test.each([[0, '刚刚', 'just now'], [61_000, '1分钟前', '1 minute ago'], [3_600_000, '1小时前', '1 hour ago'], [47 * 3_600_000, '47小时前', '47 hours ago'], [49 * 3_600_000, '2天前', '2 days ago']])('%i ms is %s', (ms, zh, en) => { expect(sayAge(ms)).toEqual({ zh, en }) })
})

describe('words in common', () => {
  test.each<[string, string, number]>([
    ['路口有一堆垃圾', '路口有一堆垃圾', 1], ['垃圾成堆', '路口垃圾成堆，没人清', 1], ['垃圾', '垃圾', 0], ['路灯不亮', '井盖坏了', 0], ['', '路口', 0],
    // Numbers of a day are shared by all of it.
    ['261123-0007 路灯不亮', '261123-0008 井盖坏了', 0],
  ])('%s · %s: %d', (a, b, share) => { expect(wordsShared(pairsIn(a), pairsIn(b))).toBe(share) })
})
