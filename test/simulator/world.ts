// Three nodes over one database, clients who send again what they heard nothing of, nodes that die, clocks that jump: everything by one seeded dice.
import { randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { Problem } from '#core/problem.ts'
import type { Actor } from '#kernel/actor.ts'
import { newId } from '#kernel/clock.ts'
import { ask, openDb, type Db } from '#kernel/db.ts'
import { hashOf } from '#kernel/hash.ts'
import { loadStream } from '#kernel/log.ts'
import { newMemory, type Memory } from '#kernel/memory.ts'
import { runVerb } from '#kernel/run.ts'
import { fireDue, relayOutbox, type VerbOf } from '#kernel/tick.ts'
import type { Verb } from '#kernel/verb.ts'
import { stepOf, verbsIn } from '../../src/case/life.ts'
import { caseStream } from '../../src/case/stream.ts'
import type { Fact } from '../../src/case/words.ts'
import { Gate, install, kill, named, nextAnswer, release, underWay, CutOff } from './gate.ts'

export interface Node { gate: Gate; db: Db; memory: Memory; skew: number }
/** What a client asked, how often it was sent, and what it heard in the end. */
export interface Op { key: string; verb: string; who: string; id: string | undefined; commands: string[]; heard: { status: number; id: string; version: number } | { refused: string } | undefined }

export interface Setting { url: string; district: string; actors: ReadonlyMap<string, Actor>; verbs: Readonly<Record<string, Verb>>; verbOf: VerbOf; inputOf: (verb: string, dice: () => number) => object; whoOf: (verb: string, dice: () => number) => string | undefined; start: number }
export interface Outcome { ids: string[]; ops: Op[]; deaths: number; resent: number; statements: number }

const NODES = 3, MINUTE = 60_000

export async function simulate(setting: Setting, dice: () => number, size: { cases: number; asks: number }): Promise<Outcome> {
  const uninstall = install()
  const pick = <T>(all: readonly T[]): T => all[Math.floor(dice() * all.length)]!
  let now = setting.start, deaths = 0, resent = 0, statements = 0
  const opened: Db[] = []
  const boot = async (): Promise<Node> => {
    const db = openDb(setting.url, { connections: 3 }), gate = new Gate()
    opened.push(db)
    await named(gate, () => ask(db, { name: '', text: 'select 1' }, []))
    // Maps, packs and calendars are read at the start, so that a statement at the gate is one of the verb's own.
    return { gate, db, memory: remembered.get() ?? remembered.set(newMemory()), skew: 0 }
  }
  const remembered = (() => { let kept: Memory | undefined; return { get: () => kept, set: (memory: Memory) => (kept = memory) } })()
  const nodes = await Promise.all(Array.from({ length: NODES }, boot))
  const reader = openDb(setting.url, { connections: 2 })
  opened.push(reader)

  const ids: string[] = [], ops: Op[] = []
  const flying = new Set<Promise<void>>()
  /** Sends once to one node; true when an answer was heard. */
  const send = async (op: Op, input: object, expected: number | undefined, node: Node): Promise<boolean> => {
    const at = new Date(now + node.skew), command = newId(at.getTime())
    op.commands.push(command)
    try {
      const order = { verb: setting.verbs[op.verb]!, id: op.id, input, expected }
      const stored = await runVerb(node.db, order, { actor: setting.actors.get(op.who)!, now: at, command, memory: node.memory }, { key: op.key, requestHash: hashOf(JSON.stringify([op.verb, op.id, input])) })
      const answer = JSON.parse(stored.answer) as { id: string; version: number }
      op.heard = { status: stored.status, id: answer.id, version: answer.version }
      return true
    } catch (error) {
      if (error instanceof Problem) { op.heard ??= { refused: error.body.kind }; return true }
      if (error instanceof CutOff || node.gate.dead) return false
      throw error
    }
  }
  const client = async (verb: string, who: string, id: string | undefined, expected: number | undefined): Promise<void> => {
    const op: Op = { key: randomUUID(), verb, who, id, commands: [], heard: undefined }
    ops.push(op)
    const input = setting.inputOf(verb, dice)
    // Now and then the same request arrives twice at once, at two nodes.
    if (dice() < 0.15) { resent++; await Promise.all([send(op, input, expected, pick(nodes)), send(op, input, expected, pick(nodes))]) }
    for (let tries = 0; op.heard === undefined && tries < 20; tries++) { if (tries > 0) resent++; await send(op, input, expected, pick(nodes)) }
    if (op.heard === undefined) throw new Error('nobody answered twenty times')
    if ('status' in op.heard && verb === 'report') ids.push(op.heard.id)
  }
  const launch = (work: Promise<void>) => {
    const one = work.finally(() => flying.delete(one))
    flying.add(one)
    one.catch((error: unknown) => { failure ??= error })
  }
  let failure: unknown
  /** Until nothing moves by itself any more: all that is left waits at a gate. */
  const quiet = async () => {
    for (let still = 0; still < 3;) {
      if (underWay() > 0) { await nextAnswer(); still = 0 } else { await turn(); still = underWay() === 0 ? still + 1 : 0 }
    }
  }

  let asked = 0
  const heldNow = () => nodes.flatMap((node) => node.gate.held)
  try {
    while (asked < size.asks || flying.size > 0) {
      if (failure) throw failure
      await quiet()
      const held = heldNow()
      const roll = dice()
      if (asked < size.asks && flying.size < 6 && (roll < 0.45 || held.length === 0)) {
        if (ids.length < size.cases && (ids.length === 0 || dice() < 0.35 || size.asks - asked <= size.cases - ids.length)) { asked++; launch(client('report', 'clerk', undefined, undefined)); continue }
        const id = pick(ids)
        const past = await loadStream<Fact>(reader, setting.district, 'case', id)
        const kase = past.reduce((state, row) => caseStream.evolve(state, row.fact, row.at, row.actor), caseStream.start)
        const possible = verbsIn(kase.state).filter((verb) => stepOf(verb)!.to !== 'same' && setting.whoOf(verb, dice))
        asked++
        if (possible.length === 0) continue
        const verb = pick(possible)
        launch(client(verb, setting.whoOf(verb, dice)!, id, past.at(-1)!.version))
        // Another dispatcher presses the same moment.
        if (dice() < 0.3) { const other = pick(possible); launch(client(other, setting.whoOf(other, dice)!, id, past.at(-1)!.version)) }
      } else if (held.length > 0 && roll < 0.94) { statements++; await release(pick(held)) }
      else if (roll < 0.95) {
        deaths++
        const n = Math.floor(dice() * NODES), old = nodes[n]!
        nodes[n] = await boot()
        await kill(old.gate, () => dice() < 0.5)
      } else if (roll < 0.97) nodes[Math.floor(dice() * NODES)]!.skew = Math.floor((dice() - 0.5) * 20 * MINUTE)
      else {
        now += Math.floor(dice() * 90) * MINUTE
        const node = pick(nodes), house = { db: node.db, clock: { now: () => new Date(now + node.skew) }, memory: node.memory }
        await fireDue(house, setting.district, setting.verbOf)
        await relayOutbox(node.db, setting.district, house.clock)
      }
    }
    if (failure) throw failure
    return { ids, ops, deaths, resent, statements }
  } finally {
    uninstall()
    for (const node of nodes) await kill(node.gate, () => false)
    await Promise.allSettled(flying)
    await Promise.allSettled(opened.map((db) => db.destroy()))
  }
}
