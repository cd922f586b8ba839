// Runs verbs: load, check, decide, append, project, timers, outbox and idempotency as one transaction.
import { problem, type Problem } from '#core/problem.ts'
import { covers, notAllowed, reachOf, type Actor } from './actor.ts'
import { newId } from './clock.ts'
import { isUniqueViolation, type Db, type Tx } from './db.ts'
import { claim, settle, type Key, type Stored } from './idempotency.ts'
import { keepTexts, storeTexts } from './kept.ts'
import { append, loadStream, type Recorded } from './log.ts'
import type { Memory } from './memory.ts'
import { syncTimers } from './timer.ts'
import type { Verb } from './verb.ts'
import { wrongInput, zodFaults } from './wrong-input.ts'

export const notFound = problem<{ noun: string }>('not-found', 404, ({ noun }) => ({
  zh: `没有这条记录，或者它不在您的范围内（${noun}）。`,
  en: `There is no such record, or it lies outside your scope (${noun}).`,
}))
export const versionNeeded = problem('version-needed', 428, () => ({
  zh: '请在 If-Match 里写上您看到的版本号，防止盖掉别人刚做的改动。',
  en: 'Send the version you saw in If-Match, so that nobody else’s change is overwritten.',
}))
export const stale = problem<{ what: string; whatEn: string; current: number }>('version-stale', 409, ({ what, whatEn, current }) => ({
  zh: `${what}，现在是第${current}版。请刷新后再办。`,
  en: `${whatEn}; it is now at version ${current}. Refresh and try again.`,
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
export interface Done { id: string; version: number; state: any; recorded: Recorded[]; answer: Record<string, unknown> }

/** What a transaction is run for. */
export interface Occasion { actor: Actor; now: Date; command: string; memory: Memory }

/** Runs one verb inside a transaction that is already open. */
export async function act(tx: Tx, order: Order, occasion: Occasion): Promise<Done> {
  const { verb } = order
  const { actor, now } = occasion
  const reach = verb.system ? undefined : reachOf(actor, verb.permission)
  const parsed = verb.input.safeParse(order.input)
  if (!parsed.success) throw wrongInput({}, zodFaults(parsed.error))
  const { input, kept } = keepTexts(verb.input, parsed.data as never)

  const id = order.id ?? newId(now.getTime())
  const stream = verb.stream
  const ref = { district: actor.district, stream: stream.name, id }
  const past = verb.makes ? [] : await loadStream<{ type: string }>(tx, actor.district, stream.name, id)
  if (!verb.makes && past.length === 0) throw notFound({ noun: stream.name })
  let state = past.reduce((s, row) => stream.evolve(s, row.fact, row.at, row.actor), stream.start)
  const last = past.at(-1)
  if (!verb.makes && reach && !covers(reach, stream.whereabouts(state))) {
    // Whoever brought it can see it, so it would be a lie that it is not there.
    throw actor.account !== null && stream.whereabouts(state).by === actor.account ? notAllowed({ permission: verb.permission }) : notFound({ noun: stream.name })
  }
  if (!verb.makes && !verb.system) {
    if (order.expected === undefined) throw versionNeeded({})
    const missed = past.filter((row) => row.version > order.expected!)
    if (order.expected > last!.version || missed.some((row) => !stream.quiet.includes(row.fact.type))) throw await staleProblem(tx, actor.district, order, past, order.expected)
  }
  const refused = verb.guard?.(state, actor)
  if (refused) throw refused
  const facts = await verb.facts?.({ tx, district: actor.district, now, actor, memory: occasion.memory }, state, input)
  const decided = verb.decide(state, input, { now, actor, facts, id })
  const fresh: { type: string }[] = Array.isArray(decided) ? decided : [decided]
  if (fresh.length === 0) return { id, version: last?.version ?? 0, state, recorded: [], answer: { id, version: last?.version ?? 0, ...stream.brief(state) } }

  await storeTexts(tx, ref, kept, now)
  const recorded = await append(tx, ref, { version: last?.version ?? 0, hash: last?.hash ?? null }, fresh, { actor: actor.account, at: now, command: occasion.command })
  state = recorded.reduce((s, row) => stream.evolve(s, row.fact, row.at, row.actor), state)
  if (verb.makes && reach && !covers(reach, stream.whereabouts(state))) throw outsideReach({})
  await stream.project(tx, { district: actor.district, id }, state, recorded)
  if (stream.timers) await syncTimers(tx, ref, stream.timers(state))
  const tells = recorded.flatMap((row) => (stream.tells?.(row.fact, state) ?? []).map((tell) => ({ tell, version: row.version })))
  if (tells.length > 0) {
    await tx.insertInto('outbox').values(tells.map(({ tell, version }) => ({
      district: actor.district, id: newId(now.getTime()), stream: stream.name, stream_id: id, version, kind: tell.kind,
      to_unit: tell.toUnit ?? null, to_role: tell.toRole ?? null, created_at: now,
    }))).execute()
  }
  const version = recorded.at(-1)!.version
  return { id, version, state, recorded, answer: { id, version, ...stream.brief(state) } }
}

async function staleProblem(tx: Tx | Db, district: string, order: Order, past: Recorded<{ type: string }>[], expected: number): Promise<Problem> {
  const current = past.at(-1)!.version
  const since = past.filter((row) => row.version > expected && !order.verb.stream.quiet.includes(row.fact.type))
  const row = since[0]
  if (!row) return stale({ what: '您给的版本号比现有的还新', whatEn: 'The version you sent is newer than any there is', current })
  const who = row.actor === null ? { title_zh: '系统', title_en: 'The system' }
    : await tx.selectFrom('account').select(['title_zh', 'title_en']).where('district', '=', district).where('id', '=', row.actor).executeTakeFirst()
  const did = order.verb.stream.says[row.fact.type] ?? { zh: row.fact.type, en: row.fact.type }
  return stale({ what: `${who?.title_zh ?? '同事'}已经${did.zh}`, whatEn: `${who?.title_en ?? 'A colleague'} has already ${did.en}`, current })
}

/** Runs one verb as its own transaction, with its idempotency key. The loser of a race is told who won. */
export async function runVerb(db: Db, order: Order, occasion: Occasion, key?: Key, tries = 3): Promise<Stored> {
  const status = order.verb.makes ? 201 : 200
  try {
    return await db.transaction().execute(async (tx) => {
      const who = { district: occasion.actor.district, actor: occasion.actor.account ?? '' }
      const before = key && await claim(tx, who, key, occasion.now)
      if (before) return before
      const done = await act(tx, order, occasion)
      const stored = { status, answer: JSON.stringify(done.answer) }
      if (key) await settle(tx, who, key, stored)
      return stored
    })
  } catch (error) {
    if (!isUniqueViolation(error) || order.id === undefined || order.expected === undefined) throw error
    const past = await loadStream<{ type: string }>(db, occasion.actor.district, order.verb.stream.name, order.id)
    if (past.length === 0 || past.at(-1)!.version === order.expected) throw error
    // What came in between changes nothing of what the actor saw: once more, behind it.
    const { expected, verb } = order
    if (tries > 1 && past.every((row) => row.version <= expected || verb.stream.quiet.includes(row.fact.type))) return await runVerb(db, order, occasion, key, tries - 1)
    throw await staleProblem(db, occasion.actor.district, order, past, order.expected)
  }
}

