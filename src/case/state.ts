// A case folded from its facts. Pure: the same facts give the same case, on the server and on a phone.
import type { Appeal } from './appeal/part.ts'
import { considered, type Rerouted } from './again/part.ts'
import type { TenMinutes } from './crew/part.ts'
import type { Ending } from './ending/part.ts'
import type { Extension } from './extension/part.ts'
import type { Joint } from './joint/part.ts'
import { measured, type Stages } from './figures/stages.ts'
import { firstState } from './life.ts'
import type { OrderSheet } from './order/part.ts'
import type { One } from './one/part.ts'
import type { Judged } from './judging/part.ts'
import { turned } from './onward.ts'
import { factOf, isPartFact } from './parts.ts'
import type { Rechecks } from './recheck/part.ts'
import type { Returning } from './return/part.ts'
import type { Suspension } from './suspension/part.ts'
import type { Supervised } from './supervision/part.ts'
import type { Verification } from './verify/part.ts'
import type { Voice } from './voice/part.ts'
import type { Because, Clock, Fact, FiledUnder, Point, Stage, State } from './words.ts'

export interface Case {
  state: State
  number: string
  source: string
  text: string
  title?: string
  category?: { pack: string; category: string; zh: string; en: string }
  before: string[]
  after: string[]
  contactName?: string
  contactPhone?: string
  external?: { system: string; number: string; class?: string }
  point?: Point
  area?: string
  placeText?: string
  /** 权属单位: whose thing it is, where somebody has said so. */
  owner?: string
  reporter: string | null
  reportedAt: Date
  /** When it was seen or written, where that was earlier than the report. */
  occurredAt?: string
  under?: FiledUnder
  filedBy?: string | null
  filedAt?: Date
  unit?: string
  because?: Because
  dispatchedAt?: Date
  handledAt?: Date
  endedAt?: Date
  /** Clocks running now. */
  running: Clock[]
  /** The handling clock keeps its deadline while it is stopped for checking, and what it had used by then. */
  handle?: Clock
  handleUsed?: number
  lastCheck?: { passed: boolean; by: string | null }
  reworks: number
  /** Clocks whose running out is written down, as `stage@due`. */
  lapsed: string[]
  /** Warnings written down for clocks that still count, as `stage@percent`. */
  warned: string[]
  late?: boolean
  /** For the figures: how long each stage took and whether in time, how often it was dispatched, why it was rejected. */
  stages?: Stages
  dispatches?: number
  rejectedAs?: string
  /** 核实 before filing. */
  verification?: Verification
  /** 即查即改. */
  fixedOnSpot?: true
  /** 回退: what is asked for now, and what came of earlier ones. */
  returning?: Returning
  /** 延期: what is asked for now, how often it was granted. */
  extension?: Extension
  /** 挂账: asked for, running or over. */
  suspension?: Suspension
  /** 申诉: asked for or decided. */
  appeal?: Appeal
  /** Who closed it: they do not decide about an appeal. */
  closedBy?: string | null
  /** 会办: who helps, each with its own part. */
  joint?: Joint
  /** 交办: the numbered sheets. */
  orders?: OrderSheet[]
  /** 督办, oldest first. */
  supervision?: Supervised[]
  /** 十分钟: when it was seen and cleared, and which crew is called. Only where the limit counts minutes on shift. */
  tenMinutes?: TenMinutes
  /** What it was as long as its limit counted minutes on shift: its row stays and counts no more. */
  formerTen?: TenMinutes
  /** 作废, 重新办理. */
  ending?: Ending
  /** 一事一案: who else reported it, and which case it went into. */
  one?: One
  /** Since a change the rules name another unit than the one that has it. */
  again?: Rerouted
  /** 盲样复核 that were done. */
  rechecks?: Rechecks
  /** What people said of doubts about photos. */
  judged?: Judged
  /** 反映人: answers, ratings, disputes, calls. */
  voice?: Voice
}

export const nothing: Case = {
  state: firstState, number: '', source: '', text: '', before: [], after: [], reporter: null, reportedAt: new Date(0), running: [], reworks: 0, lapsed: [], warned: [],
}

/** An area given without a point replaces an older point: the two must not disagree. */
const moved = (kase: Case, fact: { point?: Point; area?: string; placeText?: string; owner?: string }): Case => {
  const { point: _point, ...rest } = kase
  return { ...(fact.area && !fact.point ? rest : kase), ...where(fact) }
}
const where = (fact: { point?: Point; area?: string; placeText?: string; owner?: string }): Partial<Case> => ({
  ...(fact.point ? { point: fact.point } : {}), ...(fact.area ? { area: fact.area } : {}), ...(fact.placeText ? { placeText: fact.placeText } : {}), ...(fact.owner ? { owner: fact.owner } : {}),
})
/** A clock that starts anew warns anew; one that runs on after a rework, or is moved, has warned already. */
const anew = (kase: Case, ...fresh: Stage[]): string[] => kase.warned.filter((mark) => !fresh.some((stage) => mark.startsWith(`${stage}@`)))
const stop = (kase: Case, ...gone: Stage[]): Clock[] => kase.running.filter((clock) => !gone.includes(clock.stage))

export const evolve = (kase: Case, fact: Fact, at: Date, actor: string | null): Case => measured(kase, step(kase, fact, at, actor), at)

function step(kase: Case, fact: Fact, at: Date, actor: string | null): Case {
  if (isPartFact(fact)) { const { turn, evolve: change } = factOf(fact); return change(turn ? turned(kase, turn) : kase, fact, at, actor) }
  switch (fact.type) {
    case 'reported': return {
      ...nothing, state: 'reported', number: fact.number, source: fact.source, text: fact.text, before: fact.photos, reporter: actor, reportedAt: at, running: [fact.clock],
      ...(fact.title ? { title: fact.title } : {}), ...(fact.occurredAt ? { occurredAt: fact.occurredAt } : {}), ...(fact.category ? { category: fact.category } : {}), ...(fact.external ? { external: fact.external } : {}),
      ...(fact.contactName ? { contactName: fact.contactName } : {}), ...(fact.contactPhone ? { contactPhone: fact.contactPhone } : {}), ...where(fact),
    }
    case 'located': return considered(moved(kase, fact), fact.again)
    case 'filed': return { ...kase, state: 'filed', under: fact.under, filedBy: fact.auto ? null : actor, filedAt: at, running: [fact.clock], ...(fact.sighted ? { tenMinutes: { sighted: fact.sighted } } : {}) }
    case 'rejected': return { ...kase, state: 'rejected', rejectedAs: fact.reason, endedAt: at, running: [], voice: { ...kase.voice, answeredAt: at.toISOString() } }
    case 'dispatched': return { ...kase, warned: anew(kase, 'handle', 'sign'), state: 'dispatched', unit: fact.unit, because: fact.because, dispatchedAt: at, handle: fact.clock, running: [fact.clock, fact.sign], ...(kase.tenMinutes ? { tenMinutes: { sighted: kase.tenMinutes.sighted } } : {}) }
    case 'signed-for': return { ...kase, state: 'handling', ...(fact.photos ? { before: [...kase.before, ...fact.photos] } : {}), running: stop(kase, 'sign') }
    case 'handled': return { ...kase, warned: anew(kase, 'check'), ...(fact.used === undefined ? {} : { handleUsed: fact.used }), state: 'handled', handledAt: at, after: fact.photos, late: (fact.cleared ? Date.parse(fact.cleared.at) : at.getTime()) > Date.parse(kase.handle!.due), running: [fact.clock], ...(fact.cleared ? { tenMinutes: { ...kase.tenMinutes!, cleared: fact.cleared } } : {}) }
    case 'checked': return { ...kase, warned: anew(kase, 'close'), state: 'checking', lastCheck: { passed: fact.passed, by: actor }, running: [fact.clock] }
    case 'reworked': return { ...kase, state: 'handling', handle: fact.clock, running: [fact.clock], reworks: kase.reworks + 1 }
    case 'closed': return { ...kase, state: 'closed', endedAt: at, running: [], late: fact.late, ...(fact.text ? { voice: { ...kase.voice, answeredAt: at.toISOString() } } : {}), closedBy: actor }
    case 'lapsed': return { ...kase, lapsed: [...kase.lapsed, `${fact.stage}@${fact.due}`], ...(fact.stage === 'handle' ? { late: true } : {}) }
    case 'warned': return { ...kase, warned: [...kase.warned, `${fact.stage}@${fact.percent}`] }
    case 'recomputed': return { ...kase, running: kase.running.map((clock) => (clock.stage === fact.stage ? fact.clock : clock)), ...(fact.stage === 'handle' ? { handle: fact.clock } : {}) }
    // A look at personal data changes nothing but the log.
    case 'revealed': return kase
    default: return fact satisfies never
  }
}

/** The clock a list shows: of those running, the one that ends first. */
export const nextClock = (kase: Case): Clock | undefined =>
  kase.running.toSorted((a, b) => Date.parse(a.due) - Date.parse(b.due))[0]

/** Whether it is already written down that this clock ran out. */
export const hasLapsed = (kase: Case, clock: Clock): boolean => kase.lapsed.includes(`${clock.stage}@${clock.due}`)
