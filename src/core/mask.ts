// Personal numbers in free text made unreadable, on the server and on the phone alike: what the public and other units see.
import { numberSpans } from './mask/numbers.ts'
import { level, withChineseDigits } from './mask/level.ts'
import type { MaskKind, Span } from './mask/span.ts'
import { wordSpans } from './mask/words.ts'

export type { MaskKind } from './mask/span.ts'

/**
 * Stars stand exactly where digits or letters stood, so `138-1234-5678` becomes `138-****-5678` and positions stay.
 * Kept readable: the ends that let a caller recognise their own number. Masking twice changes nothing.
 */
export function mask(text: string): { masked: string; found: { kind: MaskKind; count: number }[] } {
  // Same length as the text, unit for unit: full-width forms and look-alike signs levelled, so positions can be carried over.
  const plain = level(text)
  const spans: Span[] = []
  const free = new Uint8Array(text.length).fill(1)
  const take = (found: Span[]) => {
    for (const span of found) {
      if (free.subarray(span.from, span.to).includes(0)) continue
      free.fill(0, span.from, span.to)
      spans.push(span)
    }
  }
  // Order: the surest first. Numbers written in Chinese digits are tried last, since 一 and 二 are also plain words.
  take(wordSpans(plain, 'email'))
  take(numberSpans(plain))
  take(wordSpans(plain, 'plate'))
  take(wordSpans(plain, 'account'))
  const spoken = withChineseDigits(plain)
  if (spoken !== plain) {
    take(numberSpans(spoken))
    take(wordSpans(spoken, 'account'))
  }

  const out = text.split('')
  const counts = new Map<MaskKind, number>()
  for (const { kind, stars } of spans) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
    for (const at of stars) out[at] = '*'
  }
  return { masked: out.join(''), found: [...counts].map(([kind, count]) => ({ kind, count })) }
}
