// Searching cases by any two characters side by side: the words of a question, their pairs, and the months in which to look. Pure.

/** Words that a person puts in one question; more would only be typed by mistake. */
const TERMS_MAX = 4

/** The words of a question, in small letters as they are kept. */
export const termsOf = (q: string): string[] => q.toLowerCase().split(/\s+/).filter((term) => term !== '').slice(0, TERMS_MAX)

/** Every two characters side by side, each once. A single character has none. */
export function pairsOf(terms: readonly string[]): string[] {
  const pairs = new Set<string>()
  for (const term of terms) {
    const signs = [...term]
    for (let n = 1; n < signs.length; n++) pairs.add(signs[n - 1]! + signs[n]!)
  }
  return [...pairs]
}

/** The keys of one month as the index has them (`case_grams`), written as a PostgreSQL array. */
export const gramsOf = (district: string, ym: number, pairs: readonly string[]): string =>
  `{${pairs.map((pair) => `"${district.slice(-4)}${ym}${pair.replace(/["\\]/g, '\\$&')}"`).join(',')}}`

/** Months as `202611`, newest first, from one to the other, both in. */
export function monthsBack(from: number, to: number): number[] {
  const months: number[] = []
  for (let ym = from; ym >= to && months.length < 600; ym = ym % 100 === 1 ? ym - 89 : ym - 1) months.push(ym)
  return months
}

/** LIKE patterns of the words: found anywhere. */
export const patternsOf = (terms: readonly string[]): string[] => terms.map((term) => `%${term.replace(/[\\%_]/g, '\\$&')}%`)
