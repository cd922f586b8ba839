// Free texts are kept apart: commitment, text and masked copy.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { freeText } from '#core/free.ts'
import { commitment, keep, keepTexts } from './kept.ts'

const Input = z.strictObject({ reason: freeText(50), note: freeText(50).optional(), phone: freeText(40, 'phone').optional(), amount: z.number().optional() })

test('the words are swapped for a commitment that only their salt can prove', () => {
  const { input, kept } = keepTexts(Input, { reason: '回电话 13812345678', amount: 3 })
  expect(kept).toHaveLength(1)
  expect(input).toEqual({ reason: kept[0]!.id, amount: 3 })
  expect(kept[0]).toMatchObject({ text: '回电话 13812345678', masked: '回电话 138****5678' })
  expect(commitment(kept[0]!.salt, kept[0]!.text)).toBe(kept[0]!.id)
  // The same words twice are two commitments, so that nobody can look for a number by its hash.
  expect(keep('text', '13812345678').id).not.toBe(keep('text', '13812345678').id)
})
test.each([' ', '\n\t', '\u200b', '\u202e \ufeff'])('a needed text of nothing but blanks and hidden signs (%j) is missing', (reason) => {
  expect(() => keepTexts(Input, { reason })).toThrowError(expect.objectContaining({ body: expect.objectContaining({ kind: 'wrong-input', faults: [expect.objectContaining({ path: 'reason' })] }) }))
})
test('an optional one is simply not there', () => {
  expect(keepTexts(Input, { reason: '好', note: ' \u200b ' }).input).not.toHaveProperty('note')
})
test.each(['13812345678', '138-1234-5678', '１３８１２３４５６７８', '57301234', '一三八一二三四五六七八', '①③⑧①②③④⑤⑥⑦⑧', '0512-57301234 转 8'])('a phone field is starred however the number is written: %s', (phone) => {
  const { masked } = keep('phone', phone)
  expect(masked).not.toBe(phone)
  expect(masked.split('*').length - 1).toBeGreaterThan(3)
})
test.each([['王小二', '王**'], ['王', '*'], ['欧阳锋', '欧**'], ['𠮷野家', '𠮷**']])('of a name only its first sign is shown: %s', (name, masked) => {
  expect(keep('name', name).masked).toBe(masked)
})
