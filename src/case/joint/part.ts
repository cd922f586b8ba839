// 会办: one unit leads and keeps the clock, others do a subtask each with its own; whoever says nothing has agreed; one meeting note.
import { sayMoment } from '#core/day.ts'
import type { Said } from '#core/problem.ts'
import { isOver, bell, type Term } from '../clocks/term.ts'
import { isOpen } from '../life.ts'
import { refiled, type Part } from '../part.ts'
import type { Case } from '../state.ts'

export const answers = ['accept', 'object'] as const
export type Answer = (typeof answers)[number]
export const answerNames: Record<Answer, Said> = { accept: { zh: '同意', en: 'Agrees' }, object: { zh: '有异议', en: 'Objects' } }

/** What one unit is asked for. Its name stands beside its id, so that a refusal can say whom it waits for. */
export interface Asked { unit: string; zh: string; en: string; answerBy: string; term: Term }
export type JointFact =
  /** `advice`: the result is handed in without waiting for it. */
  | { type: 'joint-invited'; asked: Asked[]; text: string; advice?: true }
  /** `silent`: nothing was said in time, which is agreement. */
  | { type: 'joint-agreed'; unit: string; text?: string; silent?: true }
  | { type: 'joint-objected'; unit: string; text: string }
  | { type: 'joint-finished'; unit: string; text: string; photos: string[]; late: boolean }
  | { type: 'joint-excused'; unit: string; text: string }
  | { type: 'joint-lapsed'; unit: string; due: string }
  | { type: 'joint-noted'; units: string[]; text: string }
  /** What they were asked for is asked no more: the case ended, left the unit that led, or is about something else. */
  | { type: 'joint-ended'; units: string[] }

export type Standing = 'asked' | 'agreed' | 'objected' | 'done' | 'excused'
export const standingNames: Record<Standing, Said> = {
  asked: { zh: '待答复', en: 'To answer' }, agreed: { zh: '办理中', en: 'Under way' }, objected: { zh: '有异议', en: 'Objects' }, done: { zh: '已办', en: 'Done' }, excused: { zh: '免办', en: 'Excused' },
}
export interface Subtask extends Asked { text: string; advice: boolean; standing: Standing; silent?: true; lapsed?: true; late?: boolean; /** Each unit may object once. */ objected?: true; /** What came of it, in words. */ outcome?: string }
export interface Joint { subtasks: Subtask[]; note?: { units: string[]; text: string } }

const on = (standing: Standing) => standing === 'asked' || standing === 'agreed'
export const subtaskOf = (kase: Case, unit: string | null): Subtask | undefined => kase.joint?.subtasks.find((one) => one.unit === unit)
/** A unit that has become the handling one does its part by handling. */
const beside = (kase: Case): Subtask[] => kase.joint?.subtasks.filter((one) => one.unit !== kase.unit && one.standing !== 'excused') ?? []
/** Subtasks the result must wait for. */
export const missing = (kase: Case): Subtask[] => beside(kase).filter((one) => !one.advice && one.standing !== 'done')
export const silentNow = (kase: Case, now: Date): Subtask[] => beside(kase).filter((one) => one.standing === 'asked' && isOver(one.answerBy, now))
export const lapsedNow = (kase: Case, now: Date): Subtask[] => beside(kase).filter((one) => on(one.standing) && !one.lapsed && isOver(one.term.due, now))

const isOpenPart = ({ standing }: Subtask): boolean => on(standing) || standing === 'objected'
const openOnly = (joint: Joint | undefined): Joint | undefined => { const subtasks = joint?.subtasks.filter(isOpenPart) ?? []; return subtasks.length > 0 ? { subtasks } : undefined }
const changed = (kase: Case, unit: string, change: Partial<Subtask>): Case => ({ ...kase, joint: { ...kase.joint!, subtasks: kase.joint!.subtasks.map((one) => (one.unit === unit ? { ...one, ...change } : one)) } })
const list = (names: Said[]): Said => ({ zh: names.map((name) => name.zh).join('、'), en: names.map((name) => name.en).join(', ') })
const lead = (kase: Case, kind: string) => (kase.unit ? [{ kind, toUnit: kase.unit }] : [])

export const jointPart: Part<JointFact, 'joint'> = {
  own: {
    // What was done was done for the unit that led; what is open stays only until it lapses.
    joint: { leaves: openOnly, anew: openOnly },
  },
  facts: {
    'joint-invited': {
      says: { zh: '请单位会办', en: 'asked units to help' }, hand: 'office', quiet: true,
      evolve: (kase, fact) => {
        const had = kase.joint?.subtasks ?? []
        const fresh = fact.asked.map((one): Subtask => ({ ...one, text: fact.text, advice: fact.advice === true, standing: 'asked', ...(had.find(({ unit }) => unit === one.unit)?.objected ? { objected: true } : {}) }))
        return { ...kase, joint: { ...kase.joint, subtasks: [...had.filter((one) => !fresh.some(({ unit }) => unit === one.unit)), ...fresh] } }
      },
      said: (fact, names) => {
        const units = list(fact.asked.map((one) => names.unit(one.unit))), [first] = fact.asked
        return {
          zh: `请${units.zh}会办${fact.advice ? '（只征求意见）' : ''}，${sayMoment(first!.answerBy)}前答复，不答复视为同意；${sayMoment(first!.term.due)}前办完。`,
          en: `asked ${units.en} to help${fact.advice ? ' (advice only)' : ''}: to answer by ${sayMoment(first!.answerBy)}, silence counts as agreement, and to be done by ${sayMoment(first!.term.due)}.`,
        }
      },
      text: (fact) => fact.text, tells: (fact) => fact.asked.map((one) => ({ kind: 'case.joint-invited', toUnit: one.unit })),
    },
    'joint-agreed': {
      says: { zh: '同意会办', en: 'agreed to help' }, hand: 'unit', quiet: true,
      evolve: (kase, fact) => changed(kase, fact.unit, { standing: 'agreed', ...(fact.silent ? { silent: true } : {}) }),
      said: (fact, names) => (fact.silent
        ? { zh: `${names.unit(fact.unit).zh}到时没有答复，记作同意会办。`, en: `${names.unit(fact.unit).en} did not answer in time, which is recorded as agreement.` }
        : { zh: `${names.unit(fact.unit).zh}同意会办。`, en: `${names.unit(fact.unit).en} agrees to help.` }),
      text: (fact) => fact.text, tells: (fact, kase) => (fact.silent ? [{ kind: 'case.joint-agreed', toUnit: fact.unit }] : lead(kase, 'case.joint-agreed')),
    },
    'joint-objected': {
      says: { zh: '对会办提出异议', en: 'objected to helping' }, hand: 'unit', raises: 'objecting', quiet: true,
      evolve: (kase, fact) => changed(kase, fact.unit, { standing: 'objected', objected: true, outcome: fact.text }),
      said: (fact, names) => ({ zh: `${names.unit(fact.unit).zh}对会办有异议，由建设办定。`, en: `${names.unit(fact.unit).en} objects to helping; the office decides.` }),
      text: (fact) => fact.text, tells: (_fact, kase) => [{ kind: 'case.joint-objected', toRole: 'clerk' }, ...lead(kase, 'case.joint-objected')],
    },
    'joint-finished': {
      says: { zh: '办完会办任务', en: 'finished its part' }, hand: 'unit', quiet: true,
      evolve: (kase, fact) => changed(kase, fact.unit, { standing: 'done', outcome: fact.text, late: fact.late }),
      said: (fact, names) => ({ zh: `${names.unit(fact.unit).zh}办完会办任务${fact.late ? '（超时）' : ''}。`, en: `${names.unit(fact.unit).en} finished its part${fact.late ? ' (late)' : ''}.` }),
      text: (fact) => fact.text, tells: (_fact, kase) => lead(kase, 'case.joint-finished'),
    },
    'joint-excused': {
      says: { zh: '免去一个会办任务', en: 'excused a unit' }, hand: 'office', quiet: true,
      evolve: (kase, fact) => changed(kase, fact.unit, { standing: 'excused', outcome: fact.text }),
      said: (fact, names) => ({ zh: `免去${names.unit(fact.unit).zh}的会办任务。`, en: `excused ${names.unit(fact.unit).en} from its part.` }),
      text: (fact) => fact.text, tells: (fact, kase) => [{ kind: 'case.joint-excused', toUnit: fact.unit }, ...lead(kase, 'case.joint-excused')],
    },
    'joint-lapsed': {
      says: { zh: '记下会办任务超时', en: 'noted that a part is overdue' }, hand: 'system', quiet: true,
      evolve: (kase, fact) => changed(kase, fact.unit, { lapsed: true }),
      said: (fact, names) => ({ zh: `${names.unit(fact.unit).zh}的会办任务到时没有办完。`, en: `The part of ${names.unit(fact.unit).en} is overdue.` }),
      tells: (fact) => [{ kind: 'case.joint-lapsed', toUnit: fact.unit }, { kind: 'case.joint-lapsed', toRole: 'clerk' }],
    },
    'joint-noted': {
      says: { zh: '记了会办会议', en: 'wrote the meeting note' }, hand: 'office', quiet: true,
      evolve: (kase, fact) => ({ ...kase, joint: { ...kase.joint!, note: { units: fact.units, text: fact.text } } }),
      said: (fact, names) => { const units = list(fact.units.map((unit) => names.unit(unit))); return { zh: `会办会议纪要，参加单位：${units.zh}。`, en: `wrote the meeting note; there were ${units.en}.` } },
      text: (fact) => fact.text, tells: (fact) => fact.units.map((unit) => ({ kind: 'case.joint-noted', toUnit: unit })),
    },
    'joint-ended': {
      says: { zh: '会办任务作罢', en: 'ended what helping units were asked for' }, hand: 'system', quiet: true,
      evolve: (kase, fact) => {
        const { joint, ...rest } = kase, subtasks = joint?.subtasks.filter((one) => !fact.units.includes(one.unit)) ?? []
        return joint && (subtasks.length > 0 || joint.note) ? { ...rest, joint: { ...joint, subtasks } } : rest
      },
      said: (fact, names) => { const units = list(fact.units.map((unit) => names.unit(unit))); return { zh: `案件已经往下走，${units.zh}的会办任务不用再办。`, en: `went on with the case; ${units.en} need not do what was asked.` } },
      tells: (fact) => fact.units.map((unit) => ({ kind: 'case.joint-ended', toUnit: unit })),
    },
  },
  flags: (kase) => [...(kase.joint ? ['joint' as const] : []), ...(isOpen(kase.state) && beside(kase).some((one) => one.standing === 'objected') ? ['objecting' as const] : [])],
  timers: (kase) => (isOpen(kase.state) ? beside(kase).filter((one) => on(one.standing)).flatMap((one) => [
    ...(one.standing === 'asked' ? [{ name: 'consent-by-time', dueAt: bell(one.answerBy) }] : []), ...(one.lapsed ? [] : [{ name: 'lapse-joint', dueAt: bell(one.term.due) }]),
  ]) : []),
  // Of another category, only who has not answered yet is freed: the others have agreed to work, or ask the office. With its closing nothing is left to be done.
  left: (kase, before) => {
    const gone = !isOpen(kase.state) || kase.unit !== before.unit || !kase.unit
    const units = kase.joint?.subtasks.filter((one) => one.unit !== kase.unit && (gone ? isOpenPart(one) : one.standing === 'asked' && refiled(kase, before))).map((one) => one.unit) ?? []
    return units.length > 0 ? [{ type: 'joint-ended', units }] : []
  },
  supporters: (kase) => beside(kase).map((one) => one.unit),
  awaited: (kase) => (isOpen(kase.state) ? beside(kase).filter((one) => on(one.standing)).map((one) => one.unit) : []),
}
