// A binary heap: the smallest of many, again and again. Pure.

export interface Heap<T> { push(item: T): void; peek(): T | undefined; pop(): T | undefined }

export function heap<T>(order: (a: T, b: T) => number): Heap<T> {
  const items: T[] = []
  const swap = (i: number, j: number) => { [items[i], items[j]] = [items[j]!, items[i]!] }
  return {
    peek: () => items[0],
    push(item) {
      items.push(item)
      for (let i = items.length - 1; i > 0;) {
        const up = (i - 1) >> 1
        if (order(items[up]!, items[i]!) <= 0) return
        swap(i, up)
        i = up
      }
    },
    pop() {
      const first = items[0], last = items.pop()
      if (items.length === 0 || last === undefined) return first
      items[0] = last
      for (let i = 0; ;) {
        let least = i
        for (const child of [2 * i + 1, 2 * i + 2]) if (child < items.length && order(items[child]!, items[least]!) < 0) least = child
        if (least === i) return first
        swap(i, least)
        i = least
      }
    },
  }
}
