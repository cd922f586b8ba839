// The pairs of a question and the months it looks in.
import { describe, expect, test } from 'vitest'
import { gramsOf, monthsBack, pairsOf, patternsOf, termsOf } from './search.ts'

describe('a question', () => {
  test('is every two characters side by side, within a word and never across', () => {
    expect(pairsOf(termsOf('垃圾桶 满了'))).toEqual(['垃圾', '圾桶', '满了'])
    expect(pairsOf(termsOf('Waste BIN'))).toEqual(['wa', 'as', 'st', 'te', 'bi', 'in'])
    expect(pairsOf(termsOf('猫'))).toEqual([])
    expect(pairsOf(termsOf('🐈猫🐈'))).toEqual(['🐈猫', '猫🐈'])
  })
  test('has no more than four words, and signs of LIKE and of arrays stand for themselves', () => {
    expect(termsOf(' a  b c d e ')).toEqual(['a', 'b', 'c', 'd'])
    expect(patternsOf(['50%_\\'])).toEqual(['%50\\%\\_\\\\%'])
    expect(gramsOf('00000000-0000-0000-0000-00000000beef', 202611, ['"\\', '垃圾'])).toBe('{"beef202611\\"\\\\","beef202611垃圾"}')
  })
})
test('months go back over the turn of the year', () => {
  expect(monthsBack(202602, 202511)).toEqual([202602, 202601, 202512, 202511])
  expect(monthsBack(202611, 202612)).toEqual([])
})
