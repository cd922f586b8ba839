// The rounds of a running server end when they are told to, also in the middle of their work.
import { expect, test } from 'vitest'
import { tick } from './serve.ts'

const within = (ms: number, end: Promise<void>) => Promise.race([end.then(() => 'ended'), new Promise<string>((late) => setTimeout(() => late('still there'), ms))])

test('told to stop while it works, it ends with the work and not an hour later', async () => {
  let go: () => void = () => {}
  const ticking = tick(3_600_000, () => new Promise<void>((done) => { go = done }), () => {})
  await new Promise((soon) => setTimeout(soon, 10))
  const stopped = ticking.stop()
  go()
  expect(await within(500, stopped)).toBe('ended')
})
test('told to stop in its pause, it ends at once', async () => {
  const ticking = tick(3_600_000, async () => {}, () => {})
  await new Promise((soon) => setTimeout(soon, 10))
  expect(await within(500, ticking.stop())).toBe('ended')
})
test('a round that fails is told and goes on', async () => {
  let rounds = 0
  const told: unknown[] = []
  const ticking = tick(1, async () => { if (rounds++ === 0) throw new Error('once') }, (error) => told.push(error))
  await expect.poll(() => rounds).toBeGreaterThan(1)
  await ticking.stop()
  expect(told).toHaveLength(1)
})
