// Chance with a fixed seed: the same demo on every machine. Pure.

export interface Dice {
  /** In [0, 1). */
  (): number
  between(from: number, to: number): number
  chance(p: number): boolean
  pick<T>(all: readonly T[]): T
  weighted<T>(all: readonly (readonly [T, number])[]): T
  /** Around `median`, now and then much longer: how long people take. */
  about(median: number, spread?: number): number
}

/** mulberry32. */
export function diceOf(seed: number): Dice {
  const roll = () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return Object.assign(roll, {
    between: (from: number, to: number) => from + roll() * (to - from),
    chance: (p: number) => roll() < p,
    pick: <T>(all: readonly T[]) => all[Math.floor(roll() * all.length)]!,
    weighted: <T>(all: readonly (readonly [T, number])[]) => {
      let left = roll() * all.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [item, weight] of all) if ((left -= weight) < 0) return item
      return all.at(-1)![0]
    },
    // Log-normal by Box and Muller.
    about: (median: number, spread = 0.5) => median * Math.exp(spread * Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll())),
  })
}
