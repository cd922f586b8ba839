// Joining a case, merging one into another, taking that back: both sides in one command, each with its own fact.
import { z } from 'zod'
import { freeText } from '#core/free.ts'
import { metresBetween } from '#core/metres.ts'
import { problem } from '#core/problem.ts'
import { startClock } from '../clocks/watch.ts'
import { stateNames } from '../life.ts'
import { isOpen } from '../life.ts'
import { namesPerson } from '../outside-number.ts'
import * as wrong from '../problems.ts'
import { clockworkOf } from '../settings.ts'
import type { Case } from '../state.ts'
import { needPhotos, stepVerb } from '../step.ts'
import { seenInPerson } from '../report.ts'
import * as words from '../words.ts'
import { allOf } from './part.ts'

/** Further apart, or of another kind, they are one only with a reason. */
export const MERGE_METRES = 200

export const mergeSelf = problem('case.merge-self', 422, () => ({ zh: '不能并入它自己。请选另一件在办案件。', en: 'A case cannot be merged into itself. Choose another open case.' }))
export const mergedElsewhere = problem<{ number: string }>('case.merged-elsewhere', 409, ({ number }) => ({ zh: `选的那件已经并入案件${number}。请直接并入${number}。`, en: `The chosen case has itself been merged into case ${number}. Merge into ${number}.` }))
export const mergeEnded = problem<{ number: string; state: string; stateEn: string }>('case.merge-ended', 409, ({ number, state, stateEn }) => ({ zh: `案件${number}已经“${state}”，只能并入在办的案件。`, en: `Case ${number} is "${stateEn}"; only an open case takes another in.` }))
export const mergeReason = problem<{ metres: number; kinds: boolean }>('case.merge-reason', 422, ({ metres, kinds }) => ({
  zh: `两件${kinds ? '类别不同' : ''}${kinds && metres > MERGE_METRES ? '、' : ''}${metres > MERGE_METRES ? `相距${metres}米（超过${MERGE_METRES}米）` : ''}。确是同一件事的，请写明理由。`,
  en: `The two ${kinds ? 'are of different categories' : ''}${kinds && metres > MERGE_METRES ? ' and ' : ''}${metres > MERGE_METRES ? `lie ${metres} m apart (more than ${MERGE_METRES} m)` : ''}. If they are one, say why.`,
}))
export const unmergeFirst = problem<{ number: string; into: string }>('case.unmerge-first', 409, ({ number, into }) => ({ zh: `案件${number}后来又并入了${into}。请先取消那一次并案。`, en: `Case ${number} has since been merged into ${into}. Take that merge back first.` }))

export const join = stepVerb('join', {
  input: words.Report.pick({ source: true, text: true, photos: true, contactName: true, contactPhone: true, external: true, occurredAt: true }),
  problems: [wrong.unknownPhoto, wrong.photoNeeded, wrong.externalKnown, wrong.personalNumber],
  facts: async (look, _kase, input) => { needPhotos(look, input.photos ?? []) },
  decide: (_kase, input) => {
    if (input.external && namesPerson(input.external.number)) throw wrong.personalNumber({}, [{ path: 'external.number', said: wrong.personalNumber.example().said }])
    if (seenInPerson.has(input.source) && !input.photos?.length) throw wrong.photoNeeded({}, [{ path: 'photos', said: wrong.photoNeeded.example().said }])
    return {
      type: 'joined', source: input.source, text: input.text, photos: input.photos ?? [],
      ...(input.contactName ? { contactName: input.contactName } : {}), ...(input.contactPhone ? { contactPhone: input.contactPhone } : {}),
      ...(input.external ? { external: { system: input.external.system, number: input.external.number, ...(input.external.class ? { class: input.external.class } : {}) } } : {}), ...(input.occurredAt ? { occurredAt: input.occurredAt } : {}),
    }
  },
  example: { source: 'citizen', text: '我也看到了，袋子堆到路上了。' },
})

const Teller = z.strictObject({
  source: z.enum(words.sources), at: z.string(), by: z.uuid().nullable(), text: z.string().optional(), contactName: z.string().optional(), contactPhone: z.string().optional(),
  external: z.strictObject({ system: z.string(), number: z.string(), class: z.string().optional() }).optional(), photos: z.array(z.string()), case: z.strictObject({ id: z.uuid(), number: z.string() }).optional(), via: z.uuid().optional(),
})
/** What a merge does to the case it goes into. */
export const takeIn = stepVerb('take-in', {
  input: z.strictObject({ from: z.uuid(), number: z.string(), also: z.array(Teller) }),
  guard: (kase) => (kase.one?.into ? mergedElsewhere({ number: kase.one.into.number }) : isOpen(kase.state) ? undefined : mergeEnded({ number: kase.number, state: stateNames[kase.state].zh, stateEn: stateNames[kase.state].en })),
  decide: (_kase, { from, number, also }) => ({ type: 'took-in', from, number, photos: [...new Set(also.flatMap((each) => each.photos))], also: JSON.parse(JSON.stringify(also)) }),
})
/** What taking a merge back does to the case it had gone into, whatever has become of that since. */
export const giveBack = stepVerb('give-back', {
  input: z.strictObject({ to: z.uuid(), number: z.string() }),
  guard: (kase) => (kase.one?.into ? unmergeFirst({ number: kase.number, into: kase.one.into.number }) : undefined),
  decide: (_kase, { to, number }) => ({ type: 'gave-back', to, number }),
})

const kindOf = (kase: Case): string | undefined => { const kind = kase.under ?? kase.category; return kind && `${kind.pack}/${kind.category}` }

export const merge = stepVerb('merge', {
  input: z.strictObject({
    into: z.uuid().meta({ widget: 'case', title: '并入哪一件', titleEn: 'Into which case' }),
    /** The version of that case the person saw. */
    version: z.int().min(1).optional().meta({ widget: 'hidden' }),
    reason: freeText(500).optional().meta({ free: 'text', max: 500, title: '理由（类别不同或超过200米时必填）', titleEn: 'Why they are one (needed across categories or beyond 200 m)', widget: 'textarea' }),
  }),
  problems: [mergeSelf, mergedElsewhere, mergeEnded, mergeReason],
  beside: (kase, { into, version }, id) => {
    if (into === id) throw mergeSelf({}, [{ path: 'into', said: mergeSelf.example().said }])
    return [{ verb: takeIn, id: into, expected: version, input: { from: id, number: kase.number, also: allOf(id, kase) } }]
  },
  // What went into another case, or has ended, is told before any reason is asked for.
  facts: async (look) => {
    const target = look.beside[0]!.state as Case
    const refused = takeIn.guard!(target, look.actor)
    if (refused) throw refused
    return target
  },
  decide: (kase, input, { facts: target }) => {
    const metres = kase.point && target.point ? metresBetween(kase.point, target.point) : undefined
    const [mine, theirs] = [kindOf(kase), kindOf(target)], kinds = mine !== undefined && theirs !== undefined && mine !== theirs
    if ((kinds || (metres ?? 0) > MERGE_METRES) && !input.reason) { const needed = mergeReason({ metres: metres ?? 0, kinds }); throw mergeReason({ metres: metres ?? 0, kinds }, [{ path: 'reason', said: needed.body.said }]) }
    return { type: 'merged', into: input.into, number: target.number, ...(metres === undefined ? {} : { metres }), ...(input.reason ? { reason: input.reason } : {}) }
  },
  example: { into: '01890000-0000-7000-8000-000000000001' },
})

export const unmerge = stepVerb('unmerge', {
  input: z.strictObject({ text: freeText(500).meta({ free: 'text', max: 500, title: '理由', titleEn: 'Reason', widget: 'textarea' }) }),
  problems: [unmergeFirst],
  beside: (kase, _input, id) => (kase.one?.into ? [{ verb: giveBack, id: kase.one.into.id, input: { to: id, number: kase.number } }] : []),
  facts: async (look) => {
    const refused = look.beside[0] && giveBack.guard!(look.beside[0].state as Case, look.actor)
    if (refused) throw refused
    return await clockworkOf(look)
  },
  decide: (kase, input, { now, facts }) => ({ type: 'unmerged', from: kase.one!.into!.id, number: kase.one!.into!.number, text: input.text, clock: startClock('accept', now, facts.limits.accept, facts) }),
  example: { text: '不是同一堆，在路的另一侧。' },
})
