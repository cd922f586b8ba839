// Reads 处置时限 as offices write it: 2紧急工作时, 3个工作日, 半天, 一周内, and the unit-less words a city has to explain.
import type { ClockKind } from '#core/clock-kind.ts'
import { Limit } from '#core/limit.ts'
import type { Said } from '#core/problem.ts'
import type { PackContent } from '../words.ts'

export type Reading = NonNullable<PackContent['readings']>[string]
/** Words that say no clock: a city means working days by 天, or calendar days; the sheet does not tell. */
export const ambiguousWords = ['天', '小时', '紧急工作日'] as const
export type AmbiguousWord = (typeof ambiguousWords)[number]
export type Readings = Partial<Record<AmbiguousWord, Reading>>

/** What may be meant by each word. 紧急工作日 n = n × 24 urgent hours (domain, clock rule 3). */
export const possible: Record<AmbiguousWord, readonly [Reading, ...Reading[]]> = {
  天: ['work_day', 'natural_day', 'urgent_day'],
  小时: ['work_hour', 'urgent_hour'],
  紧急工作日: ['urgent_day', 'work_day', 'natural_day'],
}
/** How a word is settled from outside: the query parameter and, with two dashes, the flag. */
export const paramOf = { 天: 'day', 小时: 'hour', 紧急工作日: 'urgent-day' } as const satisfies Record<AmbiguousWord, string>
export const readingOf = (word: AmbiguousWord, readings: Readings): Reading => readings[word] ?? possible[word][0]

export type ReadCell =
  | { limit: Limit; word?: AmbiguousWord; rest: string; guess?: Said }
  | { wrong: Said }

type Clock = Reading | 'minute_on_shift'
/** Longest first: 紧急工作日 must not be read as 工作日. */
const units: readonly [RegExp, Clock | AmbiguousWord | 'week' | 'month'][] = [
  [/^紧急(?:工作小时|工作时|工时|小时|时)/, 'urgent_hour'],
  [/^紧急(?:工作日|工作天|日|天)/, '紧急工作日'],
  [/^(?:工作小时|工作时|工时)/, 'work_hour'],
  [/^(?:工作日|工作天|工日)/, 'work_day'],
  [/^(?:自然日|自然天|日历日|日历天)/, 'natural_day'],
  [/^(?:分钟|分|min)/i, 'minute_on_shift'],
  [/^(?:小时|时|h(?![a-z]))/i, '小时'],
  [/^(?:天|日)/, '天'],
  [/^(?:周|星期|礼拜)/, 'week'],
  [/^月/, 'month'],
]
const another = /[\d半一二两三四五六七八九十]个?(?:紧急|工作|自然|日历|分钟|小时|天|日|周|星期|月)/
const like: Said = {
  zh: '请写作“2紧急工作时”“4工作时”“3工作日”“7自然日”或“30分钟”这样的一个时限。',
  en: 'Write one limit such as 2紧急工作时 (urgent hours), 4工作时 (work hours), 3工作日 (work days), 7自然日 (natural days) or 30分钟 (minutes).',
}
const wrong = (zh: string, en: string): ReadCell => ({ wrong: { zh: `${zh}${like.zh}`, en: `${en} ${like.en}` } })

/** `unit` comes from the heading, such as 处置时限（工作日）, and is used for bare numbers. */
export function readLimitCell(cell: string, readings: Readings, unit = ''): ReadCell {
  const text = cell.normalize('NFKC').replace(/\s+/g, '')
  const shown = cell.length > 40 ? `${cell.slice(0, 40)}…` : cell
  if (text === '') return wrong('没有处置时限。', 'The handling limit is missing.')
  const whole = /^\d+(\.\d+)?$/.test(text) ? text + unit : text
  const start = /^(?:<=|≤|≦|<|不超过|不得超过|最长|最多|立案后|接报后|在|于|:)*(\d{1,6}(?:\.\d{1,3})?|半|[零〇一二两三四五六七八九十百]{1,5})个?(半)?/.exec(whole)
  const number = start ? numberOf(start[1] ?? '') : undefined
  if (!start || number === undefined) return wrong(`“${shown}”里看不出时限。`, `No limit can be made out in "${shown}".`)
  const afterNumber = whole.slice(start[0].length)
  const found = units.find(([pattern]) => pattern.test(afterNumber))
  if (!found) return wrong(`“${shown}”没有写清单位。`, `"${shown}" does not name a unit that is known.`)
  let rest = afterNumber.replace(found[0], '').replace(/^(?:半)?(?:以内|之内|内)?/, '').replace(/^[。.;；,，]+$/, '')
  const half = start[2] !== undefined || /^(?:半)/.test(afterNumber.replace(found[0], ''))
  if (another.test(rest)) return wrong(`“${shown}”里不止一个时限。`, `"${shown}" holds more than one limit.`)
  // The rest as it was written, blanks and all, when it can be found again.
  const written = cell.indexOf(rest.charAt(0))
  if (rest !== '' && written >= 0 && cell.slice(written).replace(/\s+/g, '') === rest) rest = cell.slice(written).trim()

  const value = number + (half ? 0.5 : 0)
  const meant = found[1]
  const word = meant === '天' || meant === '小时' || meant === '紧急工作日' ? meant : undefined
  const inKind = meant === 'week' || meant === 'month' ? inDays(value, meant) : word ? inClock(value, readingOf(word, readings)) : inClock(value, meant as Clock)
  if (!inKind) return wrong(`“${shown}”不能换算成整数时限。`, `"${shown}" cannot be turned into a whole number.`)
  const limit = Limit.safeParse({ amount: inKind.amount, kind: inKind.kind })
  if (!limit.success) return wrong(`“${shown}”超出范围（1–3650）。`, `"${shown}" is out of range (1–3650).`)
  const guess = inKind.guess ?? (word === '小时' && readings.小时 === undefined && value >= 24 ? aroundTheClock : undefined)
  return { limit: limit.data, rest, ...(word ? { word } : {}), ...(guess ? { guess } : {}) }
}

const digits = '零一二三四五六七八九'
/** 1…999 in Chinese numerals, 半 as a half, or Arabic digits. */
export function numberOf(text: string): number | undefined {
  if (text === '半') return 0.5
  if (/^\d/.test(text)) return Number(text)
  const plain = text.replaceAll('〇', '零').replaceAll('两', '二')
  const match = /^(?:([一二三四五六七八九])百)?零?(?:([一二三四五六七八九]?)(十))?([一二三四五六七八九]?)$/.exec(plain)
  if (!match || plain === '') return undefined
  const [, hundreds = '', tens = '', ten, ones = ''] = match
  return (hundreds ? digits.indexOf(hundreds) * 100 : 0) + (ten ? (tens ? digits.indexOf(tens) : 1) * 10 : 0) + (ones ? digits.indexOf(ones) : 0)
}

interface InKind { amount: number; kind: ClockKind; guess?: Said }

function inClock(value: number, clock: Clock): InKind | undefined {
  if (clock === 'urgent_day') return { amount: value * 24, kind: 'urgent_hour' }
  if (Number.isInteger(value)) return { amount: value, kind: clock }
  // Parts of a day or an hour on the nearest clock that counts in whole numbers; the person is told.
  if (clock === 'work_day' && value === 0.5) return { amount: 4, kind: 'work_hour', guess: told('半天按 4 个工作时计', 'half a day is read as 4 work hours') }
  if (clock === 'natural_day') return { amount: value * 24, kind: 'urgent_hour', guess: told(`${value} 个自然日按 ${value * 24} 个紧急工作时计`, `${value} natural days are read as ${value * 24} urgent hours`) }
  if (clock === 'work_hour') return { amount: value * 60, kind: 'minute_on_shift', guess: told(`${value} 个工作时按 ${value * 60} 分钟计`, `${value} work hours are read as ${value * 60} minutes on shift`) }
  return undefined
}

const inDays = (value: number, unit: 'week' | 'month'): InKind => {
  const amount = value * (unit === 'week' ? 7 : 30)
  return { amount: Math.ceil(amount), kind: 'natural_day', guess: told(`按 ${Math.ceil(amount)} 个自然日计`, `read as ${Math.ceil(amount)} natural days`) }
}

const told = (zh: string, en: string): Said => ({ zh: `${zh}；如不对，请在表中写明。`, en: `${en}; write it out in the sheet if that is wrong.` })
const aroundTheClock = told('“小时”按工作时计，夜间和节假日不走；若指昼夜连续，请写“紧急工作时”', '小时 is read as work hours, which stand still at night and on holidays; if it runs around the clock write 紧急工作时')
