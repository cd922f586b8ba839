// My inbox: what I was told, and marking it read.
import { z } from 'zod'
import { route } from '#kernel/route.ts'
import { parseInput } from '#kernel/wrong-input.ts'
import { inboxOf, markRead } from './store.ts'
import { nameOf } from './words.ts'

const inbox = route({
  method: 'GET', path: '/api/inbox', name: 'inbox.list', title: { zh: '收件箱', en: 'Inbox' }, answer: z.object({ items: z.array(z.object({ id: z.uuid(), kind: z.string(), said: z.object({ zh: z.string(), en: z.string() }) }).loose()), unread: z.int() }),
  run: async ({ actor }, { db }) => {
    const { items, unread } = await inboxOf(db, actor!.district, actor!.account!)
    return { json: { items: items.map((item) => ({ ...item, said: nameOf(item.kind) })), unread } }
  },
})
const Read = z.strictObject({ ids: z.array(z.uuid()).max(200).optional() })
const readInbox = route({
  method: 'POST', path: '/api/inbox/read', name: 'inbox.read', keyed: false, title: { zh: '标为已读', en: 'Mark as read' }, input: Read, answer: z.object({ unread: z.int() }), example: {},
  run: async (asked, { db, clock }) => ({ json: { unread: await markRead(db, asked.actor!.district, asked.actor!.account!, parseInput(Read, asked.input).ids, clock.now()) } }),
})

export const queries = [inbox, readInbox]
