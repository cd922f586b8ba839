// What somebody probably meant: the nearest of the allowed words, by edit distance.

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other; words beyond 64 characters are cut. */
export function distance(one: string, other: string): number {
  const a = [...one.toLowerCase()].slice(0, 64)
  const b = [...other.toLowerCase()].slice(0, 64)
  let before: number[] = []
  let above = b.map((_, j) => j).concat(b.length)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1)
      row.push(cost)
    }
    before = above
    above = row
  }
  return above[b.length]!
}

/** The nearest word, if it is near enough to be worth saying: a third of its letters at most, never fewer than one. */
export function near(word: string, allowed: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Infinity
  for (const candidate of allowed) {
    const steps = distance(word, candidate)
    if (steps < least && steps <= Math.max(1, Math.floor([...candidate].length / 3))) { best = candidate; least = steps }
  }
  return best
}
