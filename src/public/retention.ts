// Codes of cases that ended long ago open nothing any more.
import type { Retention } from '#kernel/register/retention.ts'
import { codesEndedBefore, dropCodes } from './store.ts'

export const oldCodes: Retention = {
  name: 'old-codes', of: 'case', days: 365, what: { zh: '办结满期的案件的查询码（加盐散列）', en: 'Codes to follow cases that ended long ago (salted hashes)' },
  due: (db, district, before, limit) => codesEndedBefore(db, district, before, limit),
  erase: async (tx, district, id) => await dropCodes(tx, district, id),
}
