// Micro-batches: what arrives while a statement is on its way goes together in the next one; each is answered after its commit.
import { refused, type Db } from '../db.ts'
import { writeAll } from './statement.ts'
import { claimsOf, type Writing } from './writing.ts'

const LANES = 2
const MOST = 200

interface Waiting { writing: Writing; claims: string[]; done: () => void; failed: (error: unknown) => void }

export interface Writer { write(writing: Writing): Promise<void> }

export function writerOn(db: Db): Writer {
  let waiting: Waiting[] = []
  let busy = 0
  let planned = false
  // Two writings about one thing never travel at the same time: their order is the order they came in.
  const held = new Set<string>()

  const plan = () => {
    if (planned) return
    planned = true
    // After what this turn of the loop still brings in.
    setImmediate(() => { planned = false; while (busy < LANES && send()); })
  }
  const send = (): boolean => {
    const batch: Waiting[] = [], later: Waiting[] = [], passed = new Set<string>()
    for (const one of waiting) {
      const free = batch.length < MOST && !one.claims.some((claim) => held.has(claim) || passed.has(claim))
      for (const claim of one.claims) (free ? held : passed).add(claim)
      ;(free ? batch : later).push(one)
    }
    waiting = later
    if (batch.length === 0) return false
    busy++
    void run(batch).finally(() => {
      for (const one of batch) for (const claim of one.claims) held.delete(claim)
      busy--
      if (waiting.length > 0) plan()
    })
    return true
  }
  const run = async (batch: Waiting[]) => {
    // Rows of all batches are taken in one order, so that two servers never wait for each other crosswise.
    batch.sort((a, b) => (a.writing.id < b.writing.id ? -1 : 1))
    try {
      await writeAll(db, batch.map((one) => one.writing))
      for (const one of batch) one.done()
    } catch (error) {
      if (batch.length === 1 || !refused(error)) { for (const one of batch) one.failed(error); return }
      // One of them spoilt it: each alone, so that the others do not suffer.
      for (const one of batch) await writeAll(db, [one.writing]).then(one.done, one.failed)
    }
  }
  return {
    write: (writing) => new Promise((done, failed) => { waiting.push({ writing, claims: claimsOf(writing), done, failed }); plan() }),
  }
}
