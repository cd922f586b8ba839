// What the clerks of a district have decided so far, as counts of words: no sentence, no name, no number of anybody is kept. Pure.

/** By kind (`pack/category`, or `-` for what was sent away as not ours): how many messages, and in how many of them a word stood. */
export interface Learned { messages: number; kinds: Record<string, { n: number; words: Record<string, number> }>; all: Record<string, number> }
export const nothingLearned = (): Learned => ({ messages: 0, kinds: {}, all: {} })

/** Words a kind keeps; the rarest leave first. 200 kinds of 400 words are some 2 MB. */
export const WORDS_A_KIND = 400
export const WORDS_IN_ALL = 20_000
export const NOT_OURS = '-'

/** One decision more. Answers a new value; the old one is not touched. */
export function learn(before: Learned, kind: string, words: readonly string[]): Learned {
  const once = [...new Set(words)].slice(0, 200)
  const had = before.kinds[kind] ?? { n: 0, words: {} }
  return {
    messages: before.messages + 1,
    kinds: { ...before.kinds, [kind]: { n: had.n + 1, words: capped(added(had.words, once), WORDS_A_KIND) } },
    all: capped(added(before.all, once), WORDS_IN_ALL),
  }
}
const added = (counts: Record<string, number>, words: readonly string[]) => { const next: Record<string, number> = { ...counts }; for (const word of words) next[word] = (Object.hasOwn(next, word) ? next[word]! : 0) + 1; return next }
// A tenth of air above the cap, so that not every message sorts.
const capped = (counts: Record<string, number>, most: number) => { const all = Object.entries(counts); return all.length <= most * 1.1 ? counts : Object.fromEntries(all.sort((a, b) => b[1] - a[1]).slice(0, most)) }

/** How much the words lean to a kind, as log odds against the whole, tempered while little is known; never more than a strong entry of a pack. */
export function leaning({ messages, kinds, all }: Learned, kind: string, words: readonly string[]): number {
  const known = kinds[kind]
  if (!known || messages < 10) return 0
  let sum = 0, met = 0
  for (const word of words) {
    if (!Object.hasOwn(all, word)) continue
    const here = Object.hasOwn(known.words, word) ? known.words[word]! : 0
    met++
    // A word met once may be chance; a missing word is no sign against.
    if (here < 2) continue
    // How much likelier the kind is where the word stands, beyond how often the kind comes anyway.
    const elsewhere = Math.max(0, all[word]! - here)
    sum += Math.max(0, Math.log((here + 0.5) / (elsewhere + 0.5)) - Math.log((known.n + 0.5) / (messages - known.n + 0.5)))
  }
  const trust = known.n / (known.n + 3)
  return met === 0 ? 0 : Math.min(7, (sum / Math.sqrt(met)) * trust)
}
