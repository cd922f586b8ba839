// What stands beside the cases in tables of its own: orders of two people, codes of those who reported, tests with the stopwatch. Written with the flush that writes their cases, or the night after.
import { newId } from '#kernel/clock.ts'
import type { Tx } from '#kernel/db.ts'
import { settleOrder, putIn } from '#kernel/two-person/store.ts'
import { codeHash, codeOf, draftHash } from '../../public/code.ts'
import { keepCode, saltOf } from '../../public/store.ts'

export interface Papers {
  /** An order of two people; without `approved` it waits. */
  order(of: { kind: string; input: unknown; reason: string; by: string; at: number }, approved?: { by: string; at: number }): void
  /** The reporter of a case has a code. */
  code(caseId: string, at: number): void
  /** In the transaction of a flush, behind its cases. */
  write(tx: Tx): Promise<void>
}

export function newPapers(district: string): Papers {
  let waiting: ((tx: Tx) => Promise<void>)[] = []
  return {
    order({ kind, input, reason, by, at }, approved) {
      waiting.push(async (tx) => {
        const { id } = await putIn(tx, district, { kind, input, reason, concerns: undefined, by }, new Date(at))
        if (approved) await settleOrder(tx, district, id, { state: 'approved', by: approved.by }, new Date(approved.at))
      })
    },
    code(caseId, at) {
      const draft = newId(at)
      waiting.push(async (tx) => {
        const salt = await saltOf(tx, district, new Date(at))
        await keepCode(tx, { district, code_hash: await codeHash(salt, codeOf(salt, draft, 0)), draft_hash: draftHash(salt, draft), nth: 0, case_id: caseId, made_at: new Date(at) })
      })
    },
    async write(tx) {
      const all = waiting
      waiting = []
      for (const one of all) await one(tx)
    },
  }
}
