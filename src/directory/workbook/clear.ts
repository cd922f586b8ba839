// Many numbers in clear leave the house only when a second person has agreed: ordered with a reason, agreed to, taken once, within a day.
import { z } from 'zod'
import { cleanText } from '#core/text.ts'
import { problem } from '#core/problem.ts'
import { reachOf, type Actor } from '#kernel/actor.ts'
import type { Tx } from '#kernel/db.ts'
import { nameId } from '#kernel/log.ts'
import { route } from '#kernel/route.ts'
import { propose } from '#kernel/two-person/propose.ts'
import { twoPerson } from '#kernel/two-person/order.ts'
import { takeUp } from '#kernel/two-person/store.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { readRoster } from '../duty/store.ts'
import type { Roster } from '../duty/roster.ts'
import { withinReach } from './book.ts'

/** Up to so many numbers one person may take out alone, with a reason on record: a unit, not a district. */
export const ALONE = 20

export const needsTwo = problem<{ people: number; alone: number }>('workbook.needs-two', 403, ({ people, alone }) => ({
  zh: `这份表里有 ${people} 个人的全号，超过 ${alone} 个要第二个人同意。请先提出，同意后24小时内可下载一次；或者不要全号。`, en: `This sheet holds ${people} numbers in clear; more than ${alone} take a second person. Order it first, then take it once within 24 hours of the approval; or take it starred.`,
}))
export const notAgreed = problem('workbook.not-agreed', 409, () => ({ zh: '这次全号导出没有同意、已经下载过、过了24小时，或者人比同意时多了。请重新提出。', en: 'This export in clear was not agreed to, is taken already, is older than 24 hours, or holds more people than was agreed to. Order it again.' }))
export const nothingToHide = problem<{ alone: number }>('workbook.alone', 409, ({ alone }) => ({ zh: `不超过 ${alone} 个人的全号，不用第二个人同意，直接导出。`, en: `At most ${alone} numbers in clear need no second person; export them.` }))

/** Whose numbers would be in clear: people within what the actor exports and may see in clear. */
export function inClear(whole: Roster, actor: Actor): Set<string> {
  const seen = new Set(withinReach(whole, reachOf(actor, 'person.reveal')).people.map((person) => person.id))
  return new Set(withinReach(whole, reachOf(actor, 'person.export')).people.filter((person) => person.phone !== null && !person.erased && seen.has(person.id)).map((person) => person.id))
}

export const exportClear = twoPerson({
  kind: 'workbook.export-clear', title: { zh: '导出名册，手机写全号', en: 'Export the roster with numbers in clear' },
  input: z.strictObject({}), ask: ['person.reveal'], approve: ['approval.second'], problems: [nothingToHide],
  async foresee({ tx, district, actor }) {
    const people = inClear(await readRoster(tx, district), actor).size
    if (people <= ALONE) throw nothingToHide({ alone: ALONE })
    return [
      { zh: `${people} 个人的姓名和手机全号写进一个文件。`, en: `Names and whole numbers of ${people} people go into one file.` },
      { zh: `只有提出的人（${actor.title.zh}）能下载，24小时内，一次。`, en: `Only who ordered it (${actor.title.en}) may take it, within 24 hours, once.` },
    ]
  },
  async carryOut({ tx, district, actor }) {
    const people = inClear(await readRoster(tx, district), actor).size
    return { audit: [{ stream: 'workbook', id: nameId('workbook', 'directory'), facts: [{ type: 'export-agreed', people } as { type: string }] }], outcome: { people } }
  },
})

/** Throws unless so many numbers may go out: few enough for one person, or agreed to and not yet taken. */
export async function mayTake(tx: Tx, actor: Actor, people: number, order: string | undefined, now: Date): Promise<void> {
  if (people <= ALONE) return
  if (order === undefined) throw needsTwo({ people, alone: ALONE })
  const agreed = await takeUp(tx, actor.district, { id: order, kind: exportClear.kind, by: actor.account! }, now)
  if (!agreed || people > Number(agreed.people)) throw notAgreed({})
}

const Order = z.strictObject({ reason: z.string().trim().min(1).max(200) })
export const orderClear = route({
  method: 'POST', path: '/api/workbook/order-clear', name: 'workbook.order-clear', permission: 'person.reveal', limit: 'exports', title: { zh: '提出全号导出', en: 'Order an export in clear' }, input: Order, problems: [nothingToHide],
  answer: z.object({ pending: z.uuid(), expiresAt: z.string() }), example: { reason: '防汛值班通讯录' },
  run: async (asked, house) => {
    const { reason } = parseInput(Order, asked.input)
    reachOf(asked.actor!, 'person.export')
    return await propose(asked, house, exportClear, {}, cleanText(reason, 200))
  },
})
