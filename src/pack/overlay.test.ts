// A district's layer over a pack: laid, tidied, compared; nothing of the pack below is touched.
import { expect, test } from 'vitest'
import { compare, lay, tidied, type Overlay } from './overlay.ts'
import { packSchema } from './schema.ts'
import type { PackContent } from './words.ts'

const t = (zh: string) => ({ zh, en: zh })
const base: PackContent = {
  pack: 'p', title: t('方案'), units: { lead: ['a'], with: ['b'] },
  categories: [
    { code: 'one', title: t('一'), kind: 'event', rules: [{ to: 'a' }], conditions: [{ id: 'x', text: t('看见'), limit: { amount: 4, kind: 'work_hour' }, evidence: { report: 1, handle: 1 } }] },
    { code: 'two', title: t('二'), kind: 'event', rules: [], conditions: [{ id: 'x', text: t('看见'), limit: { amount: 1, kind: 'work_day' }, evidence: { report: 0, handle: 1 } }] },
  ],
}
const over: Overlay = { lead: ['b'], categories: [{ code: 'one', rules: [{ to: 'b' }], conditions: [{ id: 'x', limit: { amount: 6, kind: 'work_hour' } }] }, { code: 'two', off: true }] }

test('what is named is changed, all else stays, and the pack below is not touched', () => {
  const before = structuredClone(base)
  const { content, gone } = lay(base, over)
  expect(base).toEqual(before)
  expect(gone).toEqual([])
  expect(content.units).toEqual({ lead: ['b'], with: [] })
  expect(content.categories).toEqual([{ ...base.categories[0], rules: [{ to: 'b' }], conditions: [{ ...base.categories[0]!.conditions[0], limit: { amount: 6, kind: 'work_hour' } }] }])
})
test('a change back to the old value is no change', () => {
  expect(tidied(base, { lead: ['a'], categories: [{ code: 'one', rules: [{ to: 'a' }], conditions: [{ id: 'x', limit: { amount: 4, kind: 'work_hour' }, evidence: { report: 1, handle: 1 } }] }] })).toEqual({ categories: [] })
  expect(tidied(base, over)).toEqual({ lead: ['b'], categories: over.categories })
})
test('what the pack below has no more is told', () => {
  expect(lay(base, { categories: [{ code: 'three', off: true }, { code: 'one', conditions: [{ id: 'y', limit: { amount: 1, kind: 'work_day' } }] }] }).gone).toEqual(['three', 'one y'])
})
test('two states are compared as a person sees them', () => {
  expect(compare(base, lay(base, over).content).map((each) => [each.category, each.field, each.before.zh, each.after.zh])).toEqual([
    ['', 'lead', 'a', 'b'], ['one', 'rules', 'a', 'b'], ['one', 'limit', '4工作时', '6工作时'], ['two', 'off', '在用', '停用'],
  ])
  expect(compare(lay(base, over).content, base).map((each) => each.field)).toEqual(['lead', 'rules', 'limit', 'off'])
  expect(compare(base, base)).toEqual([])
})
test('the schema for editors knows every key and the spelling of a limit', () => {
  const text = JSON.stringify(packSchema())
  for (const key of ['pack', 'categories', 'conditions', 'limit', 'evidence', 'rules', 'owners', 'when', 'hours', 'words']) expect(text).toContain(`"${key}"`)
  const [pattern] = /\^\[1-9\][^"]+/.exec(text)!
  expect(new RegExp(JSON.parse(`"${pattern}"`) as string).test('10 minute_on_shift')).toBe(true)
  expect(new RegExp(JSON.parse(`"${pattern}"`) as string).test('10 minutes')).toBe(false)
})
