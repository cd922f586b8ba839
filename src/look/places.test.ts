// The rail on a short window and on a phone.
import { expect, test } from 'vitest'
import { foldedBy, groupsOf, RAIL, unfolded, waitingIn, type PlaceGroup } from './places.ts'

const rail = (height: number, at?: PlaceGroup, chosen = {}) => [...foldedBy([{ group: 'work', n: 4 }, { group: 'district', n: 3 }, { group: 'admin', n: 6 }], height, at, chosen)]
const all = 3 * RAIL.head + 13 * RAIL.item

test('everything stands open where it fits', () => {
  expect(rail(all)).toEqual([])
})
test('one pixel too few, and the last group folds; further ones only as needed', () => {
  expect(rail(all - 1)).toEqual(['admin'])
  expect(rail(all - 6 * RAIL.item - 1)).toEqual(['admin', 'district'])
})
test('the group somebody is in never folds by itself', () => {
  expect(rail(all - 1, 'admin')).toEqual(['district'])
})
test('what a person folded stays folded, what they opened stays open', () => {
  expect(rail(all, 'work', { district: false })).toEqual(['district'])
  expect(rail(all - 1, 'work', { admin: true })).toEqual(['district'])
  expect(rail(all, 'district', { district: false })).toEqual(['district'])
})
test('groups without a place are left out, in one order', () => {
  expect(groupsOf([{ group: 'admin' as const, to: 'a' }, { group: 'work' as const, to: 'b' }]).map(([group]) => group)).toEqual(['work', 'admin'])
})
test('the bar of a phone takes the low ones last', () => {
  expect(unfolded([{ to: 'a', low: true }, { to: 'b' }, { to: 'c' }], 2).map((p) => p.to)).toEqual(['b', 'c'])
  expect(unfolded([{ to: 'a', low: true }, { to: 'b' }], 2).map((p) => p.to)).toEqual(['b', 'a'])
})
test('what waits behind a folded group or behind “more” is counted together', () => {
  expect(waitingIn([{ badge: 2 }, {}, { badge: undefined }, { badge: 5 }])).toBe(7)
  expect(groupsOf([{ group: 'data' as const, to: 'a' }, { group: 'quality' as const, to: 'b' }, { group: 'work' as const, to: 'c' }]).map(([group]) => group)).toEqual(['work', 'quality', 'data'])
})
