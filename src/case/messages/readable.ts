// Text of a web form made readable: paragraphs kept, the blanks and tags of its page taken away.
import { tidy } from '#core/text.ts'

const entities: Record<string, string> = { nbsp: ' ', ensp: ' ', emsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", middot: '·', hellip: '…', mdash: '—', ldquo: '“', rdquo: '”' }
// Only tags that message boards really write; a citizen's own <12345> or <条例> is text and stays.
const paragraphs = /<\/?(?:p|br|div|li|ul|ol|tr|h[1-6])(?:\s[^<>]{0,500})?\s?\/?>/gi
const dressing = /<\/?(?:span|b|i|u|em|strong|font|a|img|td|th|table|tbody|section|style|script|o:p)(?:\s[^<>]{0,500})?\s?\/?>/gi

/** Entities are decoded once and after the tags, so `&lt;script&gt;` becomes letters to read and never a tag. Screens draw text, not HTML. */
export function readable(raw: string, paragraphsKept: boolean): string {
  const text = raw.replace(paragraphs, '\n').replace(dressing, '')
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities[name.toLowerCase()] ?? whole
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
    })
  // Cleaned once more: an entity may have brought a control character or half a pair.
  const lines = tidy(text).split('\n').map((line) => line.replace(/[\s\u00a0\u3000]+/g, ' ').trim()).filter((line) => line !== '')
  return lines.join(paragraphsKept ? '\n' : ' ')
}
