// A limit per address, kept in this server's memory: slows down whoever tries many accounts from one place.
// It counts failures only. How often one may ask at all is limits.ts; how often one account's secret may be tried, from wherever and on all servers, is tries.ts.

export interface Throttle {
  /** Seconds to wait, or 0 when the address may go on. */
  wait(address: string, now: Date): number
  failed(address: string, now: Date): void
}

/** `free` failures within the window cost nothing; after that the address waits until the oldest of them is forgotten. */
export function throttle(free: number, windowMs: number, addresses = 10_000): Throttle {
  const failures = new Map<string, number[]>()
  const recent = (address: string, now: Date) => (failures.get(address) ?? []).filter((at) => at > now.getTime() - windowMs)
  return {
    wait(address, now) {
      const mine = recent(address, now)
      return mine.length < free ? 0 : Math.max(1, Math.ceil((mine[mine.length - free]! + windowMs - now.getTime()) / 1000))
    },
    failed(address, now) {
      // Never more than a bounded memory, whatever the flood.
      if (failures.size >= addresses && !failures.has(address)) failures.clear()
      failures.set(address, [...recent(address, now), now.getTime()].slice(-free))
    },
  }
}
