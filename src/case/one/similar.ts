// How much alike an open case and a new report are: distance, recency, kind and words in common, with a sentence that says why. Pure.
import { metresBetween } from '#core/metres.ts'
import type { Said } from '#core/problem.ts'
import { pairsOf } from '../search.ts'
import type { Point } from '../words.ts'

export interface KindOf { pack: string; category: string; zh: string; en: string }
/** What is about to be reported, or a case that looks for its like. */
export interface Wanted {
  point?: Point | undefined
  area?: string | undefined
  owner?: string | undefined
  /** Given by the reporter, or suggested for the text, the likeliest first. */
  kinds: readonly KindOf[]
  given: boolean
  pairs: ReadonlySet<string>
  /** Further than this is another heap; older than that another one. */
  metres: number; days: number; ownerDays: number
  now: Date
}
export interface Candidate {
  point?: Point | undefined
  area?: string | undefined
  owner?: string | undefined
  kind?: KindOf | undefined
  /** What its text may be about, as long as it has no category. */
  guesses: readonly KindOf[]
  pairs: ReadonlySet<string>
  reportedAt: Date
  /** Found by the same words for the place. */
  samePlace?: boolean
}
export interface Alike { score: number; metres: number | null; because: Said }

/** What each counts, of 100. */
export const WEIGHTS = { near: 40, recent: 20, kind: 25, words: 15 } as const
/** So much of the shorter text's pairs in the other: two people wrote of the same, whatever the kind. */
export const WORDS_ALIKE = 0.35
/** A suggestion is less than a word of the clerk; a guess about an unfiled report less than that. */
const SURE = { given: 1, suggested: 0.7, guessed: 0.5, none: 0 } as const
/** No point on one side: the same owner says more than the same area. */
const WITHOUT_POINT = { owner: 0.6, place: 0.6, area: 0.3 } as const

/** Every two signs side by side, without punctuation, the stars of what is masked, and numbers: every report of a day shares those. */
export const pairsIn = (text: string): Set<string> => new Set(pairsOf(text.toLowerCase().split(/[\s\p{P}\p{S}\p{N}]+/u).filter((word) => word !== '')))

/** Shared pairs, of the shorter text's; one pair alone is chance. */
export function wordsShared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const [less, more] = a.size <= b.size ? [a, b] : [b, a]
  let shared = 0
  for (const pair of less) if (more.has(pair)) shared++
  return shared < 2 ? 0 : shared / less.size
}

const same = (a: KindOf, b: KindOf) => a.pack === b.pack && a.category === b.category
const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR
export function sayAge(ms: number): Said {
  const many = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'} ago`
  if (ms < MINUTE) return { zh: '刚刚', en: 'just now' }
  if (ms < HOUR) { const n = Math.floor(ms / MINUTE); return { zh: `${n}分钟前`, en: many(n, 'minute') } }
  if (ms < 2 * DAY) { const n = Math.floor(ms / HOUR); return { zh: `${n}小时前`, en: many(n, 'hour') } }
  const n = Math.floor(ms / DAY)
  return { zh: `${n}天前`, en: many(n, 'day') }
}

/** Undefined: not the same thing, whatever else agrees. */
export function alike(wanted: Wanted, one: Candidate): Alike | undefined {
  const age = Math.max(0, wanted.now.getTime() - one.reportedAt.getTime())
  const owner = wanted.owner !== undefined && wanted.owner === one.owner
  const days = owner ? Math.max(wanted.days, wanted.ownerDays) : wanted.days
  if (age > days * DAY) return undefined
  const metres = wanted.point && one.point ? metresBetween(wanted.point, one.point) : null
  // A thing of somebody's may be drawn at another corner of it; all else must be near.
  if (metres !== null && metres > wanted.metres && !owner) return undefined
  const area = wanted.area !== undefined && wanted.area === one.area
  if (metres === null && !owner && !one.samePlace && !area) return undefined
  const shared = wordsShared(wanted.pairs, one.pairs)
  const hit = one.kind ? wanted.kinds.find((kind) => same(kind, one.kind!)) : wanted.kinds.find((kind) => one.guesses.some((guess) => same(kind, guess)))
  const sure = !hit ? 'none' : !one.kind ? 'guessed' : wanted.given ? 'given' : 'suggested'
  // Another category that somebody has decided on is another thing; without any, the words must say it.
  if (!hit && ((one.kind && wanted.given) || shared < WORDS_ALIKE)) return undefined
  const near = metres !== null ? Math.max(0, 1 - metres / (owner ? Math.max(wanted.metres, metres) : wanted.metres) / 2) : owner ? WITHOUT_POINT.owner : one.samePlace ? WITHOUT_POINT.place : WITHOUT_POINT.area
  const score = Math.round(WEIGHTS.near * near + WEIGHTS.recent * (1 - age / (days * DAY)) + WEIGHTS.kind * SURE[sure] + WEIGHTS.words * Math.min(1, shared))
  const when = sayAge(age)
  const place: Said = metres !== null ? { zh: `距离${metres}米`, en: `${metres} m away` } : owner ? { zh: '同一权属单位', en: 'of the same owner' } : one.samePlace ? { zh: '地点说明相同', en: 'the same place in words' } : { zh: '同在一个辖区', en: 'in the same area' }
  const kind: Said | undefined = hit && (sure === 'guessed' ? { zh: `像是${hit.zh}`, en: `seems to be ${hit.en.toLowerCase()}` } : { zh: `同为${hit.zh}`, en: `also ${hit.en.toLowerCase()}` })
  const parts = [place, when, ...(metres !== null && owner ? [{ zh: '同一权属单位', en: 'of the same owner' }] : []), ...(kind ? [kind] : []), ...(shared >= WORDS_ALIKE ? [{ zh: '说法相近', en: 'in much the same words' }] : [])]
  return { score, metres, because: { zh: parts.map((part) => part.zh).join('，'), en: parts.map((part) => part.en).join(', ') } }
}
