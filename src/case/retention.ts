// Cases that ended long ago lose their words as written, their contacts and what their photos told of their taking; the masked words, the states and the proof stay.
import { eraseTexts } from '#kernel/kept.ts'
import { loadStream } from '#kernel/log.ts'
import type { Retention } from '#kernel/register/retention.ts'
import { endedBefore, eraseTraces } from './list.ts'
import { caseStream } from './stream.ts'
import type { Fact } from './words.ts'

export const endedCases: Retention = {
  name: 'ended-cases', of: 'case', days: 365, what: { zh: '办结满期的案件：反映人联系方式、各处原文、照片的拍摄时间地点', en: 'Cases that ended long ago: contacts, texts as written, when and where photos were taken' },
  due: (db, district, before, limit) => endedBefore(db, district, before, limit),
  async erase(tx, district, id, now, before) {
    const kase = (await loadStream<Fact>(tx, district, 'case', id)).reduce((state, row) => caseStream.evolve(state, row.fact, row.at, row.actor), caseStream.start)
    const texts = await eraseTexts(tx, { district, stream: 'case', id }, [kase.contactName, kase.contactPhone, ...(kase.one?.also ?? []).flatMap((each) => [each.contactName, each.contactPhone])].filter((text) => text !== undefined), now)
    return texts + await eraseTraces(tx, district, id, before)
  },
}
