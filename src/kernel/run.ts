// Runs verbs: read the stream, decide, and write everything that follows as one statement. Of two who meet, one wins and the other is told.
import { Problem, problem } from '#core/problem.ts'
import { besideKeys, besideOf, decideAll, inLine, inTurn } from './beside.ts'
import { held, notFound, parsed, reached, unborn, versionNeeded, type Done, type Held, type Means, type Occasion, type Order } from './decide.ts'
import { refused, type Db, type Tx } from './db.ts'
import { stored, type Key, type Stored } from './idempotency.ts'
import { loadStream, type Recorded } from './log.ts'
import { writeAll } from './write/statement.ts'
import { handsOf } from './write/hands.ts'
import { takeIn, type Giving } from './write/numbers.ts'

export { notFound, outsideReach, versionNeeded, type Done, type Occasion, type Order } from './decide.ts'

export const stale = problem<{ what: string; whatEn: string; current: number }>('version-stale', 409, ({ what, whatEn, current }) => ({
  zh: `${what}，现在是第${current}版。请刷新后再办。`,
  en: `${whatEn}; it is now at version ${current}. Refresh and try again.`,
}))

type Past = readonly Recorded<{ type: string }>[]

/** The thing as it stands, if the actor may act on it and has seen what it is. */
async function standing(db: Db | Tx, order: Order, occasion: Occasion, past: Past): Promise<Held> {
  const { verb, expected } = order
  if (past.length === 0) throw notFound({ noun: verb.stream.name })
  const now = held(verb.stream, past)
  reached(order, occasion, now)
  if (verb.system) return now
  if (expected === undefined) throw versionNeeded({})
  await stillSo(db, order, occasion, past)
  return now
}

/** What the actor saw is what it is, but for quiet facts. */
async function stillSo(db: Db | Tx, order: Order, { actor }: Occasion, past: Past): Promise<void> {
  const { verb, expected } = order
  if (expected! > past.at(-1)!.version || past.some((row) => row.version > expected! && !verb.stream.quiet.includes(row.fact.type))) throw await staleProblem(db, actor.district, order, past, expected!)
}

/** Runs one verb inside a transaction that is already open. Numbers are taken from `numbers`, or held in the transaction. */
export async function act(tx: Tx, order: Order, occasion: Occasion, numbers: Giving = { take: (district, name) => takeIn(tx, district, name), giveBack() {} }): Promise<Done> {
  const { verb } = order
  const input = parsed(verb, order.input)
  const before = verb.makes ? unborn(verb.stream) : await standing(tx, order, occasion, await loadStream(tx, occasion.actor.district, verb.stream.name, order.id!))
  reached(order, occasion, before)
  const others = await besideOf(order, occasion, before, input.input, (stream, id) => loadStream(tx, occasion.actor.district, stream, id), (own, past) => stillSo(tx, own, occasion, past))
  const decided = await decideAll(order, occasion, before, input, { tx, numbers }, others)
  await writeAll(tx, inLine(decided))
  return decided[0]!.done
}

async function staleProblem(tx: Tx | Db, district: string, order: Order, past: Past, expected: number): Promise<Problem> {
  const current = past.at(-1)!.version
  const since = past.filter((row) => row.version > expected && !order.verb.stream.quiet.includes(row.fact.type))
  const row = since[0]
  if (!row) return stale({ what: '您给的版本号比现有的还新', whatEn: 'The version you sent is newer than any there is', current })
  const who = row.actor === null ? { title_zh: '系统', title_en: 'The system' }
    : await tx.selectFrom('account').select(['title_zh', 'title_en']).where('district', '=', district).where('id', '=', row.actor).executeTakeFirst()
  const did = order.verb.stream.says[row.fact.type] ?? { zh: row.fact.type, en: row.fact.type }
  return stale({ what: `${who?.title_zh ?? '同事'}已经${did.zh}`, whatEn: `${who?.title_en ?? 'A colleague'} has already ${did.en}`, current })
}

/** Runs one verb with its idempotency key: at most one statement to read and one to write, each shared with those who ask at the same moment. */
export async function runVerb(db: Db, order: Order, occasion: Occasion, key?: Key): Promise<Stored> {
  const who = { district: occasion.actor.district, actor: occasion.actor.account ?? '' }
  try {
    return await attempt(db, order, occasion, key)
  } catch (error) {
    // Whatever stands in the way now may be the effect of the same request, sent before: then its answer is the answer.
    const before = key && await stored(db, who, key)
    if (before) return before
    throw error
  }
}

const TRIES = 4

async function attempt(db: Db, order: Order, occasion: Occasion, key: Key | undefined, left = TRIES): Promise<Stored> {
  const { verb } = order
  const { district } = occasion.actor
  const hands = handsOf(db)
  const input = parsed(verb, order.input)
  const before = verb.makes ? unborn(verb.stream) : await standing(db, order, occasion, await hands.streams.load(district, verb.stream.name, order.id!))
  reached(order, occasion, before)
  const keys = besideKeys(order, before, input.input)
  const once = () => tryOnce(db, order, occasion, key, before, input, left <= 1)
  const done = await (keys.length === 0 ? once() : inTurn(db, keys, once))
  // Outside the line it stood in, or it would wait for itself.
  return done ?? await attempt(db, order, occasion, key, left - 1)
}

/** Undefined: somebody else was at the same thing, and what they did decides whether it may be tried once more. */
async function tryOnce(db: Db, order: Order, occasion: Occasion, key: Key | undefined, before: Held, input: ReturnType<typeof parsed>, last: boolean): Promise<Stored | undefined> {
  const { verb } = order
  const { district, account } = occasion.actor
  const hands = handsOf(db)
  const taken: { name: string; number: number }[] = []
  const means: Means = { tx: db, numbers: { take: async (d, name) => { const number = await hands.numbers.take(d, name); taken.push({ name, number }); return number }, giveBack: (d, name, number) => { taken.length = 0; hands.numbers.giveBack(d, name, number) } } }
  const others = await besideOf(order, occasion, before, input.input, (stream, id) => hands.streams.load(district, stream, id), (own, past) => stillSo(db, own, occasion, past))
  const decided = await decideAll(order, occasion, before, input, means, others)
  const { done, writing } = decided[0]!
  const answer: Stored = { status: verb.makes ? 201 : 200, answer: JSON.stringify(done.answer) }
  try {
    const mine = key && account !== null ? { ...writing, key: { district, actor: account, key: key.key, request_hash: key.requestHash, status: answer.status, answer: answer.answer, at: occasion.now } } : writing
    // A batch that is spoilt is written one by one, so what belongs together does not travel in one: it is a statement of its own.
    if (others.length === 0) await hands.writer.write(mine)
    else await writeAll(db, inLine(decided).map((one) => (one === writing ? mine : one)))
    return answer
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string }
    const again = code === '23505' || code === '40P01' || code === '55P03'
    // The database said no, so the numbers are free again, unless one of them was the reason; after a cut connection nobody knows.
    if ((error instanceof Problem || refused(error)) && !constraint?.endsWith('_number')) for (const { name, number } of taken) hands.numbers.giveBack(district, name, number)
    // Somebody else was at the same thing, or a number had been used.
    if (!again || constraint === 'idempotency_pkey' || last) throw error
    return undefined
  }
}
