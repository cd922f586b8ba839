// Many verbs in memory, written in bulk: a past, or a sheet, of thousands of cases through the very same checks, decisions and chains.
//
//   const bulk = bulkRunner(house, district, { verbOf })        verbOf: which verb a timer runs (as in fireDue)
//   const { id, state, version } = await bulk.run(verb, undefined, input, { actor, at })     makes
//   await bulk.run(verb, id, input, { actor, at })                                           acts on it as it stands
//   await bulk.ringUntil(at)     fires what ran out by then, in the order and at the moment it ran out
//   await bulk.flush()           writes everything since the last flush; call it every few thousand facts and at the end. Verbs may go on
//                                meanwhile (what they do belongs to the next flush), but one flush at a time
//
// `at` is the simulated moment; moments need not rise from call to call, but ring timers before you pass them. What a verb looks up
// (map, packs, calendar) is read once and kept. Nothing is in the database before flush; flush is one transaction: all of it or nothing.
// Messages are flushed as already carried to the inboxes. A thing that is not of this runner is read from the log when it is first
// acted on. Two runners, or a runner and a server, may work side by side on different things; on the same thing the log's key decides.
import { newId } from './clock.ts'
import type { Actor } from './actor.ts'
import type { Tx } from './db.ts'
import { besideOf, decideAll } from './beside.ts'
import { held, notFound, parsed, reached, unborn, type Decided, type Held, type Order } from './decide.ts'
import type { House } from './house.ts'
import { loadStream, type Recorded } from './log.ts'
import { newMemory, type Memory } from './memory.ts'
import type { Stream, Verb } from './verb.ts'
import { heap } from './write/heap.ts'
import { handsOf } from './write/hands.ts'
import { merged, writeBulk, type Rung } from './write/load.ts'
import { blocks } from './write/numbers.ts'
import type { Writing } from './write/writing.ts'

export interface BulkDone { id: string; state: any; version: number }
export interface BulkRunner {
  run(verb: Verb, id: string | undefined, input: unknown, by: { actor: Actor; at: Date }): Promise<BulkDone>
  ringUntil(at: Date): Promise<number>
  /** `first` runs in the same transaction before anything is written. */
  flush(first?: (tx: Tx) => Promise<void>): Promise<{ facts: number; things: number }>
  /** The thing as it stands in memory. */
  state(stream: string, id: string): unknown
}

const systemActor = (district: string): Actor => ({ district, account: null, title: { zh: '系统', en: 'The system' }, unit: null, area: null, roles: [], may: new Map() })

/** What was looked up once stays as it is: a simulated past has one map and one calendar. */
function frozen(): Memory {
  const own = newMemory()
  return { ...own, recall: (key, _age, read) => own.recall(key, Number.POSITIVE_INFINITY, read) }
}

interface Changed { stream: Stream<any, any>; id: string; recorded: Recorded<any>[]; texts: Map<string, string> }
interface Due { due: number; stream: string; id: string; name: string }

export function bulkRunner(house: Pick<House, 'db'>, district: string, { verbOf, readBefore }: { verbOf: (stream: string, timer: string) => Verb | undefined; /** Messages from before this moment were read as they came. */ readBefore?: Date }): BulkRunner {
  const { db } = house
  const memory = frozen()
  const things = new Map<string, Held>()
  const waiting = new Map<string, Map<string, Due>>()
  const due = heap<Due>((a, b) => a.due - b.due || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  let writings: Writing[] = []
  // Rows follow from all facts since the last flush, as in a replay: described once, not behind every verb.
  let changed = new Map<string, Changed>()
  let rung: Rung[] = []
  const numbers = blocks(handsOf(db).numbers, district)

  const keep = (of: string, stream: Stream<any, any>, decided: Decided) => {
    const { writing } = decided
    things.set(of, decided.held)
    writings.push(writing)
    const one: Changed = changed.get(of) ?? { stream, id: writing.id, recorded: [], texts: new Map() }
    changed.set(of, one)
    one.recorded.push(...decided.done.recorded)
    for (const { id, masked } of writing.texts) one.texts.set(id, masked)
    if (!writing.timers) return
    const had = waiting.get(of) ?? new Map<string, Due>(), next = new Map<string, Due>()
    for (const { name, dueAt } of writing.timers) {
      const key = `${name}@${dueAt.getTime()}`
      // One that has rung stays rung.
      if (rungBefore(of, key)) continue
      const one = had.get(key) ?? { due: dueAt.getTime(), stream: writing.stream, id: writing.id, name }
      if (!had.has(key)) due.push(one)
      next.set(key, one)
    }
    waiting.set(of, next)
  }
  const fired = new Map<string, Set<string>>()
  const rungBefore = (of: string, key: string) => fired.get(of)?.has(key) ?? false

  const act = async (order: Order, actor: Actor, at: Date): Promise<BulkDone> => {
    const { verb } = order
    const of = `${verb.stream.name}/${order.id ?? ''}`
    let before = verb.makes ? unborn(verb.stream) : things.get(of)
    if (!before) {
      before = held(verb.stream, await loadStream(db, district, verb.stream.name, order.id!))
      if (before.version === 0) throw notFound({ noun: verb.stream.name })
    }
    const occasion = { actor, now: at, command: newId(at.getTime()), memory }
    const input = parsed(verb, order.input)
    reached(order, occasion, before)
    const others = await besideOf(order, occasion, before, input.input, async (stream, other) => things.get(`${stream}/${other}`) ?? await loadStream(db, district, stream, other))
    const decided = await decideAll(order, occasion, before, input, { tx: db, numbers, rowsLater: true }, others)
    decided.forEach((one, n) => { if (one.writing.log.length > 0) keep(`${one.writing.stream}/${one.done.id}`, (n === 0 ? verb : others[n - 1]!.order.verb).stream, one) })
    const { id, version, state } = decided[0]!.done
    return { id, version, state }
  }
  return {
    run: (verb, id, input, { actor, at }) => act({ verb, id, input }, actor, at),
    async ringUntil(at) {
      let n = 0
      for (let next = due.peek(); next && next.due <= at.getTime(); next = due.peek()) {
        due.pop()
        const { stream, id, name } = next
        const of = `${stream}/${id}`, key = `${name}@${next.due}`
        if (waiting.get(of)?.get(key) !== next) continue
        const verb = verbOf(stream, name)
        if (!verb) throw new Error(`no verb for timer ${stream}.${name}`)
        waiting.get(of)!.delete(key)
        const set = fired.get(of) ?? new Set<string>()
        fired.set(of, set.add(key))
        const moment = new Date(next.due)
        rung.push({ district, stream, id, name, due_at: moment, fired_at: moment })
        await act({ verb, id, input: {} }, systemActor(district), moment)
        n++
      }
      return n
    },
    async flush(first) {
      const all = [...writings], bells = [...rung]
      const facts = all.reduce((sum, writing) => sum + writing.log.length, 0)
      const news = changed
      changed = new Map()
      const rows = merged([...news].flatMap(([of, { stream, id, recorded, texts }]) => stream.rows({ district, id }, things.get(of)!.state, recorded, texts)))
      const touched = new Set(all.filter((writing) => writing.timers).map((writing) => `${writing.stream}/${writing.id}`))
      const timers = [...touched].flatMap((of) => [...(waiting.get(of) ?? new Map<string, Due>()).values()].map(({ stream, id, name, due }) => ({ district, stream, id, name, due_at: new Date(due), fired_at: null })))
      try {
        await db.transaction().execute(async (tx) => { await first?.(tx); await writeBulk(tx, all, rows, [...timers, ...bells], readBefore) })
      } catch (error) {
        for (const [of, { recorded, texts, ...one }] of changed) news.set(of, { ...one, recorded: [...news.get(of)?.recorded ?? [], ...recorded], texts: new Map([...news.get(of)?.texts ?? [], ...texts]) })
        changed = news
        throw error
      }
      await numbers.settle()
      // Only now: what could not be written is still there to be tried again.
      writings = writings.slice(all.length)
      rung = rung.slice(bells.length)
      return { facts, things: new Set(all.map((writing) => writing.id)).size }
    },
    state: (stream, id) => things.get(`${stream}/${id}`)?.state as unknown,
  }
}
