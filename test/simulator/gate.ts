// Holds every statement of a node at a gate until the scheduler lets it through: with one statement on its way at a time, a seed decides every interleaving.
import pg from 'pg'

export class CutOff extends Error {}
const gone = () => new CutOff('the connection to the database is gone')

interface Held { node: Gate; send: () => Promise<unknown>; done: (value: unknown) => void; failed: (error: unknown) => void }

/** A node's way to the database. */
export class Gate {
  dead = false
  /** Statements of this node that wait. */
  readonly held: Held[] = []
  hold(send: () => Promise<unknown>): Promise<unknown> {
    if (this.dead) return Promise.reject(gone())
    return new Promise((done, failed) => { this.held.push({ node: this, send, done, failed }) })
  }
}

const gates = new WeakMap<pg.Pool, Gate>()
let naming: Gate | undefined
let under = 0
/** The pool that asks next belongs to this gate. */
export function named<T>(gate: Gate, first: () => Promise<T>): Promise<T> {
  naming = gate
  // The pool is asked before the first wait, so no other can come between.
  try { return first() } finally { naming = undefined }
}
/** Statements on their way to the database that were let through or never held. */
export const underWay = (): number => under

const query = pg.Pool.prototype.query as (this: pg.Pool, ...all: unknown[]) => Promise<unknown>
let answered = Promise.withResolvers<void>()
const counted = async (send: () => Promise<unknown>): Promise<unknown> => {
  under++
  try { return await send() } finally { under--; answered.resolve(); answered = Promise.withResolvers() }
}
/** When the next statement on its way has its answer: whoever waits leaves the processor to the database. */
export const nextAnswer = (): Promise<void> => answered.promise
/** From now on pools that were named wait at their gates. Transactions (timers, messages) pass: each runs while everything else is held. */
export function install(): () => void {
  pg.Pool.prototype.query = function (this: pg.Pool, ...all: unknown[]) {
    if (naming) { gates.set(this, naming); return counted(() => query.apply(this, all)) }
    const gate = gates.get(this)
    return gate ? gate.hold(() => counted(() => query.apply(this, all))) : counted(() => query.apply(this, all))
  } as never
  return () => { pg.Pool.prototype.query = query as never }
}

/** Lets one statement through. */
export async function release(one: Held): Promise<void> {
  one.node.held.splice(one.node.held.indexOf(one), 1)
  try { one.done(await one.send()) } catch (error) { one.failed(error) }
}
/** The node dies: what waits was never sent, or was sent and nobody hears the answer. */
export async function kill(gate: Gate, sent: (n: number) => boolean): Promise<void> {
  gate.dead = true
  for (const [n, one] of gate.held.splice(0).entries()) {
    if (sent(n)) await one.send().catch(() => undefined)
    one.failed(gone())
  }
}
