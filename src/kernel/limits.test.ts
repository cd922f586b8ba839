// Limits: a bucket for each account or address and each kind of request, refilled by the minute.
import { expect, test } from 'vitest'
import { gate, kindOf, usualLimits } from './limits.ts'

const limits = { ...usualLimits, writes: 6, 'sign-in': 2 }
const at = (seconds: number) => new Date(Date.parse('2026-11-23T01:30:00Z') + seconds * 1000)
const passes = (tries: (() => void)[]) => tries.filter((one) => { try { one(); return true } catch { return false } }).length
const many = (n: number, one: () => void) => passes(Array.from({ length: n }, () => one))

test.each<[string, { account?: string; address: string; script: boolean }, number]>([
  ['an account', { account: 'a', address: '10.0.0.1', script: false }, 6], ['a script with its own token', { account: 'a', address: '10.0.0.1', script: true }, 60],
  ['an address nobody signed in from', { address: '10.0.0.1', script: false }, 6], ['what says it is a script but is nobody', { address: '10.0.0.1', script: true }, 6], ['this machine itself', { address: '127.0.0.1', script: false }, 100],
])('%s: of a hundred at once %#', (_who, who, allowed) => {
  const door = gate(limits)
  expect(many(100, () => door.pass('writes', who, at(0)))).toBe(allowed)
})
test('one does not use up another’s, one kind not another’s, and time gives back', () => {
  const door = gate(limits), a = { account: 'a', address: '10.0.0.1', script: false }
  expect(many(10, () => door.pass('writes', a, at(0)))).toBe(6)
  expect(many(10, () => door.pass('writes', { ...a, account: 'b' }, at(0)))).toBe(6)
  expect(many(10, () => door.pass('reads', a, at(0)))).toBe(10)
  expect(many(10, () => door.pass('writes', a, at(20)))).toBe(2)
  expect(many(10, () => door.pass('writes', a, at(3600)))).toBe(6)
})
test('a clock that goes back gives nothing, and the refusal says when to come again', () => {
  const door = gate(limits), a = { account: 'a', address: '10.0.0.1', script: false }
  many(6, () => door.pass('writes', a, at(100)))
  expect(() => door.pass('writes', a, at(0))).toThrow()
  try { door.pass('writes', a, at(0)) } catch (error) { expect(error).toMatchObject({ body: { status: 429, kind: 'too-many', details: { seconds: 10, perMinute: 6 } } }) }
})
test('the memory is bounded, whatever the flood, and without limits nothing is counted', () => {
  let next = 0
  const door = gate(limits, 100)
  expect(many(1000, () => door.pass('writes', { address: `10.0.0.${next++}`, script: false }, at(0)))).toBe(1000)
  expect(many(1000, () => gate(undefined).pass('writes', { account: 'a', address: 'x', script: false }, at(0)))).toBe(1000)
})
test('every route has its kind', () => {
  const route = { access: 'permitted', writes: false }
  expect([kindOf(route), kindOf({ ...route, writes: true }), kindOf({ ...route, writes: true, upload: {} }), kindOf({ ...route, access: 'anyone' }), kindOf({ ...route, limit: 'exports' })]).toEqual(['reads', 'writes', 'uploads', 'anonymous', 'exports'])
})
