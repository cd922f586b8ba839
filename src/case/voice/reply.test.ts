// A paper wants its reply by a moment: the office is told at half, at four fifths and at the end, until it has answered.
import { expect, test } from 'vitest'
import { timersOf } from '../parts.ts'
import { nothing, type Case } from '../state.ts'
import { caseStream } from '../stream.ts'
import type { Fact } from '../words.ts'
import { warnReply } from './commands.ts'

const at = (text: string) => new Date(`2026-11-${text}:00+08:00`.replace(' ', 'T'))
const clip = (replyBy: string): Case => ({ ...nothing, source: 'media', reportedAt: at('23 09:00'), voice: { clip: { outlet: 'o', replyBy: at(replyBy).toISOString() } } })
const bells = (kase: Case) => timersOf(kase).map(({ name, dueAt }) => `${name} ${dueAt.toISOString()}`)
const ring = (kase: Case, when: string) => (warnReply.decide(kase, {}, { now: at(when), actor: { account: null } } as never) as Fact[])
const rung = (kase: Case, facts: Fact[]) => facts.reduce((state, fact) => caseStream.evolve(state, fact, at('23 10:00'), null), kase)

test('half, four fifths, the end: one bell at a time, each told once, to the desk and at the end to the leaders', () => {
  let kase = clip('23 19:00')
  expect(bells(kase)).toEqual(['warn-reply 2026-11-23T06:00:00.000Z'])
  expect(ring(kase, '23 13:59')).toEqual([])
  kase = rung(kase, ring(kase, '23 14:00'))
  expect(bells(kase)).toEqual(['warn-reply 2026-11-23T09:00:00.000Z'])
  const near = ring(kase, '23 17:00')
  expect(near).toEqual([{ type: 'reply-near', percent: 80, due: at('23 19:00').toISOString() }])
  kase = rung(kase, near)
  // Answered in its very second is in time.
  expect(bells(kase)).toEqual(['warn-reply 2026-11-23T11:00:01.000Z'])
  const over = ring(kase, '23 19:01')
  expect([over.map(({ type }) => type), bells(rung(kase, over)), over.flatMap((fact) => caseStream.tells!(fact, kase).map((tell) => tell.toRole))]).toEqual([['reply-overdue'], [], ['clerk', 'leader']])
})
test('answered, voided or merged, nothing rings; a reply that was due before it was known rings once', () => {
  const kase = clip('23 19:00')
  expect([bells({ ...kase, voice: { ...kase.voice, answeredAt: at('23 10:00').toISOString() } }), bells({ ...kase, state: 'voided' }), bells({ ...kase, state: 'merged' })]).toEqual([[], [], []])
  expect(ring(clip('22 19:00'), '23 09:01').map(({ type }) => type)).toEqual(['reply-overdue'])
})
