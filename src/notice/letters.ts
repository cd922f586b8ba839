// Dead letters: what could not be delivered, sent again or set aside by an operator.
import { z } from 'zod'
import { change } from '#kernel/change.ts'
import { keepTexts, storeTexts } from '#kernel/kept.ts'
import { workGone } from '#kernel/operations.ts'
import { route } from '#kernel/route.ts'
import { readCursor, writeCursor } from '#kernel/scope.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { deadLetters, deliveryCounts, sendAgain, setDeliveryAside } from './list.ts'
import { nameOf, SendAgain, SetAside } from './words.ts'

const list = route({
  method: 'GET', path: '/api/delivery', name: 'delivery.list', permission: 'reaction.list', title: { zh: '没送到的通知', en: 'Notices that were not delivered' },
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50), after: z.string().max(400).optional() }),
  answer: z.object({ counts: z.object({ waiting: z.int(), dead: z.int(), oldest_s: z.int(), channels_broken: z.int() }), items: z.array(z.looseObject({ id: z.uuid(), kind: z.string(), tries: z.int() })), next: z.string().nullable() }),
  run: async ({ actor, query }, { db, clock }) => {
    const rows = await deadLetters(db, actor!.district, query.limit + 1, query.after ? readCursor(query.after) : undefined)
    const page = rows.slice(0, query.limit), last = page.at(-1)
    return { json: { counts: await deliveryCounts(db, actor!.district, clock.now()), items: page.map(({ cursor: _cursor, ...row }) => ({ ...row, said: nameOf(row.kind) })), next: rows.length > query.limit && last ? writeCursor(last.cursor, last.id) : null } }
  },
})
const again = route({
  method: 'POST', path: '/api/delivery/retry', name: 'delivery.retry', permission: 'reaction.retry', title: { zh: '再发一次', en: 'Send again' }, input: SendAgain, answer: z.object({ again: z.literal(true) }), problems: [workGone], example: { id: '01900000-0000-7000-8000-000000000001' },
  run: async (asked, house) => {
    const { id } = parseInput(SendAgain, asked.input)
    return await change(asked, house, async (tx, now) => {
      if (!(await sendAgain(tx, asked.actor!.district, id, now))) throw workGone({})
      return { json: { again: true }, audit: [{ stream: 'delivery', id, facts: [{ type: 'retried' }] }] }
    })
  },
})
const aside = route({
  method: 'POST', path: '/api/delivery/set-aside', name: 'delivery.set-aside', permission: 'reaction.retry', title: { zh: '不再发', en: 'Set aside' }, input: SetAside, answer: z.object({ aside: z.literal(true) }), problems: [workGone], example: { id: '01900000-0000-7000-8000-000000000001', reason: '…' },
  run: async (asked, house) => {
    const { input: { id, reason }, kept } = keepTexts(SetAside, parseInput(SetAside, asked.input)), { district } = asked.actor!
    return await change(asked, house, async (tx, now) => {
      if (!(await setDeliveryAside(tx, district, id, now))) throw workGone({})
      await storeTexts(tx, { district, stream: 'delivery', id }, kept, now)
      return { json: { aside: true }, audit: [{ stream: 'delivery', id, facts: [{ type: 'set-aside', reason } as { type: string }] }] }
    })
  },
})
export const letterRoutes = [list, again, aside]
