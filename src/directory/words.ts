// The words of the room: kinds of units, duties of posts, and what can be missing; how codes and account names are spelled.

export const unitKinds = ['office', 'department', 'police', 'company', 'centre', 'community', 'school', 'party', 'other'] as const
export type UnitKind = (typeof unitKinds)[number]
export const unitKindNames: Record<UnitKind, { zh: string; en: string }> = {
  office: { zh: '办公室', en: 'Office' }, department: { zh: '部门', en: 'Department' }, police: { zh: '公安', en: 'Police' }, company: { zh: '公司', en: 'Company' }, centre: { zh: '中心', en: 'Centre' },
  community: { zh: '社区', en: 'Community' }, school: { zh: '学校', en: 'School' }, party: { zh: '党组织', en: 'Party branch' }, other: { zh: '其他', en: 'Other' },
}

/** 责任链 is the first three, in this order. */
export const duties = ['duty-holder', 'deputy', 'liaison', 'handler', 'grid-worker', 'other'] as const
export type Duty = (typeof duties)[number]
export const dutyNames: Record<Duty, { zh: string; en: string }> = {
  'duty-holder': { zh: '责任人', en: 'Duty holder' }, deputy: { zh: '分管负责人', en: 'Deputy' }, liaison: { zh: '联络员', en: 'Liaison' },
  handler: { zh: '处置人员', en: 'Handler' }, 'grid-worker': { zh: '网格员', en: 'Grid worker' }, other: { zh: '其他', en: 'Other' },
}
export const chainOrder = ['duty-holder', 'deputy', 'liaison'] as const
/** One person at a time: two duty holders are none. */
export const oneSeat = (duty: Duty): boolean => (chainOrder as readonly Duty[]).includes(duty)

export const vacancyKinds = ['no-duty-holder', 'no-liaison', 'no-grid-worker', 'post-vacant', 'lapsed', 'ends-soon', 'group-empty', 'left-with-account'] as const
export type VacancyKind = (typeof vacancyKinds)[number]

/** `territory` is the word by which rules mean whichever unit has the place. */
export const unitCode = /^(?!territory$)[a-z0-9][a-z0-9._-]{0,62}$/
/** Codes of posts, staff numbers. */
export const freeCode = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/
export const loginName = /^[a-z0-9][a-z0-9._-]{2,40}$/
