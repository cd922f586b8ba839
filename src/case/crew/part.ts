// 十分钟: a crew on shift is called for litter, takes it with one tap, or the next is called. The clock runs from the sighting to the cleared photo.
import type { Said } from '#core/problem.ts'
import type { Limit } from '#core/limit.ts'
import { canHappen, isOpen } from '../life.ts'
import type { Part } from '../part.ts'

/** A moment, and what says so: a photo, the words of whoever reported, the arrival of the report or of the result here. */
export interface Moment { at: string; by: 'photo' | 'told' | 'server' }
export const momentNames: Record<Moment['by'], Said> = { photo: { zh: '照片的拍摄时间', en: 'when the photo was taken' }, told: { zh: '上报人说的时间', en: 'what the reporter said' }, server: { zh: '系统收到的时间', en: 'when it arrived here' } }

export type CrewFact =
  /** `metres`: null where nothing tells. `beat`: the stretch that covers the place, whosever it is. `since`: from when it counts, the sighting or the begin of the shift after it. */
  | { type: 'crew-called'; crew: string; metres: number | null; because: Said; beat?: string; shift: string; since: string; until: string }
  | { type: 'crew-took'; crew: string }
  | { type: 'crew-passed'; crew: string; why: 'time' | 'cannot'; text?: string }
  /** Nobody is on shift; called when the next shift begins. */
  | { type: 'crew-awaited'; from: string; because: Said }
  /** Nobody is left to be called: the unit and the office see to it. */
  | { type: 'crew-missing'; because: Said }
  /** Called or on its way, and the case is no longer its: it ended, went to another unit or is of another kind now. */
  | { type: 'crew-released'; crew: string }

export interface Call {
  /** Called and not passed on. */
  crew?: string
  took?: true
  /** When the next is called, or the first at the begin of the shift. */
  ring?: string
  passed: string[]
  beat?: string; shift?: string; since?: string
}
export interface TenMinutes { sighted: Moment; cleared?: Moment & { seconds: number; /** Which crew did, where others were called later. */ crew?: string }; call?: Call }

/** Whether the limit counts minutes on shift: only then crews are called. */
export const inMinutes = (under: { limit: Limit } | undefined): boolean => under?.limit.kind === 'minute_on_shift'

function calledAnew(was: TenMinutes | undefined): TenMinutes | undefined {
  if (!was) return undefined
  const { call, cleared, sighted } = was, { beat, shift, since } = call ?? {}
  return {
    sighted, ...(cleared ? { cleared: { ...cleared, ...(cleared.crew ?? call?.crew ? { crew: (cleared.crew ?? call?.crew)! } : {}) } } : {}),
    ...(call ? { call: { passed: [], ...(beat ? { beat } : {}), ...(shift ? { shift } : {}), ...(since ? { since } : {}) } } : {}),
  }
}
const had = (call: Call | undefined): Call => { const { crew: _crew, ring: _ring, ...rest } = call ?? { passed: [] }; return rest }
const before = (kase: { tenMinutes?: TenMinutes; reportedAt: Date }): TenMinutes => kase.tenMinutes ?? { sighted: { at: kase.reportedAt.toISOString(), by: 'server' } }

export const crewPart: Part<CrewFact, 'tenMinutes' | 'formerTen'> = {
  own: {
    // Another unit has its own crews. What was cleared stays cleared, with the crew that did it; who goes there again is called anew.
    tenMinutes: { leaves: (was) => was && { sighted: was.sighted }, anew: 'goes', again: calledAnew },
    formerTen: { anew: (was, kase) => kase.tenMinutes ?? was },
  },
  facts: {
    'crew-called': {
      says: { zh: '叫了班组', en: 'called a crew' }, hand: 'system',
      evolve: (kase, fact) => {
        const ten = before(kase), rest = had(ten.call)
        return { ...kase, tenMinutes: { ...ten, call: { ...rest, crew: fact.crew, ring: fact.until, shift: rest.shift ?? fact.shift, since: rest.since ?? fact.since, ...(fact.beat ? { beat: fact.beat } : {}) } } }
      },
      said: (fact) => ({ zh: `叫班组：${fact.because.zh}。`, en: `called a crew: ${fact.because.en}.` }),
      tells: (fact) => [{ kind: 'case.crew-called', toCrew: fact.crew }],
    },
    'crew-took': {
      says: { zh: '接了这件', en: 'took it' }, hand: 'unit',
      evolve: (kase, fact) => {
        const ten = before(kase)
        return { ...kase, state: 'handling', running: kase.running.filter((clock) => clock.stage !== 'sign'), tenMinutes: { ...ten, call: { ...had(ten.call), crew: fact.crew, took: true } } }
      },
      said: () => ({ zh: '班组接了，就去；同时算签收。', en: 'took it for the crew; it is signed for with that.' }),
      clocks: () => ({ stops: ['sign'] }),
    },
    'crew-passed': {
      says: { zh: '转给下一个班组', en: 'passed it on' }, hand: 'unit',
      evolve: (kase, fact) => { const ten = before(kase); return { ...kase, tenMinutes: { ...ten, call: { ...had(ten.call), passed: [...ten.call?.passed ?? [], fact.crew] } } } },
      said: (fact) => (fact.why === 'time' ? { zh: '班组没有在时限内接。', en: 'did not take it in time.' } : { zh: '班组去不了。', en: 'cannot go.' }),
      text: (fact) => fact.text,
    },
    'crew-awaited': {
      says: { zh: '等下一班', en: 'left it to the next shift' }, hand: 'system', quiet: true,
      evolve: (kase, fact) => { const ten = before(kase); return { ...kase, tenMinutes: { ...ten, call: { ...had(ten.call), ring: fact.from } } } },
      said: (fact) => ({ zh: `${fact.because.zh}。`, en: `found that ${fact.because.en}.` }),
    },
    'crew-missing': {
      says: { zh: '没有班组可叫', en: 'found no crew to call' }, hand: 'system',
      evolve: (kase) => { const ten = before(kase); return { ...kase, tenMinutes: { ...ten, call: had(ten.call) } } },
      said: (fact) => ({ zh: `${fact.because.zh}。`, en: `found that ${fact.because.en}.` }),
      tells: (_fact, kase) => [{ kind: 'case.crew-missing', toRole: 'clerk' }, ...(kase.unit ? [{ kind: 'case.crew-missing', toUnit: kase.unit }] : [])],
    },
    'crew-released': {
      says: { zh: '让班组不用去了', en: 'told the crew it need not go' }, hand: 'system', quiet: true,
      evolve: (kase) => (kase.tenMinutes?.call ? { ...kase, tenMinutes: { ...kase.tenMinutes, call: had(kase.tenMinutes.call) } } : kase),
      said: () => ({ zh: '这件不用班组办了，已告诉被叫的班组。', en: 'took it from the crew that was called, and told it.' }),
      tells: (fact) => [{ kind: 'case.crew-released', toCrew: fact.crew }],
    },
  },
  left: (kase, before) => {
    const crew = before.tenMinutes?.call?.crew
    return crew && isOpen(before.state) && (kase.unit !== before.unit || !kase.tenMinutes || (!isOpen(kase.state) && !kase.tenMinutes.cleared)) ? [{ type: 'crew-released', crew }] : []
  },
  flags: (kase) => (kase.tenMinutes?.call ? ['crew'] : []),
  timers: (kase) => (kase.tenMinutes?.call?.ring && canHappen(kase.state, 'call-next') ? [{ name: 'call-next', dueAt: new Date(kase.tenMinutes.call.ring) }] : []),
}
