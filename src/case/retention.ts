// Cases that ended long ago lose their words as written and their contacts; the masked words, the states and the proof stay.
import { eraseTexts } from '#kernel/kept.ts'
import { loadStream } from '#kernel/log.ts'
import type { Retention } from '#kernel/register/retention.ts'
import { endedBefore } from './list.ts'
import { caseStream } from './stream.ts'
import type { Fact } from './words.ts'

export const endedCases: Retention = {
  name: 'ended-cases', of: 'case', days: 365, what: { zh: '办结满期的案件：反映人联系方式和各处原文', en: 'Cases that ended long ago: contacts and texts as written' },
  due: (db, district, before, limit) => endedBefore(db, district, before, limit),
  async erase(tx, district, id, now) {
    const kase = (await loadStream<Fact>(tx, district, 'case', id)).reduce((state, row) => caseStream.evolve(state, row.fact, row.at, row.actor), caseStream.start)
    return await eraseTexts(tx, { district, stream: 'case', id }, [kase.contactName, kase.contactPhone].filter((text) => text !== undefined), now)
  },
}
