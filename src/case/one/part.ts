// 一事一案: a report that joins an open case instead of becoming one, and a case that is merged into another. Every reporter and every outside number stays.
import type { FactOf, Part } from '../part.ts'
import type { Case } from '../state.ts'
import { sourceNames, type Clock, type sources } from '../words.ts'

type Source = (typeof sources)[number]
interface External { system: string; number: string; class?: string }
/** One who reported the same. Contacts and words are ids of kept texts: of this case, or of the case they came with. */
export interface Also {
  source: Source; at: string; by: string | null; text?: string; contactName?: string; contactPhone?: string; external?: External; photos: string[]
  /** The case it was, where it was one; `via`: the one by which it came here, if that took it in first. */
  case?: { id: string; number: string }
  via?: string
}

export type OneFact =
  | { type: 'joined'; source: Source; text: string; photos: string[]; contactName?: string; contactPhone?: string; external?: External; occurredAt?: string }
  | { type: 'merged'; into: string; number: string; /** Between the two, where both have a point. */ metres?: number; reason?: string }
  | { type: 'took-in'; from: string; number: string; photos: string[]; also: Also[] }
  | { type: 'unmerged'; from: string; number: string; text: string; clock: Clock }
  | { type: 'gave-back'; to: string; number: string }

export interface One {
  /** Everybody else who reported it, in the order they came. */
  also: Also[]
  /** Photos of theirs that stand among those of before. */
  shown?: string[]
  /** The case this one went into. */
  into?: { id: string; number: string }
}
const also = (kase: Case): Also[] => kase.one?.also ?? []
/** What is shown as before holds so many; all others stand with who brought them. */
const BEFORE_MOST = 9

/** The case with others who reported it, their photos among those of before as far as there is room. */
function withMore(kase: Case, more: readonly Also[]): Case {
  const photos = [...new Set(more.flatMap((each) => each.photos))].filter((sha) => !kase.before.includes(sha)).slice(0, Math.max(0, BEFORE_MOST - kase.before.length))
  return { ...kase, before: [...kase.before, ...photos], one: { ...kase.one, also: [...also(kase), ...more], shown: [...kase.one?.shown ?? [], ...photos] } }
}

/** The case itself and all who came to it, as the case that takes them in keeps them. */
export function allOf(id: string, kase: Case): Also[] {
  const self: Also = {
    source: kase.source as Source, at: kase.reportedAt.toISOString(), by: kase.reporter, text: kase.text, photos: kase.before, case: { id, number: kase.number },
    ...(kase.contactName ? { contactName: kase.contactName } : {}), ...(kase.contactPhone ? { contactPhone: kase.contactPhone } : {}), ...(kase.external ? { external: kase.external } : {}),
  }
  // Who had come to it by a case of their own keeps that case; who had joined it came by this one.
  return [self, ...also(kase).map((each) => ({ ...each, via: id }))]
}

const joined: FactOf<Extract<OneFact, { type: 'joined' }>> = {
  says: { zh: '加入了一个反映', en: 'added another report' }, hand: 'reporter', quiet: true,
  evolve: (kase, fact, at, actor) => withMore(kase, [{
    source: fact.source, at: at.toISOString(), by: actor, text: fact.text, photos: fact.photos,
    ...(fact.contactName ? { contactName: fact.contactName } : {}), ...(fact.contactPhone ? { contactPhone: fact.contactPhone } : {}), ...(fact.external ? { external: fact.external } : {}),
  }]),
  said: (fact) => ({ zh: `又有人反映同一件事（${sourceNames[fact.source].zh}${fact.external ? `，外部编号 ${fact.external.number}` : ''}），加入本案。`, en: `reported the same (${sourceNames[fact.source].en.toLowerCase()}${fact.external ? `, outside number ${fact.external.number}` : ''}); it joined this case.` }),
  text: (fact) => fact.text,
}
const merged: FactOf<Extract<OneFact, { type: 'merged' }>> = {
  says: { zh: '并案', en: 'merged it into another case' }, hand: 'office',
  evolve: (kase, fact, at) => ({ ...kase, state: 'merged', endedAt: at, running: [], one: { ...kase.one, also: also(kase), into: { id: fact.into, number: fact.number } } }),
  said: (fact) => {
    const far = fact.metres === undefined ? { zh: '', en: '' } : { zh: `，两处相距${fact.metres}米`, en: `, ${fact.metres} m away` }
    return { zh: `并入案件${fact.number}${far.zh}；反映人和外部编号都随它答复。`, en: `merged it into case ${fact.number}${far.en}; its reporters and outside numbers are answered with it.` }
  },
  text: (fact) => fact.reason, tells: (_fact, kase) => (kase.unit ? [{ kind: 'case.merged', toUnit: kase.unit }] : []),
  clocks: () => ({ stops: ['accept', 'dispatch', 'sign', 'handle'] }),
}
const tookIn: FactOf<Extract<OneFact, { type: 'took-in' }>> = {
  says: { zh: '并入了一件', en: 'took another case in' }, hand: 'office', quiet: true,
  evolve: (kase, fact) => withMore(kase, fact.also),
  said: (fact) => {
    const numbers = fact.also.flatMap((each) => each.external?.number ?? [])
    const many = fact.also.length > 1 ? { zh: `，连同加入它的共${fact.also.length}个反映`, en: `, with ${fact.also.length} reports in all` } : { zh: '', en: '' }
    return { zh: `并入案件${fact.number}${numbers.length > 0 ? `（外部编号 ${numbers.join('、')}）` : ''}${many.zh}。`, en: `took in case ${fact.number}${numbers.length > 0 ? ` (outside ${numbers.length > 1 ? 'numbers' : 'number'} ${numbers.join(', ')})` : ''}${many.en}.` }
  },
  tells: (_fact, kase) => (kase.unit ? [{ kind: 'case.took-in', toUnit: kase.unit }] : []),
}
const unmerged: FactOf<Extract<OneFact, { type: 'unmerged' }>> = {
  says: { zh: '取消并案', en: 'took the merge back' }, hand: 'office', turn: 'anew',
  evolve: (kase, fact) => {
    const { into: _into, ...one } = kase.one!
    return { ...kase, state: 'reported', running: [fact.clock], warned: [], one }
  },
  said: (fact) => ({ zh: `从案件${fact.number}里退出来，重新受理；受理时限重新起算。`, en: `took it out of case ${fact.number}; it is decided on anew, with a new acceptance clock.` }),
  text: (fact) => fact.text, clocks: (fact) => ({ starts: [fact.clock], anew: ['accept', 'dispatch', 'sign', 'handle'] }),
}
const gaveBack: FactOf<Extract<OneFact, { type: 'gave-back' }>> = {
  says: { zh: '退出了一件', en: 'gave a case back' }, hand: 'office', quiet: true,
  evolve: (kase, fact) => {
    const [gone, stays] = [also(kase).filter((each) => each.case?.id === fact.to || each.via === fact.to), also(kase).filter((each) => each.case?.id !== fact.to && each.via !== fact.to)]
    // Its photos go with it, unless somebody else brought the same or they are the report's own.
    const kept = new Set(stays.flatMap((each) => each.photos)), lost = new Set(gone.flatMap((each) => each.photos).filter((sha) => kase.one?.shown?.includes(sha) && !kept.has(sha)))
    return { ...kase, before: kase.before.filter((sha) => !lost.has(sha)), one: { ...kase.one, also: stays, shown: kase.one?.shown?.filter((sha) => !lost.has(sha)) ?? [] } }
  },
  said: (fact) => ({ zh: `案件${fact.number}取消并案，从本案退出。`, en: `gave case ${fact.number} back: the merge was taken back.` }),
}

export const onePart: Part<OneFact, 'one'> = {
  own: { one: 'stays' },
  facts: { joined, merged, 'took-in': tookIn, unmerged, 'gave-back': gaveBack },
  flags: (kase) => (also(kase).length > 0 ? ['several'] : []),
}
