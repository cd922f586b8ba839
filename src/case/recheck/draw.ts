// A draw that anybody can make again: the frame as canonical lines, a seed bound to a nonce whose hash stood in the log before the day was over, an order by HMAC.
import { hashOf, hmacOf } from '#kernel/hash.ts'

/** `stratum`: the unit whose work it is; empty where it is nobody's. */
export interface Framed { id: string; stratum: string }
export interface Draw { frame: string; frameHash: string; seed: string; n: number; sample: string[]; resultHash: string }

export const commitmentOf = (nonce: string): string => hashOf(nonce)
/** One line each, sorted by id: the order in which they were found plays no part. */
export const canonical = (frame: readonly Framed[]): string => frame.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)).map(({ id, stratum }) => `${JSON.stringify({ id, stratum })}\n`).join('')
export const framed = (frame: string): Framed[] => frame.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Framed)
/** `beacon`: the day, known to everybody and chosen by nobody. */
export const seedOf = (frameHash: string, nonce: string, beacon: string): string => hashOf(`v1|${frameHash}|${nonce}|${beacon}`)
/** One more in the frame moves none of the others against each other; a larger sample only adds at the end. */
export const ordered = (frame: readonly Framed[], seed: string): Framed[] =>
  frame.map((one) => ({ one, key: hmacOf(seed, `${one.stratum}|${one.id}`) })).toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ one }) => one)
/** Rounded up: a day with one closed case has it looked at. */
export const sizeOf = (frame: number, percent: number): number => Math.min(frame, Math.ceil((frame * percent) / 100))

export function draw(frame: readonly Framed[], nonce: string, beacon: string, percent: number): Draw {
  const text = canonical(frame), frameHash = hashOf(text), seed = seedOf(frameHash, nonce, beacon), n = sizeOf(frame.length, percent)
  const sample = ordered(frame, seed).slice(0, n).map(({ id }) => id)
  return { frame: text, frameHash, seed, n, sample, resultHash: hashOf(sample.join('\n')) }
}

export interface Stored { day: string; nonce: string; commitment: string; percent: number; frame: string; frame_hash: string; seed: string; n: number; result_hash: string }
/** What does not follow from what was stored; empty when the draw holds. `drawn` are the cases that were handed out, in their order. */
export function faultsOf(stored: Stored, drawn: readonly string[]): string[] {
  const again = draw(framed(stored.frame), stored.nonce, stored.day, stored.percent)
  return [
    ...(commitmentOf(stored.nonce) === stored.commitment ? [] : ['nonce']), ...(hashOf(stored.frame) === stored.frame_hash && again.frame === stored.frame ? [] : ['frame']), ...(again.seed === stored.seed ? [] : ['seed']),
    ...(again.n === stored.n && again.resultHash === stored.result_hash ? [] : ['result']), ...(again.sample.join() === drawn.join() ? [] : ['sample']),
  ]
}

export interface Candidate { account: string; unit: string | null; covers: boolean }
/** Who of these looks: never of the handling unit, never who has a part in it that counts; of the rest whoever has least, and among equals as the seed says. */
export function checkerOf(caseId: string, unit: string | null, candidates: readonly Candidate[], parts: { barred: ReadonlySet<string>; touched: ReadonlySet<string> }, load: ReadonlyMap<string, number>, seed: string): string | null {
  const may = candidates.filter((one) => one.covers && !(unit !== null && one.unit === unit) && !parts.barred.has(one.account))
  // Who has had anything to do with it only looks where nobody else can.
  const apart = may.filter((one) => !parts.touched.has(one.account))
  const rank = (one: Candidate) => `${String(load.get(one.account) ?? 0).padStart(9, '0')} ${hmacOf(seed, `checker|${caseId}|${one.account}`)}`
  return (apart.length > 0 ? apart : may).map((one) => ({ one, key: rank(one) })).toSorted((a, b) => (a.key < b.key ? -1 : 1))[0]?.one.account ?? null
}
