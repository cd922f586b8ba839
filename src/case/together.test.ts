// Help, orders and supervision as facts on a case: given, when, then. No database, no clock of the machine.
import { describe, expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { answerJoint, consentByTime, excuseJoint, finishJoint, noteJoint } from './joint/commands.ts'
import { missing, type Asked } from './joint/part.ts'
import { acknowledgeOrder } from './order/commands.ts'
import { awaitedOf, flagsOf, supportersOf, timersOf } from './parts.ts'
import { evolve, nothing, type Case } from './state.ts'
import { handle } from './straight.ts'
import { caseStream } from './stream.ts'
import { byItself, openItems } from './supervision/part.ts'
import type { Fact } from './words.ts'

const at = (text: string) => new Date(`2026-11-23T${text}+08:00`)
const iso = (text: string) => at(text).toISOString()
const actor = (unit: string): Actor => ({ district: 'd', account: unit, title: { zh: '', en: '' }, unit, area: null, roles: [], may: new Map() })
const clock = { stage: 'handle' as const, start: iso('09:00:00'), due: iso('15:00:00'), provisional: false }
const handling: Case = { ...nothing, number: '1', state: 'handling', unit: 'lead', handle: clock, running: [clock], reporter: null }
const term = (due: string) => ({ start: iso('09:00:00'), due: iso(due), limit: { amount: 4, kind: 'work_hour' as const }, provisional: false })
const asked = (unit: string, over: Partial<Asked> = {}): Asked => ({ unit, zh: `单位${unit}`, en: `Unit ${unit}`, answerBy: iso('11:00:00'), term: term('17:00:00'), ...over })
const given = (...facts: ([Fact, string] | Fact)[]): Case => facts.reduce<Case>((kase, one) => (Array.isArray(one) ? evolve(kase, one[0], at(one[1]), 'x') : evolve(kase, one, at('09:30:00'), 'x')), handling)
const invited = (...units: string[]): Fact => ({ type: 'joint-invited', asked: units.map((unit) => asked(unit)), text: 't' })
const names = (timers: { name: string; dueAt: Date }[]) => timers.map(({ name, dueAt }) => `${name} ${dueAt.toISOString()}`)

describe('会办', () => {
  test('who is asked sees it, is waited for, and two bells are set: one second behind each time', () => {
    const kase = given(invited('a', 'b'))
    expect([supportersOf(kase), awaitedOf(kase), flagsOf(kase)]).toEqual([['a', 'b'], ['a', 'b'], ['joint']])
    expect(names(timersOf(kase)).slice(0, 2)).toEqual([`consent-by-time ${iso('11:00:01')}`, `lapse-joint ${iso('17:00:01')}`])
  })
  test('the table gives them their own steps and leaves the rest to the handling unit', () => {
    const kase = given(invited('a'))
    for (const verb of ['answer-joint', 'finish-joint', 'acknowledge-order']) expect([verb, caseStream.whereabouts(kase, verb).units]).toEqual([verb, ['lead', 'a']])
    for (const verb of ['handle', 'sign-for', 'ask-return', 'reply-supervision', 'acknowledge-supervision', 'void', 'no-such-verb']) expect([verb, caseStream.whereabouts(kase, verb).units, caseStream.whereabouts(kase, verb).beside]).toEqual([verb, ['lead'], ['a']])
  })
  test('silence is agreement after the second, not at it', () => {
    const silent = (now: string) => consentByTime.decide(given(invited('a')), {}, { now: at(now), actor: actor('a'), facts: undefined, id: 'c' })
    expect(silent('11:00:00')).toEqual([])
    expect(silent('11:00:01')).toEqual([{ type: 'joint-agreed', unit: 'a', silent: true }])
  })
  test('the result waits for required parts by name, not for advice, excused ones or its own', () => {
    expect(handle.guard!(given(invited('a', 'b')), actor('lead'))!.body.said.zh).toContain('单位a、单位b')
    expect(handle.guard!(given(invited('a'), { type: 'joint-finished', unit: 'a', text: 't', photos: [], late: false }), actor('lead'))).toBeUndefined()
    expect(handle.guard!(given(invited('a'), { type: 'joint-excused', unit: 'a', text: 't' }), actor('lead'))).toBeUndefined()
    expect(handle.guard!(given({ type: 'joint-invited', asked: [asked('a')], text: 't', advice: true }), actor('lead'))).toBeUndefined()
    expect(missing({ ...given(invited('a')), unit: 'a' })).toEqual([])
    // An objection is no excuse until the office says so.
    expect(missing(given(invited('a'), { type: 'joint-objected', unit: 'a', text: 't' })).map((one) => one.unit)).toEqual(['a'])
  })
  test('an objection asks the office and stops the waiting; asked again, it is the last word', () => {
    const objected = given(invited('a'), { type: 'joint-objected', unit: 'a', text: 't' })
    expect([flagsOf(objected), awaitedOf(objected), timersOf(objected)]).toEqual([['joint', 'objecting'], [], []])
    const again = evolve(objected, invited('a'), at('10:00:00'), 'x')
    expect(() => answerJoint.decide(again, { answer: 'object', text: 't' }, { now: at('10:30:00'), actor: actor('a'), facts: undefined, id: 'c' })).toThrow('case.joint-objected-before')
    expect(answerJoint.decide(again, { answer: 'accept' }, { now: at('10:30:00'), actor: actor('a'), facts: undefined, id: 'c' })).toEqual([{ type: 'joint-agreed', unit: 'a' }])
  })
  test('an objection that comes before the bell and after the time is too late', () => {
    expect(() => answerJoint.decide(given(invited('a')), { answer: 'object', text: 't' }, { now: at('11:00:01'), actor: actor('a'), facts: undefined, id: 'c' })).toThrow('case.joint-answered')
  })
  test('nobody acts on another unit’s part', () => {
    const kase = given(invited('a'))
    for (const verb of [answerJoint, finishJoint, acknowledgeOrder]) expect([verb.name, verb.guard!(kase, actor('b'))?.body.status]).toEqual([verb.name, 409])
    expect(finishJoint.guard!(kase, actor('lead'))?.body.kind).toBe('case.no-subtask')
  })
  test('done behind its time says so; one note a case; nobody is excused from what is done', () => {
    expect(finishJoint.decide(given(invited('a')), { text: 't' }, { now: at('17:00:01'), actor: actor('a'), facts: undefined as never, id: 'c' })).toMatchObject([{ late: true }])
    expect(finishJoint.decide(given(invited('a')), { text: 't' }, { now: at('17:00:00'), actor: actor('a'), facts: undefined as never, id: 'c' })).toMatchObject([{ late: false }])
    expect(noteJoint.guard!(given(invited('a'), { type: 'joint-noted', units: ['a'], text: 't' }), actor('o'))!.body.kind).toBe('case.joint-noted')
    expect(excuseJoint.guard!(given(invited('a'), { type: 'joint-finished', unit: 'a', text: 't', photos: [], late: false }), actor('o'))!.body.kind).toBe('case.not-joint')
  })
  test('what has ended waits for nobody and rings no bell', () => {
    const ended: Case = { ...given(invited('a'), { type: 'supervised', level: 3, cause: 'person', unit: 'lead', text: 't', reply: term('16:00:00') }), state: 'closed' }
    expect([awaitedOf(ended), timersOf(ended)]).toEqual([[], []])
  })
})

describe('督办', () => {
  const supervised = (level: 1 | 2 | 3, over: object = {}): Fact => ({ type: 'supervised', level, cause: 'overdue', unit: 'lead', ...over })
  test('never two open of one level, by itself or by hand', () => {
    expect(byItself(given(supervised(2)), 2, 'overdue')).toEqual([])
    expect(byItself(given(supervised(1)), 2, 'overdue')).toHaveLength(1)
    expect(byItself(given(supervised(2), { type: 'supervision-acknowledged', unit: 'lead', levels: [2] }), 2, 'failed-checks')).toHaveLength(1)
  })
  test('a reminder is over with the result; a reply that is owed is not', () => {
    const kase = given([supervised(1), '10:00:00'], [supervised(3, { reply: term('16:00:00') }), '10:00:00'])
    const handled = evolve(kase, { type: 'handled', text: 't', photos: [], clock: { ...clock, stage: 'check' } }, at('10:30:00'), 'x')
    expect([openItems(kase).map((one) => one.level), openItems(handled).map((one) => one.level)]).toEqual([[1, 3], [3]])
    expect([awaitedOf(handled), names(timersOf(handled))]).toEqual([['lead'], [`supervise-by-time ${iso('16:00:01')}`]])
  })
  test('what was said of an earlier stretch of the work is over with a rework; what the rework itself brings is open', () => {
    const reworked = (...more: Fact[]) => [{ type: 'reworked', text: 't', clock: { ...clock, start: iso('12:00:00'), due: iso('17:00:00') } } satisfies Fact, ...more].reduce<Case>((kase, fact) => evolve(kase, fact, at('12:00:00'), 'x'), given([supervised(2), '10:00:00']))
    expect([openItems(reworked()), openItems(reworked(supervised(2))).length]).toEqual([[], 1])
  })
  test('what was said to the unit before stays with it when the case goes to another', () => {
    expect(openItems({ ...given(supervised(2)), unit: 'next' })).toEqual([])
  })
  test('a reminder that has been acknowledged leaves no flag, a notice does', () => {
    const known = (level: 1 | 2) => flagsOf(given(supervised(level), { type: 'supervision-acknowledged', unit: 'lead', levels: [level] }))
    expect([known(1), known(2)]).toEqual([[], ['supervised']])
  })
})
