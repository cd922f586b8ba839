// The words of a case: states, what each verb takes in, and the facts its life is made of.
import { z } from 'zod'
import type { Limit } from '#core/limit.ts'
import type { Said } from '#core/problem.ts'
import { freeText } from '#core/free.ts'
import { mask } from '#core/mask.ts'
import { tidy } from '#core/text.ts'
import type { Because as RuleBecause } from '../pack/route.ts'
import type { Stage } from './life.ts'
import type { PartFact } from './parts.ts'

export { stages, stageNames, states, stateNames, type Stage, type State } from './life.ts'

/** Where a report comes from. */
export const sources = ['patrol', 'hotline', 'citizen', 'inspection', 'unit', 'media', 'leader'] as const
export const sourceNames: Record<(typeof sources)[number], Said> = {
  patrol: { zh: '网格巡查', en: 'Patrol' }, hotline: { zh: '热线留言', en: 'Hotline' }, citizen: { zh: '市民随手拍', en: 'Citizen' },
  inspection: { zh: '督查发现', en: 'Inspection' }, unit: { zh: '单位自查', en: 'Unit' }, media: { zh: '媒体', en: 'Media' }, leader: { zh: '领导交办', en: 'Leader' },
}

/** Why a report is not filed. `referred` = a matter of somebody else (schools, wages, pensions), passed on. */
export const rejectReasons = ['referred', 'not-found', 'unclear', 'repeated', 'already-solved'] as const
export const rejectReasonNames: Record<(typeof rejectReasons)[number], Said> = {
  referred: { zh: '不属本平台，转其他部门', en: 'Not a matter of these campaigns; referred' },
  'not-found': { zh: '现场没有发现', en: 'Not found on the spot' },
  unclear: { zh: '说不清时间地点', en: 'Place or matter unclear' },
  repeated: { zh: '重复反映', en: 'Reported before' },
  'already-solved': { zh: '已经解决', en: 'Already solved' },
}

const sha = z.string().regex(/^[0-9a-f]{64}$/).meta({ widget: 'photo' })
export const photos = (min: number) => z.array(sha).min(min).max(9).meta({ widget: 'photos' })
/** WGS-84 degrees. */
export const Point = z.strictObject({ lon: z.number().min(73).max(136), lat: z.number().min(3).max(54) })
export type Point = z.infer<typeof Point>

/** A word of another system that stands in the log: cleaned, and masked, for nobody knows what they write there. */
const plain = (text: string) => mask(tidy(text)).masked

const place = {
  point: Point.optional().meta({ widget: 'point', title: '地点', titleEn: 'Point' }),
  area: z.uuid().optional().meta({ widget: 'area', title: '辖区', titleEn: 'Area' }),
  placeText: freeText(200).optional().meta({ free: 'text', max: 200, title: '地点说明', titleEn: 'Place in words' }),
}
/** 权属单位: a bin, a lamp, a window belongs to somebody; rules may ask for it. */
const owner = z.uuid().optional().meta({ widget: 'owner', title: '权属单位', titleEn: 'Owner of the thing' })
/** A filing condition of an installed pack: `pack` + category code + condition id. */
export const condition = z.strictObject({ pack: z.string().max(64), category: z.string().max(64), condition: z.string().max(64) })

export const Report = z.strictObject({
  source: z.enum(sources).meta({ title: '来源', titleEn: 'Source', names: sourceNames }),
  text: freeText(5000).meta({ free: 'text', max: 5000, title: '情况', titleEn: 'What is there', widget: 'textarea' }),
  title: freeText(200).optional().meta({ free: 'text', max: 200, title: '标题', titleEn: 'Title' }),
  ...place,
  category: z.strictObject({ pack: z.string().max(64), category: z.string().max(64) }).optional().meta({ widget: 'category', title: '类别', titleEn: 'Category' }),
  photos: photos(0).optional().meta({ widget: 'photos', title: '照片', titleEn: 'Photos' }),
  contactName: freeText(60, 'name').optional().meta({ free: 'name', max: 60, title: '联系人', titleEn: 'Contact' }),
  contactPhone: freeText(40, 'phone').optional().meta({ free: 'phone', max: 40, title: '联系电话', titleEn: 'Phone' }),
  /** A number another system knows it by; the same number is never taken twice. */
  external: z.strictObject({ system: z.string().regex(/^[\w-]{1,40}$/), number: z.string().min(1).max(80), class: z.string().max(80).transform(plain).optional() }).optional().meta({ widget: 'hidden' }),
  /** When it was seen or said, if earlier than now. */
  occurredAt: z.iso.datetime({ offset: true }).optional().meta({ widget: 'hidden' }),
})
/** What a fix on the spot adds to a report. */
export const Fix = z.strictObject({
  photos: photos(1).meta({ widget: 'photos', title: '整改前照片', titleEn: 'Photos before' }),
  condition: condition.meta({ widget: 'condition', title: '立案条件', titleEn: 'Filing condition' }),
  result: freeText(2000).meta({ free: 'text', max: 2000, title: '怎么整改的', titleEn: 'What was done', widget: 'textarea' }),
  after: photos(1).meta({ widget: 'photos', title: '整改后照片', titleEn: 'Photos after' }),
})
export const Locate = z.strictObject({ ...place, owner })
export const File = z.strictObject({
  condition: condition.meta({ widget: 'condition', title: '立案条件', titleEn: 'Filing condition' }),
  ...place,
  owner,
  note: freeText(500).optional().meta({ free: 'text', max: 500, title: '备注', titleEn: 'Note' }),
})
export const Reject = z.strictObject({
  reason: z.enum(rejectReasons).meta({ title: '原因', titleEn: 'Reason', names: rejectReasonNames }),
  to: freeText(80).optional().meta({ free: 'text', max: 80, title: '转给哪个部门', titleEn: 'Referred to' }),
  text: freeText(1000).meta({ free: 'text', max: 1000, title: '给反映人的话', titleEn: 'Answer to the reporter', widget: 'textarea' }),
})
export const Dispatch = z.strictObject({
  unit: z.uuid().optional().meta({ widget: 'unit', title: '派给', titleEn: 'To' }),
  reason: freeText(500).optional().meta({ free: 'text', max: 500, title: '改派理由', titleEn: 'Why another unit', widget: 'textarea' }),
})
export const SignFor = z.strictObject({ note: freeText(500).optional().meta({ free: 'text', max: 500, title: '备注', titleEn: 'Note' }) })
export const Handle = z.strictObject({
  text: freeText(2000).meta({ free: 'text', max: 2000, title: '处置结果', titleEn: 'What was done', widget: 'textarea' }),
  photos: photos(0).optional().meta({ widget: 'photos', title: '处置照片', titleEn: 'Photos after' }),
})
export const Check = z.strictObject({
  passed: z.boolean().meta({ title: '核查结果', titleEn: 'Result', widget: 'passed' }),
  text: freeText(2000).meta({ free: 'text', max: 2000, title: '核查情况', titleEn: 'What was seen', widget: 'textarea' }),
  photos: photos(0).optional().meta({ widget: 'photos', title: '核查照片', titleEn: 'Photos' }),
})
export const Close = z.strictObject({
  conditionMet: z.literal(true).meta({ title: '结案条件已满足', titleEn: 'The closing condition is met', widget: 'closing' }),
  text: freeText(1000).optional().meta({ free: 'text', max: 1000, title: '答复', titleEn: 'Answer', widget: 'textarea' }),
})
export const Rework = z.strictObject({ text: freeText(1000).meta({ free: 'text', max: 1000, title: '返工要求', titleEn: 'What is missing', widget: 'textarea' }) })
/** Timers bring nothing with them. */
export const Lapse = z.strictObject({})
export const Warn = z.strictObject({})
export const Recompute = z.strictObject({})
export const Reveal = z.strictObject({ reason: freeText(300).meta({ free: 'text', max: 300, title: '查看理由', titleEn: 'Why you need it' }) })

/** Why this unit: as the rules say it, and what a person chose instead. */
export interface Because extends RuleBecause {
  /** Set when a person chose another unit than the rule; `reason` is the id of a kept text, `proposed` the unit the rule named. */
  override?: { reason: string; proposed: string | null }
}

/**
 * A running or stopped stage clock, from `start` to `due`. Clocks of this release also keep their limit, the own time (ms) of the whole limit, what
 * earlier stretches used of it, and the moments of the warnings still ahead.
 */
export interface Clock { stage: Stage; start: string; due: string; provisional: boolean; limit?: Limit; given?: number; used?: number; warn?: { percent: 50 | 80; at: string }[] }
/** What the case keeps for ever of the condition it was filed under. */
export interface FiledUnder {
  pack: string; packVersion: number; category: string; condition: string
  zh: string; en: string; conditionZh: string; conditionEn: string; closeZh: string; closeEn: string
  action: string | null; limit: Limit; evidence: { report: number; handle: number }
}

interface Where { point?: Point; area?: string; placeText?: string; owner?: string }
/** The facts of the straight way. Free texts are ids of kept texts; people are account ids. Add optional fields, never rename. */
export type StraightFact =
  | ({ type: 'reported'; number: string; source: (typeof sources)[number]; text: string; title?: string; category?: { pack: string; category: string; zh: string; en: string }; photos: string[]; contactName?: string; contactPhone?: string; external?: { system: string; number: string; class?: string }; occurredAt?: string; clock: Clock } & Where)
  | ({ type: 'located' } & Where)
  | { type: 'filed'; under: FiledUnder; note?: string; clock: Clock }
  | { type: 'rejected'; reason: (typeof rejectReasons)[number]; to?: string; text: string }
  | { type: 'dispatched'; unit: string; because: Because; clock: Clock; sign: Clock }
  | { type: 'signed-for'; note?: string; /** By time, in the unit's name. */ auto?: true }
  | { type: 'handled'; text: string; photos: string[]; clock: Clock; /** Own time (ms) of the handling clock used so far. */ used?: number }
  | { type: 'checked'; passed: boolean; text: string; photos: string[]; clock: Clock }
  | { type: 'reworked'; text: string; clock: Clock }
  | { type: 'closed'; text?: string; late: boolean }
  | { type: 'lapsed'; stage: Stage; due: string }
  | { type: 'warned'; stage: Stage; percent: 50 | 80; due: string }
  | { type: 'recomputed'; stage: Stage; before: string; after: string; because: Said; clock: Clock }
  | { type: 'revealed'; reason: string }
/** Every fact of a life: those of the straight way, and those of the parts beside it. */
export type Fact = StraightFact | PartFact
