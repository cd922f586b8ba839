// The words of the figures: what can be asked, every indicator with its formula, the variants of other cities' rules. Pure; screens take their names from here.
import type { Said } from '#core/problem.ts'
import type { Measure } from '../case/figures/flags.ts'

export const groupings = ['unit', 'area', 'category', 'day', 'post', 'source'] as const
export type Grouping = (typeof groupings)[number]
export const groupingNames: Record<Grouping, Said> = {
  unit: { zh: '按单位', en: 'By unit' }, area: { zh: '按辖区', en: 'By area' }, category: { zh: '按类别', en: 'By category' }, day: { zh: '按日', en: 'By day' }, post: { zh: '按岗位', en: 'By post' }, source: { zh: '按来源', en: 'By source' },
}
/** How an office counts what is due: by our own rule, as the Tianmen bulletin does, as the Jinhua rule does. */
export const variants = ['standard', 'tianmen', 'jinhua'] as const
export type Variant = (typeof variants)[number]
export const variantNames: Record<Variant, Said> = {
  standard: { zh: '标准口径', en: 'Standard' }, tianmen: { zh: '天门口径', en: 'Tianmen' }, jinhua: { zh: '金华口径', en: 'Jinhua' },
}
export const variantNotes: Record<Variant, Said> = {
  standard: { zh: '应处置只算期限在本期内、已经到期的案件；挂账和豁免的不算，另列在旁。', en: 'Due are cases whose handling deadline lies in the period and has passed; suspended and exempt ones are left out and shown beside.' },
  tianmen: { zh: '期限在本期内、已经到期的全部案件都算应结案，挂账、豁免不扣除。', en: 'Every case whose deadline lies in the period and has passed is due; nothing is taken off.' },
  jinhua: { zh: '应结案扣除缓办（挂账和延期）的案件：按期结案 ÷（应结案 − 缓办）。', en: 'What was given more time (suspended or extended) is taken off: closed on time ÷ (due − deferred).' },
}

/** Names of what is counted, as they stand in a formula. */
const names = {
  reported: { zh: '上报', en: 'reported' }, filed: { zh: '立案', en: 'filed' }, filed_on_time: { zh: '按期立案', en: 'filed in time' }, dispatched: { zh: '已派遣', en: 'dispatched' },
  dispatched_on_time: { zh: '按期派遣', en: 'dispatched in time' }, dispatches: { zh: '派遣次数', en: 'dispatches' }, wrong_dispatches: { zh: '派错（同意回退）次数', en: 'dispatches returned as not theirs' },
  collector_reported: { zh: '采集员上报', en: 'reported on patrol' }, collector_filed: { zh: '采集员上报并立案', en: 'reported on patrol and filed' }, verified: { zh: '核实', en: 'verified' },
  verified_on_time: { zh: '按期核实', en: 'verified in time' }, missed: { zh: '他人发现并立案', en: 'filed and found by others than the patrol' }, fixed: { zh: '即查即改', en: 'fixed on the spot' },
  repeated: { zh: '重复反映', en: 'reported again' }, extended: { zh: '延期', en: 'extended' }, due: { zh: '应处置', en: 'due' }, handled: { zh: '已处置', en: 'handled' }, on_time: { zh: '按期处置', en: 'handled in time' },
  closed: { zh: '结案', en: 'closed' }, closed_on_time: { zh: '按期结案', en: 'closed in time' }, reworked: { zh: '返工过', en: 'reworked' }, checked: { zh: '核查过', en: 'checked' }, checked_on_time: { zh: '按期核查', en: 'checked in time' },
  reopened: { zh: '重新办理', en: 'reopened' }, faked: { zh: '结案不实', en: 'closed on what was not true' }, suspended: { zh: '挂账', en: 'suspended' }, exempt: { zh: '豁免', en: 'exempt' }, deferred: { zh: '缓办', en: 'deferred' },
  raw_due: { zh: '到期案件', en: 'all due' }, handle_minutes: { zh: '处置用时', en: 'minutes of handling' },
} as const satisfies Partial<Record<Measure, Said>>

/** So many of these, less so many of those. */
export interface Sum { add: keyof typeof names; less?: keyof typeof names }
export interface Indicator {
  title: Said
  /** A share, a count, an average of minutes. */
  kind: 'share' | 'count' | 'minutes'
  /** The day a case counts on: that of its report, or that its handling is due. */
  basis: 'reported' | 'due'
  n: Sum
  of?: Sum
  /** Which way is good; a count that is neither has none. */
  good?: 'high' | 'low'
}
const share = (title: Said, basis: Indicator['basis'], n: Sum, of: Sum, good: 'high' | 'low'): Indicator => ({ title, kind: 'share', basis, n, of, good })
const count = (title: Said, basis: Indicator['basis'], n: Sum, good?: 'high' | 'low'): Indicator => ({ title, kind: 'count', basis, n, ...(good ? { good } : {}) })

/** Every indicator of the trade (docs/figures.md), in the order of a bulletin. */
export const indicators = {
  received: count({ zh: '上报数', en: 'Reported' }, 'reported', { add: 'reported' }),
  filing_rate: share({ zh: '立案率', en: 'Filing rate' }, 'reported', { add: 'filed' }, { add: 'reported' }, 'high'),
  filing_on_time: share({ zh: '按期立案率', en: 'Filed in time' }, 'reported', { add: 'filed_on_time' }, { add: 'filed' }, 'high'),
  dispatch_on_time: share({ zh: '按期派遣率', en: 'Dispatched in time' }, 'reported', { add: 'dispatched_on_time' }, { add: 'dispatched' }, 'high'),
  dispatch_accuracy: share({ zh: '派遣准确率', en: 'Dispatch accuracy' }, 'reported', { add: 'dispatches', less: 'wrong_dispatches' }, { add: 'dispatches' }, 'high'),
  due: count({ zh: '应处置数', en: 'Due' }, 'due', { add: 'due' }),
  handling_rate: share({ zh: '处置率', en: 'Handling rate' }, 'due', { add: 'handled' }, { add: 'due' }, 'high'),
  handling_on_time: share({ zh: '按期处置率', en: 'Handled in time' }, 'due', { add: 'on_time' }, { add: 'due' }, 'high'),
  closing_rate: share({ zh: '结案率', en: 'Closing rate' }, 'due', { add: 'closed' }, { add: 'due' }, 'high'),
  closing_on_time: share({ zh: '按期结案率', en: 'Closed in time' }, 'due', { add: 'closed_on_time' }, { add: 'due' }, 'high'),
  overdue: count({ zh: '超期未处置', en: 'Overdue, not handled' }, 'due', { add: 'due', less: 'handled' }, 'low'),
  rework_rate: share({ zh: '返工率', en: 'Rework rate' }, 'due', { add: 'reworked' }, { add: 'handled' }, 'low'),
  handling_time: { title: { zh: '平均处置用时', en: 'Average handling time' }, kind: 'minutes', basis: 'due', n: { add: 'handle_minutes' }, of: { add: 'handled' }, good: 'low' },
  check_on_time: share({ zh: '按期核查率', en: 'Checked in time' }, 'due', { add: 'checked_on_time' }, { add: 'checked' }, 'high'),
  reopen_rate: share({ zh: '重新办理率', en: 'Reopen rate' }, 'due', { add: 'reopened' }, { add: 'raw_due' }, 'low'),
  faked: count({ zh: '结案不实', en: 'Closed on what was not true' }, 'due', { add: 'faked' }, 'low'),
  extension_rate: share({ zh: '延期率', en: 'Extension rate' }, 'reported', { add: 'extended' }, { add: 'filed' }, 'low'),
  valid_report_rate: share({ zh: '有效上报率', en: 'Valid report rate' }, 'reported', { add: 'collector_filed' }, { add: 'collector_reported' }, 'high'),
  verify_on_time: share({ zh: '按期核实率', en: 'Verified in time' }, 'reported', { add: 'verified_on_time' }, { add: 'verified' }, 'high'),
  missed_rate: share({ zh: '漏报率', en: 'Missed by the patrol' }, 'reported', { add: 'missed' }, { add: 'filed' }, 'low'),
  repeat_rate: share({ zh: '重复反映率', en: 'Reported again' }, 'reported', { add: 'repeated' }, { add: 'reported' }, 'low'),
  self_handled: count({ zh: '即查即改数', en: 'Fixed on the spot' }, 'reported', { add: 'fixed' }, 'high'),
  suspended: count({ zh: '挂账数', en: 'Suspended' }, 'due', { add: 'suspended' }),
  exempt: count({ zh: '豁免数', en: 'Exempt' }, 'due', { add: 'exempt' }),
  deferred: count({ zh: '缓办数', en: 'Deferred' }, 'due', { add: 'deferred' }),
} as const satisfies Record<string, Indicator>
export type IndicatorKey = keyof typeof indicators
export const indicatorKeys = Object.keys(indicators) as IndicatorKey[]
export const indicatorOf = (key: IndicatorKey): Indicator => indicators[key]

/** Below this many a share says little, and is marked. */
export const SMALL = 10

/** What a variant counts instead. */
const instead: Record<Variant, string> = { standard: '', tianmen: 'raw_', jinhua: 'kept_' }
const turned = ['due', 'handled', 'on_time', 'closed', 'closed_on_time']
export const measureIn = (variant: Variant, measure: string): Measure => (turned.includes(measure) ? `${instead[variant]}${measure}` : measure) as Measure

const say = (sum: Sum, lang: 'zh' | 'en'): string => (sum.less ? (lang === 'zh' ? `（${names[sum.add].zh} − ${names[sum.less].zh}）` : `(${names[sum.add].en} − ${names[sum.less].en})`) : names[sum.add][lang])
/** The formula in words, with the day it counts on. */
export function because(key: IndicatorKey, variant: Variant): Said {
  const { n, of, basis } = indicatorOf(key)
  const changed = variant !== 'standard' && [n.add, of?.add].some((one) => one !== undefined && turned.includes(one))
  const zh = of ? `${say(n, 'zh')} ÷ ${say(of, 'zh')}` : say(n, 'zh'), en = of ? `${say(n, 'en')} ÷ ${say(of, 'en')}` : say(n, 'en')
  return {
    zh: `${zh}。${basis === 'due' ? '按处置期限所在的日子计，只算已经到期的。' : '按上报的日子计。'}${changed ? variantNotes[variant].zh : ''}`,
    en: `${en}. ${basis === 'due' ? 'Counted on the day handling is due, once that moment has passed.' : 'Counted on the day of the report.'}${changed ? ` ${variantNotes[variant].en}` : ''}`,
  }
}

/** What a hot spot may be proposed for. */
export const proposalKinds = ['project', 'rule'] as const
export type ProposalKind = (typeof proposalKinds)[number]
export const proposalKindNames: Record<ProposalKind, Said> = { project: { zh: '立项整治', en: 'A project' }, rule: { zh: '建章立制', en: 'A rule' } }

/** One figure: what it says, of how many, and whether that is few. */
export interface Figure { value: number | null; n: number; of: number | null; small: boolean }
export interface FigureRow { key: string; zh: string; en: string; open: string; figures: Record<IndicatorKey, Figure>; days?: { day: string; due: number; on_time: number; reported: number }[] }
export interface Figures {
  by: Grouping; from: string; to: string; variant: Variant; as_of: string
  indicators: { key: IndicatorKey; title: Said; kind: Indicator['kind']; good: 'high' | 'low' | null; basis: 'reported' | 'due'; because: Said }[]
  total: FigureRow; own: FigureRow | null; items: FigureRow[]
}
export interface HotSpot {
  id: string; pack: string; category: string; zh: string; en: string; lon: number; lat: number; radius_m: number; n: number; open: number; first: string; last: string
  hours: number[]; unit: string | null; unit_zh: string | null; unit_en: string | null; area: string | null; area_name: string | null; photo: string | null; cases: string[]; proposed: ProposalKind[]
}
