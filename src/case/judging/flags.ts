// The doubts there can be about one photo, as pure sums over what is known of it: each with its reason, none of them a verdict.
import type { Said } from '#core/problem.ts'
import { metresBetween } from '#core/metres.ts'
import { photoFlagNames } from './words.ts'

export { photoFlagNames, photoFlags, verdictNames, verdicts, type PhotoFlag, type Verdict } from './words.ts'

export type PhotoRole = 'before' | 'after' | 'check'
interface Point { lon: number; lat: number }
/** How much a photo may differ before a person is asked. */
export interface Tolerance { metres: number; beforeHours: number; clockMinutes: number }
/** A fix worse than this is as good as none: it must not excuse any distance. */
const ACCURACY_MOST_M = 100

/** What the photo, its client and the search for likenesses tell. */
export interface Seen {
  takenAt: Date | null; point: Point | null; accuracy: number | null; clockOff: number | null; capture: 'live' | 'gallery' | 'unknown' | null
  /** Where else it, or one that looks like it, is used. */
  elsewhere: readonly Likeness[]
  /** Photos of before in the same case that are it, or look like it. */
  within: readonly Omit<Likeness, 'case'>[]
}
export interface Likeness { sha256: string; case: string; kind: 'same' | 'similar'; bits: number; mirrored: boolean }
/** How it came into the case. */
export interface Came {
  role: PhotoRole
  /** With a step at this moment; taken between, as the step says. `from` absent: within the tolerance before `at`. */
  at: Date; from?: Date | undefined
  point: Point | null
  /** Whoever sent it stood there with a camera. */
  live: boolean
}

export type Why =
  | { flag: 'reused'; twin: string; case: string; kind: 'same' | 'similar'; bits: number; mirrored: boolean }
  | { flag: 'before-is-after'; twin: string; kind: 'same' | 'similar'; bits: number; mirrored: boolean }
  | { flag: 'elsewhere'; metres: number; accuracy?: number }
  | { flag: 'outside-window'; edge: 'early' | 'late'; minutes: number }
  | { flag: 'clock-off'; seconds: number }
  | { flag: 'no-live-capture'; capture: 'gallery' | 'unknown' }

const nearest = <L extends { kind: string; bits: number }>(all: readonly L[]): L | undefined => all.toSorted((a, b) => Number(b.kind === 'same') - Number(a.kind === 'same') || a.bits - b.bits)[0]

/** Taken farther away than the tolerance and what the fix itself says it may be off by. */
export function elsewhereOf(seen: Pick<Seen, 'point' | 'accuracy'>, point: Point | null, metres: number): Why | undefined {
  if (!seen.point || !point) return undefined
  const away = metresBetween(seen.point, point), accuracy = Math.round(Math.min(seen.accuracy ?? 0, ACCURACY_MOST_M))
  return away > metres + accuracy ? { flag: 'elsewhere', metres: away, ...(accuracy > 0 ? { accuracy } : {}) } : undefined
}

export function flagsOfPhoto(seen: Seen, came: Came, may: Tolerance): Why[] {
  const found: Why[] = []
  const used = nearest(seen.elsewhere), own = came.role === 'after' ? nearest(seen.within) : undefined
  if (used) found.push({ flag: 'reused', twin: used.sha256, case: used.case, kind: used.kind, bits: used.bits, mirrored: used.mirrored })
  if (own) found.push({ flag: 'before-is-after', twin: own.sha256, kind: own.kind, bits: own.bits, mirrored: own.mirrored })
  const away = elsewhereOf(seen, came.point, may.metres)
  if (away) found.push(away)
  if (seen.takenAt) {
    const slack = may.clockMinutes * 60_000, taken = seen.takenAt.getTime()
    // With a beginning the photo belongs between; without one it may be as old as the tolerance says.
    const from = came.from ? came.from.getTime() - slack : came.at.getTime() - may.beforeHours * 3_600_000, until = came.at.getTime() + slack
    const bound = came.from?.getTime() ?? came.at.getTime()
    if (taken < from) found.push({ flag: 'outside-window', edge: 'early', minutes: Math.round((bound - taken) / 60_000) })
    else if (taken > until) found.push({ flag: 'outside-window', edge: 'late', minutes: Math.round((taken - came.at.getTime()) / 60_000) })
  }
  if (seen.clockOff !== null && Math.abs(seen.clockOff) > may.clockMinutes * 60) found.push({ flag: 'clock-off', seconds: seen.clockOff })
  // Silence is no claim: a script, an older client or a desk without a camera says nothing.
  if (came.live && (seen.capture === 'gallery' || seen.capture === 'unknown')) found.push({ flag: 'no-live-capture', capture: seen.capture })
  return found
}

const span = (minutes: number): Said => minutes < 120 ? { zh: `${minutes}分钟`, en: `${minutes} minutes` } : minutes < 2_880 ? { zh: `${Math.round(minutes / 60)}小时`, en: `${Math.round(minutes / 60)} hours` } : { zh: `${Math.round(minutes / 1440)}天`, en: `${Math.round(minutes / 1440)} days` }
const like = ({ kind, mirrored }: { kind: string; mirrored: boolean }): Said => kind === 'same' ? { zh: '就是', en: 'is' } : mirrored ? { zh: '左右翻转后很像', en: 'turned left to right looks like' } : { zh: '很像', en: 'looks like' }

/** The reason as a sentence. Traces that were erased with time leave the bare doubt. */
export function sayWhy(why: Why, role: PhotoRole): Said {
  switch (why.flag) {
    case 'reused': return { zh: `${like(why).zh}另一件案件里用过的照片。`, en: `It ${like(why).en} a photo used in another case.` }
    case 'before-is-after': return { zh: `${like(why).zh}处置前的照片。`, en: `It ${like(why).en} the photo of before.` }
    case 'elsewhere': return why.metres === undefined ? photoFlagNames.elsewhere : { zh: `拍摄地点离案件地点${why.metres}米${why.accuracy ? `（定位误差${why.accuracy}米）` : ''}。`, en: `Taken ${why.metres} m from the place of the case${why.accuracy ? ` (the fix may be off by ${why.accuracy} m)` : ''}.` }
    case 'outside-window': {
      if (why.minutes === undefined) return photoFlagNames['outside-window']
      const far = span(why.minutes)
      return why.edge === 'late' ? { zh: `拍摄时间比提交时间还晚${far.zh}。`, en: `It says it was taken ${far.en} after it was handed in.` }
        : role === 'after' ? { zh: `在派遣（或退回、重新办理）之前${far.zh}就拍了。`, en: `Taken ${far.en} before the work was given out.` } : { zh: `上报之前${far.zh}就拍了。`, en: `Taken ${far.en} before it was sent.` }
    }
    case 'clock-off': {
      if (why.seconds === undefined) return photoFlagNames['clock-off']
      const off = span(Math.round(Math.abs(why.seconds) / 60))
      return { zh: `上传设备的时钟${why.seconds > 0 ? '快' : '慢'}${off.zh}，照片上的时间不可靠。`, en: `The clock of the device is ${off.en} ${why.seconds > 0 ? 'fast' : 'slow'}; times on the photo cannot be relied on.` }
    }
    case 'no-live-capture': return why.capture === 'gallery' ? { zh: '从相册里选的，不是当场拍的。', en: 'Chosen from the gallery, not taken on the spot.' } : { zh: '客户端说不清是不是当场拍的。', en: 'The client cannot say that it was taken on the spot.' }
    default: return why satisfies never
  }
}
