// The case as a stream: how it is folded, where it lies, which timers wait, who must hear, what its row looks like.
import type { Said } from '#core/problem.ts'
import type { Stream } from '#kernel/verb.ts'
import { nextWarnings } from './clocks/watch.ts'
import { stepOf } from './life.ts'
import { factOf, isPartFact, partFacts, supportersOf, timersOf, type PartFact } from './parts.ts'
import type { Tell } from './part.ts'
import { evolve, hasLapsed, nextClock, nothing, type Case } from './state.ts'
import { rows } from './store.ts'
import { tellsReporter } from './voice/told.ts'
import { stateNames, type Fact } from './words.ts'

const saysOfParts = Object.fromEntries(Object.entries(partFacts).map(([type, { says }]) => [type, says])) as Record<PartFact['type'], Said>

function tellsOf(fact: Fact, kase: Case): Tell[] {
  if (isPartFact(fact)) return factOf(fact).tells?.(fact, kase) ?? []
  switch (fact.type) {
    case 'dispatched': return [{ kind: 'case.dispatched', toUnit: fact.unit }]
    case 'reworked': return [{ kind: 'case.reworked', toUnit: kase.unit! }]
    case 'checked': return [{ kind: fact.passed ? 'case.check-passed' : 'case.check-failed', toRole: 'clerk' }]
    case 'lapsed': return [{ kind: 'case.lapsed', toRole: 'clerk' }, ...(kase.unit && fact.stage === 'handle' ? [{ kind: 'case.lapsed', toUnit: kase.unit }] : [])]
    // Half is quiet; at four fifths whoever has the work hears of it.
    case 'warned': return kase.unit && fact.percent === 80 && (fact.stage === 'handle' || fact.stage === 'sign') ? [{ kind: 'case.warned', toUnit: kase.unit }] : []
    case 'recomputed': return kase.unit && fact.stage === 'handle' && fact.before !== fact.after ? [{ kind: 'case.recomputed', toUnit: kase.unit }] : []
    default: return []
  }
}

export const caseStream: Stream<Case, Fact> = {
  name: 'case',
  title: { zh: '案件', en: 'Case' },
  start: nothing,
  evolve,
  // Units that help see the case and do their own steps of it; whatever the table does not give them is the handling unit's alone.
  whereabouts: (kase, verb) => {
    const beside = supportersOf(kase), lead = kase.unit ? [kase.unit] : []
    return { units: stepOf(verb)?.awaited === 'beside' ? [...lead, ...beside] : lead, area: kase.area ?? null, by: kase.reporter, beside }
  },
  rows,
  tables: [{ name: 'case_now' }, { name: 'case_flag' }, { name: 'case_search' }, { name: 'external_ref' }, { name: 'case_minutes' }, { name: 'file_use', of: { stream: 'case' } }],
  // Finished at the deadline second is still on time, so the timer rings one second later.
  timers: (kase) => [
    ...kase.running.filter((clock) => !hasLapsed(kase, clock)).map((clock) => ({ name: 'lapse', dueAt: new Date(Date.parse(clock.due) + 1000) })),
    ...nextWarnings(kase).map((dueAt) => ({ name: 'warn', dueAt })),
    ...kase.running.filter((clock) => clock.stage === 'sign').map((clock) => ({ name: 'auto-sign', dueAt: new Date(Date.parse(clock.due) + 1000) })),
    ...timersOf(kase),
  ].filter((timer, i, all) => all.findIndex((other) => other.name === timer.name && other.dueAt.getTime() === timer.dueAt.getTime()) === i),
  tells: (fact, kase) => [...tellsOf(fact, kase), ...tellsReporter(fact, kase)],
  brief: (kase) => ({ number: kase.number, state: kase.state, state_name: stateNames[kase.state], unit: kase.unit ?? null, limit: kase.under?.limit ?? null, due: nextClock(kase)?.due ?? null, because: kase.because ?? null }),
  quiet: ['lapsed', 'warned', 'recomputed', 'revealed', ...(Object.keys(partFacts) as (keyof typeof partFacts)[]).filter((type) => partFacts[type].quiet)],
  says: {
    reported: { zh: '上报', en: 'reported it' }, located: { zh: '改了地点', en: 'changed its place' }, filed: { zh: '立案', en: 'filed it' },
    rejected: { zh: '不予立案', en: 'rejected it' }, dispatched: { zh: '派遣', en: 'dispatched it' }, 'signed-for': { zh: '签收', en: 'signed for it' },
    handled: { zh: '交了处置结果', en: 'handed in the result' }, checked: { zh: '核查', en: 'checked it' }, reworked: { zh: '退回返工', en: 'sent it back for rework' },
    closed: { zh: '结案', en: 'closed it' }, lapsed: { zh: '记下超时', en: 'noted that it is overdue' }, warned: { zh: '提醒快到时限', en: 'warned that time is running out' }, recomputed: { zh: '重算了时限', en: 'computed its deadline again' }, revealed: { zh: '查看了个人信息', en: 'looked at personal data' },
    ...saysOfParts,
  },
}
