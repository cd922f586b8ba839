// What a message may be about: categories with a score and the words that led to them, or an honest "not ours". Decides nothing. Pure.
import { plain, telling } from './cut.ts'
import type { Learned } from './learned.ts'
import { leaning } from './learned.ts'
import type { Entry, Kind, Vocabulary } from './vocabulary.ts'

export interface Suggested { pack: string; category: string; zh: string; en: string; /** The filing condition that shares most words with the message; the usual one where none stands out. */ condition: string; /** 0–100: how sure, not how probable. */ score: number; words: string[] }
export interface Understood { ours: boolean; items: Suggested[]; /** Set when it sounds like somebody else's matter. */ elsewhere: { department: string; zh: string; en: string; score: number; words: string[] } | null }

/** Parts of an entry belong together within this many characters. */
const NEAR = 16
const MOST = 5
// Chosen on bench/messages/design.yaml; the held-out half only measures them.
const TUNED = { k1: 1.1, b: 0.35, bm25: 0.42, learned: 0.9, least: 3.6, elsewhereWins: 1.0, late: 0.5, lengthens: 0.55 }
/** What a message is about stands in its first lines; what follows tells how it came about, and meets many words by chance. */
const OPENING = 80
/** Further words of a long letter prove nothing more. */
const WORDS_COUNTED = 8

interface Weighed { kind: Kind; score: number; words: string[] }

export function suggest(text: string, from: { vocabulary: Vocabulary; cut: (text: string) => readonly string[]; learned?: Learned | undefined }, most = MOST): Understood {
  const bare = plain(text)
  const words = [...new Set(telling(from.cut(bare)))]
  const all = from.vocabulary.kinds.map((kind): Weighed => weigh(kind, bare, words, from)).filter((each) => each.score > 0).sort((a, b) => b.score - a.score)
  const ours = all.filter((each) => each.kind.pack !== '')
  const [other] = all.filter((each) => each.kind.pack === '')
  // What clerks have sent away in this district, whatever department it went to.
  const sentAway = from.learned ? Math.max(0, leaning(from.learned, '-', words)) * TUNED.learned : 0
  const against = (other?.score ?? 0) + sentAway
  const top = ours[0]?.score ?? 0
  // A long letter has to say more plainly what it is about.
  const least = TUNED.least * (1 + TUNED.lengthens * Math.max(0, Math.log(bare.length / OPENING)))
  const isOurs = top >= least && top >= against * TUNED.elsewhereWins
  const shown = (score: number) => Math.round((100 * score) / (score + 5))
  return {
    ours: isOurs,
    // Also behind a "not ours" the best guesses stand: the clerk decides, not the table.
    items: ours.filter((each) => each.score >= Math.max(TUNED.least * 0.5, top * 0.3)).slice(0, most).map(({ kind, score, words: led }) => ({ pack: kind.pack, category: kind.code, zh: kind.zh, en: kind.en, condition: conditionOf(kind, words), score: shown(score), words: led })),
    elsewhere: !isOurs && other && other.score >= TUNED.least * 0.5 ? { department: other.kind.code, zh: other.kind.zh, en: other.kind.en, score: shown(other.score), words: other.words } : null,
  }
}

function conditionOf(kind: Kind, words: readonly string[]): string {
  const shares = kind.conditions.map((each) => words.filter((word) => each.words.has(word)).length)
  return kind.conditions[shares.indexOf(Math.max(...shares))]!.id
}

function weigh(kind: Kind, text: string, words: readonly string[], { vocabulary, learned }: { vocabulary: Vocabulary; learned?: Learned | undefined }): Weighed {
  const hits = kind.entries.filter((entry) => stands(entry, text)).sort((a, b) => b.weight - a.weight)
  // Each further sign adds less: ten ways to say the same are still one thing said.
  const opening = text.slice(0, OPENING)
  const worths = hits.map((hit) => hit.weight * (text.length <= OPENING || stands(hit, opening) ? 1 : TUNED.late)).sort((a, b) => b - a)
  let score = worths.slice(0, 5).reduce((sum, worth, n) => sum + worth * 0.5 ** n, 0)
  const met: number[] = []
  const led: { word: string; worth: number }[] = hits.slice(0, 4).map((hit) => ({ word: hit.parts.join('…'), worth: hit.weight }))
  for (const word of words) {
    const times = kind.words.get(word)
    if (times === undefined) continue
    const worth = TUNED.bm25 * (vocabulary.rare.get(word) ?? 0) * ((times * (TUNED.k1 + 1)) / (times + TUNED.k1 * (1 - TUNED.b + (TUNED.b * kind.length) / vocabulary.meanLength)))
    met.push(opening.includes(word) ? worth : worth * TUNED.late)
    if (!hits.some((hit) => hit.said.includes(word))) led.push({ word, worth })
  }
  score += met.sort((a, b) => b - a).slice(0, WORDS_COUNTED).reduce((sum, each) => sum + each, 0)
  if (learned && kind.pack !== '') score += TUNED.learned * leaning(learned, kind.key, words)
  return { kind, score, words: led.sort((a, b) => b.worth - a.worth).slice(0, 5).map((each) => each.word) }
}

/** All parts stand in the text, near each other, in whatever order. */
export function stands({ parts }: Pick<Entry, 'parts'>, text: string): boolean {
  if (parts.length === 1) return text.includes(parts[0]!)
  const places = parts.map((part) => placesOf(part, text))
  if (places.some((each) => each.length === 0)) return false
  return places[0]!.some((first) => places.slice(1).every((each) => each.some((at) => Math.abs(at - first) <= NEAR)))
}
function placesOf(part: string, text: string): number[] {
  const found: number[] = []
  for (let at = text.indexOf(part); at >= 0 && found.length < 20; at = text.indexOf(part, at + 1)) found.push(at)
  return found
}
