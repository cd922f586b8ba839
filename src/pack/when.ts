// Whether a rule holds at a moment, in China time: days of validity, days of the week, hours of the day. Pure.
import { spanPattern, type When } from './words.ts'

// China has kept one time without summer time since 1992; the zone of the host must not matter.
const CHINA_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

/** `22:00-06:00` as minutes of the day; an end at or before the start runs over midnight. */
export function minutesOf(span: string): readonly [number, number] {
  const [, h1 = '0', m1 = '0', h2 = '0', m2 = '0'] = spanPattern.exec(span) ?? []
  return [Number(h1) * 60 + Number(m1), Number(h2) * 60 + Number(m2)]
}

export function holdsAt(when: When, at: Date): boolean {
  const local = at.getTime() + CHINA_MS
  const minute = Math.floor((local % DAY_MS) / 60_000)
  const today = dayFits(when, local)
  if (!when.hours) return today
  return when.hours.map(minutesOf).some(([from, to]) => from < to
    ? today && minute >= from && minute < to
    // The small hours belong to the evening they began in: a Friday night shift ends on Saturday morning.
    : (today && minute >= from) || (minute < to && dayFits(when, local - DAY_MS)))
}
function dayFits({ from, until, days }: When, local: number): boolean {
  const day = new Date(local).toISOString().slice(0, 10)
  const week = new Date(local).getUTCDay() || 7
  return (from === undefined || day >= from) && (until === undefined || day <= until) && (days === undefined || days.includes(week))
}

/** True when every moment of `inner` is one of `outer`; false also where that is not certain. Undefined holds always. */
export function coversTime(outer: When | undefined, inner: When | undefined): boolean {
  if (!outer) return true
  if (!inner) return false
  const dates = (outer.from === undefined || (inner.from !== undefined && inner.from >= outer.from)) && (outer.until === undefined || (inner.until !== undefined && inner.until <= outer.until))
  const days = outer.days === undefined || (inner.days !== undefined && inner.days.every((each) => outer.days!.includes(each)))
  return dates && days && (outer.hours === undefined || (inner.hours !== undefined && inner.hours.every((span) => minutesIn(span).every((minute) => inSpans(outer.hours!, minute)))))
}
/** True when no moment can be in both; false also where that is not certain. */
export function neverBoth(one: When | undefined, other: When | undefined): boolean {
  if (!one || !other) return false
  if (one.until !== undefined && other.from !== undefined && one.until < other.from) return true
  if (other.until !== undefined && one.from !== undefined && other.until < one.from) return true
  // A span over midnight reaches into the next day, so days alone prove nothing for it.
  const plain = [...(one.hours ?? []), ...(other.hours ?? [])].every((span) => minutesOf(span)[0] < minutesOf(span)[1])
  if (plain && one.days && other.days && !one.days.some((each) => other.days!.includes(each))) return true
  return one.hours !== undefined && other.hours !== undefined && !one.hours.some((span) => minutesIn(span).some((minute) => inSpans(other.hours!, minute)))
}
const minutesIn = (span: string) => { const [from, to] = minutesOf(span); return Array.from({ length: (to - from + 1440) % 1440 || 1440 }, (_, n) => (from + n) % 1440) }
const inSpans = (spans: readonly string[], minute: number) => spans.map(minutesOf).some(([from, to]) => from < to ? minute >= from && minute < to : minute >= from || minute < to)

const dayNames = ['一', '二', '三', '四', '五', '六', '日']
const dayNamesEn = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
/** A window as a person says it: 2026-11-01 起，周一、周二，22:00-06:00. */
export function sayWhen({ from, until, days, hours }: When): { zh: string; en: string } {
  const zh = [from && until ? `${from} 至 ${until}` : from ? `${from} 起` : until ? `${until} 止` : '', days?.map((each) => `周${dayNames[each - 1]}`).join('、') ?? '', hours?.join('、') ?? '']
  const en = [from && until ? `${from} to ${until}` : from ? `from ${from}` : until ? `until ${until}` : '', days?.map((each) => dayNamesEn[each - 1]).join(', ') ?? '', hours?.join(', ') ?? '']
  return { zh: zh.filter(Boolean).join('，'), en: en.filter(Boolean).join(', ') }
}
