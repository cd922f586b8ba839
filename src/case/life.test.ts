// The life as a table: every verb stands in it, every door that is shut is shut.
import { describe, expect, test } from 'vitest'
import { Problem } from '#core/problem.ts'
import type { Actor } from '#kernel/actor.ts'
import { commands } from './commands.ts'
import { behind, canHappen, isOpen, statesOf, stepNames, steps, verbsIn, type Step, type StepName } from './life.ts'
import { evolve, nothing, type Case } from './state.ts'
import { states, type Clock, type Fact } from './words.ts'

const acting = commands.filter((verb) => !verb.system && !verb.makes)
const actor = (over: Partial<Actor> = {}): Actor => ({ district: 'd', account: 'inspector', title: { zh: '督查员', en: 'Inspector' }, unit: 'office', area: null, roles: [], may: new Map(), ...over })
const clock = (stage: Clock['stage'], due: string): Clock => ({ stage, start: '2026-11-23T01:00:00.000Z', due, provisional: false })
const at = (text: string) => new Date(`${text}+08:00`)
const under = { pack: 'p', packVersion: 1, category: 'c', condition: '1', zh: '暴露垃圾', en: 'Litter', conditionZh: 'x', conditionEn: 'x', closeZh: '', closeEn: '', action: null, limit: { amount: 4, kind: 'work_hour' as const }, evidence: { report: 1, handle: 1 } }

describe('the table of the life', () => {
  test('every verb in the table is declared once with its title, and every declared verb has its row', () => {
    expect(commands.map((verb) => verb.name).sort()).toEqual([...stepNames].sort())
    for (const verb of commands) expect(verb.title, verb.name).toEqual(steps[verb.name as StepName].title)
  })
  test('every state can be reached, and every open state can be left', () => {
    const reached = new Set<string>(stepNames.flatMap((verb) => (steps[verb].to === 'same' ? [] : [steps[verb].to])))
    for (const state of states) expect(reached, state).toContain(state)
    for (const state of states.filter(isOpen)) expect(verbsIn(state).some((verb) => behind(state, verb) !== state && verb !== 'void'), state).toBe(true)
  })
  test('what the clock does has no button and no form', () => {
    for (const verb of commands) expect(verb.system, verb.name).toBe((steps[verb.name as StepName] as Step).system !== undefined)
  })
})

describe('shut doors: each verb in each state it must refuse', () => {
  const shut = acting.flatMap((verb) => states.filter((state) => !canHappen(state, verb.name)).map((state) => [verb.name, state] as const))
  test.each(shut)('%s is refused in %s', (name, state) => {
    const refused = acting.find((verb) => verb.name === name)!.guard!({ ...nothing, state }, actor())
    expect(refused).toBeInstanceOf(Problem)
    expect(refused!.body.kind).toBe('case.out-of-turn')
    expect(refused!.body.status).toBe(409)
  })
  test('there are as many shut doors as states times verbs less the open ones', () => {
    expect(shut.length).toBe(states.length * acting.length - acting.reduce((n, verb) => n + statesOf(verb.name).length, 0))
  })
})

describe('who may check', () => {
  const guard = acting.find((verb) => verb.name === 'check')!.guard!
  const handled: Case = { ...nothing, state: 'handled', unit: 'huanfa', filedBy: 'clerk' }
  test('核查不能由处置单位的人做', () => { expect(guard(handled, actor({ unit: 'huanfa' }))!.body.kind).toBe('case.own-work') })
  test('核查不能由立案的人做', () => { expect(guard(handled, actor({ account: 'clerk' }))!.body.kind).toBe('case.own-work') })
  test('别的单位的督查员可以', () => { expect(guard(handled, actor())).toBeUndefined() })
})

describe('a life told by its facts', () => {
  const told = (...facts: [Fact, string][]) => facts.reduce((kase, [fact, when]) => evolve(kase, fact, at(when), 'clerk'), nothing)
  const reported: Fact = { type: 'reported', number: '261123-0001', source: 'hotline', text: 't', photos: [], clock: clock('accept', '2026-11-23T03:00:00.000Z') }
  const handling: [Fact, string][] = [
    [reported, '2026-11-23T09:00:00'], [{ type: 'located', area: 'a' }, '2026-11-23T09:01:00'], [{ type: 'filed', under, clock: clock('dispatch', '2026-11-23T02:00:00.000Z') }, '2026-11-23T09:02:00'],
    [{ type: 'dispatched', unit: 'huanfa', because: { rule: null, place: { code: 'a', name: 'A' }, backstop: true, said: { zh: '', en: '' } }, clock: clock('handle', '2026-11-23T06:30:00.000Z'), sign: clock('sign', '2026-11-23T03:00:00.000Z') }, '2026-11-23T09:03:00'],
    [{ type: 'signed-for' }, '2026-11-23T09:05:00'],
  ]
  const handed: Fact = { type: 'handled', text: 't', photos: ['p'], clock: clock('check', '2026-11-23T09:00:00.000Z') }
  test('按时交结果，不算超时；到时限那一秒也算按时', () => {
    expect(told(...handling, [handed, '2026-11-23T14:30:00']).late).toBe(false)
    expect(told(...handling, [handed, '2026-11-23T14:30:01']).late).toBe(true)
  })
  test('返工的案件回到原单位，处置时限接着算', () => {
    const kase = told(...handling, [handed, '2026-11-23T10:00:00'], [{ type: 'checked', passed: false, text: 't', photos: [], clock: clock('close', '2026-11-23T09:00:00.000Z') }, '2026-11-23T11:00:00'],
      [{ type: 'reworked', text: 't', clock: clock('handle', '2026-11-23T08:30:00.000Z') }, '2026-11-23T11:05:00'])
    expect(kase).toMatchObject({ state: 'handling', unit: 'huanfa', reworks: 1, running: [{ stage: 'handle', due: '2026-11-23T08:30:00.000Z' }] })
  })
  test('签收后只剩处置的时钟', () => { expect(told(...handling).running.map((c) => c.stage)).toEqual(['handle']) })
  test('查看个人信息不改变案件', () => {
    const before = told(...handling)
    expect(evolve(before, { type: 'revealed', reason: 'r' }, at('2026-11-23T10:00:00'), 'clerk')).toBe(before)
  })
})
