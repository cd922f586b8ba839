// The five clock kinds of the trade (glossary 处置时限) and how a limit is said: no dependency, so screens use it too.

export const clockKinds = ['minute_on_shift', 'urgent_hour', 'work_hour', 'work_day', 'natural_day'] as const
export type ClockKind = (typeof clockKinds)[number]

const zhUnit: Record<ClockKind, string> = {
  minute_on_shift: '分钟', urgent_hour: '紧急工作时', work_hour: '工作时', work_day: '工作日', natural_day: '自然日',
}
const enUnit: Record<ClockKind, string> = {
  minute_on_shift: 'minutes on shift', urgent_hour: 'urgent hours', work_hour: 'work hours', work_day: 'work days', natural_day: 'natural days',
}

/** The unit in which a kind is counted. */
export const unitOf = (kind: ClockKind) => ({ zh: zhUnit[kind], en: enUnit[kind] })

/** `4工作时` · `4 work hours` */
export const sayLimit = (limit: { amount: number; kind: ClockKind }) => ({
  zh: `${limit.amount}${zhUnit[limit.kind]}`,
  en: `${limit.amount} ${limit.amount === 1 ? enUnit[limit.kind].replace(/(minute|hour|day)s/, '$1') : enUnit[limit.kind]}`,
})
