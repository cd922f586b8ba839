// The fold: a reader of the log that brings the sums up to what cases count for now. Sums, what is counted and its place in the log move in one transaction.
import type { Db } from '#kernel/db.ts'
import { addToSums, holdFold, mendFlags, moveFold, tailOf } from './store.ts'

/** Rows of the log passed in one transaction. */
export const FOLD_BATCH = 2_000

/**
 * Passes at most `limit` rows of the log; answers how many. It does not read what happened but what each case counts for now, against what is counted of it:
 * so whatever order facts come in, and however often a batch is done again, nothing counts twice.
 */
export async function foldOn(db: Db, district: string, limit = FOLD_BATCH): Promise<number> {
  return await db.transaction().execute(async (tx) => {
    const position = await holdFold(tx, district)
    if (position === undefined) return 0
    const { rows, end, cases } = await tailOf(tx, district, position, limit)
    if (rows === 0) return 0
    await mendFlags(tx, district, cases)
    await addToSums(tx, district, cases)
    await moveFold(tx, district, end)
    return rows
  })
}

/** Until nothing is left to pass. */
export async function foldAll(db: Db, district: string, stopping: () => boolean = () => false): Promise<number> {
  let passed = 0
  for (let got = FOLD_BATCH; got === FOLD_BATCH && !stopping();) passed += got = await foldOn(db, district)
  return passed
}
