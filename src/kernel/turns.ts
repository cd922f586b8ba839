// Work that eats processor and memory waits its turn, in a queue with an end: a flood is refused early instead of felled late.
import { problem } from '#core/problem.ts'

export const tooBusy = problem('too-busy', 503, () => ({
  zh: '现在排队的人太多，请过几秒再试。', en: 'Too many are waiting. Try again in a few seconds.',
}))

/** At most `atOnce` run, at most `waiting` wait, the rest is refused. */
export function turns(atOnce: number, waiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const queue: (() => void)[] = []
  return async (work) => {
    if (running >= atOnce) {
      if (queue.length >= waiting) throw tooBusy({})
      await new Promise<void>((go) => queue.push(go))
    }
    running++
    try { return await work() } finally { running--; queue.shift()?.() }
  }
}
