// 督办 in three levels: a reminder, an overdue notice to the head of the unit, a leader's order with a reply. The clock gives the first two, people any of them.
import { sayMoment } from '#core/day.ts'
import type { Said } from '#core/problem.ts'
import { bell, isOver, type Term } from '../clocks/term.ts'
import { isOpen, type State } from '../life.ts'
import type { Part, Tell } from '../part.ts'
import type { Case } from '../state.ts'

export const levels = ['1', '2', '3'] as const
export type Level = 1 | 2 | 3
export const levelNames: Record<Level, Said> = { 1: { zh: '一级：提醒', en: 'Level 1: reminder' }, 2: { zh: '二级：超时通报单位负责人', en: 'Level 2: notice to the head of the unit' }, 3: { zh: '三级：领导批示，限时回复', en: 'Level 3: leader’s order, to be replied to' } }
export const causeNames = {
  'near-due': { zh: '处置时限用去八成', en: 'four fifths of the handling limit are used' }, overdue: { zh: '处置超时', en: 'handling is overdue' },
  'failed-checks': { zh: '三次核查没有通过', en: 'the third check failed' }, person: { zh: '由人发起', en: 'by a person' },
} as const satisfies Record<string, Said>
type Cause = keyof typeof causeNames
/** The failed check with which it becomes a matter of the head of the unit. */
export const FAILED_CHECKS = 3

export type SupervisionFact =
  | { type: 'supervised'; level: Level; cause: Cause; unit: string; text?: string; reply?: Term }
  | { type: 'supervision-acknowledged'; unit: string; levels: Level[]; text?: string }
  | { type: 'supervision-replied'; unit: string; level: Level; text: string; photos: string[]; late: boolean }
  | { type: 'supervision-lapsed'; unit: string; level: Level; due: string }
  /** The reply is waited for no more: the case ended or went to another unit. */
  | { type: 'supervision-ended'; unit: string; levels: Level[] }

export interface Supervised { level: Level; cause: Cause; unit: string; at: string; text?: string; reply?: Term; acknowledgedAt?: string; repliedAt?: string; answer?: string; late?: boolean; lapsed?: true; /** Ended without the reply. */ over?: true }

const atWork: readonly State[] = ['dispatched', 'handling']
/** Open until the unit has replied, or, where no reply is asked for, until it has acknowledged or handed in: what was said of an earlier stretch of the work is over. */
export const isOpenItem = (kase: Case, one: Supervised): boolean => isOpen(kase.state) && one.unit === kase.unit && !one.over
  && (one.reply ? !one.repliedAt : !one.acknowledgedAt && atWork.includes(kase.state) && one.at >= (kase.handle?.start ?? ''))
export const openItems = (kase: Case): Supervised[] => kase.supervision?.filter((one) => isOpenItem(kase, one)) ?? []
export const toAcknowledge = (kase: Case): Supervised[] => openItems(kase).filter((one) => !one.acknowledgedAt)
/** The highest that waits for a reply. */
export const toReply = (kase: Case): Supervised | undefined => openItems(kase).filter((one) => one.reply).toSorted((a, b) => b.level - a.level)[0]
export const repliesLapsed = (kase: Case, now: Date): Supervised[] => openItems(kase).filter((one) => one.reply && !one.lapsed && isOver(one.reply.due, now))

/** What the clock or a failed check brings about: nothing where one of the same level is open already. */
export const byItself = (kase: Case, level: 1 | 2, cause: Cause): SupervisionFact[] =>
  (kase.unit && !openItems(kase).some((one) => one.level === level) ? [{ type: 'supervised', level, cause, unit: kase.unit }] : [])

const changed = (kase: Case, which: (one: Supervised) => boolean, change: Partial<Supervised>): Case => ({ ...kase, supervision: kase.supervision!.map((one) => (isOpenItem(kase, one) && which(one) ? { ...one, ...change } : one)) })
const above = (level: Level, kind: string): Tell[] => [{ kind, toRole: 'clerk' }, ...(level === 3 ? [{ kind, toRole: 'leader' }] : [])]

export const supervisionPart: Part<SupervisionFact, 'supervision'> = {
  own: { supervision: 'stays' },
  facts: {
    supervised: {
      says: { zh: '督办', en: 'put it under supervision' }, hand: 'office', quiet: true,
      evolve: (kase, { level, cause, unit, text, reply }, at) => ({ ...kase, supervision: [...kase.supervision ?? [], { level, cause, unit, at: at.toISOString(), ...(text ? { text } : {}), ...(reply ? { reply } : {}) }] }),
      said: (fact, names) => {
        const why = fact.cause === 'person' ? { zh: '', en: '' } : { zh: `，因为${causeNames[fact.cause].zh}`, en: `, because ${causeNames[fact.cause].en}` }, by = fact.reply && sayMoment(fact.reply.due)
        return {
          zh: `督办${names.unit(fact.unit).zh}（${levelNames[fact.level].zh}）${why.zh}${by ? `，${by}前回复` : ''}。`,
          en: `put ${names.unit(fact.unit).en} under supervision (${levelNames[fact.level].en.toLowerCase()})${why.en}${by ? `; to be replied to by ${by}` : ''}.`,
        }
      },
      // The warning at four fifths has told the unit already.
      text: (fact) => fact.text, tells: (fact) => [...(fact.cause === 'near-due' ? [] : [{ kind: 'case.supervised', toUnit: fact.unit }]), ...(fact.level === 3 ? [{ kind: 'case.supervised', toRole: 'clerk' }] : [])],
    },
    'supervision-acknowledged': {
      says: { zh: '知悉督办', en: 'acknowledged the supervision' }, hand: 'unit', quiet: true,
      evolve: (kase, fact, at) => changed(kase, (one) => fact.levels.includes(one.level), { acknowledgedAt: at.toISOString() }),
      said: (fact, names) => ({ zh: `${names.unit(fact.unit).zh}知悉${fact.levels.join('、')}级督办。`, en: `${names.unit(fact.unit).en} acknowledged supervision of level ${fact.levels.join(', ')}.` }),
      text: (fact) => fact.text, tells: (fact) => above(Math.max(...fact.levels) as Level, 'case.supervision-acknowledged'),
    },
    'supervision-replied': {
      says: { zh: '回复督办', en: 'replied to the supervision' }, hand: 'unit', quiet: true,
      evolve: (kase, fact, at) => changed(kase, (one) => one.level === fact.level && one.reply !== undefined, { repliedAt: at.toISOString(), answer: fact.text, late: fact.late }),
      said: (fact, names) => ({ zh: `${names.unit(fact.unit).zh}回复${fact.level}级督办${fact.late ? '（超过回复时限）' : ''}。`, en: `${names.unit(fact.unit).en} replied to supervision of level ${fact.level}${fact.late ? ' (late)' : ''}.` }),
      text: (fact) => fact.text, tells: (fact) => above(fact.level, 'case.supervision-replied'),
    },
    'supervision-lapsed': {
      says: { zh: '记下督办没有按时回复', en: 'noted that no reply came in time' }, hand: 'system', quiet: true,
      evolve: (kase, fact) => changed(kase, (one) => one.level === fact.level && one.reply !== undefined, { lapsed: true }),
      said: (fact, names) => ({ zh: `${names.unit(fact.unit).zh}到${sayMoment(fact.due)}没有回复${fact.level}级督办。`, en: `${names.unit(fact.unit).en} had not replied to supervision of level ${fact.level} by ${sayMoment(fact.due)}.` }),
      tells: (fact) => [{ kind: 'case.supervision-lapsed', toUnit: fact.unit }, ...above(fact.level, 'case.supervision-lapsed')],
    },
    'supervision-ended': {
      says: { zh: '督办回复作罢', en: 'ended what supervision waited for' }, hand: 'system', quiet: true,
      evolve: (kase, fact) => ({ ...kase, supervision: kase.supervision!.map((one) => (one.unit === fact.unit && one.reply && !one.repliedAt && fact.levels.includes(one.level) ? { ...one, over: true } : one)) }),
      said: (fact, names) => ({ zh: `${names.unit(fact.unit).zh}没有回复${fact.levels.join('、')}级督办，案件已经往下走，不再等回复。`, en: `went on with the case before ${names.unit(fact.unit).en} had replied to supervision of level ${fact.levels.join(', ')}; no reply is waited for any more.` }),
      tells: (fact) => above(Math.max(...fact.levels) as Level, 'case.supervision-ended'),
    },
  },
  // A reminder that has done its work leaves no mark; a notice or an order does.
  flags: (kase) => (kase.supervision?.some((one) => one.level > 1 || isOpenItem(kase, one)) ? ['supervised'] : []),
  // Not by another category: what a leader ordered is ended by no clerk's correction.
  left: (kase) => [...Map.groupBy(kase.supervision?.filter((one) => one.reply && !one.repliedAt && !one.over && !isOpenItem(kase, one)) ?? [], (one) => one.unit)]
    .map(([unit, items]) => ({ type: 'supervision-ended', unit, levels: [...new Set(items.map((one) => one.level))].toSorted((a, b) => a - b) })),
  timers: (kase) => openItems(kase).flatMap((one) => (one.reply && !one.lapsed ? [{ name: 'supervise-by-time', dueAt: bell(one.reply.due) }] : [])),
  // A reminder by the clock is told with its warning; to be acknowledged it waits only beside the work itself.
  awaited: (kase) => openItems(kase).filter((one) => one.reply !== undefined || (one.level > 1 && !one.acknowledgedAt)).map((one) => one.unit),
}
