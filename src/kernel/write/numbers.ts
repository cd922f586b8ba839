// Human numbers (`261123-0087` counts in a row named after its day): given out in blocks as large as the number of those who wait.
import { ask, hot, type Db, type Tx } from '../db.ts'

export interface Giving {
  take(district: string, name: string): Promise<number>
  /** A number that was not used goes to the next who asks, so that there is no gap. */
  giveBack(district: string, name: string, number: number): void
}
export interface Numbers extends Giving {
  /** Many in a row; answers the first. */
  block(district: string, name: string, many: number): Promise<number>
  /** Undoes the end of the row, if nobody has taken more since. */
  shrink(district: string, name: string, from: number, to: number): Promise<boolean>
}

// The counter's own commit need not wait for the disk: the log is one, so whatever uses the number makes the number durable before itself.
const TAKE = hot(`with s as materialized (select set_config('synchronous_commit', 'off', true) as off)
  insert into counter (district, name, value) select $1::uuid, $2::text, $3::int from s where s.off = 'off'
  on conflict (district, name) do update set value = counter.value + excluded.value returning value`)

/** Inside a transaction that is open the counter row is held until it ends. */
export async function takeIn(tx: Tx, district: string, name: string, many = 1): Promise<number> {
  const [row] = await ask<{ value: number }>(tx, HOLD, [district, name, many])
  return row!.value
}
const HOLD = hot(`insert into counter (district, name, value) values ($1::uuid, $2::text, $3::int) on conflict (district, name) do update set value = counter.value + excluded.value returning value`)

const SHRINK = hot(`update counter set value = $3 where district = $1 and name = $2 and value = $4 returning value`)

export function numbersOn(db: Db): Numbers {
  const rows = new Map<string, { free: number[]; waiting: { take: (number: number) => void; failed: (error: unknown) => void }[]; busy: boolean }>()
  const rowOf = (district: string, name: string) => {
    const key = `${district}/${name}`
    const had = rows.get(key)
    if (had) return had
    // Names are days: those long past are not asked for again. A row that holds a number given back stays, or the day would keep a gap.
    if (rows.size > 200) for (const [old, row] of rows) if (!row.busy && row.waiting.length === 0 && row.free.length === 0) rows.delete(old)
    const made = { free: [], waiting: [], busy: false }
    rows.set(key, made)
    return made
  }
  const fetch = async (district: string, name: string) => {
    const row = rowOf(district, name)
    if (row.busy) return
    row.busy = true
    // After what this turn of the loop still brings in.
    await new Promise((next) => { setImmediate(next) })
    while (row.waiting.length > 0) {
      const asked = row.waiting.splice(0)
      try {
        const [taken] = await ask<{ value: number }>(db, TAKE, [district, name, asked.length])
        asked.forEach(({ take }, n) => { take(taken!.value - asked.length + 1 + n) })
      } catch (error) { for (const { failed } of asked) failed(error) }
    }
    row.busy = false
  }
  return {
    take(district, name) {
      const row = rowOf(district, name)
      const free = row.free.shift()
      if (free !== undefined) return Promise.resolve(free)
      return new Promise((take, failed) => { row.waiting.push({ take, failed }); void fetch(district, name) })
    },
    block: async (district, name, many) => (await ask<{ value: number }>(db, TAKE, [district, name, many]))[0]!.value - many + 1,
    shrink: async (district, name, from, to) => (await ask(db, SHRINK, [district, name, to, from])).length > 0,
    giveBack(district, name, number) {
      const { free } = rowOf(district, name)
      free.push(number)
      free.sort((a, b) => a - b)
    },
  }
}

/** Numbers for work that may yet be undone as a whole: then all of them are given back. */
export function lend(numbers: Giving): Giving & { undo(): void } {
  const out: [district: string, name: string, number: number][] = []
  return {
    async take(district, name) { const number = await numbers.take(district, name); out.push([district, name, number]); return number },
    giveBack(district, name, number) { out.splice(out.findIndex((one) => one[2] === number && one[1] === name), 1); numbers.giveBack(district, name, number) },
    undo() { for (const one of out.splice(0)) numbers.giveBack(...one) },
  }
}

/** Numbers are fetched so many at a time, at most; what is left over goes back. */
const BLOCK = 64

/** Numbers in blocks, each twice as long as the one before: thousands of reports must not ask the counter one by one. */
export function blocks(source: Pick<Numbers, 'block' | 'shrink' | 'giveBack'>, district: string): Giving & { settle(): Promise<void> } {
  const stock = new Map<string, { next: number; end: number; many: number; free: number[]; asking?: Promise<number> }>()
  let settling: Promise<void> | undefined
  return {
    async take(_district, name) {
      // A block begun while the last one is being given back would leave a gap.
      await settling
      const mine = stock.get(name) ?? { next: 1, end: 0, many: 16, free: [] }
      stock.set(name, mine)
      const free = mine.free.shift()
      if (free !== undefined) return free
      if (mine.next > mine.end) {
        mine.asking = source.block(district, name, mine.many)
        mine.next = await mine.asking
        mine.end = mine.next + mine.many - 1
        mine.many = Math.min(mine.many * 2, BLOCK)
      }
      return mine.next++
    },
    giveBack(_district, name, number) { stock.get(name)?.free.push(number) },
    settle: () => (settling = (async () => {
      // Nor may one that is being asked for be forgotten.
      await Promise.allSettled([...stock.values()].flatMap(({ asking }) => asking ?? []))
      for (const [name, mine] of stock) {
        if (mine.next <= mine.end && !(await source.shrink(district, name, mine.end, mine.next - 1))) for (let n = mine.next; n <= mine.end; n++) mine.free.push(n)
        for (const number of mine.free) source.giveBack(district, name, number)
      }
      stock.clear()
    })().finally(() => { settling = undefined })),
  }
}
