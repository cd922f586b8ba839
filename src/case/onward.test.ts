// How a case goes on when it turns round: every field answers, and no ask, call or sheet of before is left behind.
import { expect, test } from 'vitest'
import { onward, turned } from './onward.ts'
import { leftOf, timersOf, awaitedOf, supportersOf, flagsOf } from './parts.ts'
import type { Turn } from './part.ts'
import { evolve, nothing, type Case } from './state.ts'
import type { Clock, Fact } from './words.ts'

const at = new Date('2026-11-23T02:00:00.000Z'), due = '2026-11-24T02:00:00.000Z', later = new Date('2026-11-23T03:00:00.000Z')
const clock = (stage: Clock['stage']): Clock => ({ stage, start: at.toISOString(), due, provisional: false })
const term = { start: at.toISOString(), due, limit: { amount: 1, kind: 'work_day' as const }, provisional: false }
const under = { pack: 'p', packVersion: 1, category: 'c', condition: '1', zh: 'x', en: 'x', conditionZh: 'x', conditionEn: 'x', closeZh: '', closeEn: '', action: null, limit: { amount: 10, kind: 'minute_on_shift' as const }, evidence: { report: 0, handle: 1 } }
const because = { rule: null, place: { code: '', name: '' }, backstop: true, said: { zh: '', en: '' } }
/** A case with everything open that can be: `Required` makes it grow with the case. */
const full: Required<Case> = {
  ...nothing, state: 'handling', number: '1', source: 'hotline', text: 't', title: 't', category: { pack: 'p', category: 'old', zh: 'o', en: 'o' }, before: ['b'], after: ['a'], contactName: 'n', contactPhone: 'p', external: { system: 's', number: '1' },
  point: { lon: 120, lat: 31 }, area: 'area', placeText: 'p', owner: 'o', reporter: 'r', occurredAt: at.toISOString(), under, filedBy: 'clerk', filedAt: at, unit: 'huanfa', because, dispatchedAt: at, handledAt: at, endedAt: at,
  running: [clock('handle')], handle: clock('handle'), handleUsed: 1, lastCheck: { passed: false, by: 'i' }, late: true, stages: {}, dispatches: 1, rejectedAs: 'unclear', verification: { held: clock('accept'), askedBy: 'c' }, fixedOnSpot: true,
  returning: { asked: ['huanfa'], open: { unit: 'huanfa', reason: 'not-mine' }, upheld: 1 }, extension: { open: { unit: 'huanfa', more: { amount: 1, kind: 'work_day' }, by: 'u' }, granted: 1 }, suspension: { open: { unit: 'huanfa', reason: 'works', until: '2027-01-01', by: 'u' } },
  appeal: { decided: 'refused', closed: at }, closedBy: 'clerk', joint: { subtasks: [{ unit: 'gas', zh: 'g', en: 'g', answerBy: due, term, text: 't', advice: false, standing: 'asked' }, { unit: 'water', zh: 'w', en: 'w', answerBy: due, term, text: 't', advice: false, standing: 'agreed' }, { unit: 'done', zh: 'd', en: 'd', answerBy: due, term, text: 't', advice: false, standing: 'done' }] },
  orders: [{ number: '1', unit: 'huanfa', text: 't', term, at: at.toISOString() }, { number: '2', unit: 'gas', text: 't', term, at: at.toISOString() }], supervision: [{ level: 3, cause: 'person', unit: 'huanfa', at: at.toISOString(), reply: term }],
  tenMinutes: { sighted: { at: at.toISOString(), by: 'server' }, call: { crew: 'crew', took: true, ring: due, passed: ['p'] } }, formerTen: { sighted: { at: at.toISOString(), by: 'server' } }, ending: { reopened: 1, faked: 0 }, one: { also: [], into: { id: 'i', number: '9' } },
  again: { unit: 'other', because, fields: ['category'] }, rechecks: { days: ['2026-11-22'], open: 'faked' }, judged: {}, voice: { answeredAt: at.toISOString(), rated: { ending: '', score: 1 }, dispute: { ending: '', refused: false } },
}

test('every field of a case that may be absent has its answer', () => {
  expect(Object.keys(onward).sort()).toEqual(Object.keys(full).filter((field) => !Object.hasOwn(nothing, field)).sort())
})
test.each<[Turn, string]>([
  ['leaves', 'unit because dispatchedAt handledAt handleUsed lastCheck handle again'],
  ['anew', 'under filedBy filedAt rejectedAs unit because dispatchedAt handledAt handleUsed lastCheck handle late endedAt extension suspension tenMinutes again'],
  ['again', 'handledAt handleUsed lastCheck endedAt'],
])('%s: what the case does not take along', (turn, gone) => {
  expect(Object.keys(full).filter((field) => !Object.hasOwn(turned(full, turn), field)).sort()).toEqual(gone.split(' ').sort())
})

const fold = (kase: Case, fact: Fact) => evolve(kase, fact, later, null)
const turns: [string, Fact][] = [
  ['merged', { type: 'merged', into: 'i', number: '9' }], ['voided', { type: 'voided', reason: 'test', text: 't' }], ['return upheld', { type: 'return-upheld', unit: 'huanfa', clock: clock('dispatch') }],
  ['redispatched', { type: 'redispatched', from: 'huanfa', unit: 'urban', because, text: 't', clock: clock('handle'), sign: clock('sign'), due: { before: due, after: due } }],
]
test.each(turns)('%s: everything that was asked lapses on record, whoever was asked or asked is told, and no timer of it is left', (_name, fact) => {
  const behind = evolve(full, fact, later, 'clerk'), left = leftOf(behind, full, fold), kase = left.reduce((state, one) => evolve(state, one, later, null), behind)
  expect(left.map(({ type }) => type)).toEqual([...(fact.type === 'return-upheld' ? [] : ['return-lapsed']), 'joint-ended', 'order-lapsed', 'order-lapsed', 'supervision-ended', 'extension-lapsed', 'suspension-lapsed', 'crew-released'])
  expect([timersOf(kase), awaitedOf(kase), flagsOf(kase).filter((flag) => ['returning', 'extending', 'to-endorse', 'endorsed', 'suspending', 'objecting', 'rerouted'].includes(flag))]).toEqual([[], [], []])
  // A part that is done stays with what has ended; whoever leads next begins without it.
  expect(supportersOf(kase)).toEqual(fact.type === 'merged' || fact.type === 'voided' ? ['done'] : [])
  // Nothing lapses twice.
  expect(leftOf(kase, behind, fold)).toEqual([])
})
test('another category with another clock: what was asked under the old one lapses, the unit may ask anew; agreed work, sheets and a leader’s order stay', () => {
  const fact: Fact = { type: 'recategorised', category: { pack: 'p', category: 'd', zh: 'y', en: 'y' }, was: null, under: { ...under, category: 'd', limit: { amount: 1, kind: 'work_day' } }, clock: clock('handle'), due: { before: due, after: due } }
  const { formerTen: _formerTen, ...before } = full, behind = evolve(before, fact, later, 'clerk'), left = leftOf(behind, before, fold), kase = left.reduce((state, one) => evolve(state, one, later, null), behind)
  expect(left).toEqual([{ type: 'return-lapsed', unit: 'huanfa', again: true }, { type: 'joint-ended', units: ['gas'] }, { type: 'order-lapsed', unit: 'gas', numbers: ['2'] }, { type: 'extension-lapsed', unit: 'huanfa' }, { type: 'suspension-lapsed', unit: 'huanfa' }, { type: 'crew-released', crew: 'crew' }])
  expect([kase.returning, awaitedOf(kase), kase.tenMinutes, kase.formerTen]).toEqual([{ asked: [], upheld: 1, since: later.toISOString() }, ['water', 'huanfa'], undefined, full.tenMinutes])
})
test('merged by mistake and taken back, nothing of before is in its way', () => {
  const facts: Fact[] = [{ type: 'merged', into: 'i', number: '9' }, { type: 'unmerged', from: 'i', number: '9', text: 't', clock: clock('accept') }]
  const kase = facts.reduce((state, fact) => { const behind = evolve(state, fact, later, 'clerk'); return leftOf(behind, state, fold).reduce((one, more) => evolve(one, more, later, null), behind) }, full as Case)
  expect(kase).toMatchObject({ state: 'reported', category: { category: 'c' }, returning: { asked: [], upheld: 1 }, formerTen: { sighted: { by: 'server' } } })
  expect([flagsOf(kase).includes('crew'), timersOf(kase), leftOf(kase, kase, fold)]).toEqual([false, [], []])
})
