// Understanding a message: what an entry meets, what is refused, what is learned and kept, and that the measured figures hold.
import { expect, test } from 'vitest'
import { suggestBench } from '../../../bench/suggest.ts'
import { loadPacks } from '../load.ts'
import { loadCutter, plain, telling } from './cut.ts'
import { leaning, learn, nothingLearned, WORDS_A_KIND } from './learned.ts'
import { stands, suggest } from './suggest.ts'
import { vocabularyOf } from './vocabulary.ts'

const { base, packs } = await loadPacks(`${import.meta.dirname}/../../../packs`)
const cut = await loadCutter()
const vocabulary = vocabularyOf(packs.map(({ content }) => ({ pack: content.pack, content })), base!.elsewhere, cut)
const ask = (text: string) => suggest(text, { vocabulary, cut })

test.each([
  [['公厕', '脏'], '老街那个公厕脏得没法下脚', true],
  [['脏', '公厕'], '老街那个公厕脏得没法下脚', true],
  [['公厕', '脏'], '公厕关门了', false],
  [['公厕', '脏'], `公厕在东头${'，路很远'.repeat(8)}，鞋都走脏了`, false],
  [['藏獒'], '有人养藏獒', true],
])('the parts %j near each other in %s: %s', (parts, text, meets) => { expect(stands({ parts }, text)).toBe(meets) })

test('slips of the pen, wide letters and blanks make no difference', () => {
  expect(plain('拉圾　成堆 ＡＢＣ')).toBe('垃圾成堆abc')
  expect(ask('卫生死角 拉 圾成山').items[0]?.category).toBe('waste.exposed')
  expect(telling(['的', '垃圾', '138', '你好', '我们', '垃圾桶'])).toEqual(['垃圾', '垃圾桶'])
})
test('a suggestion names its words, its condition and a score, and never more than five', () => {
  const { ours, items } = ask('小区垃圾桶满了，垃圾亭臭，楼道堆杂物，狗叫，电瓶车飞线充电，消防通道堵了')
  expect(ours).toBe(true)
  expect(items.length).toBeLessThanOrEqual(5)
  for (const each of items) { expect(each.words.length).toBeGreaterThan(0); expect(each.score).toBeGreaterThan(0); expect(each.score).toBeLessThan(100) }
  expect(ask('暴露垃圾腐烂发臭有污水，紧邻学校').items[0]).toMatchObject({ category: 'waste.exposed', condition: 'rotting' })
})
test.each(['', ' ', '。', '13812345678', '😀😀😀', '\ud800', 'a'.repeat(5000), '垃'.repeat(5000), '__proto__ constructor toString'])('%j is refused quietly and quickly', (text) => {
  const began = performance.now()
  expect(ask(text.slice(0, 5000)).ours).toBe(false)
  expect(performance.now() - began).toBeLessThan(500)
})

test('learning counts a word once a message, keeps a bounded number, and needs more than one message to lean', () => {
  let learned = nothingLearned()
  for (let n = 0; n < 40; n++) learned = learn(learned, n % 2 ? 'p/a' : 'p/b', n % 2 ? ['石舫', '石舫', '修理'] : ['柳树', '修理'])
  expect(learned.kinds['p/a']).toEqual({ n: 20, words: { 石舫: 20, 修理: 20 } })
  expect(leaning(learned, 'p/a', ['石舫'])).toBeGreaterThan(2)
  expect(leaning(learned, 'p/b', ['石舫'])).toBe(0)
  expect(leaning(learned, 'p/a', ['修理'])).toBe(0)
  expect(leaning(learn(nothingLearned(), 'p/a', ['石舫']), 'p/a', ['石舫'])).toBe(0)
  expect(leaning(learned, 'p/a', ['constructor', '__proto__'])).toBe(0)
  for (let n = 0; n < 60; n++) learned = learn(learned, 'p/a', Array.from({ length: 30 }, (_, m) => `词${n}之${m}`))
  expect(Object.keys(learned.kinds['p/a']!.words).length).toBeLessThanOrEqual(WORDS_A_KIND * 1.1)
  expect(learned.kinds['p/a']!.words['石舫']).toBe(20)
})

test('on messages nobody tuned for: three in four right at once, nine in ten among three, one in ten wrongly ours at most', async () => {
  const figures = await suggestBench('held-out')
  expect(figures.messages).toBeGreaterThan(190)
  expect(figures.top1).toBeGreaterThanOrEqual(75)
  expect(figures.top3).toBeGreaterThanOrEqual(88)
  expect(figures.falseOurs).toBeLessThanOrEqual(10)
})
