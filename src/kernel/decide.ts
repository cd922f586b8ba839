// One verb from its input to what shall be written: check, look, decide, fold, describe. Writes nothing.
import { problem, type Problem } from '#core/problem.ts'
import { covers, notAllowed, reachOf, type Actor } from './actor.ts'
import { newId } from './clock.ts'
import type { Db, Tx } from './db.ts'
import { keepTexts } from './kept.ts'
import { sealed, type Recorded } from './log.ts'
import type { Memory } from './memory.ts'
import type { Look, Standing, Stream, Verb } from './verb.ts'
import { wrongInput, zodFaults } from './wrong-input.ts'
import type { Giving } from './write/numbers.ts'
import type { TimerRow, Writing } from './write/writing.ts'

export const notFound = problem<{ noun: string }>('not-found', 404, ({ noun }) => ({
  zh: `没有这条记录，或者它不在您的范围内（${noun}）。`,
  en: `There is no such record, or it lies outside your scope (${noun}).`,
}))
export const versionNeeded = problem('version-needed', 428, () => ({
  zh: '请在 If-Match 里写上您看到的版本号，防止盖掉别人刚做的改动。',
  en: 'Send the version you saw in If-Match, so that nobody else’s change is overwritten.',
}))
export const outsideReach = problem('outside-reach', 403, () => ({
  zh: '这个地点不在您负责的范围内，或者还没有写明地点。请核对地点；确实在别处的，请告诉值班坐席。',
  en: 'This place lies outside what you answer for, or no place is given. Check the place; if it is right, tell the officer on duty.',
}))

export interface Order {
  verb: Verb
  /** Absent for verbs that make. */
  id?: string | undefined
  input: unknown
  /** The version the actor saw; needed for every transition but those of the system. */
  expected?: number | undefined
}
/** What a verb is run for. */
export interface Occasion { actor: Actor; now: Date; command: string; memory: Memory }

/** A thing as far as it has come. */
export interface Held { state: any; version: number; hash: string | null }
export const unborn = (stream: Stream<any, any>): Held => ({ state: stream.start, version: 0, hash: null })
export function held(stream: Stream<any, any>, rows: readonly Recorded[]): Held {
  const last = rows.at(-1)
  return { state: rows.reduce((state, row) => stream.evolve(state, row.fact, row.at, row.actor), stream.start), version: last?.version ?? 0, hash: last?.hash ?? null }
}

export interface Done { id: string; version: number; state: any; recorded: Recorded[]; answer: Record<string, unknown> }
export interface Decided { done: Done; held: Held; writing: Writing }

const sameTimers = (a: readonly TimerRow[], b: readonly TimerRow[]) => a.length === b.length && a.every((one, n) => one.name === b[n]!.name && one.dueAt.getTime() === b[n]!.dueAt.getTime())

/** The input as the verb's schema has it, before anything is read. */
export function parsed(verb: Verb, input: unknown) {
  const outcome = verb.input.safeParse(input)
  if (!outcome.success) throw wrongInput({}, zodFaults(outcome.error))
  return keepTexts(verb.input, outcome.data as never)
}

/** Within reach, or as good as not there. */
export function reached({ verb }: Order, { actor }: Occasion, before: Held): void {
  const reach = verb.system ? undefined : reachOf(actor, verb.permission)
  const where = verb.stream.whereabouts(before.state, verb.name)
  if (verb.makes || !reach || covers(reach, where)) return
  // Whoever brought it, or stands beside it, can see it: it would be a lie that it is not there.
  throw actor.account !== null && (where.by === actor.account || where.beside?.some((unit) => unit === actor.unit)) ? notAllowed({ permission: verb.permission }) : notFound({ noun: verb.stream.name })
}

export interface Means { tx: Db | Tx; numbers: Giving; /** What stands beside it, as it was read. */ beside?: readonly Standing[] | undefined; /** Whoever runs many verbs describes the rows once, behind the last of them. */ rowsLater?: true }

/** Guard, look, decide, fold. What was given out for nothing is given back. */
export async function decideOn(order: Order, occasion: Occasion, before: Held, { input, kept }: ReturnType<typeof parsed>, means: Means): Promise<Decided> {
  const { verb } = order
  const { stream } = verb
  const { actor, now, command, memory } = occasion
  const { district } = actor
  const id = order.id ?? newId(now.getTime())
  const refused = verb.guard?.(before.state, actor)
  if (refused) throw refused
  const files: { sha256: string; missing: () => Problem }[] = [], numbers: { name: string; number: number }[] = []
  const look: Look = {
    tx: means.tx, district, now, actor, memory, beside: means.beside ?? [],
    async number(name) {
      const number = await means.numbers.take(district, name)
      numbers.push({ name, number })
      return number
    },
    files: (shas, missing) => { for (const sha256 of new Set(shas)) files.push({ sha256, missing }) },
  }
  try {
    const facts = await verb.facts?.(look, before.state, input)
    const decided = verb.decide(before.state, input, { now, actor, facts, id })
    const fresh: { type: string }[] = Array.isArray(decided) ? decided : [decided]
    const { recorded, rows: log } = sealed({ district, stream: stream.name, id }, before, fresh, { actor: actor.account, at: now, command })
    const state = recorded.reduce((state, row) => stream.evolve(state, row.fact, row.at, row.actor), before.state)
    const last = recorded.at(-1)
    const version = last?.version ?? before.version
    const done: Done = { id, version, state, recorded, answer: { id, version, ...stream.brief(state) } }
    const nothing: Writing = { district, stream: stream.name, id, at: now, log, texts: [], rows: [], fresh: verb.makes !== false, outbox: [], files: [] }
    if (!last) return { done, held: before, writing: nothing }
    if (verb.makes) {
      const reach = verb.system ? undefined : reachOf(actor, verb.permission)
      if (reach && !covers(reach, stream.whereabouts(state, verb.name))) throw outsideReach({})
    }
    const [was, timers] = [verb.makes ? [] : stream.timers?.(before.state) ?? [], stream.timers?.(state) ?? []]
    const rows = means.rowsLater ? [] : stream.rows({ district, id }, state, recorded, new Map(kept.map((text) => [text.id, text.masked])))
    const outbox = recorded.flatMap((row) => (stream.tells?.(row.fact, state) ?? []).map((tell) => ({
      district, id: newId(now.getTime()), stream: stream.name, stream_id: id, version: row.version, kind: tell.kind, to_unit: tell.toUnit ?? null, to_role: tell.toRole ?? null, to_crew: tell.toCrew ?? null, to_area: tell.toArea ?? null, created_at: now,
    })))
    return { done, held: { state, version, hash: last.hash }, writing: { ...nothing, texts: kept, rows, timers: sameTimers(was, timers) ? undefined : timers, outbox, files } }
  } catch (error) {
    for (const { name, number } of numbers) means.numbers.giveBack(district, name, number)
    throw error
  }
}
