// One command that acts on several things: each is read, each decides on what it is, and all is written together or not at all.
import { covers, reachOf } from './actor.ts'
import { decideOn, held, notFound, parsed, type Decided, type Held, type Means, type Occasion, type Order } from './decide.ts'
import type { Db } from './db.ts'
import type { Recorded } from './log.ts'
import type { Writing } from './write/writing.ts'

type Past = readonly Recorded[]
export interface Beside { order: Order; before: Held; input: ReturnType<typeof parsed> }

/** The things an order acts on beside its own, as they stand. `seen` says whether the version a person saw of one is still good enough. */
export async function besideOf(order: Order, occasion: Occasion, before: Held, input: unknown, load: (stream: string, id: string) => Promise<Past | Held>, seen: (order: Order, past: Past) => Promise<void> = async () => {}): Promise<Beside[]> {
  const all: Beside[] = []
  for (const { verb, id, input: given, expected } of order.verb.beside?.(before.state, input as never, order.id ?? '') ?? []) {
    const own: Order = { verb, id, input: given, expected }
    const found = await load(verb.stream.name, id)
    const standing = Array.isArray(found) ? held(verb.stream, found as Past) : found as Held
    // Another thing is reached by the permission of what the person does, for they do it to both.
    if (standing.version === 0 || !covers(reachOf(occasion.actor, order.verb.permission), verb.stream.whereabouts(standing.state, order.verb.name))) throw notFound({ noun: verb.stream.name })
    if (expected !== undefined && Array.isArray(found)) await seen(own, found as Past)
    all.push({ order: own, before: standing, input: parsed(verb, given) })
  }
  return all
}

/** All decisions of one command, its own first. */
export async function decideAll(order: Order, occasion: Occasion, before: Held, input: ReturnType<typeof parsed>, means: Means, others: readonly Beside[]): Promise<Decided[]> {
  const first = await decideOn(order, occasion, before, input, { ...means, beside: others.map((one) => ({ id: one.order.id!, version: one.before.version, state: one.before.state as unknown })) })
  const all = [first]
  for (const one of others) all.push(await decideOn(one.order, occasion, one.before, one.input, means))
  return all
}

/** In one order whatever the command called first: two that meet crosswise wait for each other in line, and one is told. */
export const inLine = (decided: readonly Decided[]): Writing[] => decided.map((one) => one.writing).sort((a, b) => (a.id < b.id ? -1 : 1))

/** What an order touches beside its own thing, as keys. */
export const besideKeys = (order: Order, before: Held, input: unknown): string[] => (order.verb.beside?.(before.state, input as never, order.id ?? '') ?? []).map(({ verb, id }) => `${verb.stream.name}/${id}`)

const lines = new WeakMap<Db, Map<string, Promise<void>>>()
/**
 * Commands of this server that touch the same other thing, one after the other: twenty cases merged into one at once are no race, each of them is right. All keys are taken
 * in one go, so nobody waits in a circle; between servers the log's key decides, and whoever lost looks again.
 */
export async function inTurn<T>(db: Db, keys: readonly string[], work: () => Promise<T>): Promise<T> {
  const tails = lines.get(db) ?? new Map<string, Promise<void>>()
  lines.set(db, tails)
  const ahead = keys.flatMap((key) => tails.get(key) ?? [])
  let done = () => {}
  const mine = new Promise<void>((end) => { done = end })
  for (const key of keys) tails.set(key, mine)
  await Promise.all(ahead)
  try { return await work() } finally {
    done()
    for (const key of keys) if (tails.get(key) === mine) tails.delete(key)
  }
}
