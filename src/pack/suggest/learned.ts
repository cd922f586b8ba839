// What the clerks of a district have decided so far, as counts of words: no sentence, no name, no number of anybody is kept. Pure.

/** By kind (`pack/category`, or `-` for what was sent away as not ours): how many messages, and in how many of them a word stood. */
export interface Learned { messages: number; kinds: Record<string, { n: number; words: Record<string, number> }>; all: Record<string, number> }
export const nothingLearned = (): Learned => ({ messages: 0, kinds: {}, all: {} })

/** Words a kind keeps; the rarest leave first. 200 kinds of 400 words are some 2 MB. */
export const WORDS_A_KIND = 400
export const WORDS_IN_ALL = 20_000
export const NOT_OURS = '-'

/** One decision more. Answers a new value; the old one is not touched. */
export const learn = (before: Learned, kind: string, words: readonly string[]): Learned => learnAll(before, [{ kind, words }])

/** Many decisions, one after the other: the counts are copied once, not for each of them. */
export function learnAll(before: Learned, decided: readonly { kind: string; words: readonly string[] }[]): Learned {
  const kinds = new Map(Object.entries(before.kinds))
  const all = new Map(Object.entries(before.all)), counts = new Map<string, Map<string, number>>()
  let { messages } = before
  for (const { kind, words } of decided) {
    const once = [...new Set(words)].slice(0, 200), had = kinds.get(kind)
    const known = counts.get(kind) ?? new Map(Object.entries(had?.words ?? {}))
    messages += 1
    kinds.set(kind, { n: (had?.n ?? 0) + 1, words: had?.words ?? {} })
    add(known, once)
    cap(known, WORDS_A_KIND)
    counts.set(kind, known)
    add(all, once)
    cap(all, WORDS_IN_ALL)
  }
  return { messages, kinds: Object.fromEntries([...kinds].map(([kind, { n, words }]) => [kind, { n, words: counts.has(kind) ? Object.fromEntries(counts.get(kind)!) : words }])), all: Object.fromEntries(all) }
}
const add = (counts: Map<string, number>, words: readonly string[]) => { for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1) }
/** A tenth of air above the cap, so that not every message sorts. */
function cap(counts: Map<string, number>, most: number): void {
  if (counts.size <= most * 1.1) return
  const kept = [...counts].sort((a, b) => b[1] - a[1]).slice(0, most)
  counts.clear()
  for (const [word, n] of kept) counts.set(word, n)
}

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
