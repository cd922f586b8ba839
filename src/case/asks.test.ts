// What a unit may ask for, as tables: more time, to be suspended, to be excused; who decides in which step, and what becomes of the clocks.
import { describe, expect, test } from 'vitest'
import type { Calendar } from '#core/deadline.ts'
import { extendWatch, moved, recompute, resumeWatch, startWatch, stopWatch } from '#core/clock/stopwatch.ts'
import { readLimit, type Limit } from '#core/limit.ts'
import { Problem } from '#core/problem.ts'
import type { Actor } from '#kernel/actor.ts'
import { askAppeal, grantAppeal, refuseAppeal } from './appeal/commands.ts'
import { movesOf, warningsDue } from './clocks/watch.ts'
import { totalOf } from './clocks/total.ts'
import { commands } from './commands.ts'
import { askExtension, endorseExtension, grantExtension, refuseExtension } from './extension/commands.ts'
import { yearLater } from './moment.ts'
import { flagsOf, timersOf } from './parts.ts'
import type { Clockwork } from './settings.ts'
import { evolve, nothing, type Case } from './state.ts'
import { caseStream } from './stream.ts'
import { askSuspension, autoResume, resume, suspend } from './suspension/commands.ts'
import { clocksOf, raisedOf } from './timeline.ts'
import type { Fact } from './words.ts'

/** 09:00–12:00 and 13:30–17:30, Monday to Friday. */
const calendar: Calendar = { hours: [[540, 720], [810, 1050]], week: [1, 2, 3, 4, 5], shifts: [[360, 1320]], years: { 2026: { off: [], work: [] }, 2027: { off: [], work: [] } } }
const hours = (amount: number): Limit => ({ amount, kind: 'work_hour' })
const clockwork: Clockwork = { calendar, calendarOf: () => calendar, limits: { accept: hours(2), verify: hours(2), dispatch: hours(1), sign: hours(2), check: hours(4), close: hours(2), return: hours(2), joint: { amount: 4, kind: 'work_hour' }, appeal: { amount: 5, kind: 'work_day' }, crew: { amount: 3, kind: 'minute_on_shift' } } }
const at = (text: string) => new Date(`${text.length === 10 ? `${text} 00:00` : text}:00+08:00`.replace(' ', 'T'))
const say = (date: Date | string) => new Date(new Date(date).getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
const limit = (text: string) => readLimit(text)!

const who = (account: string, over: Partial<Actor> = {}): Actor => ({ district: 'd', account, title: { zh: account, en: account }, unit: 'huanfa', area: null, roles: [], may: new Map(), ...over })
const may = (...verbs: string[]) => new Map(verbs.map((verb) => [`case.${verb}`, { all: true, units: [], areas: [] }]))
const liaison = who('liaison'), head = who('head', { may: may('endorse-extension', 'refuse-extension', 'endorse-appeal', 'refuse-appeal') }), clerk = who('clerk', { unit: 'office', may: may('grant-extension', 'refuse-extension', 'grant-appeal', 'refuse-appeal') })
const leader = who('leader', { unit: 'office', may: may('grant-appeal', 'refuse-appeal') }), system = who('', { account: null })

interface Told { kase: Case; rows: { version: number; actor: string | null; at: Date; hash: string; fact: Fact }[] }
const begin: Told = { kase: nothing, rows: [] }
const tell = (told: Told, facts: Fact | Fact[], when: string, actor: Actor = clerk): Told => (Array.isArray(facts) ? facts : [facts]).reduce((now, fact) => ({
  kase: evolve(now.kase, fact, at(when), actor.account), rows: [...now.rows, { version: now.rows.length + 1, actor: actor.account, at: at(when), hash: '', fact }],
}), told)
/** A verb as the kernel does it: its guard, its decision, its facts folded; a refusal is its kind. */
function act(told: Told, verb: { name: string }, input: object, when: string, actor: Actor): Told | string {
  const declared = commands.find((each) => each.name === verb.name) as any
  const refused = declared.guard?.(told.kase, actor) as Problem | undefined
  if (refused) return refused.body.kind
  try { return tell(told, declared.decide(told.kase, input, { now: at(when), actor, facts: { ...clockwork, clockwork, calls: [] }, id: 'i' }), when, actor) } catch (error) { if (error instanceof Problem) return error.body.kind; throw error }
}
const does = (...given: Parameters<typeof act>): Told => { const done = act(...given); if (typeof done === 'string') throw new Error(`${given[1].name}: ${done}`); return done }

/** Dispatched on a moment under a handling limit, signed for at once. */
function handling(text: string, when = '2026-11-23 09:00'): Told {
  const of = limit(text), { due, given, warn, provisional } = startWatch(at(when), of, calendar)
  const under = { pack: 'p', packVersion: 1, category: 'c', condition: '1', zh: '积水', en: 'Water', conditionZh: 'x', conditionEn: 'x', closeZh: '', closeEn: '', action: null, limit: of, evidence: { report: 0, handle: 0 } }
  const clock = { stage: 'handle' as const, start: at(when).toISOString(), due: due.toISOString(), provisional, limit: of, given, warn: warn.map((one) => ({ percent: one.percent, at: one.at.toISOString() })) }
  const quick = (stage: 'accept' | 'dispatch' | 'sign') => ({ stage, start: at(when).toISOString(), due: due.toISOString(), provisional: false })
  return tell(begin, [
    { type: 'reported', number: '1', source: 'hotline', text: 't', photos: [], clock: quick('accept') }, { type: 'filed', under, clock: quick('dispatch') },
    { type: 'dispatched', unit: 'huanfa', because: { rule: null, place: { code: 'a', name: 'A' }, backstop: true, said: { zh: '', en: '' } }, clock, sign: quick('sign') }, { type: 'signed-for' },
  ], when)
}
const ask = (told: Told, amount: number, when: string) => act(told, askExtension, { amount, text: 't' }, when, liaison)
const extend = (told: Told, amount: number, asked: string, granted = asked): Told => {
  const open = does(does(told, askExtension, { amount, text: 't' }, asked, liaison), endorseExtension, {}, asked, head)
  return does(open, grantExtension, {}, granted, clerk)
}
const due = (told: Told) => say(told.kase.handle!.due)
const last = (told: Told) => told.rows.at(-1)!.fact

describe('延期: sums of the clock', () => {
  test.each([
    // limit (started Mon 23 Nov 09:00)  was due       asked          more  granted        now due            in words
    ['4 work_hour', '2026-11-23 14:30', '2026-11-23 12:00', 4, '2026-11-23 12:00', '2026-11-24 10:00', '4 work hours, 3 used, 4 more: the fourth ends at 14:30, three more on Monday, the last on Tuesday'],
    ['4 work_hour', '2026-11-23 14:30', '2026-11-23 12:00', 1, '2026-11-23 14:00', '2026-11-23 15:30', 'one hour more, granted in the third: from the old deadline on, not from the moment of granting'],
    ['4 work_hour', '2026-11-23 14:30', '2026-11-23 14:30', 3, '2026-11-23 14:30', '2026-11-23 17:30', 'asked at the very second of the deadline is still in time'],
    ['1 work_day', '2026-11-24 17:30', '2026-11-24 10:00', 1, '2026-11-24 11:00', '2026-11-25 17:30', 'one day more is the closing time of the next work day'],
    ['2 work_day', '2026-11-25 17:30', '2026-11-25 10:00', 2, '2026-11-25 11:00', '2026-11-27 17:30', 'two days more'],
    ['5 work_day', '2026-11-30 17:30', '2026-11-30 09:00', 5, '2026-11-30 09:00', '2026-12-07 17:30', 'over a weekend'],
    ['2 urgent_hour', '2026-11-23 11:00', '2026-11-23 10:00', 2, '2026-11-23 10:30', '2026-11-23 13:00', 'urgent hours run through noon'],
    ['3 natural_day', '2026-11-27 00:00', '2026-11-25 09:00', 3, '2026-11-25 09:00', '2026-11-30 00:00', 'three natural days more, at 24:00 of Sunday'],
    ['10 minute_on_shift', '2026-11-23 09:10', '2026-11-23 09:05', 10, '2026-11-23 09:06', '2026-11-23 09:20', 'ten minutes more'],
  ])('%s, due %s, asked %s +%d, granted %s: due %s — %s', (text, before, asked, more, granted, after) => {
    const told = handling(text)
    expect(due(told)).toBe(before)
    const longer = extend(told, more, asked, granted)
    expect(due(longer)).toBe(after)
    expect(longer.kase.running.map((clock) => [clock.stage, say(clock.due)])).toEqual([['handle', after]])
    expect(last(longer)).toMatchObject({ type: 'extension-granted', unit: 'huanfa', nth: 1, more: { amount: more }, before: told.kase.handle!.due, after: longer.kase.handle!.due })
  })
  test('3 of 4 work hours used, 4 more granted: five are left, and what was used is kept when it is handed in and sent back', () => {
    const told = extend(handling('4 work_hour'), 4, '2026-11-23 12:00')
    expect(told.kase.handle!.given).toBe(8 * 3_600_000)
    const watch = startWatch(at('2026-11-23 09:00'), limit('4 work_hour'), calendar)
    const longer = extendWatch(watch, hours(4), calendar)
    expect(stopWatch(longer, at('2026-11-23 12:00'), calendar) / 3_600_000).toBe(3)
    // 3 h of Monday morning, 4 h of the afternoon, half an hour of Tuesday.
    expect(stopWatch(longer, at('2026-11-24 09:30'), calendar) / 3_600_000).toBe(7.5)
    const again = resumeWatch(longer, stopWatch(longer, at('2026-11-23 12:00'), calendar), at('2026-11-24 09:00'), calendar)
    expect([say(again.due), again.extended]).toEqual(['2026-11-24 15:30', [hours(4)]])
  })
  test('warnings follow the new length: half of eight hours comes though half of four was told', () => {
    let told = tell(handling('4 work_hour'), { type: 'warned', stage: 'handle', percent: 50, due: 'x' }, '2026-11-23 11:00', system)
    expect(warningsDue(told.kase, at('2026-11-23 11:30'))).toEqual([])
    told = extend(told, 4, '2026-11-23 11:30')
    expect(told.kase.handle!.warn!.map(({ percent, at: when }) => [percent, say(when)])).toEqual([[50, '2026-11-23 14:30'], [80, '2026-11-23 16:54']])
    expect(told.kase.warned).toEqual([])
    expect(warningsDue(told.kase, at('2026-11-23 14:30')).map(({ percent }) => percent)).toEqual([50])
    // A share whose new moment has passed is not told twice.
    const little = extend(tell(handling('4 work_hour'), { type: 'warned', stage: 'handle', percent: 50, due: 'x' }, '2026-11-23 11:00', system), 1, '2026-11-23 12:00')
    expect(little.kase.warned).toEqual(['handle@50'])
    expect(caseStream.timers!(told.kase).map(({ name, dueAt }) => `${name} ${say(dueAt)}`)).toEqual(['lapse 2026-11-24 10:00', 'warn 2026-11-23 14:30'])
  })
  test('a calendar that changes moves the longer clock by its limit and what was granted, not back to the limit alone', () => {
    const day = extendWatch(startWatch(at('2026-11-23 09:00'), limit('1 work_day'), calendar), limit('1 work_day'), calendar)
    expect(say(day.due)).toBe('2026-11-25 17:30')
    const closed: Calendar = { ...calendar, years: { 2026: { off: ['2026-11-25'], work: [] } } }
    const after = moved(day, at('2026-11-23 10:00'), closed)
    expect(after.why === 'moved' && say(after.watch.due)).toBe('2026-11-26 17:30')
    expect(say(recompute(day, calendar).due)).toBe('2026-11-25 17:30')
    // One that ran on after a rework keeps the rest it began with.
    const again = resumeWatch(day, stopWatch(day, at('2026-11-23 12:00'), calendar), at('2026-11-24 09:00'), calendar)
    expect(moved(again, at('2026-11-24 09:30'), calendar)).toEqual({ why: 'same' })
  })
})

describe('延期: who may, how often, until when', () => {
  test.each([
    ['a second before the end of the limit', 4, '2026-11-23 14:29', 'asked'], ['a minute after it', 4, '2026-11-23 14:31', 'case.extension-too-late'],
    ['more than the limit', 5, '2026-11-23 10:00', 'case.extension-too-long'], ['exactly the limit', 4, '2026-11-23 10:00', 'asked'],
  ])('%s: +%d at %s → %s', (_words, amount, when, becomes) => {
    const done = ask(handling('4 work_hour'), amount, when)
    expect(typeof done === 'string' ? done : 'asked').toBe(becomes)
  })
  test('twice granted, a third time refused; what was refused does not count', () => {
    let told = handling('4 work_hour')
    told = does(does(told, askExtension, { amount: 1, text: 't' }, '2026-11-23 09:10', liaison), refuseExtension, { text: 't' }, '2026-11-23 09:20', head)
    expect(last(told)).toMatchObject({ type: 'extension-refused', step: 'unit' })
    told = extend(told, 1, '2026-11-23 09:30')
    told = does(does(does(told, askExtension, { amount: 1, text: 't' }, '2026-11-23 09:40', liaison), endorseExtension, {}, '2026-11-23 09:41', head), refuseExtension, { text: 't' }, '2026-11-23 09:42', clerk)
    expect(last(told)).toMatchObject({ type: 'extension-refused', step: 'office' })
    expect(due(told)).toBe('2026-11-23 15:30')
    told = extend(told, 2, '2026-11-23 10:00')
    expect([due(told), told.kase.extension, flagsOf(told.kase)]).toEqual(['2026-11-23 17:30', { granted: 2 }, ['extended']])
    expect(ask(told, 1, '2026-11-23 10:01')).toBe('case.extensions-over')
  })
  test('another unit begins with a clock of its own, and so do its extensions', () => {
    let told = extend(extend(handling('4 work_hour'), 1, '2026-11-23 09:10'), 1, '2026-11-23 09:20')
    told = tell(told, [{ type: 'return-asked', unit: 'huanfa', reason: 'not-mine', text: 't' }, { type: 'return-upheld', unit: 'huanfa', clock: { stage: 'dispatch', start: '', due: at('2026-11-23 11:00').toISOString(), provisional: false } }], '2026-11-23 09:30')
    const fresh = handling('4 work_hour', '2026-11-23 10:00').rows.slice(2).map(({ fact }) => fact)
    told = tell(told, fresh, '2026-11-23 10:00')
    expect([typeof ask(told, 1, '2026-11-23 10:30'), flagsOf(told.kase)]).toEqual(['object', ['returned', 'extended']])
  })
  const asked = () => does(handling('4 work_hour'), askExtension, { amount: 1, text: 't' }, '2026-11-23 10:00', liaison)
  const endorsed = () => does(asked(), endorseExtension, {}, '2026-11-23 10:10', head)
  test.each([
    ['asked', endorseExtension, 'head', 'done'], ['asked', endorseExtension, 'liaison', 'case.own-ask'], ['asked', grantExtension, 'clerk', 'case.head-first'], ['asked', refuseExtension, 'clerk', 'case.head-first'],
    ['asked', refuseExtension, 'head', 'done'], ['asked', askExtension, 'liaison', 'case.extension-asked'],
    ['endorsed', endorseExtension, 'head', 'case.office-now'], ['endorsed', refuseExtension, 'head', 'case.office-now'], ['endorsed', grantExtension, 'clerk', 'done'], ['endorsed', refuseExtension, 'clerk', 'done'],
    ['endorsed', grantExtension, 'head', 'case.own-ask'], ['endorsed', grantExtension, 'liaison', 'case.own-ask'], ['nothing', grantExtension, 'clerk', 'case.no-extension'], ['nothing', endorseExtension, 'head', 'case.no-extension'], ['nothing', refuseExtension, 'head', 'case.no-extension'],
  ] as const)('%s: %o by %s → %s', (state, verb, name, becomes) => {
    const told = state === 'asked' ? asked() : state === 'endorsed' ? endorsed() : handling('4 work_hour')
    const done = act(told, verb, { amount: 1, text: 't' }, '2026-11-23 10:20', { head, liaison, clerk }[name])
    expect(typeof done === 'string' ? done : 'done').toBe(becomes)
  })
  test('whom it waits for: the unit head, then the office, then nobody', () => {
    expect(flagsOf(asked().kase)).toEqual(['extending', 'to-endorse'])
    expect(flagsOf(endorsed().kase)).toEqual(['extending', 'endorsed'])
    expect(flagsOf(does(endorsed(), grantExtension, {}, '2026-11-23 10:30', clerk).kase)).toEqual(['extended'])
  })
  test('asked in time and granted after the clock has run out: what was noted stays, the verdict is by the new deadline', () => {
    const noted = tell(endorsed(), { type: 'lapsed', stage: 'handle', due: handling('4 work_hour').kase.handle!.due }, '2026-11-23 14:31', system)
    expect(noted.kase.late).toBe(true)
    const granted = does(noted, grantExtension, {}, '2026-11-23 15:00', clerk)
    expect([granted.kase.late, due(granted), granted.rows.some(({ fact }) => fact.type === 'lapsed')]).toEqual([false, '2026-11-23 15:30', true])
    expect(does(noted, grantExtension, {}, '2026-11-23 16:00', clerk).kase.late).toBe(true)
    // And it rings again at the new one.
    expect(caseStream.timers!(granted.kase).map(({ name, dueAt }) => `${name} ${say(dueAt)}`)).toContain('lapse 2026-11-23 15:30')
  })
  test('handed in before anybody decided: the ask lapses by that step, on record, and does not count', () => {
    const handle = commands.find((verb) => verb.name === 'handle')!
    const told = does(endorsed(), handle, { text: 't', photos: [] }, '2026-11-23 11:00', liaison)
    expect(told.rows.slice(-2).map(({ fact }) => fact.type)).toEqual(['handled', 'extension-lapsed'])
    expect([told.kase.state, told.kase.extension, flagsOf(told.kase)]).toEqual(['handled', { granted: 0 }, []])
  })
})

describe('挂账', () => {
  const input = { reason: 'season', until: '2026-12-01', measure: 'm', photos: [] }
  const asked = (when = '2026-11-23 11:00') => does(handling('4 work_hour'), askSuspension, input, when, liaison)
  const held = () => does(asked(), suspend, {}, '2026-11-23 12:00', clerk)
  test.each([
    ['2026-11-23', 'case.suspension-day'], ['2026-11-24', 'done'], ['2027-11-23', 'done'], ['2027-11-24', 'case.suspension-day'], ['2026-01-01', 'case.suspension-day'],
  ])('asked on 23 November until %s → %s', (until, becomes) => {
    const done = act(handling('4 work_hour'), askSuspension, { ...input, until }, '2026-11-23 11:00', liaison)
    expect(typeof done === 'string' ? done : 'done').toBe(becomes)
  })
  test.each([['2026-11-23', '2027-11-23'], ['2028-02-29', '2029-02-28'], ['2027-02-28', '2028-02-28']])('a year after %s is %s', (day, later) => { expect(yearLater(day)).toBe(later) })
  test('the clock stands still with three hours used, nothing is due, no calendar moves it, and one timer waits for the day', () => {
    const { kase } = held()
    expect(kase).toMatchObject({ state: 'suspended', running: [], suspension: { held: { clock: { used: 3 * 3_600_000 }, until: '2026-12-01' } } })
    expect(kase.handle).toBeUndefined()
    expect(movesOf(kase, at('2026-11-24 09:00'), { ...clockwork, calendarOf: () => ({ ...calendar, years: { 2026: { off: ['2026-11-25'], work: [] } } }) })).toEqual([])
    expect(caseStream.timers!(kase).map(({ name, dueAt }) => `${name} ${say(dueAt)}`)).toEqual(['auto-resume 2026-12-01 00:00'])
    const [row] = caseStream.rows({ district: 'd', id: 'i' }, kase, held().rows as never, new Map())
    expect(row!.values).toMatchObject({ state: 'suspended', open: true, due_at: null, stage: null, warn_at: null, handle_due_at: null })
  })
  test('on its day it goes on by itself with the hour that was left; not a minute before; once only', () => {
    expect(act(held(), autoResume, {}, '2026-11-30 23:59', system)).toEqual(held())
    const told = does(held(), autoResume, {}, '2026-12-01 00:00', system)
    expect(last(told)).toMatchObject({ type: 'resumed', auto: true, before: at('2026-11-23 14:30').toISOString(), after: at('2026-12-01 10:00').toISOString(), from: at('2026-11-23 12:00').toISOString() })
    expect([told.kase.state, due(told), flagsOf(told.kase), timersOf(told.kase)]).toEqual(['handling', '2026-12-01 10:00', ['resumed'], []])
    expect(act(told, askSuspension, { ...input, until: '2027-01-01' }, '2026-12-01 09:00', liaison)).toBe('case.suspended-before')
  })
  test('the office may end it sooner', () => { expect(due(does(held(), resume, {}, '2026-11-25 16:30', clerk))).toBe('2026-11-25 17:30') })
  test('one that had run out before stays run out', () => {
    const late = does(asked('2026-11-23 15:00'), suspend, {}, '2026-11-23 16:00', clerk)
    expect(due(does(late, resume, {}, '2026-11-25 09:00', clerk))).toBe('2026-11-23 14:30')
  })
  test('decided on or after the day that was asked for, it is refused with a sentence; an ask for more time lapses when it is suspended', () => {
    expect(act(asked(), suspend, {}, '2026-12-01 09:00', clerk)).toBe('case.suspension-day-came')
    const both = does(does(asked(), askExtension, { amount: 1, text: 't' }, '2026-11-23 11:10', liaison), suspend, {}, '2026-11-23 11:30', clerk)
    expect(both.rows.slice(-2).map(({ fact }) => fact.type)).toEqual(['suspended', 'extension-lapsed'])
  })
  test('the page of clocks: handling stopped at three hours, going on with the rest; the total stands still as long', () => {
    const of = (told: Told, now: string) => clocksOf(told.rows, at(now), clockwork).find((clock) => clock.stage === 'handle')!
    expect(of(held(), '2026-11-26 10:00')).toMatchObject({ end: at('2026-11-23 12:00').toISOString(), used_minutes: 180, given_minutes: 240, late: false })
    const on = does(held(), autoResume, {}, '2026-12-01 00:00', system)
    expect(of(on, '2026-12-01 09:30')).toMatchObject({ end: null, used_minutes: 210, given_minutes: 240, due: at('2026-12-01 10:00').toISOString() })
    const limits = { dispatch: hours(1), handle: hours(4), check: hours(4), close: hours(2) }
    const stretch = { filedAt: at('2026-11-23 09:00'), endedAt: undefined, unit: 'huanfa', limits }
    // 11 work hours from Monday nine: Tuesday 14:30. Suspended from Monday noon to Wednesday nine: 4 + 7 open hours later, Thursday ten.
    expect(totalOf(stretch, at('2026-11-25 10:00'), clockwork)).toMatchObject({ due: at('2026-11-24 14:30').toISOString(), used_minutes: 900, given_minutes: 660, late: true })
    expect(totalOf({ ...stretch, held: { from: at('2026-11-23 12:00'), to: at('2026-11-25 09:00') } }, at('2026-11-25 10:00'), clockwork)).toMatchObject({ due: at('2026-11-26 10:00').toISOString(), used_minutes: 240, given_minutes: 660, late: false })
    expect(totalOf({ ...stretch, extended: [hours(4)] }, at('2026-11-23 10:00'), clockwork)).toMatchObject({ given_minutes: 900 })
  })
})

describe('申诉', () => {
  const close = (told: Told, handled = '2026-11-24 10:00', closed = '2026-11-24 11:00') => tell(tell(told, [{ type: 'handled', text: 't', photos: [], clock: { stage: 'check', start: '', due: at('2026-11-25').toISOString(), provisional: false } }], handled, liaison), [
    { type: 'checked', passed: true, text: 't', photos: [], clock: { stage: 'close', start: '', due: at('2026-11-25').toISOString(), provisional: false } }, { type: 'closed', late: at(handled).getTime() > Date.parse(told.kase.handle!.due) },
  ], closed, clerk)
  const late = () => close(handling('4 work_hour')), inTime = () => close(handling('4 work_hour'), '2026-11-23 10:00', '2026-11-23 11:00')
  const input = { about: 'late', reason: 'weather', text: 't', photos: [] }
  const asked = () => does(late(), askAppeal, input, '2026-11-25 09:00', liaison), endorsed = () => does(asked(), endorse, {}, '2026-11-25 10:00', head)
  const endorse = commands.find((verb) => verb.name === 'endorse-appeal')!
  const reopened = () => { const told = tell(inTime(), { type: 'reopened', cause: 'recheck', text: 't', faked: true, clock: handling('4 work_hour', '2026-11-25 09:00').kase.handle! }, '2026-11-25 09:00', clerk); return close(told, '2026-11-25 10:00', '2026-11-25 11:00') }
  test.each([
    ['late, within five work days', late, 'late', '2026-12-01 17:30', liaison, 'done'], ['late, a minute later', late, 'late', '2026-12-01 17:31', liaison, 'case.appeal-too-late'],
    ['on time', inTime, 'late', '2026-11-25 09:00', liaison, 'case.nothing-to-appeal'], ['by another unit', late, 'late', '2026-11-25 09:00', clerk, 'case.appeal-other-unit'],
    ['reopened', reopened, 'reopened', '2026-11-26 09:00', liaison, 'done'], ['held to be false', reopened, 'faked', '2026-11-26 09:00', liaison, 'done'], ['reopened, not late', reopened, 'late', '2026-11-26 09:00', liaison, 'case.appeal-not-so'],
    ['late, never reopened', late, 'faked', '2026-11-25 09:00', liaison, 'case.appeal-not-so'],
  ] as const)('%s → %5$s', (_words, told, about, when, actor, becomes) => {
    const done = act(told(), askAppeal, { ...input, about }, when, actor)
    expect(typeof done === 'string' ? done : 'done').toBe(becomes)
  })
  test('granted: exempt, and the raw fact stays', () => {
    const told = does(endorsed(), grantAppeal, {}, '2026-11-25 11:00', leader)
    expect([told.kase.late, flagsOf(told.kase), told.kase.state, last(told)]).toEqual([true, ['exempt', 'unanswered'], 'closed', expect.objectContaining({ type: 'appeal-granted', late: true, exempt: true, unit: 'huanfa' })])
    expect(act(told, askAppeal, input, '2026-11-25 12:00', liaison)).toBe('case.appealed-before')
    // What is reopened is judged anew.
    expect(flagsOf(tell(told, { type: 'reopened', cause: 'office', text: 't', clock: told.kase.handle! }, '2026-11-26 09:00').kase)).toEqual(['reopened'])
  })
  test('whoever filed or closed it does not decide; a leader does', () => {
    expect([act(endorsed(), grantAppeal, {}, '2026-11-25 11:00', clerk), act(endorsed(), refuseAppeal, { text: 't' }, '2026-11-25 11:00', clerk)]).toEqual(['case.own-finding', 'case.own-finding'])
    expect(typeof act(endorsed(), refuseAppeal, { text: 't' }, '2026-11-25 11:00', leader)).toBe('object')
    expect(act(asked(), grantAppeal, {}, '2026-11-25 11:00', leader)).toBe('case.head-first')
    expect(act(asked(), endorse, {}, '2026-11-25 11:00', liaison)).toBe('case.own-ask')
  })
  test('refused, in whichever step, it is not brought again', () => {
    for (const [told, by] of [[asked(), head], [endorsed(), leader]] as const) {
      const refused = does(told, refuseAppeal, { text: 't' }, '2026-11-25 11:00', by)
      expect([flagsOf(refused.kase), act(refused, askAppeal, input, '2026-11-25 12:00', liaison)]).toEqual([['unanswered'], 'case.appealed-before'])
    }
  })
  test('reopened before it was decided: it lapses, and may be brought after the next closing', () => {
    const told = does(asked(), commands.find((verb) => verb.name === 'reopen')!, { cause: 'office', text: 't' }, '2026-11-25 11:00', clerk)
    expect(told.rows.slice(-2).map(({ fact }) => fact.type)).toEqual(['reopened', 'appeal-lapsed'])
    expect(typeof act(close(told, '2026-11-26 17:00', '2026-11-26 17:10'), askAppeal, input, '2026-11-27 09:00', liaison)).toBe('object')
  })
})

test('whoever decides reads the last ask of each kind and who has spoken for it since; nothing where nothing is asked', () => {
  const rows = (['reported', 'extension-asked', 'extension-endorsed', 'extension-refused', 'return-asked', 'extension-asked', 'extension-endorsed'] as const)
    .map((type, n) => ({ version: n + 1, actor: null, at: at('2026-11-23 10:00'), hash: '', fact: { type } as unknown as Fact }))
  expect([raisedOf(rows, []), raisedOf(rows, ['extending']), raisedOf(rows, ['extending', 'returning']), raisedOf(rows.slice(0, 6), ['extending'])]).toEqual([[], [6, 7], [5, 6, 7], [6]])
})
