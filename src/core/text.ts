// Text as people typed it, made safe to keep: a length cap first, then hidden characters out, then one normal form.
import { problem } from './problem.ts'

export const textTooLong = problem<{ length: number; max: number }>('text.too-long', 422, ({ length, max }) => ({
  zh: `文字太长：${length} 字，最多 ${max} 字。请缩短，或分成几条提交。`,
  en: `The text is too long: ${length} characters, at most ${max}. Shorten it, or send it in several parts.`,
}))

export const textBroken = problem('text.broken', 422, () => ({
  zh: '文字里有损坏的字符（半个表情符号之类）。请删去后重新输入。',
  en: 'The text holds a broken character (half an emoji or the like). Remove it and type it again.',
}))

/** Stacked accents people really write stay under this; a longer run is an attack on every normaliser and every screen. */
export const marksInARow = 10

// Lone halves of a surrogate pair: with the u flag a well-formed pair is one character, so only lone halves match.
// String.isWellFormed would say the same, but phones of 2022 do not have it.
const lone = /[\ud800-\udfff]/gu
// C0 and C1 controls except \t \n \r, which become blanks and line ends below.
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g
// Bidi controls (a reader would see other words than the log keeps), zero-width characters, soft hyphen, byte order mark.
// The joiner goes too: a family emoji falls apart into its people, which is better than two names that look alike and differ.
const hidden = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g
const markRun = new RegExp(`(\\p{M}{${marksInARow}})\\p{M}+`, 'gu')
const anyMark = /\p{M}/u

/** Letters, 汉字, and the signs of both widths: nothing in here is hidden, combines or has a second form, so most texts need no more work. */
const needsWork = /[^\n\x20-\x7e\u3000-\u3029\u4e00-\u9fff\uff01-\uff5e]/

/** Hidden characters out, line ends as \n, tabs as blanks, mark runs cut, NFC. The caller has capped the length before. */
export function tidy(capped: string): string {
  if (!needsWork.test(capped)) return capped.trim()
  let text = capped.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(/\t/g, ' ').replace(controls, '').replace(hidden, '').replace(lone, '')
  // Order matters: NFC of 400,000 alternating marks took 61 s where no run cap stood before it.
  if (anyMark.test(text)) text = text.replace(markRun, '$1')
  return text.normalize('NFC').trim()
}

/** What a person typed, as it may be kept. Throws a Problem when longer than `max` or not well-formed. */
export function cleanText(raw: string, max: number): string {
  if (raw.length > max) throw textTooLong({ length: raw.length, max })
  if (raw.search(lone) >= 0) throw textBroken({})
  return tidy(raw)
}
