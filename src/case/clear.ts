// Personal data in clear: only with the right, only after the reveal with its reason stands in the log, only for a while.
import { z } from 'zod'
import { problem } from '#core/problem.ts'
import { reachOf } from '#kernel/actor.ts'
import { writtenTexts } from '#kernel/kept.ts'
import { loadStream } from '#kernel/log.ts'
import { route } from '#kernel/route.ts'
import { notFound } from '#kernel/run.ts'
import { seesCase } from './list.ts'
import { caseStream } from './stream.ts'
import type { Fact } from './words.ts'

const MINUTES = 15
const revealFirst = problem('case.reveal-first', 403, () => ({
  zh: `请先“查看个人信息”并写明理由；之后${MINUTES}分钟内可以看。`, en: `Use "See personal data" with a reason first; it then stays open for ${MINUTES} minutes.`,
}))

export const clear = route({
  method: 'GET', path: '/api/case/{id}/clear', name: 'case.clear', permission: 'case.reveal', title: { zh: '个人信息原文', en: 'Personal data in clear' }, problems: [notFound, revealFirst],
  answer: z.object({ text: z.string().nullable(), title: z.string().nullable(), contact_name: z.string().nullable(), contact_phone: z.string().nullable(), place: z.string().nullable(), also: z.array(z.object({ text: z.string().nullable(), contact_name: z.string().nullable(), contact_phone: z.string().nullable() })) }),
  run: async ({ actor, params }, { db, clock }) => {
    const id = params.id!
    if (!(await seesCase(db, actor!, reachOf(actor!, 'case.reveal'), id))) throw notFound({ noun: 'case' })
    const rows = await loadStream<Fact>(db, actor!.district, 'case', id)
    const since = clock.now().getTime() - MINUTES * 60_000
    if (!rows.some((row) => row.fact.type === 'revealed' && row.actor === actor!.account && row.at.getTime() >= since)) throw revealFirst({})
    const kase = rows.reduce((state, row) => caseStream.evolve(state, row.fact, row.at, row.actor), caseStream.start)
    const texts = await writtenTexts(db, actor!.district, 'case', id)
    const of = (text: string | undefined) => (text ? texts.get(text) ?? null : null)
    return { json: { text: of(kase.text), title: of(kase.title), contact_name: of(kase.contactName), contact_phone: of(kase.contactPhone), place: of(kase.placeText),
      // Who joined stands here, in the order of `also`; what came with a case of its own is opened there.
      also: (kase.one?.also ?? []).filter((each) => !each.case && !each.via).map((each) => ({ text: of(each.text), contact_name: of(each.contactName), contact_phone: of(each.contactPhone) })) } }
  },
})
