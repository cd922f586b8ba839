// What is kept of a typed text, and that hostile Unicode costs nothing.
import { expect, test } from 'vitest'
import { cleanText, marksInARow, tidy } from './text.ts'

test.each([
  ['  路灯 不亮\t了  ', '路灯 不亮 了', 'blanks at the ends go, a tab is a blank'],
  ['第一行\r\n第二行\r第三行', '第一行\n第二行\n第三行', 'line ends are one kind'],
  ['井\u0000盖\u0007', '井盖', 'NUL and controls go'],
  ['\u202e账号\u202c', '账号', 'bidi controls go'],
  ['a\u200bb\u200d\ufeffc\u00ad', 'abc', 'zero-width characters go'],
  ['Cafe\u0301', 'Café', 'one normal form'],
  ['𠮷野家', '𠮷野家', 'characters of two units stay whole'],
  ['', '', 'nothing stays nothing'],
])('%j -> %j: %s', (raw, kept) => {
  expect(cleanText(raw, 100)).toBe(kept)
})

test('太长的文字被拒绝，并说出多长', () => {
  expect(cleanText('字'.repeat(100), 100)).toHaveLength(100)
  expect(() => cleanText('字'.repeat(101), 100)).toThrow(expect.objectContaining({ body: expect.objectContaining({ kind: 'text.too-long', details: { length: 101, max: 100 } }) }))
})

test.each(['a\ud800', '\udc00b', '\ud800\ud800\udc00'])('half a surrogate pair is refused: %j', (raw) => {
  expect(() => cleanText(raw, 100)).toThrow(expect.objectContaining({ body: expect.objectContaining({ kind: 'text.broken' }) }))
  expect(tidy(raw)).not.toMatch(/[\ud800-\udfff]/u)
})

test('an ordinary number of marks stays, a pile is cut', () => {
  expect(tidy('ệ'.normalize('NFD'))).toBe('ệ')
  expect(tidy(`a${'\u0316'.repeat(500)}`)).toBe(`a${'\u0316'.repeat(marksInARow)}`)
})

test('400,000 alternating marks are cleaned at once (normalising them first took 61 s)', () => {
  const before = performance.now()
  const kept = tidy(`a${'\u0300\u0316'.repeat(200_000)}`)
  expect(kept.length).toBeLessThanOrEqual(marksInARow + 1)
  expect(performance.now() - before).toBeLessThan(2000)
})
