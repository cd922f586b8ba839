// 申诉: after closing, the handling unit asks that a result held against it be excused. The raw fact stays; what is granted is a mark beside it.
import type { Said } from '#core/problem.ts'
import { canHappen, type Flag } from '../life.ts'
import type { Part } from '../part.ts'
import type { Case } from '../state.ts'
import { refusedBy, type Step } from '../ask-steps.ts'

/** What is appealed: a late result, having been reopened, having closed on what was not true. */
export const appealMatters = ['late', 'reopened', 'faked'] as const
export type AppealMatter = (typeof appealMatters)[number]
export const appealMatterNames: Record<AppealMatter, Said> = {
  late: { zh: '超时', en: 'The late result' }, reopened: { zh: '被重新办理', en: 'That it was reopened' }, faked: { zh: '被认定结案不实', en: 'That its closing was held to be false' },
}
export const appealReasons = ['weather', 'blocked', 'others', 'records', 'mistaken', 'other'] as const
export type AppealReason = (typeof appealReasons)[number]
export const appealReasonNames: Record<AppealReason, Said> = {
  weather: { zh: '天气、突发事件', en: 'Weather or an emergency' }, blocked: { zh: '现场进不去、不具备施工条件', en: 'The place could not be reached or worked on' },
  others: { zh: '等别的单位配合', en: 'Waited for another unit' }, records: { zh: '系统、记录原因', en: 'The system or its records' }, mistaken: { zh: '认定有误', en: 'The finding is mistaken' }, other: { zh: '其他', en: 'Other' },
}

export type AppealFact =
  /** `due`, `handled`, `closed`: the moments it is about. */
  | { type: 'appeal-asked'; unit: string; about: AppealMatter; reason: AppealReason; text: string; photos: string[]; late: boolean; due?: string; handled?: string; closed: string }
  | { type: 'appeal-endorsed'; unit: string; text?: string }
  /** `late` is the fact as it stays. */
  | { type: 'appeal-granted'; unit: string; about: AppealMatter; late: boolean; exempt: true; text?: string }
  | { type: 'appeal-refused'; unit: string; about: AppealMatter; step: Step; text: string }
  | { type: 'appeal-lapsed'; unit: string }

export interface Appeal {
  open?: { unit: string; about: AppealMatter; by: string | null; endorsedBy?: string | null }
  /** Decided once, it is decided for the case. */
  decided?: 'granted' | 'refused'
  /** The closing it is about: an exemption ends when the case is reopened. */
  closed?: Date | undefined
}
/** Set behind the decision; it excuses the closing it was about and no later one. */
export const isExempt = ({ appeal, endedAt }: Case): boolean => appeal?.decided === 'granted' && endedAt !== undefined && appeal.closed?.getTime() === endedAt.getTime()

/** Whose finding it is: whoever filed, closed or last reopened it. Nobody judges a finding of their own. */
export const foundBy = (kase: Case): (string | null | undefined)[] => [kase.filedBy, kase.closedBy, kase.ending?.by]

export const appealPart: Part<AppealFact, 'appeal' | 'closedBy'> = {
  own: { appeal: 'stays', closedBy: 'stays' },
  facts: {
    'appeal-asked': {
      says: { zh: '申诉', en: 'appealed' }, hand: 'unit', raises: 'appealing',
      evolve: (kase, fact, _at, actor) => ({ ...kase, appeal: { ...kase.appeal, closed: kase.endedAt, open: { unit: fact.unit, about: fact.about, by: actor } } }),
      said: (fact) => ({ zh: `对“${appealMatterNames[fact.about].zh}”提出申诉：${appealReasonNames[fact.reason].zh}。等单位负责人审核。`, en: `appealed (${appealMatterNames[fact.about].en.toLowerCase()}): ${appealReasonNames[fact.reason].en.toLowerCase()}. The unit head looks at it first.` }),
      text: (fact) => fact.text, tells: (fact) => [{ kind: 'case.appeal-asked', toUnit: fact.unit }],
    },
    'appeal-endorsed': {
      says: { zh: '审核同意申诉', en: 'endorsed the appeal' }, hand: 'unit', backs: 'appealing',
      evolve: (kase, _fact, _at, actor) => ({ ...kase, appeal: { ...kase.appeal, open: { ...kase.appeal!.open!, endorsedBy: actor } } }),
      said: () => ({ zh: '单位审核同意申诉，报建设办决定。', en: 'endorsed the appeal for the unit; the office decides.' }),
      text: (fact) => fact.text, tells: () => [{ kind: 'case.appeal-endorsed', toRole: 'clerk' }, { kind: 'case.appeal-endorsed', toRole: 'leader' }],
    },
    'appeal-granted': {
      says: { zh: '申诉成立', en: 'granted the appeal' }, hand: 'office',
      evolve: (kase) => ({ ...kase, appeal: { closed: kase.appeal?.closed, decided: 'granted' } }),
      said: (fact) => ({ zh: `申诉成立，统计时豁免；“${appealMatterNames[fact.about].zh}”的原始记录不变。`, en: `granted the appeal: it is exempt in the figures; the record (${appealMatterNames[fact.about].en.toLowerCase()}) stays as it was.` }),
      text: (fact) => fact.text, tells: (fact) => [{ kind: 'case.appeal-granted', toUnit: fact.unit }],
    },
    'appeal-refused': {
      says: { zh: '申诉不成立', en: 'refused the appeal' }, hand: 'office',
      evolve: (kase) => ({ ...kase, appeal: { closed: kase.appeal?.closed, decided: 'refused' } }),
      said: (fact) => ({ zh: `${refusedBy[fact.step].zh}认为申诉不成立，原来的认定不变。`, en: `refused the appeal (${refusedBy[fact.step].en}); the finding stands.` }),
      text: (fact) => fact.text, tells: (fact) => [{ kind: 'case.appeal-refused', toUnit: fact.unit }],
    },
    'appeal-lapsed': {
      says: { zh: '申诉失效', en: 'let the appeal lapse' }, hand: 'system',
      evolve: (kase) => { const { appeal: _appeal, ...rest } = kase; return rest },
      said: () => ({ zh: '申诉还没有决定，案件已经重新办理，申诉失效；再结案后可以重新提出。', en: 'reopened it before the appeal was decided; it lapses, and may be brought again after the next closing.' }),
      tells: (fact) => [{ kind: 'case.appeal-lapsed', toUnit: fact.unit }],
    },
  },
  flags: (kase) => [
    ...(kase.appeal?.open ? ['appealing', 'endorsedBy' in kase.appeal.open ? 'endorsed' : 'to-endorse'] satisfies Flag[] : []), ...(isExempt(kase) ? ['exempt'] satisfies Flag[] : []),
  ],
  barred: (kase) => (kase.appeal?.open ? [kase.appeal.open.by, ...('endorsedBy' in kase.appeal.open ? [kase.appeal.open.endorsedBy, ...foundBy(kase)] : [])] : []),
  left: (kase) => (kase.appeal?.open && !canHappen(kase.state, 'grant-appeal') ? [{ type: 'appeal-lapsed', unit: kase.appeal.open.unit }] : []),
}
