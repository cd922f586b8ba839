// Times as people here say them: the district's own clock, remaining time in words, the drift between this machine and the server.
export type Lang = 'zh' | 'en'

/** Deadlines belong to the district, not to the machine in front of which somebody sits. */
const zone = 'Asia/Shanghai'
const parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', weekday: 'short', hourCycle: 'h23' })
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const zhDays: Record<string, string> = { Mon: '一', Tue: '二', Wed: '三', Thu: '四', Fri: '五', Sat: '六', Sun: '日' }
const enDays: Record<string, string> = { Mon: 'Monday', Tue: 'Tuesday', Wed: 'Wednesday', Thu: 'Thursday', Fri: 'Friday', Sat: 'Saturday', Sun: 'Sunday' }

export function read(at: string | number | Date) {
  const found = Object.fromEntries(parts.formatToParts(new Date(at)).map((p) => [p.type, p.value])) as Record<string, string>
  return { year: Number(found.year), month: Number(found.month), day: Number(found.day), clock: `${found.hour}:${found.minute}`, weekday: found.weekday ?? 'Mon' }
}
export const clockOf = (at: string | number | Date): string => read(at).clock
export function dayOf(at: string | number | Date, lang: Lang): string {
  const { month, day } = read(at)
  return lang === 'zh' ? `${month}月${day}日` : `${day} ${months[month - 1]}`
}
export const weekdayOf = (at: string | number | Date, lang: Lang): string => {
  const { weekday } = read(at)
  return lang === 'zh' ? `周${zhDays[weekday]}` : enDays[weekday] ?? weekday
}
/** `09:46`, on another day `11月24日09:46`, in another year with the year. */
export function momentOf(at: string | number | Date, now: number, lang: Lang): string {
  const there = read(at), here = read(now)
  if (there.year !== here.year) return lang === 'zh' ? `${there.year}年${dayOf(at, lang)}` : `${dayOf(at, lang)} ${there.year}`
  return there.month === here.month && there.day === here.day ? there.clock : `${dayOf(at, lang)}${lang === 'zh' ? '' : ' '}${there.clock}`
}
export const sameDay = (a: number, b: number): boolean => { const x = read(a), y = read(b); return x.year === y.year && x.month === y.month && x.day === y.day }

const two = (n: number) => String(n).padStart(2, '0')

/** `2时10分` · `2h10m`; seconds (`4:12`) only below ten minutes and only when `seconds` is wanted. */
export function spanOf(ms: number, lang: Lang, seconds = false): string {
  const all = Math.floor(Math.abs(ms) / 1000), minutes = Math.floor(all / 60)
  if (seconds && minutes < 10) return `${minutes}:${two(all % 60)}`
  if (minutes < 1) return lang === 'zh' ? '不到1分' : 'under 1m'
  if (minutes < 60) return lang === 'zh' ? `${minutes}分` : `${minutes}m`
  const hours = Math.floor(minutes / 60), rest = minutes % 60
  if (hours < 24) return lang === 'zh' ? `${hours}时${rest ? `${two(rest)}分` : ''}` : `${hours}h${rest ? `${two(rest)}m` : ''}`
  const days = Math.floor(hours / 24), h = hours % 24
  return lang === 'zh' ? `${days}天${h && days < 10 ? `${h}时` : ''}` : `${days}d${h && days < 10 ? ` ${h}h` : ''}`
}
/** What a clock says: `2时10分`, `超26分` · `26m over`. */
export const leftOf = (ms: number, lang: Lang): string =>
  ms >= 0 ? spanOf(ms, lang, true) : lang === 'zh' ? `超${spanOf(ms, lang)}` : `${spanOf(ms, lang)} over`

/** Difference between the server's clock and this machine's, learnt at sign-in. */
let drift = 0
export const learnNow = (serverNow: string): void => { drift = Date.parse(serverNow) - Date.now() || 0 }
export const nowMs = (): number => Date.now() + drift
