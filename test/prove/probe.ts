// A stream of nothing but a bell: made with a timer, rung by it once. What the proofs of timers count.
import { z } from 'zod'
import { verbsOn, type Stream } from '#kernel/verb.ts'

type Fact = { type: 'made'; due: string } | { type: 'rang' }
interface Bell { due: string | undefined; rang: number }
const bells: Stream<Bell, Fact> = {
  name: 'bell', title: { zh: '铃', en: 'Bell' }, start: { due: undefined, rang: 0 },
  evolve: (bell, fact) => (fact.type === 'made' ? { ...bell, due: fact.due } : { ...bell, rang: bell.rang + 1 }),
  whereabouts: () => ({ units: [], area: null }), rows: () => [], tables: [], brief: () => ({}), quiet: [],
  timers: (bell) => (bell.rang === 0 && bell.due !== undefined ? [{ name: 'ring', dueAt: new Date(bell.due) }] : []),
  tells: (fact) => (fact.type === 'rang' ? [{ kind: 'bell.rang', toRole: 'clerk' }] : []),
  says: { made: { zh: '挂上', en: 'hung it' }, rang: { zh: '敲响', en: 'rang it' } },
}
const on = verbsOn(bells)
export const hang = on('hang', { title: { zh: '挂', en: 'Hang' }, makes: true, system: true, input: z.strictObject({ due: z.string() }), decide: (_bell, { due }) => ({ type: 'made', due }) })
export const ring = on('ring', { title: { zh: '响', en: 'Ring' }, system: true, input: z.strictObject({}), decide: () => ({ type: 'rang' }) })
