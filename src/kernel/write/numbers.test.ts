// Human numbers: one that was given back is given out again, however many days have begun since.
import { expect, test } from 'vitest'
import type { CompiledQuery } from 'kysely'
import type { Db } from '../db.ts'
import { blocks, numbersOn } from './numbers.ts'

/** A counter table in memory, asked the way the pool is. */
function counters(): Db {
  const value = new Map<unknown, number>()
  return { executeQuery: ({ parameters: [, name, many] }: CompiledQuery) => {
    value.set(name, (value.get(name) ?? 0) + Number(many))
    return Promise.resolve({ rows: [{ value: value.get(name) }] })
  } } as unknown as Db
}

test('a number given back leaves no gap, also when hundreds of rows are counted at once', async () => {
  const numbers = numbersOn(counters())
  const taken = await Promise.all(Array.from({ length: 5 }, () => numbers.take('d', '261123')))
  expect(taken).toEqual([1, 2, 3, 4, 5])
  numbers.giveBack('d', '261123', 3)
  for (let n = 0; n < 300; n++) await numbers.take('d', `other-${n}`)
  expect([await numbers.take('d', '261123'), await numbers.take('d', '261123')]).toEqual([3, 6])
})

test('a block that is being asked for while what is left goes back is not forgotten: the next number follows on', async () => {
  let value = 13
  const waiting: (() => void)[] = []
  const numbers = blocks({
    block: (_district, _name, many) => { value += many; const first = value - many + 1; return new Promise((give) => { waiting.push(() => { give(first) }) }) },
    shrink: (_district, _name, from, to) => { if (value !== from) return Promise.resolve(false); value = to; return Promise.resolve(true) },
    giveBack: () => {},
  }, 'd')
  const taken = numbers.take('d', '261123')
  await Promise.resolve()
  const settled = numbers.settle()
  waiting[0]!()
  expect(await taken).toBe(14)
  await settled
  expect(value).toBe(14)
})
